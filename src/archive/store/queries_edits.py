"""What is asked about the edits of articles: which were edited, what each of their versions claims, who else says it.

Invariant: the cost follows the articles that were edited, and not those that there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, func, select

from archive.domain.claim import Claim
from archive.store.corrections import corrections_in_force
from archive.store.queries_claims import claim_rows, reviews_in_force
from archive.store.queries_versions import chunks
from archive.store.read_schema import captures, current, facts, readings, runs
from archive.store.rows import SHOWN, RunRow


@dataclass(frozen=True, slots=True)
class VersionClaims:
    """What a version claims for a story: the run in force, and its claims but those that a reviewer rejected."""

    run: RunRow
    claims: tuple[Claim, ...]


def edited_addresses(connection: Connection) -> dict[str, str]:
    """The addresses of articles with more than one version, each with its cluster of copies."""
    query = select(current.c.address, current.c.cluster).where(current.c.number > 1)
    return {row.address: row.cluster for row in connection.execute(query)}


def claims_of_versions(
    connection: Connection, versions: Collection[str], known_at: int, stories: Collection[str] | None
) -> dict[tuple[str, str], VersionClaims]:
    """What each of `versions` (ids) claims for each story (of `stories`) that it was read for, by story and version."""
    found: dict[int, RunRow] = {}
    for chunk in chunks(versions):
        last = (
            select(func.max(runs.c.position))
            .where(runs.c.version_id.in_(chunk), runs.c.position <= known_at)
            .group_by(runs.c.version_id, runs.c.story)
        )
        query = select(runs).where(runs.c.position.in_(last))
        if stories is not None:
            query = query.where(runs.c.story.in_(sorted(stories)))
        found |= {run.position: RunRow(**run._mapping) for run in connection.execute(query)}
    corrected = {
        claim: fields
        for story in sorted({run.story for run in found.values()})
        for claim, fields in corrections_in_force(connection, story, known_at).items()
    }
    claiming = [position for position, run in found.items() if run.claim_count]
    rows = list(claim_rows(connection, claiming, corrected))
    verdicts = reviews_in_force(connection, {row.claim.claim_id for _, _, row in rows}, known_at)
    told: dict[int, list[tuple[int, Claim]]] = {position: [] for position in found}
    for ordinal, _, row in rows:
        verdict = verdicts.get(row.claim.claim_id)
        if verdict is None or verdict.verdict != "rejected":
            told[row.position].append((ordinal, row.claim))
    return {
        (run.story, run.version_id): VersionClaims(
            run, tuple(claim for _, claim in sorted(told[position], key=lambda one: one[0]))
        )
        for position, run in found.items()
    }


def last_showing(connection: Connection, versions: Iterable[str], known_at: int) -> dict[str, int]:
    """For each of `versions` (ids) the last look before it at its address that showed an article (microseconds)."""
    found: dict[str, int] = {}
    for chunk in chunks(versions):
        began = (
            select(readings.c.version_id, readings.c.address, func.max(readings.c.position).label("position"))
            .where(readings.c.version_id.in_(chunk), readings.c.position <= known_at)
            .group_by(readings.c.version_id, readings.c.address)
            .subquery()
        )
        since = select(readings.c.version_id, readings.c.address, readings.c.captured).join(
            began, began.c.position == readings.c.position
        )
        version = since.subquery()
        query = (
            select(version.c.version_id, func.max(captures.c.captured).label("seen"))
            .join(captures, captures.c.address == version.c.address)
            .where(
                captures.c.captured < version.c.captured,
                captures.c.position <= known_at,
                captures.c.outcome.in_(SHOWN),
            )
            .group_by(version.c.version_id)
        )
        found |= {row.version_id: row.seen for row in connection.execute(query)}
    return found


class _Supporting(msgspec.Struct):
    cluster: str


class _Supported(msgspec.Struct):
    """What is needed of a fact's document (`domain.fact_document`)."""

    supporting: Mapping[str, _Supporting] = {}


_DOCUMENT = msgspec.json.Decoder(_Supported)


def supporters_now(connection: Connection, groups: Collection[str]) -> dict[str, list[set[str]]]:
    """For each of `groups` the clusters that support each of its facts, as of the checkpoint."""
    found: dict[str, list[set[str]]] = {}
    for chunk in chunks(groups):
        query = select(facts.c.group_id, facts.c.document).where(facts.c.group_id.in_(chunk))
        for row in connection.execute(query):
            supporting = _DOCUMENT.decode(row.document).supporting
            found.setdefault(row.group_id, []).append({each.cluster for each in supporting.values()})
    return found
