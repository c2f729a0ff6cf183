"""Numbers that count no things: years, ages, shares, times, distances, and the numbers in names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.extractors import english
from archive.extractors import number_words as words
from archive.extractors.money import Figure, read_figure, without_currency
from archive.extractors.quantity import word_at
from archive.extractors.token import Token

_OLDEST: Final = 120
_YEARS: Final = range(1500, 2100)
_SIGNS: Final = ("%", "\u00b0", "\u2030", "\u2032", "\u2033")
_YEAR_BEFORE: Final = frozenset("in since until till during early late mid circa year a an".split())


def is_measure(before: Sequence[Token], tokens: Sequence[Token], at: int, end: int, figure: Figure) -> bool:
    """Whether the number at `at:end` of `tokens` counts a unit, or nothing; `before` are the tokens so far."""
    quantity = figure.quantity
    if figure.named or not quantity.exact:
        return True
    if (
        _has_unit(tokens, end)
        or _shares_unit(tokens, end)
        or _ends_share(before)
        or _is_letter_unit(before, tokens, end, figure)
    ):
        return True
    written = without_currency(figure)
    last = word_at(before, len(before) - 1)
    if last == "top":
        verb = word_at(before, len(before) - 2)
        return verb not in ("to", "will", "could", "may", "might", "would")
    if written is None or quantity.spelled:
        named = last in words.NUMBERED | words.NUMBERED_NAMES and not _may_count(word_at(tokens, end))
        return quantity.spelled and (last in words.AGED or named)
    return (
        _is_clock(tokens, at, end) or _is_year(before, quantity.value) or _is_in_a_name(before, tokens, end)
    )


def _has_unit(tokens: Sequence[Token], at: int) -> bool:
    word = word_at(tokens, at)
    if word in words.BEFORE_MEASURES:
        return word_at(tokens, at + 1) in words.MEASURES
    if word == "-":
        return at < len(tokens) and tokens[at - 1].end == tokens[at].start
    if word in ("in", "out") and _is_share(tokens, at):
        return True
    if word.partition("-")[0] in words.MEASURES:
        return True
    return word in _SIGNS or word in ("thirds", "quarters", "fifths", "tenths")


def _shares_unit(tokens: Sequence[Token], at: int) -> bool:
    """Whether the number behind "to" or "or" names the unit of both: "from 3 to 5 per cent"."""
    if word_at(tokens, at) not in ("to", "or") or at + 1 >= len(tokens):
        return False
    if "-year" in word_at(tokens, at + 1):  # "five- to seven-year-olds"
        return True
    further = read_figure(tokens, at + 1)
    return further is not None and not further.named and _has_unit(tokens, further.end)


def _ends_share(before: Sequence[Token]) -> bool:
    """Whether "one in" or "nine out of" stands before the number."""
    of = word_at(before, len(before) - 1) == "of" and word_at(before, len(before) - 2) == "out"
    if not of and word_at(before, len(before) - 1) != "in":
        return False
    share = before[-3 if of else -2] if len(before) > 1 + of else None
    return share is not None and share.number is not None and share.number.measure


def _is_share(tokens: Sequence[Token], at: int) -> bool:
    """ "One in five", "nine out of ten"."""
    further = at + 1 + (word_at(tokens, at) == "out" and word_at(tokens, at + 1) == "of")
    if word_at(tokens, at) == "out" and further == at + 1:
        return False
    word = word_at(tokens, further)
    value = words.BELOW_HUNDRED.get(word, int(word) if word.isdecimal() and len(word) < 4 else 0)
    return 2 <= value <= 100 and word_at(tokens, further + 1) not in words.MEASURES


def _is_letter_unit(before: Sequence[Token], tokens: Sequence[Token], end: int, figure: Figure) -> bool:
    """Whether the letter of "3m" is metres, of "5t" tonnes, of "10k" a race."""
    written = figure.quantity.written
    if written is None or written.suffix not in ("m", "k", "t"):
        return False
    if written.suffix == "t":
        return True
    sizes = {token.word for token in before[-3:]}
    return word_at(tokens, end) in words.DIMENSIONS or bool(written.suffix == "m" and sizes & words.SIZES)


def _is_clock(tokens: Sequence[Token], at: int, end: int) -> bool:
    """ "10:30", and the parts of "9/11" and "24/7"."""
    return any(
        0 < mark < len(tokens)
        and tokens[mark].word in (":", "/")
        and tokens[mark - 1].end == tokens[mark].start
        and mark + 1 < len(tokens)
        and tokens[mark].end == tokens[mark + 1].start
        and tokens[mark - 1].kind == "number"
        and tokens[mark + 1].kind == "number"
        for mark in (at - 1, end)
    )


def _is_year(before: Sequence[Token], value: int) -> bool:
    return value in _YEARS and word_at(before, len(before) - 1) in _YEAR_BEFORE


def _is_in_a_name(before: Sequence[Token], tokens: Sequence[Token], end: int) -> bool:
    """Whether a number names what stands before it: Flight 370, Route 66, No. 5, Boeing 737."""
    last = before[-1] if before else None
    if last is None:
        return False
    if last.word == "#":
        return True
    if last.word == "." and word_at(before, len(before) - 2) in ("no", "nos"):
        return before[-2].capital
    if last.word in words.NUMBERED or (last.word in words.NUMBERED_NAMES and last.capital):
        return True
    if last.kind != "name" and not (last.kind == "word" and last.capital and len(before) > 1):
        return False
    if len(before) > 1 and before[-2].word in english.PREPOSITIONS:
        return False
    after = tokens[end] if end < len(tokens) else None
    return after is None or after.kind == "punct" or after.word in english.AUXILIARIES | english.PREPOSITIONS


def _may_count(word: str) -> bool:
    """Whether a word may be what a number counts."""
    return (word.endswith("s") and word not in english.AUXILIARIES) or word in words.PLURALS


def is_age(
    before: Sequence[Token], tokens: Sequence[Token], end: int, figure: Figure, *, listed: bool
) -> bool:
    """Whether a number is somebody's age; `listed`: the number before it was one."""
    quantity = figure.quantity
    if figure.named or quantity.scale > 1 or quantity.value > _OLDEST or not before:
        return False
    last, second = before[-1], before[-2] if len(before) > 1 else None
    after = tokens[end] if end < len(tokens) else None
    if last.word in words.AGED or (last.word == "between" and second and second.word in words.AGED):
        return True
    ends = after is None or after.kind == "punct" or after.word in ("and", "or", "of", "from", "to")
    listed = listed and last.word in (",", "and", "or", "to")
    if listed or (last.word == "of" and second is not None and second.word in words.AGED_OF):
        return ends or not _may_count(word_at(tokens, end))
    if second is None:
        return False
    named = second.kind in ("entity", "name") or (
        second.capital and second.kind == "word" and second.word not in english.NP_STOPS | {"there"}
    )
    if last.word in english.BE and (named or second.word in ("he", "she", "who")):
        return not _may_count(word_at(tokens, end)) and (after is None or after.kind in ("punct", "word"))
    if last.word not in (",", "(") or not (named or second.word in words.PERSONS):
        return False
    closed = after is None or after.word in (",", ".", ")", ";") or after.word in ("of", "from")
    return closed and not quantity.spelled
