"""Numbers by a scale or a group: "half a million", "a pair of", "dozens of", "several hundred"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.extractors import english
from archive.extractors import number_words as words
from archive.extractors.quantity import Quantity, reads, scales, word_at
from archive.extractors.token import Token

_DETERMINED: Final = english.DETERMINERS | english.PRONOUNS | {"which"}
_EVEN: Final = (
    ("if", "not"),
    ("or", "even"),
    ("or", "possibly"),
    ("and", "possibly"),
    ("or", "perhaps"),
    ("or",),
)


def part_of_scale(tokens: Sequence[Token], at: int) -> Quantity | None:
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
    scale, end = scales(tokens, at, 1)
    if scale == 1 or scale * quarters % 4:
        return None
    return Quantity(scale * quarters // 4, end, scale=scale, spelled=True)


def group_at(tokens: Sequence[Token], at: int) -> Quantity | None:
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
    scale, end = scales(tokens, end, 1)
    relation = "approx" if word in words.LOOSE_GROUPS else "eq"
    return Quantity(count * scale, end, scale=scale, relation=relation, spelled=True)


def some_of_scale(tokens: Sequence[Token], at: int) -> Quantity | None:
    """At least two of a scale: "dozens of", "tens of thousands of", "several hundred", "a few million"."""
    start = at
    if tokens[at].word == "a" and word_at(tokens, at + 1) == "few":
        at += 1
    if tokens[at].word in words.SEVERAL and (at > start or tokens[at].word != "few"):
        scale, end = scales(tokens, at + 1, 1)
        if scale > 1:
            return Quantity(2 * scale, _without_of(tokens, end), None, scale, relation="ge", vague=True)
        return None
    read = _plural(tokens, at)
    if read is None:
        return None
    value, end = read
    for phrase in _EVEN:
        comma = word_at(tokens, end) == ","
        if reads(tokens, end + comma, phrase):
            more = _plural(tokens, end + comma + len(phrase))
            if more is not None and more[0] > value:
                end = more[1] + (comma and word_at(tokens, more[1]) == ",")
                break
    return Quantity(value, _without_of(tokens, end), relation="ge", vague=True)


def _plural(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    word = word_at(tokens, at)
    scale = words.SOME.get(word)
    following = word_at(tokens, at + 1)
    if scale is None or word_at(tokens, at - 1) in english.POSSESSIVES:  # "in their thousands"
        return None
    if word in words.NEED_OF and (following != "of" or _owned(tokens, at)) and not _opens(tokens, at):
        return None
    if following == "of":
        greater = words.SOME.get(word_at(tokens, at + 2))
        if greater is not None and greater > scale and greater >= 1000:
            inner = _plural(tokens, at + 2)
            if inner is not None:
                return scale * inner[0], inner[1]
    return 2 * scale, at + 1


def _opens(tokens: Sequence[Token], at: int) -> bool:
    """Whether a clause opens with "scores were hurt"."""
    before = tokens[at - 1] if at else None
    opens = before is None or before.kind == "punct" or before.word in english.CONJUNCTIONS | {"with", "left"}
    return opens and tokens[at].word == "scores" and word_at(tokens, at + 1) in words.AFTER_SCORES


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
