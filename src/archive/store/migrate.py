"""Bringing a database to today's schema.

Invariants: a database is migrated wholly or not at all, in one transaction, by one process at a
time; a database of a newer schema is never touched; a reader never migrates. Whether a database is
up to date is read from its version row, so that Alembic (the slowest import there is) is loaded
only when there is something to migrate.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text

from archive.errors import DatabaseUnusable, NewerSchema, NothingYet
from archive.store.engine import name_of, write

_ADVISORY_LOCK: Final = 0x6172_6368_6976_6500
"""The number of the advisory lock on PostgreSQL: "archive" in ASCII, and a zero."""


def ensure_current(engine: Engine) -> bool:
    """Create or upgrade the schema where that is due; True if anything was done.

    Any number of processes may do this at once. Raises `NewerSchema`, and `DatabaseUnusable` for a
    database that belongs to another program.
    """
    with engine.connect() as connection:
        if not _is_due(connection):
            return False
    with write(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
        if not _is_due(connection):
            return False
        _upgrade(connection)
        return True


def check_current(engine: Engine) -> None:
    """Refuse a database that cannot be read as it stands: `NothingYet`, `NewerSchema`, `DatabaseUnusable` if older."""
    with engine.connect() as connection:
        if _is_due(connection):
            if _revision(connection) is None:
                raise NothingYet(database=name_of(engine.url))
            import shlex

            name = name_of(engine.url)
            remedy = f"archive --db {shlex.quote(name)} rebuild"
            problem = f"its schema is older than this program; bring it up to date with: {remedy}"
            raise DatabaseUnusable(database=name, problem=problem)


def revision(engine: Engine) -> str | None:
    """The schema that the database is in, such as "0001"; None for an empty database."""
    with engine.connect() as connection:
        return _revision(connection)


def known_revision() -> str:
    """The newest schema that this program knows."""
    return max(_known())


def folder() -> Path:
    """Where the migrations are: inside the installed package, or at the top of a working copy."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parents[1] / "migrations"


def _known() -> list[str]:
    return [path.name.partition("_")[0] for path in (folder() / "versions").glob("[0-9]*_*.py")]


def _is_due(connection: Connection) -> bool:
    """Whether there is something to migrate; refuses what must not be touched."""
    known = _known()
    found = _revision(connection)
    if found is None:
        _refuse_foreign(connection)
        return True
    if found not in known:
        name = name_of(connection.engine.url)
        if not re.fullmatch(r"\d{4}", found):
            raise DatabaseUnusable(database=name, problem="is the database of another program")
        raise NewerSchema(database=name, found=found, known=max(known))
    return found != max(known)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _refuse_foreign(connection: Connection) -> None:
    """A database without our version row must be empty: its tables would be somebody else's."""
    tables = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
    if tables:
        problem = f"is the database of another program: it holds {', '.join(tables[:3])}"
        raise DatabaseUnusable(database=name_of(connection.engine.url), problem=problem)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
