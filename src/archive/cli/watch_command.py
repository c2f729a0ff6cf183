"""`archive watch`: what is looked at again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from archive.cli.options import fetch_options, format_option
from archive.cli.page import Page, print_json, print_list, say
from archive.cli.session import Session
from archive.cli.watch_add import add
from archive.cli.watch_text import run_form, watch_form, write_watch, write_watches
from archive.errors import NotFound

if TYPE_CHECKING:
    from archive.store.rows import WatchRow


@click.group()
def watch() -> None:
    """Set up what 'archive run' looks at again and again: pages, feeds, sitemaps and folders.

    \b
    Example:
        archive watch add https://example.com/feed.xml
        archive watch list
        archive run
    """


watch.add_command(add)


@watch.command("list")
@format_option("text", "json", "jsonl")
@click.pass_obj
def list_(session: Session, form: str) -> None:
    """List the watches: when each is due and ran last, and whether it fails.

    \b
    Example:
        archive watch list
        archive watch list --format jsonl
    """
    from archive.bootstrap import now

    with session.reading() as archive:
        rows = archive.models.watches()
    if form != "text":
        print_list(map(watch_form, rows), form)
    elif rows:
        write_watches(Page(), rows, now())
    else:
        session.note("nothing is watched yet: archive watch add URL")


@watch.command()
@click.argument("name")
@click.option(
    "--runs",
    "limit",
    metavar="N",
    type=click.IntRange(0, 1_000_000_000),
    default=10,
    help="How many runs. [default: 10]",
)
@format_option("text", "json")
@click.pass_obj
def show(session: Session, name: str, limit: int, form: str) -> None:
    """Show a watch: what it is, and its last runs with what they brought and what went wrong.

    \b
    Example:
        archive watch show example.com-feed
    """
    from archive.bootstrap import now

    with session.reading() as archive:
        row = next(iter(archive.models.watches([name])), None)
        if row is None:
            raise NotFound(kind="watch", name=name, hint="; archive watch list shows them")
        runs = archive.models.watch_runs(name, limit)
    if form == "json":
        print_json({**watch_form(row), "runs": [run_form(run) for run in runs]})
    else:
        write_watch(Page(), row, runs, now())


@watch.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.pass_obj
def pause(session: Session, names: tuple[str, ...]) -> None:
    """Do not run these watches until they are resumed.

    \b
    Example:
        archive watch pause example.com-feed
    """
    _change(session, names, "paused")


@watch.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.pass_obj
def resume(session: Session, names: tuple[str, ...]) -> None:
    """Run paused watches again, from now on.

    \b
    Example:
        archive watch resume example.com-feed
    """
    _change(session, names, "resumed")


@watch.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.pass_obj
def remove(session: Session, names: tuple[str, ...]) -> None:
    """Forget these watches; what they brought stays, and so does the record of their runs.

    \b
    Example:
        archive watch remove example.com-feed
    """
    _change(session, names, "removed")


def _change(
    session: Session, names: tuple[str, ...], change: Literal["paused", "resumed", "removed"]
) -> None:
    with session.reading() as archive:
        known: dict[str, WatchRow] = {row.watch: row for row in archive.models.watches(names)}
    for name in names:
        if name not in known:
            raise NotFound(kind="watch", name=name, hint="; archive watch list shows them")
    with session.writing() as archive:
        definitions = archive.watch_definitions
        for name in dict.fromkeys(names):
            if change == "removed":
                definitions.remove(name)
                done = True
            else:
                done = definitions.pause(name) if change == "paused" else definitions.resume(name)
            already = "is paused already" if change == "paused" else "is not paused"
            say(f"{name}: {change if done else already}")


@watch.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option(
    "--jobs", metavar="N", type=click.IntRange(1, 64), default=4, help="How many at once. [default: 4]"
)
@fetch_options
@click.pass_context
def run(
    ctx: click.Context, names: tuple[str, ...], jobs: int, allow_host: tuple[str, ...], ignore_robots: bool
) -> None:
    """Run these watches now, whether they are due or not, and paused ones too.

    Ends with 2 where one of them fails.

    \b
    Example:
        archive watch run example.com-feed
    """
    from archive.cli.run_command import stopping
    from archive.cli.run_report import Spoken
    from archive.service.watch_loop import Pace

    session: Session = ctx.obj
    with session.writing(allowed_hosts=allow_host, obey_robots=not ignore_robots) as archive:
        loop = archive.watch_loop(Spoken(session), Pace(jobs=jobs))
        with stopping(loop):
            tally = loop.run_named(list(dict.fromkeys(names)))
    if tally.failed or tally.unrecorded:
        ctx.exit(2)
