"""Splits folded text into raw tokens: words, numbers, possessive endings, punctuation."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from archive.domain.fold import fold
from archive.extractors.digits import digit_tokens
from archive.extractors.grouping import plainly_grouped
from archive.extractors.token import Token

_RAW: Final = re.compile(
    r"(?P<plain>[A-Za-z]+(?![\w'.-]))"
    r"|(?P<digits>\d\w*(?:[.,']\d\w*)*(?:-\w+(?:[.,']\d\w*)*)*)"
    r"|(?P<letters>(?:Rs|Rp|RM|SFr|CHF|EUR|USD|GBP|INR|Tk|KSh|Ksh|USh|TSh|Sh|Dhs?|Bt)(?=\d)"
    r"|[RN](?=\d[\d.,]{0,12}(?:m|bn|tn| (?:million|billion|trillion))\b))"
    r"|(?P<abbr>(?:[A-Za-z]\.){2,}|(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Gov|Sen|Rep|Prof|St|[A-Z])\.(?=\s))"
    r"|(?P<poss>'s\b|(?<=s)'(?=\s))"
    r"|(?P<word>\w+(?:-\w+)*(?:'(?!s\b)\w+)?)"
    r"|(?P<punct>[^\w\s])"
)


_DASH: Final = re.compile("[\u2013\u2014\u2015]")


def searchable(text: str, language: str | None = None) -> str:
    """`text` folded character for character, with long dashes kept apart from hyphens.

    Thousands are set apart as English does it, by the language tag of the article.
    """
    folded = fold(plainly_grouped(text, language))
    dashes = [found.start() for found in _DASH.finditer(text)]
    if not dashes:
        return folded
    edges = zip([-1, *dashes], [*dashes, len(text)], strict=True)
    return "\u2014".join(folded[before + 1 : after] for before, after in edges)


def raw_tokens(text: str, start: int, end: int) -> list[Token]:
    """The raw tokens of `text[start:end]`, which is `searchable` text."""
    found: list[Token] = []
    for match in _RAW.finditer(text, start, end):
        group, word = match.lastgroup, match[0]
        first, last = match.span()
        if group == "plain":  # most words; the other forms of a word are tried only where this one fails
            lower = "u.s." if word == "US" else word.lower()  # the country, and no pronoun
            token = Token("word", lower, first, last, capital=word[0].isupper())
        elif group == "punct":
            spaced = word == "-" and text[first - 1 : first].isspace()
            token = Token("punct", "\u2014" if spaced else word, first, last)
        elif group == "poss":
            token = Token("word", "'s", first, last)
        elif group == "digits":
            found.extend(digit_tokens(word, first))
            continue
        else:
            token = Token("word", word.lower(), first, last, capital=word[0].isupper())
        found.append(token)
    return found


@lru_cache(maxsize=8192)
def phrase_words(phrase: str) -> tuple[str, ...]:
    """The lower-case words that `phrase` would be split into."""
    return tuple(token.word for token in raw_tokens(searchable(phrase), 0, len(phrase)))
