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


_TITLED: Final = frozenset("Mr Mrs Ms Dr Gen Col Lt Gov Sen Rep Prof St".split())
"""Titles that keep their period."""
_NUMBER: Final = re.compile(r"[0-9]+(?:,[0-9]+)*")


def raw_tokens(text: str, start: int, end: int) -> list[Token]:
    """The raw tokens of `text[start:end]`, which is `searchable` text."""
    found: list[Token] = []
    add = found.append
    last = start - 1
    # Most stretches between blanks are a word, or a word and a mark: only the others need the expression.
    for chunk in text[start:end].replace("\n", " ").split(" "):
        at = last + 1
        last = at + len(chunk)
        if chunk.isalpha() and chunk.isascii():
            lower = "u.s." if chunk == "US" else chunk.lower()  # the country, and no pronoun
            add(Token("word", lower, at, last, chunk < "a"))  # in ASCII, capitals come before
            continue
        word, mark = chunk[:-1], chunk[-1:]
        if mark in (",", "."):
            if (
                word.isalpha()
                and word.isascii()
                and not (mark == "." and (word in _TITLED or len(word) == 1))
            ):
                lower = "u.s." if word == "US" and mark == "," else word.lower()
                add(Token("word", lower, at, last - 1, word < "a"))
                add(Token("punct", mark, last - 1, last))
                continue
        elif mark == "s" and word[-1:] == "'" and (word := word[:-1]).isalpha() and word.isascii():
            add(Token("word", word.lower(), at, last - 2, word[0].isupper()))
            add(Token("word", "'s", last - 2, last))
            continue
        elif _NUMBER.fullmatch(chunk):
            found += digit_tokens(chunk, at)
            continue
        if chunk:
            _match(text, at, last, end, found)
    return found


def _match(text: str, at: int, stop: int, end: int, found: list[Token]) -> None:
    """Add the raw tokens of the stretch `text[at:stop]` of what ends at `end`."""
    while at < stop:
        match = _RAW.match(text, at, end)
        if match is None:  # a blank
            at += 1
            continue
        group, word, first, at = match.lastgroup, match[0], at, match.end()
        if group == "plain":
            found.append(
                Token("word", "u.s." if word == "US" else word.lower(), first, at, word[0].isupper())
            )
        elif group == "punct":
            spaced = word == "-" and text[first - 1 : first].isspace()
            found.append(Token("punct", "\u2014" if spaced else word, first, at))
        elif group == "poss":
            found.append(Token("word", "'s", first, at))
        elif group == "digits":
            found += digit_tokens(word, first)
        else:
            found.append(Token("word", word.lower(), first, at, word[0].isupper()))


@lru_cache(maxsize=8192)
def phrase_words(phrase: str) -> tuple[str, ...]:
    """The lower-case words that `phrase` would be split into."""
    return tuple(token.word for token in raw_tokens(searchable(phrase), 0, len(phrase)))
