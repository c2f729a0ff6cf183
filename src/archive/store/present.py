"""How the archive stands now, each answer by one plain statement.

Most commands last less long than declaring all tables and putting statements together; what every
one of them asks is written out here. Invariant: the answers are those of `SqlLog` and `ReadModels`.
"""

from __future__ import annotations

import json
from typing import Any, Final

from sqlalchemy import Connection, Engine, text

from archive.store.story_row import StoryRow

_ALL: Final = 2**62
"""A position that no log reaches."""

_POSITION_AT: Final = text(
    "SELECT position FROM log_events WHERE recorded_at <= :moment ORDER BY recorded_at DESC, position DESC LIMIT 1"
)
_STORIES: Final = text(
    "SELECT story, title, digest, source, packs, position, recorded_at FROM rm_stories WHERE position IN "
    "(SELECT max(position) FROM rm_stories WHERE position <= :known_at GROUP BY story)"
)
_FACTS: Final = text(
    "SELECT f.fact_id, f.document FROM rm_checkpoint c LEFT JOIN rm_facts f ON f.story = :story "
    "WHERE c.position = :position"
)
"""One statement, which sees one state of the database: two could see a projection commit between them."""


class Present:
    """Read access to how the archive in `engine` stands."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def head(self) -> int:
        """The last position of the log, 0 for an empty one."""
        with self._engine.connect() as connection:
            return _number(connection, "SELECT position FROM log_head")

    def position_at(self, moment: int) -> int:
        """The last position recorded at or before `moment` (microseconds), 0 if none."""
        with self._engine.connect() as connection:
            return int(connection.scalar(_POSITION_AT, {"moment": moment}) or 0)

    def position(self) -> int:
        """The last position that the read models have taken in; 0 before the first."""
        with self._engine.connect() as connection:
            return _number(connection, "SELECT position FROM rm_checkpoint")

    def stories(self, known_at: int | None = None) -> list[StoryRow]:
        """The definition in force of every story, by id."""
        upto = _ALL if known_at is None else known_at
        with self._engine.connect() as connection:
            rows = connection.execute(_STORIES, {"known_at": upto}).mappings().all()
        found = [StoryRow(**{**row, "packs": json.loads(row["packs"])}) for row in rows]
        return sorted(found, key=lambda row: row.story)

    def facts(self, story: str, position: int) -> dict[str, dict[str, Any]] | None:
        """The documents of all facts of `story` by id, in canonical order, where they stand folded as of `position`."""
        with self._engine.connect() as connection:
            rows = connection.execute(_FACTS, {"story": story, "position": position}).all()
        if not rows:
            return None  # the read models stand elsewhere
        return {row[0]: json.loads(row[1]) for row in rows if row[0] is not None}


def _number(connection: Connection, query: str) -> int:
    return int(connection.exec_driver_sql(query).scalar() or 0)
