"""The append-only log on SQLite and PostgreSQL.

Invariants: positions are dense from 1 in commit order, because they come from the one row of
`log_head`, which stays locked from its reading to the commit; `recorded_at` is strictly greater
than that of the transaction before; a unit is recorded wholly or not at all, and once per
(producer, key).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, bindparam, func, select, text, update

from archive.domain.event import Event
from archive.errors import ConflictError, IdempotencyError, LogCorrupt
from archive.ports import Appended, Clock, Record, Unit
from archive.store import payload_codec
from archive.store.bulk import insert_packed, insert_rows
from archive.store.engine import write
from archive.store.packing import unpack
from archive.store.schema import events, idempotency, log_head, payloads
from archive.store.sealing import SealedUnit, envelope, seal

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

_KEYS: Final = {
    "sqlite": text(
        "SELECT i.producer, i.key, i.payload_hash, i.first_position, i.last_position "
        "FROM json_each(:keys) AS k JOIN idempotency AS i "
        "ON i.producer = json_extract(k.value, '$[0]') AND i.key = json_extract(k.value, '$[1]')"
    ),
    "postgresql": text(
        "SELECT i.producer, i.key, i.payload_hash, i.first_position, i.last_position "
        "FROM json_array_elements(CAST(:keys AS json)) AS k(value) JOIN idempotency AS i "
        "ON i.producer = k.value->>0 AND i.key = k.value->>1"
    ),
}


class SqlLog:
    """The log in `engine`, written by `actor`, with the time from `clock` (microseconds).

    All that one instance appends is one command: its events name the position of the first.
    """

    def __init__(self, engine: Engine, *, clock: Clock, actor: str) -> None:
        self._engine = engine
        self._clock = clock
        self._actor = actor
        self._command: int | None = None

    def append(self, units: Sequence[Unit]) -> list[Appended]:
        """Append all `units` in one transaction, or none of them, with what cannot be held replaced (`domain.storable`).

        A unit whose key is known adds nothing and answers with its old positions; it is not held to
        `expected` then. Raises `ConflictError` and `IdempotencyError`.
        """
        sealed = [seal(unit) for unit in units]
        if not sealed:
            return []
        with write(self._engine) as connection:
            batch = _Batch(connection, self._actor, self._command, sealed)
            appended = batch.append(self._clock)
        self._command = batch.command
        return appended

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

    def stream(self, stream: str) -> Iterator[Event]:
        """Every event of `stream`, in order; for streams that are short."""
        query = select(events.c.position).where(events.c.stream == stream).order_by(events.c.stream_version)
        with self._engine.connect() as connection:
            positions = list(connection.scalars(query))
        for position in positions:
            yield from self.read(position - 1, position)

    def records(self, after: int = 0, upto: int | None = None) -> Iterator[Record]:
        """The same events as `read` gives, as they were written: envelope and payload byte for byte, and the salt.

        Raises `LogCorrupt` at a position that is missing or cannot be unpacked.
        """
        for row in self._rows(_RECORDS, after, upto):
            if row.data is None:
                raise LogCorrupt(position=row.position, problem="its payload is missing")
            try:
                data = unpack(row.codec, row.data)
            except ValueError as problem:
                raise LogCorrupt(position=row.position, problem=str(problem)) from problem
            yield Record(row.position, bytes(row.envelope), bytes(row.salt), data)

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

    def __init__(
        self, connection: Connection, actor: str, command: int | None, sealed: Sequence[SealedUnit]
    ) -> None:
        self._connection = connection
        self._actor = actor
        self.command = command
        self._sealed = sealed
        self._events: list[tuple[Any, ...]] = []
        self._payloads: list[tuple[Any, ...]] = []
        self._keys: list[tuple[Any, ...]] = []

    def append(self, clock: Clock) -> list[Appended]:
        # The lock comes before every other read: what the transactions before us did is visible then.
        position, previous = self._connection.execute(_LOCKED_HEAD).one()
        self._known = self._known_keys()
        self._versions = self._current_versions()
        recorded_at = max(clock(), previous + 1)
        results: list[Appended] = []
        for sealed in self._sealed:
            appended = self._repeated(sealed)
            if appended is None:
                appended = self._place(sealed, position, recorded_at)
                position += len(sealed.events)
            results.append(appended)
        if self._events:
            insert_rows(self._connection, events, self._events)
            insert_packed(self._connection, payloads, self._payloads)
            forward = update(log_head).values(position=position, recorded_at=recorded_at)
            self._connection.execute(forward)
        insert_rows(self._connection, idempotency, self._keys)
        return results

    def _repeated(self, sealed: SealedUnit) -> Appended | None:
        """Where the unit stands already, if its key is known; the key must stand for the same content."""
        unit = sealed.unit
        if unit.key is None or (unit.producer, unit.key) not in self._known:
            return None
        content_hash, first, last = self._known[unit.producer, unit.key]
        if content_hash != sealed.content_hash:
            raise IdempotencyError(producer=unit.producer, key=unit.key)
        return Appended(tuple(range(first, last + 1)), repeated=True)

    def _place(self, sealed: SealedUnit, position: int, recorded_at: int) -> Appended:
        """Give the unit's events their places after `position`."""
        unit = sealed.unit
        for stream, expected in unit.expected.items():
            actual = self._versions.get(stream, 0)
            if actual != expected:
                raise ConflictError(stream=stream, actual=actual, expected=expected)
        first = position + 1
        for event in sealed.events:
            position += 1
            version = self._versions[event.stream] = self._versions.get(event.stream, 0) + 1
            self.command = self.command or position
            actor = event.actor or self._actor
            written = envelope(event, position, version, recorded_at, actor, self.command)
            self._events.append(
                (
                    position,
                    event.type,
                    event.schema,
                    event.stream,
                    version,
                    recorded_at,
                    actor,
                    self.command,
                    event.commitment,
                    written,
                )
            )
            self._payloads.append((position, event.salt, event.codec, event.data))
        if unit.key is not None:
            self._known[unit.producer, unit.key] = (sealed.content_hash, first, position)
            self._keys.append((unit.producer, unit.key, sealed.content_hash, first, position))
        return Appended(tuple(range(first, position + 1)))

    def _known_keys(self) -> dict[tuple[str, str], tuple[str, int, int]]:
        """What the keys of these units were recorded as, if they were: content, first and last position."""
        units = [sealed.unit for sealed in self._sealed]
        keys = [[unit.producer, unit.key] for unit in units if unit.key is not None]
        if not keys:
            return {}
        rows = self._connection.execute(_KEYS[self._connection.dialect.name], {"keys": json.dumps(keys)})
        return {(producer, key): (content, first, last) for producer, key, content, first, last in rows}

    def _current_versions(self) -> dict[str, int]:
        """The version of each stream that is written or guarded; streams that do not exist are left out."""
        streams = {event.stream for sealed in self._sealed for event in sealed.events}
        for sealed in self._sealed:
            streams.update(sealed.unit.expected)
        query = _VERSIONS[self._connection.dialect.name]
        rows = self._connection.execute(query, {"streams": json.dumps(sorted(streams))})
        return {stream: version for stream, version in rows if version is not None}


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
        command=row.command,
        commitment=row.commitment,
        payload=payload,
    )


_LOCKED_HEAD: Final = select(log_head.c.position, log_head.c.recorded_at).with_for_update()

_IN_ORDER: Final = (
    select()
    .where(events.c.position > bindparam("after"), events.c.position <= bindparam("upto"))
    .order_by(events.c.position)
    .limit(CHUNK_ROWS)
)

_ENVELOPES: Final = _IN_ORDER.add_columns(events.c.position, events.c.envelope)

_RECORDS: Final = _IN_ORDER.add_columns(
    events.c.position, events.c.envelope, payloads.c.salt, payloads.c.codec, payloads.c.data
).select_from(events.outerjoin(payloads))

_EVENTS_WITH_PAYLOADS: Final = _IN_ORDER.add_columns(
    events.c.position,
    events.c.type,
    events.c.schema,
    events.c.stream,
    events.c.stream_version,
    events.c.recorded_at,
    events.c.actor,
    events.c.command,
    events.c.commitment,
    payloads.c.codec,
    payloads.c.data,
).select_from(events.outerjoin(payloads))
