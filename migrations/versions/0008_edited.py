"""An index that finds the articles with more than one version."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("rm_current_by_number", "rm_current", ["number", "address"])


def downgrade() -> None:
    op.drop_index("rm_current_by_number", "rm_current")
