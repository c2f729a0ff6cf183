"""Ingest: looks in, events out.

Looks are read first and the log is held only for the append; what a look means is decided (`decide`)
on what is known of its address, and a batch that somebody else overtook is decided again. What is
refused is named, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from archive.domain.storable import storable
from archive.errors import ConflictError, InputRefused, NotFound
from archive.ports import Blobs, Clock, EventLog, Remark, Unit
from archive.service.addressing import Place, place_of
from archive.service.decide import Decision, decide, look_of
from archive.service.history import History
from archive.service.reading import reading_for
from archive.service.stories import StoryReader
from archive.service.summary import Problem, Summary
from archive.service.take import LIVE, Read, Taken, recorded_look, take
from archive.store.read_models import ReadModels
from archive.store.rows import CaptureRow, Version

BATCH: Final = 64
"""Most articles appended in one transaction."""
BATCH_BYTES: Final = 64 * 1024 * 1024
"""Most bytes of looks that are held at once."""
_REPEATED: Final = BATCH_BYTES // 16
"""What a look that repeats another weighs, whose bytes are fetched when its batch is."""
_ATTEMPTS: Final = 50
"""Each that fails is one in which somebody else got on, so that writers at the same articles all come to an end."""

ReadLooks = Callable[[Sequence[Look], Mapping[str, str]], Iterator[Read]]
"""Reads looks with the reader for the kind of each, in order; it may begin before anybody asks for the first."""


@dataclass(frozen=True, slots=True)
class _Decided:
    """A look, where it belongs, what was known there before anything was appended, and what it means then."""

    taken: Taken
    history: History
    place: Place
    decision: Decision
    unit: Unit | None


class Ingest:
    """The verb. One instance serves one command, or one run of the watch called `watch`."""

    def __init__(
        self,
        log: EventLog,
        blobs: Blobs,
        models: ReadModels,
        read_many: ReadLooks,
        stories: StoryReader,
        clock: Clock,
        catch_up: Callable[[], object],
        watch: str | None = None,
    ) -> None:
        self._log = log
        self._blobs = blobs
        self._models = models
        self._read_many = read_many
        self._stories = stories
        self._clock = clock
        self._catch_up = catch_up
        self._watch = watch

    def run(
        self,
        found: Iterable[Look | InputRefused | Remark],
        given: Mapping[str, str],
        progress: Callable[[str], None] = lambda name: None,
    ) -> Summary:
        """Ingest what was `found`; `given` are the metadata options, and `progress` hears each look's name.

        What is refused stands in the summary. Events of a batch are durable when the next begins.
        """
        summary = Summary()
        begun: tuple[list[Look], Iterator[Read]] | None = None
        for looks in _batches(_sorted_out(found, summary), progress):
            # While one batch is recorded, other processes read the next, if nothing in it hangs on the first.
            if begun is not None and any(look.same_as is not None for look in looks):
                self._finish(*begun, given, summary)
                begun = None
            whole = [self._with_bytes(look) for look in looks]
            fresh = [look for look in whole if not self._passed_over(look, given, summary)]
            reads = self._read_many(fresh, given)
            if begun is not None:
                self._finish(*begun, given, summary)
            begun = fresh, reads
        if begun is not None:
            self._finish(*begun, given, summary)
        return summary

    def _finish(
        self, looks: Sequence[Look], reads: Iterator[Read], given: Mapping[str, str], summary: Summary
    ) -> None:
        """Record what was read of a batch."""
        for part, places in self._apart(list(self._take(looks, reads, given, summary))):
            self._record(part, places, summary)

    def _with_bytes(self, look: Look) -> Look:
        """A look that a web archive says brought the bytes of an earlier one, with those bytes.

        Where that one is not here, nobody can say which version it showed.
        """
        if look.same_as is None or look.url is None:
            return look
        held = self._models.capture_of_url(look.url, look.same_as)
        if held is None:
            return look
        payload = next(event.payload for event in self._log.read(held.position - 1, held.position))
        assert isinstance(payload, ArticleCaptured)
        return replace(
            look, data=self._blobs.get(held.raw), status=payload.status, headers=payload.headers, same_as=None
        )

    def _passed_over(self, look: Look, given: Mapping[str, str], summary: Summary) -> bool:
        """Whether a look is recorded already, told without reading it, so that work can be taken up again.

        Where the user says something of it, it has to be read to know what that changes.
        """
        if look.via in LIVE or look.sidecar or given or not look.data:
            return False
        for row in self._models.captures_with(sha256_hex(look.data), look.captured):
            if row.via != look.via or (row.name, row.url) != (look.name, look.url):
                continue
            latest = self._models.latest_capture(row.address)
            if look.captured is not None or (latest is not None and latest.raw == row.raw):
                summary.outcomes["unchanged"] += 1
                summary.addresses.append(row.address)
                return True
        return False

    def _take(
        self, looks: Sequence[Look], reads: Iterator[Read], given: Mapping[str, str], summary: Summary
    ) -> Iterator[Taken]:
        """What the looks come to; where one shows no article, also what is there to be taken instead."""
        for look, read in zip(looks, reads, strict=True):
            try:
                taken = take(look, read, given, self._clock(), self._watch)
            except InputRefused as refusal:
                summary.refused.append(refusal)
                continue
            if taken.article is not None:
                summary.warnings += [f"{look.name}: {warning}" for warning in taken.article.warnings]
            yield taken
            if (
                taken.finding is not None
                and taken.finding.outcome != "unchanged"
                and look.instead is not None
            ):
                instead = [look.instead]
                yield from self._take(instead, self._read_many(instead, given), given, summary)

    def _apart(self, batch: Sequence[Taken]) -> Iterator[tuple[list[Taken], list[Place]]]:
        """`batch` in parts that hold no two looks at one article, each of which the next must know of."""
        part: list[Taken] = []
        places: list[Place] = []
        seen: set[str | None] = set()
        for taken in batch:
            place = place_of(taken, self._models)
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
        decided = [self._decide(taken, place, guards) for taken, place in zip(batch, places, strict=True)]
        units = [one.unit for one in decided if one.unit is not None]
        if units:
            self._store(decided)
            self._log.append(units)
            self._catch_up()
        for one in decided:
            _count(one, summary)

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
            now = [place_of(taken, self._models) for taken in batch]
            if now == places:
                return places, guards
            places = now

    def _guards(self, places: Sequence[Place]) -> dict[str, int]:
        """The versions of the streams that looks at `places` may be written to."""
        addresses = {address for place in places for address in (place.address, place.moved_from) if address}
        streams = map(article_stream, sorted(addresses))
        return {stream: self._log.stream_version(stream) for stream in streams}

    def _decide(self, taken: Taken, place: Place, guards: Mapping[str, int]) -> _Decided:
        history = History(self._models, place.address)
        decision = decide(taken, history, lambda held: self._read_again(place.address, held))
        if not decision.events:
            return _Decided(taken, history, place, decision, None)
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
        return _Decided(taken, history, place, decision, unit)

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

    def _store(self, decided: Sequence[_Decided]) -> None:
        """Keep the bytes, each beside those that the article had before, and the texts."""
        contents: list[bytes] = []
        bases: list[str | None] = []
        for one in decided:
            if one.unit is None:
                continue
            versions, latest = one.history.versions, one.history.latest
            current = versions[-1] if versions else None
            if one.taken.raw is not None:
                contents.append(one.taken.look.data)
                bases.append((latest.raw if latest else None) or (current.raw if current else None))
            contents += [text.encode() for text in one.decision.texts]
            bases += [current.text if current else None] * len(one.decision.texts)
        self._blobs.put(contents, bases)


def _sorted_out(found: Iterable[Look | InputRefused | Remark], summary: Summary) -> Iterator[Look]:
    for item in found:
        if isinstance(item, InputRefused):
            summary.refused.append(item)
        elif isinstance(item, Remark):
            summary.warnings.append(f"{item.name}: {item.text}")
        else:
            yield storable(item)


def _batches(looks: Iterable[Look], progress: Callable[[str], None]) -> Iterator[list[Look]]:
    batch: list[Look] = []
    size = 0
    for look in looks:
        progress(look.name)
        weight = len(look.data) if look.same_as is None else _REPEATED
        full = len(batch) == BATCH or size + weight > BATCH_BYTES
        # What a look repeats has to be recorded before it.
        repeats = look.same_as is not None and any(look.url == before.url for before in batch)
        if batch and (full or repeats):
            yield batch
            batch, size = [], 0
        batch.append(look)
        size += weight
    if batch:
        yield batch


def _count(one: _Decided, summary: Summary) -> None:
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
