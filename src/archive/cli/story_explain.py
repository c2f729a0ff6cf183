"""`archive story explain`: why a claim was made, or why a sentence makes none."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.explained_text import write_explained
from archive.cli.json_forms import claim_form
from archive.cli.options import check_date, format_option
from archive.cli.page import Page, print_json
from archive.cli.session import Session, stories_of
from archive.cli.which import find_one

if TYPE_CHECKING:
    from archive.domain.story import Story
    from archive.extractors.explained import Explained


@click.command("explain", short_help="Show why a claim was made, or why a sentence makes none.")
@click.argument("what", metavar="CLAIM|SENTENCE")
@click.option(
    "--story", metavar="FILE|ID", help="A story's file, or a story of the archive; a claim's own if left out."
)
@click.option(
    "--published",
    metavar="DATE",
    callback=check_date,
    help="When a SENTENCE was published, for dates like 'Monday'.",
)
@click.option(
    "--near",
    type=click.IntRange(0),
    default=5,
    show_default=True,
    help="How many frames to show that did not match.",
)
@format_option("text", "json")
@click.pass_obj
def explain(
    session: Session, what: str, story: str | None, published: str | None, near: int, form: str
) -> None:
    """Show how a sentence is read: mentions, the frames and counts that match, what wins, stance, source, dates.

    Of the frames that do not match, the nearest are shown with the part of their pattern that was
    missing. A CLAIM is given by the beginning of its id; anything with a blank in it is a SENTENCE.

    \b
    Example:
        archive story explain 3fa9c1d2
        archive story explain "The toll rose to 97 on Monday." --story story.toml --published 2024-06-19
    """
    definition = _story_file(story)
    if " " in what.strip():
        found, definition = _sentence(session, what, story, definition, published)
    else:
        found, definition = _claim(session, what, story, definition)
    if form == "json":
        print_json([_document(one, near) for one in found])
        return
    page = Page()
    for number, one in enumerate(found):
        if number:
            page.line()
        write_explained(page, one, definition, near)
    if not found:
        session.note("there is no sentence in it")


def _story_file(story: str | None) -> Story | None:
    """The story, where a file is named."""
    from archive.service.stories import load_story

    if story is None or not (story.endswith(".toml") or Path(story).is_file()):
        return None
    return load_story(Path(story))[0]


def _sentence(
    session: Session, text: str, story: str | None, definition: Story | None, published: str | None
) -> tuple[list[Explained], Story]:
    from archive.bootstrap import Desk
    from archive.domain.moment import PartialDate
    from archive.errors import NothingYet

    if definition is None:
        try:
            with session.reading() as archive:
                known = stories_of(archive, story)
        except NothingYet as error:
            raise click.UsageError("which story is to read it? name its file with --story FILE") from error
        if len(known) != 1:
            names = ", ".join(one.story for one in known)
            raise click.UsageError(f"which story is to read it? name one with --story: a file, or {names}")
        (definition,) = known
    day = PartialDate.parse(published) if published else None
    return Desk(session.config).explain(text, definition, day), definition


def _claim(
    session: Session, what: str, story: str | None, definition: Story | None
) -> tuple[list[Explained], Story]:
    with session.reading() as archive:
        _, claim_id = find_one(archive, what, "claim")
        if definition is None:
            row = archive.models.claim(claim_id)
            assert row is not None, "found just now"
            (definition,) = stories_of(archive, story or row.claim.story)
        return archive.explain(claim_id, definition), definition


def _document(one: Explained, near: int) -> dict[str, Any]:
    document = asdict(one) | {"claims": [{**claim_form(claim), "frame": claim.frame} for claim in one.claims]}
    document["near"] = document["near"][:near]
    return document
