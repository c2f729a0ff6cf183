"""PostgreSQL answers: a cursor in a read-only transaction, which takes one reading query and nothing else.

A reading query may still call functions that read files, run a query given as a text, take locks or stop other
connections. PostgreSQL itself knows them apart: they are those that it calls volatile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from archive.errors import QueryRefused
from archive.store.sql import LARGEST_BATCH, TYPED_VIEWS, Value
from archive.store.sql_problems import READS_ONLY, Deadline, refused, too_long, unknown_column, unknown_view
from archive.store.sql_words import Word, names_in, numbered, words
from archive.store.views import VIEWS

if TYPE_CHECKING:
    from archive.store.sql_past import Past

_CURSOR: Final = "DECLARE asked NO SCROLL CURSOR FOR "
_COLUMNS: Final = (
    "SELECT DISTINCT attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
    "WHERE relname = ANY(%s) AND attnum > 0 ORDER BY attname"
)
_TYPES: Final = {int: 20, float: 701, str: 25, type(None): 0}
"""What PostgreSQL calls the type of a parameter (pg_type: int8, float8, text); 0 lets it find out."""
_VOLATILE: Final = (
    "SELECT DISTINCT proname FROM pg_proc WHERE proname = ANY(%s) AND provolatile = 'v' ORDER BY proname"
)
_HARMLESS: Final = frozenset(
    "random random_normal setseed clock_timestamp timeofday gen_random_uuid pg_sleep pg_relation_size pg_table_size "
    "pg_indexes_size pg_total_relation_size pg_database_size".split()
)
"""The volatile functions that only tell something, and nothing that is withheld."""
_SHOWING_ALL: Final = re.compile(
    r"(?:table|schema|database)_to_xml|pg_statistic|pg_stats|pg_toast|pg_authid|pg_shadow|pg_user_mapping"
)
"""How names begin that show the content of tables which the statement does not name, or the server's own secrets."""
_FIRST_BATCH: Final = 10
_CANCELLED, _NO_TABLE, _NO_COLUMN, _SYNTAX = "57014", "42P01", "42703", "42601"
_FORBIDDEN: Final = ("25006", "0A000")


class PostgresqlBackend:
    """One connection to a PostgreSQL archive."""

    dialect = "postgresql"

    def __init__(self, engine: Engine) -> None:
        self._connection = engine.connect()
        pooled: Any = self._connection.connection
        self._database: Any = pooled.driver_connection
        self._views = [*VIEWS, *(row[0] for row in self._database.execute(TYPED_VIEWS).fetchall())]
        self._sql, self._deadline = "", Deadline.after(0)
        self._fitting = _FIRST_BATCH

    def look_back(self, past: Past, names: set[str], deadline: Deadline) -> None:
        """See to it that the views in `names` show the past: by temporary ones, which PostgreSQL finds first."""
        self._begin("", deadline, writing=True)
        try:
            past.prepare(self._connection, names, deadline)
            self._connection.commit()
        except DBAPIError as problem:
            raise self._refusal(problem.orig or problem) from problem
        finally:
            self._connection.rollback()

    def start(self, sql: str, values: Mapping[str, Value], deadline: Deadline) -> tuple[str, ...]:
        """Run a statement, and give the names of its columns."""
        self._begin(sql, deadline)
        self._fitting = _FIRST_BATCH
        self._run(_CURSOR, sql, values)
        return tuple(column.name for column in self._fetched(0).description or ())

    def fetch(self, number: int) -> list[tuple[Any, ...]]:
        """The next `number` rows of it, or fewer that are large."""
        import psycopg

        found = self._fetched(min(number, self._fitting))
        try:
            rows: list[tuple[Any, ...]] = found.fetchall()
        except psycopg.Error as problem:  # what Python has no date for
            raise refused(f"{problem}; cast it to text") from problem
        size = sum(len(value) for row in rows for value in row if isinstance(value, (str, bytes)))
        if rows:
            self._fitting = max(1, LARGEST_BATCH * len(rows) // max(size, 1))
        return rows

    def plan(self, sql: str, values: Mapping[str, Value], deadline: Deadline) -> list[str]:
        """PostgreSQL's plan; of a cursor, so that no more is explained than would be answered."""
        self._begin(sql, deadline)
        result = self._run(f"EXPLAIN {_CURSOR}", sql, values)
        return [result.get_value(row, 0).decode() for row in range(result.ntuples)]

    def close(self) -> None:
        """Let go of the database."""
        self._connection.invalidate()
        self._connection.close()

    def _begin(self, sql: str, deadline: Deadline, *, writing: bool = False) -> None:
        self._sql, self._deadline = sql, deadline
        self._database.rollback()
        self._database.execute(f"SET TRANSACTION READ {'WRITE' if writing else 'ONLY'}")
        self._allow_what_is_left()

    def _allow_what_is_left(self) -> None:
        wait = max(1, int(self._deadline.left * 1000))
        self._database.execute("SELECT set_config('statement_timeout', %s, true)", [f"{wait}ms"])

    def _check_names(self, sql: str) -> None:
        """Refuse what does more than read the tables that a statement names."""
        if "\0" in sql:
            raise refused("the statement holds a character that no statement has (NUL)", sql, sql.index("\0"))
        for name in sorted(names_in(sql, self.dialect)):
            if _SHOWING_ALL.match(name):
                raise refused(f"refused: {name} shows tables that may not be read; {READS_ONLY}")
        called = sorted(set(_called(sql)) - _HARMLESS)
        if called:
            for (name,) in self._database.execute(_VOLATILE, [called]).fetchall():
                raise refused(f"refused: {name}() may do more than read what the query names; {READS_ONLY}")

    def _run(self, before: str, sql: str, values: Mapping[str, Value]) -> Any:
        """Run a query by the extended protocol, which takes one statement, and parameters apart from it."""
        from psycopg import errors
        from psycopg.pq import DiagnosticField, ExecStatus

        self._check_names(sql)
        order = list(values)
        given = [None if values[name] is None else str(values[name]).encode() for name in order]
        types = [_TYPES[type(values[name])] for name in order]
        text = before + numbered(sql, order)
        result = self._database.pgconn.exec_params(text.encode(), given, types)
        if result.status in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
            return result
        state = (result.error_field(DiagnosticField.SQLSTATE) or b"42000").decode()
        message = (result.error_field(DiagnosticField.MESSAGE_PRIMARY) or b"refused").decode(errors="replace")
        at = result.error_field(DiagnosticField.STATEMENT_POSITION)
        raise self._explained(state, message, int(at) - 1 - len(before) if at else None) from errors.lookup(
            state
        )(message)

    def _fetched(self, number: int) -> Any:
        import psycopg

        self._deadline.check()
        try:
            self._allow_what_is_left()
            return self._database.execute(f"FETCH FORWARD {number} FROM asked")  # a whole number
        except psycopg.Error as problem:
            raise self._refusal(problem) from problem

    def _refusal(self, problem: Any) -> QueryRefused:
        diagnosis = getattr(problem, "diag", None)
        message = getattr(diagnosis, "message_primary", None) or str(problem)
        return self._explained(getattr(problem, "sqlstate", None) or "", message, None)

    def _explained(self, state: str, message: str, offset: int | None) -> QueryRefused:
        sql, message = self._sql, " ".join(message.split())
        if state == _CANCELLED:
            return too_long(self._deadline.seconds)
        if state == _NO_TABLE:
            name = message.split('"')[1] if '"' in message else message
            return unknown_view(name, self._views, sql, offset)
        if state == _NO_COLUMN:
            return unknown_column(_quoted(message), self._columns(), sql, offset)
        if "multiple commands" in message:
            return refused("one statement at a time")
        verb = _verb(sql)
        if state == _SYNTAX and offset is not None and verb is not None and offset <= verb.start:
            return refused(f"refused: {verb.text.upper()}; {READS_ONLY}: write SELECT, WITH or VALUES")
        if state in _FORBIDDEN:
            return refused(f"refused by the database ({message}); {READS_ONLY}")
        if "at end of input" in message:
            return refused("the statement is not finished", sql, len(sql.rstrip()))
        return refused(message, sql, offset)

    def _columns(self) -> list[str]:
        """The columns of the views that the statement names."""
        names = sorted(names_in(self._sql, self.dialect) & set(self._views))
        self._database.rollback()
        return [row[0] for row in self._database.execute(_COLUMNS, [names]).fetchall()]


def _verb(sql: str) -> Word | None:
    return next((word for word in words(sql, "postgresql") if word.kind == "word"), None)


def _called(sql: str) -> Iterator[str]:
    """The names in `sql` that a parenthesis follows."""
    for word, after in pairwise(word for word in words(sql, "postgresql") if word.kind != "comment"):
        if after.text == "(" and word.kind in ("word", "quoted"):
            yield word.name


def _quoted(message: str) -> str:
    """The name in `column "x" does not exist` or `column f.x does not exist`."""
    return message.removeprefix("column ").split(" does not exist")[0].strip('"')
