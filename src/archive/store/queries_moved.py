"""What moved between two points, found from what was recorded and reported in between.

Invariant: every group whose voices differ between the points is among the answer; a group more than
that costs time and nothing else. Whole states are never compared: the cost follows the articles
read, extracted, reviewed or reported between the points, and the clusters they touch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, or_, select

from archive.domain.snapshot import Point
from archive.store.corrections import moves
from archive.store.fact_timelines import kin_of
from archive.store.queries_versions import chunks, clusters_of, current_among, reordered, versions_of
from archive.store.read_schema import claims, kindred, readings, reviews, runs, stories
from archive.store.rows import Version

Groups = dict[str, set[str]]
"""Groups (`domain.claim.group_id`) by story."""


def moved_groups(connection: Connection, stories: Collection[str] | None, start: Point, end: Point) -> Groups:
    """The groups of `stories` (of all when None) whose voices may differ between the two points."""
    return _Move(connection, stories, start, end).groups()


@dataclass(frozen=True)
class _Move:
    """The way from one point to the other, for some stories."""

    connection: Connection
    stories: Collection[str] | None
    start: Point
    end: Point

    def groups(self) -> Groups:
        found = self._reviewed()
        spoken: dict[str, set[int]] = {}
        touched = self._touched()
        for story, position in self._apart(touched, self._relabelled()):
            spoken.setdefault(story, set()).add(position)
        for story, positions in spoken.items():
            found.setdefault(story, set()).update(groups_of_runs(self.connection, positions))
            corrected = moves(self.connection, max(self._known), story)
            found[story] |= {move.group for move in corrected if move.position in positions}
        return {story: groups for story, groups in found.items() if groups}

    @cached_property
    def _known(self) -> tuple[int, int]:
        low, high = sorted((self.start.known_at, self.end.known_at))
        return low, high

    def _about(self, column: Any) -> Any:
        return column.in_(self.stories) if self.stories is not None else True

    def _touched(self) -> set[str]:
        """Addresses of which something was recorded, or may have become public, between the points.

        Of single stories only the articles that were ever read for them: others have no say there.
        """
        low, high = self._known
        run = select(runs.c.address).where(
            runs.c.position > low, runs.c.position <= high, self._about(runs.c.story)
        )
        found = self._read_or_public(lambda query: query) | self._scalars(run.distinct())
        if self.stories is None:
            return found
        return found & self._scalars(select(runs.c.address).where(self._about(runs.c.story)).distinct())

    def _read_or_public(self, narrowed: Any) -> set[str]:
        """Addresses that were read between the points, or of which a reading may count from a time between."""
        low, high = self._known
        reported = sorted((self.start.as_of, self.end.as_of))
        columns = (readings.c.first_reported, readings.c.later_reported, readings.c.captured)
        between = [and_(readings.c.position > low, readings.c.position <= high)]
        between += [
            and_(column > reported[0], column <= reported[1], readings.c.position <= high)
            for column in columns
            if reported[0] < reported[1]
        ]
        # One query for each: "or" over several columns reads the whole table.
        queries = [narrowed(select(readings.c.address).where(condition)) for condition in between]
        found = {address for query in queries for address in self._scalars(query.distinct())}
        return found | reordered(self.connection, low, high) if low < high else found

    def _relabelled(self) -> set[str]:
        """The articles that count as copies of others at one point than at the other, in whatever story.

        Only clusters can have changed that hold a wording of an article which was read, or of which something
        became public, in between: the new one, or one that it left for it. Wordings that are copies of nothing,
        and stand nowhere else, are no cluster's.
        """
        ever, twin = readings.alias(), readings.alias()
        same = exists().where(twin.c.print_id == ever.c.print_id, twin.c.address != ever.c.address)
        alike = exists().where(kindred.c.print_id == ever.c.print_id)
        clustered = exists().where(ever.c.address == readings.c.address, or_(same, alike))
        tied = self._read_or_public(lambda query: query.where(clustered))
        kin = kin_of(self.connection, tied, max(self._known)) if tied else None
        if kin is None:
            return set()
        members = kin.versions.keys()
        labels: list[Mapping[str, str]] = []
        for point in (self.start, self.end):
            held = (
                kin.versions
                if point.known_at == max(self._known)
                else versions_of(self.connection, members, point.known_at)
            )
            current = current_among(held, point.as_of)
            labels.append(clusters_of(self.connection, current, point.as_of, point.known_at))
        return {address for address in members if labels[0].get(address) != labels[1].get(address)}

    def _apart(self, touched: set[str], relabelled: set[str]) -> Iterator[tuple[str, int]]:
        """The runs in force, at either point, of articles that say or are something else at the other: story, position."""
        sides = [_States(self, touched | relabelled, point) for point in (self.start, self.end)]
        for address in touched | relabelled:
            both = [side.of(address) for side in sides]
            for story in both[0].keys() | both[1].keys():
                if address in relabelled or both[0].get(story) != both[1].get(story):
                    for side in sides:
                        position = side.in_force(address, story)
                        if position is not None:
                            yield story, position

    def _reviewed(self) -> Groups:
        low, high = self._known
        if low == high:
            return {}
        recorded = and_(reviews.c.position > low, reviews.c.position <= high)
        reviewed = select(reviews.c.claim_id).where(recorded, self._about(reviews.c.story))
        query = select(claims.c.story, claims.c.group_id).where(claims.c.claim_id.in_(reviewed)).distinct()
        found: Groups = {}
        for story, group in self.connection.execute(query):
            found.setdefault(story, set()).add(group)
        for story in found:
            corrected = list(moves(self.connection, high, story))
            if corrected:
                fresh = self._scalars(reviewed)
                found[story] |= {move.group for move in corrected if move.claim_id in fresh}
        return found

    def _scalars(self, query: Select[Any]) -> set[Any]:
        return set(self.connection.execute(query).scalars())


_State = tuple[tuple[int, int, int, str, int | None], ...]


class _States:
    """What articles say at a point, story by story.

    What a voice takes from its article: of the current version and of those before it, which may have made
    the claim first, the reading, the number, the reported time, and the run in force.
    """

    def __init__(self, move: _Move, addresses: Collection[str], point: Point) -> None:
        held = versions_of(move.connection, addresses, point.known_at)
        self._current = current_among(held, point.as_of)
        self._upto = {
            address: [each for each in held[address] if each.number <= version.number]
            for address, version in self._current.items()
        }
        identities = (each.version_id for versions in self._upto.values() for each in versions)
        self._runs = _runs_in_force(move, identities, point.known_at)

    def of(self, address: str) -> dict[str, _State]:
        """The state of an article in each story that any of its versions was read for."""
        versions = self._upto.get(address, [])
        stories = {story for version in versions for story in self._runs.get(version.version_id, ())}
        return {story: tuple(self._state(each, story) for each in versions) for story in stories}

    def in_force(self, address: str, story: str) -> int | None:
        """The position of the run in force over the current version."""
        version = self._current.get(address)
        return None if version is None else self._runs.get(version.version_id, {}).get(story)

    def _state(self, version: Version, story: str) -> tuple[int, int, int, str, int | None]:
        run = self._runs.get(version.version_id, {}).get(story)
        return version.position, version.number, version.reported, version.reported_basis, run


def _runs_in_force(move: _Move, versions: Iterable[str], known_at: int) -> dict[str, dict[str, int]]:
    """The position of the run in force of each of `versions` (ids) for each story."""
    found: dict[str, dict[str, int]] = {}
    for chunk in chunks(versions):
        query = (
            select(runs.c.version_id, runs.c.story, func.max(runs.c.position))
            .where(runs.c.version_id.in_(chunk), runs.c.position <= known_at, move._about(runs.c.story))
            .group_by(runs.c.version_id, runs.c.story)
        )
        for version, story, position in move.connection.execute(query):
            found.setdefault(version, {})[story] = position
    return found


def groups_of_runs(connection: Connection, positions: Iterable[int]) -> set[str]:
    """The groups that the runs at `positions` found claims in."""
    found: set[str] = set()
    for chunk in chunks(positions):
        query = select(claims.c.group_id).where(claims.c.position.in_(chunk)).distinct()
        found |= set(connection.execute(query).scalars())
    return found


def last_change(connection: Connection, known_at: int) -> int | None:
    """The last position by `known_at` of a reading, a run, a verdict or a definition; None where there is none."""
    queries = [
        select(func.max(table.c.position)).where(table.c.position <= known_at)
        for table in (readings, runs, reviews, stories)
    ]
    found = [connection.execute(query).scalar() for query in queries]
    return max((position for position in found if position is not None), default=None)
