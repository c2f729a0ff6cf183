"""Watches and the claims on due work, and the views that show them."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DAY = 86_400_000_000
_MOMENT = re.compile(r"@moment\(([\w.]+), (\w+)\)")

VIEWS = {
    "watches": """
SELECT watch, kind, target, schedule, stories, given, state, paused, @moment(due, due),
  @moment(ran, ran), counts, errors, failures, @moment(failing_since, failing_since),
  @moment(fresh, fresh), @moment(added, added)
FROM rm_watches
""",
    "watch_runs": """
SELECT watch, @moment(slot, slot), @moment(started, started), finished - started AS duration, state, counts,
  errors, missed, failures, @moment(due, next_due), position
FROM rm_watch_runs
""",
}


def upgrade() -> None:
    op.create_table(
        "rm_watch_changes",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("watch", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        *_definition(),
        sa.Column("due", BIG, nullable=True),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_rm_watch_changes"),
    )
    op.create_index("rm_watch_changes_by_watch", "rm_watch_changes", ["watch", "position"])
    op.create_table(
        "rm_watch_runs",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("watch", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slot", BIG, nullable=False),
        sa.Column("started", BIG, nullable=False),
        sa.Column("finished", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        *_outcome(),
        sa.PrimaryKeyConstraint("position", name="pk_rm_watch_runs"),
    )
    op.create_index("rm_watch_runs_by_watch", "rm_watch_runs", ["watch", "position"])
    op.create_table(
        "rm_watches",
        sa.Column("watch", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added", BIG, nullable=False),
        sa.Column("paused", sa.Integer(), nullable=False),
        *_definition(),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ran", BIG, nullable=True),
        *_outcome(),
        sa.PrimaryKeyConstraint("watch", name="pk_rm_watches"),
    )
    op.create_index("rm_watches_by_due", "rm_watches", ["due"])
    op.create_index("rm_watches_by_ran", "rm_watches", ["ran"])
    op.create_table(
        "watch_claims",
        sa.Column("watch", sa.Text(), nullable=False),
        sa.Column("slot", BIG, autoincrement=False, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("lease_until", BIG, nullable=False, comment="microseconds; what is past may be taken over"),
        sa.PrimaryKeyConstraint("watch", "slot", name="pk_watch_claims"),
    )
    bind = op.get_bind()
    for name, query in VIEWS.items():
        bind.exec_driver_sql(f"CREATE VIEW {name} AS {for_dialect(bind.dialect.name, query).strip()}")


def downgrade() -> None:
    for name in reversed(VIEWS):
        op.get_bind().exec_driver_sql(f"DROP VIEW {name}")
    for table in ("watch_claims", "rm_watches", "rm_watch_runs", "rm_watch_changes"):
        op.drop_table(table)


def _definition() -> list[sa.Column[str]]:
    names = ("kind", "target", "schedule", "stories", "given")
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _outcome() -> list[sa.Column[str] | sa.Column[int]]:
    return [
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("errors", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", BIG, nullable=True),
        sa.Column("fresh", BIG, nullable=True),
        sa.Column("listing", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("due", BIG, nullable=True),
    ]


def for_dialect(dialect: str, query: str) -> str:
    return _MOMENT.sub(lambda found: _moment(dialect, found[1], found[2]), query)


def _moment(dialect: str, column: str, name: str) -> str:
    if dialect == "sqlite":
        day = f"date({column} / 1000000, 'unixepoch')"
        full = f"replace(datetime({column} / 1000000, 'unixepoch'), ' ', 'T') || 'Z'"
    else:
        stamp = f"to_timestamp({column} / 1000000) AT TIME ZONE 'UTC'"
        day = f"to_char({stamp}, 'YYYY-MM-DD')"
        full = f"""to_char({stamp}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
    # No modulo here: drivers take its sign for the mark of a parameter.
    midnight = f"{column} = {column} / {_DAY} * {_DAY}"
    return f"CASE WHEN {midnight} THEN {day} ELSE {full} END AS {name}, {column} AS {name}_at"
