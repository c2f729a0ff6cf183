"""Export events: the log, or the part of it that a story rests on, with the blobs that it names.

Invariant: the same events give the same bytes, whoever exports them and whenever; what is written is written as
it was recorded. The form is that of `service.exchange`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

from archive.domain.event import (
    ArticleCaptured,
    ArticleParsed,
    ClaimReviewed,
    ClaimsExtracted,
    Event,
    EventsImported,
    Payload,
    SnapshotTaken,
    StoryDefined,
    StoryRead,
)
from archive.domain.watch import WatchRan
from archive.ports import Blobs, Record
from archive.service.exchange import EVENTS, blob_name, header, line_of

_OF_A_STORY: Final = (StoryDefined, ClaimReviewed, SnapshotTaken, StoryRead, ClaimsExtracted)


class Log(Protocol):
    """The log, in both of its forms."""

    def read(self, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        """Events with `after` < position <= `upto`, in order."""

    def records(self, after: int = 0, upto: int | None = None) -> Iterator[Record]:
        """The same events as they were written."""


class Shelf(Protocol):
    """Takes files by their names."""

    def begin(self, name: str) -> BinaryIO:
        """A file to write; it is closed before the next begins."""

    def has(self, name: str) -> bool:
        """Whether a file of that name was begun."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which events are exported: those up to position `upto`; of `story` alone, where one is named."""

    upto: int
    story: str | None = None


def first_commitment(log: Log) -> str:
    """What an archive is known by to others: the commitment of its first event; nothing while it has none."""
    event = next(iter(log.read(0, 1)), None)
    return event.commitment if event is not None else ""


def write_lines(log: Log, part: Part, out: BinaryIO, progress: Callable[[int, int], None]) -> int:
    """Write the events to `out`, one a line after the header, and return how many; `progress` hears the position."""
    out.write(header(first_commitment(log), part.story))
    written = 0
    for event, record in _chosen(log, part):
        out.write(line_of(record))
        written += 1
        progress(event.position, part.upto)
    return written


def write_parcel(
    log: Log,
    blobs: Blobs,
    part: Part,
    shelf: Shelf,
    progress: Callable[[int, int], None],
    *,
    with_blobs: bool = True,
) -> int:
    """Write the events and what they name, each blob once, in the order of the log; returns how many events."""
    with shelf.begin(EVENTS) as out:
        written = write_lines(log, part, out, progress)
    if with_blobs:
        for event, _ in _chosen(log, part):
            for address in named_blobs(event.payload):
                if not shelf.has(blob_name(address)):
                    with shelf.begin(blob_name(address)) as out:
                        out.write(blobs.get(address))
            progress(event.position, part.upto)
    return written


def named_blobs(payload: Payload) -> Iterator[str]:
    """The addresses of the blobs that an event names."""
    if isinstance(payload, ArticleCaptured):
        found = [payload.raw]
    elif isinstance(payload, ArticleParsed):
        found = [payload.text, payload.raw]
    elif isinstance(payload, SnapshotTaken):
        found = [payload.blob]
    elif isinstance(payload, WatchRan):
        found = [payload.listing]
    else:
        found = []
    yield from (address for address in found if address)


def _chosen(log: Log, part: Part) -> Iterator[tuple[Event, Record]]:
    both = zip(log.read(0, part.upto), log.records(0, part.upto), strict=True)
    if part.story is None:
        yield from both
        return
    concerned = addresses_of(log, part.story, part.upto)
    for event, record in both:
        if _is_of(event.payload, part.story, concerned):
            yield event, record


def addresses_of(log: Log, story: str, upto: int) -> set[str]:
    """The addresses of the articles that were read for `story`: those that it concerns, or once did."""
    payloads = (event.payload for event in log.read(0, upto))
    return {p.address for p in payloads if isinstance(p, ClaimsExtracted) and p.story == story}


def _is_of(payload: Payload, story: str, addresses: set[str]) -> bool:
    """Whether an event is part of what a story rests on; what was brought in from elsewhere says so itself."""
    if isinstance(payload, _OF_A_STORY):
        return payload.story == story
    if isinstance(payload, ArticleCaptured | ArticleParsed):
        return payload.address in addresses
    return isinstance(payload, EventsImported)
