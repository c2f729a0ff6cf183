"""How much the archive holds, and which views it offers: what somebody sees who looks at it from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, func, inspect, select, text

from archive.store.engine import name_of
from archive.store.migrate import revision
from archive.store.read_schema import captures, checkpoint, claims, facts, readings, stories
from archive.store.schema import log_head
from archive.store.views import VIEWS

_SIDE_FILES: Final = ("", "-wal", "-shm")

_COUNTED: Final = {
    "articles": select(func.count(readings.c.address.distinct())),
    "versions": select(func.count(readings.c.version_id.distinct())),
    "captures": select(func.count()).select_from(captures),
    "claims": select(func.count(claims.c.claim_id.distinct())),
    "facts": select(func.count()).select_from(facts),
    "stories": select(func.count(stories.c.story.distinct())),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """`size` in bytes on disk; `projected` is the position that the read models have reached.

    `counts` are over all that was ever recorded, claims that are no longer in force among them.
    """

    database: str
    schema: str
    size: int
    events: int
    projected: int
    counts: Mapping[str, int]


def census(engine: Engine) -> Census:
    """Count everything."""
    with engine.connect() as connection:
        return Census(
            database=name_of(engine.url),
            schema=revision(engine) or "",
            size=_size(connection),
            events=connection.scalar(select(log_head.c.position)) or 0,
            projected=connection.scalar(select(checkpoint.c.position)) or 0,
            counts={name: connection.scalar(query) or 0 for name, query in _COUNTED.items()},
        )


def views(engine: Engine) -> list[tuple[str, tuple[str, ...]]]:
    """Every public view with its columns: those of all archives first, then those of the stories."""
    inspector = inspect(engine)
    there = inspector.get_view_names()
    names = [*(name for name in VIEWS if name in there), *sorted(set(there) - set(VIEWS))]
    return [(name, tuple(column["name"] for column in inspector.get_columns(name))) for name in names]


def _size(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        return connection.scalar(text("SELECT pg_database_size(current_database())")) or 0
    path = connection.engine.url.database
    files = [Path(f"{path}{suffix}") for suffix in _SIDE_FILES] if path else []
    return sum(file.stat().st_size for file in files if file.is_file())
