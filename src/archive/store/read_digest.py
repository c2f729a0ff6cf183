"""One digest over all read models: equal rows give equal digests, on either database.

Rows are hashed one by one, in the order of their primary keys compared byte by byte, so the cost in
memory does not grow with the archive.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Text, collate, select

from archive.store.read_schema import READ_TABLES


def digest_of(connection: Connection) -> str:
    """SHA-256, hexadecimal, over every row of every read model."""
    hashed = hashlib.sha256()
    for table in READ_TABLES:
        names = sorted(table.c.keys())
        query = select(*(table.c[name] for name in names)).order_by(*_order(connection, table))
        rows = connection.execution_options(yield_per=1000).execute(query)
        for row in rows:
            line = json.dumps([table.name, *row], ensure_ascii=False, separators=(",", ":"))
            hashed.update(line.encode("utf-8") + b"\n")
    return hashed.hexdigest()


def _order(connection: Connection, table: Table) -> list[ColumnElement[Any]]:
    binary = "BINARY" if connection.dialect.name == "sqlite" else "C"
    return [
        collate(column, binary) if isinstance(column.type, Text) else column for column in table.primary_key
    ]
