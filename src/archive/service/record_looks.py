"""Record: what looks mean for their articles is decided, on what is known of each address, and appended.

Invariant: what a decision rests on is never older than the versions of the streams that guard it, so a batch
that somebody else overtook is decided again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from archive.domain.article import Article
from archive.domain.canonical import sha256_hex
from archive.domain.event import (
    STORIES,
    ArticleCaptured,
    ArticleParsed,
    ClaimsExtracted,
    NewEvent,
    Payload,
    article_stream,
)
from archive.domain.look import Look
from archive.errors import ConflictError, NotFound
from archive.ports import Blobs, EventLog, Unit
from archive.service.addressing import Place, place_of
from archive.service.decide import Decision, decide, look_of
from archive.service.history import History
from archive.service.reading import reading_for
from archive.service.stories import StoryReader
from archive.service.summary import Problem, Summary
from archive.service.take import Read, Taken, recorded_look
from archive.store.read_models import ReadModels
from archive.store.rows import CaptureRow, Version

_ATTEMPTS: Final = 50
"""Each that fails is one in which somebody else got on, so that writers at the same articles all come to an end."""

ReadLooks = Callable[[Sequence[Look], Mapping[str, str]], Iterator[Read]]
"""Reads looks with the reader for the kind of each, in order; it may begin before anybody asks for the first."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A look, where it belongs, what was known there before anything was appended, and what it means then."""

    taken: Taken
    history: History
    place: Place
    decision: Decision
    unit: Unit | None


PlaceOf = Callable[[Taken, ReadModels], Place]
"""Where a look belongs."""
IsKnown = Callable[[Taken], bool]
"""Whether a look is recorded already, so that it says nothing new."""
Units = Callable[[Sequence[Decided]], Sequence[Unit]]
"""What is appended for looks that have something to record."""


def _as_decided(decided: Sequence[Decided]) -> Sequence[Unit]:
    return [one.unit for one in decided if one.unit is not None]


class RecordLooks:
    """Records looks that were taken in. One instance serves one command, or one run of a watch."""

    def __init__(
        self,
        log: EventLog,
        blobs: Blobs,
        models: ReadModels,
        read_many: ReadLooks,
        stories: StoryReader,
        catch_up: Callable[[], object],
        place_of: PlaceOf = place_of,
        units: Units = _as_decided,
        is_known: IsKnown = lambda taken: False,
    ) -> None:
        self._log = log
        self._blobs = blobs
        self._models = models
        self._read_many = read_many
        self._stories = stories
        self._catch_up = catch_up
        self._place_of = place_of
        self._units = units
        self._is_known = is_known

    def record(self, batch: Sequence[Taken], summary: Summary) -> None:
        """Record `batch`, and count in `summary` what its looks came to. All of it is durable on return."""
        for part, places in self._apart(batch):
            self._record(part, places, summary)

    def _apart(self, batch: Sequence[Taken]) -> Iterator[tuple[list[Taken], list[Place]]]:
        """`batch` in parts that hold no two looks at one article, each of which the next must know of."""
        part: list[Taken] = []
        places: list[Place] = []
        seen: set[str | None] = set()
        for taken in batch:
            place = self._place_of(taken, self._models)
            marks = {place.address, place.moved_from, taken.look.url} - {None}
            if part and marks & seen:
                yield part, places
                part, places, seen = [], [], set()
            part.append(taken)
            places.append(place)
            seen |= marks
        if part:
            yield part, places

    def _record(self, batch: Sequence[Taken], places: Sequence[Place], summary: Summary) -> None:
        """Append a batch of looks at different articles, deciding again where others write in between.

        Then each look by itself: the less is guarded, the sooner it gets through.
        """
        for attempt in range(_ATTEMPTS):
            try:
                self._append(batch, places, summary)
            except ConflictError:
                if attempt + 1 == _ATTEMPTS:
                    raise
                self._stories.refresh()
            else:
                return
            if len(batch) > 1:
                for taken, place in zip(batch, places, strict=True):
                    self._record([taken], [place], summary)
                return

    def _append(self, batch: Sequence[Taken], places: Sequence[Place], summary: Summary) -> None:
        places, guards = self._guarded(batch, places)
        told = [pair for pair in zip(batch, places, strict=True) if not self._is_known(pair[0])]
        decided = [self._decide(taken, place, guards) for taken, place in told]
        fresh = [one for one in decided if one.unit is not None]
        if fresh:
            self._store(fresh)
            self._log.append(self._units(fresh))
            self._catch_up()
        for one in decided:
            _count(one, summary)
        summary.known += len(batch) - len(told)

    def _guarded(
        self, batch: Sequence[Taken], places: Sequence[Place]
    ) -> tuple[Sequence[Place], dict[str, int]]:
        """Where the looks belong, and the versions of the streams there; `places` is where they did.

        The streams' versions are read before the read models are brought up to date, so that what a
        decision rests on is never older than the version that guards it.
        """
        while True:
            guards = self._guards(places)
            self._catch_up()
            now = [self._place_of(taken, self._models) for taken in batch]
            if now == places:
                return places, guards
            places = now

    def _guards(self, places: Sequence[Place]) -> dict[str, int]:
        """The versions of the streams that looks at `places` may be written to."""
        addresses = {address for place in places for address in (place.address, place.moved_from) if address}
        streams = map(article_stream, sorted(addresses))
        return {stream: self._log.stream_version(stream) for stream in streams}

    def _decide(self, taken: Taken, place: Place, guards: Mapping[str, int]) -> Decided:
        history = History(self._models, place.address)
        decision = decide(taken, history, lambda held: self._read_again(place.address, held))
        if not decision.events:
            return Decided(taken, history, place, decision, None)
        texts = {sha256_hex(text.encode()): text for text in decision.texts}
        payloads: list[Payload] = [*decision.events]
        for event in decision.events:
            if isinstance(event, ArticleParsed):
                text = texts.get(event.text) or self._blobs.get(event.text).decode()
                payloads += self._stories.runs(reading_for(event, event.text, text))
        events = [NewEvent(article_stream(place.address), payload) for payload in payloads]
        events = [*self._farewell(taken, place), *events]
        expected = {event.stream: guards[event.stream] for event in events if event.stream in guards}
        unit = Unit(events=events, expected={**expected, STORIES: self._stories.version})
        return Decided(taken, history, place, decision, unit)

    def _farewell(self, taken: Taken, place: Place) -> Iterator[NewEvent]:
        """The record that an article has moved on, at the address that it left; told once."""
        if place.moved_from is None:
            return
        before = self._models.latest_capture(place.moved_from)
        if before is not None and before.moved_to == place.address:
            return
        problem = f"moved to {place.address}"
        left = look_of(taken, place.moved_from, "moved", moved_to=place.address, problem=problem)
        yield NewEvent(article_stream(place.moved_from), left)

    def _read_again(self, address: str, held: CaptureRow | Version) -> Article | None:
        """What today's reader makes of bytes that were kept, with all that was said of them then."""
        capture = held if isinstance(held, CaptureRow) else self._models.capture_of(address, held.raw or "")
        if capture is None or not capture.raw:
            return None
        payload = next(event.payload for event in self._log.read(capture.position - 1, capture.position))
        assert isinstance(payload, ArticleCaptured)
        try:
            look = recorded_look(payload, self._blobs.get(capture.raw))
        except NotFound:
            return None
        (read,) = self._read_many([look], payload.given)
        return read if isinstance(read, Article) else None

    def _store(self, decided: Sequence[Decided]) -> None:
        """Keep the bytes, each beside those that the article had before, and the texts."""
        contents: list[bytes] = []
        bases: list[str | None] = []
        for one in decided:
            versions, latest = one.history.versions, one.history.latest
            current = versions[-1] if versions else None
            if one.taken.raw is not None:
                contents.append(one.taken.look.data)
                bases.append((latest.raw if latest else None) or (current.raw if current else None))
            contents += [text.encode() for text in one.decision.texts]
            bases += [current.text if current else None] * len(one.decision.texts)
        self._blobs.put(contents, bases)


def _count(one: Decided, summary: Summary) -> None:
    outcome = one.decision.outcome
    summary.outcomes[outcome] += 1
    summary.addresses.append(one.place.address)
    if one.place.moved_from is not None and one.unit is not None:
        summary.outcomes["moved"] += one.unit.events[0].stream == article_stream(one.place.moved_from)
    if one.decision.warning:
        summary.warnings.append(f"{one.taken.look.name}: {one.decision.warning}")
    for event in one.unit.events if one.unit is not None else ():
        if isinstance(event.payload, ClaimsExtracted):
            summary.claims[event.payload.story] += len(event.payload.claims)
        elif isinstance(event.payload, ArticleCaptured) and event.payload.problem and outcome != "moved":
            summary.problems.append(
                Problem(one.taken.look.name, outcome, event.payload.problem, bool(one.history.versions))
            )
