"""Looks: the rows of the captures by address, URL and content, each question answered from the index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from archive.store.read_schema import captures
from archive.store.rows import SHOWN, CaptureRow

if TYPE_CHECKING:
    from archive.domain.news import Seen

_MISSED = ("gone", "moved")


def latest_capture(connection: Connection, address: str, by: int | None) -> CaptureRow | None:
    """The look at `address` with the latest capture time (of those captured by then)."""
    query = select(captures).where(captures.c.address == address)
    if by is not None:
        query = query.where(captures.c.captured <= by)
    newest = query.order_by(captures.c.captured.desc(), captures.c.position.desc()).limit(1)
    return _first(connection, newest)


def looks_between(connection: Connection, address: str, after: int, before: int) -> list[CaptureRow]:
    """The looks at an address captured later than `after` and earlier than `before`, by capture time."""
    query = (
        select(captures)
        .where(captures.c.address == address, captures.c.captured > after, captures.c.captured < before)
        .order_by(captures.c.captured, captures.c.position)
    )
    return _all(connection, query)


def capture_of(
    connection: Connection, address: str, raw: str, captured: int | None = None
) -> CaptureRow | None:
    """The first look at `address` that brought these bytes, or the one at that very time that did."""
    query = select(captures).where(captures.c.address == address, captures.c.raw == raw)
    if captured is not None:
        query = query.where(captures.c.captured == captured)
    return _first(connection, query.order_by(captures.c.captured, captures.c.position).limit(1))


def latest_of_url(connection: Connection, url: str, outcomes: Sequence[str] | None) -> CaptureRow | None:
    """The last recorded look at `url` that found one of `outcomes`, at whatever address it is kept."""
    query = select(captures).where(captures.c.url == url)
    if outcomes is not None:
        query = query.where(captures.c.outcome.in_(outcomes))
    return _first(connection, query.order_by(captures.c.position.desc()).limit(1))


def capture_of_url(connection: Connection, url: str, captured: int) -> CaptureRow | None:
    """The look at `url` at that very time that brought bytes."""
    query = select(captures).where(
        captures.c.url == url, captures.c.captured == captured, captures.c.raw != ""
    )
    return _first(connection, query.order_by(captures.c.position).limit(1))


def captures_of_watch(connection: Connection, watch: str, since: int, limit: int) -> list[CaptureRow]:
    """The last look at each page that `watch` found to be new or changed at `since` or later, the newest first."""
    table = captures.c
    fresh = select(table.url, func.max(table.position).label("position")).where(
        table.watch == watch,
        table.captured >= since,
        table.via == "web",
        table.outcome.in_(("new", "changed")),
    )
    last = fresh.group_by(table.url).subquery()
    query = select(captures).join(last, table.position == last.c.position)
    return _all(connection, query.order_by(table.captured.desc(), table.position.desc()).limit(limit))


def captures_with(connection: Connection, raw: str, captured: int | None) -> list[CaptureRow]:
    """Every look that brought these bytes (at `captured`), at whatever address, in the order of the log."""
    query = select(captures).where(captures.c.raw == raw)
    if captured is not None:
        query = query.where(captures.c.captured == captured)
    return _all(connection, query.order_by(captures.c.position))


def captures_of(connection: Connection, address: str, known_at: int) -> list[CaptureRow]:
    """Every look at an address, by capture time."""
    query = (
        select(captures)
        .where(captures.c.address == address, captures.c.position <= known_at)
        .order_by(captures.c.captured, captures.c.position)
    )
    return _all(connection, query)


def seen_before(connection: Connection, address: str, known_at: int) -> Seen:
    """Whether the article at `address` stood, as far as was known at position `known_at`."""
    from archive.domain.news import Seen

    table = captures.c
    known = select(captures).where(table.address == address, table.position <= known_at)
    newest = (table.captured.desc(), table.position.desc())
    shown = connection.execute(known.where(table.outcome.in_(SHOWN)).order_by(*newest).limit(1)).first()
    if shown is None:
        return Seen()
    after = or_(
        table.captured > shown.captured,
        and_(table.captured == shown.captured, table.position > shown.position),
    )
    missed = known.where(table.outcome.in_(_MISSED), after)
    last = connection.execute(missed.order_by(*newest).limit(1)).first()
    first = connection.execute(missed.order_by(table.captured, table.position).limit(1)).first()
    if last is None or first is None:
        return Seen(last=shown.captured, latest=shown.captured)
    return Seen(
        last=shown.captured,
        missing=first.captured,
        moved_to=last.moved_to if last.outcome == "moved" else None,
        latest=last.captured,
    )


def _first(connection: Connection, query: Select[Any]) -> CaptureRow | None:
    row = connection.execute(query).first()
    return None if row is None else CaptureRow(**row._mapping)


def _all(connection: Connection, query: Select[Any]) -> list[CaptureRow]:
    return [CaptureRow(**row._mapping) for row in connection.execute(query)]
