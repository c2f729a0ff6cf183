"""The views as they were at a point: what had been reported by then, as far as it was known then.

Invariants: the views are the same queries as ever (`views`, `typed_views`), over tables of the same names
that hold what the archive would hold if the log had ended at the point: temporary ones, which both databases
find before those of the archive. They go with the connection, and the archive itself is never written.

Only what a statement names is made, and what that is built on: facts are folded when facts are asked for,
and the current versions of one story's articles when only its typed views are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, MetaData, Table, Text, collate, func, select
from sqlalchemy.schema import CreateIndex, CreateTable

from archive.domain.claim import group_id
from archive.domain.fact import Voice
from archive.domain.snapshot import Point
from archive.domain.story import FactType, Story
from archive.ports import Row
from archive.store.fact_timelines import group_moments, groups_of
from archive.store.queries_claims import claiming_addresses, voices
from archive.store.queries_kindred import kindreds_before
from archive.store.queries_lists import definitions_until, stories_known
from archive.store.queries_versions import chunks, current_rows, current_versions
from archive.store.read_schema import current, fact_history, facts, kindred, standings, typed_views
from archive.store.schema import log_head
from archive.store.sql_problems import Deadline, unknown_view
from archive.store.story_row import StoryRow
from archive.store.typed_views import typed_names, typed_statement
from archive.store.views import VIEWS, for_dialect
from archive.store.watch_rows import watches_at
from archive.store.watch_schema import watches

Folded = tuple[str, FactType, Iterable[tuple[int, Sequence[Voice]]]]
FactRows = Callable[[str, FactType, Iterable[tuple[int, Sequence[Voice]]]], Iterable[Row]]
"""The rows of a group's facts from its moments: `projections.facts.fact_rows`."""
Typed = Mapping[str, tuple[str, FactType]]
"""Typed views by name, each with its story and fact type."""

_LOGGED: Final = frozenset(
    "rm_captures rm_readings rm_stories rm_runs rm_claims rm_sightings rm_reviews rm_watch_runs log_events".split()
)
"""The tables with a row for an event: at the point they hold the rows up to its position."""
_FOLDED: Final = (facts, standings, fact_history)
_BUILT_ON: Final = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)")
_TYPED_ON: Final = {"rm_claims", "rm_readings", "rm_reviews", "rm_runs"}
"""What typed views are built on, besides the current versions."""
_SAID: Final = {"claims", "disagreements"}
"""The views for which the articles that speak of a story are enough."""
_START: Final = -(2**62)

_then = Table("kindred_then", MetaData(), Column("print_id", Text, primary_key=True), Column("kindred", Text))
"""The kindreds that have grown since the point, as they were."""


@dataclass
class Past:
    """The views at `point`. `parse` reads a story's definition, `fold` makes rows of facts."""

    point: Point
    parse: Callable[[StoryRow], Story]
    fold: FactRows
    story: str | None = None
    """The only story that is asked about; None for all."""
    _made: set[str] = field(default_factory=set)
    _folded: set[tuple[str, str]] = field(default_factory=set)
    _spoken: set[str] = field(default_factory=set)

    def prepare(self, connection: Connection, names: Collection[str], deadline: Deadline) -> None:
        """Make what `names` have to show at the point, where it is not made yet.

        Raises `QueryRefused` where that takes too long, or a typed view was not there at the point.
        """
        before = set(self._made), set(self._folded), set(self._spoken)
        try:
            self._prepare(connection, names, deadline)
        except BaseException:
            # The caller rolls back what was made; to take it for made would write into the archive's own tables.
            self._made, self._folded, self._spoken = before
            raise

    def _prepare(self, connection: Connection, names: Collection[str], deadline: Deadline) -> None:
        reached = _reached(names)
        typed = self._typed(connection, names)
        wanted = reached | (_TYPED_ON if typed else set())
        self._fold(connection, wanted, deadline)
        speaking = {story for story, _ in typed.values()}
        if self.story is not None and reached & set(names) <= _SAID:
            self._current_of(connection, speaking | {self.story})
        elif "rm_current" in reached:
            self._all_current(connection)
        elif typed:
            self._current_of(connection, speaking)
        deadline.check()
        if "rm_watches" in wanted and self._table(connection, watches):
            _fill(connection, watches, watches_at(connection, self.point.known_at))
        self._views(connection, wanted, typed)

    def _table(self, connection: Connection, table: Table) -> bool:
        """Make an empty temporary table like `table`, with its indexes; False where it is made already."""
        if table.name in self._made:
            return False
        made = str(CreateTable(table).compile(dialect=connection.dialect))
        connection.exec_driver_sql(made.replace("CREATE TABLE", "CREATE TEMPORARY TABLE", 1))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index))
        self._made.add(table.name)
        return True

    def _fold(self, connection: Connection, wanted: set[str], deadline: Deadline) -> None:
        """Make the tables of facts, of the one story that is asked about or of all, each once."""
        tables = [table for table in _FOLDED if table.name in wanted]
        for table in tables:
            self._table(connection, table)
        known = stories_known(connection, self.point.known_at, self.story) if tables else []
        for row in known:
            missing = [table for table in tables if (table.name, row.story) not in self._folded]
            if missing:
                self._fold_story(connection, self.parse(row), missing, deadline)
                self._folded |= {(table.name, row.story) for table in missing}

    def _fold_story(
        self, connection: Connection, story: Story, missing: Sequence[Table], deadline: Deadline
    ) -> None:
        rows: dict[str, list[Any]] = {table.name: [] for table in missing}
        folded = self._history if fact_history in missing else self._present
        for group, fact_type, moments in folded(connection, story):
            deadline.check()
            for made in self.fold(group, fact_type, moments):
                if made.table in rows:
                    rows[made.table].append(made.values)
        for table in missing:
            _fill(connection, table, rows[table.name])

    def _present(self, connection: Connection, story: Story) -> Iterator[Folded]:
        """What is asserted at the point in each group of `story`."""
        groups: dict[str, list[Voice]] = {}
        for voice in voices(connection, story.story, self.point.as_of, self.point.known_at):
            claim = voice.claim
            groups.setdefault(group_id(claim.story, claim.type, claim.key), []).append(voice)
        for group, heard in sorted(groups.items()):
            if (fact_type := story.facts.get(heard[0].claim.type)) is not None:
                yield group, fact_type, [(_START, heard)]

    def _history(self, connection: Connection, story: Story) -> Iterator[Folded]:
        """What is asserted in each group of `story` from each reported time on, up to the point's."""
        known, as_of = self.point.known_at, self.point.as_of
        for chunk in chunks(row.group_id for row in groups_of(connection, story.story, known)):
            for group, kind, moments in group_moments(connection, story.story, chunk, known, _START):
                if (fact_type := story.facts.get(kind)) is not None:
                    yield group, fact_type, takewhile(lambda moment: moment[0] <= as_of, moments)

    def _all_current(self, connection: Connection) -> None:
        """Make the table of current versions. A cluster is called by its smallest address, letter by letter."""
        if _then.name in self._made:
            return
        self._table(connection, _then)
        before = kindreds_before(connection, self.point.known_at)
        _fill(connection, _then, [{"print_id": mark, "kindred": name} for mark, name in before.items()])
        now = current_versions().subquery()
        family = func.coalesce(_then.c.kindred, kindred.c.kindred, now.c.print_id)
        address: ColumnElement[str] = now.c.address
        if connection.dialect.name == "postgresql":
            address = collate(address, "C")
        told = select(
            now.c.address,
            now.c.version_id,
            now.c.number,
            now.c.position,
            now.c.reported,
            now.c.reported_basis,
            func.min(address).over(partition_by=family),
        ).select_from(
            now.outerjoin(_then, _then.c.print_id == now.c.print_id).outerjoin(
                kindred, kindred.c.print_id == now.c.print_id
            )
        )
        point = {"as_of": self.point.as_of, "known_at": self.point.known_at}
        if not self._table(connection, current):
            connection.execute(current.delete())  # what single stories needed before
        columns = [column.name for column in current.columns]
        connection.execute(current.insert().from_select(columns, told), point)
        _analyze(connection, current)

    def _current_of(self, connection: Connection, stories_named: Collection[str]) -> None:
        """Make the rows of the table of current versions that the articles of some stories need."""
        if _then.name in self._made:
            return
        self._table(connection, current)
        known = self.point.known_at
        spoken = {a for story in stories_named for a in claiming_addresses(connection, story, known)}
        _fill(connection, current, current_rows(connection, spoken - self._spoken, self.point.as_of, known))
        self._spoken |= spoken

    def _views(self, connection: Connection, wanted: Collection[str], typed: Typed) -> None:
        """Make the views themselves, and those that the tables of the log show through."""
        dialect = connection.dialect.name
        statements: dict[str, str] = {}
        if self.point.known_at < (connection.scalar(select(log_head.c.position)) or 0):
            home = "main." if dialect == "sqlite" else ""
            for name in sorted(_LOGGED & set(wanted)):
                rows = f"SELECT * FROM {home}{name} WHERE position <= {self.point.known_at}"
                statements[name] = f"CREATE TEMPORARY VIEW {name} AS {rows}"
        for name, query in VIEWS.items():
            if name in wanted:
                told = for_dialect(dialect, query, self.point.as_of).strip()
                statements[name] = f"CREATE TEMPORARY VIEW {name} AS {told}"
        for name, (story, fact_type) in typed.items():
            statements[name] = typed_statement(dialect, name, story, fact_type, temporary=True)
        for name, statement in statements.items():
            if name not in self._made:
                connection.exec_driver_sql(statement)
                self._made.add(name)

    def _typed(self, connection: Connection, names: Collection[str]) -> Typed:
        """The typed views among `names`, as their stories were defined at the point."""
        there = set(connection.execute(select(typed_views.c.view)).scalars())
        if not any("__" in name or name in there for name in names):
            return {}
        then: dict[str, Typed] = {}
        for row in definitions_until(connection, self.point.known_at):
            story = self.parse(row)
            taken = {name for other, held in then.items() if other != story.story for name in held}
            then[story.story] = {
                name: (story.story, fact_type) for name, fact_type in typed_names(story, taken).items()
            }
        found = {name: view for held in then.values() for name, view in held.items()}
        for name in sorted((there & set(names)) - found.keys()):
            raise unknown_view(name, [*VIEWS, *sorted(found)], "", None)
        return {name: view for name, view in found.items() if name in names}


def _reached(names: Collection[str]) -> set[str]:
    """Those of `names` that the point changes, and what they are built on."""
    changing = {*VIEWS, *_LOGGED, "rm_current", "rm_watches", *(table.name for table in _FOLDED)}
    found: set[str] = set()
    frontier = set(names) & changing
    while frontier:
        found |= frontier
        built_on = {name for view in frontier for name in _BUILT_ON.findall(VIEWS.get(view, ""))}
        frontier = (built_on & changing) - found
    return found


def _fill(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    home = "pg_temp" if connection.dialect.name == "postgresql" else "temp"
    if rows:
        temporary = {"schema_translate_map": {None: home}}
        connection.execute(table.insert(), rows, execution_options=temporary)
    _analyze(connection, table)


def _analyze(connection: Connection, table: Table) -> None:
    """Tell PostgreSQL how much there is, which it never asks of temporary tables by itself."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {table.name}")
