"""Verdicts of another archive's reviewers, put in among those that are here.

Invariant: of all verdicts on a claim, the one that was given last is in force, by the clocks of the archives in
which they were given (the commitment decides between equal times). So two archives that take each other's
verdicts in agree, whichever does it first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from archive.domain.claim import Claim
from archive.domain.event import IMPORTS, ClaimReviewed, Event, EventsImported, NewEvent, claim_stream
from archive.domain.moment import PartialDate
from archive.domain.story import Story
from archive.errors import InputRefused
from archive.ports import EventLog, Record
from archive.service.exchange import Foreign

_NUMBERS = ("number", "quantity", "ordinal")
_NAMES = ("entity", "entities", "item")


class Log(EventLog, Protocol):
    """A log that can be asked for one stream, and for what was written byte for byte."""

    def stream(self, stream: str) -> Iterator[Event]:
        """Every event of a stream, in order."""

    def records(self, after: int = 0, upto: int | None = None) -> Iterator[Record]:
        """Events as they were written."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts on one claim that are to be recorded: those that are new here, in order, and then, where none of
    them is the last that was given, the one that is, once more."""

    stream: str
    version: int
    fresh: Sequence[Foreign]
    again: NewEvent | None


def given_at(log: Log, positions: set[int]) -> dict[int, int]:
    """When what stands at `positions` and came from elsewhere was recorded there, in microseconds."""
    found: dict[int, int] = {}
    if positions:
        for event in log.stream(IMPORTS):
            assert isinstance(event.payload, EventsImported)
            for origin in event.payload.origins:
                if event.position + origin.offset in positions:
                    found[event.position + origin.offset] = origin.recorded_at
    return found


def merged(log: Log, claim_id: str, theirs: Sequence[Foreign]) -> Verdicts | None:
    """What is to be recorded of `theirs`, all verdicts of another archive on one claim; None where nothing is."""
    stream = claim_stream(claim_id)
    ours = list(log.stream(stream))
    known = {event.commitment for event in ours}
    fresh = {
        event.commitment: event for event in sorted(theirs, key=_moment) if event.commitment not in known
    }
    if not fresh:
        return None
    elsewhere = given_at(log, {event.position for event in ours})
    last = max(
        ((elsewhere.get(event.position, event.recorded_at), event.commitment, event) for event in ours),
        key=lambda each: each[:2],
        default=None,
    )
    in_order = list(fresh.values())
    again = None
    if last is not None and last[:2] > _moment(in_order[-1]):
        again = _once_more(log, last[2])
    return Verdicts(stream, len(ours), in_order, again)


def _once_more(log: Log, event: Event) -> NewEvent:
    record = next(iter(log.records(event.position - 1, event.position)))
    return NewEvent(event.stream, event.payload, event.actor, record.salt)


def _moment(event: Foreign) -> tuple[int, str]:
    return event.recorded_at, event.commitment


def check_verdict(where: str, review: ClaimReviewed, claim: Claim, story: Story) -> None:
    """Refuse a correction that the fields of the claim's type cannot take. Raises `InputRefused`."""
    kind = story.facts.get(claim.type)
    for name, value in review.fields.items():
        field = kind.fields.get(name) if kind is not None else None
        if field is None and name != "date":
            raise InputRefused(
                name=where, reason=f"a correction of {name!r}, which {claim.type} does not have"
            )
        if value is None:
            continue
        if field is None:
            fits = _is_date(value)
        elif field.kind in _NUMBERS:
            fits = isinstance(value, int)
        elif field.kind in _NAMES:
            fits = value in _ids(story)[field.kind]
        else:
            fits = True
        if not fits:
            raise InputRefused(
                name=where, reason=f"a correction of {name!r} to {value!r}, which it cannot be"
            )


def _ids(story: Story) -> Mapping[str, Mapping[str, object]]:
    return {"entity": story.entities, "entities": story.entities, "item": story.items}


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and PartialDate.parse(value).value == value
    except (ValueError, OverflowError):
        return False
