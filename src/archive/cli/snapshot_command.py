"""`archive snapshot`: freeze the facts of a story."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.options import as_of_option, known_at_option
from archive.cli.output import opened
from archive.cli.session import Session, stories_of
from archive.domain.snapshot import Point
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.bootstrap import Archive


@click.command()
@click.argument("story", required=False)
@as_of_option
@known_at_option
@click.option("--output", "-o", metavar="FILE", help="Write to this file; - is standard output.")
@click.option("--name", metavar="NAME", help="Keep the snapshot in the log under this name.")
@click.option(
    "--list", "listed", is_flag=True, help="List the snapshots that are kept (of STORY), the oldest first."
)
@click.pass_obj
def snapshot(
    session: Session,
    story: str | None,
    as_of: str | None,
    known_at: str | None,
    output: str | None,
    name: str | None,
    listed: bool,
) -> None:
    """Freeze all facts of a story at a time, as canonical JSON with a digest.

    The same articles give the same digest, in whatever order and whenever they were ingested.
    A snapshot goes to standard output, or to --output; with --name it is kept in the log, and
    archive diff takes the name, or the file, as a point.

    \b
    Example:
        archive snapshot --as-of 2024-02-20 --output february.json
        archive snapshot --name before-corrections
        archive snapshot --list
    """
    if listed:
        if as_of or known_at or output or name:
            raise click.UsageError("--list goes with a story alone")
        with session.reading() as archive:
            _list(archive, story)
        return
    with session.writing() if name else session.reading() as archive:
        if name is not None and (".." in name or archive.sides.reads_as_point(name)):
            raise click.UsageError(f"{name!r} reads as a point in time or a range; choose another name")
        point = archive.resolve(as_of, known_at)
        stories = stories_of(archive, story, point.known_at)
        if len(stories) > 1:
            names = ", ".join(one.story for one in stories)
            raise click.UsageError(f"a snapshot is of one story; name it: {names}")
        taken = archive.snapshot(stories[0].story, point)
        if name:
            position = archive.keep_snapshot(name, taken)
            facts = counted(len(taken.facts), "fact")
            click.echo(f"{name}: {facts}, digest {taken.digest}, kept @{position}", err=output == "-")
    if output in (None, "-"):
        if output or not name:
            click.echo(taken.canonical())
        return
    assert output is not None
    with opened(Path(output)) as out:
        out.write(taken.canonical() + b"\n")
    session.note(f"{output}: {counted(len(taken.facts), 'fact')}, digest {taken.digest}")


def _list(archive: Archive, story: str | None) -> None:
    from archive.cli.page import Page
    from archive.telling.labels import point_in_words

    rows = [row for row in archive.models.snapshots() if story in (None, row.story)]
    if not rows:
        click.echo("no snapshot is kept; keep one with: archive snapshot --name NAME")
    page = Page()
    for row in rows:
        point = Point(row.as_of, row.known_at)
        told = point_in_words(point)
        page.line(f"{row.name}  {row.story}  {told}  kept @{row.position}  digest {row.digest[:12]}")
