"""Stories, articles, snapshots, facts: the lists that people and services look at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from archive.store.queries_versions import (
    addresses_with,
    chunks,
    clusters_of,
    current_of,
    overlapping,
    version_counts,
    versions_of,
)
from archive.store.read_schema import (
    captures,
    claims,
    fact_history,
    facts,
    readings,
    snapshots,
    stories,
)
from archive.store.rows import (
    SHOWN,
    ArticleRow,
    FactRow,
    Presence,
    SnapshotRow,
    Version,
)
from archive.store.story_row import StoryRow


def stories_known(connection: Connection, known_at: int, story: str | None = None) -> list[StoryRow]:
    """The definition in force of every story (of one), by id."""
    last = select(func.max(stories.c.position)).where(stories.c.position <= known_at)
    if story is not None:
        last = last.where(stories.c.story == story)
    query = select(stories).where(stories.c.position.in_(last.group_by(stories.c.story)))
    found = [_story_row(row) for row in connection.execute(query)]
    return sorted(found, key=lambda row: row.story)


def definitions_of(connection: Connection, story: str) -> list[StoryRow]:
    """Every definition that a story ever had, the newest first."""
    query = select(stories).where(stories.c.story == story).order_by(stories.c.position.desc())
    return [_story_row(row) for row in connection.execute(query)]


def definitions_until(connection: Connection, known_at: int) -> list[StoryRow]:
    """Every definition of any story up to a position, in the order of the log."""
    query = select(stories).where(stories.c.position <= known_at).order_by(stories.c.position)
    return [_story_row(row) for row in connection.execute(query)]


def _story_row(row: Any) -> StoryRow:
    return StoryRow(**{**row._mapping, "packs": msgspec.json.decode(row.packs)})


def articles_at(
    connection: Connection, as_of: int, known_at: int, addresses: Collection[str] | None = None
) -> list[ArticleRow]:
    """Every article (of `addresses`) with a version reported by then, by address."""
    current = current_of(connection, addresses, as_of, known_at)
    versions = version_counts(connection, current, as_of, known_at)
    looks = _capture_counts(connection, current, known_at)
    labels = clusters_of(connection, current, as_of, known_at)
    members: dict[str, list[str]] = {}
    for address, label in sorted(labels.items()):
        members.setdefault(label, []).append(address)
    shares = _shares(connection, current, as_of, known_at)
    presences = _presences(connection, current, known_at)
    return [
        ArticleRow(
            version=version,
            versions=versions[address],
            captures=looks.get(address, 0),
            presence=presences.get(address, Presence(outcome="new", last_seen=None, first_missing=None)),
            copies=tuple(other for other in members[labels[address]] if other != address),
            shares=tuple(other for other in shares[address] if labels.get(other) != labels[address]),
        )
        for address, version in sorted(current.items())
    ]


def _capture_counts(connection: Connection, addresses: Collection[str], known_at: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in chunks(addresses):
        query = (
            select(captures.c.address, func.count())
            .where(captures.c.address.in_(chunk), captures.c.position <= known_at)
            .group_by(captures.c.address)
        )
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found


def _presences(connection: Connection, addresses: Collection[str], known_at: int) -> dict[str, Presence]:
    """Whether each of `addresses` still stood when it was last looked at, and since when it is missing."""
    found: dict[str, Presence] = {}
    for chunk in chunks(addresses):
        known = select(captures).where(captures.c.address.in_(chunk), captures.c.position <= known_at)
        looks = known.subquery()
        seen = (
            select(looks.c.address, func.max(looks.c.captured).label("seen"))
            .where(looks.c.outcome.in_(SHOWN))
            .group_by(looks.c.address)
            .subquery()
        )
        missing = (
            select(looks.c.address, func.min(looks.c.captured).label("missing"))
            .join(seen, seen.c.address == looks.c.address)
            .where(looks.c.outcome == "gone", looks.c.captured > seen.c.seen)
            .group_by(looks.c.address)
            .subquery()
        )
        age = func.row_number().over(
            partition_by=looks.c.address, order_by=(looks.c.captured.desc(), looks.c.position.desc())
        )
        ranked = select(looks, age.label("age")).subquery()
        query = (
            select(ranked, seen.c.seen, missing.c.missing)
            .outerjoin(seen, seen.c.address == ranked.c.address)
            .outerjoin(missing, missing.c.address == ranked.c.address)
            .where(ranked.c.age == 1)
        )
        for row in connection.execute(query):
            found[row.address] = Presence(
                outcome=row.outcome,
                last_seen=row.seen,
                first_missing=row.missing,
                problem=row.problem,
                moved_to=row.moved_to,
            )
    return found


def _shares(
    connection: Connection, current: Mapping[str, Version], as_of: int, known_at: int
) -> dict[str, list[str]]:
    """For each article the others whose current versions overlap with it notably, copies among them."""
    links = overlapping(connection, {v.print_id for v in current.values()}, known_at)
    near: dict[str, set[str]] = {}
    for a, b in links:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    others = addresses_with(connection, near, known_at)
    holders: dict[str, list[str]] = {}
    for address, version in sorted(current_of(connection, others, as_of, known_at).items()):
        holders.setdefault(version.print_id, []).append(address)
    return {
        address: sorted(
            other
            for mark in near.get(version.print_id, ())
            for other in holders.get(mark, ())
            if other != address
        )
        for address, version in current.items()
    }


def version_by_id(connection: Connection, version_id: str, known_at: int) -> Version | None:
    """One version, by its id."""
    query = select(readings.c.address).where(readings.c.version_id == version_id).limit(1)
    address = connection.execute(query).scalar()
    if address is None:
        return None
    held = versions_of(connection, {address}, known_at).get(address, [])
    return next((version for version in held if version.version_id == version_id), None)


def snapshots_known(connection: Connection, known_at: int) -> list[SnapshotRow]:
    """Every snapshot that was kept, oldest first."""
    query = select(snapshots).where(snapshots.c.position <= known_at).order_by(snapshots.c.position)
    return [SnapshotRow(**row._mapping) for row in connection.execute(query)]


def facts_now(connection: Connection, story: str | None, fact_id: str | None) -> list[FactRow]:
    """The facts as of the checkpoint, by story, type and id."""
    query = select(*(facts.c[field.name] for field in fields(FactRow)))
    if story is not None:
        query = query.where(facts.c.story == story)
    if fact_id is not None:
        query = query.where(facts.c.fact_id == fact_id)
    found = [FactRow(**row._mapping) for row in connection.execute(query)]
    return sorted(found, key=lambda row: (row.story, row.type, row.fact_id))


def find(connection: Connection, prefix: str, known_at: int) -> list[tuple[str, str]]:
    """Pairs of kind and id that `prefix` may have stood for then; an exact match is the only answer.

    Facts are another matter: they come and go with their claims (`service.fact_place`).
    """
    columns = (
        ("article", readings.c.address, readings.c.position),
        ("version", readings.c.version_id, readings.c.position),
        ("claim", claims.c.claim_id, claims.c.position),
        ("story", stories.c.story, stories.c.position),
    )
    for matches in (_equal, _starting):
        found = [
            (kind, value)
            for kind, column, position in columns
            for value in connection.execute(
                select(column).where(matches(column, prefix), position <= known_at).distinct()
            ).scalars()
        ]
        if found:
            return sorted(found)
    return []


def fact_groups(connection: Connection, prefix: str) -> list[tuple[str, str, str]]:
    """The facts there are or were whose id begins with `prefix`: id, story and group of each."""
    found: set[tuple[str, str, str]] = set()
    for table in (facts, fact_history):
        query = select(table.c.fact_id, table.c.story, table.c.group_id)
        found |= {
            tuple(row)
            for row in connection.execute(query.where(_starting(table.c.fact_id, prefix)).distinct())
        }
    return sorted(found)


def _equal(column: Any, prefix: str) -> Any:
    return column == prefix


def _starting(column: Any, prefix: str) -> Any:
    return column.startswith(prefix, autoescape=True)
