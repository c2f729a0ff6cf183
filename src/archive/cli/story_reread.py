"""`archive story reread`: read anew what this program reads otherwise than the one that read it last."""

from __future__ import annotations

import click

from archive.cli.progress import watched
from archive.cli.session import Session, stories_of
from archive.telling.lines import counted


@click.command()
@click.argument("story", metavar="[STORY]", required=False)
@click.pass_obj
def reread(session: Session, story: str | None) -> None:
    """Read the articles anew that another version of this program read, for STORY or for all stories.

    Only articles that concern the story are read, and only what they are now found to say otherwise is
    recorded; archive diff shows it as our reading that changed.

    \b
    Example:
        archive story reread
    """
    with session.reading() as archive:
        names = [one.story for one in stories_of(archive, story)]
    with session.writing() as archive, watched(session, "reading anew") as progress:
        for name in names:
            done = archive.reread_story(name, progress)
            click.echo(
                f"{name}: {counted(done.runs, 'article version')} read anew, "
                f"{done.changed} of them found to say otherwise"
            )
