"""Numbers in digits: what a run of digits, separators, suffixes and hyphens in the text is.

Everything is whole-number arithmetic: 1.2m is 12 tenths of a million, and never a float.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Final

from archive.extractors.currencies import NOUNS
from archive.extractors.number_words import SCALES, SHORT_SCALES, SUFFIXES
from archive.extractors.token import Token

_LONGEST: Final = 24
"""The longest number that is read as one, with its separators; longer ones are serial numbers."""
_NUMERAL: Final = re.compile(
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,3}(?:'\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d+)"
    r"(?:\.(?P<fraction>\d+))?(?P<vulgar>[\u00bc\u00bd\u00be])?(?P<suffix>[A-Za-z]{1,8})?"
)
_NTH: Final = re.compile(r"(\d{1,3}(?:,\d{3}){1,2}|\d{1,9})(?:st|nd|rd|th)", re.IGNORECASE)
_VULGAR: Final = {"\u00bc": 25, "\u00bd": 50, "\u00be": 75}
TAILS: Final = frozenset(
    {*SCALES, *SHORT_SCALES, "plus", "odd", "strong"} | {noun for noun in NOUNS if " " not in noun}
)
"""What may be joined to a number with a hyphen without making it a name or a unit."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """The number `digits / 10**decimals`, times `scale`; `grouped`: its thousands were set apart."""

    digits: int
    decimals: int = 0
    scale: int = 1
    grouped: bool = False
    suffix: str = ""


@lru_cache(maxsize=1024)
def numeral(text: str) -> Numeral | None:
    """What `text` ("11,300", "1.2m", "2\u00bd") is as a number; None where it is something else."""
    match = _NUMERAL.fullmatch(text)
    if match is None or len(text) > _LONGEST:
        return None
    suffix = (match["suffix"] or "").lower()
    if suffix and suffix not in SUFFIXES:
        return None
    fraction = (match["fraction"] or "").rstrip("0")
    digits = int(re.sub("[,']", "", match["whole"]) + fraction)
    decimals = len(fraction)
    if match["vulgar"]:
        if fraction:
            return None
        digits, decimals = 100 * digits + _VULGAR[match["vulgar"]], 2
    grouped = match["whole"].isdecimal() is False
    return Numeral(digits, decimals, SUFFIXES.get(suffix, 1), grouped, suffix)


def digit_tokens(chunk: str, start: int) -> Iterator[Token]:
    """The tokens of a stretch of text that begins with a digit: 11-12,000 is three, 12-year-old one word."""
    parts = chunk.split("-")
    joined = len(parts) > 1 and numeral(parts[0]) is not None
    ranged = joined and len(parts) == 2 and numeral(parts[1]) is not None
    tails = list(takewhile(lambda part: part.lower() in TAILS, parts[1:])) if joined else []
    rest = parts[1 + len(tails) :]
    if len(parts) == 1:
        yield from _single(chunk, start)
    elif ranged or tails or (joined and rest[0] == "a"):
        at = start + len(parts[0])
        yield Token("number", parts[0], start, at)
        if ranged:
            yield Token("punct", "-", at, at + 1)
            yield Token("number", parts[1], at + 1, start + len(chunk))
            return
        for part in (*tails, "-".join(rest)) if rest else tails:
            yield Token("word", part.lower(), at + 1, at + 1 + len(part))
            at += 1 + len(part)
    else:
        yield Token("word", chunk.lower(), start, start + len(chunk))


def _single(chunk: str, start: int) -> Iterator[Token]:
    nth = _NTH.fullmatch(chunk)
    if nth is not None:
        yield Token("ordinal", chunk.lower(), start, start + len(chunk), value=int(nth[1].replace(",", "")))
    elif numeral(chunk) is not None:
        yield Token("number", chunk, start, start + len(chunk))
    elif chunk.replace(",", "").isdecimal() and "," in chunk:  # "in 2018,12 people"
        at = start
        for part in chunk.split(","):
            if at > start:
                yield Token("punct", ",", at - 1, at)
            yield from _single(part, at)
            at += len(part) + 1
    else:
        yield Token("word", chunk.lower(), start, start + len(chunk))
