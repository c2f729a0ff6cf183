"""Splits folded text into raw tokens: words, numbers, possessive endings, punctuation."""

from __future__ import annotations

import re
from typing import Final

from archive.domain.fold import fold
from archive.extractors.token import Token

_RAW: Final = re.compile(
    r"(?P<number>\d+(?:,\d{3})+(?:\.\d+)?(?![\w-])|\d+(?:\.\d+)?(?![\w-]))"
    r"|(?P<nth>\d+(?:st|nd|rd|th)\b)"
    r"|(?P<range>\d+-\d+(?![\w-]))"
    r"|(?P<abbr>(?:[A-Za-z]\.){2,}|(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Gov|Sen|Rep|Prof|St)\.(?=\s))"
    r"|(?P<poss>'s\b|(?<=s)'(?=\s))"
    r"|(?P<word>\w+(?:-\w+)*(?:'(?!s\b)\w+)?)"
    r"|(?P<punct>[^\w\s])"
)


def searchable(text: str) -> str:
    """`text` folded character for character, with long dashes kept apart from hyphens."""
    folded = fold(text)
    if "\u2013" not in text and "\u2014" not in text and "\u2015" not in text:
        return folded
    return "".join(
        "\u2014" if char in "\u2013\u2014\u2015" else plain for char, plain in zip(text, folded, strict=True)
    )


def raw_tokens(text: str, start: int, end: int) -> list[Token]:
    """The raw tokens of `text[start:end]`, which is `searchable` text."""
    found: list[Token] = []
    for match in _RAW.finditer(text, start, end):
        group = match.lastgroup
        word = match[0]
        capital = word[0].isupper()
        low = word.lower()
        if group == "punct":
            spaced = word == "-" and text[match.start() - 1 : match.start()].isspace()
            found.append(Token("punct", "\u2014" if spaced else word, match.start(), match.end()))
        elif group == "poss":
            found.append(Token("word", "'s", match.start(), match.end()))
        elif group in ("number", "range"):
            found.append(Token("number", low, match.start(), match.end()))
        elif group == "nth":
            found.append(Token("ordinal", low, match.start(), match.end(), value=int(low[:-2])))
        else:
            found.append(Token("word", low, match.start(), match.end(), capital=capital))
    return found


def phrase_words(phrase: str) -> tuple[str, ...]:
    """The lower-case words that `phrase` would be split into."""
    return tuple(token.word for token in raw_tokens(searchable(phrase), 0, len(phrase)))
