"""Which article versions a story has yet to read: those that its definition or the extractor can read otherwise.

Invariant: a version is left out only if reading it could bring nothing that is not in force. That is known
where its run came from this definition and this extractor; where a StoryRead says that they read it and
found what was in force; and where it has no run and was held to the same gate, by a StoryRead or when it
was ingested. Every version that passed a gate has a run, so the cost follows the articles that concern
the story and not the archive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, select

from archive.store.queries_versions import versions_of
from archive.store.read_schema import readings, runs, story_reads
from archive.store.rows import Version


@dataclass(frozen=True, slots=True)
class Marks:
    """What a reading is marked by. `gated_from` is the position since which ingestion applies `gate`."""

    story: str
    digest: str
    extractor_version: str
    gate: str
    gated_from: int


def pending_readings(connection: Connection, marks: Marks) -> list[Version]:
    """The versions to read, in the order in which they were first read."""
    wanted = _outdated(connection, marks) | _ungated(connection, marks)
    held = versions_of(connection, {address for address, _ in wanted}, _latest(connection))
    identities = {version for _, version in wanted}
    found = [v for versions in held.values() for v in versions if v.version_id in identities]
    return sorted(found, key=lambda version: version.first_position)


def _latest(connection: Connection) -> int:
    return connection.execute(select(func.max(readings.c.position))).scalar() or 0


def _outdated(connection: Connection, marks: Marks) -> set[tuple[str, str]]:
    """Address and id of the versions whose run in force may not be what would be found now."""
    last = select(func.max(runs.c.position)).where(runs.c.story == marks.story).group_by(runs.c.version_id)
    read = (
        select(func.max(readings.c.position))
        .where(readings.c.version_id == runs.c.version_id)
        .scalar_subquery()
    )
    query = select(
        runs.c.address,
        runs.c.version_id,
        runs.c.position,
        runs.c.story_digest,
        runs.c.extractor_version,
        read.label("read"),
    ).where(runs.c.position.in_(last))
    covered = _covered(connection, marks)
    return {
        (row.address, row.version_id)
        for row in connection.execute(query)
        if not _is_done(row, marks) and not (row.read <= covered[0] and row.position < covered[1])
    }


def _is_done(row: Any, marks: Marks) -> bool:
    # A version read anew may read differently, so a run counts only if it came after the reading.
    own = (row.story_digest, row.extractor_version) == (marks.digest, marks.extractor_version)
    return own and row.position > row.read


def _covered(connection: Connection, marks: Marks) -> tuple[int, int]:
    """Up to where, and when, this definition and this extractor last read everything."""
    query = (
        select(story_reads.c.upto, story_reads.c.position)
        .where(
            story_reads.c.story == marks.story,
            story_reads.c.story_digest == marks.digest,
            story_reads.c.extractor_version == marks.extractor_version,
        )
        .order_by(story_reads.c.position.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return (row.upto, row.position) if row is not None else (0, 0)


def _ungated(connection: Connection, marks: Marks) -> set[tuple[str, str]]:
    """Address and id of the versions without a run that nobody has held to the gate."""
    done = select(func.max(story_reads.c.upto)).where(
        story_reads.c.story == marks.story, story_reads.c.gate == marks.gate
    )
    upto = connection.execute(done).scalar() or 0
    gated_from = max(marks.gated_from, _first_run(connection, marks.extractor_version))
    if upto >= gated_from:
        return set()
    read = select(runs.c.version_id).where(runs.c.story == marks.story)
    query = select(readings.c.address, readings.c.version_id).where(
        and_(readings.c.position > upto, readings.c.position <= gated_from),
        readings.c.version_id.not_in(read),
    )
    return {(row.address, row.version_id) for row in connection.execute(query.distinct())}


def _first_run(connection: Connection, extractor_version: str) -> int:
    """Since when this extractor has ingested: what passed the gate of another one may not pass its own."""
    query = select(func.min(runs.c.position)).where(runs.c.extractor_version == extractor_version)
    return connection.execute(query).scalar() or _latest(connection)
