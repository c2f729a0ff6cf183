"""`archive conflicts`: where sources disagree, and why."""

from __future__ import annotations

import click

from archive.cli.options import as_of_option, fits, format_option, key_option, known_at_option
from archive.cli.page import Page, print_list
from archive.cli.session import Session, check_key, check_type, stories_of
from archive.domain.conflict import Conflict
from archive.domain.snapshot import Point
from archive.domain.story import Story
from archive.telling.conflict_text import ConflictText, conflict_form
from archive.telling.labels import Labels, in_words, moment_in_words
from archive.telling.markdown import escaped


@click.command()
@click.argument("story", required=False)
@click.option("--type", "fact_type", metavar="TYPE", help="Only facts of this type.")
@key_option
@as_of_option
@known_at_option
@click.option(
    "--superseded", is_flag=True, help="Count as a side also what only reports say that a newer one replaced."
)
@format_option("text", "json", "jsonl", "markdown")
@click.pass_obj
def conflicts(
    session: Session,
    story: str | None,
    fact_type: str | None,
    key: dict[str, str],
    as_of: str | None,
    known_at: str | None,
    superseded: bool,
    form: str,
) -> None:
    """Show every fact whose sources disagree: who says what, since when, in which words.

    Where the claims show it, each side says why it differs from the other: an older report, a
    correction, a denial, a hedge, another measure or scope, other origins or the same one quoted
    differently; or that the two are compatible. Without STORY, all stories.

    \b
    Example:
        archive conflicts
        archive conflicts --type casualties --as-of 2024-06-20
        archive conflicts --superseded --format markdown
    """
    with session.reading() as archive:
        point = archive.resolve(as_of or "latest", known_at)
        stories = stories_of(archive, story, point.known_at)
        check_type(stories, fact_type)
        check_key(stories, key)
        found = [
            (one, _chosen(one, archive.conflicts(one.story, point, superseded=superseded), fact_type, key))
            for one in stories
        ]
    if form == "text":
        _write(found, point)
    elif form == "markdown":
        _markdown(found, point)
    else:
        print_list((conflict_form(conflict) for _, members in found for conflict in members), form)


def _chosen(
    story: Story, found: list[Conflict], fact_type: str | None, key: dict[str, str]
) -> list[Conflict]:
    labels = Labels(story)
    chosen = [each for each in found if fact_type in (None, each.fact.type) and fits(each.fact.key, key)]
    return sorted(chosen, key=lambda each: (labels.order(each.fact.type, each.fact.key), each.about))


def _where(story: Story, point: Point) -> str:
    return f"{story.story}, reported by {moment_in_words(point.reported)}, known @{point.known_at}"


def _write(found: list[tuple[Story, list[Conflict]]], point: Point) -> None:
    page = Page()
    for number, (story, members) in enumerate(found):
        if number:
            page.line()
        page.line(story.title or story.story, "title")
        page.line(_where(story, point), "quiet")
        if not members:
            page.line()
            page.line("No conflicts.")
        text = ConflictText(Labels(story))
        shown = None
        for conflict in members:
            if conflict.fact.type != shown:
                page.line()
                page.line(in_words(conflict.fact.type).capitalize(), "label")
            shown = conflict.fact.type
            text.write(page, conflict)


def _markdown(found: list[tuple[Story, list[Conflict]]], point: Point) -> None:
    for story, members in found:
        click.echo(f"## {escaped(story.title or story.story)}\n\n{escaped(_where(story, point))}\n")
        text = ConflictText(Labels(story))
        for conflict in members:
            click.echo(text.markdown(conflict))
        if not members:
            click.echo("No conflicts.\n")
