"""The database that the command line is pointed at: any backend, any state."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine


def test_a_tour_on_both_backends(archive: CommandLine, database_url: str) -> None:
    here = archive.on(database_url)
    assert "3 new" in here("ingest", "articles", "--story", "story.toml")
    assert [fact["value"] for fact in here.json("facts", "--type", "lamp_count")] == [3]
    assert "    2 → 3\n" in here("diff", "2023-03..2023-04")
    assert (
        here("sql", "select value from lamps__lamp_count order by 1", "--format", "csv") == "value\n2\n3\n4\n"
    )
    assert here.refused("sql", "delete from facts")
    assert {row["view"] for row in here.json("sql")} >= {"facts", "lamps__gift"}
    digest = here("rebuild")
    state = here.json("db")
    assert (state["events"], state["facts"]) == (10, 2)
    assert state["bytes"] > 100_000
    # The same articles give the same facts and the same read models, wherever they are kept.
    archive("ingest", "articles", "--story", "story.toml")
    assert here("snapshot", "--output", "-") == archive("snapshot", "--output", "-")
    assert len(digest.strip()) == 64


def test_an_empty_postgresql_database_is_not_there_yet(archive: CommandLine, fresh_postgres: str) -> None:
    assert "nothing here yet; begin with: archive ingest PATH" in archive.on(fresh_postgres).refused("facts")


def test_the_option_wins_over_the_environment(archive: CommandLine, folder: Path) -> None:
    archive.on("elsewhere/none.db")("--db", "here.db", "ingest", "articles")
    assert (folder / "here.db").is_file()


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("none/archive.db", "none/archive.db: the folder none does not exist"),
        ("articles", "articles: is a folder; name a file in it"),
        ("story.toml", "story.toml: is not an archive but some other kind of file"),
        ("mysql://host/name", "mysql://host/name: mysql is not supported; "),
        ("postgresql://localhost:1/none", "connection to server at"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_in_one_line(
    archive: CommandLine, database: str, said: str
) -> None:
    assert said in archive.refused("--db", database, "ingest", "articles")


def test_a_database_of_a_newer_program_is_not_touched(filled: CommandLine, folder: Path) -> None:
    with sqlite3.connect(folder / "archive.db") as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    connection.close()
    before = (folder / "archive.db").read_bytes()
    for command in (["facts"], ["ingest", "articles"], ["db", "upgrade"], ["rebuild"]):
        assert "was made by a newer program (schema 9999" in filled.refused(*command)
    assert (folder / "archive.db").read_bytes() == before


def test_a_database_of_another_program_is_not_touched(archive: CommandLine, folder: Path) -> None:
    with sqlite3.connect(folder / "archive.db") as connection:
        connection.execute("create table birds (name text)")
    connection.close()
    assert "is the database of another program: it holds birds" in archive.refused("ingest", "articles")


def test_an_upgrade_of_a_current_database_changes_nothing(filled: CommandLine) -> None:
    before = filled("log", "--format", "jsonl")
    assert filled("db", "upgrade").startswith("archive.db: schema ")
    assert filled("log", "--format", "jsonl") == before


def test_a_read_only_folder_is_read_and_not_written(
    filled: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "archive.db").chmod(0o444)
    folder.chmod(0o555)
    if os.geteuid() == 0:  # nobody forbids root anything: let the system say what it says to others
        asked = os.access
        monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK and asked(path, mode))
    try:
        assert [fact["value"] for fact in filled.json("facts", "--type", "lamp_count")] == [3]
        assert "read-only" in filled.refused("ingest", "articles")
        assert "read-only" in filled.refused("--db", "new.db", "ingest", "articles")
        assert filled.refused("snapshot", "--name", "x").startswith("archive.db: cannot be written")
    finally:
        folder.chmod(0o755)
        (folder / "archive.db").chmod(0o644)


def test_a_log_verifies_until_somebody_tampers_with_it(archive: CommandLine, folder: Path) -> None:
    archive("ingest", "articles", "--story", "story.toml")
    assert archive("verify").endswith(" events and blobs verified: all is sound\n")
    with closing(sqlite3.connect(folder / "archive.db")) as database, database:
        database.execute("DROP TRIGGER payloads_no_update")
        database.execute("UPDATE payloads SET salt = x'00' WHERE position = 2")
    done = archive.run("verify")
    assert done.code == 2
    assert done.err.startswith("archive: @2: ")


def test_what_is_not_there_cannot_be_verified(archive: CommandLine) -> None:
    done = archive.run("verify")
    assert (done.code, done.err) == (
        3,
        "archive: cannot be verified: archive.db: nothing here yet; begin with: archive ingest PATH\n",
    )


def test_a_rebuild_brings_an_older_schema_up_to_date(filled: CommandLine, folder: Path) -> None:
    """As the refusal of every command that reads promises."""
    from alembic import command
    from alembic.config import Config

    from archive.store import migrate
    from archive.store.engine import connect, write

    facts = filled.json("facts")
    engine = connect(f"sqlite:///{folder / 'archive.db'}")
    with write(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(migrate.folder()))
        config.attributes["connection"] = connection
        command.downgrade(config, "-1")
    engine.dispose()
    assert "bring it up to date with: archive --db archive.db rebuild" in filled.refused("facts")
    filled("rebuild")
    assert filled.json("facts") == facts
