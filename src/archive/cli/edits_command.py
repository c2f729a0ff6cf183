"""`archive edits`: articles that were edited after they were published, the most material edits first."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from archive.cli.options import as_of_option, check_date, known_at_option
from archive.cli.output import form_of, form_option, open_result, opened_page, output_option, write_text
from archive.cli.session import Session, stories_of
from archive.domain.moment import PartialDate
from archive.errors import NotFound
from archive.telling.lines import counted, in_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.bootstrap import Archive
    from archive.cli.page import Page
    from archive.domain.edit import Edit
    from archive.domain.snapshot import Point
    from archive.domain.story import Story
    from archive.service.edits import EditsFound

_FORMS: Final = ("text", "json", "jsonl", "csv", "markdown")


@click.command()
@click.option("--story", metavar="STORY", help="Only edits of this story's facts.  [default: every story]")
@click.option("--source", metavar="NAME", help="Only edits by this outlet.")
@click.option(
    "--since", metavar="DATE", callback=check_date, help="Only edits that became public then or later."
)
@click.option("--until", metavar="DATE", callback=check_date, help="Only edits that became public by then.")
@as_of_option
@known_at_option
@click.option(
    "--stealth",
    is_flag=True,
    help="Only edits without a correction notice, or with a modification date that did not move.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Edits too that changed no fact: headlines, words, noise."
)
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="The first N only.")
@click.option(
    "--plot",
    metavar="FILE.png|FILE.svg",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also draw when each article was edited to this file. Needs the extra 'plot'.",
)
@form_option(*_FORMS, otherwise="text")
@output_option
@click.pass_obj
def edits(
    session: Session,
    story: str | None,
    source: str | None,
    since: str | None,
    until: str | None,
    as_of: str | None,
    known_at: str | None,
    stealth: bool,
    everything: bool,
    limit: int | None,
    plot: Path | None,
    form: str | None,
    output: Path | None,
) -> None:
    """List the edits that changed what an article claims, after it was published; the most material first.

    First come edits after which an article says something else, then denials and withdrawals, then how surely and
    on whose word it says it, then headlines, then facts that were added; among equals the stealthy ones. An edit
    is stealthy where no correction notice came with it, or where the page's modification date did not move.

    \b
    Example:
        archive edits
        archive edits --stealth --source "Lantern Daily" --since 2024-06
        archive edits --all -o edits.csv
    """
    if since is not None and until is not None and PartialDate(since).start > PartialDate(until).end:
        raise click.UsageError(f"--since {since} is after --until {until}")
    if plot is not None:
        from archive.bootstrap import check_picture

        check_picture(plot)
    from archive.service.edits import WantedEdits

    with session.reading() as archive:
        point = archive.resolve(as_of, known_at)
        named = None if story is None else [one.story for one in stories_of(archive, story, point.known_at)]
        if source is not None and not archive.models.has_source(source):
            raise NotFound(kind="source", name=source, hint="; archive articles shows them")
        wanted = WantedEdits(
            stories=named,
            source=source,
            since=None if since is None else PartialDate(since).start,
            until=None if until is None else PartialDate(until).end,
            stealth=stealth,
            everything=everything,
        )
        found = archive.edits(point, wanted)
        shown = found.edits if limit is None else found.edits[:limit]
        stories = _stories(archive, shown, point)
        if plot is not None:
            _draw(archive, shown, plot)
            session.note(f"{plot} written")
    _print(found, shown, stories, form or form_of(output, _FORMS, "text"), output)


def _stories(archive: Archive, edits: Sequence[Edit], point: Point) -> dict[str, Story]:
    from archive.service.definitions import story_at

    about = sorted({one.claim.story for edit in edits for one in edit.facts})
    return {story: story_at(archive.models, story, point.known_at) for story in about}


def _draw(archive: Archive, edits: Sequence[Edit], path: Path) -> None:
    from archive.cli.edits_picture import edits_picture

    archive.draw(
        edits_picture("Edits of articles", "When each article was edited, and how materially", edits), path
    )


def _print(
    found: EditsFound, shown: Sequence[Edit], stories: dict[str, Story], form: str, output: Path | None
) -> None:
    if form == "csv":
        from archive.telling.edits_text import COLUMNS, EditsText

        with open_result("csv", COLUMNS, output) as table:
            table.write(EditsText(stories).rows(shown))
        return
    if form in ("json", "jsonl"):
        from archive.telling.article_diff_form import edit_form

        forms = [edit_form(edit) for edit in shown]
        written = (
            in_json(forms, indent=2) + "\n"
            if form == "json"
            else "".join(f"{in_json(each)}\n" for each in forms)
        )
        write_text(written, output)
    elif form == "markdown":
        write_text(_markdown(found, shown, stories), output)
    else:
        with opened_page(output) as page:
            _write(page, found, shown, stories)


def _write(page: Page, found: EditsFound, shown: Sequence[Edit], stories: dict[str, Story]) -> None:
    from archive.telling.edits_text import CLASSES, EditsText

    text = EditsText(stories)
    page.line(_summary(found, shown), "title")
    for edit_class, members in groupby(shown, key=lambda edit: edit.edit_class):
        page.line()
        page.line(CLASSES[edit_class].capitalize(), "label")
        text.write(page, list(members))
    if found.others:
        page.line()
        page.line(f"{counted(found.others, 'edit')} changed no fact; --all shows them.", "quiet")


def _markdown(found: EditsFound, shown: Sequence[Edit], stories: dict[str, Story]) -> str:
    from archive.telling.edits_text import CLASSES, EditsText

    text = EditsText(stories)
    blocks = [f"## {_summary(found, shown)}\n"]
    for edit_class, members in groupby(shown, key=lambda edit: edit.edit_class):
        blocks.append(f"### {CLASSES[edit_class].capitalize()}\n")
        blocks += [text.markdown(edit) for edit in members]
    return "\n".join(blocks)


def _summary(found: EditsFound, shown: Sequence[Edit]) -> str:
    if not found.edits:
        return "No edits."
    articles = {edit.address for edit in found.edits} | {copy for edit in found.edits for copy in edit.copies}
    stealthy = sum(edit.stealthy for edit in found.edits)
    told = f"{counted(len(found.edits), 'edit')} of {counted(len(articles), 'article')}, {stealthy:,} not made openly"
    return told if len(shown) == len(found.edits) else f"{told}; the first {len(shown):,}"
