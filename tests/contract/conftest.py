"""What the contract tests build on: a migrated database, with a log whose clock the test turns."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from archive.domain.event import NewEvent, StoryDefined
from archive.ports import Unit
from archive.store.blobs import SqlBlobs
from archive.store.engine import connect
from archive.store.log import SqlLog
from archive.store.migrate import ensure_current


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def shared_database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """An empty database for all tests of a file that only read what the file puts there; on each backend."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('shared') / 'archive.db'}"
        return
    import psycopg

    server: str = request.getfixturevalue("postgres_url")
    name = f"shared_{os.getpid()}_{request.module.__name__.rpartition('.')[2]}"
    head, _, query = server.partition("?")
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"create database {name} template template0".encode())
        yield f"{head.rpartition('/')[0]}/{name}?{query}"
        connection.execute(f"drop database {name} with (force)".encode())


@dataclass
class Clock:
    """A clock that shows what it was last set to."""

    now: int = 1_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An empty archive on the backend under test."""
    engine = connect(database_url)
    ensure_current(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    """The clock that `log` is written by."""
    return Clock()


@pytest.fixture
def log(engine: Engine, clock: Clock) -> SqlLog:
    """The log of `engine`."""
    return SqlLog(engine, clock=clock, actor="test")


@pytest.fixture
def blobs(engine: Engine) -> SqlBlobs:
    """The blobs of `engine`."""
    return SqlBlobs(engine)


@pytest.fixture
def story_event() -> Callable[..., NewEvent]:
    """Makes a small event: a story definition whose source is the given text."""

    def make(source: str = "", stream: str = "stories") -> NewEvent:
        payload = StoryDefined(story="harbour", title="The harbour", digest="0" * 64, source=source)
        return NewEvent(stream, payload)

    return make


@pytest.fixture
def story_unit(story_event: Callable[..., NewEvent]) -> Callable[..., Unit]:
    """Makes a unit of small events, one for each of the given texts."""

    def make(*sources: str, stream: str = "stories", **options: object) -> Unit:
        events = [story_event(source, stream) for source in sources]
        return Unit(events=events, **options)  # type: ignore[arg-type]

    return make
