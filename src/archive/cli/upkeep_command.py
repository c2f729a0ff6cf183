"""`archive verify`, `rebuild` and `db`: whether the log is sound, the read models anew, the database's state."""

from __future__ import annotations

from typing import Final

import click

from archive.cli.options import format_option
from archive.cli.page import Page, print_json, print_jsonl, say
from archive.cli.progress import measured
from archive.cli.session import Session
from archive.errors import ArchiveError, DatabaseUnusable, NothingYet, Unverifiable
from archive.telling.lines import counted

_ONE: Final = {
    "articles": "article",
    "versions": "version",
    "captures": "capture",
    "claims": "claim",
    "facts": "fact",
    "stories": "story",
}


@click.command()
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Check the log against itself: every position, envelope, payload and blob.

    Positions have to be dense, each payload what its envelope committed to, each blob what its
    address says. Exit codes: 0 all is sound, 2 something is damaged, 3 it cannot be verified.

    \b
    Example:
        archive verify
    """
    session: Session = ctx.obj
    checked = damaged = 0
    try:
        with session.reading() as archive:
            for place, problem in archive.verify():
                checked += 1
                if problem is not None:
                    damaged += 1
                    say(f"archive: {place}: {problem}", err=True)
    except ArchiveError as error:
        raise Unverifiable(reason=error) from error
    if damaged:
        ctx.exit(2)
    say(f"{counted(checked, 'event and blob', 'events and blobs')} verified: all is sound")


@click.command()
@click.pass_obj
def rebuild(session: Session) -> None:
    """Make everything that is derived from the log anew, and print the digest of the result.

    The same log gives the same digest on every database.

    \b
    Example:
        archive rebuild
    """
    try:
        with session.reading():
            pass
    except NothingYet:
        raise  # there is nothing to rebuild
    except DatabaseUnusable:
        pass  # an older schema is brought up to date, and what is no archive is refused again
    with session.writing() as archive, measured(session, "replaying the log") as progress:
        digest = archive.rebuild(progress)
        position = archive.log.head()
    session.note(f"replayed {counted(position, 'event')}")
    say(digest)


@click.group(invoke_without_command=True)
@format_option("text", "json", "jsonl")
@click.pass_context
def db(ctx: click.Context, form: str) -> None:
    """Show where the database is, its schema, and how much it holds.

    \b
    Example:
        archive db
        archive db upgrade
    """
    if ctx.invoked_subcommand is not None:
        return
    session: Session = ctx.obj
    with session.reading() as archive:
        census = archive.census()
    document = {
        "database": census.database,
        "schema": census.schema,
        "bytes": census.size,
        "events": census.events,
        "projected": census.projected,
        **census.counts,
    }
    if form == "json":
        print_json(document)
    elif form == "jsonl":
        print_jsonl([document])
    else:
        page = Page()
        page.line(census.database, "title")
        page.line(f"schema {census.schema}, {census.size / 2**20:.1f} MiB", indent=2)
        page.line(f"{counted(census.events, 'event')}, taken in up to @{census.projected}", indent=2)
        holds = [counted(number, _ONE[name], name) for name, number in census.counts.items()]
        page.line(", ".join(holds), indent=2, hang=2)


@db.command()
@click.pass_obj
def upgrade(session: Session) -> None:
    """Bring the database to this program's schema; every writing command does so by itself.

    \b
    Example:
        archive db upgrade
    """
    with session.writing() as archive:
        state = archive.census()
    say(f"{state.database}: schema {state.schema}")
