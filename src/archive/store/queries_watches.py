"""Watches: those there are, those that are due, and their runs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, func, select

from archive.domain.schedule import HOUR
from archive.store.queries_versions import chunks
from archive.store.rows import WatchRow, WatchRunRow, WatchTotals
from archive.store.watch_schema import watch_claims, watch_runs, watches

FUTURE: Final = HOUR
"""A run that ended later than this from now is one of a clock that has been put right since."""

_RUN: Final = [watch_runs.c[field.name] for field in fields(WatchRunRow)]


def watches_named(connection: Connection, names: Collection[str] | None = None) -> list[WatchRow]:
    """Every watch (of `names`), by name."""
    if names is None:
        return sorted(_read(connection, select(watches)), key=lambda row: row.watch)
    return [
        row
        for chunk in chunks(names)
        for row in _read(connection, select(watches).where(watches.c.watch.in_(chunk)))
    ]


def due_watches(connection: Connection, now: int, limit: int) -> list[WatchRow]:
    """Up to `limit` watches that are due and that nobody has in hand, the longest due first.

    So are those whose last run lies in the future: a clock was wrong then, and what it said of the
    next due moment is too.
    """
    claimed = (
        select(watch_claims.c.watch)
        .where(
            watch_claims.c.watch == watches.c.watch,
            watch_claims.c.slot == watches.c.due,
            watch_claims.c.lease_until > now,
        )
        .exists()
    )
    free = select(watches).where(~claimed).limit(limit)
    due = _read(connection, free.where(watches.c.due <= now).order_by(watches.c.due, watches.c.watch))
    stray = free.where(watches.c.ran > now + FUTURE, watches.c.due > now).order_by(watches.c.ran)
    return (due + _read(connection, stray))[:limit]


def runs_of_watch(connection: Connection, watch: str, limit: int) -> list[WatchRunRow]:
    """The last `limit` runs of a watch, the newest first."""
    query = select(*_RUN).where(watch_runs.c.watch == watch).order_by(watch_runs.c.position.desc())
    return [
        WatchRunRow(**{**row._mapping, **_decoded(row, "counts", "errors")})
        for row in connection.execute(query.limit(limit))
    ]


def watch_totals(connection: Connection, now: int) -> WatchTotals:
    """How the watches stand together."""
    by_state = select(watches.c.state, watches.c.paused, func.count())
    states: dict[str, int] = {}
    for state, paused, number in connection.execute(by_state.group_by(watches.c.state, watches.c.paused)):
        name = "paused" if paused else state
        states[name] = states.get(name, 0) + number
    backlog = select(func.count(), func.min(watches.c.due)).where(watches.c.due <= now)
    due, oldest = connection.execute(backlog).one()
    return WatchTotals(states=states, due=due, oldest_due=oldest)


def _read(connection: Connection, query: Select[Any]) -> list[WatchRow]:
    return [
        WatchRow(
            **{**row._mapping, "paused": bool(row.paused)}
            | _decoded(row, "stories", "given", "counts", "errors")
        )
        for row in connection.execute(query)
    ]


def _decoded(row: Any, *names: str) -> dict[str, Any]:
    values = {name: msgspec.json.decode(getattr(row, name)) for name in names}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
