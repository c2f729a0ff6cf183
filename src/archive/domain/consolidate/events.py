"""Events: one fact for each occurrence, its attributes settled, its variants of wording kept (rules 5 to 7)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from archive.domain.claim import FieldValue, Role
from archive.domain.consolidate.attributes import Settled, settle_dates, settle_values
from archive.domain.consolidate.denials import cancels, denials
from archive.domain.consolidate.occurrences import Occurrences, event_date
from archive.domain.consolidate.outcome import build, status_of
from archive.domain.consolidate.voices import field_of, in_order, is_accepted, rank
from archive.domain.fact import Denial, Fact, Voice
from archive.domain.story import FactType

DATE = "date"
"""The attribute of an event that says when it happened."""


def events(
    fact_type: FactType,
    affirmed: Sequence[Voice],
    denied: Sequence[Voice],
    rejected: Sequence[Voice],
) -> Iterator[Fact]:
    """One fact for each occurrence, in order; those that are only planned are facts of the role `projected`.

    A denial speaks of an occurrence as an affirmation would. Where nobody affirms that one ("not
    the third") it is shown with the last that is affirmed, and makes no occurrence of its own. What
    is planned never counts for what happened: it is shown with the occurrence that it speaks of.
    """
    ordinal = next((name for name, kind in fact_type.fields.items() if kind.kind == "ordinal"), None)
    happened = [voice for voice in affirmed if voice.claim.role != "projected"]
    planned = [voice for voice in affirmed if voice.claim.role == "projected"]
    occurrences = Occurrences(happened or planned, ordinal, (*affirmed, *denied, *rejected))
    if not occurrences.members:
        if denied:
            role: Role = (
                "projected" if all(voice.claim.role == "projected" for voice in denied) else "current"
            )
            denial = denials(denied, occurrences.ordinal)
            yield build(
                denied[0].claim, value={}, status="denied", role=role, denied=denial, rejected=rejected
            )
        return
    yield from _Told(fact_type, occurrences, happened, planned, denied, rejected).facts()


class _Told:
    """All that is told of an event, put to its occurrences."""

    def __init__(
        self,
        fact_type: FactType,
        occurrences: Occurrences,
        happened: Sequence[Voice],
        planned: Sequence[Voice],
        denied: Sequence[Voice],
        rejected: Sequence[Voice],
    ) -> None:
        self._fact_type = fact_type
        self._occurrences = occurrences
        self._ahead = _by_number(occurrences, planned if happened else ())
        self._happens = bool(happened)
        self._numbers = sorted(occurrences.members.keys() | self._ahead.keys())
        self._last = max(occurrences.members)
        self._denied = _by_number(occurrences, denied)
        self._shown_denied = self._shown(denied)
        self._rejected = self._shown(rejected)

    def _shown(self, voices: Sequence[Voice]) -> dict[int, list[Voice]]:
        """The voices by the occurrence that they are shown with: their own, else the last."""
        shown: dict[int, list[Voice]] = {}
        for number, members in _by_number(self._occurrences, voices).items():
            shown.setdefault(number if number in self._numbers else self._last, []).extend(members)
        return shown

    def facts(self) -> Iterator[Fact]:
        for number in self._numbers:
            members = self._occurrences.members.get(number)
            ahead = self._ahead.get(number, [])
            several = len(self._occurrences.members) > 1 or number > 1
            if members is None:
                yield self._event(number, ahead, role="projected", several=True)
            elif self._happens:
                yield self._event(number, members, role="current", several=several, related=ahead)
            else:
                yield self._event(number, members, role="projected", several=several)

    def _event(
        self,
        number: int,
        members: Sequence[Voice],
        *,
        role: Role,
        several: bool,
        related: Sequence[Voice] = (),
    ) -> Fact:
        settled = _settle_attributes(self._fact_type, members)
        value: dict[str, FieldValue] = {name: choice.value for name, choice in settled.items()}
        if several:
            value["ordinal"] = number
        opposed = {voice.claim.claim_id for choice in settled.values() for voice in choice.opposed}
        agreeing = [voice for voice in members if voice.claim.claim_id not in opposed]
        disputed = {
            name: (choice.value, *choice.rivals) for name, choice in settled.items() if choice.disputed
        }
        # Where everybody is contradicted in something, nobody dissents from the whole.
        counted = agreeing or members
        stated = any(voice.claim.certainty == "stated" or is_accepted(voice) for voice in counted)
        status = status_of(counted, disputed=bool(disputed), provisional=not stated)
        return build(
            members[0].claim,
            value=value,
            role=role,
            status="denied" if cancels(self._against(number, role), members) else status,
            supporting=_telling(self._fact_type, counted),
            counted=counted,
            dissenting=[voice for voice in members if voice.claim.claim_id in opposed] if agreeing else (),
            rejected=self._rejected.get(number, ()),
            related=_telling(self._fact_type, related),
            disputed=disputed,
            denied=_denials(self._occurrences, self._numbers, self._shown_denied.get(number, ())),
            variants=_variants(members),
            number=number,
        )

    def _against(self, number: int, role: Role) -> list[Voice]:
        """Who denies the occurrence; that it was planned denies nothing that happened."""
        denied = self._denied.get(number, ())
        return [voice for voice in denied if role == "projected" or voice.claim.role != "projected"]


def _by_number(occurrences: Occurrences, voices: Sequence[Voice]) -> dict[int, list[Voice]]:
    by_number: dict[int, list[Voice]] = {}
    for voice in voices:
        by_number.setdefault(occurrences.place(voice), []).append(voice)
    return by_number


def _denials(
    occurrences: Occurrences, affirmed: Collection[int], denied: Sequence[Voice]
) -> tuple[Denial, ...]:
    """Denials of what is affirmed, and by number those of occurrences that nobody affirms."""

    def value(voice: Voice) -> FieldValue:
        number = occurrences.ordinal(voice)
        return None if number in affirmed else number

    return denials(denied, value)


def _settle_attributes(fact_type: FactType, members: Sequence[Voice]) -> dict[str, Settled]:
    """The date and the declared attributes that anybody gives, each settled for itself (rule 5)."""
    told = {DATE: settle_dates((voice, _date_value(voice)) for voice in members)}
    for name in fact_type.attributes:
        told[name] = settle_values((voice, field_of(voice, name)) for voice in members)
    return {name: choice for name, choice in told.items() if choice is not None}


def _date_value(voice: Voice) -> str | None:
    date = event_date(voice)
    return date.value if date is not None else None


def _telling(fact_type: FactType, voices: Sequence[Voice]) -> list[Voice]:
    """Each article's representative, and its further claims that say more than that one (rule 1)."""
    told: dict[str, set[tuple[str, FieldValue]]] = {}
    kept: list[Voice] = []
    for voice in sorted(voices, key=rank):
        says = {(name, field_of(voice, name)) for name in (*fact_type.attributes, "variant")}
        says = {(name, value) for name, value in (*says, (DATE, _date_value(voice))) if value is not None}
        if voice.address not in told or says - told[voice.address]:
            kept.append(voice)
        told.setdefault(voice.address, set()).update(says)
    return kept


def _variants(voices: Sequence[Voice]) -> tuple[str, ...]:
    """The different wordings, each once whatever its capitals (rule 6), in the order first reported."""
    wordings: dict[str, str] = {}
    for voice in in_order(voices):
        variant = field_of(voice, "variant")
        if isinstance(variant, str):
            wordings.setdefault(variant.casefold(), variant)
    return tuple(wordings.values())
