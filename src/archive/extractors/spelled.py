"""Numbers in words: "one hundred and twenty-three", "eleven hundred", "two and a half million"."""

from __future__ import annotations

from collections.abc import Sequence

from archive.extractors import english
from archive.extractors import number_words as words
from archive.extractors.digits import Numeral
from archive.extractors.quantity import AND_A_HALF, Quantity, reads, scaled, scales, word_at
from archive.extractors.token import Token


def spelled_at(tokens: Sequence[Token], at: int) -> Quantity | None:
    """A number in words: "one hundred and twenty-three", "eleven hundred", "two and a half million"."""
    word = tokens[at].word
    if word == "one" and not _counts_one(tokens, at):
        return None
    if word == "dozen":
        return Quantity(12, at + 1, spelled=True) if at + 1 < len(tokens) else None
    if word in ("a", "an") and word_at(tokens, at + 1) not in words.SCALES:
        return None
    return _chain(tokens, at, 10**18)


def _chain(tokens: Sequence[Token], at: int, below: int) -> Quantity | None:
    """Numbers with falling scales: "one million two hundred thousand and five"."""
    total, end, scale, terms = 0, at, below, 0
    written: Numeral | None = None
    while True:
        joined = terms > 0 and word_at(tokens, end) == "and"
        term = _term(tokens, end + joined, first=terms == 0)
        if term is None or term.scale >= scale or (terms and term.value >= scale):
            break
        if joined and (term.value >= 100 or not _closes(tokens, end + 1, term)):
            break
        total, end, terms = total + term.value, term.end, terms + 1
        written = term.written if terms == 1 else None
        scale = term.scale
        if scale == 1 or term.scale == 12:
            break
    if not terms:
        return None
    if scale > 1 and terms == 1 and reads(tokens, end, AND_A_HALF):
        return Quantity(total + scale // 2, end + 3, scale=scale, spelled=True)
    return Quantity(total, end, written, scale, spelled=True)


def _closes(tokens: Sequence[Token], at: int, term: Quantity) -> bool:
    """Whether "and one" belongs to the number before it, as in "a hundred and one cases"."""
    after = word_at(tokens, term.end)
    if tokens[at].word != "one" or after in ("", "people", ".", ",", "-") or after in words.SCALES:
        return True
    return after.endswith("s") and after not in english.AUXILIARIES


def _term(tokens: Sequence[Token], at: int, *, first: bool) -> Quantity | None:
    """One number below ten thousand and the scales behind it."""
    below = _hundreds(tokens, at, first=first)
    if below is None:
        return None
    value, end = below
    written = Numeral(value)
    if first and reads(tokens, end, AND_A_HALF) and word_at(tokens, end + 3) in words.SCALES:
        written, end = Numeral(10 * value + 5, 1), end + 3
    hundreds = word_at(tokens, end - 1) == "hundred"
    scale, end = scales(tokens, end, 1)
    made = scaled(written, scale, end)
    if hundreds:  # "two or three hundred" shares the hundred
        written = Numeral(value // 100)
    return Quantity(made.value, end, written, scale, spelled=True)


def _hundreds(tokens: Sequence[Token], at: int, *, first: bool) -> tuple[int, int] | None:
    """A number below ten thousand without "thousand": "twelve", "a hundred and five", "eleven hundred"."""
    word = word_at(tokens, at)
    if first and word in ("a", "an"):
        start: tuple[int, int] | None = (1, at + 1)
    else:
        start = _below_hundred(tokens, at)
    if start is None:
        return None
    value, end = start
    if word_at(tokens, end) != "hundred" or not value:
        return value, end
    value, end = 100 * value, end + 1
    joined = word_at(tokens, end) == "and"
    rest = _below_hundred(tokens, end + joined)
    if rest is None or not rest[0] or word_at(tokens, rest[1]) == "hundred":
        return value, end
    if joined and not _closes(tokens, end + 1, Quantity(rest[0], rest[1])):
        return value, end
    return value + rest[0], rest[1]


def _below_hundred(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    value = words.BELOW_HUNDRED.get(word_at(tokens, at))
    if value is None:
        return None
    unit = words.UNITS.get(word_at(tokens, at + 1), 0)
    if tokens[at].word in words.TENS and 0 < unit < 10:
        return value + unit, at + 2
    return value, at + 1


def _counts_one(tokens: Sequence[Token], at: int) -> bool:
    """Whether "one" is a number here, and not "the second one" or "this one"."""
    before = tokens[at - 1].word if at else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if before in english.DETERMINERS or before in words.ORDINALS or before in ("new", "which", "such", "no"):
        return False
    if after is None or after.kind == "punct":
        return False
    if after.word == "from":
        return False
    return after.word not in english.AUXILIARIES - {"is", "was"} or before in ("only", "at", "least")
