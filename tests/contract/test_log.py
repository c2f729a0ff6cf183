"""What the log promises, on SQLite and on PostgreSQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from archive.domain.event import NewEvent, StoryDefined
from archive.errors import ConflictError, IdempotencyError, LogCorrupt, UnknownEvent
from archive.ports import Appended, Unit
from archive.store.engine import connect, write
from archive.store.log import CHUNK_ROWS, SqlLog
from archive.store.verify import verify_log

MakeUnit = Callable[..., Unit]


def sources(log: SqlLog, after: int = 0, upto: int | None = None) -> list[str]:
    return [
        event.payload.source for event in log.read(after, upto) if isinstance(event.payload, StoryDefined)
    ]


def problems(engine: Engine) -> list[tuple[int, str]]:
    return [(position, problem) for position, problem in verify_log(engine) if problem]


def test_an_empty_log(log: SqlLog, engine: Engine) -> None:
    assert log.head() == 0
    assert list(log.read()) == []
    assert log.stream_version("stories") == 0
    assert log.position_at(10**15) == 0
    assert log.append([]) == []
    assert problems(engine) == []


def test_positions_are_dense_from_one(log: SqlLog, story_unit: MakeUnit) -> None:
    assert log.append([story_unit("a", "b"), story_unit("c")]) == [Appended((1, 2)), Appended((3,))]
    assert log.append([story_unit("d")]) == [Appended((4,))]
    assert [(event.position, event.stream_version) for event in log.read()] == [
        (1, 1),
        (2, 2),
        (3, 3),
        (4, 4),
    ]
    assert sources(log) == ["a", "b", "c", "d"]
    assert log.head() == 4


def test_an_event_comes_back_as_it_went_in(log: SqlLog, clock: Any, story_unit: MakeUnit) -> None:
    clock.now = 1_718_800_000_000_000
    unit = story_unit("ünïcode “quotes” \u2028 \x01 😀", stream="somewhere")
    log.append([unit])
    (event,) = log.read()
    assert event.payload == unit.events[0].payload
    assert (event.stream, event.type, event.schema) == ("somewhere", "StoryDefined", 1)
    assert (event.recorded_at, event.actor) == (1_718_800_000_000_000, "test")


def test_reading_a_range(log: SqlLog, story_unit: MakeUnit) -> None:
    log.append([story_unit(*"abcde")])
    assert sources(log, 2) == ["c", "d", "e"]
    assert sources(log, 1, 3) == ["b", "c"]
    assert sources(log, 4, 99) == ["e"]
    assert sources(log, 5) == sources(log, 3, 3) == sources(log, 99) == []


def test_reading_across_chunks(log: SqlLog, story_unit: MakeUnit) -> None:
    expected = [str(number) for number in range(2 * CHUNK_ROWS + 1)]
    log.append([story_unit(*expected)])
    assert sources(log) == expected
    assert len(list(log.envelopes(after=1))) == 2 * CHUNK_ROWS


def test_what_is_appended_while_reading_is_left_for_the_next_time(log: SqlLog, story_unit: MakeUnit) -> None:
    log.append([story_unit("a", "b")])
    reading = log.read()
    assert next(reading).position == 1
    log.append([story_unit("c")])
    assert [event.position for event in reading] == [2]


def test_a_stream_that_moved_is_a_conflict(log: SqlLog, story_unit: MakeUnit) -> None:
    log.append([story_unit("a", expected={"stories": 0})])
    log.append([story_unit("b", expected={"stories": 1})])
    with pytest.raises(ConflictError) as caught:
        log.append([story_unit("c", expected={"stories": 1})])
    assert caught.value.details == {"stream": "stories", "actual": 2, "expected": 1}
    assert sources(log) == ["a", "b"]


def test_a_stream_may_be_guarded_without_being_written(log: SqlLog, story_unit: MakeUnit) -> None:
    log.append([story_unit("a", stream="one")])
    with pytest.raises(ConflictError):
        log.append([story_unit("b", stream="two", expected={"one": 0})])
    with pytest.raises(ConflictError):
        log.append([story_unit("b", stream="two", expected={"three": 1})])
    log.append([story_unit("b", stream="two", expected={"one": 1, "three": 0})])
    assert sources(log) == ["a", "b"]


def test_units_of_one_append_see_each_other(log: SqlLog, story_unit: MakeUnit) -> None:
    log.append([story_unit("a", "b", expected={"stories": 0}), story_unit("c", expected={"stories": 2})])
    with pytest.raises(ConflictError):
        log.append([story_unit("d"), story_unit("e", expected={"stories": 3})])
    assert sources(log) == ["a", "b", "c"]


def test_a_failed_append_leaves_nothing(log: SqlLog, engine: Engine, story_unit: MakeUnit) -> None:
    with pytest.raises(ConflictError):
        log.append([story_unit("a", producer="p", key="k"), story_unit("b", expected={"stories": 7})])
    assert log.head() == 0
    assert log.append([story_unit("a", producer="p", key="k")]) == [Appended((1,))]
    assert problems(engine) == []


def test_a_key_records_once(log: SqlLog, story_unit: MakeUnit) -> None:
    unit = story_unit("a", "b", producer="reader", key="k1", expected={"stories": 0})
    assert log.append([unit]) == [Appended((1, 2))]
    assert log.append([unit]) == [Appended((1, 2), repeated=True)]
    assert log.head() == 2


def test_repeated_and_new_units_in_one_append(log: SqlLog, story_unit: MakeUnit) -> None:
    first = story_unit("a", producer="p", key="1")
    second = story_unit("b", producer="p", key="2")
    elsewhere = story_unit("a", producer="q", key="1")
    log.append([first])
    assert log.append([second, first, second, elsewhere]) == [
        Appended((2,)),
        Appended((1,), repeated=True),
        Appended((2,), repeated=True),
        Appended((3,)),
    ]
    assert sources(log) == ["a", "b", "a"]


@pytest.mark.parametrize(("source", "stream"), [("b", "stories"), ("a", "elsewhere")])
def test_a_key_with_other_content_is_refused(
    log: SqlLog, story_unit: MakeUnit, source: str, stream: str
) -> None:
    log.append([story_unit("a", producer="reader", key="k1")])
    other = story_unit(source, stream=stream, producer="reader", key="k1")
    with pytest.raises(IdempotencyError, match="reader already recorded 'k1' with other content"):
        log.append([story_unit("x"), other])
    assert sources(log) == ["a"]


def test_more_keys_than_one_query_takes(log: SqlLog, story_unit: MakeUnit) -> None:
    units = [story_unit(str(number), producer="p", key=str(number)) for number in range(1200)]
    appended = log.append(units)
    repeated = log.append(units)
    assert [unit.positions for unit in appended] == [(number,) for number in range(1, 1201)]
    assert repeated == [Appended(unit.positions, repeated=True) for unit in appended]


def test_time_is_read_once_and_always_rises(log: SqlLog, clock: Any, story_unit: MakeUnit) -> None:
    for now in (100, 100, 50, 500, 502):
        clock.now = now
        log.append([story_unit("a", "b")])
    times = [event.recorded_at for event in log.read()]
    assert times == [100, 100, 101, 101, 102, 102, 500, 500, 502, 502]


def test_the_position_at_a_moment(log: SqlLog, clock: Any, story_unit: MakeUnit) -> None:
    for now in (100, 200, 300):
        clock.now = now
        log.append([story_unit("a", "b")])
    assert {moment: log.position_at(moment) for moment in (99, 100, 199, 200, 10**15)} == {
        99: 0,
        100: 2,
        199: 2,
        200: 4,
        10**15: 6,
    }


def test_an_envelope_is_canonical_and_commits_to_its_payload(
    log: SqlLog, engine: Engine, story_unit: MakeUnit
) -> None:
    unit = story_unit("a", stream="élan")
    log.append([unit])
    (envelope,) = log.envelopes()
    (event,) = log.read()
    read = json.loads(envelope)
    assert rfc8785.dumps(read) == envelope
    assert read == {
        "position": 1,
        "type": "StoryDefined",
        "schema": 1,
        "stream": "élan",
        "stream_version": 1,
        "recorded_at": event.recorded_at,
        "actor": "test",
        "command": 1,
        "commitment": event.commitment,
    }
    with engine.connect() as connection:
        salt = bytes(connection.scalar(text("SELECT salt FROM payloads")))
    payload = rfc8785.dumps(
        {"digest": "0" * 64, "packs": {}, "source": "a", "story": "harbour", "title": "The harbour"}
    )
    assert len(salt) >= 16
    assert event.commitment == hashlib.sha256(salt + payload).hexdigest()


def test_events_name_the_first_of_their_command(engine: Engine, story_unit: MakeUnit) -> None:
    first, second = (SqlLog(engine, clock=lambda: 1, actor="test") for _ in range(2))
    first.append([story_unit("a")])
    second.append([story_unit("b"), story_unit("c")])
    first.append([story_unit("d")])
    with pytest.raises(ConflictError):
        second.append([Unit(events=story_unit("e").events, expected={"s": 99})])
    second.append([story_unit("f")])
    assert [event.command for event in first.read()] == [1, 2, 2, 1, 2]


def test_equal_payloads_have_different_commitments(log: SqlLog, story_unit: MakeUnit) -> None:
    log.append([story_unit("a", "a")])
    first, second = log.read()
    assert first.commitment != second.commitment


CHANGES = [
    "UPDATE log_events SET actor = 'somebody'",
    "DELETE FROM log_events",
    "UPDATE payloads SET salt = data",
    "DELETE FROM payloads",
    "UPDATE idempotency SET key = 'other'",
    "DELETE FROM idempotency",
    "UPDATE blobs SET size = 0",
    "DELETE FROM blobs",
    "UPDATE log_head SET position = position - 1",
    "UPDATE log_head SET recorded_at = recorded_at - 1",
    "DELETE FROM log_head",
    "INSERT INTO log_head (id, position, recorded_at) VALUES (1, 0, 0)",
    "INSERT INTO log_head (id, position, recorded_at) VALUES (2, 0, 0)",
]
SQLITE_CHANGES = [
    "INSERT OR REPLACE INTO log_events SELECT * FROM log_events",
    "INSERT OR REPLACE INTO log_events SELECT 9, type, schema, stream, stream_version, recorded_at, actor, "
    "command, commitment, envelope FROM log_events",
    "INSERT OR REPLACE INTO payloads SELECT * FROM payloads",
    "INSERT OR REPLACE INTO idempotency SELECT * FROM idempotency",
    "INSERT OR REPLACE INTO log_head VALUES (1, 0, 0)",
]
POSTGRESQL_CHANGES = [
    f"TRUNCATE {table} CASCADE" for table in ("log_events", "blobs", "idempotency", "log_head")
]


def test_the_database_refuses_changes(log: SqlLog, engine: Engine, blobs: Any, story_unit: MakeUnit) -> None:
    blobs.put([b"content"])
    log.append([story_unit("a", producer="p", key="k")])
    before = list(log.read())
    own = SQLITE_CHANGES if engine.dialect.name == "sqlite" else POSTGRESQL_CHANGES
    for change in CHANGES + own:
        with (
            pytest.raises(DBAPIError, match=r"append-only|only moves forward|one_row|pk_log_head"),
            write(engine) as connection,
        ):
            connection.execute(text(change))
    assert list(log.read()) == before
    assert log.head() == 1


def test_replacing_a_blob_changes_nothing(fresh_sqlite: str) -> None:
    from archive.store.blobs import SqlBlobs
    from archive.store.migrate import ensure_current

    engine = connect(fresh_sqlite)
    ensure_current(engine)
    (address,) = SqlBlobs(engine).put([b"content"])
    with write(engine) as connection:
        connection.execute(
            text(
                "INSERT OR REPLACE INTO blobs (address, codec, size, data) SELECT address, 'raw', 1, x'00' FROM blobs"
            )
        )
    assert SqlBlobs(engine).get(address) == b"content"
    engine.dispose()


def unguarded(engine: Engine, *statements: str) -> None:
    """Do to the database what its triggers would refuse, as a broken disk would."""
    with write(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            triggers = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
            for trigger in triggers:
                connection.execute(text(f"DROP TRIGGER {trigger}"))
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("damage", "position", "problem"),
    [
        (
            ["DELETE FROM payloads WHERE position = 2", "DELETE FROM log_events WHERE position = 2"],
            2,
            "missing",
        ),
        (["DELETE FROM payloads WHERE position = 2"], 2, "its payload is missing"),
        (["UPDATE payloads SET data = salt, codec = 'raw' WHERE position = 3"], 3, "not a StoryDefined"),
        (["UPDATE payloads SET data = salt WHERE position = 3"], 3, "cannot be unpacked"),
        (["UPDATE payloads SET codec = 'lzma' WHERE position = 1"], 1, "lzma"),
        (
            ["DELETE FROM payloads WHERE position = 3", "DELETE FROM log_events WHERE position = 3"],
            3,
            "missing",
        ),
    ],
)
def test_damage_is_named_by_its_position(
    log: SqlLog, engine: Engine, story_unit: MakeUnit, damage: list[str], position: int, problem: str
) -> None:
    log.append([story_unit("a" * 200, "b" * 200, "c" * 200)])
    unguarded(engine, *damage)
    with pytest.raises(LogCorrupt, match=problem) as caught:
        list(log.read())
    assert caught.value.details["position"] == position
    assert problems(engine)[0][0] == position


@pytest.mark.parametrize(
    ("damage", "position"),
    [
        ("UPDATE log_events SET actor = 'somebody' WHERE position = 2", 2),
        ("UPDATE log_events SET commitment = 'ab' WHERE position = 2", 2),
        ("UPDATE payloads SET salt = data WHERE position = 1", 1),
        ("UPDATE log_head SET position = 4", 4),
    ],
)
def test_verification_finds_what_reading_does_not(
    log: SqlLog, engine: Engine, story_unit: MakeUnit, damage: str, position: int
) -> None:
    log.append([story_unit("a", "b", "c")])
    assert problems(engine) == []
    unguarded(engine, damage)
    assert [found for found, _ in problems(engine)] == [position]


def test_an_event_from_the_future_is_named(log: SqlLog, engine: Engine, story_unit: MakeUnit) -> None:
    log.append([story_unit("a", "b")])
    unguarded(engine, "UPDATE log_events SET schema = 9 WHERE position = 2")
    with pytest.raises(UnknownEvent, match="position 2 holds StoryDefined in schema 9"):
        list(log.read())


def test_a_payload_of_several_megabytes(log: SqlLog, story_unit: MakeUnit) -> None:
    import random

    noise = random.Random(1).randbytes(3_000_000).hex()
    log.append([story_unit(noise, noise[::-1], "small")])
    assert sources(log) == [noise, noise[::-1], "small"]


def test_two_logs_on_one_database(log: SqlLog, database_url: str, story_unit: MakeUnit) -> None:
    engine = connect(database_url)
    other = SqlLog(engine, clock=lambda: 5, actor="other")
    log.append([story_unit("a")])
    other.append([story_unit("b", expected={"stories": 1})])
    log.append([story_unit("c", expected={"stories": 2})])
    assert [(event.actor, event.position) for event in other.read()] == [
        ("test", 1),
        ("other", 2),
        ("test", 3),
    ]
    engine.dispose()


def test_new_events_are_not_altered(log: SqlLog) -> None:
    packs = {"b": "2", "a": "1"}
    event = NewEvent("s", StoryDefined(story="s", title="t", digest="d", source="x", packs=packs))
    log.append([Unit(events=[event])])
    assert list(packs) == ["b", "a"]
