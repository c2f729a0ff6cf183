"""The log against a model of it, over appends that nobody thought of."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from archive.domain.event import NewEvent, StoryDefined
from archive.errors import ConflictError, IdempotencyError
from archive.ports import Appended, Unit
from archive.store.engine import connect, write
from archive.store.log import SqlLog
from archive.store.schema import metadata
from archive.store.verify import verify_log

STREAMS = ("a", "b", "c")


@dataclass
class Model:
    """What the log promises, in the plainest words: a list of events and a dict of keys."""

    events: list[tuple[str, str, int]] = field(default_factory=list)
    keys: dict[tuple[str, str], tuple[Any, Appended]] = field(default_factory=dict)
    recorded_at: int = 0

    def version(self, stream: str) -> int:
        return sum(event[0] == stream for event in self.events)

    def append(self, units: list[Unit], now: int) -> list[Appended]:
        draft = copy.deepcopy(self)
        recorded_at = max(now, self.recorded_at + 1)
        results = [draft.append_one(unit, recorded_at) for unit in units]
        if len(draft.events) > len(self.events):
            draft.recorded_at = recorded_at
        self.__dict__.update(draft.__dict__)
        return results

    def append_one(self, unit: Unit, recorded_at: int) -> Appended:
        content = [(event.stream, event.payload) for event in unit.events]
        if unit.key is not None and (unit.producer, unit.key) in self.keys:
            known, appended = self.keys[unit.producer, unit.key]
            if known != content:
                raise IdempotencyError(producer=unit.producer, key=unit.key)
            return Appended(appended.positions, repeated=True)
        for stream, expected in unit.expected.items():
            if self.version(stream) != expected:
                raise ConflictError(stream=stream, actual=self.version(stream), expected=expected)
        first = len(self.events) + 1
        for event in unit.events:
            assert isinstance(event.payload, StoryDefined)
            self.events.append((event.stream, event.payload.source, recorded_at))
        appended = Appended(tuple(range(first, len(self.events) + 1)))
        if unit.key is not None:
            self.keys[unit.producer, unit.key] = (content, appended)
        return appended


def event(stream: str, source: str) -> NewEvent:
    return NewEvent(stream, StoryDefined(story="s", title="t", digest="d", source=source))


EVENT = st.builds(event, st.sampled_from(STREAMS), st.sampled_from(["x", "y"]))
UNIT = st.builds(
    Unit,
    events=st.lists(EVENT, max_size=3),
    expected=st.dictionaries(st.sampled_from(STREAMS), st.integers(0, 3), max_size=1),
    producer=st.sampled_from(["p", "q"]),
    key=st.sampled_from([None, None, "1", "2"]),
)
APPENDS = st.lists(st.tuples(st.lists(UNIT, max_size=3), st.integers(0, 50)), max_size=8)


def outcome(append: Any, units: list[Unit]) -> Any:
    """What an append gives, or what it refuses and why."""
    try:
        return append(units)
    except (ConflictError, IdempotencyError) as refused:
        return type(refused), refused.details


def fresh() -> Engine:
    engine = connect("sqlite://")
    with write(engine) as connection:
        metadata.create_all(connection)
    return engine


@settings(max_examples=60, deadline=None)
@given(APPENDS)
def test_the_log_does_what_its_model_does(appends: list[tuple[list[Unit], int]]) -> None:
    engine, model, clock = fresh(), Model(), [0]
    log = SqlLog(engine, clock=lambda: clock[0], actor="test")
    for units, now in appends:
        clock[0] = now
        expected = outcome(lambda units: model.append(units, clock[0]), units)
        assert outcome(log.append, units) == expected
        assert log.head() == len(model.events)
    read = [(event.stream, event.payload.source, event.recorded_at) for event in log.read()]  # type: ignore[union-attr]
    assert read == model.events
    assert {stream: log.stream_version(stream) for stream in STREAMS} == {
        stream: model.version(stream) for stream in STREAMS
    }
    for moment in range(52):
        last = max((place for place, (_, _, at) in enumerate(model.events, 1) if at <= moment), default=0)
        assert log.position_at(moment) == last
    assert [problem for _, problem in verify_log(engine) if problem] == []
    engine.dispose()
