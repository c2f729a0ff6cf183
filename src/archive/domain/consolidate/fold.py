"""The fold: all voices of one key in, its facts out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.domain.claim import FieldValue, Role
from archive.domain.consolidate.counts import Running, highest_before, run_count
from archive.domain.consolidate.denials import cancelled, denials
from archive.domain.consolidate.events import events
from archive.domain.consolidate.figures import Figure
from archive.domain.consolidate.outcome import build, status_of
from archive.domain.consolidate.voices import field_of, in_order, is_rejected, representatives
from archive.domain.fact import Denial, Fact, Status, Voice
from archive.domain.story import FactType

PARTS: Final = frozenset({"place", "group", "party", "currency"})
"""Fields of the key of a count or a state that may be absent: then it is about the whole."""

_IN_FORCE: Final[tuple[Role, ...]] = ("current", "projected", "previous")
"""The roles that may give a fact its value; each only where nobody gives a value in one before it."""

_DENIES: Final[dict[Role, frozenset[Role]]] = {
    "current": frozenset({"current"}),
    "projected": frozenset({"current", "projected"}),
    "previous": frozenset(),
}
"""Which denials can cancel a value of each role: that it is planned is denied in either tense."""


def consolidate(fact_type: FactType, voices: Sequence[Voice]) -> tuple[Fact, ...]:
    """Consolidate the voices of one (story, type, key) into facts, ordered by occurrence.

    Voices whose key is incomplete support no fact: who gave, or what, is not known. Figures from
    other events or years weigh nothing and are not part of it. What a reviewer rejected weighs
    nothing and stays visible; a fact of which all is rejected is retracted, and what stays of it is
    the memory.
    """
    voices = in_order(voice for voice in voices if voice.claim.role != "historic")
    if not voices or not _is_complete(fact_type, voices[0]):
        return ()
    rejected = [voice for voice in voices if is_rejected(voice)]
    heard = [voice for voice in voices if not is_rejected(voice)]
    affirmed = [voice for voice in heard if voice.claim.polarity == "affirmed"]
    denied = [voice for voice in heard if voice.claim.polarity == "denied"]
    if not heard:
        found = []
    elif fact_type.consolidate == "event":
        found = list(events(fact_type, affirmed, denied, rejected))
    else:
        found = list(_running(fact_type, affirmed, denied, rejected))
    if rejected and not found:
        found = [build(voices[0].claim, value=None, status="retracted", rejected=rejected, related=heard)]
    return tuple(found)


def _is_complete(fact_type: FactType, voice: Voice) -> bool:
    may_lack = PARTS if fact_type.consolidate != "event" else frozenset()
    return all(voice.claim.key.get(name) is not None for name in fact_type.key if name not in may_lack)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What is said of a count or a state: the role that gives its value, and the voices by their part."""

    role: Role
    voices: Sequence[Voice]
    related: Sequence[Voice]
    denied: Sequence[Voice]

    @property
    def denying(self) -> list[Voice]:
        """The denials that may cancel a value of this role."""
        return [voice for voice in self.denied if voice.claim.role in _DENIES[self.role]]


def _spoken(affirmed: Sequence[Voice], denied: Sequence[Voice], value_field: str) -> _Spoken:
    """The voices by role: what is so now comes before what is planned, and that before what was."""
    by_role: dict[Role, list[Voice]] = {}
    for voice in affirmed:
        if field_of(voice, value_field) is not None:
            by_role.setdefault(voice.claim.role, []).append(voice)
    role: Role = next((role for role in _IN_FORCE if role in by_role), "current")
    related: list[Voice] = []
    for other, voices in by_role.items():
        if other != role:
            related += _each_value_once(voices, value_field)
    return _Spoken(role, by_role.get(role, ()), related, denied)


def _each_value_once(voices: Iterable[Voice], value_field: str) -> list[Voice]:
    """The preferred voice of each article for each value that it gives."""
    by_value: dict[FieldValue, list[Voice]] = {}
    for voice in voices:
        by_value.setdefault(field_of(voice, value_field), []).append(voice)
    return [voice for alike in by_value.values() for voice in representatives(alike)]


def _running(
    fact_type: FactType,
    affirmed: Sequence[Voice],
    denied: Sequence[Voice],
    rejected: Sequence[Voice],
) -> Iterator[Fact]:
    """The one fact of a count or a state; none where nobody gives or denies it a value of its own."""
    value_field = fact_type.value or "value"

    def told(voice: Voice) -> FieldValue:
        return field_of(voice, value_field)

    spoken = _spoken(affirmed, denied, value_field)
    gone = cancelled(spoken.voices, spoken.denying, told)
    denial = denials(denied, told)
    # Plans may be cut back and need no correction for it.
    rising = fact_type.consolidate == "count" and fact_type.rising and spoken.role == "current"
    way = _way_down(spoken.voices, value_field, highest_before(affirmed, value_field), gone, rising=rising)
    if way:
        yield _fact_of(way, spoken, denial, rejected, value_field, gone)
    elif denied:
        yield build(
            denied[0].claim,
            value=None,
            status="denied",
            role=min((voice.claim.role for voice in denied), key=_order_of_role),
            denied=denial,
            rejected=rejected,
            related=spoken.related,
        )


def _order_of_role(role: Role) -> int:
    return _IN_FORCE.index(role) if role in _IN_FORCE else 0


def _fact_of(
    way: Sequence[Running],
    spoken: _Spoken,
    denied: tuple[Denial, ...],
    rejected: Sequence[Voice],
    value_field: str,
    gone: frozenset[FieldValue],
) -> Fact:
    *passed, standing = way
    value = standing.figure.value
    heard = {
        voice.claim.claim_id for voice in (*standing.supporting, *standing.dissenting, *standing.superseded)
    }
    set_aside = [voice for run in passed for voice in run.supporting if voice.claim.claim_id not in heard]
    return build(
        standing.figure.voice.claim,
        value=value,
        relation=standing.figure.relation,
        value_to=_upper_end(standing.figure),
        role=spoken.role,
        status=_status(standing, spoken, denied=value in gone),
        supporting=standing.supporting,
        dissenting=standing.dissenting,
        superseded=(*standing.superseded, *set_aside),
        rejected=rejected,
        related=spoken.related,
        disputed={value_field: (value, *standing.rivals)} if standing.rivals else {},
        denied=denied,
    )


def _status(standing: Running, spoken: _Spoken, *, denied: bool) -> Status:
    """What is told only as what was so before is superseded: its value is known to be over."""
    if denied:
        return "denied"
    if spoken.role == "previous":
        return "superseded"
    return status_of(standing.supporting, disputed=bool(standing.rivals), provisional=standing.provisional)


def _upper_end(figure: Figure) -> int | None:
    return figure.top if figure.relation == "range" and isinstance(figure.top, int) else None


def _way_down(
    voices: Sequence[Voice],
    value_field: str,
    before: dict[str, int],
    gone: frozenset[FieldValue],
    *,
    rising: bool,
) -> list[Running]:
    """What would stand, then what stands without each value that is `gone` because it is denied.

    A denial never raises a number: it brings up neither a rival of that day nor what was corrected
    away. So the way ends at a value that nobody cancels, or at the last one before a higher.
    """
    way: list[Running] = []
    left = list(voices)
    while run := run_count(left, value_field, rising=rising, before=before, cancelled=gone):
        value = run.figure.value
        if way and run.figure.exceeds(way[-1].figure):
            break
        way.append(run)
        if value not in gone:
            break
        left = [voice for voice in left if field_of(voice, value_field) != value]
    return way
