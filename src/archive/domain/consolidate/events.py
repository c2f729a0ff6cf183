"""Events: one fact for each occurrence, its attributes settled, its variants of wording kept (rules 5 to 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.domain.claim import FieldValue
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
    """One fact for each occurrence.

    A denial speaks of an occurrence as an affirmation would. Where nobody affirms that one ("not
    the third") it is shown with the last that is affirmed, and makes no occurrence of its own.
    """
    ordinal = next((name for name, kind in fact_type.fields.items() if kind.kind == "ordinal"), None)
    occurrences = Occurrences(affirmed, ordinal)
    if not occurrences.members:
        denial = denials(denied, occurrences.ordinal)
        yield build(denied[0].claim, value={}, status="denied", denied=denial, rejected=rejected)
        return
    last = max(occurrences.members)

    def shown_with(voice: Voice) -> int:
        number = occurrences.place(voice)
        return number if number in occurrences.members else last

    for number, members in occurrences.members.items():
        yield _event(
            fact_type,
            number,
            members,
            against=[voice for voice in denied if occurrences.place(voice) == number],
            denied=_denials(occurrences, [voice for voice in denied if shown_with(voice) == number]),
            rejected=[voice for voice in rejected if shown_with(voice) == number],
            several=len(occurrences.members) > 1 or number > 1,
        )


def _denials(occurrences: Occurrences, denied: Sequence[Voice]) -> tuple[Denial, ...]:
    """Denials of what is affirmed, and by number those of occurrences that nobody affirms."""

    def value(voice: Voice) -> FieldValue:
        number = occurrences.ordinal(voice)
        return None if number in occurrences.members else number

    return denials(denied, value)


def _event(
    fact_type: FactType,
    number: int,
    members: Sequence[Voice],
    *,
    against: Sequence[Voice],
    denied: tuple[Denial, ...],
    rejected: Sequence[Voice],
    several: bool,
) -> Fact:
    settled = _settle_attributes(fact_type, members)
    value: dict[str, FieldValue] = {name: choice.value for name, choice in settled.items()}
    if several:
        value["ordinal"] = number
    opposed = {voice.claim.claim_id for choice in settled.values() for voice in choice.opposed}
    agreeing = [voice for voice in members if voice.claim.claim_id not in opposed]
    disputed = {name: (choice.value, *choice.rivals) for name, choice in settled.items() if choice.disputed}
    # Where everybody is contradicted in something, nobody dissents from the whole.
    counted = agreeing or members
    stated = any(voice.claim.certainty == "stated" or is_accepted(voice) for voice in counted)
    status = status_of(counted, disputed=bool(disputed), provisional=not stated)
    return build(
        members[0].claim,
        value=value,
        status="denied" if cancels(against, members) else status,
        supporting=_telling(fact_type, counted),
        counted=counted,
        dissenting=[voice for voice in members if voice.claim.claim_id in opposed] if agreeing else (),
        rejected=rejected,
        disputed=disputed,
        denied=denied,
        variants=_variants(members),
        number=number,
    )


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
