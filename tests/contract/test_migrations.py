"""The migrations build exactly what is declared, in both directions, whoever comes first."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, text

from archive.errors import DatabaseUnusable, NewerSchema
from archive.store import migrate, notify_schema, read_schema  # noqa: F401 - two declare their tables on import
from archive.store.engine import connect, write
from archive.store.schema import metadata

SCHEMA_OF = {
    "sqlite": """
        SELECT type || ' ' || name, sql FROM sqlite_master
        WHERE type = 'trigger' AND name NOT LIKE 'sqlite_%'""",
    "postgresql": """
        SELECT 'trigger ' || tgname || ' on ' || tgrelid::regclass, pg_get_triggerdef(oid) FROM pg_trigger
            WHERE NOT tgisinternal
        UNION ALL
        SELECT 'function ' || p.proname, pg_get_functiondef(p.oid) FROM pg_proc p
            WHERE p.pronamespace = 'public'::regnamespace
        UNION ALL
        SELECT 'storage ' || attrelid::regclass || '.' || attname, attstorage::text FROM pg_attribute
            JOIN pg_class c ON c.oid = attrelid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND attnum > 0
        UNION ALL
        SELECT 'check ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace AND conrelid <> 0""",
}


def alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrate.folder()))
    config.attributes["connection"] = connection
    return config


def guards(engine: Engine) -> dict[str, str]:
    """Triggers, functions, storage and checks: what Alembic's own comparison does not look at."""
    with engine.connect() as connection:
        rows = connection.execute(text(SCHEMA_OF[engine.dialect.name])).all()
    # Alembic's own table is no part of the declared schema
    return {name: " ".join(sql.split()) for name, sql in rows if "alembic_version" not in name}


def rows_of_head(engine: Engine) -> list[tuple[int, ...]]:
    with engine.connect() as connection:
        return [
            tuple(row) for row in connection.execute(text("SELECT id, position, recorded_at FROM log_head"))
        ]


def test_migrations_build_what_is_declared(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    migrated, head = guards(engine), rows_of_head(engine)
    with write(engine) as connection:
        command.downgrade(alembic(connection), "base")
        metadata.create_all(connection)
    assert guards(engine) == migrated
    assert rows_of_head(engine) == head == [(1, 0, 0)]
    assert len(migrated) > 10


def test_down_leaves_nothing_and_up_again_gives_the_same(engine: Engine) -> None:
    before = guards(engine)
    with write(engine) as connection:
        command.downgrade(alembic(connection), "base")
    left = guards(engine)
    with engine.connect() as connection:
        tables = {name for name in metadata.tables if connection.dialect.has_table(connection, name)}
    assert (left, tables) == ({}, set())
    assert migrate.revision(engine) is None
    assert migrate.ensure_current(engine) is True
    assert guards(engine) == before


def test_every_migration_goes_up_and_down_by_itself(engine: Engine) -> None:
    numbers = sorted(path.name[:4] for path in (migrate.folder() / "versions").glob("0*.py"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    for _ in numbers:
        with write(engine) as connection:
            command.downgrade(alembic(connection), "-1")
    for number in numbers:
        with write(engine) as connection:
            command.upgrade(alembic(connection), "+1")
        assert migrate.revision(engine) == number


def test_a_database_is_migrated_once(database_url: str) -> None:
    engine = connect(database_url)
    assert migrate.revision(engine) is None
    with pytest.raises(DatabaseUnusable, match="nothing here yet; begin with: archive ingest"):
        migrate.check_current(engine)
    assert migrate.ensure_current(engine) is True
    assert migrate.ensure_current(engine) is False
    migrate.check_current(engine)
    assert migrate.revision(engine) == migrate.known_revision()
    engine.dispose()


def test_an_older_schema_is_read_by_nobody_and_upgraded_by_a_writer(engine: Engine) -> None:
    with write(engine) as connection:
        command.downgrade(alembic(connection), "-1")
    with pytest.raises(DatabaseUnusable, match="older than this program; bring it up to date with: archive"):
        migrate.check_current(engine)
    assert migrate.ensure_current(engine) is True
    migrate.check_current(engine)


def test_many_may_come_first_at_once(database_url: str) -> None:
    engines = [connect(database_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(migrate.ensure_current, engines))
    assert sorted(done) == [False, False, False, True]
    for engine in engines:
        engine.dispose()


def test_a_newer_schema_is_left_alone(engine: Engine) -> None:
    with write(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9901'"))
    for check in (migrate.ensure_current, migrate.check_current):
        with pytest.raises(
            NewerSchema, match=r"made by a newer program \(schema 9901, this program knows up to"
        ):
            check(engine)
    assert migrate.revision(engine) == "9901"


def test_a_database_of_another_program_is_left_alone(database_url: str) -> None:
    engine = connect(database_url)
    with write(engine) as connection:
        connection.execute(text("CREATE TABLE recipes (name text)"))
    with pytest.raises(DatabaseUnusable, match="another program: it holds recipes"):
        migrate.ensure_current(engine)
    with write(engine) as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num text)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('ae1027a6acf')"))
    with pytest.raises(DatabaseUnusable, match="is the database of another program"):
        migrate.ensure_current(engine)
    engine.dispose()


def test_a_failed_migration_leaves_nothing(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = connect(database_url)

    def broken(connection: Connection) -> None:
        command.upgrade(alembic(connection), "0001")
        raise RuntimeError("the power failed")

    with monkeypatch.context() as patch:
        patch.setattr(migrate, "_upgrade", broken)
        with pytest.raises(RuntimeError):
            migrate.ensure_current(engine)
    assert migrate.revision(engine) is None
    assert guards(engine) == {}
    assert migrate.ensure_current(engine) is True
    engine.dispose()


def test_alembic_is_loaded_only_when_something_is_due(fresh_sqlite: str) -> None:
    program = (
        "import sys\n"
        "from archive.store import engine, migrate\n"
        f"print(migrate.ensure_current(engine.connect({fresh_sqlite!r})), 'alembic' in sys.modules)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(2)
    ]
    assert runs == [["True", "True"], ["False", "False"]]
