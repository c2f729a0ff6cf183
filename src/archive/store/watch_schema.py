"""The tables of the watches: what the log tells of them, and who is at which of them now.

`rm_watch_changes`, `rm_watch_runs` and `rm_watches` are read models: they follow from the log alone (see
`read_schema`). `watch_claims` is neither: it says who has due work in hand, and means nothing once the
run is recorded.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, Table, Text

from archive.store.schema import Big, metadata


def _outcome() -> list[Column[str] | Column[int]]:
    """What a run leaves behind, as `rm_watch_runs` lists it and `rm_watches` shows the last."""
    return [
        Column("counts", Text, nullable=False),
        Column("errors", Text, nullable=False),
        Column("failures", Integer, nullable=False),
        Column("failing_since", Big, nullable=True),
        Column("fresh", Big, nullable=True),
        Column("listing", Text, nullable=True),
        Column("etag", Text, nullable=True),
        Column("last_modified", Text, nullable=True),
        Column("due", Big, nullable=True),
    ]


def _definition() -> list[Column[str]]:
    return [
        Column("kind", Text, nullable=False),
        Column("target", Text, nullable=False),
        Column("schedule", Text, nullable=False),
        Column("stories", Text, nullable=False),
        Column("given", Text, nullable=False),
    ]


watch_changes: Final = Table(
    "rm_watch_changes",
    metadata,
    Column("position", Big, primary_key=True, autoincrement=False),
    Column("watch", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("change", Text, nullable=False),
    *_definition(),
    Column("due", Big, nullable=True),
    Column("recorded_at", Big, nullable=False),
    Index("rm_watch_changes_by_watch", "watch", "position"),
)

watch_runs: Final = Table(
    "rm_watch_runs",
    metadata,
    Column("position", Big, primary_key=True, autoincrement=False),
    Column("watch", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("slot", Big, nullable=False),
    Column("started", Big, nullable=False),
    Column("finished", Big, nullable=False),
    Column("state", Text, nullable=False),
    Column("missed", Integer, nullable=False),
    *_outcome(),
    Index("rm_watch_runs_by_watch", "watch", "position"),
)

# Every watch that there is, as its last change and the last run since it was added leave it. `version` is
# that of its stream; `due` is null for one that does not run.
watches: Final = Table(
    "rm_watches",
    metadata,
    Column("watch", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("added", Big, nullable=False),
    Column("paused", Integer, nullable=False),
    *_definition(),
    Column("state", Text, nullable=False),
    Column("ran", Big, nullable=True),
    *_outcome(),
    Index("rm_watches_by_due", "due"),
    Index("rm_watches_by_ran", "ran"),
)

watch_claims: Final = Table(
    "watch_claims",
    metadata,
    Column("watch", Text, primary_key=True),
    Column("slot", Big, primary_key=True, autoincrement=False),
    Column("owner", Text, nullable=False),
    Column("lease_until", Big, nullable=False, comment="microseconds; what is past may be taken over"),
)
