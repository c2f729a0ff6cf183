"""An open archive with all its verbs, and how to open one."""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from archive.bootstrap.parts import Progress, make_fetcher, make_reader, make_sender
from archive.bootstrap.sharing import Shares, open_parcel
from archive.config import Config, from_environment
from archive.loading import loading

if TYPE_CHECKING:
    from archive.domain.event import Verdict
    from archive.domain.snapshot import Snapshot
    from archive.errors import InputRefused
    from archive.ports import Clock
    from archive.service.add_story import Added, AddStory
    from archive.service.bring_in import BroughtIn
    from archive.service.collect import Piece, Terms
    from archive.service.gather import Input, Remote
    from archive.service.notify import Delivered, Notifier
    from archive.service.summary import Summary
    from archive.service.visits import Listener, Visited
    from archive.service.watch_definitions import WatchDefinitions
    from archive.service.watch_loop import Pace, WatchLoop
    from archive.service.watch_targets import WatchTargets
    from archive.store.rows import WatchRow


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
    with loading("sqlalchemy"):
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


def watch_targets(config: Config) -> WatchTargets:
    """Tells what a name stands for that is to be watched; needs no archive."""
    from archive.readers.feed import advertised_feeds
    from archive.readers.kinds import kind_of
    from archive.readers.opml import listed_feeds
    from archive.service.watch_targets import WatchTargets

    return WatchTargets(
        lambda request: make_fetcher(config, now).fetch(request), kind_of, listed_feeds, advertised_feeds
    )


class Archive(Shares):
    """An open archive: what it can be asked, and what it can be told."""

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> str:
        """Drop the read models, replay the whole log, and return the digest of what came out."""
        self._projection.rebuild(progress)
        return self._writer.digest()

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
        watch: str | None = None,
    ) -> Summary:
        """Record `looks`, whatever they found; `watch` names the watch that had them made."""
        from archive.service.ingest import Ingest
        from archive.service.read_many import ReadMany
        from archive.service.stories import StoryReader

        stories = StoryReader(self.log, self.models, self._extractor, self.catch_up)
        read_many = ReadMany(partial(make_reader, self.config.max_bytes, fast=fast), jobs)
        verb = Ingest(
            self.log, self.blobs, self.models, read_many, stories, self._clock, self.catch_up, watch
        )
        with closing(read_many):
            return verb.run(looks, given, progress)

    def bring_in(
        self,
        name: str,
        progress: Progress = lambda name: None,
        *,
        prefer_theirs: bool = False,
        dry: bool = False,
    ) -> BroughtIn:
        """Bring in what `name` holds of another archive (`open_parcel`); with `dry`, only say what would come.

        Raises `InputRefused`, `DatabaseUnusable` and `NewerSchema` where it is nothing of an archive.
        """
        from archive.service.bring_in import BringIn
        from archive.service.read_many import ReadMany
        from archive.service.stories import StoryReader

        stories = StoryReader(
            self.log, self.models, self._extractor, (lambda: None) if dry else self.catch_up
        )
        read_many = ReadMany(partial(make_reader, self.config.max_bytes), 1)
        with open_parcel(self.config, name) as parcel, closing(read_many):
            verb = BringIn(
                parcel,
                self.log,
                self.blobs,
                self.models,
                read_many,
                stories,
                self.catch_up,
                lambda story: self.reread_story(story).claims,
            )
            return verb.run(progress, prefer_theirs=prefer_theirs, dry=dry)

    def visit(self, watch: WatchRow) -> Visited:
        """Look at what `watch` is about, and record what is found."""
        from archive.service.visit import Visit

        def take_in(looks: Iterable[Piece], row: WatchRow) -> Summary:
            return self.take_in(looks, row.given, watch=row.watch)

        visit = Visit(self.collect, take_in, self.models, self.blobs, self._clock, self.is_stopping)
        return visit.run(watch)

    def apart(self) -> Archive:
        """The same archive for another thread, or another command: what is recorded through it is one."""
        return Archive(self.config, self.engine, self._clock)

    @property
    def watch_definitions(self) -> WatchDefinitions:
        """The watches, to be added, changed, paused and removed."""
        from archive.service.cron import next_cron
        from archive.service.watch_definitions import WatchDefinitions

        return WatchDefinitions(self.log, self.models, self._clock, self.catch_up, next_cron)

    def watch_loop(self, listener: Listener, pace: Pace) -> WatchLoop:
        """The service that runs watches by their schedules, told by `listener`."""
        import secrets

        from archive.service.cron import next_cron
        from archive.service.watch_loop import WatchLoop
        from archive.store.watch_claims import WatchClaims

        owner = f"{platform.node()}:{os.getpid()}:{secrets.token_hex(4)}"
        mine, once = threading.local(), threading.Lock()

        def workplace() -> Archive:
            # One fetcher for all, so that it is polite to every host; one extractor for each thread, since
            # it remembers what it read last.
            place = self.apart()
            with once:
                place.fetcher = self.fetcher
            place._extractor = mine.__dict__.setdefault("extractor", place._extractor)
            place.is_stopping = loop.is_stopping
            return place

        claims = WatchClaims(self.engine, self._clock, owner)
        loop = WatchLoop(
            self.models, claims, workplace, self.catch_up, self._clock, next_cron, listener, pace
        )
        return loop

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

    def keep_snapshot(self, name: str, snapshot: Snapshot) -> int:
        """Keep `snapshot` in the log under `name`; returns its position."""
        from archive.service.snapshots import keep

        position = keep(self.log, self.blobs, name, snapshot)
        self.catch_up()
        return position

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
        from archive.service.notify import Notifier
        from archive.store.targets import SqlTargets
        from archive.telling.news_text import message_about

        return Notifier(
            self.log,
            self.models,
            self.blobs,
            SqlTargets(self.engine),
            lambda kind: make_sender(kind, self.config),
            message_about,
            self.catch_up,
            self._clock,
            os.environ,
        )

    def notify(self) -> list[Delivered]:
        """Tell every target what is new to it."""
        return self.notifier.deliver()
