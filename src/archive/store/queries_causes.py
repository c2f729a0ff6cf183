"""What has to be known of many claims at once to say why they came or went between two points."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from archive.domain.snapshot import Point
from archive.store.dating import asserted_by
from archive.store.queries_claims import runs_in_force
from archive.store.queries_versions import chunks, current_of
from archive.store.read_schema import claims, readings, reviews
from archive.store.rows import RunRow, Version


@dataclass(frozen=True, slots=True)
class ArticleState:
    """The version of an article that is current at a point, and the run in force over it, if it was read."""

    version: Version
    run: RunRow | None


def article_states(
    connection: Connection, story: str, addresses: Collection[str], point: Point
) -> dict[str, ArticleState]:
    """What `story` reads in each of `addresses` at the point; those without a version then are left out."""
    current = current_of(connection, addresses, point.as_of, point.known_at)
    identities = (version.version_id for version in current.values())
    in_force = runs_in_force(connection, story, identities, point.known_at)
    return {a: ArticleState(version, in_force.get(version.version_id)) for a, version in current.items()}


def found_by(
    connection: Connection, story: str, versions: Collection[str], known_at: int
) -> dict[str, set[str]]:
    """The assertion keys of the run in force over each of `versions` that was read for `story`."""
    in_force = runs_in_force(connection, story, versions, known_at)
    found = asserted_by(connection, in_force.values())
    return {version: found.get(version, set()) for version in in_force}


def claim_positions(
    connection: Connection, claim_ids: Collection[str], known_at: int
) -> dict[str, tuple[int, str]]:
    """The last position at which each of `claim_ids` was recorded by then, and its assertion key."""
    found: dict[str, tuple[int, str]] = {}
    for chunk in chunks(claim_ids):
        query = (
            select(claims.c.claim_id, claims.c.position, claims.c.assertion_key)
            .where(claims.c.claim_id.in_(chunk), claims.c.position <= known_at)
            .order_by(claims.c.position)
        )
        for claim_id, position, key in connection.execute(query):
            found[claim_id] = (position, key)
    return found


def reviewed_between(connection: Connection, claim_ids: Collection[str], after: int, upto: int) -> set[str]:
    """Those of `claim_ids` on which a verdict was given in (`after`, `upto`]."""
    found: set[str] = set()
    if after >= upto:
        return found
    for chunk in chunks(claim_ids):
        query = select(reviews.c.claim_id).where(
            reviews.c.claim_id.in_(chunk), reviews.c.position > after, reviews.c.position <= upto
        )
        found |= set(connection.execute(query.distinct()).scalars())
    return found


def has_source(connection: Connection, source: str) -> bool:
    """Whether any article was ever read as of this outlet, whatever the case of its letters."""
    names = connection.execute(select(readings.c.source).distinct()).scalars()
    return any(name is not None and name.casefold() == source.casefold() for name in names)
