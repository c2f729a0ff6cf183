"""Where the sources of a fact disagree: the sides, how each stands to what is held, and why they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from archive.domain.claim import FieldValue
from archive.domain.consolidate.events import DATE
from archive.domain.consolidate.occurrences import event_date
from archive.domain.consolidate.voices import field_of, first_public, origins, publishers
from archive.domain.disagreement import WHOLE, Context, Reason, Side, reasons
from archive.domain.fact import Fact, Voice
from archive.domain.moment import PartialDate
from archive.domain.story import FactType

Standing = Literal["held", "compatible", "dissenting", "denied", "superseded"]
"""How a side stands to the fact: it is what the fact says; it may be true as well; it contradicts it;
it denies it; a newer report took its place."""

_OPEN = frozenset({"disputed", "provisional"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """One side of a conflict.

    `against` is the place, among the sides, of the one that `reasons` compare it with: in them that
    one is the first and this one the second. `since` is when its first text became public and `until` when its
    newest did (microseconds).
    """

    side: Side
    standing: Standing
    since: int
    until: int
    origins: tuple[str, ...]
    publishers: int
    against: int | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A fact, and what its sources disagree about: its value, an attribute, or the whole of it."""

    fact: Fact
    about: str
    sides: tuple[Stand, ...]


def conflicts(
    fact_type: FactType,
    fact: Fact,
    heard: Sequence[Voice],
    others: Iterable[Fact] = (),
    *,
    superseded: bool = False,
) -> tuple[Conflict, ...]:
    """What the sources of `fact` disagree about; empty where they agree.

    `heard` are all voices of the fact's key, `others` further facts of its story. With `superseded`, a
    value that only older reports give is a side too.
    """
    if fact_type.consolidate == "event":
        return tuple(_of_event(fact_type, fact))
    name = fact_type.value or "value"
    context = Context(name, _previous(heard, name), _elsewhere(fact, others))
    return tuple(_of_number(fact_type, fact, context, superseded=superseded))


def _of_number(fact_type: FactType, fact: Fact, context: Context, *, superseded: bool) -> Iterator[Conflict]:
    def told(voice: Voice) -> FieldValue:
        return field_of(voice, context.about)

    sides = _sides(fact.supporting, told, "compatible") + _sides(fact.dissenting, told, "dissenting")
    contradicted = {denial.value for denial in fact.denied}
    sides += [
        (side, standing)
        for side, standing in _sides(fact.superseded, told, "superseded")
        if superseded or side.value in contradicted
    ]
    sides = _merged(sides)
    held = next((n for n, (side, _) in enumerate(sides) if side.value == fact.value), None)
    if held is None:
        return
    sides.insert(0, (sides.pop(held)[0], "held"))
    affirmed = {side.value: number for number, (side, _) in reversed(list(enumerate(sides)))}
    against = [0] * len(sides)
    for denial in fact.denied:
        place = 0 if denial.value is None else affirmed.get(denial.value)
        if place is not None:
            sides.append((Side(value=denial.value, voices=denial.voices, polarity="denied"), "denied"))
            against.append(place)
    if fact.status in _OPEN or any(standing not in ("held", "compatible") for _, standing in sides):
        yield Conflict(fact=fact, about=context.about, sides=_stands(fact_type, sides, against, context))


def _of_event(fact_type: FactType, fact: Fact) -> Iterator[Conflict]:
    held = fact.value if isinstance(fact.value, Mapping) else {}
    for name in (DATE, *fact_type.attributes):
        told = partial(_attribute, name)
        against = {told(voice) for voice in fact.dissenting} | {*fact.disputed.get(name, ())}
        against = {
            value for value in against if value is not None and not _agree(name, value, held.get(name))
        }
        if held.get(name) is None or not against:
            continue
        sides = _sides((*fact.supporting, *fact.dissenting), told, "compatible")
        stood: list[tuple[Side, Standing]] = [
            (
                side,
                "held" if side.value == held[name] else "dissenting" if side.value in against else standing,
            )
            for side, standing in sorted(sides, key=lambda each: each[0].value != held[name])
        ]
        yield Conflict(
            fact=fact, about=name, sides=_stands(fact_type, stood, [0] * len(stood), Context(name))
        )
    whole: list[tuple[Side, Standing]] = [(Side(value=True, voices=fact.supporting), "held")]
    denials = [denial for denial in fact.denied if denial.value is None]
    whole += [(Side(value=None, voices=denial.voices, polarity="denied"), "denied") for denial in denials]
    if fact.supporting and (denials or fact.status == "provisional"):
        yield Conflict(
            fact=fact, about=WHOLE, sides=_stands(fact_type, whole, [0] * len(whole), Context(WHOLE))
        )


def _agree(name: str, value: FieldValue, held: FieldValue) -> bool:
    """Whether an attribute may be both; dates may that are told with different precision."""
    if name != DATE or value is None or held is None:
        return value == held
    return PartialDate(str(value)).compatible(PartialDate(str(held)))


def _attribute(name: str, voice: Voice) -> FieldValue:
    if name != DATE:
        return field_of(voice, name)
    date = event_date(voice)
    return date.value if date is not None else None


def _sides(
    voices: Iterable[Voice], told: Callable[[Voice], FieldValue], standing: Standing
) -> list[tuple[Side, Standing]]:
    """The values that `voices` tell, each with those who do, in the order they were first told."""
    by_value: dict[FieldValue, list[Voice]] = {}
    for voice in voices:
        if told(voice) is not None:
            by_value.setdefault(told(voice), []).append(voice)
    return [(Side(value=value, voices=tuple(members)), standing) for value, members in by_value.items()]


def _merged(sides: Sequence[tuple[Side, Standing]]) -> list[tuple[Side, Standing]]:
    """Superseded words for a value go with the newer ones for it, whose standing they take.

    "At least 2" may agree with what is held where 2 contradicts it: those stay two sides.
    """
    merged: list[tuple[Side, Standing]] = []
    for side, standing in sides:
        same = next((n for n, (other, _) in enumerate(merged) if other.value == side.value), None)
        if standing == "superseded" and same is not None:
            other, kept = merged[same]
            merged[same] = (Side(value=side.value, voices=(*other.voices, *side.voices)), kept)
        else:
            merged.append((side, standing))
    return merged


def _stands(
    fact_type: FactType, sides: Sequence[tuple[Side, Standing]], against: Sequence[int], context: Context
) -> tuple[Stand, ...]:
    stands = []
    for number, (side, standing) in enumerate(sides):
        place = against[number] if number else None
        public = [date.at for date in first_public((v.cluster, v) for v in side.voices).values()]
        stands.append(
            Stand(
                side=side,
                standing=standing,
                since=min(public),
                until=max(public),
                origins=origins(side.voices),
                publishers=publishers(side.voices),
                against=place,
                reasons=() if place is None else reasons(fact_type, sides[place][0], side, context),
            )
        )
    return tuple(stands)


def _previous(heard: Iterable[Voice], name: str) -> dict[str, frozenset[FieldValue]]:
    """The former figures that each article gives, by address."""
    before: dict[str, set[FieldValue]] = {}
    for voice in heard:
        if voice.claim.role == "previous" and voice.claim.polarity == "affirmed":
            before.setdefault(voice.address, set()).add(field_of(voice, name))
    return {address: frozenset(values) for address, values in before.items()}


def _elsewhere(fact: Fact, others: Iterable[Fact]) -> dict[FieldValue, tuple[tuple[str, FieldValue], ...]]:
    """The numbers that facts of the same type tell of something that differs in one part of the key."""
    found: dict[FieldValue, list[tuple[str, FieldValue]]] = {}
    for other in others:
        if other.type != fact.type or not isinstance(other.value, int) or other.value == fact.value:
            continue
        names = fact.key.keys() | other.key.keys()
        differing = [name for name in sorted(names) if fact.key.get(name) != other.key.get(name)]
        if len(differing) == 1:
            found.setdefault(other.value, []).append((differing[0], other.key.get(differing[0])))
    return {value: tuple(sorted(keys, key=str)) for value, keys in found.items()}
