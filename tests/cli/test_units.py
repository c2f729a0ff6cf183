"""The unit files that are there to be copied say what the command understands."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import click
import pytest

from archive.cli import main
from archive.cli.run_command import run

UNITS = sorted((Path(__file__).resolve().parents[2] / "scripts" / "units").iterdir())
COMMAND = re.compile(r"(?:/usr/local/bin/archive|\"archive\",?) (.*)$", re.MULTILINE)


def options(command: str) -> list[str]:
    """What stands after `run` in a command, or in a YAML list of its words."""
    words = [word.strip('"[],') for word in shlex.split(command.rstrip("]").replace(",", " "))]
    return words[words.index("run") + 1 :]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_commands_are_understood(unit: Path) -> None:
    commands = COMMAND.findall(unit.read_text(encoding="utf-8"))
    assert len(commands) == (0 if unit.suffix == ".timer" else 1)
    for command in commands:
        with click.Context(main, info_name="archive") as parent:
            context = run.make_context("run", options(command), parent=parent)
        assert context.params["once"] is (unit.name != "archive-run.service")


@pytest.mark.parametrize(
    "unit", [unit for unit in UNITS if unit.suffix in (".service", ".timer")], ids=lambda unit: unit.name
)
def test_units_are_read_as_systemd_reads_them(unit: Path) -> None:
    # Names may come more than once; what is wrong is a line that is neither a name, a section nor a comment.
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    parser.read_string(unit.read_text(encoding="utf-8"))
    assert {"Unit"} < set(parser.sections()) <= {"Unit", "Service", "Timer", "Install"}
