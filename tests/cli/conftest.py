"""A small story of the tests' own, articles about it, and the command line as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

ROOT = Path(__file__).resolve().parents[2]

STORY = """\
[story]
id = "lamps"
title = "Lamps for the island school"
version = 1
must_mention = ["Skerry"]

[[entity]]
id = "board"
kind = "party"
name = "Harbour Board"
aliases = ["the Harbour Board", "Harbour Board"]

[[entity]]
id = "school"
kind = "party"
name = "Skerry School"
aliases = ["Skerry School", "the school"]

[[entity]]
id = "lund"
kind = "source"
aliases = ["Ada Lund", "Lund"]

[[item]]
id = "storm_lamp"
heads = ["storm lamp"]

[lexicon]
give = ["gave", "has given"]

[[fact]]
type = "gift"
key = ["giver", "recipient", "item"]
consolidate = "event"
[fact.fields]
giver = { type = "entity", kinds = ["party"] }
recipient = { type = "entity", kinds = ["party"] }
item = { type = "item" }
[[fact.frame]]
name = "give"
pattern = "{giver} <give> {recipient} {item}"

[[fact]]
type = "lamp_count"
key = ["recipient"]
consolidate = "count"
value = "value"
[fact.fields]
recipient = { type = "entity", kinds = ["party"] }
value = { type = "number" }
[[fact.frame]]
name = "has-lamps"
pattern = "{recipient} (now has|has) {value} (lamp|lamps)"
[[fact.frame]]
name = "has-no-lamps"
pattern = "{recipient} does not have {value} lamps"
polarity = "denied"
"""

ARTICLES = {
    "march.txt": (
        "2023-03-01",
        "Tern Gazette",
        "Lamps arrive\n\nThe Harbour Board gave Skerry School a storm lamp on February 27, 2023. "
        "Skerry School has 2 lamps, Ada Lund said.\n",
    ),
    "april.txt": (
        "2023-04-05",
        "Skerry Post",
        "More light\n\nSkerry School now has 3 lamps, according to Ada Lund.\n",
    ),
    "may.txt": (
        "2023-05-09",
        "Tern Gazette",
        "A correction\n\nSkerry School does not have 4 lamps. It rained all week.\n",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the story and its articles, as a user would have it."""
    return laid_out(tmp_path)


def laid_out(folder: Path) -> Path:
    """`folder` with the story and its articles in it."""
    (folder / "story.toml").write_text(STORY, encoding="utf-8")
    articles = folder / "articles"
    articles.mkdir()
    for name, (published, source, text) in ARTICLES.items():
        (articles / name).write_text(text, encoding="utf-8")
        sidecar = {
            "published": published,
            "source": source,
            "url": f"https://news.example/{name}",
            "captured": f"{published}T12:00:00Z",
        }
        (articles / name).with_suffix(".json").write_text(json.dumps(sidecar), encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it wrote where."""

    code: int
    out: str
    err: str


class CommandLine:
    """`archive` in this process, in one folder, without a terminal."""

    def __init__(self, database: str | None = None) -> None:
        self.settings = {"ARCHIVE_DATABASE_URL": database} if database else {}

    def on(self, database: str) -> CommandLine:
        """The same command line with another database in the environment."""
        return CommandLine(database)

    def run(self, *arguments: object, stdin: bytes = b"") -> Done:
        """Run a command to its end."""
        from archive.cli import main

        words = [str(argument) for argument in arguments]
        result = CliRunner().invoke(main, words, input=stdin, env=self.settings, prog_name="archive")
        return Done(result.exit_code, result.stdout, result.stderr)

    def __call__(self, *arguments: object, stdin: bytes = b"") -> str:
        """Run a command that has to succeed, and return what it prints."""
        done = self.run(*arguments, stdin=stdin)
        assert done.code == 0, done.err
        return done.out

    def json(self, *arguments: object) -> Any:
        """Run a command and read the JSON that it prints."""
        return json.loads(self(*arguments, "--format", "json"))

    def jsonl(self, *arguments: object) -> list[Any]:
        """Run a command and read the JSON lines that it prints."""
        return [json.loads(line) for line in self(*arguments, "--format", "jsonl").splitlines()]

    def refused(self, *arguments: object, stdin: bytes = b"") -> str:
        """Run a command that has to fail with 2 and one line of explanation, and return that line."""
        done = self.run(*arguments, stdin=stdin)
        assert done.code == 2, done
        (line,) = done.err.splitlines()
        assert line.startswith("archive: ")
        return line.removeprefix("archive: ")


class Process(CommandLine):
    """`archive` in a process of its own, as a shell starts it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("ARCHIVE_")
        }
        self.environment |= {"PYTHONPATH": str(ROOT / "src"), "TZ": "UTC"}
        self.environment.pop("COLUMNS", None)

    def start(self, *arguments: object, **settings: str) -> subprocess.Popen[bytes]:
        """Start a command and leave it running."""
        return subprocess.Popen(
            [sys.executable, "-m", "archive", *map(str, arguments)],
            cwd=self.folder,
            env={**self.environment, **settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: object, stdin: bytes = b"", **settings: str) -> Done:
        """Run a command to its end."""
        with self.start(*arguments, **settings) as process:
            out, err = process.communicate(stdin, timeout=120)
        return Done(process.returncode, out.decode("utf-8"), err.decode("utf-8"))


@pytest.fixture
def archive(folder: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line in a folder without an archive."""
    monkeypatch.chdir(folder)
    monkeypatch.delenv("COLUMNS", raising=False)
    return CommandLine()


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an archive that holds the articles; it is made once, and copied for each test."""
    folder = laid_out(tmp_path_factory.mktemp("ingested"))
    database = folder / "archive.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        CommandLine(f"sqlite:///{database}")("ingest", "articles", "--story", "story.toml")
    return database


@pytest.fixture
def filled(archive: CommandLine, folder: Path, ingested: Path) -> CommandLine:
    """The command line in a folder whose archive holds the articles."""
    shutil.copyfile(ingested, folder / ingested.name)
    return archive


@pytest.fixture
def process(folder: Path) -> Process:
    """The command line as a process in a folder without an archive."""
    return Process(folder)


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str, str], None]:
    """Replace words in an article, as its publisher would, and look again in June."""

    def replace(name: str, old: str, new: str) -> None:
        article = folder / "articles" / name
        text = article.read_text(encoding="utf-8")
        assert old in text
        article.write_text(text.replace(old, new), encoding="utf-8")
        sidecar = article.with_suffix(".json")
        known = json.loads(sidecar.read_text(encoding="utf-8"))
        known["captured"] = "2023-06-01T12:00:00Z"
        sidecar.write_text(json.dumps(known), encoding="utf-8")

    return replace
