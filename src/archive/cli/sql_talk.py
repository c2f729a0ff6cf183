"""Statements and dot commands, as the command line and the shell take them: what is set, and what is answered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

import click

from archive.cli.page import Page, say
from archive.cli.session import Session
from archive.cli.sql_values import Value, read_pair, written
from archive.cli.sql_views import show_examples, show_schema, show_views
from archive.errors import ArchiveError, QueryRefused
from archive.telling.lines import counted, plain
from archive.telling.tabular import FORMS

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.store.sql import Asker

COMMANDS: Final = {
    ".tables": "the views, and what each shows",
    ".schema [VIEW]": "the columns of a view, or of all, and what each means",
    ".examples": "statements to begin with",
    ".format [FORM]": f"how answers are shown: {', '.join(FORMS[:-1])}",
    ".param [NAME=VALUE]": "give :NAME in statements a value; without one, show what was given",
    ".as-of [TIME]": "show the views as of a reported time; without one, the present",
    ".known-at [@POSITION|TIME]": "show them as they were known by then; without one, as they are known now",
    ".explain STATEMENT": "how the database would go about it",
    ".timer [on|off]": "say how long an answer took",
    ".help": "this list",
    ".quit": "leave; so does Ctrl-D",
}
"""What may be asked besides SQL; on the command line only what shows something."""

ONCE: Final = (".tables", ".schema", ".examples", ".help")
"""The dot commands that make sense on the command line."""


@dataclass
class Talk:
    """What is set, and the archive that is asked."""

    session: Session
    archive: Archive
    form: str = "table"
    output: Path | None = None
    rows: int = 1000
    seconds: float = 30.0
    values: dict[str, Value] = field(default_factory=dict)
    as_of: str | None = None
    known_at: str | None = None
    timer: bool = False
    _open: ExitStack = field(default_factory=ExitStack)
    _asker: Asker | None = None

    @property
    def asker(self) -> Asker:
        """The archive open to be asked, at the point that is set. Raises `BadPoint`."""
        if self._asker is None:
            point = None
            if self.as_of is not None or self.known_at is not None:
                point = self.archive.resolve(self.as_of or "latest", self.known_at)
            asking: AbstractContextManager[Asker] = self.archive.asking(point)
            self._asker = self._open.enter_context(asking)
        return self._asker

    @property
    def views(self) -> dict[str, tuple[str, ...]]:
        """The views that may be asked, with their columns."""
        return dict(self.archive.views())

    def close(self) -> None:
        """Let go of the database."""
        self._asker = None
        self._open.close()

    def say(self, text: str) -> bool:
        """Answer a statement or a dot command. False when that was the last. Raises `ArchiveError`."""
        text = text.strip()
        if text.startswith("."):
            return self._command(text.rstrip(";").strip())
        self.answer(text)
        return True

    def answer(self, sql: str) -> None:
        """Run a statement and print its rows. Raises `QueryRefused`, having shown the place."""
        from archive.cli.output import open_result
        from archive.store.sql import Limits

        began = monotonic()
        try:
            found = self.asker.ask(sql, self.values, Limits(self.seconds, self.rows))
            with open_result(self.form, found.columns, self.output) as table:
                table.write(found)
        except QueryRefused as problem:
            show_place(problem)
            raise
        if found.truncated:
            self.session.note(f"only the first {counted(self.rows, 'row')}; --limit allows more")
        if self.timer:
            self.session.note(f"{monotonic() - began:.3f} s")

    def explain(self, sql: str) -> None:
        """Print how the database would go about a statement. Raises `QueryRefused`, having shown the place."""
        from archive.cli.output import open_result
        from archive.store.sql import Limits

        try:
            lines = self.asker.plan(sql, self.values, Limits(self.seconds))
        except QueryRefused as problem:
            show_place(problem)
            raise
        if self.form == "table" and self.output is None:
            for line in lines:
                click.echo(plain(line))
            return
        with open_result(self.form, ("plan",), self.output) as table:
            table.write([line] for line in lines)

    def _command(self, text: str) -> bool:
        name, _, rest = text.partition(" ")
        act = _ACTS.get(name)
        if act is None:
            raise QueryRefused(problem=f"no command {name}; .help lists them")
        return act(self, rest.strip()) is not False


def show_place(problem: QueryRefused) -> None:
    """Show on stderr the line of the statement that is at fault, and where in it."""
    place = problem.details.get("place")
    if place is not None:
        say(place.excerpt, err=True)
        say(place.mark, err=True)


def _tables(talk: Talk, _: str) -> None:
    show_views(Page(), talk.views)


def _schema(talk: Talk, name: str) -> None:
    page, views = Page(), talk.views
    for number, view in enumerate([name] if name else views):
        if number:
            page.line()
        show_schema(page, views, view)


def _examples(_: Talk, __: str) -> None:
    show_examples(Page())


def _help(_: Talk, __: str) -> None:
    page = Page()
    page.line("A statement ends with a semicolon, and may take several lines.")
    for command, meaning in COMMANDS.items():
        page.line(f"{command}: {meaning}", indent=2, hang=4)


def _format(talk: Talk, form: str) -> None:
    if form and form not in FORMS[:-1]:
        raise QueryRefused(problem=f"no format {form!r}; there are: {', '.join(FORMS[:-1])}")
    talk.form = form or talk.form
    if not form:
        click.echo(talk.form)


def _param(talk: Talk, pair: str) -> None:
    if not pair:
        for name, value in sorted(talk.values.items()):
            click.echo(plain(f"{name}={written(value)}"))
        return
    try:
        name, value = read_pair(pair)
    except ValueError as problem:
        raise QueryRefused(problem=str(problem)) from problem
    talk.values[name] = value


def _as_of(talk: Talk, text: str) -> None:
    _move(talk, text or None, talk.known_at)


def _known_at(talk: Talk, text: str) -> None:
    _move(talk, talk.as_of, text or None)


def _move(talk: Talk, as_of: str | None, known_at: str | None) -> None:
    """Ask as of another point from now on; where it is none, as before."""
    before = (talk.as_of, talk.known_at)
    talk.close()
    talk.as_of, talk.known_at = as_of, known_at
    try:
        _ = talk.asker
    except ArchiveError:
        talk.as_of, talk.known_at = before
        raise


def _explain(talk: Talk, sql: str) -> None:
    talk.explain(sql)


def _timer(talk: Talk, text: str) -> None:
    if text not in ("", "on", "off"):
        raise QueryRefused(problem=f"write .timer on or .timer off, not {text!r}")
    talk.timer = text == "on" if text else not talk.timer


def _quit(_: Talk, __: str) -> bool:
    return False


_ACTS: Final[dict[str, Callable[[Talk, str], bool | None]]] = {
    ".tables": _tables,
    ".schema": _schema,
    ".examples": _examples,
    ".format": _format,
    ".param": _param,
    ".as-of": _as_of,
    ".known-at": _known_at,
    ".explain": _explain,
    ".timer": _timer,
    ".help": _help,
    ".quit": _quit,
    ".exit": _quit,
}
