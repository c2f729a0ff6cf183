"""The append-only log: events, payloads, the head that gives out positions, keys, blobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("log_events", "payloads", "idempotency", "blobs")
TAKEN = {
    "log_events": "EXISTS (SELECT 1 FROM log_events WHERE position = NEW.position) OR EXISTS "
    "(SELECT 1 FROM log_events WHERE stream = NEW.stream AND stream_version = NEW.stream_version)",
    "payloads": "EXISTS (SELECT 1 FROM payloads WHERE position = NEW.position)",
    "idempotency": "EXISTS (SELECT 1 FROM idempotency WHERE producer = NEW.producer AND key = NEW.key)",
}


def upgrade() -> None:
    create_tables()
    op.execute("INSERT INTO log_head (id, position, recorded_at) VALUES (1, 0, 0)")
    if op.get_bind().dialect.name == "sqlite":
        guard_sqlite()
    else:
        guard_postgresql()


def downgrade() -> None:
    for table in ("blobs", "idempotency", "log_head", "payloads", "log_events"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION archive_append_only()")
        op.execute("DROP FUNCTION archive_forward_only()")


def create_tables() -> None:
    op.create_table(
        "log_events",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("stream_version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("command", BIG, nullable=False, comment="position of the first event of the same command"),
        sa.Column("commitment", sa.Text(), nullable=False, comment="SHA-256(salt || payload), hexadecimal"),
        sa.Column("envelope", sa.LargeBinary(), nullable=False, comment="canonical JSON (RFC 8785)"),
        sa.PrimaryKeyConstraint("position", name="pk_log_events"),
        sa.UniqueConstraint("stream", "stream_version", name="uq_log_events_stream_stream_version"),
        sa.CheckConstraint("position > 0", name=op.f("ck_log_events_position")),
        sa.CheckConstraint("stream_version > 0", name=op.f("ck_log_events_stream_version")),
    )
    op.create_index("ix_log_events_recorded_at_position", "log_events", ["recorded_at", "position"])
    op.create_table(
        "payloads",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("codec", sa.Text(), nullable=False, comment="how data is packed: zstd or raw"),
        sa.Column("data", sa.LargeBinary(), nullable=False, comment="canonical JSON, packed"),
        sa.PrimaryKeyConstraint("position", name="pk_payloads"),
        sa.ForeignKeyConstraint(["position"], ["log_events.position"], name="fk_payloads_position"),
    )
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_log_head"),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_head_one_row")),
    )
    op.create_table(
        "idempotency",
        sa.Column("producer", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("payload_hash", sa.Text(), nullable=False),
        sa.Column("first_position", BIG, nullable=False),
        sa.Column("last_position", BIG, nullable=False),
        sa.PrimaryKeyConstraint("producer", "key", name="pk_idempotency"),
    )
    op.create_table(
        "blobs",
        sa.Column("address", sa.Text(), nullable=False, comment="SHA-256 of the content, hexadecimal"),
        sa.Column("codec", sa.Text(), nullable=False, comment="how data is packed: zstd or raw"),
        sa.Column("size", BIG, nullable=False, comment="bytes of the content, unpacked"),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_blobs"),
    )


def guard_sqlite() -> None:
    forward = "BEGIN SELECT RAISE(ABORT, 'log_head only moves forward'); END"
    op.execute(
        "CREATE TRIGGER log_head_forward BEFORE UPDATE ON log_head WHEN NEW.position < OLD.position "
        f"OR NEW.recorded_at < OLD.recorded_at OR NEW.id <> OLD.id {forward}"
    )
    op.execute(f"CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head {forward}")
    op.execute(
        "CREATE TRIGGER log_head_no_replace BEFORE INSERT ON log_head "
        f"WHEN EXISTS (SELECT 1 FROM log_head) {forward}"
    )
    for table in APPEND_ONLY:
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refusal}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refusal}")
        if table in TAKEN:
            op.execute(
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {TAKEN[table]} {refusal}"
            )
    op.execute(
        "CREATE TRIGGER blobs_no_replace BEFORE INSERT ON blobs "
        "WHEN EXISTS (SELECT 1 FROM blobs WHERE address = NEW.address) BEGIN SELECT RAISE(IGNORE); END"
    )


def guard_postgresql() -> None:
    for table in ("payloads", "blobs"):
        op.execute(f"ALTER TABLE {table} ALTER COLUMN data SET STORAGE EXTERNAL")
    op.execute(
        "CREATE FUNCTION archive_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', "
        "ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE FUNCTION archive_forward_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.position >= OLD.position "
        "AND NEW.recorded_at >= OLD.recorded_at THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' only moves forward', "
        "ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER log_head_forward BEFORE UPDATE OR DELETE ON log_head "
        "FOR EACH ROW EXECUTE FUNCTION archive_forward_only()"
    )
    op.execute(
        "CREATE TRIGGER log_head_no_truncate BEFORE TRUNCATE ON log_head "
        "FOR EACH STATEMENT EXECUTE FUNCTION archive_forward_only()"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION archive_append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION archive_append_only()"
        )
