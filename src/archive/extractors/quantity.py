"""What is read as one number, and the steps that all ways of writing one share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from archive.extractors import number_words as words
from archive.extractors.digits import Numeral
from archive.extractors.token import Token

AND_A_HALF: Final = ("and", "a", "half")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and the end of its tokens.

    `written` is the numeral before its scale words ("3" of "3 million"), `scale` the last of these; None for
    a number of several parts, whose scale no other number can share. `exact`: nothing was cut off behind the
    point. `vague`: the words give only the scale.
    """

    value: int
    end: int
    written: Numeral | None = None
    scale: int = 1
    exact: bool = True
    relation: str = "eq"
    spelled: bool = False
    vague: bool = False


def word_at(tokens: Sequence[Token], at: int) -> str:
    """The word at `at`; none beyond the ends, and none for a mention of something else."""
    if not 0 <= at < len(tokens) or tokens[at].kind not in ("word", "punct", "number"):
        return ""
    return tokens[at].word


def reads(tokens: Sequence[Token], at: int, phrase: Sequence[str]) -> bool:
    """Whether the words of `phrase` stand at `at`."""
    return all(word_at(tokens, at + step) == word for step, word in enumerate(phrase))


def scaled(written: Numeral, scale: int, end: int) -> Quantity:
    """`written` times `scale`, exactly."""
    value, rest = divmod(written.digits * scale, 10**written.decimals)
    return Quantity(value, end, written, scale, exact=not rest)


def scales(tokens: Sequence[Token], at: int, scale: int, *, short: bool = False) -> tuple[int, int]:
    """The product of the scale words from `at` on, and their end: million, lakh crore, hundred thousand."""
    last = 0
    while True:
        word = word_at(tokens, at)
        found = words.SCALES.get(word) or (words.SHORT_SCALES.get(word) if short and scale == 1 else None)
        if found is None or found <= last or (scale > 1 and found < 1000) or (word == "dozen" and scale > 1):
            return scale, at
        if found * scale > 10**18:
            return scale, at
        last, scale, at = found, scale * found, at + 1
