"""What an open archive is made of: each part named here, and made when it is first used."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from archive.config import Config
from archive.errors import SettingRefused

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from archive.domain.target import TargetKind
    from archive.fetch.settings import FetchSettings
    from archive.ports import Clock, Extractor, Fetcher, Reader, Sender
    from archive.service.collect import Collect
    from archive.service.project import Projection
    from archive.store.blobs import SqlBlobs
    from archive.store.log import SqlLog
    from archive.store.present import Present
    from archive.store.read_models import ReadModels
    from archive.store.read_writer import ReadWriter


Progress = Callable[[str], None]
"""Hears the name of each thing that is begun."""


def make_reader(max_bytes: int, *, fast: bool = False) -> Reader:
    """The reader of articles of every kind."""
    from archive.readers.by_kind import ByKind

    return ByKind(max_bytes, fast=fast)


def fetch_settings(config: Config) -> FetchSettings:
    """How this program goes out to the web, with the proxies that the environment names.

    Raises `SettingRefused`.
    """
    from archive.fetch.guard import Guard
    from archive.fetch.proxies import from_environment as proxies_from
    from archive.fetch.settings import FetchSettings

    try:
        Guard(config.allowed_hosts)
    except ValueError as problem:
        raise SettingRefused(setting="--allow-host, or ARCHIVE_ALLOW_HOSTS", problem=problem) from problem
    try:
        return FetchSettings(
            contact=config.contact or "",
            allowed_hosts=config.allowed_hosts,
            obey_robots=config.obey_robots,
            max_bytes=config.max_bytes,
            proxies=proxies_from(os.environ),
        )
    except ValueError as problem:
        raise SettingRefused(setting="ARCHIVE_CONTACT", problem=problem) from problem


def make_sender(kind: TargetKind, config: Config) -> Sender:
    """What takes messages to a kind of target."""
    if kind == "webhook":
        from archive.fetch.webhook import Webhook

        return Webhook(fetch_settings(config))
    if kind == "apprise":
        from archive.deliver.apprise_url import AppriseUrl

        return AppriseUrl()
    from archive.deliver.atom import AtomFile

    return AtomFile()


def make_fetcher(config: Config, clock: Clock) -> Fetcher:
    """Gets URLs as the settings say, politely and safely."""
    from archive.fetch.fetcher import HttpFetcher

    return HttpFetcher(fetch_settings(config), clock=clock)


class Parts:
    """The parts of an open archive, wired to each other."""

    def __init__(self, config: Config, engine: Engine, clock: Clock) -> None:
        self.config = config
        self.engine = engine
        self._clock = clock
        self.is_stopping: Callable[[], bool] = lambda: False

    @cached_property
    def log(self) -> SqlLog:
        """The append-only log."""
        from archive.store.log import SqlLog

        return SqlLog(self.engine, clock=self._clock, actor=self.config.actor)

    @cached_property
    def present(self) -> Present:
        """How the archive stands now: what most commands ask, at once."""
        from archive.store.present import Present

        return Present(self.engine)

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
    def fetcher(self) -> Fetcher:
        """Gets URLs, politely and safely; one for all that this archive fetches."""
        return make_fetcher(self.config, self._clock)

    @cached_property
    def collect(self) -> Collect:
        """Turns what the user names into looks, fetching what has to be fetched."""
        from archive.readers.kinds import kind_of
        from archive.readers.memento import listing_url
        from archive.readers.openers import opener_of
        from archive.service.collect import Collect

        return Collect(
            kind_of,
            lambda kind: opener_of(kind, self.config.max_bytes),
            lambda: self.fetcher,
            self.models.latest_of_url,
            self.models.capture_of_url,
            listing_url,
            self.config.max_bytes,
        )

    def lag(self) -> int:
        """How many events the read models have yet to take in."""
        return self.present.head() - self.present.position()

    @cached_property
    def _projection(self) -> Projection:
        from archive.service.definitions import story_of
        from archive.service.project import Projection

        return Projection(self.log, self.blobs, self._writer, story_of)

    def catch_up(self) -> int:
        """Bring the read models up to date; returns the position they stand at."""
        return self._projection.catch_up()
