"""Writing the read models: one batch of events, one transaction.

Invariants: the rows of a batch, everything derived from them and the checkpoint are committed
together or not at all; a batch is written only if the checkpoint stands where the batch begins, so
two processes that catch up at once do no harm. What is derived is derived from the state after
the batch, so the outcome does not depend on where batches begin.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, case, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from archive.domain.event import StoryDefined
from archive.domain.fact import Voice
from archive.domain.moment import END_OF_TIME
from archive.domain.story import Story
from archive.ports import Row
from archive.store.copies_search import CopiesSearch
from archive.store.corrections import moves
from archive.store.engine import write
from archive.store.fact_timelines import group_moments, kin_of
from archive.store.queries_lists import stories_known
from archive.store.queries_versions import chunks, current_rows, reordered
from archive.store.read_digest import digest_of
from archive.store.read_models import ALL, read_checkpoint
from archive.store.read_schema import (
    READ_TABLES,
    checkpoint,
    claims,
    current,
    fact_history,
    facts,
    readings,
    reviews,
    runs,
    shingles,
    standings,
)
from archive.store.typed_views import drop_typed_views, make_typed_views
from archive.store.watch_rows import update_watches

Before = Mapping[str, Mapping[str, Any]]
Fold = Callable[[str, str, str, Iterable[tuple[int, Sequence[Voice]]], Before], Iterable[Row]]
"""Folds story, group id, type, moments and the states before them into the rows of the group's facts."""

_BEGINNING = -(2**62)

_NAME = "read"
_TABLES = {table.name: table for table in READ_TABLES}


class ReadWriter:
    """Brings the read models forward, batch by batch."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._copies = CopiesSearch()

    def position(self) -> int:
        """The last position that was projected; 0 before the first."""
        with self._engine.connect() as connection:
            return read_checkpoint(connection)

    def apply(
        self,
        after: int,
        upto: int,
        rows: Iterable[Row],
        defined: Sequence[Story],
        fold: Fold,
    ) -> bool:
        """Write the rows of the events in (`after`, `upto`] and all that follows from them.

        `defined` are the stories that these events define. Returns False, having written nothing,
        when the checkpoint is not at `after`.
        """
        with write(self._engine) as connection:
            if not _advance(connection, after, upto):
                return False
            listed = _insert_all(connection, rows)
            update_watches(connection, after, upto)
            for story in defined:
                make_typed_views(connection, story)
            bridged = self._copies.record(connection, after, upto, listed)
            late = reordered(connection, after, upto)
            read = _addresses(connection, readings, after, upto) | late
            kin = set(kin_of(connection, read, upto).versions)
            _update_current(connection, kin, upto)
            touched = kin | _addresses(connection, runs, after, upto)
            since = _BEGINNING if bridged or late else _earliest(connection, after, upto, defined)
            _refold(connection, _dirty(connection, touched, after, upto, defined), upto, since, fold)
            return True

    def definitions(self) -> dict[str, StoryDefined]:
        """The definition in force of every story, as projected so far."""
        with self._engine.connect() as connection:
            return {
                row.story: StoryDefined(
                    story=row.story, title=row.title, digest=row.digest, source=row.source, packs=row.packs
                )
                for row in stories_known(connection, ALL)
            }

    def digest(self) -> str:
        """SHA-256 over every row of every read model, in the order of the primary keys."""
        with self._engine.connect() as connection:
            return digest_of(connection)

    def clear(self) -> None:
        """Forget everything that was projected; the log is untouched."""
        with write(self._engine) as connection:
            drop_typed_views(connection)
            for table in READ_TABLES:
                connection.execute(delete(table))


def _advance(connection: Connection, after: int, upto: int) -> bool:
    """Compare-and-set on the checkpoint. The first statement of the transaction, so that it locks."""
    if after == 0:
        connection.execute(_insert_new(connection, checkpoint), {"name": _NAME, "position": 0})
    moved = connection.execute(
        update(checkpoint)
        .where(checkpoint.c.name == _NAME, checkpoint.c.position == after)
        .values(position=upto)
    )
    return moved.rowcount == 1


def _insert_all(connection: Connection, rows: Iterable[Row]) -> dict[str, list[int]]:
    """Insert rows, but for the shingles of new wordings: those are listed one wording after the other."""
    listed: dict[str, set[int]] = {}
    others: list[Row] = []
    for row in rows:
        if row.table == shingles.name:  # once for each reading of the wording
            listed.setdefault(row.values["print_id"], set()).add(row.values["hash"])
        else:
            others.append(row)
    _insert(connection, others)
    return {mark: sorted(hashes) for mark, hashes in listed.items()}


def _insert(connection: Connection, rows: Iterable[Row]) -> None:
    """Insert rows table by table, in their order; rows that are shared may be there already."""
    by_table: dict[tuple[str, bool], list[Any]] = {}
    for row in rows:
        by_table.setdefault((row.table, row.shared), []).append(row.values)
    for (name, shared), values in by_table.items():
        table = _TABLES[name]
        connection.execute(_insert_new(connection, table) if shared else table.insert(), values)


def _insert_new(connection: Connection, table: Table) -> Any:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def _addresses(connection: Connection, table: Table, after: int, upto: int) -> set[str]:
    query = select(table.c.address).where(table.c.position > after, table.c.position <= upto)
    return set(connection.execute(query.distinct()).scalars())


def _update_current(connection: Connection, addresses: Collection[str], known_at: int) -> None:
    """Put down what each of `addresses` says now, and whose copy it is."""
    values = current_rows(connection, addresses, END_OF_TIME, known_at)
    for chunk in chunks(addresses):
        connection.execute(delete(current).where(current.c.address.in_(chunk)))
    if values:
        connection.execute(current.insert(), values)


def _dirty(
    connection: Connection, addresses: set[str], after: int, upto: int, defined: Sequence[Story]
) -> dict[str, set[str]]:
    """The groups to fold again, by story: all that the touched articles ever spoke in, the reviewed
    ones, and every group of a story whose definition changed; with those that a correction leads to."""
    columns = select(claims.c.story, claims.c.group_id).distinct()
    reviewed = select(reviews.c.claim_id).where(reviews.c.position > after, reviews.c.position <= upto)
    queries = [columns.where(claims.c.address.in_(chunk)) for chunk in chunks(addresses)]
    queries.append(columns.where(claims.c.claim_id.in_(reviewed)))
    queries += [columns.where(claims.c.story == story.story) for story in defined]
    found: dict[str, set[str]] = {}
    for query in queries:
        for row in connection.execute(query):
            found.setdefault(row.story, set()).add(row.group_id)
    corrected = list(moves(connection, upto))
    if corrected:
        fresh = set(connection.execute(reviewed).scalars())
        changed = {story.story for story in defined}
        for move in corrected:
            if move.address in addresses or move.claim_id in fresh or move.story in changed:
                found.setdefault(move.story, set()).add(move.group)
    return found


def _earliest(connection: Connection, after: int, upto: int, defined: Sequence[Story]) -> int:
    """The reported time before which these events changed nothing.

    A new article, a later version of one, or a run over a version, matters from when its words were
    reported. A reading of a version that is no later than one known already may renumber and re-date
    those, and a review or a definition matters to everything: then all is folded again.
    """
    new = and_(readings.c.position > after, readings.c.position <= upto)
    known = readings.alias()
    reread = (
        select(readings.c.position)
        .join(known, known.c.address == readings.c.address)
        .where(new, known.c.position < readings.c.position, known.c.captured >= readings.c.captured)
        .limit(1)
    )
    reviewed = (
        select(reviews.c.position).where(reviews.c.position > after, reviews.c.position <= upto).limit(1)
    )
    if defined or any(connection.execute(query).first() for query in (reread, reviewed)):
        return _BEGINNING
    run = select(runs.c.version_id).where(runs.c.position > after, runs.c.position <= upto)
    soonest = case(
        (readings.c.first_reported < readings.c.later_reported, readings.c.first_reported),
        else_=readings.c.later_reported,
    )
    query = select(func.min(soonest)).where(or_(new, readings.c.version_id.in_(run)))
    found: int | None = connection.execute(query).scalar()
    return _BEGINNING if found is None else found


def _refold(connection: Connection, dirty: dict[str, set[str]], upto: int, since: int, fold: Fold) -> None:
    for story, groups in sorted(dirty.items()):
        before: dict[str, dict[str, Mapping[str, Any]]] = {}
        for chunk in chunks(groups):
            for table in (facts, standings):
                connection.execute(delete(table).where(table.c.group_id.in_(chunk)))
            stale = and_(fact_history.c.group_id.in_(chunk), fact_history.c.since >= since)
            connection.execute(delete(fact_history).where(stale))
            kept = select(fact_history).where(fact_history.c.group_id.in_(chunk))
            for row in connection.execute(kept.order_by(fact_history.c.since)):
                before.setdefault(row.group_id, {})[row.fact_id] = dict(row._mapping)
        _insert(connection, _folded(connection, story, groups, upto, since, before, fold))


def _folded(
    connection: Connection,
    story: str,
    groups: set[str],
    upto: int,
    since: int,
    before: Mapping[str, Before],
    fold: Fold,
) -> Iterator[Row]:
    for group, claim_type, moments in group_moments(connection, story, groups, upto, since):
        yield from fold(story, group, claim_type, moments, before.get(group, {}))
