"""When the archive came to know what bears on a fact: the positions at which its answer can have moved.

Invariant: between two positions that follow each other here, what is asserted in the group is the same at
every reported time. A position more than that costs time and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from archive.store.corrections import moves
from archive.store.fact_timelines import kin_of
from archive.store.queries_claims import claiming_addresses
from archive.store.queries_versions import chunks
from archive.store.read_schema import captures, claims, readings, reviews, runs, stories
from archive.store.rows import SHOWN
from archive.store.schema import events


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An event of the log, without its content: which command recorded it, when (microseconds), and who."""

    position: int
    command: int
    recorded_at: int
    actor: str


def learned(connection: Connection, story: str, group: str, known_at: int) -> list[Recorded]:
    """The events up to a position that can have moved what is asserted in a group, in the order of the log."""
    spoken = claiming_addresses(connection, story, known_at, {group})
    kin = kin_of(connection, spoken, known_at).versions.keys()
    found = set(connection.execute(select(stories.c.position).where(stories.c.story == story)).scalars())
    found |= _at_articles(connection, spoken, kin, story)
    found |= _reviews(connection, story, group, known_at)
    rows: list[Recorded] = []
    for chunk in chunks(position for position in found if position <= known_at):
        query = select(events.c.position, events.c.command, events.c.recorded_at, events.c.actor)
        rows += [
            Recorded(**row._mapping) for row in connection.execute(query.where(events.c.position.in_(chunk)))
        ]
    return sorted(rows, key=lambda row: row.position)


def _at_articles(
    connection: Connection, spoken: Collection[str], kin: Collection[str], story: str
) -> set[int]:
    """The runs over the articles that spoke, the readings of them and their copies, and the looks that may date them."""
    found: set[int] = set()
    for chunk in chunks(spoken):
        read = select(runs.c.position).where(runs.c.address.in_(chunk), runs.c.story == story)
        found |= set(connection.execute(read).scalars())
    for chunk in chunks(kin):
        parsed = select(readings.c.position).where(readings.c.address.in_(chunk))
        looked = select(captures.c.position).where(
            captures.c.address.in_(chunk), captures.c.witnessed == 1, captures.c.outcome.in_(SHOWN)
        )
        found |= set(connection.execute(parsed).scalars()) | set(connection.execute(looked).scalars())
    return found


def _reviews(connection: Connection, story: str, group: str, known_at: int) -> set[int]:
    """The verdicts on the claims of the group, and on those that a correction took there."""
    moved = {move.claim_id for move in moves(connection, known_at, story) if move.group == group}
    made = select(claims.c.claim_id).where(claims.c.story == story, claims.c.group_id == group)
    found = set(connection.execute(select(reviews.c.position).where(reviews.c.claim_id.in_(made))).scalars())
    for chunk in chunks(moved):
        query = select(reviews.c.position).where(reviews.c.claim_id.in_(chunk))
        found |= set(connection.execute(query).scalars())
    return found
