"""The fold: all voices of one key in, its facts out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.domain.claim import FieldValue
from archive.domain.consolidate.counts import run_count
from archive.domain.consolidate.denials import cancelled, denials
from archive.domain.consolidate.events import events
from archive.domain.consolidate.outcome import build, status_of
from archive.domain.consolidate.voices import field_of, in_order, is_rejected, representatives
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
    rising = fact_type.consolidate == "count" and fact_type.rising

    def told(voice: Voice) -> FieldValue:
        return field_of(voice, value_field)

    gone = cancelled(affirmed, denied, told)
    kept = [voice for voice in affirmed if told(voice) not in gone]
    run = run_count(kept, value_field, rising=rising)
    # Where every value is denied, the fact is the one that would stand, marked as denied.
    standing = run or run_count(affirmed, value_field, rising=rising)
    denial = denials(denied, told)
    if standing is None:
        if denied:
            yield build(denied[0].claim, value=None, status="denied", denied=denial, rejected=rejected)
        return
    status = status_of(standing.supporting, disputed=bool(standing.rivals), provisional=standing.provisional)
    cancelled_voices = (voice for voice in affirmed if run and told(voice) in gone)
    value = standing.figure.value
    yield build(
        standing.figure.voice.claim,
        value=value,
        relation=standing.figure.relation,
        status=status if run else "denied",
        supporting=standing.supporting,
        dissenting=standing.dissenting,
        superseded=(*standing.superseded, *representatives(cancelled_voices)),
        rejected=rejected,
        disputed={value_field: (value, *standing.rivals)} if standing.rivals else {},
        denied=denial,
    )
