"""Reads one number, in digits or words, at one place of a sentence: "1.2 million", "eleven hundred", "dozens of".

Invariant: a value is exact or says so. Everything is whole numbers: `digits * scale / 10**decimals`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from archive.extractors import english
from archive.extractors import number_words as words
from archive.extractors.digits import Numeral, numeral
from archive.extractors.token import Token

STARTS: Final = frozenset(
    {*words.BELOW_HUNDRED, "dozen", "half", "quarter", "three-quarters", *words.SOME, "several", "few", "pair"}
    | {"couple", "trio", "brace", "quartet"}
)
"""Words that a number may start with, beside "a" and "an"."""
_AND_A_HALF: Final = ("and", "a", "half")
_DETERMINED: Final = english.DETERMINERS | english.PRONOUNS | {"which"}
_EVEN: Final = (("if", "not"), ("or", "even"), ("or", "possibly"), ("and", "possibly"), ("or", "perhaps"), ("or",))


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


def read_quantity(tokens: Sequence[Token], at: int) -> Quantity | None:
    """The number that starts at `at`."""
    token = tokens[at]
    if token.kind == "number":
        return _in_digits(tokens, at)
    if token.kind != "word":
        return None
    return _part_of_a_scale(tokens, at) or _grouped(tokens, at) or _some(tokens, at) or _spelled(tokens, at)


def _in_digits(tokens: Sequence[Token], at: int) -> Quantity | None:
    end, written = _spaced(tokens, at)
    if written is None:
        return None
    if written.scale == 1 and _reads(tokens, end, _AND_A_HALF) and word_at(tokens, end + 3) in words.SCALES:
        written = Numeral(10 * written.digits + 5, 1)  # "2 and a half million"
        end += 3
    scale, end = _scales(tokens, end, written.scale, short=True)
    quantity = _made(written, scale, end)
    if scale > 1 and _reads(tokens, end, _AND_A_HALF):
        return Quantity(quantity.value + scale // 2, end + 3, scale=scale)
    return _with_smaller(tokens, quantity)


def _made(written: Numeral, scale: int, end: int) -> Quantity:
    value, rest = divmod(written.digits * scale, 10**written.decimals)
    return Quantity(value, end, written, scale, exact=not rest)


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


def _scales(tokens: Sequence[Token], at: int, scale: int, *, short: bool = False) -> tuple[int, int]:
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


def _reads(tokens: Sequence[Token], at: int, phrase: Sequence[str]) -> bool:
    return all(word_at(tokens, at + step) == word for step, word in enumerate(phrase))


# --- words ----------------------------------------------------------------------------------


def _spelled(tokens: Sequence[Token], at: int) -> Quantity | None:
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
    if scale > 1 and terms == 1 and _reads(tokens, end, _AND_A_HALF):
        return Quantity(total + scale // 2, end + 3, scale=scale, spelled=True)
    return Quantity(total, end, written, scale, spelled=True)


def _closes(tokens: Sequence[Token], at: int, term: Quantity) -> bool:
    """Whether "and one" belongs to the number before it, as in "a hundred and one cases"."""
    after = word_at(tokens, term.end)
    return tokens[at].word != "one" or after == "" or after.endswith("s") or after in ("people", ".", ",", "-")


def _term(tokens: Sequence[Token], at: int, *, first: bool) -> Quantity | None:
    """One number below ten thousand and the scales behind it."""
    below = _hundreds(tokens, at, first=first)
    if below is None:
        return None
    value, end = below
    written = Numeral(value)
    if first and _reads(tokens, end, _AND_A_HALF) and word_at(tokens, end + 3) in words.SCALES:
        written, end = Numeral(10 * value + 5, 1), end + 3
    hundreds = word_at(tokens, end - 1) == "hundred"
    scale, end = _scales(tokens, end, 1)
    made = _made(written, scale, end)
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


# --- parts and plurals ----------------------------------------------------------------------


def _part_of_a_scale(tokens: Sequence[Token], at: int) -> Quantity | None:
    """ "Half a million", "a half dozen", "a quarter of a million", "three quarters of a million"."""
    start = at
    if tokens[at].word in ("a", "an"):
        at += 1
    word = word_at(tokens, at)
    quarters = {"half": 2, "quarter": 1, "three-quarters": 3}.get(word, 0)
    if word == "three" and word_at(tokens, at + 1) == "quarters":
        quarters, at = 3, at + 1
    if not quarters or (word == "three" and at == start):
        return None
    at += 1
    if word != "half" and word_at(tokens, at) == "of":
        at += 1
    if word_at(tokens, at) in ("a", "an"):
        at += 1
    scale, end = _scales(tokens, at, 1)
    if scale == 1 or scale * quarters % 4:
        return None
    return Quantity(scale * quarters // 4, end, scale=scale, spelled=True)


def _grouped(tokens: Sequence[Token], at: int) -> Quantity | None:
    """ "A pair of", "a couple of hundred", "two pairs" are read by the phrase that they stand in."""
    start = at
    if tokens[at].word in ("a", "an"):
        at += 1
    word = word_at(tokens, at)
    count = words.GROUPS.get(word)
    if count is None or word == "dozen" or at == start:
        return None
    end = at + 1
    if word_at(tokens, end) == "of":
        end += 1
    elif word not in words.LOOSE_GROUPS or word_at(tokens, end) not in words.SCALES:
        return None
    if word_at(tokens, end) in _DETERMINED | words.SINGLE_PAIRS or end >= len(tokens):
        return None
    scale, end = _scales(tokens, end, 1)
    relation = "approx" if word in words.LOOSE_GROUPS else "eq"
    return Quantity(count * scale, end, scale=scale, relation=relation, spelled=True)


def _some(tokens: Sequence[Token], at: int) -> Quantity | None:
    """At least two of a scale: "dozens of", "tens of thousands of", "several hundred", "a few million"."""
    start = at
    if tokens[at].word == "a" and word_at(tokens, at + 1) == "few":
        at += 1
    if tokens[at].word in words.SEVERAL and (at > start or tokens[at].word != "few"):
        scale, end = _scales(tokens, at + 1, 1)
        if scale > 1:
            return Quantity(2 * scale, _without_of(tokens, end), None, scale, relation="ge", vague=True)
        return None
    read = _plural(tokens, at)
    if read is None:
        return None
    value, end = read
    for phrase in _EVEN:
        comma = word_at(tokens, end) == ","
        if _reads(tokens, end + comma, phrase):
            more = _plural(tokens, end + comma + len(phrase))
            if more is not None and more[0] > value:
                end = more[1] + (comma and word_at(tokens, more[1]) == ",")
                break
    return Quantity(value, _without_of(tokens, end), relation="ge", vague=True)


def _plural(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    word = word_at(tokens, at)
    scale = words.SOME.get(word)
    following = word_at(tokens, at + 1)
    if scale is None or (word in words.NEED_OF and (following != "of" or _owned(tokens, at))):
        return None
    if following == "of":
        greater = words.SOME.get(word_at(tokens, at + 2))
        if greater is not None and greater > scale and greater >= 1000:
            inner = _plural(tokens, at + 2)
            if inner is not None:
                return scale * inner[0], inner[1]
    return 2 * scale, at + 1


def _owned(tokens: Sequence[Token], at: int) -> bool:
    """Whether somebody's scores are meant, or those of a test."""
    before = tokens[at - 1] if at else None
    return before is not None and (
        before.word in english.DETERMINERS | {"'s", "test", "exam", "credit", "approval", "high", "low"}
        or before.kind in ("entity", "name")
    )


def _without_of(tokens: Sequence[Token], at: int) -> int:
    """Behind the "of" of "dozens of people"; "dozens of the people" keeps it."""
    if word_at(tokens, at) == "of" and at + 1 < len(tokens) and tokens[at + 1].word not in _DETERMINED:
        return at + 1
    return at
