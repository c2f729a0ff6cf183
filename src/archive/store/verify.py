"""Checking a log against itself: everything that can be derived again is.

The checks need nothing but the database. They find what triggers cannot prevent: a disk that
rots, a file edited by other means, rows written while the triggers were off.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Engine, Row, bindparam, select

from archive.domain.canonical import canonical_json
from archive.errors import UnknownEvent
from archive.store import payload_codec
from archive.store.blob_patches import ROWS, content_of
from archive.store.packing import unpack
from archive.store.schema import blobs, events, log_head, payloads
from archive.store.sealing import commit

CHUNK_ROWS: Final = 256
_IN_ENVELOPE: Final = (
    "position",
    "type",
    "schema",
    "stream",
    "stream_version",
    "recorded_at",
    "actor",
    "command",
    "commitment",
)


def verify_log(engine: Engine) -> Iterator[tuple[int, str | None]]:
    """Each position of the log in order, with what is wrong there or None; the head comes last.

    Positions must be dense from 1, envelopes canonical and equal to their columns, payloads what was
    committed to and readable, stream versions dense, times never going back, and the head the last.
    """
    position, recorded_at = 0, 0
    versions: dict[str, int] = {}
    for row in _rows(engine):
        for missing in range(position + 1, row.position):
            yield missing, "the event is missing"
        position = row.position
        versions[row.stream] = versions.get(row.stream, 0) + 1
        if row.recorded_at < recorded_at:
            yield position, "its time is before that of the event before it"
        elif row.stream_version != versions[row.stream]:
            yield position, f"its stream jumps to version {row.stream_version}"
            versions[row.stream] = row.stream_version
        else:
            yield position, _problem(row)
        recorded_at = row.recorded_at
    with engine.connect() as connection:
        head = connection.execute(select(log_head.c.position, log_head.c.recorded_at)).one()
    if tuple(head) != (position, recorded_at):
        yield head.position, f"the head says {head.position}, but the last event is {position}"


def verify_blobs(engine: Engine) -> Iterator[tuple[str, str | None]]:
    """Each blob's address in order, with what is wrong with it or None; a damaged keyframe has all its patches told."""
    after = ""
    while True:
        with engine.connect() as connection:
            rows = connection.execute(_BLOBS, {"after": after}).all()
        for row in rows:
            yield row.address, _blob_problem(row)
        if not rows:
            return
        after = rows[-1].address


def _rows(engine: Engine) -> Iterator[Row[Any]]:
    after = 0
    while True:
        with engine.connect() as connection:
            rows = connection.execute(_EVENTS, {"after": after}).all()
        if not rows:
            return
        yield from rows
        after = rows[-1].position


def _problem(row: Row[Any]) -> str | None:
    envelope = {name: getattr(row, name) for name in _IN_ENVELOPE}
    if bytes(row.envelope) != canonical_json(envelope):
        return "the envelope does not agree with the event's columns"
    if row.data is None:
        return "its payload is missing"
    try:
        data = unpack(row.codec, row.data)
    except ValueError:
        return "its payload cannot be unpacked"
    if commit(row.salt, data) != row.commitment:
        return "its payload is not the one that was committed to"
    try:
        payload_codec.decode(row.type, row.schema, data, position=row.position)
    except (ValueError, UnknownEvent) as problem:
        return f"its payload cannot be read: {problem}"
    return None


def _blob_problem(row: Row[Any]) -> str | None:
    try:
        content_of(row)
    except ValueError as problem:
        return str(problem)
    return None


_EVENTS: Final = (
    select(events, payloads.c.salt, payloads.c.codec, payloads.c.data)
    .select_from(events.outerjoin(payloads))
    .where(events.c.position > bindparam("after"))
    .order_by(events.c.position)
    .limit(CHUNK_ROWS)
)
_BLOBS: Final = ROWS.where(blobs.c.address > bindparam("after")).order_by(blobs.c.address).limit(16)
