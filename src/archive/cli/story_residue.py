"""`archive story residue`: what no frame explained, by wording."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.options import as_of_option, format_option, known_at_option
from archive.cli.page import Page, print_json
from archive.cli.session import Session, stories_of
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.service.residue import Residue, Wording


@click.command("residue", short_help="List what no frame explained, by wording.")
@click.argument("story", metavar="[STORY]", required=False)
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A story file instead of a story in the archive.",
)
@click.option(
    "--articles",
    multiple=True,
    metavar="PATH",
    help="With --file: articles to read, files or folders; repeatable.",
)
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="How many wordings to list."
)
@as_of_option
@known_at_option
@format_option("text", "json")
@click.pass_obj
def residue(
    session: Session,
    story: str | None,
    file: Path | None,
    articles: tuple[str, ...],
    limit: int,
    as_of: str | None,
    known_at: str | None,
    form: str,
) -> None:
    """List the numbers and items near a story's topics that no frame explained, the most frequent wording first.

    In a wording N is a number, DATE a date, NAME a name that the story does not know, and words in
    braces are the story's own: an item, or the kind of an entity. Look there for the next frame,
    alias or word of a pack to write; `archive story explain` shows how near the present ones come.

    \b
    Example:
        archive story residue harbour-cup
        archive story residue --file story.toml --articles articles/ --limit 5
    """
    if bool(file) != bool(articles) or (file and story):
        raise click.UsageError("give a STORY of the archive, or a story --file with the --articles to read")
    if file is not None and (as_of or known_at):
        raise click.UsageError("--as-of and --known-at are about a story of the archive; files have no past")
    if file is not None:
        from archive.bootstrap import Desk

        found = [Desk(session.config).residue(file, articles)]
    else:
        with session.reading() as archive:
            point = archive.resolve(as_of, known_at)
            found = [archive.residue(one.story, point) for one in stories_of(archive, story, point.known_at)]
    if form == "json":
        print_json([_document(one, limit) for one in found])
        return
    page = Page()
    for one in found:
        _write(page, one, limit)


def _write(page: Page, found: Residue, limit: int) -> None:
    wordings = found.wordings[:limit]
    page.line(
        f"{found.story.title}: {counted(found.sightings, 'sighting')} "
        f"in {counted(len(found.wordings), 'wording')}",
        "title",
    )
    for one in wordings:
        page.line()
        page.line(f"{one.count} × {one.wording}", "label", indent=2, hang=4)
        page.line(f"“{one.example}”", indent=6, hang=1)
        page.line(_where(one), "quiet", indent=8, hang=2)
    left = len(found.wordings) - len(wordings)
    if left:
        page.line()
        page.line(
            f"and {counted(left, 'further wording')}: --limit {len(found.wordings)} lists them all", "quiet"
        )


def _where(one: Wording) -> str:
    further = len(one.articles) - 1
    return one.article + (f" and {counted(further, 'other article')}" if further else "")


def _document(found: Residue, limit: int) -> dict[str, Any]:
    return {
        "story": found.story.story,
        "sightings": found.sightings,
        "wordings": len(found.wordings),
        "most_frequent": [
            {
                "wording": one.wording,
                "kind": one.kind,
                "count": one.count,
                "articles": sorted(one.articles),
                "example": {"sentence": one.example, "article": one.article},
            }
            for one in found.wordings[:limit]
        ],
    }
