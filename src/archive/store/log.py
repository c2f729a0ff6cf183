"""The append-only log on SQLite and PostgreSQL.

Invariants: positions are dense from 1 in commit order, because they come from the one row of
`log_head`, which stays locked from its reading to the commit; `recorded_at` is strictly greater
than that of the transaction before; a unit is recorded wholly or not at all, and once per
(producer, key). An envelope commits to its payload by SHA-256(salt || payload).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, bindparam, func, insert, select, text, update

from archive.domain.canonical import canonical_json, digest
from archive.domain.event import Event
from archive.errors import ConflictError, IdempotencyError, LogCorrupt
from archive.ports import Appended, Clock, Unit
from archive.store import payload_codec
from archive.store.engine import write
from archive.store.packing import pack, portions, unpack
from archive.store.schema import events, idempotency, log_head, payloads

SALT_BYTES: Final = 16
CHUNK_ROWS: Final = 256
"""Events fetched at a time while reading: memory stays the same however long the log is."""

_VERSIONS: Final = {
    "sqlite": text(
        "SELECT s.value, (SELECT max(e.stream_version) FROM log_events e WHERE e.stream = s.value) "
        "FROM json_each(:streams) AS s"
    ),
    "postgresql": text(
        "SELECT s.value, (SELECT max(e.stream_version) FROM log_events e WHERE e.stream = s.value) "
        "FROM json_array_elements_text(CAST(:streams AS json)) AS s(value)"
    ),
}


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An event encoded before the transaction, so that the head is held for the insert alone."""

    stream: str
    type: str
    schema: int
    payload_hash: str
    commitment: str
    salt: bytes
    codec: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _PreparedUnit:
    unit: Unit
    events: tuple[_Prepared, ...]
    payload_hash: str


class SqlLog:
    """The log in `engine`, written by `actor`, with the time from `clock` (microseconds)."""

    def __init__(self, engine: Engine, *, clock: Clock, actor: str) -> None:
        self._engine = engine
        self._clock = clock
        self._actor = actor

    def append(self, units: Sequence[Unit]) -> list[Appended]:
        """Append all `units` in one transaction, or none of them.

        A unit whose key is known adds nothing and answers with its old positions; it is not held to
        `expected` then. Raises `ConflictError` and `IdempotencyError`.
        """
        prepared = [_prepare(unit) for unit in units]
        if not prepared:
            return []
        with write(self._engine) as connection:
            batch = _Batch(connection, self._actor, prepared)
            return batch.append(self._clock)

    def read(self, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        """Events with `after` < position <= `upto` (the head when None), in order.

        Raises `LogCorrupt` at a position that is missing or cannot be read, and `UnknownEvent`.
        """
        for row in self._rows(_EVENTS_WITH_PAYLOADS, after, upto):
            yield _event(row)

    def envelopes(self, after: int = 0, upto: int | None = None) -> Iterator[bytes]:
        """The envelopes of the same events as canonical JSON, without touching their payloads."""
        for row in self._rows(_ENVELOPES, after, upto):
            yield bytes(row.envelope)

    def head(self) -> int:
        """The last position, 0 for an empty log."""
        with self._engine.connect() as connection:
            return int(connection.scalar(select(log_head.c.position)) or 0)

    def position_at(self, moment: int) -> int:
        """The last position recorded at or before `moment` (microseconds), 0 if none."""
        recorded = events.c.recorded_at
        query = select(events.c.position).where(recorded <= moment)
        last_first = query.order_by(recorded.desc(), events.c.position.desc()).limit(1)
        with self._engine.connect() as connection:
            return int(connection.scalar(last_first) or 0)

    def stream_version(self, stream: str) -> int:
        """The version of `stream`, 0 if it does not exist."""
        query = select(func.max(events.c.stream_version)).where(events.c.stream == stream)
        with self._engine.connect() as connection:
            return int(connection.scalar(query) or 0)

    def _rows(self, query: Any, after: int, upto: int | None) -> Iterator[Row[Any]]:
        """Rows in order of position, chunk by chunk, each chunk in a short transaction of its own."""
        last = self.head() if upto is None else min(upto, self.head())
        while after < last:
            with self._engine.connect() as connection:
                rows = connection.execute(query, {"after": after, "upto": last}).all()
            for row in rows:
                if row.position != after + 1:
                    raise LogCorrupt(position=after + 1, problem="the event is missing")
                yield row
                after += 1
            if not rows:
                raise LogCorrupt(position=after + 1, problem="the event is missing")


class _Batch:
    """The part of an append that runs while the head is held."""

    def __init__(self, connection: Connection, actor: str, prepared: Sequence[_PreparedUnit]) -> None:
        self._connection = connection
        self._actor = actor
        self._prepared = prepared

    def append(self, clock: Clock) -> list[Appended]:
        # The lock comes before every other read: what the transactions before us did is visible then.
        head = self._connection.execute(select(log_head.c.position, log_head.c.recorded_at).with_for_update())
        position, previous = head.one()
        known = self._known_keys()
        versions = self._versions()
        recorded_at = max(clock(), previous + 1)
        results: list[Appended] = []
        event_rows: list[dict[str, Any]] = []
        payload_rows: list[dict[str, Any]] = []
        key_rows: list[dict[str, Any]] = []
        for prepared in self._prepared:
            unit = prepared.unit
            key = (unit.producer, unit.key)
            if unit.key is not None and key in known:
                results.append(_repeated(prepared, known[key]))
                continue
            _guard(unit, versions)
            first = position + 1
            for event in prepared.events:
                position += 1
                versions[event.stream] = versions.get(event.stream, 0) + 1
                event_rows.append(
                    _event_row(event, position, versions[event.stream], recorded_at, self._actor)
                )
                payload_rows.append(
                    {"position": position, "salt": event.salt, "codec": event.codec, "data": event.data}
                )
            positions = tuple(range(first, position + 1))
            results.append(Appended(positions))
            if unit.key is not None:
                known[key] = (prepared.payload_hash, positions)
                key_rows.append(_key_row(prepared, first, position))
        self._insert(event_rows, payload_rows, key_rows)
        if event_rows:
            forward = update(log_head).values(position=position, recorded_at=recorded_at)
            self._connection.execute(forward)
        return results

    def _known_keys(self) -> dict[tuple[str, str | None], tuple[str, tuple[int, ...]]]:
        """What the keys of these units were recorded as, if they were."""
        by_producer: dict[str, list[str]] = {}
        for prepared in self._prepared:
            if prepared.unit.key is not None:
                by_producer.setdefault(prepared.unit.producer, []).append(prepared.unit.key)
        known: dict[tuple[str, str | None], tuple[str, tuple[int, ...]]] = {}
        for producer, keys in by_producer.items():
            for start in range(0, len(keys), 500):
                parameters = {"producer": producer, "keys": keys[start : start + 500]}
                for row in self._connection.execute(_KNOWN_KEYS, parameters):
                    positions = tuple(range(row.first_position, row.last_position + 1))
                    known[producer, row.key] = (row.payload_hash, positions)
        return known

    def _versions(self) -> dict[str, int]:
        """The version of each stream that is written or guarded; streams that do not exist are left out."""
        streams = {event.stream for prepared in self._prepared for event in prepared.events}
        for prepared in self._prepared:
            streams.update(prepared.unit.expected)
        query = _VERSIONS[self._connection.dialect.name]
        rows = self._connection.execute(query, {"streams": json.dumps(sorted(streams))})
        return {stream: version for stream, version in rows if version is not None}

    def _insert(
        self,
        event_rows: list[dict[str, Any]],
        payload_rows: list[dict[str, Any]],
        key_rows: list[dict[str, Any]],
    ) -> None:
        if event_rows:
            self._connection.execute(insert(events), event_rows)
        for rows in portions(payload_rows):
            self._connection.execute(insert(payloads), rows)
        if key_rows:
            self._connection.execute(insert(idempotency), key_rows)


def _prepare(unit: Unit) -> _PreparedUnit:
    salts = os.urandom(SALT_BYTES * len(unit.events))
    prepared: list[_Prepared] = []
    for number, event in enumerate(unit.events):
        data = payload_codec.encode(event.payload)
        salt = salts[number * SALT_BYTES : (number + 1) * SALT_BYTES]
        codec, packed = pack(data)
        prepared.append(
            _Prepared(
                stream=event.stream,
                type=event.payload.TYPE,
                schema=event.payload.SCHEMA,
                payload_hash=hashlib.sha256(data).hexdigest(),
                commitment=commit(salt, data),
                salt=salt,
                codec=codec,
                data=packed,
            )
        )
    content = [[event.stream, event.type, event.schema, event.payload_hash] for event in prepared]
    return _PreparedUnit(unit, tuple(prepared), "" if unit.key is None else digest(content))


def commit(salt: bytes, payload: bytes) -> str:
    """The commitment to `payload`: SHA-256(salt || payload), hexadecimal.

    The salt keeps a payload that was erased from being guessed back from its commitment.
    """
    return hashlib.sha256(salt + payload).hexdigest()


def _repeated(prepared: _PreparedUnit, known: tuple[str, tuple[int, ...]]) -> Appended:
    payload_hash, positions = known
    if payload_hash != prepared.payload_hash:
        raise IdempotencyError(producer=prepared.unit.producer, key=prepared.unit.key)
    return Appended(positions, repeated=True)


def _guard(unit: Unit, versions: Mapping[str, int]) -> None:
    for stream, expected in unit.expected.items():
        actual = versions.get(stream, 0)
        if actual != expected:
            raise ConflictError(stream=stream, actual=actual, expected=expected)


def _event_row(
    event: _Prepared, position: int, version: int, recorded_at: int, actor: str
) -> dict[str, Any]:
    envelope: dict[str, Any] = {
        "position": position,
        "type": event.type,
        "schema": event.schema,
        "stream": event.stream,
        "stream_version": version,
        "recorded_at": recorded_at,
        "actor": actor,
        "commitment": event.commitment,
    }
    return {**envelope, "envelope": canonical_json(envelope)}


def _key_row(prepared: _PreparedUnit, first: int, last: int) -> dict[str, Any]:
    return {
        "producer": prepared.unit.producer,
        "key": prepared.unit.key,
        "payload_hash": prepared.payload_hash,
        "first_position": first,
        "last_position": last,
    }


def _event(row: Row[Any]) -> Event:
    if row.data is None:
        raise LogCorrupt(position=row.position, problem="its payload is missing")
    try:
        data = unpack(row.codec, row.data)
        payload = payload_codec.decode(row.type, row.schema, data, position=row.position)
    except ValueError as problem:
        raise LogCorrupt(position=row.position, problem=str(problem)) from problem
    return Event(
        position=row.position,
        stream=row.stream,
        stream_version=row.stream_version,
        type=row.type,
        schema=row.schema,
        recorded_at=row.recorded_at,
        actor=row.actor,
        commitment=row.commitment,
        payload=payload,
    )


_KNOWN_KEYS: Final = select(idempotency).where(
    idempotency.c.producer == bindparam("producer"),
    idempotency.c.key.in_(bindparam("keys", expanding=True)),
)

_IN_ORDER: Final = (
    select()
    .where(events.c.position > bindparam("after"), events.c.position <= bindparam("upto"))
    .order_by(events.c.position)
    .limit(CHUNK_ROWS)
)

_ENVELOPES: Final = _IN_ORDER.add_columns(events.c.position, events.c.envelope)

_EVENTS_WITH_PAYLOADS: Final = _IN_ORDER.add_columns(
    events.c.position,
    events.c.type,
    events.c.schema,
    events.c.stream,
    events.c.stream_version,
    events.c.recorded_at,
    events.c.actor,
    events.c.commitment,
    payloads.c.codec,
    payloads.c.data,
).select_from(events.outerjoin(payloads))
