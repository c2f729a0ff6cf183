"""What is asserted in each group from each reported time on: the material that facts are folded from.

Invariant: the voices at a moment are those of `queries_claims.voices` at that reported time, latest
known; this file finds them for all moments of many groups at once.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from archive.domain.copies import clusters
from archive.domain.event import ClaimReviewed
from archive.domain.fact import Voice
from archive.store.corrections import corrections_in_force, moves
from archive.store.dating import first_making
from archive.store.queries_claims import (
    claim_rows,
    claiming_addresses,
    reviews_in_force,
    runs_in_force,
    voice_of,
)
from archive.store.queries_kindred import kindreds
from archive.store.queries_versions import (
    addresses_with,
    chunks,
    label_clusters,
    timeline,
    versions_of,
)
from archive.store.read_schema import claims
from archive.store.rows import ClaimRow, GroupRow, RunRow, Version

_EVER = 2**62
"""A position that no log reaches."""

Moments = Iterator[tuple[int, list[Voice]]]


@dataclass(frozen=True, slots=True)
class Kin:
    """Articles with all their versions, and the name of the kindred of each of their wordings."""

    versions: Mapping[str, list[Version]]
    names: Mapping[str, str]


def kin_of(connection: Connection, addresses: Collection[str], known_at: int) -> Kin:
    """`addresses` and every article that any version of theirs was ever a copy of, directly or not."""
    held: dict[str, list[Version]] = {}
    names: dict[str, str] = {}
    frontier = set(addresses)
    while frontier:
        fresh = versions_of(connection, frontier, known_at)
        held |= {address: fresh.get(address, []) for address in frontier}
        prints = {version.print_id for versions in fresh.values() for version in versions} - names.keys()
        near = kindreds(connection, prints, known_at)
        names |= near
        frontier = addresses_with(connection, near.keys(), known_at) - held.keys()
    return Kin(held, names)


@dataclass(slots=True)
class _Family:
    """Articles that may ever be copies of each other, and their clusters over reported time."""

    turns: dict[str, list[tuple[int, Version]]]
    names: Mapping[str, str]
    labels: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def moments(self) -> set[int]:
        return {since for turns in self.turns.values() for since, _ in turns}

    def current(self, address: str, moment: int) -> Version | None:
        turns = self.turns[address]
        place = bisect_right(turns, moment, key=lambda turn: turn[0])
        return turns[place - 1][1] if place else None

    def label(self, address: str, moment: int) -> str:
        if len(self.turns) == 1:
            return address
        if moment not in self.labels:
            held = {a: v.print_id for a in self.turns if (v := self.current(a, moment)) is not None}
            self.labels[moment] = label_clusters(held, self.names)
        return self.labels[moment][address]


def _families(kin: Kin) -> dict[str, _Family]:
    """The family of each article. Two articles with no wording in common never share one."""
    holders: dict[str, str] = {}
    pairs: list[tuple[str, str]] = []
    for address, versions in kin.versions.items():
        pairs += [(address, holders.setdefault(kin.names[v.print_id], address)) for v in versions]
    found: dict[str, _Family] = {}
    for address, label in clusters(kin.versions, pairs).items():
        family = found.setdefault(label, _Family({}, kin.names))
        family.turns[address] = timeline(kin.versions[address])
        found[address] = family
    return found


def groups_of(
    connection: Connection, story: str, known_at: int, claim_type: str | None = None
) -> list[GroupRow]:
    """Every group of `story` (of one type) that a claim was ever made in or corrected to, by type and group id."""
    query = select(claims.c.group_id, claims.c.type, claims.c.claim_key).where(
        claims.c.story == story, claims.c.position <= known_at
    )
    if claim_type is not None:
        query = query.where(claims.c.type == claim_type)
    found = {
        row.group_id: GroupRow(row.group_id, row.type, json.loads(row.claim_key))
        for row in connection.execute(query.distinct())
    }
    for move in moves(connection, known_at, story):
        if claim_type in (None, move.type):
            found.setdefault(move.group, GroupRow(move.group, move.type, dict(move.key)))
    return [row for _, row in sorted(found.items(), key=lambda item: (item[1].type, item[0]))]


def group_keys(connection: Connection, story: str, groups: Collection[str]) -> list[GroupRow]:
    """The type and the key of each of `groups`."""
    found: dict[str, GroupRow] = {}
    for chunk in chunks(groups):
        query = select(claims.c.group_id, claims.c.type, claims.c.claim_key).where(
            claims.c.story == story, claims.c.group_id.in_(chunk)
        )
        for row in connection.execute(query.distinct()):
            found[row.group_id] = GroupRow(row.group_id, row.type, json.loads(row.claim_key))
    if found.keys() < set(groups):
        for move in moves(connection, _EVER, story):
            if move.group in groups:
                found.setdefault(move.group, GroupRow(move.group, move.type, dict(move.key)))
    return list(found.values())


def group_moments(
    connection: Connection, story: str, groups: Collection[str], known_at: int, since: int
) -> Iterator[tuple[str, str, Moments]]:
    """For each of `groups` that anything is asserted in: its id, its type, and its moments in order.

    Moments before `since` are left out, but for the last one where there is no other.
    """
    spoken = claiming_addresses(connection, story, known_at, groups)
    kin = kin_of(connection, spoken, known_at)
    families = _families(kin)
    read = [version.version_id for address in spoken for version in kin.versions[address]]
    in_force = runs_in_force(connection, story, read, known_at)
    said: dict[str, dict[str, dict[str, list[tuple[int, ClaimRow]]]]] = {}
    corrected = corrections_in_force(connection, story, known_at)
    positions = [run.position for run in in_force.values()]
    for at, group, row in claim_rows(connection, positions, corrected, groups):
        said.setdefault(group, {}).setdefault(row.address, {}).setdefault(row.version_id, []).append(
            (at, row)
        )
    ids = {
        r.claim.claim_id for g in said.values() for a in g.values() for rows in a.values() for _, r in rows
    }
    reviews = reviews_in_force(connection, ids, known_at)
    for group, by_address in sorted(said.items()):
        sample = next(iter(next(iter(by_address.values())).values()))[0][1]
        yield group, sample.claim.type, _moments(by_address, kin, families, in_force, reviews, since)


def _moments(
    said: Mapping[str, Mapping[str, list[tuple[int, ClaimRow]]]],
    kin: Kin,
    families: Mapping[str, _Family],
    in_force: Mapping[str, RunRow],
    reviews: Mapping[str, ClaimReviewed],
    since: int,
) -> Moments:
    moments = sorted({moment for address in said for moment in families[address].moments})
    built: dict[tuple[str, str], list[Voice]] = {}
    before: list[tuple[str, str]] | None = None
    for moment in [moment for moment in moments if moment >= since] or moments[-1:]:
        standing: list[tuple[str, str]] = []
        for address in sorted(said):
            version = families[address].current(address, moment)
            if version is None or version.version_id not in said[address]:
                continue
            key = (version.version_id, families[address].label(address, moment))
            if key not in built:
                run = in_force[version.version_id]
                built[key] = list(_speak(said[address], version, kin.versions[address], run, key[1], reviews))
            standing.append(key)
        if standing != before:
            before = standing
            yield moment, [voice for key in standing for voice in built[key]]


def _speak(
    said: Mapping[str, list[tuple[int, ClaimRow]]],
    version: Version,
    held: Sequence[Version],
    run: RunRow,
    cluster: str,
    reviews: Mapping[str, ClaimReviewed],
) -> Iterator[Voice]:
    asserted = {identity: {row.claim.assertion_key for _, row in rows} for identity, rows in said.items()}
    for _, row in sorted(said[version.version_id], key=lambda pair: pair[0]):
        first = first_making(row.claim.assertion_key, version, held, asserted)
        yield voice_of(row, version, first, run, cluster, reviews.get(row.claim.claim_id))
