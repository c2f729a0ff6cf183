"""`archive conflicts`: where sources disagree, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.options import as_of_option, fits, format_option, key_option, known_at_option
from archive.cli.page import Page, print_list
from archive.cli.session import Session, check_key, check_type, stories_of
from archive.domain.conflict import Conflict
from archive.domain.snapshot import Point
from archive.domain.story import Story
from archive.telling.conflict_text import ConflictText, conflict_form
from archive.telling.labels import Labels, in_words, moment_in_words, point_in_words
from archive.telling.markdown import escaped

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.matrix import Matrix


@click.command()
@click.argument("story", required=False)
@click.option("--type", "fact_type", metavar="TYPE", help="Only facts of this type.")
@key_option
@as_of_option
@known_at_option
@click.option(
    "--superseded", is_flag=True, help="Count as a side also what only reports say that a newer one replaced."
)
@click.option(
    "--matrix", is_flag=True, help="Show instead who agrees, differs, denies and is silent: facts by sources."
)
@click.option(
    "--plot",
    metavar="FILE.png|FILE.svg",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also draw that matrix to this file; its ending says how. Needs the extra 'plot'.",
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
    matrix: bool,
    plot: Path | None,
    form: str,
) -> None:
    """Show every fact whose sources disagree: who says what, since when, in which words.

    Where the claims show it, each side says why it differs from the other: an older report, a
    correction, a denial, a hedge, another measure or scope, other origins or the same one quoted
    differently; or that the two are compatible. Without STORY, all stories. --matrix shows all facts
    against all sources, those that sources contradict first, and --plot draws that.

    \b
    Example:
        archive conflicts
        archive conflicts --type casualties --as-of 2024-06-20
        archive conflicts --superseded --format markdown
        archive conflicts harbour --matrix
        archive conflicts harbour --plot harbour.svg
    """
    if matrix and superseded:
        raise click.UsageError("--superseded is for the list; a matrix shows replaced reports as they are")
    if plot is not None:
        from archive.bootstrap import check_picture

        check_picture(plot)
    with session.reading() as archive:
        point = archive.resolve(as_of, known_at)
        stories = stories_of(archive, story, point.known_at)
        check_type(stories, fact_type)
        check_key(stories, key)
        tables = _matrices(archive, stories, point, fact_type, key) if matrix or plot is not None else []
        if plot is not None:
            _draw(archive, tables, point, plot)
            session.note(f"{plot} written")
        if matrix:
            _print_matrices(tables, point, form)
            return
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


def _matrices(
    archive: Archive, stories: list[Story], point: Point, fact_type: str | None, key: dict[str, str]
) -> list[tuple[Story, Matrix]]:
    from archive.domain.matrix import matrix as matrix_of

    found = []
    for story in stories:
        labels = Labels(story)
        facts = [
            fact
            for fact in archive.facts(story.story, point)
            if fact_type in (None, fact.type) and fits(fact.key, key)
        ]
        facts.sort(key=lambda fact: labels.order(fact.type, fact.key))
        found.append((story, matrix_of(story.facts, facts)))
    return found


def _draw(archive: Archive, tables: list[tuple[Story, Matrix]], point: Point, path: Path) -> None:
    from archive.cli.matrix_picture import matrix_picture

    filled = [each for each in tables if each[1].rows] or tables
    if len(filled) > 1:
        names = ", ".join(story.story for story, _ in filled)
        raise click.UsageError(f"a picture shows one story; name it: {names}")
    story, matrix = filled[0]
    what = "Who agrees with what is held, and who does not"
    if point.reported != "latest":
        what += f", as of {moment_in_words(point.reported)}"
    archive.draw(matrix_picture(story, matrix, what), path)


def _print_matrices(tables: list[tuple[Story, Matrix]], point: Point, form: str) -> None:
    from archive.cli.matrix_text import MatrixText, row_form

    if form in ("json", "jsonl"):
        print_list((row_form(matrix, row) for _, matrix in tables for row in matrix.rows), form)
        return
    page = Page()
    for number, (story, matrix) in enumerate(tables):
        text = MatrixText(Labels(story))
        if form == "markdown":
            click.echo(f"## {escaped(story.title or story.story)}\n\n{escaped(_where(story, point))}\n")
            click.echo(text.markdown(matrix) if matrix.rows else "No facts.\n")
            continue
        if number:
            page.line()
        page.line(story.title or story.story, "title")
        page.line(_where(story, point), "quiet")
        if matrix.rows:
            text.write(page, matrix)
        else:
            page.line()
            page.line("No facts.")


def _where(story: Story, point: Point) -> str:
    return f"{story.story}, {point_in_words(point)}"


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
