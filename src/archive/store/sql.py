"""Questions in SQL: one read-only statement, answered by the database within limits.

Invariant: it is the database that refuses to write, not a reading of the statement. SQLite is opened
read-only, with `query_only`, and asks an authorizer about every single thing a statement does
(`sql_sqlite`); PostgreSQL runs it as a cursor in a read-only transaction, which takes one SELECT, VALUES or
WITH query and nothing else (`sql_postgresql`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Protocol

from archive.errors import QueryRefused
from archive.store.engine import connect
from archive.store.sql_problems import Deadline, missing_value
from archive.store.sql_scope import story_asked
from archive.store.sql_words import is_blank, names_in, parameters_in

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from archive.store.sql_past import Past

Value = str | int | float | None
"""What a parameter may be: SQLite and PostgreSQL take each as its own type."""

WITHHELD: Final = "notify_targets"
"""The table of where notifications go: addresses that are all it takes to write there."""

TYPED_VIEWS: Final = "SELECT view FROM rm_typed_views ORDER BY view"
"""What lists the views of the stories' fact types."""

LARGEST_BATCH: Final = 8_000_000
"""Characters and bytes of rows that are taken out of a database at once, as far as can be foreseen."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` that a statement may take, and the `rows` of it that are shown."""

    seconds: float = 30.0
    rows: int = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a query, of plain JSON values; `truncated` when there were more than asked for."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool


class Backend(Protocol):
    """A database that answers, by a deadline."""

    dialect: str

    def start(self, sql: str, values: Mapping[str, Value], deadline: Deadline) -> tuple[str, ...]:
        """Run a statement, and give the names of its columns. Raises `QueryRefused`."""

    def fetch(self, number: int) -> list[tuple[Any, ...]]:
        """The next `number` rows of it, fewer at the end. Raises `QueryRefused`."""

    def plan(self, sql: str, values: Mapping[str, Value], deadline: Deadline) -> list[str]:
        """How the database would answer, line by line. Raises `QueryRefused`."""

    def look_back(self, past: Past, names: set[str], deadline: Deadline) -> None:
        """See to it that the views in `names` show the past."""

    def close(self) -> None:
        """Let go of the database."""


class Rows:
    """The rows of an answer as they come, of plain JSON values. `truncated` is known at the end."""

    def __init__(self, backend: Backend, columns: tuple[str, ...], limit: int) -> None:
        self.columns = columns
        self.truncated = False
        self._backend, self._left = backend, limit

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        while True:
            # One more than wanted, to know whether there is more.
            found = self._backend.fetch(min(_BATCH, self._left + 1))
            if not found:
                return
            self.truncated = len(found) > self._left
            for row in islice(found, self._left):
                yield tuple(_plain(value) for value in row)
            self._left -= min(len(found), self._left)
            if self.truncated:
                return


_BATCH: Final = 1000
_ESCAPED: Final = re.compile(r"\bu&[\"']", re.I)
"""A name or a text that PostgreSQL lets be written by the numbers of its letters: no view is known by that."""


class Asker:
    """An open archive that answers statements, one after the other, now or as of the past."""

    def __init__(self, backend: Backend, past: Past | None) -> None:
        self._backend, self._past = backend, past

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._backend.dialect

    def ask(self, sql: str, values: Mapping[str, Value], limits: Limits) -> Rows:
        """Run one reading statement with `values` for its parameters `:name`; the last answer ends with it.

        Raises `QueryRefused` saying what was refused, where and why; so does reading the rows.
        """
        deadline, used = self._begin(sql, values, limits)
        return Rows(self._backend, self._backend.start(sql, used, deadline), limits.rows)

    def plan(self, sql: str, values: Mapping[str, Value], limits: Limits) -> list[str]:
        """How the database would go about a statement, line by line. Raises `QueryRefused`."""
        deadline, used = self._begin(sql, values, limits)
        return self._backend.plan(sql, used, deadline)

    def close(self) -> None:
        """Let go of the database."""
        self._backend.close()

    def _begin(
        self, sql: str, values: Mapping[str, Value], limits: Limits
    ) -> tuple[Deadline, dict[str, Value]]:
        deadline = Deadline.after(limits.seconds)
        if is_blank(sql, self.dialect):
            raise QueryRefused(problem="there is no query; write one, such as: select * from facts")
        names = names_in(sql, self.dialect)
        if WITHHELD in sql.lower() or (self.dialect == "postgresql" and _ESCAPED.search(sql)):
            raise QueryRefused(
                problem=f"refused: {WITHHELD} holds secrets, and may not be named; archive notify list shows what may be seen"
            )
        used: dict[str, Value] = {}
        for parameter in parameters_in(sql, self.dialect):
            name = parameter.text[1:]
            if name not in values:
                raise missing_value(sql, name, parameter.start)
            used[name] = values[name]
        if self._past is not None:
            self._past.story = story_asked(sql, self.dialect, used)
            self._backend.look_back(self._past, names, deadline)
        return deadline, used


@contextmanager
def open_asker(url: str, past: Past | None = None) -> Iterator[Asker]:
    """The archive at `url`, open to be asked; with `past`, its views show what it tells.

    Raises `DatabaseUnusable`.
    """
    engine = connect(url, readonly=True)
    try:
        asker = Asker(_backend(engine), past)
        try:
            yield asker
        finally:
            asker.close()
    finally:
        engine.dispose()


def _backend(engine: Engine) -> Backend:
    if engine.dialect.name == "sqlite":
        from archive.store.sql_sqlite import SqliteBackend

        return SqliteBackend(engine)
    from archive.store.sql_postgresql import PostgresqlBackend

    return PostgresqlBackend(engine)


def run_query(
    url: str,
    sql: str,
    values: Mapping[str, Value] | None = None,
    *,
    time_limit: float = 30.0,
    max_rows: int = 10_000,
    past: Past | None = None,
) -> Answer:
    """Run one reading statement on the archive at `url`, for at most `time_limit` seconds.

    Raises `QueryRefused` saying what was refused and why, and `DatabaseUnusable`.
    """
    with open_asker(url, past) as asker:
        rows = asker.ask(sql, values or {}, Limits(time_limit, max_rows))
        return Answer(rows.columns, list(rows), rows.truncated)


def _plain(value: object) -> object:
    """`value` as JSON has it; bytes as hexadecimal digits, and what else there is as text."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, Decimal):
        if not value.is_finite():
            return str(value)
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)
