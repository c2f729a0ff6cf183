"""Opening databases: the settings they get, and one clear line for each way to fail."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from archive.errors import ArchiveError, DatabaseUnusable, MissingExtra
from archive.ports import Unit
from archive.store.engine import connect, write
from archive.store.log import SqlLog
from archive.store.migrate import ensure_current

MakeUnit = Callable[..., Unit]


def refusal(url: str, *, readonly: bool = False) -> str:
    with pytest.raises(ArchiveError) as caught:
        connect(url, readonly=readonly)
    message = str(caught.value)
    assert "\n" not in message
    return message


def files_in(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user can walk to."""
    with tempfile.TemporaryDirectory(prefix="archive-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextmanager
def unprivileged() -> Iterator[None]:
    """Be somebody whom file permissions bind, for root is not."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def test_sqlite_is_set_up_for_durable_concurrent_use(fresh_sqlite: str) -> None:
    engine = connect(fresh_sqlite)
    pragmas = ("page_size", "journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    with engine.connect() as connection:
        settings = {name: connection.scalar(text(f"PRAGMA {name}")) for name in pragmas}
    assert settings == {
        "page_size": 16384,
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }
    engine.dispose()


def test_postgresql_reads_what_is_committed(fresh_postgres: str) -> None:
    for url in (fresh_postgres, fresh_postgres.replace("postgresql+psycopg:", "postgres:")):
        engine = connect(url)
        with engine.connect() as connection:
            assert connection.scalar(text("SHOW transaction_isolation")) == "read committed"
        engine.dispose()


@pytest.mark.parametrize("name", ["archive.db", "my archive #1?.db", "50%.db", "архив.db"])
def test_paths_are_taken_as_they_are(tmp_path: Path, name: str) -> None:
    engine = connect(str(tmp_path / name))
    ensure_current(engine)
    engine.dispose()
    assert {path.name for path in tmp_path.iterdir()} == {name, f"{name}-lock"}


def test_an_empty_file_becomes_an_archive(tmp_path: Path) -> None:
    (tmp_path / "archive.db").touch()
    engine = connect(str(tmp_path / "archive.db"))
    assert ensure_current(engine) is True
    engine.dispose()


def test_a_database_in_memory() -> None:
    engine = connect("sqlite://")
    assert ensure_current(engine) is True
    assert SqlLog(engine, clock=lambda: 1, actor="test").head() == 0
    engine.dispose()


def test_a_failed_write_leaves_nothing(database_url: str) -> None:
    engine = connect(database_url)

    def interrupted() -> None:
        with write(engine) as connection:
            connection.execute(text("CREATE TABLE t (a int)"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with write(engine) as connection:
        connection.execute(text("CREATE TABLE t (a int)"))
    engine.dispose()


def test_a_reader_cannot_write(engine: Engine, database_url: str) -> None:
    reader = connect(database_url, readonly=True)
    for statement in ("CREATE TABLE t (a int)", "INSERT INTO log_head VALUES (1, 0, 0)", "DELETE FROM blobs"):
        with pytest.raises(DBAPIError, match=r"read-?only"), reader.begin() as connection:
            connection.execute(text(statement))
    assert SqlLog(reader, clock=lambda: 1, actor="reader").head() == 0
    reader.dispose()


def test_reading_leaves_no_trace(tmp_path: Path, story_unit: MakeUnit) -> None:
    path = str(tmp_path / "archive.db")
    engine = connect(path)
    ensure_current(engine)
    SqlLog(engine, clock=lambda: 1, actor="test").append([story_unit("a")])
    engine.dispose()
    before = files_in(tmp_path)["archive.db"]
    reader = connect(path, readonly=True)
    assert len(list(SqlLog(reader, clock=lambda: 1, actor="reader").read())) == 1
    reader.dispose()
    assert files_in(tmp_path)["archive.db"] == before


def test_a_reader_sees_what_a_writer_commits_meanwhile(tmp_path: Path, story_unit: MakeUnit) -> None:
    path = str(tmp_path / "archive.db")
    engine = connect(path)
    ensure_current(engine)
    log = SqlLog(engine, clock=lambda: 1, actor="test")
    reader = connect(path, readonly=True)
    with write(engine):
        assert SqlLog(reader, clock=lambda: 1, actor="reader").head() == 0
    log.append([story_unit("a")])
    assert SqlLog(reader, clock=lambda: 1, actor="reader").head() == 1
    reader.dispose()
    engine.dispose()


def test_a_read_only_folder(open_folder: Path, story_unit: MakeUnit) -> None:
    path = open_folder / "archive.db"
    engine = connect(str(path))
    ensure_current(engine)
    SqlLog(engine, clock=lambda: 1, actor="test").append([story_unit("a")])
    engine.dispose()
    path.chmod(0o444)
    open_folder.chmod(0o555)
    with unprivileged():
        assert refusal(str(path)) == f"{path}: cannot be written: the file or its folder is read-only"
        other = open_folder / "other.db"
        assert refusal(str(other)) == f"{other}: cannot be created: the folder {open_folder} is read-only"
        reader = connect(str(path), readonly=True)
        assert len(list(SqlLog(reader, clock=lambda: 1, actor="reader").read())) == 1
        reader.dispose()
    open_folder.chmod(0o755)
    path.chmod(0o000)
    with unprivileged():
        assert refusal(str(path), readonly=True) == f"{path}: cannot be read: permission denied"


def test_files_that_are_no_archive(tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(1000))
    assert refusal(str(picture)) == f"{picture}: is not an archive but some other kind of file"
    assert refusal(str(tmp_path)) == f"{tmp_path}: is a folder; name a file in it"
    lost = tmp_path / "nowhere" / "archive.db"
    assert refusal(str(lost)) == f"{lost}: the folder {lost.parent} does not exist"
    before = files_in(tmp_path)
    assert "begin with" in refusal(str(tmp_path / "none.db"), readonly=True)
    assert files_in(tmp_path) == before


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (
            "mysql://host/name",
            "mysql://host/name: mysql is not supported; write sqlite:///PATH or postgresql://HOST/NAME",
        ),
        (
            "http://user:secret@host/",
            "http://user:***@host/: http is not supported; write sqlite:///PATH or postgresql",
        ),
        ("postgresql://me:secret@host:door/name", "postgresql://me:***@host:door/name: not a database URL"),
    ],
)
def test_urls_that_name_no_database(url: str, message: str) -> None:
    assert message in refusal(url)


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    message = refusal(f"postgresql://user:secret@/name?host={tmp_path}")
    assert "secret" not in message
    assert "connection" in message
    assert "No such file or directory" in message


def test_a_database_that_is_not_there(fresh_postgres: str) -> None:
    message = refusal(fresh_postgres.replace("/test_", "/no_test_"))
    assert "does not exist" in message


def test_postgresql_without_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtra, match="PostgreSQL needs a package that is not installed"):
        connect("postgresql://localhost/name")


def test_a_connection_that_is_lost(fresh_postgres: str, story_unit: MakeUnit) -> None:
    engine, other = connect(fresh_postgres), connect(fresh_postgres)
    ensure_current(engine)
    log = SqlLog(engine, clock=lambda: 1, actor="test")

    def cut_off() -> None:
        with write(engine) as connection, other.connect() as killer:
            number = connection.scalar(text("SELECT pg_backend_pid()"))
            killer.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
            connection.execute(text("SELECT 1"))

    with pytest.raises(DatabaseUnusable) as caught:
        cut_off()
    assert "\n" not in str(caught.value)
    log.append([story_unit("a")])
    assert log.head() == 1
    engine.dispose()
    other.dispose()


def test_a_full_disk(fresh_sqlite: str, story_unit: MakeUnit) -> None:
    engine = connect(fresh_sqlite)
    ensure_current(engine)
    log = SqlLog(engine, clock=lambda: 1, actor="test")
    log.append([story_unit("a")])
    with engine.connect() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    noise = os.urandom(100_000).hex()
    with pytest.raises(DatabaseUnusable, match="database or disk is full"):
        log.append([story_unit(noise, producer="p", key="k")])
    assert log.head() == 1
    with engine.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 100000"))
    assert log.append([story_unit(noise, producer="p", key="k")])[0].positions == (2,)
    engine.dispose()


def test_a_file_that_was_cut_short(tmp_path: Path, story_unit: MakeUnit) -> None:
    path = tmp_path / "archive.db"
    engine = connect(str(path))
    ensure_current(engine)
    SqlLog(engine, clock=lambda: 1, actor="test").append([story_unit(os.urandom(200_000).hex())])
    engine.dispose()
    size = path.stat().st_size
    os.truncate(path, size - 100_000)
    reader = connect(str(path), readonly=True)
    with pytest.raises(DatabaseUnusable, match="malformed"):
        list(SqlLog(reader, clock=lambda: 1, actor="reader").read())
    reader.dispose()


def test_an_older_file_without_wal_gets_it(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with sqlite3.connect(path) as plain:
        plain.execute("CREATE TABLE t (a)")
    plain.close()
    engine = connect(str(path))
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    engine.dispose()
