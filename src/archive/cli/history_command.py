"""`archive history`: every state that a fact has been in."""

from __future__ import annotations

import click

from archive.cli.options import as_of_option, format_option, key_option, known_at_option
from archive.cli.page import Page, print_json, print_jsonl
from archive.cli.session import Session


@click.command()
@click.argument("fact", metavar="[FACT|STORY]", required=False)
@click.option("--type", "fact_type", metavar="TYPE", help="The fact of STORY that is of this type.")
@key_option
@as_of_option
@known_at_option
@click.option(
    "--known", is_flag=True, help="How the archive's own answer moved, command by command, and why."
)
@format_option("text", "json", "jsonl", "csv", "markdown")
@click.pass_obj
def history(
    session: Session,
    fact: str | None,
    fact_type: str | None,
    key: dict[str, str],
    as_of: str | None,
    known_at: str | None,
    known: bool,
    form: str,
) -> None:
    """Show every state of a fact along reported time: since when, what it was, and what moved it.

    Changes of mere support are states too; archive timeline leaves them out. With --known, along
    known time instead: at which position of the log the archive's answer moved, by which command,
    whether the reporting moved, a source edited, or we read otherwise, and a permalink of the change.

    FACT is an id or its beginning; or give a STORY with --type and --key.

    \b
    Example:
        archive history 3fa9c1d2
        archive history harbour --type casualties --key measure=dead --known
    """
    from archive.cli.history_text import Answers, History
    from archive.cli.which import find_fact

    with session.reading() as archive:
        point = archive.resolve(as_of, known_at)
        place = find_fact(archive, fact, fact_type, key, point)
        told: History | Answers
        if known:
            told = Answers(place, point, archive.known_history(place, point))
        else:
            told = History(place, point, archive.reported_history(place, point))
    if form == "json":
        print_json(told.document())
    elif form == "jsonl":
        print_jsonl(told.lines())
    elif form == "csv":
        click.echo(told.csv(), nl=False)
    elif form == "markdown":
        click.echo(told.markdown(), nl=False)
    else:
        told.write(Page())
