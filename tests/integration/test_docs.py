"""What README and docs show is what happens: their console blocks are executed and compared.

A line `$ archive ...` in a ```console block is run, in order, in a copy of the repository's examples
that lives as long as the file. `\\` at the end of a line continues it. Beside `archive`, the commands in
`SHELL` may stand there; any other command is not run. In the expected output, a line `...` stands for
any number of lines and `…` for any characters within one. A command may fail only where its
expected output says so by the word error.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHELL = ("archive", "cat", "cd", "cp", "echo", "grep", "head", "ls", "printf", "rm", "sed", "sqlite3")


@dataclass(frozen=True)
class Step:
    line: int
    command: str
    expected: str


def steps(text: str) -> list[Step]:
    """The commands of all console blocks of a page with the output it shows for each."""
    found: list[Step] = []
    for block in re.finditer(r"^```console\n(.*?)^```", text, re.M | re.S):
        first = text.count("\n", 0, block.start(1)) + 1
        for shown in re.finditer(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", block[1], re.M):
            line = first + block[1].count("\n", 0, shown.start())
            found.append(Step(line, shown[1], shown[2]))
    return found


def matches(expected: str, actual: str) -> bool:
    """Whether `actual` is what `expected` shows, wildcards taken into account."""
    pattern = ""
    for line in expected.strip("\n").splitlines():
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*?".join(map(re.escape, line.rstrip().split("…"))) + r"[ \t]*\n"
    return re.fullmatch(pattern + r"\s*", actual.strip("\n") + "\n") is not None


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ARCHIVE_")}
    environment |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "TZ": "UTC",
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_page_shows_what_happens(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for step in steps(page.read_text(encoding="utf-8")):
        if step.command.split()[0] not in SHELL:
            continue
        done = run(step.command, tmp_path)
        where = f"{page.name}:{step.line}: $ {step.command}"
        assert matches(step.expected, done.stdout), f"{where}\n{done.stdout}"
        may_fail = "error" in step.expected.lower()
        assert done.returncode in (0, 1) or may_fail, f"{where}\nexit code {done.returncode}\n{done.stdout}"


def test_the_readme_is_a_tour() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert any(step.command.startswith("archive diff") for step in steps(readme))


def test_steps_are_read_with_their_line_and_output() -> None:
    page = (
        "a\n\n```console\n$ archive facts\none\ntwo\n$ archive sql \\\n    x\n```\n```sh\n$ archive no\n```\n"
    )
    assert steps(page) == [Step(4, "archive facts", "one\ntwo\n"), Step(7, "archive sql \\\n    x", "")]


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        ("one\ntwo\n", "one\ntwo\n", True),
        ("one\n", "one\ntwo\n", False),
        ("one\n...\nfour\n", "one\ntwo\nthree\nfour\n", True),
        ("one\n...\n", "two\n", False),
        ("took … s\n", "took 1.2 s\n", True),
        ("took … s\n", "took 1.2\n s\n", False),
        ("", "", True),
        ("", "surprise\n", False),
    ],
)
def test_expected_output_is_compared_line_by_line(expected: str, actual: str, same: bool) -> None:
    assert matches(expected, actual) is same
