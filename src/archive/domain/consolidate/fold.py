"""The fold: all voices of one key, in, its facts, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from archive.domain.canonical import stable_id
from archive.domain.claim import FieldValue
from archive.domain.consolidate.attributes import Settled, settle_dates, settle_values
from archive.domain.consolidate.counts import run_count
from archive.domain.consolidate.denials import cancels, denials, uncancelled
from archive.domain.consolidate.occurrences import event_date, split
from archive.domain.consolidate.voices import (
    field_of,
    in_order,
    is_accepted,
    is_rejected,
    origins,
    publishers,
    rank,
)
from archive.domain.fact import Fact, FactValue, Status, Voice
from archive.domain.story import FactType

DATE = "date"
"""The attribute of an event that says when it happened."""


def consolidate(fact_type: FactType, voices: Sequence[Voice]) -> tuple[Fact, ...]:
    """Consolidate the voices of one (story, type, key) into facts, ordered by occurrence.

    Voices whose key is incomplete support no fact: who gave, or what, is not known.
    """
    voices = in_order(voices)
    if not voices or any(voices[0].claim.key.get(name) is None for name in fact_type.key):
        return ()
    heard = [voice for voice in voices if not is_rejected(voice)]
    affirmed = [voice for voice in heard if voice.claim.polarity == "affirmed"]
    denied = [voice for voice in heard if voice.claim.polarity == "denied"]
    if not heard:
        return (_retracted(voices),)
    if fact_type.consolidate == "event":
        return tuple(_events(fact_type, affirmed, denied))
    return tuple(_running(fact_type, affirmed, denied))


def _running(
    fact_type: FactType, affirmed: Sequence[Voice], denied: Sequence[Voice]
) -> Iterable[Fact]:
    """The one fact of a count or a state."""
    value_field = fact_type.value or "value"
    rising = fact_type.consolidate == "count" and fact_type.rising
    kept = uncancelled(affirmed, denied, value_field)
    run = run_count(kept, value_field, rising=rising)
    if run is None:
        cancelled = run_count(affirmed, value_field, rising=rising)
        if cancelled is not None:
            yield _fact(
                cancelled.supporting,
                value=cancelled.figure.value,
                relation=cancelled.figure.relation,
                status="denied",
                denied=denied,
                value_field=value_field,
            )
        elif denied:
            yield _fact(denied, value=None, status="denied", denied=denied, value_field=value_field)
        return
    yield _fact(
        run.supporting,
        value=run.figure.value,
        relation=run.figure.relation,
        status=_status(run.supporting, disputed=bool(run.rivals), provisional=run.provisional),
        dissenting=run.dissenting,
        superseded=run.superseded,
        disputed={value_field: (run.figure.value, *run.rivals)} if run.rivals else {},
        denied=denied,
        value_field=value_field,
    )


def _events(
    fact_type: FactType, affirmed: Sequence[Voice], denied: Sequence[Voice]
) -> Iterable[Fact]:
    """One fact for each occurrence of an event."""
    ordinal = next((name for name, kind in fact_type.fields.items() if kind.kind == "ordinal"), None)
    occurrences = split(affirmed, ordinal)
    latest = max(occurrences, default=1)
    for number, members in occurrences.items():
        against = [voice for voice in denied if (_ordinal_of(voice, ordinal) or latest) == number]
        yield _event(fact_type, number, members, against, several=len(occurrences) > 1 or number > 1)
    unheard = [
        voice for voice in denied if (_ordinal_of(voice, ordinal) or latest) not in occurrences
    ]
    if unheard:
        yield _fact(
            unheard,
            value={},
            status="denied",
            denied=unheard,
            value_field=ordinal,
            number=_ordinal_of(unheard[0], ordinal) or 1,
        )


def _ordinal_of(voice: Voice, ordinal: str | None) -> int | None:
    number = field_of(voice, ordinal) if ordinal else None
    return number if isinstance(number, int) else None


def _event(
    fact_type: FactType,
    number: int,
    members: Sequence[Voice],
    against: Sequence[Voice],
    *,
    several: bool,
) -> Fact:
    settled = _settle_attributes(fact_type, members)
    value: dict[str, FieldValue] = {name: choice.value for name, choice in settled.items()}
    if several:
        value["ordinal"] = number
    opposed = {voice.claim.claim_id for choice in settled.values() for voice in choice.opposed}
    supporting = [voice for voice in members if voice.claim.claim_id not in opposed]
    disputed = {
        name: (choice.value, *choice.rivals) for name, choice in settled.items() if choice.disputed
    }
    stated = any(voice.claim.certainty == "stated" or is_accepted(voice) for voice in supporting)
    status = _status(supporting or members, disputed=bool(disputed), provisional=not stated)
    if cancels(against, members):
        status = "denied"
    return _fact(
        _telling(fact_type, supporting or members),
        counted=supporting or members,
        value=value,
        status=status,
        dissenting=in_order(voice for voice in members if voice.claim.claim_id in opposed),
        disputed=disputed,
        denied=against,
        variants=_variants(members),
        number=number,
    )


def _settle_attributes(fact_type: FactType, members: Sequence[Voice]) -> dict[str, Settled]:
    """The date and the declared attributes that anybody gives, each settled for itself (rule 5)."""
    settled: dict[str, Settled] = {}
    dates = settle_dates([(voice, _date_value(voice)) for voice in members])
    if dates is not None:
        settled[DATE] = dates
    for name in fact_type.attributes:
        choice = settle_values([(voice, field_of(voice, name)) for voice in members])
        if choice is not None:
            settled[name] = choice
    return settled


def _date_value(voice: Voice) -> str | None:
    date = event_date(voice)
    return date.value if date is not None else None


def _telling(fact_type: FactType, voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """Each article's representative, and its further claims that say more than that one (rule 1)."""
    told: dict[str, set[tuple[str, FieldValue]]] = {}
    kept: list[Voice] = []
    for voice in sorted(voices, key=rank):
        says = {(name, field_of(voice, name)) for name in (*fact_type.attributes, "variant")}
        says.add((DATE, _date_value(voice)))
        says = {(name, value) for name, value in says if value is not None}
        known = told.setdefault(voice.address, set())
        if says - known or not any(other.address == voice.address for other in kept):
            kept.append(voice)
        known |= says
    return in_order(kept)


def _variants(voices: Sequence[Voice]) -> tuple[str, ...]:
    """The different wordings, each once whatever its capitals (rule 6), in the order first reported."""
    wordings: dict[str, str] = {}
    for voice in in_order(voices):
        variant = field_of(voice, "variant")
        if isinstance(variant, str):
            wordings.setdefault(variant.casefold(), variant)
    return tuple(wordings.values())


def _status(supporting: Sequence[Voice], *, disputed: bool, provisional: bool) -> Status:
    """Rule 8. A reviewer's verdict outranks a dispute (rule 9)."""
    if any(is_accepted(voice) for voice in supporting):
        disputed = provisional = False
    if disputed:
        return "disputed"
    if provisional:
        return "provisional"
    if publishers(supporting) >= 2 and len(origins(supporting)) >= 2:
        return "corroborated"
    return "single-origin"


def _retracted(voices: Sequence[Voice]) -> Fact:
    """What stays of a fact whose every claim a reviewer rejected: nothing but the memory of it."""
    return _fact(voices, value=None, status="retracted")


def _fact(
    supporting: Sequence[Voice],
    *,
    value: FactValue,
    status: Status,
    relation: str = "eq",
    counted: Sequence[Voice] | None = None,
    dissenting: Sequence[Voice] = (),
    superseded: Sequence[Voice] = (),
    disputed: Mapping[str, tuple[FieldValue, ...]] | None = None,
    denied: Sequence[Voice] = (),
    variants: tuple[str, ...] = (),
    number: int = 1,
    value_field: str | None = None,
) -> Fact:
    claim = supporting[0].claim
    key = dict(claim.key)
    if number > 1:
        key["ordinal"] = number
    weighed = counted if counted is not None else supporting
    return Fact(
        fact_id=stable_id("fact", claim.story, claim.type, key),
        story=claim.story,
        type=claim.type,
        key=key,
        value=value,
        relation=relation,
        status=status,
        reported=max(voice.reported for voice in weighed),
        origins=origins(weighed),
        publishers=publishers(weighed),
        supporting=in_order(supporting),
        dissenting=in_order(dissenting),
        superseded=in_order(superseded),
        variants=variants,
        disputed=disputed or {},
        denied=denials(denied, value_field),
        reviewed=any(voice.review is not None for voice in (*weighed, *dissenting, *superseded)),
    )
