"""Reads one number, in digits or words, at one place of a sentence: "1.2 million", "eleven hundred", "dozens of".

Invariant: a value is exact or says so. Everything is whole numbers: `digits * scale / 10**decimals`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from archive.extractors import english
from archive.extractors import number_words as words
from archive.extractors.digits import Numeral, numeral
from archive.extractors.quantity import AND_A_HALF, Quantity, reads, scaled, scales, word_at
from archive.extractors.spelled import spelled_at
from archive.extractors.token import Token
from archive.extractors.vague_numbers import group_at, part_of_scale, some_of_scale

_FRACTIONS: Final = {("1", "2"): 50, ("1", "4"): 25, ("3", "4"): 75}
STARTS: Final = frozenset(
    {*words.BELOW_HUNDRED, *words.SOME, *words.SEVERAL, "dozen", "half", "quarter", "three-quarters"}
)
"""Words that a number may start with, beside "a" and "an"."""


def read_quantity(tokens: Sequence[Token], at: int) -> Quantity | None:
    """The number that starts at `at`."""
    token = tokens[at]
    if token.kind == "number":
        quantity = _in_digits(tokens, at)
        return None if quantity is None else _and_a_half(tokens, _with_smaller(tokens, quantity))
    if token.kind != "word":
        return None
    found = _in_words(tokens, at)
    return None if found is None else _and_a_half(tokens, found)


def _in_words(tokens: Sequence[Token], at: int) -> Quantity | None:
    return (
        part_of_scale(tokens, at)
        or group_at(tokens, at)
        or some_of_scale(tokens, at)
        or spelled_at(tokens, at)
    )


def _in_digits(tokens: Sequence[Token], at: int) -> Quantity | None:
    end, written = _fraction(tokens, at) or _spaced(tokens, at)
    if written is None:
        return None
    if written.scale == 1 and reads(tokens, end, AND_A_HALF) and word_at(tokens, end + 3) in words.SCALES:
        written = Numeral(10 * written.digits + 5, 1)  # "2 and a half million"
        end += 3
    scale, end = scales(tokens, end, written.scale, short=True)
    quantity = scaled(written, scale, end)
    if scale > 1 and reads(tokens, end, AND_A_HALF):
        return Quantity(quantity.value + scale // 2, end + 3, scale=scale)
    return quantity


def _and_a_half(tokens: Sequence[Token], quantity: Quantity) -> Quantity:
    """ "One and a half hours" is no whole number."""
    if quantity.vague or not reads(tokens, quantity.end, AND_A_HALF):
        return quantity
    return replace(quantity, end=quantity.end + 3, exact=False)


def _fraction(tokens: Sequence[Token], at: int) -> tuple[int, Numeral] | None:
    """ "2 1/2" and "2-1/2", and the "1,5" of "1,5 million"."""
    whole = tokens[at].word
    if not whole.isdecimal() or len(whole) > 4:
        return None
    mark = word_at(tokens, at + 1)
    if mark == "," and _tight(tokens, at + 1) and word_at(tokens, at + 3) in words.SCALES:
        part = tokens[at + 2].word
        fits = tokens[at + 2].kind == "number" and part.isdecimal() and len(part) < 3
        return (at + 3, Numeral(int(whole + part), len(part))) if fits else None
    first = at + 2 if mark == "-" else at + 1
    if word_at(tokens, first + 1) != "/" or not _tight(tokens, first + 1):
        return None
    hundredths = _FRACTIONS.get((tokens[first].word, tokens[first + 2].word))
    return None if hundredths is None else (first + 3, Numeral(100 * int(whole) + hundredths, 2))


def _tight(tokens: Sequence[Token], at: int) -> bool:
    """Whether the mark at `at` stands between two tokens without a space."""
    return (
        at + 1 < len(tokens)
        and tokens[at - 1].end == tokens[at].start
        and tokens[at].end == tokens[at + 1].start
    )


def _with_smaller(tokens: Sequence[Token], quantity: Quantity) -> Quantity:
    """Take in the "20 thousand" of "5 lakh 20 thousand"."""
    at, whole = quantity.end, quantity.scale
    if whole < 1000 or at + 1 >= len(tokens) or tokens[at].kind != "number":
        return quantity
    lesser = _in_digits(tokens, at)
    if lesser is None or not 1 < lesser.scale < whole or lesser.value >= whole:
        return quantity
    return Quantity(quantity.value + lesser.value, lesser.end, scale=lesser.scale, exact=lesser.exact)


def _spaced(tokens: Sequence[Token], at: int) -> tuple[int, Numeral | None]:
    """The numeral at `at`, with the groups of three that a plain space sets apart: "11 300 people"."""
    first = tokens[at].word
    written, end = numeral(first), at + 1
    if not (first.isdecimal() and len(first) < 4 and first[0] != "0"):
        return end, written
    while end < len(tokens) and tokens[end].kind == "number" and tokens[end].start == tokens[end - 1].end + 1:
        group = tokens[end].word
        if len(group) != 3 or not group.isdecimal():
            break
        end += 1
    if end == at + 1 or not _is_one_number(tokens, at, end):
        return at + 1, written
    return end, Numeral(int("".join(token.word for token in tokens[at:end])), grouped=True)


def _is_one_number(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether groups of digits are one number and not two: "Route 66 300 people", "of the 12 300 were"."""
    before = tokens[at - 1] if at else None
    if before is not None and before.word in ("$", "\u20ac", "\u00a3"):
        return True
    if before is not None and (before.word in words.NUMBERED or before.word in words.AGED):
        return False
    if before is not None and (before.kind == "name" or (before.capital and at > 1)):
        return False
    after = tokens[end] if end < len(tokens) else None
    if after is None or after.kind == "punct":
        return True
    return (
        after.kind in ("word", "item")
        and after.word not in english.NP_STOPS - {"more", "other"}
        and not after.word.endswith("ed")
    )
