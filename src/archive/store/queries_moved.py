"""What moved between two points, found from what was recorded and reported in between.

Invariant: every group whose voices differ between the points is among the answer; a group more than
that costs time and nothing else. Whole states are never compared: the cost follows the articles
read, extracted, reviewed or reported between the points, and the clusters they touch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from archive.domain.snapshot import Point
from archive.store.corrections import moves
from archive.store.fact_timelines import kin_of
from archive.store.queries_claims import runs_in_force
from archive.store.queries_versions import chunks, clusters_of, current_of, reordered, versions_of
from archive.store.read_schema import claims, readings, reviews, runs
from archive.store.rows import Version


def moved_groups(connection: Connection, story: str, start: Point, end: Point) -> set[str]:
    """The groups of `story` whose voices may differ between the two points."""
    touched = _touched(connection, story, start, end)
    states = [_state(connection, story, touched, point) for point in (start, end)]
    moved = {address for address in touched if states[0].get(address) != states[1].get(address)}
    moved |= _reclustered(connection, moved | _read(connection, start, end), start, end)
    groups = _reviewed_groups(connection, story, start, end)
    for point in (start, end):
        groups |= _groups_said(connection, story, moved, point)
    return groups


def _touched(connection: Connection, story: str, start: Point, end: Point) -> set[str]:
    """Addresses of which something was recorded, or may have become public, between the points."""
    known = sorted((start.known_at, end.known_at))
    reported = sorted((start.as_of, end.as_of))

    def recorded(column: Any) -> Any:
        return and_(column > known[0], column <= known[1])

    def public(column: Any) -> Any:
        return and_(column > reported[0], column <= reported[1])

    queries: list[Select[Any]] = [
        select(readings.c.address).where(recorded(readings.c.position)),
        select(runs.c.address).where(recorded(runs.c.position), runs.c.story == story),
        select(readings.c.address).where(
            or_(
                public(readings.c.first_reported),
                public(readings.c.later_reported),
                public(readings.c.captured),
            ),
            readings.c.position <= known[1],
        ),
    ]
    found = {address for query in queries for address in connection.execute(query.distinct()).scalars()}
    return found | reordered(connection, *known)


def _read(connection: Connection, start: Point, end: Point) -> set[str]:
    """Addresses that were read between the points: any wording may tie others together."""
    low, high = sorted((start.known_at, end.known_at))
    query = select(readings.c.address).where(readings.c.position > low, readings.c.position <= high)
    return set(connection.execute(query.distinct()).scalars())


_State = tuple[tuple[int, int, int, str, int | None], ...]


def _state(connection: Connection, story: str, addresses: set[str], point: Point) -> dict[str, _State]:
    """What a voice takes from its article: of the current version and of those before it, which may
    have made the claim first, the reading, the number, the reported time, and the run in force."""
    current = current_of(connection, addresses, point.as_of, point.known_at)
    held = versions_of(connection, current, point.known_at)
    upto = {
        address: [version for version in held[address] if version.number <= current[address].number]
        for address in current
    }
    identities = (version.version_id for versions in upto.values() for version in versions)
    in_force = runs_in_force(connection, story, identities, point.known_at)

    def state(version: Version) -> tuple[int, int, int, str, int | None]:
        run = in_force.get(version.version_id)
        position = run.position if run is not None else None
        return version.position, version.number, version.reported, version.reported_basis, position

    return {address: tuple(state(version) for version in versions) for address, versions in upto.items()}


def _reclustered(connection: Connection, touched: set[str], start: Point, end: Point) -> set[str]:
    """The articles that count as copies of others at one point than at the other.

    Only clusters can have changed that a touched article belongs to or ties together, with any wording.
    """
    known = max(start.known_at, end.known_at)
    members = set(kin_of(connection, touched, known).versions)
    labels: list[Mapping[str, str]] = []
    for point in (start, end):
        current = current_of(connection, members, point.as_of, point.known_at)
        labels.append(clusters_of(connection, current, point.as_of, point.known_at))
    return {address for address in members if labels[0].get(address) != labels[1].get(address)}


def _reviewed_groups(connection: Connection, story: str, start: Point, end: Point) -> set[str]:
    low, high = sorted((start.known_at, end.known_at))
    reviewed = select(reviews.c.claim_id).where(reviews.c.position > low, reviews.c.position <= high)
    query = select(claims.c.group_id).where(claims.c.story == story, claims.c.claim_id.in_(reviewed))
    groups = set(connection.execute(query.distinct()).scalars())
    corrected = list(moves(connection, high, story))
    if corrected:
        fresh = set(connection.execute(reviewed).scalars())
        groups |= {move.group for move in corrected if move.claim_id in fresh}
    return groups


def _groups_said(connection: Connection, story: str, addresses: set[str], point: Point) -> set[str]:
    """The groups in which `addresses` have claims in force at the point."""
    current = current_of(connection, addresses, point.as_of, point.known_at)
    in_force = runs_in_force(connection, story, (v.version_id for v in current.values()), point.known_at)
    positions = {run.position for run in in_force.values()}
    corrected = {m.group for m in moves(connection, point.known_at, story) if m.position in positions}
    return groups_of_runs(connection, positions) | corrected


def groups_of_runs(connection: Connection, positions: Iterable[int]) -> set[str]:
    """The groups that the runs at `positions` found claims in."""
    found: set[str] = set()
    for chunk in chunks(positions):
        query = select(claims.c.group_id).where(claims.c.position.in_(chunk)).distinct()
        found |= set(connection.execute(query).scalars())
    return found
