"""`archive claims`: single assertions, and what no frame explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive.cli.claim_text import write_claim, write_sighting
from archive.cli.json_forms import sighting_form, voice_form
from archive.cli.options import as_of_option, format_option, known_at_option, story_option
from archive.cli.page import Page, print_list
from archive.cli.session import Session, check_type, stories_of
from archive.cli.which import article_address
from archive.telling.labels import Labels
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.fact import Voice
    from archive.domain.snapshot import Point
    from archive.domain.story import Story


@click.command()
@story_option
@click.option("--type", "claim_type", metavar="TYPE", help="Only claims of this type.")
@click.option("--article", metavar="ADDRESS", help="Only claims of this article: its address, URL or file.")
@as_of_option
@known_at_option
@click.option(
    "--sightings", is_flag=True, help="Show instead what stands near the story's topics unexplained."
)
@format_option("text", "json", "jsonl")
@click.pass_obj
def claims(
    session: Session,
    story: str | None,
    claim_type: str | None,
    article: str | None,
    as_of: str | None,
    known_at: str | None,
    sightings: bool,
    form: str,
) -> None:
    """List the claims of the articles, each with the exact words that support it.

    Of each article, the claims of the version that is current at the chosen time.

    \b
    Example:
        archive claims --type casualties --as-of 2024-06-20
        archive claims --format jsonl | jq -r .evidence.exact
        archive claims --sightings
    """
    with session.reading() as archive:
        point = archive.resolve(as_of, known_at)
        address = article_address(archive, article, point) if article else None
        stories = stories_of(archive, story, point.known_at)
        check_type(stories, claim_type)
        if sightings:
            _sightings(archive, stories, point, address, form)
        else:
            _claims(archive, stories, point, address, claim_type, form)


def _claims(
    archive: Archive,
    stories: list[Story],
    point: Point,
    address: str | None,
    claim_type: str | None,
    form: str,
) -> None:
    found: list[tuple[Story, list[Voice]]] = [
        (one, archive.models.voices(one.story, point.as_of, point.known_at, address=address))
        for one in stories
    ]
    found = [(one, [v for v in voices if claim_type in (None, v.claim.type)]) for one, voices in found]
    if form != "text":
        print_list((voice_form(voice) for _, voices in found for voice in voices), form)
        return
    page = Page()
    for one, voices in found:
        page.line(f"{one.title or one.story}: {counted(len(voices), 'claim')}", "title")
        labels = Labels(one)
        for voice in sorted(voices, key=lambda v: (v.reported, v.address, v.claim.evidence.start)):
            page.line()
            write_claim(page, labels, voice)


def _sightings(archive: Archive, stories: list[Story], point: Point, address: str | None, form: str) -> None:
    rows = [
        row
        for one in stories
        for row in archive.models.sightings(one.story, point.as_of, point.known_at, address)
    ]
    if form != "text":
        print_list(map(sighting_form, rows), form)
        return
    page = Page()
    page.line(
        f"{counted(len(rows), 'sighting')}: near the topic, explained by no frame, not counted", "title"
    )
    for row in rows:
        page.line()
        write_sighting(page, row)
