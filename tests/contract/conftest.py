"""What the contract tests build on: a migrated database, with a log whose clock the test turns."""

from __future__ import annotations

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
