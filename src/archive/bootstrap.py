"""The one place that names concrete classes, and that reads the clock and the environment.

Everything is made when it is first used, so that a command pays only for what it needs.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from archive.config import Config, from_environment

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from archive.domain.conflict import Conflict
    from archive.domain.event import Verdict
    from archive.domain.fact import Fact
    from archive.domain.moment import PartialDate
    from archive.domain.picture import Picture
    from archive.domain.snapshot import Point, Snapshot
    from archive.domain.story import Story
    from archive.domain.timeline import Timeline
    from archive.errors import InputRefused
    from archive.extractors.explained import Explained
    from archive.ports import Clock, Extractor, Fetcher, Reader
    from archive.service.add_story import Added, AddStory
    from archive.service.collect import Collect, Piece, Terms
    from archive.service.copies import CopyGroup, Shared
    from archive.service.diff import Diff, Side
    from archive.service.gather import Input, Remote
    from archive.service.ingest import Summary
    from archive.service.notify import Delivered, Notifier
    from archive.service.project import Projection
    from archive.service.residue import Residue
    from archive.service.review_queue import Queue, Wanted
    from archive.service.timeline import Window
    from archive.service.try_story import Trial
    from archive.store.blobs import SqlBlobs
    from archive.store.census import Census
    from archive.store.log import SqlLog
    from archive.store.read_models import ReadModels
    from archive.store.read_writer import ReadWriter
    from archive.store.sql import Answer

Progress = Callable[[str], None]


def now() -> int:
    """The present moment in microseconds since 1970, UTC."""
    return time.time_ns() // 1000


def configure(database: str | None) -> Config:
    """The settings in force; `database` is what the `--db` option says."""
    return from_environment(os.environ, database)


@contextmanager
def open_archive(config: Config, *, write: bool, clock: Clock = now) -> Iterator[Archive]:
    """Open the archive of `config`, creating and upgrading its database where `write` allows.

    Raises `DatabaseUnusable` and `NewerSchema`. Reading never writes: without `write` the database is
    opened so that it refuses to.
    """
    from archive.store.engine import connect
    from archive.store.migrate import check_current, ensure_current

    engine = connect(config.database_url, readonly=not write)
    try:
        if write:
            ensure_current(engine)
        else:
            check_current(engine)
        yield Archive(config, engine, clock)
    finally:
        engine.dispose()


def make_reader(max_bytes: int, *, fast: bool = False) -> Reader:
    """The reader of articles of every kind."""
    from archive.readers.by_kind import ByKind

    return ByKind(max_bytes, fast=fast)


class Desk:
    """What the author of a story needs, and no archive: a reader of article files and the extractor."""

    def __init__(self, config: Config) -> None:
        self._max_bytes = config.max_bytes

    @cached_property
    def _extractor(self) -> Extractor:
        from archive.extractors.rules import RulesExtractor

        return RulesExtractor()

    @cached_property
    def _reader(self) -> Reader:
        return make_reader(self._max_bytes)

    def try_story(self, story_file: Path, expectations: Path | None) -> Trial:
        """Try a story against what its author expects. Raises `StoryError` and `InputRefused`."""
        from archive.service.try_story import try_story

        return try_story(self._reader, self._extractor, story_file, expectations, self._max_bytes)

    def residue(self, story_file: Path, articles: Iterable[str]) -> Residue:
        """What a story leaves unexplained in `articles`. Raises `StoryError` and `InputRefused`."""
        from archive.extractors.wording import Wordings
        from archive.service.read_files import read_files
        from archive.service.residue import residue_of_readings
        from archive.service.stories import load_story

        story, _ = load_story(story_file)
        readings = read_files(self._reader, articles, self._max_bytes)
        return residue_of_readings(self._extractor, story, readings, Wordings(story).around)

    def explain(self, text: str, story: Story, published: PartialDate | None = None) -> list[Explained]:
        """How `story` reads the sentences of `text`."""
        from archive.extractors.explaining import Explainer
        from archive.service.explain import explain_text

        return explain_text(text, published, Explainer(story).explain)


def check_picture(path: Path) -> None:
    """Refuse a picture that could not be drawn to `path`. Raises `PictureRefused` and `MissingExtra`."""
    from archive.plot.figure import check

    check(path)


class Archive:
    """An open archive: its parts, and its verbs wired to them."""

    def __init__(self, config: Config, engine: Engine, clock: Clock) -> None:
        self.config = config
        self.engine = engine
        self._clock = clock

    @cached_property
    def log(self) -> SqlLog:
        """The append-only log."""
        from archive.store.log import SqlLog

        return SqlLog(self.engine, clock=self._clock, actor=self.config.actor)

    @cached_property
    def blobs(self) -> SqlBlobs:
        """Content-addressed bytes."""
        from archive.store.blobs import SqlBlobs

        return SqlBlobs(self.engine)

    @cached_property
    def models(self) -> ReadModels:
        """The read models, for reading."""
        from archive.store.read_models import ReadModels

        return ReadModels(self.engine)

    @cached_property
    def _writer(self) -> ReadWriter:
        from archive.store.read_writer import ReadWriter

        return ReadWriter(self.engine)

    @cached_property
    def _extractor(self) -> Extractor:
        from archive.extractors.rules import RulesExtractor

        return RulesExtractor()

    @cached_property
    def _fetcher(self) -> Fetcher:
        from archive.fetch.fetcher import HttpFetcher
        from archive.fetch.proxies import from_environment as proxies_from
        from archive.fetch.settings import FetchSettings

        settings = FetchSettings(
            contact=self.config.contact or "",
            allowed_hosts=self.config.allowed_hosts,
            obey_robots=self.config.obey_robots,
            max_bytes=self.config.max_bytes,
            proxies=proxies_from(os.environ),
        )
        return HttpFetcher(settings, clock=self._clock)

    @cached_property
    def collect(self) -> Collect:
        """Turns what the user names into looks, fetching what has to be fetched."""
        from archive.readers.kinds import kind_of
        from archive.readers.openers import opener_of
        from archive.service.collect import Collect

        return Collect(
            kind_of,
            lambda kind: opener_of(kind, self.config.max_bytes),
            lambda: self._fetcher,
            self.models.latest_of_url,
            self.config.max_bytes,
        )

    def lag(self) -> int:
        """How many events the read models have yet to take in."""
        return self.log.head() - self.models.position()

    @cached_property
    def _projection(self) -> Projection:
        from archive.service.project import Projection
        from archive.service.stories import story_of

        return Projection(self.log, self.blobs, self._writer, story_of)

    def catch_up(self) -> int:
        """Bring the read models up to date; returns the position they stand at."""
        return self._projection.catch_up()

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> str:
        """Drop the read models, replay the whole log, and return the digest of what came out."""
        self._projection.rebuild(progress)
        return self._writer.digest()

    def verify(self) -> Iterator[tuple[str, str | None]]:
        """Check the log and the blobs against themselves: each position and blob, and what is wrong with it."""
        from archive.store.verify import verify_blobs, verify_log

        for position, problem in verify_log(self.engine):
            yield f"@{position}", problem
        for address, problem in verify_blobs(self.engine):
            yield f"blob {address}", problem

    def query(self, sql: str, *, time_limit: float, max_rows: int) -> Answer:
        """Run a read-only query over the views. Raises `QueryRefused`."""
        from archive.store.sql import run_query

        return run_query(self.config.database_url, sql, time_limit=time_limit, max_rows=max_rows)

    def views(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every view that `query` may ask, with its columns."""
        from archive.store.census import views

        return views(self.engine)

    def census(self) -> Census:
        """How much the archive holds."""
        from archive.store.census import census

        return census(self.engine)

    def ingest(
        self,
        inputs: Iterable[Input | Remote | InputRefused],
        given: Mapping[str, str],
        progress: Progress = lambda name: None,
        *,
        terms: Terms | None = None,
        jobs: int = 1,
        fast: bool = False,
    ) -> Summary:
        """Ingest `inputs`; `given` are the metadata that the user says hold for all of them.

        `jobs` processes read; with `fast`, pages are read by the faster extractor.
        """
        from archive.service.collect import Terms

        return self.take_in(self.collect.run(inputs, terms or Terms()), given, progress, jobs=jobs, fast=fast)

    def take_in(
        self,
        looks: Iterable[Piece],
        given: Mapping[str, str],
        progress: Progress = lambda name: None,
        *,
        jobs: int = 1,
        fast: bool = False,
    ) -> Summary:
        """Record `looks`, whatever they found."""
        from archive.service.ingest import Ingest
        from archive.service.read_many import ReadMany
        from archive.service.stories import StoryReader

        stories = StoryReader(self.log, self.models, self._extractor, self.catch_up)
        read_many = ReadMany(partial(make_reader, self.config.max_bytes, fast=fast), jobs)
        verb = Ingest(self.log, self.blobs, self.models, read_many, stories, self._clock, self.catch_up)
        with closing(read_many):
            return verb.run(looks, given, progress)

    def visit(self, watch: WatchRow) -> Visited:
        """Look at what `watch` is about, and record what is found."""
        from archive.service.visit import Visit

        return Visit(self.collect, self.take_in, self.models, self.blobs, self._clock).run(watch)

    def add_story(self, path: Path, progress: Progress = lambda address: None) -> Added:
        """Define the story in `path` and read every article that is there already for it."""
        return self._add_story.run(path, progress)

    def reread_story(self, story: str, progress: Progress = lambda address: None) -> Added:
        """Read for `story` what its definition and this extractor have yet to read. Raises `NotFound`."""
        return self._add_story.reread(story, progress)

    @property
    def _add_story(self) -> AddStory:
        from archive.service.add_story import AddStory
        from archive.service.reading import stored_reading

        return AddStory(
            self.log,
            self.models,
            self._extractor,
            self.catch_up,
            lambda version: stored_reading(version, self.blobs),
        )

    def resolve(self, text: str, known_at: str | None = None) -> Point:
        """The point in time that `text` names. Raises `BadPoint`."""
        from archive.service.points import resolve

        return resolve(text, self.log, known_at=known_at)

    def side(self, text: str, story: str, known_at: str | None = None) -> Side:
        """One end of a diff: a snapshot's file or name, `previous`, or a point in time."""
        from archive.service.diff import Side
        from archive.service.snapshots import load_file, load_kept, load_last

        if text == "previous":
            kept: Snapshot | None = load_last(self.models, self.blobs, story)
        elif Path(text).is_file():
            kept = load_file(Path(text))
        else:
            kept = load_kept(self.models, self.blobs, text)
        if kept is not None:
            return Side(kept.point, kept)
        return Side(self.resolve(text, known_at))

    def last_change(self) -> Point:
        """The point before the last command that recorded more than a snapshot."""
        from archive.domain.event import SnapshotTaken
        from archive.domain.moment import END_OF_TIME
        from archive.domain.snapshot import Point

        backwards = range(self.log.head(), 0, -1)
        events = (next(self.log.read(position - 1, position)) for position in backwards)
        last = next((event for event in events if not isinstance(event.payload, SnapshotTaken)), None)
        return Point(END_OF_TIME, last.command - 1 if last else 0)

    def facts(self, story: str, point: Point) -> list[Fact]:
        """The facts of `story` at `point`. Raises `NotFound`."""
        from archive.service.facts import facts_at, story_at

        return facts_at(self.models, story_at(self.models, story, point.known_at), point)

    def snapshot(self, story: str, point: Point) -> Snapshot:
        """All facts of `story`, frozen at `point`. Raises `NotFound`."""
        from archive.service.facts import snapshot_at

        return snapshot_at(self.models, story, point)

    def conflicts(self, story: str, point: Point, *, superseded: bool = False) -> list[Conflict]:
        """Where the sources of `story` disagree at `point`, and why. Raises `NotFound`."""
        from archive.service.conflicts import conflicts_at
        from archive.service.facts import story_at

        definition = story_at(self.models, story, point.known_at)
        return conflicts_at(self.models, definition, point, superseded=superseded)

    def timelines(self, story: str, point: Point, window: Window) -> list[Timeline]:
        """How the facts of `story` moved over reported time, as of `point`. Raises `NotFound`."""
        from archive.service.facts import story_at
        from archive.service.timeline import timelines_of

        return timelines_of(self.models, story_at(self.models, story, point.known_at), point, window)

    def draw(self, picture: Picture, path: Path) -> None:
        """Draw `picture` to `path`, as its ending says. Raises `MissingExtra` and `PictureRefused`."""
        from archive.plot.figure import draw

        draw(picture, path)

    def residue(self, story: str) -> Residue:
        """What no frame of `story` explained in the articles that are here. Raises `NotFound`."""
        from archive.extractors.wording import Wordings
        from archive.service.facts import story_at
        from archive.service.residue import residue_of_archive

        definition = story_at(self.models, story, self.log.head())
        return residue_of_archive(self.models, self.blobs, definition, Wordings(definition).around)

    def explain(self, claim_id: str, story: Story) -> list[Explained]:
        """How `story` reads the sentence of a claim today. Raises `NotFound`."""
        from archive.extractors.explaining import Explainer
        from archive.service.explain import explain_claim

        return explain_claim(self.models, self.blobs, claim_id, Explainer(story).explain)

    def keep_snapshot(self, name: str, snapshot: Snapshot) -> int:
        """Keep `snapshot` in the log under `name`; returns its position."""
        from archive.service.snapshots import keep

        position = keep(self.log, self.blobs, name, snapshot)
        self.catch_up()
        return position

    def diff(self, story: str, start: Side, end: Side, *, support: bool = False) -> Diff:
        """How `story` moved between two points; with `support`, changes of mere support too."""
        from archive.service.diff import diff

        return diff(self.models, story, start, end, support=support)

    def review_queue(self, stories: Sequence[Story], point: Point, wanted: Wanted) -> Queue:
        """What there is to review in `stories` at `point`, the weightiest first."""
        from archive.service.review_queue import review_queue

        return review_queue(self.models, self.blobs, stories, point, wanted)

    def copies(self, point: Point) -> tuple[list[CopyGroup], list[Shared]]:
        """The groups of articles that are one text at `point`, and the pairs that share passages."""
        from archive.service.copies import copy_groups, shared_passages

        return copy_groups(self.models, self.blobs, point), shared_passages(
            self.models, self.blobs, None, point
        )

    def review(
        self,
        claim_id: str,
        verdict: Verdict,
        note: str = "",
        fields: Mapping[str, str | int | None] | None = None,
    ) -> int:
        """Record a verdict on a claim; returns its position. Raises `NotFound`."""
        from archive.service.review import review

        position = review(self.log, self.models, claim_id, verdict, note, fields)
        self.catch_up()
        return position

    @cached_property
    def notifier(self) -> Notifier:
        """Whom to tell of what changes, and how far each was told."""
        from archive.deliver.apprise_url import AppriseUrl
        from archive.deliver.atom import AtomFile
        from archive.fetch import proxies
        from archive.fetch.settings import FetchSettings
        from archive.fetch.webhook import Webhook
        from archive.service.notify import Notifier
        from archive.store.targets import SqlTargets
        from archive.telling.news_text import message_about

        settings = FetchSettings(
            contact=self.config.contact or "", proxies=proxies.from_environment(os.environ)
        )
        return Notifier(
            self.log,
            self.models,
            SqlTargets(self.engine),
            {"webhook": Webhook(settings), "apprise": AppriseUrl(), "atom": AtomFile()},
            message_about,
            self.catch_up,
            self._clock,
            os.environ,
        )

    def notify(self) -> list[Delivered]:
        """Tell every target what is new to it."""
        return self.notifier.deliver()
