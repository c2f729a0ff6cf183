"""The log's tables, and the triggers that keep them append-only.

Invariants: rows of `log_events`, `payloads`, `blobs` and `idempotency` never change and never go;
positions and stream versions are taken once; `log_head` has one row and only moves forward; what a
blob is patched from is there and is no patch. The database holds all of this itself, whoever writes to it.

This is the declared schema; `migrations/` builds it step by step, and a test holds the two equal.
Times are microseconds since 1970 UTC in 64-bit integers.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""All tables of the archive, those made from the log included."""

Big: Final = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit integer; SQLite makes only an INTEGER primary key the row's own number."""

events: Final = Table(
    "log_events",
    metadata,
    Column("position", Big, primary_key=True, autoincrement=False),
    Column("type", Text, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("stream", Text, nullable=False),
    Column("stream_version", Integer, nullable=False),
    Column("recorded_at", Big, nullable=False),
    Column("actor", Text, nullable=False),
    Column("command", Big, nullable=False, comment="position of the first event of the same command"),
    Column("commitment", Text, nullable=False, comment="SHA-256(salt || payload), hexadecimal"),
    Column("envelope", LargeBinary, nullable=False, comment="canonical JSON (RFC 8785)"),
    UniqueConstraint("stream", "stream_version"),
    CheckConstraint("position > 0", name="position"),
    CheckConstraint("stream_version > 0", name="stream_version"),
    Index(None, "recorded_at", "position"),
)

payloads: Final = Table(
    "payloads",
    metadata,
    Column("position", Big, ForeignKey("log_events.position"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    Column("codec", Text, nullable=False, comment="how data is packed: zstd or raw"),
    Column("data", LargeBinary, nullable=False, comment="canonical JSON, packed"),
)

log_head: Final = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", Big, nullable=False),
    Column("recorded_at", Big, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

idempotency: Final = Table(
    "idempotency",
    metadata,
    Column("producer", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("payload_hash", Text, nullable=False),
    Column("first_position", Big, nullable=False),
    Column("last_position", Big, nullable=False),
)

blobs: Final = Table(
    "blobs",
    metadata,
    Column("address", Text, primary_key=True, comment="SHA-256 of the content, hexadecimal"),
    Column("codec", Text, nullable=False, comment="how data is packed: zstd, raw or patch"),
    Column("size", Big, nullable=False, comment="bytes of the content, unpacked"),
    Column("base", Text, comment="address of the keyframe that a patch is unpacked with"),
    Column("data", LargeBinary, nullable=False),
)

patched: Final = Index("ix_blobs_base", blobs.c.base)
"""The blobs that are patches, by what they are patched from."""


@event.listens_for(metadata, "before_create")
def _name_patches_alone(_: MetaData, connection: Connection, **__: object) -> None:
    """Leave whole blobs out of `patched`. Said only now: the option loads the database's dialect, wanted or not."""
    patched.dialect_options[connection.dialect.name]["where"] = text("base IS NOT NULL")


_KEYFRAME: Final = "SELECT 1 FROM blobs WHERE address = NEW.base AND base IS NULL"
_NO_KEYFRAME: Final = "a blob can be patched only from one that is there and is no patch"


def _sqlite_guards() -> list[str]:
    """`INSERT OR REPLACE` deletes without firing delete triggers, so inserts are guarded as well."""
    statements = [
        "INSERT INTO log_head (id, position, recorded_at) VALUES (1, 0, 0)",
        "CREATE TRIGGER log_head_forward BEFORE UPDATE ON log_head "
        "WHEN NEW.position < OLD.position OR NEW.recorded_at < OLD.recorded_at OR NEW.id <> OLD.id "
        "BEGIN SELECT RAISE(ABORT, 'log_head only moves forward'); END",
        "CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head "
        "BEGIN SELECT RAISE(ABORT, 'log_head only moves forward'); END",
        "CREATE TRIGGER log_head_no_replace BEFORE INSERT ON log_head "
        "WHEN EXISTS (SELECT 1 FROM log_head) "
        "BEGIN SELECT RAISE(ABORT, 'log_head only moves forward'); END",
    ]
    taken = {
        "log_events": "EXISTS (SELECT 1 FROM log_events WHERE position = NEW.position) OR EXISTS "
        "(SELECT 1 FROM log_events WHERE stream = NEW.stream AND stream_version = NEW.stream_version)",
        "payloads": "EXISTS (SELECT 1 FROM payloads WHERE position = NEW.position)",
        "idempotency": "EXISTS (SELECT 1 FROM idempotency WHERE producer = NEW.producer AND key = NEW.key)",
    }
    for table in ("log_events", "payloads", "idempotency", "blobs"):
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        statements += [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refusal}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refusal}",
        ]
        if table in taken:
            statements.append(
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken[table]} {refusal}"
            )
    statements.append(
        "CREATE TRIGGER blobs_no_replace BEFORE INSERT ON blobs "
        "WHEN EXISTS (SELECT 1 FROM blobs WHERE address = NEW.address) BEGIN SELECT RAISE(IGNORE); END"
    )
    statements.append(
        "CREATE TRIGGER blobs_keyframes BEFORE INSERT ON blobs WHEN NEW.base IS NOT NULL "
        f"AND NOT EXISTS ({_KEYFRAME}) BEGIN SELECT RAISE(ABORT, '{_NO_KEYFRAME}'); END"
    )
    return statements


def _postgresql_guards() -> list[str]:
    """What is packed already is not worth PostgreSQL's own compression: storage EXTERNAL."""
    statements = [
        "INSERT INTO log_head (id, position, recorded_at) VALUES (1, 0, 0)",
        "ALTER TABLE payloads ALTER COLUMN data SET STORAGE EXTERNAL",
        "ALTER TABLE blobs ALTER COLUMN data SET STORAGE EXTERNAL",
        "CREATE FUNCTION archive_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', "
        "ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE FUNCTION archive_forward_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.position >= OLD.position "
        "AND NEW.recorded_at >= OLD.recorded_at THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' only moves forward', "
        "ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER log_head_forward BEFORE UPDATE OR DELETE ON log_head "
        "FOR EACH ROW EXECUTE FUNCTION archive_forward_only()",
        "CREATE TRIGGER log_head_no_truncate BEFORE TRUNCATE ON log_head "
        "FOR EACH STATEMENT EXECUTE FUNCTION archive_forward_only()",
    ]
    for table in ("log_events", "payloads", "idempotency", "blobs"):
        statements += [
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION archive_append_only()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION archive_append_only()",
        ]
    statements += [
        "CREATE FUNCTION archive_keyframes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS ({_KEYFRAME}) THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION USING MESSAGE = '{_NO_KEYFRAME}', ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER blobs_keyframes BEFORE INSERT ON blobs FOR EACH ROW "
        "WHEN (NEW.base IS NOT NULL) EXECUTE FUNCTION archive_keyframes()",
    ]
    return statements


GUARDS: Final = {"sqlite": _sqlite_guards(), "postgresql": _postgresql_guards()}
"""What the tables need besides themselves, by database: the head's row, triggers, storage."""

for _database, _statements in GUARDS.items():
    for _statement in _statements:
        _guard = DDL(_statement)  # type: ignore[no-untyped-call]
        event.listen(metadata, "after_create", _guard.execute_if(dialect=_database))
