"""The log gives what was written, byte for byte, and takes events of other archives as what they are there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from archive.domain.canonical import sha256_hex
from archive.domain.event import NewEvent
from archive.errors import LogCorrupt
from archive.ports import Unit
from archive.store import payload_codec
from archive.store.engine import write
from archive.store.log import SqlLog


def test_records_are_what_was_committed_to(log: SqlLog, story_unit: Callable[..., Unit]) -> None:
    log.append([story_unit("a", "b")])
    log.append([story_unit("c")])
    records = list(log.records(1))
    assert [record.position for record in records] == [2, 3]
    for record, event in zip(records, log.read(1), strict=True):
        envelope = json.loads(record.envelope)
        assert envelope["commitment"] == event.commitment == sha256_hex(record.salt + record.payload)
        assert record.payload == payload_codec.encode(event.payload)
    assert [record.position for record in log.records(0, 2)] == [1, 2]


def test_a_stream_is_read_by_itself(log: SqlLog, story_unit: Callable[..., Unit]) -> None:
    log.append([story_unit("a"), story_unit("x", stream="other"), story_unit("b")])
    assert [event.position for event in log.stream("stories")] == [1, 3]
    assert list(log.stream("none")) == []


def test_an_event_of_another_archive_keeps_its_commitment_and_its_actor(
    log: SqlLog, story_event: Callable[..., NewEvent]
) -> None:
    event = story_event("a")
    log.append([Unit(events=[event])])
    (first,), (record,) = list(log.read()), list(log.records())
    log.append([Unit(events=[replace(event, actor="anna", salt=record.salt), replace(event, actor="anna")])])
    _, same, other = log.read()
    assert same.commitment == first.commitment != other.commitment
    assert [e.actor for e in log.read()] == ["test", "anna", "anna"]


def test_a_payload_that_is_lost_is_named(
    log: SqlLog, engine: Engine, story_unit: Callable[..., Unit]
) -> None:
    log.append([story_unit("a", "b")])
    with write(engine) as connection:
        if connection.dialect.name == "sqlite":
            names = connection.execute(
                text("select name from sqlite_master where type = 'trigger'")
            ).scalars()
            for name in list(names):
                connection.execute(text(f'drop trigger "{name}"'))
        else:
            connection.execute(text("alter table payloads disable trigger all"))
        connection.execute(text("delete from payloads where position = 2"))
    records = log.records()
    assert next(records).position == 1
    with pytest.raises(LogCorrupt, match="position 2: its payload is missing"):
        next(records)
