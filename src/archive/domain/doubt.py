"""Doubts: what of a story's facts a person should look at, and in which order.

Invariant: a doubt that a verdict has settled is none any more: what was accepted or corrected is not asked
about again, and what was rejected supports nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from archive.domain.claim import FieldValue
from archive.domain.consolidate.voices import field_of, in_order, publishers, rank
from archive.domain.event import ClaimReviewed
from archive.domain.fact import Fact, Voice
from archive.domain.story import FactType

Reason = Literal["disputed", "contradiction", "provisional", "orphaned", "hedged", "single", "shared"]
REASONS: Final[tuple[Reason, ...]] = (
    "disputed", "contradiction", "provisional", "orphaned", "hedged", "single", "shared"
)  # fmt: skip
"""The weightiest first: sources against each other; an article against itself; a figure that waits to be
confirmed; a verdict on a claim that is gone; hedged words alone; one text alone; texts that share passages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing to look at: the claim that a verdict would settle, and those that speak against it.

    `fact` is None where no fact of today is concerned, `verdict` what stands on a claim that is gone, and
    `gap` how far the values are apart, in percent of the greater.
    """

    reason: Reason
    story: str
    type: str
    claim: Voice
    fact: Fact | None = None
    against: tuple[Voice, ...] = ()
    verdict: ClaimReviewed | None = None
    gap: int = 0

    @property
    def weight(self) -> tuple[int, int, int, int, str, str]:
        """The order of the queue: by reason, then by how many publishers are concerned, how far apart
        the values are, and how new the words."""
        return (
            REASONS.index(self.reason),
            -publishers((self.claim, *self.against)),
            -self.gap,
            -self.claim.reported,
            self.fact.fact_id if self.fact is not None else "",
            self.claim.claim.claim_id,
        )


def doubts(types: Mapping[str, FactType], facts: Iterable[Fact]) -> list[Doubt]:
    """What is doubtful about `facts`, the weightiest first."""
    found = [doubt for fact in facts for doubt in _of(types[fact.type], fact)]
    return sorted(found, key=lambda doubt: doubt.weight)


def _of(fact_type: FactType, fact: Fact) -> Iterator[Doubt]:
    if not fact.supporting:
        return
    best = min(fact.supporting, key=rank)
    if fact.status == "disputed":
        yield _doubt("disputed", fact_type, fact, best, _one_each(fact.dissenting))
    inner = _against_itself(fact)
    if inner is not None and fact.status != "disputed":
        yield _doubt("contradiction", fact_type, fact, *inner)
    if fact.status == "provisional":
        waiting = [voice for voice in in_order(fact.dissenting) if inner is None or voice not in inner[1]]
        if waiting:
            yield _doubt("provisional", fact_type, fact, waiting[-1], (best,))
        elif inner is None and best.review is None:
            yield _doubt("hedged", fact_type, fact, best, ())
    if fact.status == "single-origin" and inner is None and _is_alone(fact) and best.review is None:
        yield _doubt("single", fact_type, fact, best, ())


def _is_alone(fact: Fact) -> bool:
    """Whether one text alone carries the fact; copies of it are that text."""
    return len({voice.cluster for voice in fact.supporting}) == 1


def _against_itself(fact: Fact) -> tuple[Voice, tuple[Voice, ...]] | None:
    """The first article that both supports the fact and contradicts it: its preferred claim, and the others."""
    for voice in in_order(fact.dissenting):
        own = [other for other in fact.supporting if other.address == voice.address]
        if own and not any(other.review is not None for other in (*own, voice)):
            others = tuple(one for one in fact.dissenting if one.address == voice.address)
            return min(own, key=rank), others
    return None


def _one_each(voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """The preferred voice of each article, in order."""
    best: dict[str, Voice] = {}
    for voice in sorted(voices, key=rank):
        best.setdefault(voice.address, voice)
    return in_order(best.values())


def _doubt(
    reason: Reason, fact_type: FactType, fact: Fact, claim: Voice, against: tuple[Voice, ...]
) -> Doubt:
    return Doubt(
        reason=reason,
        story=fact.story,
        type=fact.type,
        claim=claim,
        fact=fact,
        against=against,
        gap=_gap([_value(fact_type, voice) for voice in (claim, *against)]),
    )


def _value(fact_type: FactType, voice: Voice) -> FieldValue:
    return field_of(voice, fact_type.value) if fact_type.value else None


def _gap(values: Iterable[FieldValue]) -> int:
    numbers = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    highest = max((abs(number) for number in numbers), default=0)
    return (max(numbers) - min(numbers)) * 100 // highest if highest else 0
