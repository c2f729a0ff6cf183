"""Timelines: the value of a fact over reported time, step by step, and the words that moved it.

Invariant: the state at a step is what consolidation makes of the voices heard at that moment; nothing
is carried on from the step before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from archive.domain.claim import FieldValue, Role
from archive.domain.consolidate import consolidate
from archive.domain.consolidate.voices import field_of, in_order, is_trusted
from archive.domain.fact import Fact, FactValue, Voice
from archive.domain.story import FactType

Standing = Literal["supporting", "dissenting", "denied", "superseded", "rejected"]
"""How a claim stands to its fact at a moment."""

ABSENT: Final = "absent"
"""The status of a fact for which no article speaks any more."""

SUPPORT: Final = frozenset({"origins", "publishers"})
"""Changes that say who supports a fact and not what is so."""

_BEARING: Final[Mapping[str, tuple[Standing, ...]]] = {
    "added": ("supporting", "denied", "rejected"),
    "value": ("supporting",),
    "value_to": ("supporting",),
    "relation": ("supporting",),
    "role": ("supporting",),
    "status": ("supporting", "dissenting"),
    "disputed": ("dissenting",),
    "dissent": ("dissenting",),
    "denied": ("denied",),
}
"""Which claims can have brought a change about, by the part of the fact that changed."""

_TOLD: Final = (
    "value",
    "value_to",
    "relation",
    "role",
    "status",
    "disputed",
    "dissent",
    "denied",
    "origins",
    "publishers",
)


@dataclass(frozen=True, slots=True)
class Move:
    """A claim that came to a fact at a step, or left it with an edit of its article."""

    voice: Voice
    came: bool
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A fact from `at` on (reported time, microseconds), until the next step.

    `changed` names what is new: `added`, or parts of the fact, of which `dissent` are the values of those who
    contradict it. `low` and `high` are the least and the greatest number that live claims give: the
    same where they agree, and the two ends of a range that nobody contradicts. `carried` marks the state that a window of time begins with. `dated` is false
    where the step rests on words of which only the time of our look is known.
    """

    at: int
    value: FactValue
    value_to: int | None
    relation: str
    role: Role
    status: str
    low: int | None
    high: int | None
    origins: int
    publishers: int
    changed: tuple[str, ...]
    moved: tuple[Move, ...]
    carried: bool = False

    @property
    def dated(self) -> bool:
        """Whether somebody who moved the fact has a date that can be relied on."""
        return not self.moved or any(is_trusted(move.voice) for move in self.moved)


@dataclass(frozen=True, slots=True)
class Telling:
    """What one claim says of a fact, for its place in a picture."""

    voice: Voice
    value: FieldValue
    standing: Standing


@dataclass(slots=True, kw_only=True)
class Timeline:
    """One fact over reported time: its steps, and every claim that ever stood for or against it."""

    fact_id: str
    story: str
    type: str
    key: Mapping[str, FieldValue]
    steps: list[Step] = field(default_factory=list)
    told: list[Telling] = field(default_factory=list)


def timelines(
    fact_type: FactType,
    moments: Iterable[tuple[int, Sequence[Voice]]],
    *,
    until: int,
    support: bool = False,
) -> list[Timeline]:
    """The timelines of the facts of one key, up to `until`.

    `moments` are what is asserted from each reported time on, in order. With `support`, changes of
    mere support are steps too.
    """
    found: dict[str, Timeline] = {}
    last: dict[str, _State] = {}
    heard: dict[str, set[str]] = {}
    for at, voices in moments:
        if at > until:
            break
        facts = {fact.fact_id: fact for fact in consolidate(fact_type, voices)}
        for fact_id in sorted({*facts, *last}):
            state = _State.of(fact_type, facts.get(fact_id))
            before = last.get(fact_id)
            line = found.get(fact_id) or _begun(facts[fact_id])
            found[fact_id] = line
            _hear(fact_type, line, state, heard.setdefault(fact_id, set()))
            changed = state.changed_from(before)
            if set(changed) - SUPPORT or (changed and support):
                line.steps.append(_step(at, state, before, changed))
            last[fact_id] = state
    return [line for _, line in sorted(found.items()) if line.steps]


def windowed(line: Timeline, since: int) -> Timeline | None:
    """The timeline from `since` on, beginning with the state that was in force then; None where
    nothing was or came."""
    later = [step for step in line.steps if step.at >= since]
    before = [step for step in line.steps if step.at < since][-1:]
    steps = [replace(step, carried=True) for step in before if step.status != ABSENT] + later
    told = [telling for telling in line.told if telling.voice.reported >= since]
    return replace(line, steps=steps, told=told) if steps else None


@dataclass(frozen=True, slots=True)
class _State:
    """A fact at a moment, in the parts whose change makes a step."""

    fact: Fact | None
    parts: Mapping[str, Any]
    low: int | None
    high: int | None

    @classmethod
    def of(cls, fact_type: FactType, fact: Fact | None) -> _State:
        if fact is None:
            nothing = dict.fromkeys(_TOLD)
            return cls(None, {**nothing, "status": ABSENT, "origins": 0, "publishers": 0}, None, None)
        dissent = _values(fact_type, fact.dissenting)
        parts = {
            "value": _attributes(fact.value),
            "value_to": fact.value_to,
            "relation": fact.relation,
            "role": fact.role,
            "status": fact.status,
            "disputed": fact.disputed,
            "dissent": dissent,
            "denied": [denial.value for denial in fact.denied],
            "origins": fact.origins,
            "publishers": fact.publishers,
        }
        given = (fact.value, fact.value_to, *dissent)
        numbers = [value for value in given if isinstance(value, int) and not isinstance(value, bool)]
        return cls(fact, parts, min(numbers, default=None), max(numbers, default=None))

    def changed_from(self, before: _State | None) -> tuple[str, ...]:
        if before is None:
            return ("added",)
        return tuple(part for part in _TOLD if self.parts[part] != before.parts[part])

    def standings(self) -> Iterator[tuple[Standing, Voice]]:
        """Every claim of the fact with how it stands, those that count most first."""
        fact = self.fact
        if fact is None:
            return
        yield from (("supporting", voice) for voice in fact.supporting)
        yield from (("dissenting", voice) for voice in fact.dissenting)
        yield from (("denied", voice) for denial in fact.denied for voice in denial.voices)
        yield from (("superseded", voice) for voice in fact.superseded)
        yield from (("rejected", voice) for voice in fact.rejected)


def _begun(fact: Fact) -> Timeline:
    return Timeline(fact_id=fact.fact_id, story=fact.story, type=fact.type, key=fact.key)


def _attributes(value: FactValue) -> FactValue:
    """The value without the number of the occurrence, which changes when another one becomes known."""
    if isinstance(value, Mapping):
        return {name: part for name, part in value.items() if name != "ordinal"}
    return value


def _values(fact_type: FactType, voices: Iterable[Voice]) -> tuple[FieldValue, ...]:
    """The different values that `voices` give for a number or a state, sorted; none for an event."""
    if fact_type.consolidate == "event":
        return ()
    return tuple(sorted({field_of(voice, fact_type.value or "value") for voice in voices}, key=str))


def _step(at: int, state: _State, before: _State | None, changed: tuple[str, ...]) -> Step:
    fact = state.fact
    return Step(
        at=at,
        value=fact.value if fact else None,
        value_to=fact.value_to if fact else None,
        relation=fact.relation if fact else "eq",
        role=fact.role if fact else "current",
        status=fact.status if fact else ABSENT,
        low=state.low,
        high=state.high,
        origins=len(fact.origins) if fact else 0,
        publishers=fact.publishers if fact else 0,
        changed=changed,
        moved=tuple(_moves(state, before, changed)),
    )


def _moves(state: _State, before: _State | None, changed: tuple[str, ...]) -> list[Move]:
    """The claims that came, of these the ones that bear on what changed; where none came, those that left."""
    old = {voice.claim.claim_id for _, voice in before.standings()} if before else set()
    came = [(standing, v) for standing, v in state.standings() if v.claim.claim_id not in old]
    bearing = {standing for part in changed for standing in _BEARING.get(part, ())}
    telling = [each for each in came if each[0] in bearing] or came
    if came or before is None:
        return [Move(voice, True, standing) for standing, voice in telling]
    now = {voice.claim.claim_id for _, voice in state.standings()}
    gone = [(standing, v) for standing, v in before.standings() if v.claim.claim_id not in now]
    return [Move(voice, False, standing) for standing, voice in gone]


def _hear(fact_type: FactType, line: Timeline, state: _State, heard: set[str]) -> None:
    """Add to the timeline's claims those that its fact has newly come by."""
    name = fact_type.value or "value"
    fresh = {v.claim.claim_id: standing for standing, v in reversed(list(state.standings()))}
    fresh = {claim_id: standing for claim_id, standing in fresh.items() if claim_id not in heard}
    for voice in in_order(v for _, v in state.standings() if v.claim.claim_id in fresh) if fresh else ():
        if voice.claim.claim_id not in heard:
            heard.add(voice.claim.claim_id)
            value = None if fact_type.consolidate == "event" else field_of(voice, name)
            line.told.append(Telling(voice, value, fresh[voice.claim.claim_id]))
