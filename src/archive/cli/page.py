"""Text for people: wrapped to the terminal, coloured on one, plain and unwrapped in a pipe.

Invariants: the words are the same in both; only line breaks and colour differ. Nothing that an article, an
address or a server says can command the terminal: control characters and marks that reorder text come out
as U+FFFD, in JSON as escapes.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import click

from archive.telling.lines import in_json, plain

NARROW: Final = 40
"""Columns below which text is not squeezed any further."""

UNWRAPPED: Final = 1_000_000

_COLOURS: Final[Mapping[str, Mapping[str, Any]]] = {
    "title": {"bold": True},
    "label": {"bold": True},
    "added": {"fg": "green", "bold": True},
    "removed": {"fg": "red", "bold": True},
    "changed": {"fg": "yellow", "bold": True},
    "doubt": {"fg": "magenta"},
    "quiet": {"dim": True},
}
_MARK: Final = re.compile(r"(\[-|-\]|\{\+|\+\})")
"""The marks of a quote's words that are gone or came; on a terminal they have their colours as well."""
_OPENS: Final = {"[-": "removed", "{+": "added"}
_GLUE: Final = "\x1f"
"""Stands for a blank at which a line is not broken; what is printed has none of its own (`lines.plain`)."""
_CODES: Final = {click.style("", reset=False, **look) for look in _COLOURS.values()} | {click.style("")}
_OWN: Final = re.compile(f"({'|'.join(map(re.escape, sorted(_CODES)))})")
"""The commands to a terminal that a page writes itself."""


class Page:
    """Lines for stdout. `width` is that of the terminal, of COLUMNS where it is set, else no limit."""

    def __init__(self) -> None:
        self.width = _width()
        self._colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def style(self, text: str, kind: str) -> str:
        """`text` in the colour of `kind`, on a terminal that wants colour."""
        return click.style(self._plain(text), **_COLOURS[kind]) if self._colour else text

    def _plain(self, text: str) -> str:
        """`text` without what could command the terminal, but for the colours that it was given here."""
        if not self._colour:
            return plain(text)
        return "".join(part if _OWN.fullmatch(part) else plain(part) for part in _OWN.split(text))

    def line(self, text: str = "", kind: str = "", *, indent: int = 0, hang: int = 0) -> None:
        """Write a line, broken where it does not fit; further lines are indented by `hang` more."""
        first, rest = " " * indent, " " * (indent + hang)
        if not text:
            click.echo("")
            return
        room = max(self.width, NARROW)
        marked = ""
        for part in textwrap.wrap(
            # A dot stays with what it ends: an address on a line of its own can be picked up as it is.
            self._plain(" ".join(text.split())).replace(" · ", f"{_GLUE}· "),
            room,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        ):
            start = len(part) - len(part.lstrip())
            body = part[start:].replace(_GLUE, " ")
            if kind == "quote":
                body, marked = self._marks(body, marked)
            elif kind:
                body = self.style(body, kind)
            click.echo(part[:start] + body, color=self._colour)

    def _marks(self, text: str, marked: str) -> tuple[str, str]:
        """A line of a quote with its marked words in colour, and the mark that is open where the line ends."""
        runs: list[tuple[str, str]] = []
        for part in _MARK.split(text):
            marked = _OPENS.get(part, marked)
            runs.append((marked, part))
            if part in ("-]", "+}"):
                marked = ""
        told = [(kind, "".join(part for _, part in run)) for kind, run in groupby(runs, itemgetter(0))]
        return "".join(self.style(part, kind) if kind and part else part for kind, part in told), marked

    def block(self, text: str, *, indent: int) -> None:
        """Write `text` with its own line breaks, each line indented."""
        for line in text.splitlines():
            click.echo(" " * indent + self._plain(line) if line.strip() else "", color=self._colour)


def _width() -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or UNWRAPPED
    except (OSError, ValueError):
        return UNWRAPPED


def say(message: str, *, err: bool = False) -> None:
    """Write `message` in a line of its own, on stderr where it tells what went wrong."""
    click.echo(plain(message), err=err)


def print_json(value: object) -> None:
    """Write `value` as indented JSON."""
    click.echo(in_json(value, indent=2))


def print_jsonl(values: Iterable[object]) -> None:
    """Write each of `values` as JSON on a line of its own."""
    for value in values:
        click.echo(in_json(value))


def print_list(values: Iterable[object], form: str) -> None:
    """Write `values` as one JSON list, or as JSON lines."""
    if form == "jsonl":
        print_jsonl(values)
    else:
        print_json(list(values))
