"""Which claims are in force at a point, with all that weighs on them.

Invariant: of the runs for one version and story, the latest known is in force, with all its claims
and no others; of the reviews of a claim, the latest known, unless it withdrew the verdict.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from archive.domain.claim import Claim, Extraction, Sighting, group_id
from archive.domain.correction import corrected_claim
from archive.domain.event import ClaimReviewed
from archive.domain.fact import Voice
from archive.domain.snapshot import Point
from archive.store.corrections import Corrected, corrections_in_force, moves
from archive.store.dating import asserted_by, first_making
from archive.store.decoders import decoder_of
from archive.store.queries_versions import CHUNK, chunks, clusters_of, current_among, current_of, versions_of
from archive.store.read_schema import claims, reviews, runs, sightings
from archive.store.rows import ClaimRow, ReviewRow, RunRow, SightingRow, Version


def voices(
    connection: Connection,
    story: str,
    as_of: int,
    known_at: int,
    groups: Collection[str] | None = None,
    address: str | None = None,
) -> list[Voice]:
    """What the articles of `story` assert at the point: each current version's claims in force.

    Restricted to `groups` and to one article where given. In order of address and place in the run.
    """
    if groups is not None and address is None:
        (told,) = voices_at(connection, story, [Point(as_of, known_at)], groups)
        return told
    spoken = {address} if address is not None else claiming_addresses(connection, story, known_at)
    known = _Known(connection, story, spoken, known_at)
    positions = known.runs_over(current_among(known.held, as_of).values())
    placed = claim_rows(connection, positions, known.corrected, groups)
    return known.voices(as_of, [(at, row) for at, _, row in placed])


def voices_at(
    connection: Connection, story: str, points: Sequence[Point], groups: Collection[str]
) -> list[list[Voice]]:
    """What is asserted in `groups` at each of `points`; what they have in common is looked up once.

    By the index of groups, since the articles of a story say a hundred things beside.
    """
    rows = _rows_of_groups(connection, story, max(point.known_at for point in points), groups)
    spoken = {row.address for row in rows}
    known = {at: _Known(connection, story, spoken, at) for at in {point.known_at for point in points}}
    found: list[list[Voice]] = []
    for point in points:
        then = known[point.known_at]
        positions = then.runs_over(current_among(then.held, point.as_of).values())
        in_force = (row for row in rows if row.position in positions)
        placed = _placed(in_force, then.corrected, groups)
        found.append(then.voices(point.as_of, [(at, row) for at, _, row in placed]))
    return found


class _Known:
    """What is known at a position of articles and of how a story reads them."""

    def __init__(self, connection: Connection, story: str, addresses: Collection[str], known_at: int) -> None:
        self._connection = connection
        self._story = story
        self._known_at = known_at
        self.held = versions_of(connection, addresses, known_at)
        self.corrected = corrections_in_force(connection, story, known_at)
        identities = (version.version_id for versions in self.held.values() for version in versions)
        self._runs = runs_in_force(connection, story, identities, known_at)

    def runs_over(self, versions: Iterable[Version]) -> set[int]:
        """The positions of the runs in force over `versions` that found anything."""
        runs = (self._runs.get(version.version_id) for version in versions)
        return {run.position for run in runs if run is not None and run.claim_count}

    def voices(self, as_of: int, found: Sequence[tuple[int, ClaimRow]]) -> list[Voice]:
        """`found`, claims with their places in runs in force, as they are heard at the reported time."""
        speaking = {row.address for _, row in found}
        current = current_among({address: self.held[address] for address in speaking}, as_of)
        labels = clusters_of(self._connection, current, as_of, self._known_at)
        claim_ids = {row.claim.claim_id for _, row in found}
        if len(claim_ids) > CHUNK:  # more claims than people give verdicts
            verdicts = {v.claim_id: v for v in verdicts_of(self._connection, self._story, self._known_at)}
        else:
            verdicts = reviews_in_force(self._connection, claim_ids, self._known_at)
        edited = [self.held[address] for address, version in current.items() if version.number > 1]
        earlier = (self._runs.get(version.version_id) for versions in edited for version in versions)
        asserted = asserted_by(self._connection, (run for run in earlier if run is not None))
        told: list[Voice] = []
        for _, row in sorted(found, key=lambda item: (item[1].address, item[0])):
            version = current[row.address]
            first = first_making(row.claim.assertion_key, version, self.held[row.address], asserted)
            run, review = self._runs[version.version_id], verdicts.get(row.claim.claim_id)
            told.append(voice_of(row, version, first, run, labels[row.address], review))
        return told


def voice_of(
    row: ClaimRow, version: Version, first: Version, run: RunRow, cluster: str, review: ClaimReviewed | None
) -> Voice:
    """A claim with the version, the run, the cluster and the review that it stands with.

    `first` is the version that made the claim first: its words became public with that one.
    """
    return Voice(
        claim=row.claim,
        address=row.address,
        version_id=row.version_id,
        version=version.number,
        title=version.title.value,
        source=version.source.value,
        published=version.published,
        reported=first.reported,
        reported_basis=first.reported_basis,
        cluster=cluster,
        position=row.position,
        extractor=run.extractor,
        extractor_version=run.extractor_version,
        story_digest=run.story_digest,
        review=review,
    )


def claiming_addresses(
    connection: Connection, story: str, known_at: int, groups: Collection[str] | None = None
) -> set[str]:
    """The addresses of which some version ever made a claim for `story` (in one of `groups`).

    A claim that a reviewer corrected is made in the group that it was corrected to as well.
    """
    if groups is None:
        query = select(runs.c.address).where(
            runs.c.story == story, runs.c.position <= known_at, runs.c.claim_count > 0
        )
        return set(connection.execute(query.distinct()).scalars())
    base = select(claims.c.address).where(claims.c.story == story, claims.c.position <= known_at).distinct()
    found = {move.address for move in moves(connection, known_at, story) if move.group in groups}
    for chunk in chunks(groups):
        found |= set(connection.execute(base.where(claims.c.group_id.in_(chunk))).scalars())
    return found


def runs_in_force(
    connection: Connection, story: str, versions: Iterable[str], known_at: int
) -> dict[str, RunRow]:
    """The run in force of each of `versions` (ids) that has one for `story`."""
    found: dict[str, RunRow] = {}
    for chunk in chunks(versions):
        last = (
            select(func.max(runs.c.position))
            .where(runs.c.version_id.in_(chunk), runs.c.story == story, runs.c.position <= known_at)
            .group_by(runs.c.version_id)
        )
        for row in connection.execute(select(runs).where(runs.c.position.in_(last))):
            found[row.version_id] = RunRow(**row._mapping)
    return found


def _rows_of_groups(connection: Connection, story: str, known_at: int, groups: Collection[str]) -> list[Any]:
    """The rows of every claim that any run found in `groups`, and of the runs that a correction takes there from.

    By the index of groups, since the articles of a story say a hundred things beside.
    """
    moved = [move.position for move in moves(connection, known_at, story) if move.group in groups]
    query = select(*_COLUMNS)
    found: dict[tuple[int, int], Any] = {}
    for column, values in ((claims.c.group_id, groups), (claims.c.position, moved)):
        for chunk in chunks(values):
            rows = connection.execute(query.where(claims.c.story == story, column.in_(chunk)))
            found |= {(row.position, row.ord): row for row in rows}
    return list(found.values())


def claim_rows(
    connection: Connection,
    positions: Iterable[int],
    corrected: Corrected,
    groups: Collection[str] | None = None,
) -> Iterator[tuple[int, str, ClaimRow]]:
    """The claims (in `groups`) of the runs at `positions`: place in the run, group id, claim.

    A claim in `corrected` stands under its corrected key, in the group of that.
    """
    for chunk in chunks(positions):
        rows = connection.execute(select(*_COLUMNS).where(claims.c.position.in_(chunk))).all()
        yield from _placed(rows, corrected, groups)


_COLUMNS = (
    claims.c.ord, claims.c.claim_id, claims.c.group_id, claims.c.document, claims.c.address,
    claims.c.version_id, claims.c.position
)  # fmt: skip


def _placed(
    rows: Iterable[Any], corrected: Corrected, groups: Collection[str] | None
) -> Iterator[tuple[int, str, ClaimRow]]:
    """Each row's claim in the group where it counts, if that is one of `groups`."""
    for row in rows:
        fields = corrected.get(row.claim_id)
        if fields is not None:
            claim = corrected_claim(decoder_of(Claim).decode(row.document), fields)
            group = group_id(claim.story, claim.type, claim.key)
            if groups is None or group in groups:
                yield row.ord, group, _claim_row(row, claim)
        elif groups is None or row.group_id in groups:
            yield row.ord, row.group_id, _claim_row(row)


def _claim_row(row: Any, claim: Claim | None = None) -> ClaimRow:
    return ClaimRow(
        claim=decoder_of(Claim).decode(row.document) if claim is None else claim,
        address=row.address,
        version_id=row.version_id,
        position=row.position,
    )


def reviews_in_force(
    connection: Connection, claim_ids: Iterable[str], known_at: int
) -> dict[str, ClaimReviewed]:
    """The verdict in force on each of `claim_ids` that has one."""
    found: dict[str, ClaimReviewed] = {}
    for chunk in chunks(claim_ids):
        last = (
            select(func.max(reviews.c.position))
            .where(reviews.c.claim_id.in_(chunk), reviews.c.position <= known_at)
            .group_by(reviews.c.claim_id)
        )
        for row in connection.execute(select(reviews).where(reviews.c.position.in_(last))):
            if row.verdict != "withdrawn":
                found[row.claim_id] = _review(row)
    return found


def reviews_of(connection: Connection, claim_id: str, known_at: int) -> list[ReviewRow]:
    """Every verdict on a claim, oldest first."""
    query = (
        select(reviews)
        .where(reviews.c.claim_id == claim_id, reviews.c.position <= known_at)
        .order_by(reviews.c.position)
    )
    return [
        ReviewRow(review=_review(row), actor=row.actor, position=row.position, recorded_at=row.recorded_at)
        for row in connection.execute(query)
    ]


def verdicts_of(connection: Connection, story: str, known_at: int) -> list[ClaimReviewed]:
    """The verdict in force on every claim of `story` that has one, the oldest first."""
    last = (
        select(func.max(reviews.c.position))
        .where(reviews.c.story == story, reviews.c.position <= known_at)
        .group_by(reviews.c.claim_id)
    )
    query = select(reviews).where(reviews.c.position.in_(last), reviews.c.verdict != "withdrawn")
    return [_review(row) for row in connection.execute(query.order_by(reviews.c.position))]


def last_voice(connection: Connection, claim_id: str, known_at: int) -> Voice | None:
    """A claim as it was last made, in force or not, dated by the version that made it."""
    row = claim_by_id(connection, claim_id, known_at)
    if row is None:
        return None
    held = versions_of(connection, {row.address}, known_at)[row.address]
    version = next(version for version in held if version.version_id == row.version_id)
    run = RunRow(**connection.execute(select(runs).where(runs.c.position == row.position)).one()._mapping)
    review = reviews_in_force(connection, {claim_id}, known_at).get(claim_id)
    return voice_of(row, version, version, run, row.address, review)


def _review(row: Any) -> ClaimReviewed:
    return ClaimReviewed(
        claim_id=row.claim_id,
        story=row.story,
        verdict=row.verdict,
        note=row.note,
        fields=msgspec.json.decode(row.fields),
    )


def claim_by_id(connection: Connection, claim_id: str, known_at: int) -> ClaimRow | None:
    """The latest record of a claim, whether it is in force or not."""
    query = (
        select(claims)
        .where(claims.c.claim_id == claim_id, claims.c.position <= known_at)
        .order_by(claims.c.position.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else _claim_row(row)


def run_result(connection: Connection, story: str, version_id: str, known_at: int) -> Extraction | None:
    """What the run in force for `story` found in a version, in its order; None where there is none."""
    run = runs_in_force(connection, story, [version_id], known_at).get(version_id)
    if run is None:
        return None
    made = select(claims.c.document).where(claims.c.position == run.position).order_by(claims.c.ord)
    seen = select(sightings).where(sightings.c.position == run.position).order_by(sightings.c.ord)
    return Extraction(
        tuple(decoder_of(Claim).decode(document) for document in connection.execute(made).scalars()),
        tuple(_sighting(row) for row in connection.execute(seen)),
    )


def runs_of(connection: Connection, address: str, known_at: int) -> list[RunRow]:
    """Every run over any version of an article, oldest first."""
    query = (
        select(runs).where(runs.c.address == address, runs.c.position <= known_at).order_by(runs.c.position)
    )
    return [RunRow(**row._mapping) for row in connection.execute(query)]


def runs_finding(connection: Connection, claim_ids: Iterable[str], known_at: int) -> dict[str, list[RunRow]]:
    """The runs that found each of `claim_ids`, oldest first."""
    found: dict[str, list[RunRow]] = {}
    for chunk in chunks(claim_ids):
        query = (
            select(claims.c.claim_id, *runs.c)
            .join(runs, runs.c.position == claims.c.position)
            .where(claims.c.claim_id.in_(chunk), claims.c.position <= known_at)
            .order_by(claims.c.position)
        )
        for row in connection.execute(query):
            values = dict(row._mapping)
            found.setdefault(values.pop("claim_id"), []).append(RunRow(**values))
    return found


def sightings_at(
    connection: Connection, story: str, as_of: int, known_at: int, address: str | None = None
) -> list[SightingRow]:
    """The sightings in the current versions of a story's articles, by address and place."""
    current = current_of(connection, _sighted(connection, story, address), as_of, known_at)
    in_force = runs_in_force(connection, story, (v.version_id for v in current.values()), known_at)
    found: list[SightingRow] = []
    for chunk in chunks(run.position for run in in_force.values() if run.sighting_count):
        rows = connection.execute(select(sightings).where(sightings.c.position.in_(chunk)))
        found += [_sighting_row(row, current[row.address]) for row in rows]
    return sorted(found, key=lambda row: (row.address, row.sighting.start, row.sighting.end))


def _sighted(connection: Connection, story: str, address: str | None) -> Collection[str]:
    if address is not None:
        return {address}
    query = select(sightings.c.address).where(sightings.c.story == story).distinct()
    return set(connection.execute(query).scalars())


def _sighting(row: Any) -> Sighting:
    return Sighting(row.story, row.kind, row.text, row.start, row.stop, row.sentence)


def _sighting_row(row: Any, version: Version) -> SightingRow:
    return SightingRow(
        sighting=_sighting(row),
        address=row.address,
        version_id=row.version_id,
        version=version.number,
        source=version.source.value,
        published=version.published,
        position=row.position,
    )
