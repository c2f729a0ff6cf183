"""Blobs that are stored as patches of another: which one, and a guard against patches of patches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEYFRAME = "SELECT 1 FROM blobs WHERE address = NEW.base AND base IS NULL"
NO_KEYFRAME = "a blob can be patched only from one that is there and is no patch"


def upgrade() -> None:
    comment = "address of the keyframe that a patch is unpacked with"
    op.add_column("blobs", sa.Column("base", sa.Text(), nullable=True, comment=comment))
    patched = sa.text("base IS NOT NULL")
    op.create_index("ix_blobs_base", "blobs", ["base"], sqlite_where=patched, postgresql_where=patched)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER blobs_keyframes BEFORE INSERT ON blobs WHEN NEW.base IS NOT NULL "
            f"AND NOT EXISTS ({KEYFRAME}) BEGIN SELECT RAISE(ABORT, '{NO_KEYFRAME}'); END"
        )
        return
    op.execute("COMMENT ON COLUMN blobs.codec IS 'how data is packed: zstd, raw or patch'")
    op.execute(
        "CREATE FUNCTION archive_keyframes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS ({KEYFRAME}) THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION USING MESSAGE = '{NO_KEYFRAME}', ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER blobs_keyframes BEFORE INSERT ON blobs FOR EACH ROW "
        "WHEN (NEW.base IS NOT NULL) EXECUTE FUNCTION archive_keyframes()"
    )


def downgrade() -> None:
    """The schema before knows no patches, and blobs are never rewritten: none may be there."""
    bind = op.get_bind()
    if bind.scalar(sa.text("SELECT count(*) FROM blobs WHERE base IS NOT NULL")):
        raise RuntimeError("blobs are stored as patches, which the schema before 0004 cannot read")
    if bind.dialect.name == "sqlite":
        op.execute("DROP TRIGGER blobs_keyframes")
    else:
        op.execute("DROP TRIGGER blobs_keyframes ON blobs")
        op.execute("DROP FUNCTION archive_keyframes()")
        op.execute("COMMENT ON COLUMN blobs.codec IS 'how data is packed: zstd or raw'")
    op.drop_index("ix_blobs_base", "blobs")
    op.drop_column("blobs", "base")
