"""`archive sql`: questions in SQL, answered read-only."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from archive.cli.options import as_of_option, known_at_option
from archive.cli.output import form_of, form_option, open_result, output_option, to_terminal
from archive.cli.page import Page, print_list
from archive.cli.session import Session
from archive.cli.sql_values import Value, read_pairs
from archive.errors import InputRefused, QueryRefused
from archive.telling.tabular import FORMS, check_form

if TYPE_CHECKING:
    from archive.cli.sql_talk import Talk

_LONGEST: Final = 604_800.0
"""Seconds in a week."""


def _seconds(ctx: click.Context, param: click.Parameter, value: float) -> float:
    """`value` is no number where somebody writes nan, which is in every range."""
    if math.isnan(value):
        raise click.BadParameter("not a number of seconds", ctx, param)
    return value


@click.command()
@click.argument("query", required=False)
@form_option(*FORMS, otherwise="table")
@output_option
@click.option(
    "-f",
    "--file",
    "source",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Read the query from this file.",
)
@click.option(
    "-p",
    "--param",
    "values",
    metavar="NAME=VALUE",
    multiple=True,
    callback=read_pairs,
    help="A value for :NAME in the query: 5, 0.5, null, text, or '5' for a text of digits; repeatable.",
)
@as_of_option
@known_at_option
@click.option("--explain", is_flag=True, help="Show how the database would go about it, and do not.")
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1, 1_000_000_000),
    default=1000,
    show_default=True,
    help="At most so many rows.",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(0.01, _LONGEST),
    default=30.0,
    callback=_seconds,
    show_default=True,
    help="Stop the query after this time.",
)
@click.pass_obj
def sql(
    session: Session,
    query: str | None,
    form: str | None,
    output: Path | None,
    source: Path | None,
    values: dict[str, Value],
    as_of: str | None,
    known_at: str | None,
    explain: bool,
    limit: int,
    timeout: float,
) -> None:
    """Ask the archive in SQL; - reads the query from standard input.

    Without a query, a shell on a terminal, else the list of views. As QUERY also .tables,
    .schema VIEW, .examples and .help. The database itself refuses everything but reading. Each
    story's fact types have a view of their own, STORY__TYPE, with the story's fields as columns.
    With --as-of and --known-at all views show what had been reported, and known, by then.

    \b
    Example:
        archive sql "select source, count(*) from articles group by source"
        archive sql "select * from facts where story = :story" -p story=flood -o facts.csv
        archive sql "select * from facts" --as-of 2024-03-01
        archive sql .schema claims
    """
    chosen = form or form_of(output, FORMS, "table")
    statement = _statement(query, source)
    if statement is not None and not statement.lstrip().startswith("."):
        check_form(chosen, terminal=to_terminal(output))
    from archive.cli.sql_talk import Talk

    with session.reading() as archive:
        talk = Talk(
            session, archive, chosen, output, limit, timeout, dict(values), as_of=as_of, known_at=known_at
        )
        try:
            if statement is not None:
                _say_once(talk, statement, explain=explain)
            elif sys.stdin.isatty() and to_terminal(output):
                from archive.cli.sql_shell import run_shell

                run_shell(talk)
            else:
                _views(talk.views, chosen, output)
        finally:
            talk.close()


def _statement(query: str | None, source: Path | None) -> str | None:
    """The query that is given, wherever it stands; None where there is none."""
    if query is not None and source is not None:
        raise click.UsageError("give a query or -f FILE, not both")
    if query == "-":
        return sys.stdin.read()
    if source is None:
        return query
    try:
        return source.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "is not UTF-8 text"
        raise InputRefused(name=source, reason=reason) from problem


def _say_once(talk: Talk, statement: str, *, explain: bool) -> None:
    from archive.cli.sql_talk import ONCE
    from archive.store.sql_words import parameters_in

    text = statement.strip()
    if text.startswith("."):
        name = text.split()[0].rstrip(";")
        if name not in ONCE:
            raise QueryRefused(problem=f"no command {name} here; there are: {', '.join(ONCE)}")
        talk.say(text)
        return
    there = {parameter.text[1:] for parameter in parameters_in(statement, talk.asker.dialect)}
    for name in sorted(talk.values.keys() - there):
        raise QueryRefused(problem=f"the query has no :{name}, which --param gives a value")
    if explain:
        talk.explain(statement)
    else:
        talk.answer(statement)


def _views(views: dict[str, tuple[str, ...]], form: str, output: Path | None) -> None:
    if form in ("json", "jsonl") and output is None:
        print_list(({"view": name, "columns": list(columns)} for name, columns in views.items()), form)
    elif form != "table" or output is not None:
        with open_result(form, ("view", "columns"), output) as table:
            table.write((name, " ".join(columns)) for name, columns in views.items())
    else:
        page = Page()
        for name, columns in views.items():
            page.line(name, "label")
            page.line(", ".join(columns), indent=2, hang=2)
