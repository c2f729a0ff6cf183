"""`archive facts`: the consolidated view of a story."""

from __future__ import annotations

import click

from archive.cli.options import as_of_option, fits, format_option, key_option, known_at_option
from archive.cli.page import Page, print_list
from archive.cli.session import Session, check_key, check_type, stories_of
from archive.domain.fact import Fact
from archive.domain.fact_document import fact_document, listed
from archive.domain.snapshot import Point
from archive.domain.story import Story
from archive.telling.fact_text import FactText
from archive.telling.labels import Labels, in_words, moment_in_words


@click.command()
@click.argument("story", required=False)
@click.option("--type", "fact_type", metavar="TYPE", help="Only facts of this type.")
@key_option
@as_of_option
@known_at_option
@format_option("text", "json", "jsonl")
@click.pass_obj
def facts(
    session: Session,
    story: str | None,
    fact_type: str | None,
    key: dict[str, str],
    as_of: str | None,
    known_at: str | None,
    form: str,
) -> None:
    """Show what was being reported, on what evidence, and who disagrees.

    Without STORY, all stories. Every fact shows its status, how many independent publishers
    carry it, and whose words (origins) they lean on.

    \b
    Example:
        archive facts
        archive facts --as-of 2024-05 --type casualties
    """
    with session.reading() as archive:
        point = archive.resolve(as_of or "latest", known_at)
        stories = stories_of(archive, story, point.known_at)
        check_type(stories, fact_type)
        check_key(stories, key)
        found: list[tuple[Story, list[Fact]]] = [
            (one, _chosen(one, archive.facts(one.story, point), fact_type, key)) for one in stories
        ]
    if form == "text":
        page = Page()
        for number, (one, members) in enumerate(found):
            if number:
                page.line()
            _write(page, one, members, point)
        return
    print_list((listed(fact_document(fact)) for _, members in found for fact in members), form)


def _chosen(story: Story, found: list[Fact], fact_type: str | None, key: dict[str, str]) -> list[Fact]:
    labels = Labels(story)
    chosen = [fact for fact in found if fact_type in (None, fact.type) and fits(fact.key, key)]
    return sorted(chosen, key=lambda fact: labels.order(fact.type, fact.key))


def _write(page: Page, story: Story, found: list[Fact], point: Point) -> None:
    page.line(story.title or story.story, "title")
    page.line(
        f"{story.story}, reported by {moment_in_words(point.reported)}, known @{point.known_at}", "quiet"
    )
    if not found:
        page.line()
        page.line("No facts.")
    text = FactText(page, Labels(story), quotes=1)
    shown = None
    for fact in found:
        if fact.type != shown:
            page.line()
            page.line(in_words(fact.type).capitalize(), "label")
        shown = fact.type
        text.fact(listed(fact_document(fact)), fact.fact_id)
