"""`archive blame`: the claims and events that made a fact what it is."""

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
@format_option("text", "json", "jsonl", "markdown")
@click.pass_obj
def blame(
    session: Session,
    fact: str | None,
    fact_type: str | None,
    key: dict[str, str],
    as_of: str | None,
    known_at: str | None,
    form: str,
) -> None:
    """Show which claims make a fact what it is, and the chain of all that led there, newest first.

    First each part of the fact (its value, each attribute, its status): since when it is so, what it
    was before, and whose claim made it so. Then every claim: what it did to the fact (set the value,
    confirmed, disputed or denied it, came when it was outdated, was withdrawn by an edit), how it
    stands now, the sentence, outlet, date and address, and the events that hold it: the look, the
    run of the extractor that read it, the verdicts of reviewers.

    FACT is an id or its beginning; or give a STORY with --type and --key.

    \b
    Example:
        archive blame 3fa9c1d2
        archive blame harbour --type casualties --key measure=dead --as-of 2024-06
    """
    from archive.cli.blame_text import BlameText, blame_form, chain_lines, markdown
    from archive.cli.which import find_fact

    with session.reading() as archive:
        point = archive.resolve(as_of, known_at)
        found = archive.blame(find_fact(archive, fact, fact_type, key, point), point)
    if form == "json":
        print_json(blame_form(found))
    elif form == "jsonl":
        print_jsonl(chain_lines(found))
    elif form == "markdown":
        click.echo(markdown(found), nl=False)
    else:
        BlameText(found).write(Page())
