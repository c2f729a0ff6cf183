"""The house rules that a type checker cannot hold."""

from __future__ import annotations

import ast
import re
import socket
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "archive"
MODULES = sorted(SOURCE.rglob("*.py"))
MAX_LINES = 400

STORY_WORDS = re.compile(
    r"putin|\bkim\b|kim_jong|aurus|pungsan|ushakov|kcna|peskov|pyongyang|kremlin|limousine|dagger|\bgifts?\b",
    re.I,
)
"""Words of the example stories: everything particular to a story stands in its TOML file."""

OWNERS = {
    "sqlalchemy": ("store", "bootstrap"),
    "alembic": ("store",),
    "psycopg": ("store",),
    "sqlite3": ("store",),
    "deepdiff": ("compare.py",),
    "click": ("cli", "__main__.py"),
    "rich": ("cli",),
    "matplotlib": ("plot",),
    "idna": ("fetch",),
    "urllib3": ("fetch",),
    "protego": ("fetch",),
    "cronsim": ("service",),
    "prometheus_client": ("cli",),
    "socket": ("fetch",),
    "trafilatura": ("readers",),
    "htmldate": ("readers",),
    "courlan": ("readers",),
    "resiliparse": ("readers",),
    "lxml": ("readers",),
    "feedparser": ("readers",),
    "defusedxml": ("readers", "deliver"),
    "apprise": ("deliver",),
    "warcio": ("readers",),
    "pypdf": ("readers",),
    "rapidfuzz": ("textdiff.py",),
    "prompt_toolkit": ("cli",),
    "pyarrow": ("telling",),
}
"""Which room alone may import a package; TYPE_CHECKING imports count too."""


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Top-level names of all modules that the file at `path` imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def public_definitions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Public classes and functions of a module, and public methods of public classes."""
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in tree.body:
        if isinstance(node, kinds) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                for part in node.body:
                    if isinstance(part, kinds) and not part.name.startswith("_"):
                        yield f"{node.name}.{part.name}", part


def test_there_is_a_house_to_check() -> None:
    assert len(MODULES) > 10


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_public_thing_says_what_it_means(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{name_of(path)} has no docstring"
    silent = [
        name
        for name, node in public_definitions(tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not ast.get_docstring(node)
        and not _overrides(node)
    ]
    assert silent == []


def _overrides(node: ast.AST) -> bool:
    decorators = getattr(node, "decorator_list", [])
    names = {ast.unparse(decorator).rpartition(".")[2] for decorator in decorators}
    return bool(names & {"override", "overload", "setter"})


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_file_outgrows_its_room(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_story_lives_in_code(path: Path) -> None:
    found = [
        f"{number}: {line.strip()}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if STORY_WORDS.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_package_is_imported_only_by_its_owner(path: Path) -> None:
    strays = [
        module
        for module in imports(path)
        if (owners := OWNERS.get(module.split(".")[0])) and not name_of(path).startswith(owners)
    ]
    assert strays == []


@pytest.mark.parametrize("path", sorted((SOURCE / "domain").rglob("*.py")), ids=name_of)
def test_the_domain_needs_nothing_but_python(path: Path) -> None:
    allowed = ("archive.domain", "archive.errors")
    strays = [
        module
        for module in imports(path)
        if module.split(".")[0] not in sys.stdlib_module_names and not module.startswith(allowed)
    ]
    assert strays == []


def test_every_room_says_what_it_is_and_what_it_never_does() -> None:
    rooms = sorted(path for path in SOURCE.iterdir() if (path / "__init__.py").is_file())
    assert {room.name for room in rooms} >= {
        "cli",
        "deliver",
        "domain",
        "extractors",
        "projections",
        "readers",
        "service",
        "store",
        "telling",
    }
    for room in rooms:
        said = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
        assert re.search(r"\bimports?\b", said), f"{room.name} does not say what it may import"
        assert re.search(r"\bnever\b", said, re.I), f"{room.name} does not say what it never does"


def test_the_package_and_the_pins_ask_for_the_same_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(p for extra in project["optional-dependencies"].values() for p in extra),
    ]
    lines = (ROOT / "requirements" / "dev.in").read_text(encoding="utf-8").splitlines()
    assert [package for package in asked if package not in lines] == []


def test_pins_are_hashed_and_name_no_index_and_no_place() -> None:
    pins = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    assert re.findall(r"https?:|file:|index-url|find-links|(?<![\w/])/\w+/", pins) == []
    for line in re.findall(r"^[a-z].*\n", pins, re.M):
        assert "==" in line, line
        assert line.endswith("\\\n"), line


def test_nothing_names_the_machine_it_was_made_on(root: Path) -> None:
    places = re.compile(r"/(?:root|opt|work|tmp/vt|home/\w+)/")
    texts = [root / "README.md", root / "CHANGELOG.md", *root.glob("docs/*.md"), *root.glob("scripts/*")]
    found = [
        text.name for text in texts if text.is_file() and places.search(text.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_tests_cannot_leave_the_machine() -> None:
    with socket.socket() as outward, pytest.raises(PermissionError, match="do not use the network"):
        outward.connect(("192.0.2.1", 80))
