"""Bring in: the looks, the stories and the verdicts of another archive, as events of this one.

Invariants: a look is recorded as if it came late, and read for the stories that are in force here, so that an
archive into which others were brought holds what one holds that was fed with everything itself; what is here
already adds nothing, however often and on whatever way it comes; what is recorded of a look stands in one
transaction with the word where it came from.

What is not brought in: what follows from the rest anyway (extractor runs, what was read for a story), and what
speaks of the other archive and not of articles (its watches, its snapshots, whose points are its positions).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from archive.domain.event import (
    IMPORTS,
    STORIES,
    ArticleCaptured,
    ClaimReviewed,
    EventsImported,
    NewEvent,
    Origin,
    SnapshotTaken,
    StoryDefined,
    StoryRead,
    story_stream,
)
from archive.domain.watch import WatchChanged, WatchRan
from archive.errors import ConflictError, InputRefused
from archive.ports import Blobs, Unit
from archive.service.addressing import Place
from archive.service.definitions import story_at
from archive.service.exchange import Foreign, Parcel
from archive.service.foreign_events import foreign_events
from archive.service.foreign_looks import ForeignLook, ForeignLooks, TakenOver, looks_in
from archive.service.foreign_stories import ForeignStory, judged, stories_in
from archive.service.foreign_verdicts import Log, Verdicts, check_verdict, merged
from archive.service.record_looks import Decided, ReadLooks, RecordLooks
from archive.service.stories import StoryReader
from archive.service.summary import Summary
from archive.service.take import Taken
from archive.store.read_models import ReadModels

BATCH: Final = 64
BATCH_BYTES: Final = 64 * 1024 * 1024
"""Most looks, and most bytes of looks, that are held at once."""
MOST_REFUSALS: Final = 100
"""Refusals that are told one by one."""
_ATTEMPTS: Final = 50
_STAYING: Final = (WatchChanged.TYPE, WatchRan.TYPE, SnapshotTaken.TYPE)


@dataclass(slots=True)
class BroughtIn:
    """What became of a parcel.

    `looks` tells of the looks that were recorded, `here` counts those that were here already. `verdicts` counts
    those that are `new`, those `here` already, and those on a claim that is `unknown` here. `reread` counts the
    claims, by story, that were found in articles that were here before. `left` counts by type what stays there.
    `refused` are the first of what could not be taken, `refusals` counts all of it. Where nothing is recorded (a
    dry run), `coming` counts the looks that would be, `fresh` those at addresses that are unknown here.
    """

    archive: str
    looks: Summary = field(default_factory=Summary)
    here: int = 0
    stories: list[ForeignStory] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)
    reread: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    refused: list[InputRefused] = field(default_factory=list)
    refusals: int = 0
    coming: int = 0
    fresh: int = 0

    def refuse(self, refusal: InputRefused) -> None:
        """Count what could not be taken, and keep it if it is one of the first."""
        self.refusals += 1
        if len(self.refused) < MOST_REFUSALS:
            refusal.__cause__ = refusal.__context__ = (
                None  # their frames hold what was refused: a blob, a line
            )
            self.refused.append(refusal.with_traceback(None))


class BringIn:
    """The verb, for one `parcel`.

    `reread` reads for a story the articles that are here already, and answers how many claims that found.
    """

    def __init__(
        self,
        parcel: Parcel,
        log: Log,
        blobs: Blobs,
        models: ReadModels,
        read_many: ReadLooks,
        stories: StoryReader,
        catch_up: Callable[[], object],
        reread: Callable[[str], int],
    ) -> None:
        self._parcel = parcel
        self._log = log
        self._models = models
        self._stories = stories
        self._catch_up = catch_up
        self._reread = reread
        self._foreign_looks = ForeignLooks(parcel, blobs, models, read_many)
        self._recorder = RecordLooks(
            log, blobs, models, read_many, stories, catch_up, _where_it_was, self._units, self._came_meanwhile
        )
        self._done = BroughtIn(parcel.archive)

    def run(
        self,
        progress: Callable[[str], None] = lambda name: None,
        *,
        prefer_theirs: bool = False,
        dry: bool = False,
    ) -> BroughtIn:
        """Bring the parcel in; `progress` hears the address of each look.

        With `prefer_theirs`, their definition of a story replaces another one here. With `dry`, nothing is
        recorded. What is refused stands in the result, and the rest goes on.
        """
        theirs = stories_in(self._parcel, self._done.refuse)
        self._judge(theirs, prefer_theirs=prefer_theirs)
        if not dry:
            self._define(theirs, prefer_theirs=prefer_theirs)
        verdicts: dict[str, list[Foreign]] = {}
        batch: list[TakenOver] = []
        for told in looks_in(foreign_events(self._parcel, self._done.refuse)):
            if isinstance(told, Foreign):
                self._set_aside(told, verdicts)
                continue
            progress(told.capture.address)
            if dry:
                self._foresee(told.capture)
                continue
            # What is known of an article, by this look or the one before it, is asked of the read models.
            if _is_full(batch) or any(taken.told.capture.address == told.capture.address for taken in batch):
                self._record(batch)
                batch = []
            batch += self._taken(told)
        self._record(batch)
        for claim_id, given in sorted(verdicts.items()):
            self._bring_verdicts(claim_id, given, dry=dry)
        if not dry:
            self._catch_up()
            self._read_again()
        return self._done

    def _set_aside(self, event: Foreign, verdicts: dict[str, list[Foreign]]) -> None:
        if isinstance(event.payload, ClaimReviewed):
            verdicts.setdefault(event.payload.claim_id, []).append(event)
        elif event.type in _STAYING:
            self._done.left[event.type] += 1

    def _judge(self, theirs: Mapping[str, Sequence[Foreign]], *, prefer_theirs: bool) -> None:
        self._done.stories = [
            judged(story, told, self._models, prefer_theirs=prefer_theirs)
            for story, told in sorted(theirs.items())
        ]

    def _define(self, theirs: Mapping[str, Sequence[Foreign]], *, prefer_theirs: bool) -> None:
        for attempt in range(_ATTEMPTS):
            version = self._log.stream_version(STORIES)
            self._catch_up()
            self._judge(theirs, prefer_theirs=prefer_theirs)
            told = [event for story in self._done.stories for event in story.defined]
            if not told:
                break
            events = self._with_origin([(_same(event, STORIES), event) for event in told])
            try:
                self._log.append([Unit(events=events, expected={STORIES: version})])
            except ConflictError:
                if attempt + 1 == _ATTEMPTS:
                    raise
            else:
                break
        self._stories.refresh()

    def _taken(self, told: ForeignLook) -> Iterator[TakenOver]:
        if self._is_here(told.capture):
            self._done.here += 1
            return
        try:
            yield self._foreign_looks.take(told)
        except InputRefused as refusal:
            self._done.refuse(refusal)

    def _is_here(self, capture: ArticleCaptured) -> bool:
        """Whether the look is recorded: the same bytes, of the same address and time, of which the user said the same."""
        for row in self._models.looks_between(capture.address, capture.captured - 1, capture.captured + 1):
            if row.raw == (capture.raw or ""):
                held = next(iter(self._log.read(row.position - 1, row.position))).payload
                if isinstance(held, ArticleCaptured) and held.given == capture.given:
                    return True
        return False

    def _came_meanwhile(self, taken: Taken) -> bool:
        """Whether somebody else recorded the look since it was found to be unknown."""
        assert isinstance(taken, TakenOver)
        return self._is_here(taken.told.capture)

    def _foresee(self, capture: ArticleCaptured) -> None:
        if self._is_here(capture):
            self._done.here += 1
        else:
            self._done.coming += 1
            self._done.fresh += self._models.latest_capture(capture.address) is None

    def _record(self, batch: Sequence[TakenOver]) -> None:
        if batch:
            self._recorder.record(batch, self._done.looks)
            self._done.here += self._done.looks.known
            self._done.looks.known = 0

    def _units(self, decided: Sequence[Decided]) -> Sequence[Unit]:
        """What is decided of looks, with the word where they come from before it."""
        told: list[tuple[NewEvent, Foreign | None]] = []
        units: list[Unit] = []
        for one in decided:
            assert isinstance(one.taken, TakenOver)
            assert one.unit is not None
            pairs = [(event, _origin_of(event, one.taken.told)) for event in one.unit.events]
            told += pairs
            units.append(replace(one.unit, events=[_as_told(event, origin) for event, origin in pairs]))
        (word, *_) = self._with_origin(told)
        return [Unit(events=[word]), *units]

    def _with_origin(self, events: Sequence[tuple[NewEvent, Foreign | None]]) -> list[NewEvent]:
        """`events` with the word before them where those come from that are not decided here."""
        origins = tuple(
            Origin(
                offset=offset,
                archive=event.archive,
                position=event.position,
                recorded_at=event.recorded_at,
            )
            for offset, (_, event) in enumerate(events, start=1)
            if event is not None
        )
        word = EventsImported(archive=self._parcel.archive, name=self._parcel.name, origins=origins)
        return [NewEvent(IMPORTS, word), *(event for event, _ in events)]

    def _bring_verdicts(self, claim_id: str, theirs: Sequence[Foreign], *, dry: bool) -> None:
        row = self._models.claim(claim_id)
        if row is None:
            self._done.verdicts["unknown"] += len(theirs)
            return
        story = story_at(self._models, row.claim.story, self._models.position())
        sound: list[Foreign] = []
        for event in theirs:
            assert isinstance(event.payload, ClaimReviewed)
            try:
                check_verdict(event.where, event.payload, row.claim, story)
            except InputRefused as refusal:
                self._done.refuse(refusal)
            else:
                sound.append(event)
        found = self._append_verdicts(claim_id, sound, dry=dry)
        fresh = len(found.fresh) if found is not None else 0
        self._done.verdicts["new"] += fresh
        self._done.verdicts["here"] += len({event.commitment for event in sound}) - fresh

    def _append_verdicts(self, claim_id: str, theirs: Sequence[Foreign], *, dry: bool) -> Verdicts | None:
        for _ in range(_ATTEMPTS):
            found = merged(self._log, claim_id, theirs)
            if found is None or dry:
                return found
            told: list[tuple[NewEvent, Foreign | None]] = [
                (_same(event, found.stream), event) for event in found.fresh
            ]
            if found.again is not None:
                told.append((found.again, None))
            unit = Unit(events=self._with_origin(told), expected={found.stream: found.version})
            try:
                self._log.append([unit])
            except ConflictError:
                continue
            return found
        raise ConflictError(stream=claim_id, actual="another one", expected="the one that it had")

    def _read_again(self) -> None:
        """Read for the stories that came the articles that were here already."""
        for story in self._done.stories:
            came = story.outcome in ("new", "replaced")
            if came or (story.outcome == "here" and self._was_left_unread(story.story)):
                found = self._reread(story.story)
                if found:
                    self._done.reread[story.story] = found

    def _was_left_unread(self, story: str) -> bool:
        """Whether a definition came by an import that may have ended before the articles here were read for it."""
        row = self._models.story(story)
        if row is None or any(
            isinstance(event.payload, StoryRead) and event.payload.story_digest == row.digest
            for event in self._log.stream(story_stream(story))
        ):
            return False
        position = row.position
        while (event := next(iter(self._log.read(position - 1, position)))).type == StoryDefined.TYPE:
            position -= 1
            if position == 0:
                return False
        return event.type == EventsImported.TYPE


def _is_full(batch: Sequence[TakenOver]) -> bool:
    return len(batch) == BATCH or sum(len(taken.look.data) for taken in batch) > BATCH_BYTES


def _where_it_was(taken: Taken, models: ReadModels) -> Place:  # noqa: ARG001 - what else is known moves nothing
    """A look of another archive stays at the address that it was recorded for there."""
    assert isinstance(taken, TakenOver)
    return Place(taken.told.capture.address)


def _origin_of(event: NewEvent, told: ForeignLook) -> Foreign | None:
    """What of the other archive's record an event here is: the look, or what says the very same."""
    if isinstance(event.payload, ArticleCaptured):
        return told.look
    return next((each for each in told.others if each.payload == event.payload), None)


def _as_told(event: NewEvent, origin: Foreign | None) -> NewEvent:
    """`event` as it was recorded there, as far as it is the same."""
    if origin is None:
        return event
    same = origin.is_todays and origin.payload == event.payload
    return replace(event, actor=origin.actor, salt=origin.salt if same else None)


def _same(event: Foreign, stream: str) -> NewEvent:
    return _as_told(NewEvent(stream, event.payload), event)
