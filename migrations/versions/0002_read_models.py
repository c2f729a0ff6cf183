"""The read models: what is derived from the log, and can be dropped and derived again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "rm_checkpoint",
    "rm_captures",
    "rm_readings",
    "rm_prints",
    "rm_shingles",
    "rm_copies",
    "rm_kindred",
    "rm_stories",
    "rm_story_reads",
    "rm_typed_views",
    "rm_runs",
    "rm_claims",
    "rm_sightings",
    "rm_reviews",
    "rm_snapshots",
    "rm_current",
    "rm_facts",
    "rm_standings",
    "rm_fact_history",
)


def upgrade() -> None:
    op.create_table(
        "rm_checkpoint",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_rm_checkpoint"),
    )
    op.create_table(
        "rm_captures",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("captured", BIG, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_rm_captures"),
    )
    op.create_index("rm_captures_by_address", "rm_captures", ["address", "captured", "position"])
    op.create_table(
        "rm_readings",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Text(), nullable=False),
        sa.Column("captured", BIG, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("blocks", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("title_basis", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("source_basis", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("url_basis", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("language_basis", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("published_basis", sa.Text(), nullable=False),
        sa.Column("published_text", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("modified_basis", sa.Text(), nullable=False),
        sa.Column("modified_text", sa.Text(), nullable=True),
        sa.Column("in_body", sa.Text(), nullable=True),
        sa.Column("in_body_basis", sa.Text(), nullable=False),
        sa.Column("in_body_text", sa.Text(), nullable=True),
        sa.Column("first_reported", BIG, nullable=False),
        sa.Column("first_basis", sa.Text(), nullable=False),
        sa.Column("later_reported", BIG, nullable=False),
        sa.Column("later_basis", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("reader_version", sa.Text(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("print_id", sa.Text(), nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_rm_readings"),
    )
    op.create_index("rm_readings_by_address", "rm_readings", ["address", "position"])
    op.create_index("rm_readings_by_first_reported", "rm_readings", ["first_reported"])
    op.create_index("rm_readings_by_later_reported", "rm_readings", ["later_reported"])
    op.create_index("rm_readings_by_print", "rm_readings", ["print_id", "address"])
    op.create_index("rm_readings_by_version", "rm_readings", ["version_id", "position"])
    op.create_table(
        "rm_prints",
        sa.Column("print_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("print_id", name="pk_rm_prints"),
    )
    op.create_table(
        "rm_shingles",
        sa.Column("hash", BIG, autoincrement=False, nullable=False),
        sa.Column("print_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", "print_id", name="pk_rm_shingles"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rm_copies",
        sa.Column("print_a", sa.Text(), nullable=False),
        sa.Column("print_b", sa.Text(), nullable=False),
        sa.Column("common", sa.Integer(), nullable=False),
        sa.Column("size_a", sa.Integer(), nullable=False),
        sa.Column("size_b", sa.Integer(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.PrimaryKeyConstraint("print_a", "print_b", name="pk_rm_copies"),
    )
    op.create_index("rm_copies_back", "rm_copies", ["print_b", "print_a"])
    op.create_table(
        "rm_kindred",
        sa.Column("print_id", sa.Text(), nullable=False),
        sa.Column("kindred", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("print_id", name="pk_rm_kindred"),
    )
    op.create_index("rm_kindred_members", "rm_kindred", ["kindred", "print_id"])
    op.create_table(
        "rm_stories",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("packs", sa.Text(), nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_rm_stories"),
    )
    op.create_index("rm_stories_by_story", "rm_stories", ["story", "position"])
    op.create_table(
        "rm_story_reads",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("story_digest", sa.Text(), nullable=False),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("gate", sa.Text(), nullable=False),
        sa.Column("upto", BIG, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_rm_story_reads"),
    )
    op.create_index("rm_story_reads_by_story", "rm_story_reads", ["story", "position"])
    op.create_table(
        "rm_typed_views",
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("view", name="pk_rm_typed_views"),
    )
    op.create_table(
        "rm_runs",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("story_digest", sa.Text(), nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("claim_count", sa.Integer(), nullable=False),
        sa.Column("sighting_count", sa.Integer(), nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_rm_runs"),
    )
    op.create_index("rm_runs_by_address", "rm_runs", ["address", "position"])
    op.create_index("rm_runs_by_story", "rm_runs", ["story", "position"])
    op.create_index("rm_runs_by_version", "rm_runs", ["version_id", "story", "position"])
    op.create_table(
        "rm_claims",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("ord", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("assertion_key", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("claim_key", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("polarity", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("block", sa.Text(), nullable=False),
        sa.Column("attributed_to", sa.Text(), nullable=True),
        sa.Column("event_date", sa.Text(), nullable=True),
        sa.Column("report_date", sa.Text(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("frame", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", "ord", name="pk_rm_claims"),
    )
    op.create_index("rm_claims_by_address", "rm_claims", ["address", "story"])
    op.create_index("rm_claims_by_group", "rm_claims", ["story", "group_id", "address"])
    op.create_index("rm_claims_by_id", "rm_claims", ["claim_id", "position"])
    op.create_index("rm_claims_by_type", "rm_claims", ["story", "type", "position"])
    op.create_table(
        "rm_sightings",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("ord", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", "ord", name="pk_rm_sightings"),
    )
    op.create_index("rm_sightings_by_story", "rm_sightings", ["story", "position"])
    op.create_table(
        "rm_reviews",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_rm_reviews"),
    )
    op.create_index("rm_reviews_by_claim", "rm_reviews", ["claim_id", "position"])
    op.create_index("rm_reviews_by_story", "rm_reviews", ["story", "position"])
    op.create_table(
        "rm_snapshots",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("as_of", BIG, nullable=False),
        sa.Column("known_at", BIG, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("blob", sa.Text(), nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_rm_snapshots"),
    )
    op.create_index("rm_snapshots_by_name", "rm_snapshots", ["name", "position"])
    op.create_table(
        "rm_current",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reading", BIG, nullable=False),
        sa.Column("reported", BIG, nullable=False),
        sa.Column("reported_basis", sa.Text(), nullable=False),
        sa.Column("cluster", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_rm_current"),
    )
    op.create_index("rm_current_by_cluster", "rm_current", ["cluster"])
    op.create_index("rm_current_by_reading", "rm_current", ["reading"], unique=True)
    op.create_table(
        "rm_facts",
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("ord", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("fact_id", sa.Text(), nullable=False),
        sa.Column("fact_key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("disputed", sa.Text(), nullable=False),
        sa.Column("denied", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("value_number", BIG, nullable=True),
        sa.Column("reported", BIG, nullable=False),
        sa.Column("origins", sa.Integer(), nullable=False),
        sa.Column("publishers", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", "ord", name="pk_rm_facts"),
    )
    op.create_index("rm_facts_by_id", "rm_facts", ["fact_id"])
    op.create_index("rm_facts_by_story", "rm_facts", ["story", "type"])
    op.create_table(
        "rm_standings",
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("ord", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", "ord", "claim_id", "standing", name="pk_rm_standings"),
    )
    op.create_index("rm_standings_by_claim", "rm_standings", ["claim_id"])
    op.create_table(
        "rm_fact_history",
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("since", BIG, autoincrement=False, nullable=False),
        sa.Column("fact_id", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("fact_key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("disputed", sa.Text(), nullable=False),
        sa.Column("denied", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("value_number", BIG, nullable=True),
        sa.Column("origins", sa.Integer(), nullable=False),
        sa.Column("publishers", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", "since", "fact_id", name="pk_rm_fact_history"),
    )
    op.create_index("rm_fact_history_by_id", "rm_fact_history", ["fact_id", "since"])
    op.create_index("rm_fact_history_by_story", "rm_fact_history", ["story", "type", "since"])


def downgrade() -> None:
    bind = op.get_bind()
    for (view,) in bind.execute(sa.text("SELECT view FROM rm_typed_views")).all():
        quoted = view.replace('"', '""')
        bind.exec_driver_sql(f'DROP VIEW IF EXISTS "{quoted}"')
    for table in TABLES:
        op.drop_table(table)
