"""Blame: which claims made a fact what it is, and who is responsible for each part of it now.

The reported axis is walked moment by moment, as consolidation sees it; nothing is guessed from the end
state. Invariants: every claim that ever stood for or against the fact is in the chain, once for each time that
its article took it up, with the wording that it had last; a part counts from the last moment since which it
has been as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from archive.domain.claim import Claim, Role
from archive.domain.consolidate import consolidate
from archive.domain.consolidate.occurrences import event_date
from archive.domain.consolidate.voices import field_of
from archive.domain.fact import Denial, Fact, Voice
from archive.domain.moment import PartialDate
from archive.domain.story import FactType

Effect = Literal["set", "confirmed", "disputed", "denied", "outdated", "rejected", "related", "withdrawn"]
"""What a claim did to the fact as it came: gave it (part of) its value; told the same; contradicted it; denied it;
told what newer reports had replaced already; nothing, as a reviewer rejected it; told a former or a planned
value. `withdrawn` is a claim that its article makes no longer."""

Standing = Literal[
    "supporting", "dissenting", "denied", "superseded", "rejected", "related", "unlisted", "gone"
]
"""How a claim stands to the fact now. `unlisted` says the same as another claim of its article, `gone` is withdrawn."""

_EFFECTS: Final[Mapping[str, Effect]] = {
    "supporting": "confirmed",
    "dissenting": "disputed",
    "denied": "denied",
    "superseded": "outdated",
    "rejected": "rejected",
    "related": "related",
}
_ORDER: Final[tuple[Effect, ...]] = (
    "withdrawn", "set", "denied", "disputed", "confirmed", "outdated", "related", "rejected",
)  # fmt: skip
"""Of one moment, what is told first."""


@dataclass(frozen=True, slots=True)
class Told:
    """A part's value; a number may be a bound, or a range up to `value_to`, and so far only planned (`role`)."""

    value: Any
    relation: str = "eq"
    value_to: int | None = None
    role: Role = "current"


@dataclass(frozen=True, slots=True)
class PartMove:
    """A part of the fact that changed as a claim came or went; None is absent."""

    part: str
    before: Told | None
    after: Told | None


@dataclass(slots=True)
class Link:
    """A claim of the chain. `at` (reported time, microseconds) is when it came to the fact, or left it.

    `told` is the value that it gives or denies; None for an event. `parts` are those that it set or unset;
    `turned` is since when it stands as it does, where it once stood otherwise. `earlier` are the ids of the
    same assertion in earlier versions of its article.
    """

    at: int
    voice: Voice
    effect: Effect
    standing: Standing
    told: Told | None
    parts: tuple[PartMove, ...] = ()
    turned: int | None = None
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the fact as it is: since when, what it was before, and the claims that made it so.

    `part` is `fact` (that it is told at all), `value` or `value.NAME`, `status`, `disputed.NAME` or `denied.VALUE`.
    """

    part: str
    told: Told
    since: int
    before: Told | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blame:
    """A fact with the parts of it and the chain of claims behind it, the newest first."""

    fact: Fact
    parts: tuple[Part, ...]
    chain: tuple[Link, ...]


def blame(
    fact_type: FactType, moments: Iterable[tuple[int, Sequence[Voice]]], fact_id: str, until: int
) -> Blame | None:
    """Who made the fact what it is at `until`; None where it is not told then.

    `moments` are what is asserted in its group from each reported time on, in order.
    """
    walk = _Walk(fact_type)
    for at, voices in moments:
        if at > until:
            break
        facts = {fact.fact_id: fact for fact in consolidate(fact_type, voices)}
        walk.step(at, voices, facts.get(fact_id))
    if walk.fact is None:
        return None
    chain = sorted(
        walk.links, key=lambda link: (-link.at, _ORDER.index(link.effect), link.voice.claim.claim_id)
    )
    return Blame(walk.fact, tuple(walk.parts()), tuple(chain))


@dataclass(slots=True)
class _Since:
    """Since when a part has been as it is, and how it was before."""

    at: int
    before: Told | None


@dataclass(slots=True)
class _Walk:
    """The chain so far."""

    fact_type: FactType
    fact: Fact | None = None
    links: list[Link] = field(default_factory=list)
    _told: dict[str, Told] = field(default_factory=dict)
    _since: dict[str, _Since] = field(default_factory=dict)
    _live: dict[str, Link] = field(default_factory=dict)

    def step(self, at: int, voices: Sequence[Voice], fact: Fact | None) -> None:
        """Take in what is asserted from `at` on, and the fact that it makes."""
        speaking = {voice.claim.claim_id for voice in voices}
        standings = dict(_standings(fact))
        told = dict(_parts(fact))
        moved = [
            PartMove(part, self._told.get(part), told.get(part))
            for part in dict.fromkeys((*told, *self._told))
            if told.get(part) != self._told.get(part)
        ]
        self._since = {
            part: self._since[part]
            if told[part] == self._told.get(part)
            else _Since(at, self._told.get(part))
            for part in told
        }
        left = [link for claim_id, link in self._live.items() if claim_id not in speaking]
        came = [(standing, v) for standing, v in standings.values() if v.claim.claim_id not in self._live]
        for standing, voice in came:
            self._hear(at, standing, voice, _successor_of(voice, left), moved, self._own(voice, fact))
        for link in left:
            if link.voice.claim.claim_id not in speaking:
                self._withdraw(at, link, moved)
        for claim_id, link in self._live.items():
            found = standings.get(claim_id)
            now: Standing = found[0] if found is not None else "unlisted"
            if link.standing != now:
                link.standing, link.turned = now, at
        self.fact, self._told = fact, told

    def _hear(
        self,
        at: int,
        standing: Standing,
        voice: Voice,
        before: Link | None,
        moved: Sequence[PartMove],
        told: Told | None,
    ) -> None:
        """A claim that is new to the fact, or says in an edited article what that said `before`."""
        if before is not None:
            old = before.voice.claim.claim_id
            del self._live[old]
            before.voice, before.earlier = voice, (*before.earlier, old)
            self._live[voice.claim.claim_id] = before
            return
        sets = tuple(move for move in moved if standing == "supporting" and self._tells(voice, move))
        effect: Effect = "set" if sets else _EFFECTS[standing]
        link = Link(at, voice, effect, standing, told, sets)
        self.links.append(link)
        self._live[voice.claim.claim_id] = link

    def _withdraw(self, at: int, link: Link, moved: Sequence[PartMove]) -> None:
        del self._live[link.voice.claim.claim_id]
        link.standing, link.turned = "gone", at
        unset = tuple(move for move in moved if move.part != "status" and link.effect == "set")
        self.links.append(Link(at, link.voice, "withdrawn", "gone", link.told, unset))

    def _own(self, voice: Voice, fact: Fact | None) -> Told | None:
        """The value that a claim gives or denies."""
        for denial in fact.denied if fact is not None else ():
            if voice in denial.voices:
                return None if denial.value is None else Told(denial.value)
        if self.fact_type.consolidate == "event":
            return None
        upper = field_of(voice, "value_to") if voice.claim.relation == "range" else None
        value = field_of(voice, self.fact_type.value or "value")
        return Told(value, voice.claim.relation, upper if isinstance(upper, int) else None, voice.claim.role)

    def _tells(self, voice: Voice, move: PartMove) -> bool:
        """Whether the claim says of a part what that has become."""
        name, _, attribute = move.part.partition(".")
        if move.after is None or name not in ("fact", "value"):
            return False
        if not attribute:
            own = field_of(voice, self.fact_type.value or "value")
            return name == "fact" or own == move.after.value
        if attribute == "date":
            date = event_date(voice)
            return date is not None and PartialDate(str(move.after.value)).compatible(date)
        return bool(field_of(voice, attribute) == move.after.value)

    def parts(self) -> Iterator[Part]:
        """Every part of the fact, with the claims that made it so."""
        for part, told in self._told.items():
            since = self._since[part]
            links = [link for link in self.links if link.at == since.at]
            bearing = [link for link in links if self._bears(link, part)] or links
            claims = tuple(
                link.voice.claim.claim_id
                for link in sorted(bearing, key=lambda one: _ORDER.index(one.effect))
            )
            yield Part(part, told, since.at, since.before, claims)

    def _bears(self, link: Link, part: str) -> bool:
        name, _, detail = part.partition(".")
        if name in ("fact", "value"):
            return any(move.part == part for move in link.parts)
        if name == "disputed":
            return link.effect == "disputed"
        if name == "denied":
            return link.voice.claim.claim_id in self._denying(detail)
        return link.effect in ("set", "confirmed", "disputed", "denied", "withdrawn")

    def _denying(self, value: str) -> set[str]:
        denied = self.fact.denied if self.fact is not None else ()
        return {
            voice.claim.claim_id
            for denial in denied
            for voice in denial.voices
            if value == _denied_value(denial)
        }


def _successor_of(voice: Voice, left: Iterable[Link]) -> Link | None:
    """The claim of the same article's version before that asserts the same."""
    return next(
        (
            link
            for link in left
            if link.standing != "gone"
            and link.voice.address == voice.address
            and _says_the_same(link.voice.claim, voice.claim)
        ),
        None,
    )


def _says_the_same(old: Claim, new: Claim) -> bool:
    """Whether an edit left the claim as it was: how surely, how exactly and on whose word it is made too.

    Else the chain would show today's words at a time when they were not written, and not what the edit did.
    """
    return (
        old.assertion_key == new.assertion_key
        and (old.certainty, old.relation, old.role, old.fields.get("value_to"))
        == (new.certainty, new.relation, new.role, new.fields.get("value_to"))
        and [link.source for link in old.attribution] == [link.source for link in new.attribution]
    )


def _standings(fact: Fact | None) -> Iterator[tuple[str, tuple[Standing, Voice]]]:
    """Every claim of the fact by id, with how it stands; the weightier standing counts."""
    if fact is None:
        return
    ranked: list[tuple[Standing, Iterable[Voice]]] = [
        ("related", fact.related),
        ("rejected", fact.rejected),
        ("superseded", fact.superseded),
        ("denied", [voice for denial in fact.denied for voice in denial.voices]),
        ("dissenting", fact.dissenting),
        ("supporting", fact.supporting),
    ]
    for standing, voices in ranked:
        for voice in voices:
            yield voice.claim.claim_id, (standing, voice)


def _parts(fact: Fact | None) -> Iterator[tuple[str, Told]]:
    """The parts of a fact that can be told one by one."""
    if fact is None:
        return
    if isinstance(fact.value, Mapping):
        yield "fact", Told(True, role=fact.role)
        yield from ((f"value.{name}", Told(value)) for name, value in fact.value.items() if name != "ordinal")
    elif fact.value is not None:
        yield "value", Told(fact.value, fact.relation, fact.value_to, fact.role)
    yield "status", Told(fact.status)
    yield from ((f"disputed.{name}", Told(values)) for name, values in fact.disputed.items())
    for denial in fact.denied:
        yield f"denied.{_denied_value(denial)}", Told(denial.value)


def _denied_value(denial: Denial) -> str:
    return "*" if denial.value is None else str(denial.value)
