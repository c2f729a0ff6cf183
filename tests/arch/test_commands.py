"""Every command explains itself with an example and is in the manual."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from archive.cli import main

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "cli.md"


def commands(group: click.Group, path: str = "archive") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"{path} lists {name} and does not have it"
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


ALL = dict(commands(main))


def test_the_command_line_is_whole() -> None:
    verbs = {path.split()[1] for path in ALL}
    assert verbs >= {
        "ingest",
        "diff",
        "facts",
        "claims",
        "conflicts",
        "timeline",
        "articles",
        "show",
        "log",
        "snapshot",
        "story",
        "sql",
        "rebuild",
        "verify",
    }


@pytest.mark.parametrize("path", ALL)
def test_help_says_what_it_does_and_shows_an_example(path: str) -> None:
    command = ALL[path]
    text = command.get_help(click.Context(command, info_name=path))
    assert command.help, f"{path} has no help"
    body = text.partition("\n")[2]
    assert re.search(rf"\b{re.escape(path)}\b", body), f"the help of {path} shows no example of it"


@pytest.mark.parametrize("path", ALL)
def test_every_option_is_explained(path: str) -> None:
    silent = [
        parameter.name
        for parameter in ALL[path].params
        if isinstance(parameter, click.Option) and not parameter.help and not parameter.hidden
    ]
    assert silent == []


@pytest.mark.parametrize("path", ALL)
def test_the_manual_has_it(path: str) -> None:
    manual = MANUAL.read_text(encoding="utf-8")
    assert re.search(rf"\b{re.escape(path)}\b", manual), f"docs/cli.md does not mention {path}"
