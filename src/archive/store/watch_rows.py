"""Every watch in one row: derived from its changes and runs, after each batch that has any."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select

from archive.store.queries_versions import chunks
from archive.store.watch_schema import watch_changes, watch_runs, watches

_DEFINITION = ("kind", "target", "schedule", "stories", "given")
_OUTCOME = ("counts", "errors", "failures", "failing_since", "fresh", "listing", "etag", "last_modified")
_NOTHING_YET = dict.fromkeys(_OUTCOME) | {"counts": "{}", "errors": "[]", "failures": 0}


def update_watches(connection: Connection, after: int, upto: int) -> None:
    """Put down how each watch stands that the events in (`after`, `upto`] speak of."""
    touched: set[str] = set()
    for table in (watch_changes, watch_runs):
        new = select(table.c.watch).where(table.c.position > after, table.c.position <= upto)
        touched.update(connection.execute(new.distinct()).scalars())
    for chunk in chunks(touched):
        connection.execute(delete(watches).where(watches.c.watch.in_(chunk)))
        rows = list(_rows(connection, chunk, upto))
        if rows:
            connection.execute(watches.insert(), rows)


def watches_at(connection: Connection, known_at: int) -> list[dict[str, Any]]:
    """How every watch stood at `known_at`."""
    there = set(connection.execute(select(watch_changes.c.watch).distinct()).scalars())
    return [row for chunk in chunks(there) for row in _rows(connection, chunk, known_at)]


def _rows(connection: Connection, names: Collection[str], upto: int) -> Iterator[dict[str, Any]]:
    changes = _last(connection, watch_changes, names, watch_changes.c.position <= upto)
    runs = _last(connection, watch_runs, names, watch_runs.c.position <= upto)
    begun = _last(
        connection, watch_changes, names, watch_changes.c.position <= upto, watch_changes.c.change == "added"
    )
    for name, change in sorted(changes.items()):
        if change.change == "removed":
            continue
        run = runs.get(name)
        if run is not None and run.position < begun[name].position:
            run = None  # of a watch of the same name that was removed
        newest = run if run is not None and run.position > change.position else change
        yield {
            "watch": name,
            "version": newest.version,
            "due": newest.due,
            "added": begun[name].recorded_at,
            "paused": int(change.due is None),
            **{column: getattr(change, column) for column in _DEFINITION},
            "state": run.state if run is not None else "new",
            "ran": run.finished if run is not None else None,
            **({column: getattr(run, column) for column in _OUTCOME} if run is not None else _NOTHING_YET),
        }


def _last(connection: Connection, table: Table, names: Collection[str], *only: Any) -> dict[str, Any]:
    """The last row of each watch, of those that `only` lets through."""
    newest = select(func.max(table.c.position)).where(table.c.watch.in_(names), *only)
    query = select(table).where(table.c.position.in_(newest.group_by(table.c.watch)))
    return {row.watch: row for row in connection.execute(query)}
