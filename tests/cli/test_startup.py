"""What a command loads: nothing that it does not use. Each is run in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from archive.bootstrap import open_archive
from archive.cli import main
from archive.cli.program import ENTRIES, SECTIONS
from archive.config import Config
from archive.service.gather import gather
from tests.cli.conftest import ARTICLES, STORY

TRACED = """
import json, sys

class Tracer:
    # Finds nothing; it writes down who asked for each module first.
    def find_spec(self, name, path=None, target=None):
        frame = sys._getframe(1)
        while frame and frame.f_code.co_filename.startswith("<frozen importlib"):
            frame = frame.f_back
        # importlib.import_module stands between a command and the program that asked for it
        while frame and frame.f_globals.get("__name__") == "importlib":
            frame = frame.f_back
        asked.setdefault(name, frame.f_globals.get("__name__", "?") if frame else "?")

asked = {}
before = set(sys.modules)
sys.meta_path.insert(0, Tracer())
from archive.cli import main
for words in json.loads(sys.argv[1]):
    try:
        main(words)
    except SystemExit as end:
        assert not end.code, (words, end.code)
print("LOADED", json.dumps({name: asked.get(name, "?") for name in sys.modules.keys() - before}), file=sys.stderr)
"""

BASE = (
    "archive",
    "archive.cli",
    "archive.cli.page",
    "archive.cli.program",
    "archive.cli.session",
    "archive.errors",
    "archive.telling",
    "archive.telling.lines",
)
"""What a process has loaded before it knows what it is to do."""

OPEN = (
    *BASE,
    "archive.bootstrap",
    "archive.bootstrap.*",
    "archive.cli.options",
    "archive.config",
    "archive.domain",
    "archive.domain.moment",
    "archive.loading",
    "archive.store",
    "archive.store.engine",
    "archive.store.lock",
    "archive.store.migrate",
    "archive.store.present",
    "archive.store.story_row",
)
"""What opening an archive takes."""

TOLD = (
    *OPEN,
    "archive.domain.canonical",
    "archive.domain.claim",
    "archive.domain.fact_document",
    "archive.domain.inflect",
    "archive.domain.pack_words",
    "archive.domain.pattern",
    "archive.domain.relative_time",
    "archive.domain.snapshot",
    "archive.domain.story",
    "archive.domain.story_*",
    "archive.service",
    "archive.service.definitions",
    "archive.service.points",
    "archive.telling.fact_text",
    "archive.telling.labels",
)
"""What it takes to find a point and to tell facts in the words of their story."""

ASKED = (
    *TOLD,
    "archive.domain.article",
    "archive.domain.change",
    "archive.domain.codec",
    "archive.domain.copies",
    "archive.domain.correction",
    "archive.domain.event",
    "archive.domain.fact",
    "archive.domain.fold",
    "archive.domain.look",
    "archive.domain.watch",
    "archive.store.corrections",
    "archive.store.dating",
    "archive.store.decoders",
    "archive.store.fact_timelines",
    "archive.store.queries_causes",
    "archive.store.queries_claims",
    "archive.store.queries_kindred",
    "archive.store.queries_lists",
    "archive.store.queries_looks",
    "archive.store.queries_moved",
    "archive.store.queries_versions",
    "archive.store.read_models",
    "archive.store.read_schema",
    "archive.store.rows",
    "archive.store.schema",
    "archive.store.watch_schema",
)
"""What it takes to ask the read models."""

NAMED = (
    "archive.cli.json_forms",
    "archive.cli.which",
    "archive.domain.address",
    "archive.domain.host",
    "archive.domain.page_variants",
    "archive.domain.tracking",
    "archive.telling.change_form",
    "archive.telling.diff_facts",
)
"""What it takes to know an article by its address."""

FOLDED = (*ASKED, "archive.domain.consolidate", "archive.domain.consolidate.*", "archive.service.facts")
"""What it takes to fold facts at a point of the past."""

COMPARED = (
    *FOLDED,
    "archive.cli.diff_*",
    "archive.cli.output",
    "archive.compare",
    "archive.domain.condition",
    "archive.domain.permalink",
    "archive.domain.scope",
    "archive.service.diff",
    "archive.service.movements",
    "archive.service.sides",
    "archive.telling.diff_*",
)
"""What it takes to compare two points."""

WORDED = (
    "archive.domain.alignment",
    "archive.domain.block_words",
    "archive.domain.noise",
    "archive.domain.text_change",
    "archive.domain.unified",
    "archive.domain.volatile_words",
    "archive.textdiff",
)
"""What it takes to mark words in quotes that changed."""

SQL = (
    "archive.cli.output",
    "archive.cli.sql_*",
    "archive.store.sql",
    "archive.store.sql_*",
    "archive.store.view*",
    "archive.telling.markdown",
    "archive.telling.tabular",
    "archive.telling.tabular_grid",
)
"""What it takes to ask in SQL and to print a table; the shell, and files of other forms, take more."""

WRITTEN = (
    "archive.errors",
    "archive.packs",
    "archive.service",
    "archive.service.definitions",
    "archive.service.packs",
    "archive.service.stories",
    "archive.telling*",
)
"""What it takes to read a story's file: no archive, and no package of others."""

MAY_LOAD: Mapping[str, tuple[str, ...]] = {
    "--help": (*BASE, "click"),
    "facts": (*TOLD, "archive.cli.facts_command", "click", "sqlalchemy"),
    "facts --as-of 2023-04": (*FOLDED, "archive.cli.facts_command", "click", "sqlalchemy", "msgspec"),
    "claims": (*ASKED, *NAMED, "archive.cli.claim*", "click", "sqlalchemy", "msgspec"),
    "articles": (*ASKED, *NAMED, "archive.cli.articles_command", "click", "sqlalchemy", "msgspec"),
    "diff 2024..2025": (*COMPARED, "archive.domain.text_change", "click", "sqlalchemy", "msgspec"),
    "diff 2023-03..2023-04": (*COMPARED, *WORDED, "click", "sqlalchemy", "msgspec", "deepdiff", "rapidfuzz"),
    "sql select+1": (*OPEN, *SQL, "click", "sqlalchemy"),
    "story check story.toml": ("archive", "archive.cli*", "archive.domain*", *WRITTEN, "click"),
}
"""For each command the files of this package, and the packages of others, that it may load; `+` is a space."""

SLOW = (
    "asyncio",
    "email",
    "http",
    "logging",
    "multiprocessing",
    "sqlite3",
    "ssl",
    "tomllib",
    "urllib",
    "xml",
)
"""Parts of the standard library that showing help must not wait for."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive."""
    folder = tmp_path_factory.mktemp("startup")
    (folder / "story.toml").write_text(STORY, encoding="utf-8")
    articles = folder / "articles"
    articles.mkdir()
    for name, (published, source, text) in ARTICLES.items():
        (articles / name).write_text(text, encoding="utf-8")
        sidecar = {"published": published, "source": source, "captured": f"{published}T12:00:00Z"}
        (articles / name).with_suffix(".json").write_text(json.dumps(sidecar), encoding="utf-8")
    with open_archive(Config(database=str(folder / "archive.db")), write=True) as archive:
        archive.add_story(folder / "story.toml")
        archive.ingest(gather([str(articles)]), {})
    return folder


Loads = Callable[[list[list[str]]], dict[str, str]]


@pytest.fixture(scope="module")
def loads(folder: Path) -> Loads:
    """Runs command lines in one fresh process; gives what that loads, each with who asked for it first."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVE_")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")

    def run(command_lines: list[list[str]]) -> dict[str, str]:
        done = subprocess.run(
            [sys.executable, "-c", TRACED, json.dumps(command_lines)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        loaded: dict[str, str] = json.loads(done.stderr.rpartition("LOADED ")[2])
        return loaded

    return run


def others(loaded: Mapping[str, str]) -> dict[str, str]:
    """The packages of others that this one asked for: what those load themselves is their affair."""
    ours = {name: by for name, by in loaded.items() if by.split(".")[0] in ("archive", "__main__")}
    packages = {name: by for name, by in ours.items() if name.split(".")[0] not in sys.stdlib_module_names}
    return {name.split(".")[0]: by for name, by in packages.items() if not name.startswith("archive")}


def strays(loaded: Mapping[str, str], allowed: tuple[str, ...]) -> list[str]:
    """What is loaded beyond the allowed, and who asked for it: where to look."""
    mine = {name: by for name, by in loaded.items() if name.split(".")[0] == "archive"} | others(loaded)
    return [
        f"{name}, asked for by {by}"
        for name, by in sorted(mine.items())
        if not any(fnmatchcase(name, pattern) for pattern in allowed)
    ]


@pytest.mark.parametrize("words", MAY_LOAD)
def test_a_command_loads_what_it_uses(loads: Loads, words: str) -> None:
    loaded = loads([[word.replace("+", " ") for word in words.split()]])
    assert strays(loaded, MAY_LOAD[words]) == []
    # The list grants no more than is used: what left a command is to leave the list of it.
    assert {name for name in MAY_LOAD[words] if "." not in name and "*" not in name} - {"archive"} == set(
        others(loaded)
    )


def test_help_waits_for_no_slow_part_of_python(loads: Loads) -> None:
    by_click = subprocess.run(
        [sys.executable, "-c", "import sys, click; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(SLOW) & loads([["--help"]]).keys() - set(by_click.stdout.split()) == set()


def test_the_help_of_a_command_opens_nothing_and_loads_no_service(loads: Loads) -> None:
    loaded = loads([[name, "--help"] for name in ENTRIES])
    allowed = (
        "archive",
        "archive.cli",
        "archive.cli.*",
        "archive.domain.*",
        "archive.domain",
        "archive.errors",
    )
    services = ("archive.service.gather", "archive.service.points", "archive.service.packs")
    strange = strays(loaded, (*allowed, "archive.telling*", "archive.service", *services, "click"))
    assert strange == []


def test_a_command_that_is_not_asked_for_is_not_loaded(loads: Loads) -> None:
    loaded = loads([["facts", "--help"]])
    assert [name for name in loaded if name.startswith("archive.cli.") and name.endswith("_command")] == [
        "archive.cli.facts_command"
    ]


@pytest.mark.parametrize("name", ENTRIES)
def test_the_help_page_alone_says_what_a_command_is_in_one_line(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    assert command.short_help is None, "its line stands in archive.cli.program.SECTIONS"
    short = ENTRIES[name].short
    assert short.endswith(".")
    assert len(short) <= 72


def test_the_help_page_lists_every_command_in_its_section() -> None:
    page = main.get_help(click.Context(main, info_name="archive", max_content_width=100, terminal_width=100))
    for title, commands in SECTIONS.items():
        section = page.partition(f"{title}:\n")[2].partition("\n\n")[0]
        listed = [line.split(maxsplit=1) for line in section.splitlines()]
        assert listed == [[name, entry.short] for name, entry in commands.items()]


def test_a_shell_is_offered_every_command_without_loading_one(loads: Loads) -> None:
    complete = ShellComplete(main, {}, "archive", "_ARCHIVE_COMPLETE")
    offered = {item.value: item.help for item in complete.get_completions([], "s")}
    assert offered == {name: ENTRIES[name].short for name in ("story", "show", "sql", "snapshot")}
    assert {item.value for item in complete.get_completions([], "--q")} == {"--quiet"}


def test_garbage_is_looked_for_again_once_all_is_loaded_and_no_more_at_the_end(folder: Path) -> None:
    code = (
        "import atexit, gc, sys\n"
        "atexit.register(lambda: print('END', len(gc.get_objects()) < 1000, file=sys.stderr))\n"
        "from archive.bootstrap import open_archive\n"
        "from archive.cli import main\n"
        "from archive.config import Config\n"
        "with open_archive(Config(database='archive.db'), write=False):\n"
        "    print('OPEN', gc.isenabled(), gc.get_freeze_count() > 50_000, file=sys.stderr)\n"
        "main(['facts'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines() == ["OPEN True True", "END True"]
    assert "Lamps for the island school" in done.stdout
