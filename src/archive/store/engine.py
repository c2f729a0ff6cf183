"""Opening the database, and the one way to write to it.

Invariants: on SQLite every write transaction is `BEGIN IMMEDIATE` under the lock file beside the
database, in WAL with synchronous=FULL; a read-only engine cannot write, because the database itself
refuses; on PostgreSQL transactions are READ COMMITTED. Whatever keeps a database from being used
is said in one line, as `DatabaseUnusable`.
"""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError

from archive.errors import DatabaseUnusable, MissingExtra, NothingYet
from archive.store import lock

PAGE_SIZE: Final = 16384
"""Bytes in an SQLite page, fixed at creation: packed articles fit where 4 KB pages overflow."""

BUSY_SECONDS: Final = 30.0
_MAGIC: Final = b"SQLite format 3\0"
_WAL: Final = b"\x02\x02"
_WRITES: Final = "archive_writes"
_memory_lock: Final = threading.RLock()

_BROKEN_SQLITE: Final = (
    "FULL",
    "IOERR",
    "READONLY",
    "CORRUPT",
    "NOTADB",
    "CANTOPEN",
    "BUSY",
    "LOCKED",
    "PERM",
)
_BROKEN_POSTGRESQL: Final = ("08", "28", "3D", "53", "57P", "58", "XX")


def connect(url: str, *, readonly: bool = False) -> Engine:
    """Open the database at `url`: `sqlite:///PATH`, a plain path, or `postgresql://...`.

    A missing SQLite file is created, empty, unless `readonly`; the schema is `migrate`'s affair.
    Raises `DatabaseUnusable`, and `MissingExtra` where the PostgreSQL driver is not installed.
    """
    try:
        parsed = make_url(url) if ":/" in url else URL.create("sqlite", database=url)
    except (ArgumentError, ValueError):
        shown = re.sub(r":[^:@/]*@", ":***@", url)
        problem = "not a database URL; write sqlite:///PATH or postgresql://HOST/NAME"
        raise DatabaseUnusable(database=shown, problem=problem) from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite(parsed, readonly)
    if backend in ("postgresql", "postgres"):
        return _postgresql(parsed, readonly)
    problem = f"{backend} is not supported; write sqlite:///PATH or postgresql://HOST/NAME"
    raise DatabaseUnusable(database=name_of(parsed), problem=problem)


@contextmanager
def write(engine: Engine) -> Iterator[Connection]:
    """One write transaction: committed at the end of the block, rolled back if it raises.

    Not reentrant: on SQLite the second writer waits for the first, in the same thread for ever.
    """
    with _sole_writer(engine), engine.connect() as connection:
        connection.execution_options(**{_WRITES: True})
        with connection.begin():
            yield connection


def name_of(url: URL) -> str:
    """What to call the database in a message: its path, or its URL without the password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return url.render_as_string(hide_password=True)


def _sole_writer(engine: Engine) -> AbstractContextManager[Any]:
    if engine.dialect.name != "sqlite":
        return nullcontext()  # the row of the log's head is the lock there
    if not engine.url.database:
        return _memory_lock
    return lock.held(_lock_file(Path(engine.url.database)))


def _lock_file(path: Path) -> Path:
    return path.with_name(path.name + "-lock")


def _sqlite(url: URL, readonly: bool) -> Engine:
    if url.database in (None, "", ":memory:"):
        from sqlalchemy.pool import StaticPool

        options = {"isolation_level": None, "check_same_thread": False}
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args=options)
    else:
        path = Path(str(url.database))
        _check_file(path, readonly)
        if not readonly:
            _prepare(path)
        uri = path.absolute().as_uri() + _open_mode(path, readonly)

        def opened() -> sqlite3.Connection:
            return sqlite3.connect(
                uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )

        engine = create_engine(URL.create("sqlite", database=str(path)), creator=opened)
    _listen(engine, readonly)
    event.listen(engine, "connect", _settle_read_only if readonly else _settle)
    event.listen(engine, "begin", _begin)
    return engine


def _check_file(path: Path, readonly: bool) -> None:
    """Say what is wrong with `path` in words, before SQLite says less."""

    def unusable(problem: str) -> DatabaseUnusable:
        return DatabaseUnusable(database=path, problem=problem)

    if path.is_dir():
        raise unusable("is a folder; name a file in it")
    if not path.parent.is_dir():
        raise unusable(f"the folder {path.parent} does not exist")
    if not path.exists():
        if readonly:
            raise NothingYet(database=path)
        if not os.access(path.parent, os.W_OK):
            raise unusable(f"cannot be created: the folder {path.parent} is read-only")
        return
    if not os.access(path, os.R_OK):
        raise unusable("cannot be read: permission denied")
    if not readonly and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise unusable("cannot be written: the file or its folder is read-only")
    head = _header(path)
    if head and not head.startswith(_MAGIC):
        raise unusable("is not an archive but some other kind of file")


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(20)


def _prepare(path: Path) -> None:
    """Give the file its page size and its WAL, once; both stay with it for good."""
    if _is_prepared(path):
        return
    with lock.held(_lock_file(path)):
        if _is_prepared(path):
            return
        try:
            database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                database.execute(f"PRAGMA page_size = {PAGE_SIZE}")
                database.execute("PRAGMA journal_mode = WAL").fetchone()
            finally:
                database.close()
        except sqlite3.Error as problem:
            raise DatabaseUnusable(database=path, problem=_one_line(problem)) from problem


def _is_prepared(path: Path) -> bool:
    return path.exists() and _header(path)[18:20] == _WAL


def _open_mode(path: Path, readonly: bool) -> str:
    if not readonly:
        return "?mode=rw"
    # SQLite reads a WAL database through a shared-memory file that it has to create; where it cannot,
    # and no writer has left a WAL behind, the file alone is the whole database.
    wal = path.with_name(path.name + "-wal")
    if not wal.exists() and not os.access(path.parent, os.W_OK):
        return "?mode=ro&immutable=1"
    return "?mode=ro"


def _settle(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _settle_read_only(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only = ON")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL, readonly: bool) -> Engine:
    url = url.set(drivername="postgresql+psycopg")
    arguments: dict[str, Any] = {}
    if "connect_timeout" not in url.query:
        arguments["connect_timeout"] = 10
    if readonly:
        given = url.query.get("options", "")
        arguments["options"] = f"{given} -c default_transaction_read_only=on".strip()
    try:
        engine = create_engine(url, connect_args=arguments, isolation_level="READ COMMITTED")
    except ImportError as problem:
        raise MissingExtra(feature="PostgreSQL", extra="postgres") from problem
    _listen(engine, readonly)
    with engine.connect():
        return engine


def _listen(engine: Engine, readonly: bool) -> None:
    """Turn the errors that no statement of ours can cause into `DatabaseUnusable`."""

    def translate(context: ExceptionContext) -> None:
        problem = _trouble(context.original_exception, readonly)
        if problem:
            raise DatabaseUnusable(
                database=name_of(engine.url), problem=problem
            ) from context.original_exception

    event.listen(engine, "handle_error", translate)


def _trouble(error: BaseException, readonly: bool) -> str | None:
    """What keeps the database from being used, or None where the statement is at fault."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorname", "").removeprefix("SQLITE_")
        if code.startswith("READONLY") and readonly:
            return None
        if code.startswith("NOTADB"):
            return "is not an archive but some other kind of file"
        return _one_line(error) if code.startswith(_BROKEN_SQLITE) else None
    state = getattr(error, "sqlstate", "")
    lost = state is None and type(error).__name__ == "OperationalError"
    if lost or (state and state.startswith(_BROKEN_POSTGRESQL)):
        return _one_line(error)
    return None


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
