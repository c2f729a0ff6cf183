"""Counts of a sentence as candidates, beside those of frames."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from archive.domain.claim import Role
from archive.extractors.candidate import Candidate
from archive.extractors.count_parts import AMONG
from archive.extractors.count_words import Bound, count_frame
from archive.extractors.counted import Counted, CountSentence
from archive.extractors.counting import counted_in, values_of
from archive.extractors.lexis import CompiledFrame, Lexis
from archive.extractors.recent import Recent
from archive.extractors.token import Token
from archive.extractors.views import long_asides

_NOTHING: Final = re.compile(r"(?!)")
_AFTER_FRAMES: Final = 1_000_000
"""Where counts stand among the frames of a story: behind them all, as a frame was written on purpose."""


def match_counts(
    tokens: Sequence[Token], readings: Sequence[Sequence[int]], lexis: Lexis, recent: Recent
) -> list[Candidate]:
    """What the numbers of a sentence count, read without asides first, then in full."""
    found: dict[tuple[str, int], Counted] = {}
    """What each number counts, by type and token; every `Counted` has the places of its own reading."""
    candidates: list[Candidate] = []
    named = recent.named()
    unread = _Unread(tokens, lexis)
    for number in sorted(range(len(readings)), key=lambda number: (len(readings[number]), number)):
        view = readings[number]
        whole = len(view) == len(tokens)
        open_yet = unread.may_add(view)
        if not open_yet and not whole:
            continue
        sentence = CountSentence([tokens[index] for index in view], lexis.counts, named, recent.currency)
        for one in _counted(sentence, view, found, recent) if open_yet else ():
            key = (one.rule.fact.type, view[one.at])
            if key in found:
                continue
            values = values_of(sentence, one, lexis.story, recent)
            found[key] = one
            unread.found(key[1])
            if values is None:
                continue
            told = sentence.tokens[one.at].number
            candidate = _candidate(one, view, number, number_is_extra=told is not None and told.extra)
            candidate.scope = values
            if one.like is not None and one.like.last > one.like.first:
                candidate.said = (view[one.like.first], view[one.like.last - 1] + 1)
            candidate.asides = long_asides(tokens, view) if number else frozenset()
            candidates.append(candidate)
        if whole:
            recent.note(sentence, list(found.values()))
    return candidates


class _Unread:
    """The numbers of a sentence of which no reading has said yet what they count.

    Most readings differ by an aside or a date that no number cares for, and need not be read at all.
    """

    def __init__(self, tokens: Sequence[Token], lexis: Lexis) -> None:
        self._tokens = tokens
        numbers = {at: token.number for at, token in enumerate(tokens) if token.number is not None}
        self._left = {at for at, number in numbers.items() if not number.conversion}
        money = lexis.counts.counts_money
        self._idle = {
            at for at, number in numbers.items() if number.measure and (number.currency is None or not money)
        }
        """Distances, years and what else no rule counts: at most they are parts of something."""
        self._among = not AMONG.isdisjoint([token.word for token in tokens])

    def found(self, at: int) -> None:
        """The number at token `at` counts something."""
        self._left.discard(at)

    def may_add(self, view: Sequence[int]) -> bool:
        """Whether a reading may say something of a number that none before it has said."""
        left = self._left.intersection(view)
        if not left <= self._idle:
            return True
        if not left or self._among:
            return bool(left)
        return any(
            index in left and self._tokens[after].word in ("of", "out") for index, after in pairwise(view)
        )


def _counted(
    sentence: CountSentence, view: Sequence[int], found: Mapping[tuple[str, int], Counted], recent: Recent
) -> list[Counted]:
    """What a reading adds to what the shorter ones have found; its places are those of the reading."""
    place = {index: at for at, index in enumerate(view)} if found else {}
    before = [one.standing_at(place[at]) for (_, at), one in found.items() if at in place]
    return counted_in(sentence, recent, before)


def _candidate(one: Counted, view: Sequence[int], number: int, *, number_is_extra: bool) -> Candidate:
    value = one.rule.fact.value
    assert value is not None, "checked when the story was read"
    slots = {value: (view[one.at],)}
    if one.previous is not None and "previous" in one.rule.fact.fields:
        slots["previous"] = (view[one.previous],)
    role = one.role or one.rule.count.role
    if role is None and one.rule.count.others and number_is_extra:
        role = "current"
    compiled = _compiled(
        one.rule.fact.type, one.rule.order, one.rule.count.measure, one.construction, one.bound,
        role,
    )  # fmt: skip
    return Candidate(compiled, slots, view[one.first], view[one.last - 1] + 1, number, anchor=view[one.at])


@lru_cache(maxsize=4096)
def _compiled(
    kind: str, order: int, measure: str, name: str, relation: Bound | None, role: Role | None
) -> CompiledFrame:
    return CompiledFrame(
        type=kind,
        frame=count_frame(measure, name, relation, role),
        order=_AFTER_FRAMES + order,
        regex=_NOTHING,
        slots=(),
        needs=(),
        unless=None,
        only_if=None,
    )
