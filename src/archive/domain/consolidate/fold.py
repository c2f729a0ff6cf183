"""The fold: all voices of one key in, its facts out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.domain.claim import FieldValue
from archive.domain.consolidate.counts import Running, run_count
from archive.domain.consolidate.denials import cancelled, denials
from archive.domain.consolidate.events import events
from archive.domain.consolidate.outcome import build, status_of
from archive.domain.consolidate.voices import field_of, in_order, is_rejected
from archive.domain.fact import Fact, Voice
from archive.domain.story import FactType


def consolidate(fact_type: FactType, voices: Sequence[Voice]) -> tuple[Fact, ...]:
    """Consolidate the voices of one (story, type, key) into facts, ordered by occurrence.

    Voices whose key is incomplete support no fact: who gave, or what, is not known. What a reviewer
    rejected weighs nothing and stays visible; a fact of which all is rejected is retracted, and what
    stays of it is the memory.
    """
    voices = in_order(voices)
    if not voices or any(voices[0].claim.key.get(name) is None for name in fact_type.key):
        return ()
    rejected = [voice for voice in voices if is_rejected(voice)]
    heard = [voice for voice in voices if not is_rejected(voice)]
    if not heard:
        return (build(voices[0].claim, value=None, status="retracted", rejected=rejected),)
    affirmed = [voice for voice in heard if voice.claim.polarity == "affirmed"]
    denied = [voice for voice in heard if voice.claim.polarity == "denied"]
    if fact_type.consolidate == "event":
        return tuple(events(fact_type, affirmed, denied, rejected))
    return tuple(_running(fact_type, affirmed, denied, rejected))


def _running(
    fact_type: FactType,
    affirmed: Sequence[Voice],
    denied: Sequence[Voice],
    rejected: Sequence[Voice],
) -> Iterator[Fact]:
    """The one fact of a count or a state; none where nobody says or denies what is so now."""
    value_field = fact_type.value or "value"

    def told(voice: Voice) -> FieldValue:
        return field_of(voice, value_field)

    gone = cancelled(affirmed, denied, told)
    denial = denials(denied, told)
    way = _way_down(fact_type, affirmed, value_field, gone)
    if not way:
        if denied:
            yield build(denied[0].claim, value=None, status="denied", denied=denial, rejected=rejected)
        return
    *passed, standing = way
    value = standing.figure.value
    status = status_of(standing.supporting, disputed=bool(standing.rivals), provisional=standing.provisional)
    set_aside = [voice for run in passed for voice in run.supporting]
    heard = {
        voice.claim.claim_id for voice in (*standing.supporting, *standing.dissenting, *standing.superseded)
    }
    yield build(
        standing.figure.voice.claim,
        value=value,
        relation=standing.figure.relation,
        status="denied" if value in gone else status,
        supporting=standing.supporting,
        dissenting=standing.dissenting,
        superseded=(*standing.superseded, *(v for v in set_aside if v.claim.claim_id not in heard)),
        rejected=rejected,
        disputed={value_field: (value, *standing.rivals)} if standing.rivals else {},
        denied=denial,
    )


def _way_down(
    fact_type: FactType, affirmed: Sequence[Voice], value_field: str, gone: frozenset[FieldValue]
) -> list[Running]:
    """What would stand, then what stands without each value that is `gone` because it is denied.

    A denial never raises a number: it brings up neither a rival of that day nor what was corrected
    away. So the way ends at a value that nobody cancels, or at the last one before a higher.
    """
    rising = fact_type.consolidate == "count" and fact_type.rising
    way: list[Running] = []
    left = list(affirmed)
    while run := run_count(left, value_field, rising=rising, cancelled=gone):
        value = run.figure.value
        if way and run.figure.exceeds(way[-1].figure):
            break
        way.append(run)
        if value not in gone:
            break
        left = [v for v in left if v.claim.role != "current" or field_of(v, value_field) != value]
    return way
