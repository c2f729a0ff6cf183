"""Questions in SQL: one read-only statement, answered by the database within limits.

Invariant: it is the database that refuses to write, not a reading of the statement. SQLite is opened
read-only, with `query_only`, and asks an authorizer about every single thing a statement does;
PostgreSQL runs it as a cursor in a read-only transaction, which takes one SELECT, VALUES or WITH query
and nothing else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic
from typing import Any, Final

from sqlalchemy import Engine

from archive.errors import QueryRefused
from archive.store.engine import connect
from archive.store.views import VIEWS

_LARGEST_VALUE: Final = 64_000_000
"""Bytes in one value that SQLite may build: what no column holds is an accident or a bomb."""

_STEPS: Final = 10_000
"""Steps of SQLite's machine between two looks at the clock."""

_ALLOWED: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_INFORMING: Final = frozenset({"table_info", "table_xinfo", "table_list", "index_list", "index_info"})
_WITHHELD: Final = "notify_targets"
"""The table of where notifications go: addresses that are all it takes to write there."""
_TOLD_VIEWS: Final = "SELECT view FROM rm_typed_views ORDER BY view"


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a query, of plain JSON values; `truncated` when there were more than asked for."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool


def run_query(url: str, sql: str, *, time_limit: float = 30.0, max_rows: int = 10_000) -> Answer:
    """Run one reading statement on the archive at `url`, for at most `time_limit` seconds.

    Raises `QueryRefused` saying what was refused and why, and `DatabaseUnusable`.
    """
    if not sql.strip().strip(";").strip():
        raise QueryRefused(problem="there is no query; write one, such as: select * from facts")
    if _WITHHELD in sql.lower():
        raise QueryRefused(
            problem=f"refused: {_WITHHELD} holds secrets; archive notify list shows what may be seen"
        )
    engine = connect(url, readonly=True)
    try:
        if engine.dialect.name == "sqlite":
            return _on_sqlite(engine, sql, time_limit, max_rows)
        return _on_postgresql(engine, sql, time_limit, max_rows)
    finally:
        engine.dispose()


def _answer(columns: Sequence[str], rows: Sequence[Sequence[Any]], max_rows: int) -> Answer:
    kept = [tuple(_plain(value) for value in row) for row in rows[:max_rows]]
    return Answer(tuple(columns), kept, len(rows) > max_rows)


def _plain(value: object) -> object:
    """`value` as JSON has it; bytes as hexadecimal digits, and what else there is as text."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)


def _on_sqlite(engine: Engine, sql: str, time_limit: float, max_rows: int) -> Answer:
    pooled = engine.raw_connection()
    database: Any = pooled.driver_connection
    views: list[str] = list(VIEWS)
    denied: list[str] = []

    def authorize(action: int, first: str | None, second: str | None, *_: object) -> int:
        if action in _ALLOWED and first != _WITHHELD:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and second != "load_extension":
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_PRAGMA and first in _INFORMING:
            return sqlite3.SQLITE_OK
        denied.append(_named(action, first, second))
        return sqlite3.SQLITE_DENY

    views += [row[0] for row in database.execute(_TOLD_VIEWS)]
    deadline = monotonic() + time_limit
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
    database.set_authorizer(authorize)
    database.set_progress_handler(lambda: monotonic() > deadline, _STEPS)
    try:
        cursor = database.execute(sql)
        rows = cursor.fetchmany(max_rows + 1)
        return _answer([column[0] for column in cursor.description or ()], rows, max_rows)
    except (sqlite3.Error, sqlite3.Warning) as problem:
        raise QueryRefused(problem=_sqlite_problem(problem, denied, views, time_limit)) from problem
    finally:
        database.set_progress_handler(None, 0)
        database.set_authorizer(None)
        pooled.invalidate()


def _named(action: int, first: str | None, second: str | None) -> str:
    """An action in words, from SQLite's name for it."""
    names = {
        value: name.removeprefix("SQLITE_").replace("_", " ")
        for name, value in vars(sqlite3).items()
        if name.startswith(("SQLITE_CREATE", "SQLITE_DROP", "SQLITE_ALTER")) or name in _OTHER_ACTIONS
    }
    target = second if action == sqlite3.SQLITE_FUNCTION else first
    return " ".join(part for part in (names.get(action, "this"), target) if part)


_OTHER_ACTIONS: Final = frozenset(
    f"SQLITE_{name}"
    for name in "INSERT UPDATE DELETE ATTACH DETACH PRAGMA TRANSACTION SAVEPOINT REINDEX ANALYZE FUNCTION".split()
)


def _sqlite_problem(
    problem: Exception, denied: Sequence[str], views: Sequence[str], time_limit: float
) -> str:
    message = " ".join(str(problem).split())
    if denied:
        return f"refused: {denied[0]}; queries only read"
    if "one statement at a time" in message:
        return "one statement at a time"
    if message == "interrupted":
        return _too_long(time_limit)
    if message.startswith("Incorrect number of bindings"):
        return "the query has a parameter (such as ? or :name) and no value for it; write the value itself"
    if message.startswith("no such table: "):
        return _unknown(message.removeprefix("no such table: ").removeprefix("main."), views)
    if "readonly" in message:
        return f"refused by the database ({message}); queries only read"
    return message


def _on_postgresql(engine: Engine, sql: str, time_limit: float, max_rows: int) -> Answer:
    import psycopg
    from psycopg.pq import ExecStatus

    pooled = engine.raw_connection()
    database: Any = pooled.driver_connection
    try:
        database.rollback()
        database.execute("SET TRANSACTION READ ONLY")
        database.execute("SELECT set_config('statement_timeout', %s, true)", [f"{int(time_limit * 1000)}ms"])
        views = [*VIEWS, *(row[0] for row in database.execute(_TOLD_VIEWS).fetchall())]
        # The extended protocol takes one statement; a cursor takes nothing that writes.
        declared = database.pgconn.exec_params(b"DECLARE asked NO SCROLL CURSOR FOR " + sql.encode(), None)
        if declared.status != ExecStatus.COMMAND_OK:
            raise psycopg.errors.lookup(_state(declared))(_message(declared))
        cursor = database.execute(f"FETCH FORWARD {max_rows + 1} FROM asked")  # a whole number
        columns = [column.name for column in cursor.description or ()]
        return _answer(columns, cursor.fetchall(), max_rows)
    except psycopg.Error as problem:
        raise QueryRefused(problem=_postgresql_problem(problem, sql, views, time_limit)) from problem
    finally:
        pooled.invalidate()


def _state(result: Any) -> str:
    from psycopg.pq import DiagnosticField

    return (result.error_field(DiagnosticField.SQLSTATE) or b"42000").decode()


def _message(result: Any) -> str:
    from psycopg.pq import DiagnosticField

    return (result.error_field(DiagnosticField.MESSAGE_PRIMARY) or b"refused").decode(errors="replace")


def _postgresql_problem(problem: Any, sql: str, views: Sequence[str], time_limit: float) -> str:
    message = " ".join((problem.diag.message_primary or str(problem)).split())
    state = type(problem).sqlstate
    if state == "57014":
        return _too_long(time_limit)
    if state == "42P01":
        return _unknown(message.split('"')[1] if '"' in message else message, views)
    if "multiple commands" in message:
        return "one statement at a time"
    first = sql.split(None, 1)[0]
    if state == "42601" and f'"{first}"' in message:
        return f"refused: {first.upper()}; queries only read: write SELECT, WITH or VALUES"
    if state in ("25006", "0A000"):
        return f"refused by the database ({message}); queries only read"
    return message


def _too_long(time_limit: float) -> str:
    return f"stopped after {time_limit:g} seconds; narrow the query down, or allow more time"


def _unknown(name: str, views: Sequence[str]) -> str:
    return f"no table or view {name!r}; there are: {', '.join(views)}"
