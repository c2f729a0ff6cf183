"""Telling the first from the second: which occurrence of an event each claim speaks of.

Claims with one key ("A gave B a car") may speak of several occurrences once somebody numbers them
("a second car"). Numbered claims found the occurrences; the others join by date, then by the
occurrence their own article is about, then by what was newest when they were published. Without any
number above one there is one occurrence, and dates that disagree are a dispute and not a second event.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from archive.domain.consolidate.attributes import settle_dates
from archive.domain.consolidate.voices import field_of, in_order
from archive.domain.fact import Voice
from archive.domain.moment import DAY, PartialDate

SAME_OCCURRENCE: Final = 14 * DAY
"""Dates of one occurrence may be told wrongly by this much before they point at another one."""


def split(voices: Iterable[Voice], ordinal_field: str | None) -> dict[int, list[Voice]]:
    """Assign every voice to an occurrence, numbered from 1."""
    voices = in_order(voices)
    numbered = {
        voice.claim.claim_id: number
        for voice in voices
        if ordinal_field and isinstance(number := field_of(voice, ordinal_field), int) and number > 0
    }
    if max(numbered.values(), default=1) == 1:
        return {1: list(voices)} if voices else {}
    founders: dict[int, list[Voice]] = {}
    for voice in voices:
        if voice.claim.claim_id in numbered:
            founders.setdefault(numbered[voice.claim.claim_id], []).append(voice)
    occurrences = {number: list(members) for number, members in founders.items()}
    for voice in voices:
        if voice.claim.claim_id not in numbered:
            number = _place(voice, founders)
            occurrences.setdefault(number, []).append(voice)
    return dict(sorted(occurrences.items()))


def event_date(voice: Voice) -> PartialDate | None:
    """When the claim says the event happened; a reviewer's correction comes first."""
    review = voice.review
    if review is not None and review.verdict == "corrected" and review.fields.get("date"):
        return PartialDate(str(review.fields["date"]))
    date = voice.claim.event_date
    return PartialDate(date.value) if date is not None and date.value else None


def _place(voice: Voice, founders: dict[int, list[Voice]]) -> int:
    date = event_date(voice)
    settled = {number: _settled_date(members) for number, members in founders.items()}
    if date is not None:
        return _by_date(date, founders, settled)
    own = [
        number
        for number, members in founders.items()
        if any(member.address == voice.address for member in members)
    ]
    if own:
        return max(own)
    begun = [
        number for number, members in founders.items() if _began(members, settled[number]) <= voice.reported
    ]
    return max(begun, default=1)


def _by_date(
    date: PartialDate, founders: dict[int, list[Voice]], settled: dict[int, PartialDate | None]
) -> int:
    """The occurrence with that date; else one next to it in time; else the place in the sequence."""
    told = {
        number: [other for member in members if (other := event_date(member)) is not None]
        for number, members in founders.items()
    }
    matching = [n for n, dates in told.items() if any(date.compatible(other) for other in dates)]
    if matching:
        return max(matching, key=lambda n: (sum(date.compatible(other) for other in told[n]), -n))
    near = {n: _gap(date, other) for n, other in settled.items() if other is not None}
    closest = min(near, key=lambda n: (near[n], n), default=None)
    if closest is not None and near[closest] <= SAME_OCCURRENCE:
        return closest
    later = [n for n, other in settled.items() if other is not None and other.start > date.end]
    if later:
        return max(1, min(later) - 1)
    return max(founders) + 1 if near else max(founders)


def _gap(left: PartialDate, right: PartialDate) -> int:
    return max(left.start - right.end, right.start - left.end, 0)


def _settled_date(members: Sequence[Voice]) -> PartialDate | None:
    settled = settle_dates(
        [(member, date.value if (date := event_date(member)) else None) for member in members]
    )
    return PartialDate(str(settled.value)) if settled is not None else None


def _began(members: Sequence[Voice], date: PartialDate | None) -> int:
    """When an occurrence began to be news: its date, else its first report."""
    return date.start if date is not None else min(member.reported for member in members)
