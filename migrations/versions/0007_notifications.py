"""Whom to tell and how far each was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "notify_targets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "destination", sa.Text(), nullable=False, comment="may be secret; env:NAME where it is only named"
        ),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("wanted", sa.Text(), nullable=False, comment="JSON: stories, watches, kinds"),
        sa.Column("created", BIG, nullable=False),
        sa.Column("told", BIG, nullable=False, comment="all up to this position was told or not wanted"),
        sa.Column(
            "upto", BIG, nullable=False, comment="the end of the stretch in hand; equal to told where none is"
        ),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("due", BIG, nullable=False),
        sa.Column("succeeded", BIG, nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=False, comment="who delivers now; empty where nobody does"),
        sa.Column("held_until", BIG, nullable=False),
        sa.CheckConstraint("told <= upto", name=op.f("ck_notify_targets_stretch")),
        sa.PrimaryKeyConstraint("name", name="pk_notify_targets"),
    )


def downgrade() -> None:
    op.drop_table("notify_targets")
