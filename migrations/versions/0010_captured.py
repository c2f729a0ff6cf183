"""An index that finds the readings whose words may count from a time between two points."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("rm_readings_by_captured", "rm_readings", ["captured"])


def downgrade() -> None:
    op.drop_index("rm_readings_by_captured", "rm_readings")
