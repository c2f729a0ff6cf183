"""`archive facts`: the consolidated view of a story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from archive.cli.options import as_of_option, fits, format_option, key_option, known_at_option
from archive.cli.page import Page, print_list
from archive.cli.session import Session, check_key, check_type, stories_of
from archive.domain.fact_document import Document, listed
from archive.telling.fact_text import FactText
from archive.telling.labels import Labels, in_words, point_in_words

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.snapshot import Point
    from archive.domain.story import Story
    from archive.domain.timeline import Timeline

Facts = Mapping[str, Document]
"""Fact documents by id."""


@click.command()
@click.argument("story", required=False)
@click.option("--type", "fact_type", metavar="TYPE", help="Only facts of this type.")
@key_option
@as_of_option
@known_at_option
@click.option("--history", is_flag=True, help="After each fact, every state that it has been in.")
@format_option("text", "json", "jsonl")
@click.pass_obj
def facts(
    session: Session,
    story: str | None,
    fact_type: str | None,
    key: dict[str, str],
    as_of: str | None,
    known_at: str | None,
    history: bool,
    form: str,
) -> None:
    """Show what was being reported, on what evidence, and who disagrees.

    Without STORY, all stories. Every fact shows its status, how many independent publishers
    carry it, and whose words (origins) they lean on.

    \b
    Example:
        archive facts
        archive facts --as-of 2024-05 --type casualties
        archive facts --type casualties --history
    """
    with session.reading() as archive:
        point = archive.resolve(as_of, known_at)
        stories = stories_of(archive, story, point.known_at)
        check_type(stories, fact_type)
        check_key(stories, key)
        found = [(one, _chosen(one, archive.documents(one, point), fact_type, key)) for one in stories]
        lines = _lines(archive, stories, point, fact_type, key) if history else {}
    if form == "text":
        page = Page()
        for number, (one, members) in enumerate(found):
            if number:
                page.line()
            _write(page, one, members, point, lines)
        return
    print_list(
        (_form(fact_id, fact, lines) for _, members in found for fact_id, fact in members.items()), form
    )


def _lines(
    archive: Archive, stories: list[Story], point: Point, fact_type: str | None, key: dict[str, str]
) -> dict[str, Timeline]:
    """Every state of each fact, by its id."""
    from archive.service.timeline import Window

    window = Window(fact_type=fact_type, fits=lambda one: fits(one, key), support=True)
    return {line.fact_id: line for one in stories for line in archive.timelines(one.story, point, window)}


def _form(fact_id: str, fact: Document, lines: dict[str, Timeline]) -> dict[str, Any]:
    form = {"fact_id": fact_id, **listed(fact)}
    if fact_id in lines:
        from archive.cli.timeline_text import step_form

        form["steps"] = [step_form(step) for step in lines[fact_id].steps]
    return form


def _chosen(story: Story, found: Facts, fact_type: str | None, key: dict[str, str]) -> Facts:
    """The facts that are wanted, in the order of the story; what is only planned follows what is so."""
    labels = Labels(story)

    def place(fact_id: str) -> tuple[object, ...]:
        fact = found[fact_id]
        return *labels.order(fact["type"], fact["key"]), fact.get("role", ""), fact_id

    wanted = [
        fact_id
        for fact_id, fact in found.items()
        if fact_type in (None, fact["type"]) and fits(fact["key"], key)
    ]
    return {fact_id: found[fact_id] for fact_id in sorted(wanted, key=place)}


def _write(page: Page, story: Story, found: Facts, point: Point, lines: dict[str, Timeline]) -> None:
    page.line(story.title or story.story, "title")
    page.line(f"{story.story}, {point_in_words(point)}", "quiet")
    if not found:
        page.line()
        page.line("No facts.")
    labels = Labels(story)
    text = FactText(page, labels, quotes=1)
    shown = None
    for fact_id, fact in found.items():
        if fact["type"] != shown:
            page.line()
            page.line(in_words(fact["type"]).capitalize(), "label")
        shown = fact["type"]
        text.fact(listed(fact), fact_id)
        if fact_id in lines:
            from archive.cli.history_text import write_states

            write_states(page, labels, lines[fact_id], indent=4)
