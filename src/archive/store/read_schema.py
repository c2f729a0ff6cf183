"""The tables of the read models. They are private: the public interface is the views (`views.py`).

Invariant: every row follows from the log alone, so that dropping all of these tables and replaying
the log gives the same rows. Hence no clock, no sequence and no float; moments are whole
microseconds, JSON is canonical text, and every table has a primary key made of the log's own values.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, Table, Text

from archive.store.schema import Big, metadata
from archive.store.watch_schema import watch_changes, watch_runs, watches


def _moment(name: str, *, optional: bool = False) -> Column[int]:
    return Column(name, Big, nullable=optional)


def _text(name: str, *, key: bool = False, optional: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=optional)


def _position(name: str = "position") -> Column[int]:
    return Column(name, Big, primary_key=True, autoincrement=False)


def _count(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, Integer, primary_key=key, autoincrement=False, nullable=False)


checkpoint: Final = Table(
    "rm_checkpoint",
    metadata,
    _text("name", key=True),
    Column("position", Big, nullable=False),
)

# `raw` is empty where a look brought no bytes; `witnessed` is 1 where the time is that of a look at the
# address itself, and not merely when a file was read.
captures: Final = Table(
    "rm_captures",
    metadata,
    _position(),
    _text("address"),
    _moment("captured"),
    _text("outcome"),
    _text("raw"),
    Column("size", Big, nullable=False),
    _text("name"),
    _moment("recorded_at"),
    _text("version_id", optional=True),
    _text("via"),
    _text("url", optional=True),
    _text("landed", optional=True),
    Column("status", Integer, nullable=True),
    _text("moved_to", optional=True),
    _text("problem", optional=True),
    _count("witnessed"),
    _text("etag", optional=True),
    _text("last_modified", optional=True),
    _text("watch", optional=True),
    Index("rm_captures_by_address", "address", "captured", "position"),
    Index("rm_captures_by_url", "url", "position"),
    Index("rm_captures_by_raw", "raw", "captured"),
    Index("rm_captures_by_watch", "watch", "captured"),
)

# One row per reading of a version. `first_reported` counts if the version is its article's first, or the
# first that is more than an excerpt; `later_reported` if it is not: which it is depends on what was known,
# so both are kept.
readings: Final = Table(
    "rm_readings",
    metadata,
    _position(),
    _text("address"),
    _text("version_id"),
    _moment("captured"),
    _text("text"),
    _count("length"),
    _text("blocks"),
    _text("title", optional=True),
    _text("title_basis"),
    _text("source", optional=True),
    _text("source_basis"),
    _text("url", optional=True),
    _text("url_basis"),
    _text("language", optional=True),
    _text("language_basis"),
    _text("published", optional=True),
    _text("published_basis"),
    _text("published_text", optional=True),
    _text("modified", optional=True),
    _text("modified_basis"),
    _text("modified_text", optional=True),
    _text("in_body", optional=True),
    _text("in_body_basis"),
    _text("in_body_text", optional=True),
    _moment("first_reported"),
    _text("first_basis"),
    _moment("later_reported"),
    _text("later_basis"),
    _text("reader"),
    _text("reader_version"),
    _text("warnings"),
    _text("print_id"),
    _moment("recorded_at"),
    _text("rank"),
    _text("raw", optional=True),
    _text("author", optional=True),
    _text("section", optional=True),
    _text("access", optional=True),
    _count("notices"),
    _text("options"),
    _text("details"),
    Index("rm_readings_by_address", "address", "position"),
    Index("rm_readings_by_version", "version_id", "position"),
    Index("rm_readings_by_first_reported", "first_reported"),
    Index("rm_readings_by_later_reported", "later_reported"),
    Index("rm_readings_by_captured", "captured"),
    Index("rm_readings_by_print", "print_id", "address"),
)

# What texts are compared by: one row per distinct wording, wherever and however often it stands.
prints: Final = Table(
    "rm_prints",
    metadata,
    _text("print_id", key=True),
    _text("text"),
    _text("spans"),
    _count("size"),
)

# What a wording is looked up by. A shingle is listed for the first so many wordings only.
shingles: Final = Table(
    "rm_shingles",
    metadata,
    Column("hash", Big, primary_key=True, autoincrement=False),
    _text("print_id", key=True),
    sqlite_with_rowid=False,
)

# Pairs of different wordings, print_a < print_b, that stand at different addresses and overlap, since the
# position that showed it. Of copies only as many as tie all kindred wordings together.
copies: Final = Table(
    "rm_copies",
    metadata,
    _text("print_a", key=True),
    _text("print_b", key=True),
    _count("common"),
    _count("size_a"),
    _count("size_b"),
    Column("position", Big, nullable=False),
    Index("rm_copies_back", "print_b", "print_a"),
)

# Wordings that are copies of each other, directly or through others, by the smallest of them. What is no
# copy of anything is not listed.
kindred: Final = Table(
    "rm_kindred",
    metadata,
    _text("print_id", key=True),
    _text("kindred"),
    Index("rm_kindred_members", "kindred", "print_id"),
)

stories: Final = Table(
    "rm_stories",
    metadata,
    _position(),
    _text("story"),
    _text("title"),
    _text("digest"),
    _text("source"),
    _text("packs"),
    _moment("recorded_at"),
    Index("rm_stories_by_story", "story", "position"),
)

# What was read without leaving a run for each version: see the event StoryRead.
story_reads: Final = Table(
    "rm_story_reads",
    metadata,
    _position(),
    _text("story"),
    _text("story_digest"),
    _text("extractor_version"),
    _text("gate"),
    Column("upto", Big, nullable=False),
    Index("rm_story_reads_by_story", "story", "position"),
)

typed_views: Final = Table(
    "rm_typed_views",
    metadata,
    _text("view", key=True),
    _text("story"),
    _text("type"),
)

runs: Final = Table(
    "rm_runs",
    metadata,
    _position(),
    _text("address"),
    _text("version_id"),
    _text("story"),
    _text("story_digest"),
    _text("extractor"),
    _text("extractor_version"),
    _count("claim_count"),
    _count("sighting_count"),
    _moment("recorded_at"),
    Index("rm_runs_by_version", "version_id", "story", "position"),
    Index("rm_runs_by_story", "story", "position"),
    Index("rm_runs_by_address", "address", "position"),
)

claims: Final = Table(
    "rm_claims",
    metadata,
    _position(),
    _count("ord", key=True),
    _text("claim_id"),
    _text("assertion_key"),
    _text("group_id"),
    _text("story"),
    _text("type"),
    _text("address"),
    _text("version_id"),
    _text("fields"),
    _text("claim_key"),
    _text("relation"),
    _text("role"),
    _text("polarity"),
    _text("certainty"),
    _text("block"),
    _text("attributed_to", optional=True),
    _text("event_date", optional=True),
    _text("report_date", optional=True),
    _text("quote"),
    _count("start"),
    _count("stop"),
    _text("frame"),
    _text("document"),
    Index("rm_claims_by_group", "story", "group_id", "address"),
    Index("rm_claims_by_id", "claim_id", "position"),
    Index("rm_claims_by_type", "story", "type", "position"),
    Index("rm_claims_by_address", "address", "story"),
)

sightings: Final = Table(
    "rm_sightings",
    metadata,
    _position(),
    _count("ord", key=True),
    _text("story"),
    _text("address"),
    _text("version_id"),
    _text("kind"),
    _text("text"),
    _count("start"),
    _count("stop"),
    _text("sentence"),
    Index("rm_sightings_by_story", "story", "position"),
)

reviews: Final = Table(
    "rm_reviews",
    metadata,
    _position(),
    _text("claim_id"),
    _text("story"),
    _text("verdict"),
    _text("note"),
    _text("fields"),
    _text("actor"),
    _moment("recorded_at"),
    Index("rm_reviews_by_claim", "claim_id", "position"),
    Index("rm_reviews_by_story", "story", "position"),
)

snapshots: Final = Table(
    "rm_snapshots",
    metadata,
    _position(),
    _text("name"),
    _text("story"),
    _moment("as_of"),
    Column("known_at", Big, nullable=False),
    _text("digest"),
    _text("blob"),
    _moment("recorded_at"),
    Index("rm_snapshots_by_name", "name", "position"),
)

# What every article says now, as far as the checkpoint: the version that is current at the end of
# reported time, its place, and the cluster of copies that it belongs to.
current: Final = Table(
    "rm_current",
    metadata,
    _text("address", key=True),
    _text("version_id"),
    _count("number"),
    Column("reading", Big, nullable=False),
    _moment("reported"),
    _text("reported_basis"),
    _text("cluster"),
    Index("rm_current_by_cluster", "cluster"),
    Index("rm_current_by_reading", "reading", unique=True),
    Index("rm_current_by_number", "number", "address"),
)

_FACT_COLUMNS: Final = (
    ("story", False),
    ("type", False),
    ("fact_id", False),
    ("fact_key", False),
    ("value", True),
    ("disputed", False),
    ("denied", False),
    ("relation", True),
    ("status", False),
)


def _fact_columns() -> list[Column[str]]:
    return [_text(name, optional=optional) for name, optional in _FACT_COLUMNS]


facts: Final = Table(
    "rm_facts",
    metadata,
    _text("group_id", key=True),
    _count("ord", key=True),
    *_fact_columns(),
    Column("value_number", Big, nullable=True),
    _moment("reported"),
    _count("origins"),
    _count("publishers"),
    _text("document"),
    Index("rm_facts_by_story", "story", "type"),
    Index("rm_facts_by_id", "fact_id"),
)

# Which claims stand where in which fact: supporting, dissenting, superseded, related or denied.
standings: Final = Table(
    "rm_standings",
    metadata,
    _text("group_id", key=True),
    _count("ord", key=True),
    _text("claim_id", key=True),
    _text("standing", key=True),
    Index("rm_standings_by_claim", "claim_id"),
)

# The state of each fact from `since` (reported time) on, until its next row. `status` is `absent`
# where no article says it any longer.
fact_history: Final = Table(
    "rm_fact_history",
    metadata,
    _text("group_id", key=True),
    Column("since", Big, primary_key=True, autoincrement=False),
    _text("fact_id", key=True),
    *[column for column in _fact_columns() if column.name != "fact_id"],
    Column("value_number", Big, nullable=True),
    _count("origins"),
    _count("publishers"),
    _text("what"),
    Index("rm_fact_history_by_story", "story", "type", "since"),
    Index("rm_fact_history_by_id", "fact_id", "since"),
)

READ_TABLES: Final = (
    checkpoint,
    captures,
    readings,
    prints,
    shingles,
    copies,
    kindred,
    stories,
    story_reads,
    typed_views,
    runs,
    claims,
    sightings,
    reviews,
    snapshots,
    current,
    facts,
    standings,
    fact_history,
    watch_changes,
    watch_runs,
    watches,
)
"""Every table that a rebuild empties and replays, in the order in which the digest reads them."""
