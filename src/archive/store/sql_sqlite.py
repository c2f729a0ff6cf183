"""SQLite answers: opened read-only, and asked about every single thing that a statement does.

SQLite's messages say what is wrong, and only with their words where: the place is looked up in the
statement. Of a syntax error it is the end of the shortest beginning that is refused in the same way.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from archive.errors import QueryRefused
from archive.store.sql import LARGEST_BATCH, TYPED_VIEWS, WITHHELD, Value
from archive.store.sql_problems import (
    READS_ONLY,
    Deadline,
    offset_of,
    refused,
    too_long,
    unknown_column,
    unknown_view,
)
from archive.store.sql_words import Word, words
from archive.store.views import VIEWS

if TYPE_CHECKING:
    from archive.store.sql_past import Past

_LARGEST_VALUE: Final = 64_000_000
"""Bytes in one value that SQLite may build: what no column holds is an accident or a bomb."""

_STEPS: Final = 10_000
"""Steps of SQLite's machine between two looks at the clock."""

_ALLOWED: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_INFORMING: Final = frozenset({"table_info", "table_xinfo", "table_list", "index_list", "index_info"})
_OTHER_ACTIONS: Final = frozenset(
    f"SQLITE_{name}"
    for name in "INSERT UPDATE DELETE ATTACH DETACH PRAGMA TRANSACTION SAVEPOINT REINDEX ANALYZE FUNCTION".split()
)
_FORBIDDEN_FUNCTIONS: Final = frozenset({"load_extension", "fts3_tokenizer"})
"""What runs code from elsewhere: from a file, and from an address in memory."""
_TABLE_FUNCTIONS: Final = ("json_each", "json_tree", *(f"pragma_{name}" for name in sorted(_INFORMING)))
"""SQLite makes the table of such a function when a connection first uses it, which the authorizer would take for a write."""
_NEAR: Final = re.compile(r'(?:near "|unrecognized token: ")')
_BINDING: Final = re.compile(r"number of bindings|has no name, but you supplied|supply a value for binding")
_NAMING: Final = re.compile(
    r"(?:no such function|ambiguous column name|misuse of aggregate|misuse of window function|"
    r"wrong number of arguments to function):? ([\w.]+)"
)


class SqliteBackend:
    """One connection to an SQLite archive."""

    dialect = "sqlite"

    def __init__(self, engine: Engine) -> None:
        self._connection = engine.connect()
        pooled: Any = self._connection.connection
        self._database: Any = pooled.driver_connection
        self._database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
        for name in _TABLE_FUNCTIONS:
            self._database.execute(f"EXPLAIN SELECT 1 FROM {name}")
        self._views = [*VIEWS, *(row[0] for row in self._database.execute(TYPED_VIEWS))]
        self._denied: list[str] = []
        self._cursor: Any = None
        self._sql, self._deadline = "", Deadline.after(0)

    def look_back(self, past: Past, names: set[str], deadline: Deadline) -> None:
        """See to it that the views in `names` show the past: by temporary ones, which SQLite finds first."""
        self._watch("", deadline)
        self._database.execute("PRAGMA query_only = OFF")  # the archive itself is open to be read only
        try:
            past.prepare(self._connection, names, deadline)
            self._connection.commit()
        except DBAPIError as problem:
            raise self._refusal(problem.orig or problem) from problem
        finally:
            self._connection.rollback()
            self._database.execute("PRAGMA query_only = ON")

    def start(self, sql: str, values: Mapping[str, Value], deadline: Deadline) -> tuple[str, ...]:
        """Run a statement, and give the names of its columns."""
        self._watch(sql, deadline)
        self._cursor = self._guarded(sql, values)
        return tuple(column[0] for column in self._cursor.description or ())

    def fetch(self, number: int) -> list[tuple[Any, ...]]:
        """The next `number` rows of it, or fewer that are large."""
        rows: list[tuple[Any, ...]] = []
        size = 0
        try:
            while len(rows) < number and size < LARGEST_BATCH:
                row = self._cursor.fetchone()
                if row is None:
                    break
                rows.append(row)
                size += sum(len(value) for value in row if isinstance(value, (str, bytes)))
        except (sqlite3.Error, sqlite3.Warning) as problem:
            raise self._refusal(problem) from problem
        return rows

    def plan(self, sql: str, values: Mapping[str, Value], deadline: Deadline) -> list[str]:
        """SQLite's query plan, each step below the one that it serves."""
        self._watch(sql, deadline)
        try:
            self._guarded(sql, values, "EXPLAIN ")  # what is no statement is refused as one
            steps = self._guarded(sql, values, "EXPLAIN QUERY PLAN ").fetchall()
        finally:
            self._database.set_authorizer(None)
        depths = {0: -1}
        lines = []
        for number, parent, _, text in steps:
            depths[number] = depths.get(parent, -1) + 1
            lines.append("  " * depths[number] + text)
        return lines

    def close(self) -> None:
        """Let go of the database."""
        self._database.set_progress_handler(None, 0)
        self._database.set_authorizer(None)
        self._connection.invalidate()
        self._connection.close()

    def _watch(self, sql: str, deadline: Deadline) -> None:
        self._sql, self._deadline = sql, deadline
        self._cursor = None
        self._denied.clear()
        self._database.set_authorizer(None)
        self._database.set_progress_handler(lambda: deadline.left <= 0, _STEPS)

    def _guarded(self, sql: str, values: Mapping[str, Value], before: str = "") -> Any:
        """Execute with every action asked about. It stays so until the next statement, for rows come later."""
        self._database.set_authorizer(self._authorize)
        try:
            return self._database.execute(before + sql, values)
        except (sqlite3.Error, sqlite3.Warning) as problem:
            raise self._refusal(problem) from problem
        except OverflowError as problem:
            raise refused("a number has more than 64 bits; write it as a text") from problem

    def _authorize(self, action: int, first: str | None, second: str | None, *_: object) -> int:
        if action in _ALLOWED and first != WITHHELD:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and second not in _FORBIDDEN_FUNCTIONS:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_PRAGMA and first in _INFORMING:
            return sqlite3.SQLITE_OK
        self._denied.append(_named(action, first, second))
        return sqlite3.SQLITE_DENY

    def _refusal(self, problem: BaseException) -> QueryRefused:
        message, sql = " ".join(str(problem).split()), self._sql
        if self._denied:
            return refused(f"refused: {self._denied[0]}; {READS_ONLY}")
        if message == "interrupted":
            if self._deadline.left > 0:
                raise KeyboardInterrupt  # that of the user, which SQLite took for the clock's
            return too_long(self._deadline.seconds)
        if "one statement at a time" in message:
            return refused("one statement at a time", sql, _second_statement(sql))
        if _BINDING.search(message):
            return refused("a parameter is written :name here, not ?, ?1, @name or $name")
        if "readonly" in message:
            return refused(f"refused by the database ({message}); {READS_ONLY}")
        return self._located(message, sql)

    def _located(self, message: str, sql: str) -> QueryRefused:
        found = list(words(sql, self.dialect))
        kind, _, name = message.partition(": ")
        if kind == "no such table":
            name = name.removeprefix("main.").removeprefix("temp.")
            return unknown_view(name, self._views, sql, offset_of(name, found))
        if kind == "no such column":
            return unknown_column(name, self._columns(found), sql, offset_of(name, found))
        if _NEAR.match(message):
            return refused(message, sql, self._first_refused(message, sql, found))
        if message == "incomplete input":
            return refused("the statement is not finished", sql, len(sql.rstrip()))
        naming = _NAMING.match(message)
        return refused(message, sql, offset_of(naming[1], found) if naming else None)

    def _columns(self, found: Sequence[Word]) -> list[str]:
        """The columns of the views that these words name."""
        names = {word.name for word in found} & set(self._views)
        self._database.set_authorizer(None)
        return [
            column[0]
            for view in sorted(names)
            for column in self._database.execute("SELECT name FROM pragma_table_info(?)", [view])
        ]

    def _first_refused(self, message: str, sql: str, found: Sequence[Word]) -> int | None:
        """Where the shortest beginning of `sql` ends that is refused with `message`: its last word."""
        for word in found:
            if f'"{word.text[:1]}' not in message:
                continue
            try:
                self._database.execute("EXPLAIN " + sql[: word.end])
            except (sqlite3.Error, sqlite3.Warning) as problem:
                if str(problem) == message:
                    return word.start
        return None


def _second_statement(sql: str) -> int | None:
    found = list(words(sql, "sqlite"))
    for before, word in pairwise(found):
        if before.text == ";" and word.kind != "comment" and word.text != ";":
            return word.start
    return None


def _named(action: int, first: str | None, second: str | None) -> str:
    """An action in words, from SQLite's name for it."""
    names = {
        value: name.removeprefix("SQLITE_").replace("_", " ")
        for name, value in vars(sqlite3).items()
        if name.startswith(("SQLITE_CREATE", "SQLITE_DROP", "SQLITE_ALTER")) or name in _OTHER_ACTIONS
    }
    target = second if action == sqlite3.SQLITE_FUNCTION else first
    return " ".join(part for part in (names.get(action, "this"), target) if part)
