"""Inserting many rows at once, as fast as the driver takes them.

SQLAlchemy prepares every row of an insert anew; here its Core names the table and the columns, and
the rows go to the driver as they are. They must therefore be complete, and in the table's order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Table

PORTION_BYTES: Final = 4_000_000
"""Most packed bytes sent to the database at once; PostgreSQL's driver hangs on much larger batches."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert `rows`, each a value for every column of `table` in order."""
    if rows:
        connection.exec_driver_sql(_insert(table, connection.dialect.name), list(rows))


def insert_packed(
    connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], *, once: bool = False
) -> None:
    """The same for rows whose last value is packed bytes: in portions of up to `PORTION_BYTES`.

    With `once`, rows whose primary key is there already are left out.
    """
    statement = _insert(table, connection.dialect.name) + (" ON CONFLICT DO NOTHING" if once else "")
    for portion in _portions(rows):
        connection.exec_driver_sql(statement, portion)


def _portions(rows: Sequence[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """`rows` in portions of up to `PORTION_BYTES`; a single row that is larger is one by itself."""
    portion: list[tuple[Any, ...]] = []
    size = 0
    for row in rows:
        size += len(row[-1])
        if portion and size > PORTION_BYTES:
            yield portion
            portion, size = [], len(row[-1])
        portion.append(row)
    if portion:
        yield portion


@cache
def _insert(table: Table, database: str) -> str:
    mark = "?" if database == "sqlite" else "%s"
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join([mark] * len(table.columns))})'
