"""`archive sql`: questions in SQL, answered read-only."""

from __future__ import annotations

import csv
import io
import json
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import click

from archive.cli.options import format_option
from archive.cli.page import Page, print_list
from archive.cli.session import Session
from archive.telling.lines import counted, plain

if TYPE_CHECKING:
    from archive.store.sql import Answer


@click.command()
@click.argument("query", required=False)
@format_option("table", "csv", "json", "jsonl")
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="At most so many rows.",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(0.01),
    default=30.0,
    show_default=True,
    help="Stop the query after this time.",
)
@click.pass_obj
def sql(session: Session, query: str | None, form: str, limit: int, timeout: float) -> None:
    """Ask the archive in SQL; - reads the query from standard input, no query lists the views.

    The database itself refuses everything but reading. Each story's fact types have a view of
    their own, STORY__TYPE, with the story's fields as columns.

    \b
    Example:
        archive sql "select source, count(*) from articles group by source"
        archive sql "select * from facts" --format csv
    """
    with session.reading() as archive:
        if query is None:
            _views(archive.views(), form)
            return
        statement = sys.stdin.read() if query == "-" else query
        answer = archive.query(statement, time_limit=timeout, max_rows=limit)
    _print(answer, form)
    if answer.truncated:
        session.note(f"only the first {counted(limit, 'row')}; --limit allows more")


def _views(views: list[tuple[str, tuple[str, ...]]], form: str) -> None:
    if form in ("json", "jsonl"):
        print_list(({"view": name, "columns": list(columns)} for name, columns in views), form)
    elif form == "csv":
        click.echo(
            _csv(("view", "columns"), [(name, " ".join(columns)) for name, columns in views]), nl=False
        )
    else:
        page = Page()
        for name, columns in views:
            page.line(name, "label")
            page.line(", ".join(columns), indent=2, hang=2)


def _print(answer: Answer, form: str) -> None:
    if form in ("json", "jsonl"):
        print_list((dict(zip(answer.columns, row, strict=True)) for row in answer.rows), form)
    elif form == "csv":
        click.echo(_csv(answer.columns, answer.rows), nl=False)
    else:
        _table(answer)


def _csv(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _table(answer: Answer) -> None:
    """Columns side by side, the widest ones cut where a terminal is too narrow for all."""
    page = Page()
    rows = [[plain(" ".join(_cell(value).split())) for value in row] for row in answer.rows]
    widths = [max(map(_width, [name, *(row[i] for row in rows)])) for i, name in enumerate(answer.columns)]
    while sum(widths) + 2 * (len(widths) - 1) > page.width and max(widths, default=0) > 8:
        widths[widths.index(max(widths))] -= 1
    numbers = [
        bool(answer.rows) and all(isinstance(row[i], (int, float, type(None))) for row in answer.rows)
        for i in range(len(widths))
    ]

    def joined(cells: list[str]) -> str:
        fitted = [_fit(cell, width, right) for cell, width, right in zip(cells, widths, numbers, strict=True)]
        return "  ".join(fitted).rstrip()

    click.echo(page.style(joined(list(answer.columns)), "label"))
    click.echo("  ".join("-" * width for width in widths))
    for row in rows:
        click.echo(joined(row))


def _width(text: str) -> int:
    """Columns that `text` takes on a terminal: East Asian letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _fit(text: str, width: int, right: bool) -> str:
    if _width(text) > width:
        while _width(text) > width - 1:
            text = text[:-1]
        text += "…"
    gap = " " * (width - _width(text))
    return gap + text if right else text + gap
