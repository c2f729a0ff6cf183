"""`archive timeline`: how a story's facts moved over reported time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.options import as_of_option, check_date, fits, format_option, key_option, known_at_option
from archive.cli.page import Page, print_json, print_jsonl
from archive.cli.session import Session, check_key, check_type, stories_of
from archive.cli.timeline_text import TimelineText, as_csv, step_lines, timeline_form, write_page
from archive.domain.moment import PartialDate
from archive.domain.snapshot import Point
from archive.domain.story import Story
from archive.domain.timeline import Timeline
from archive.telling.labels import Labels, in_words, moment_in_words, point_in_words
from archive.telling.markdown import escaped

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.service.timeline import Window


@click.command()
@click.argument("story")
@click.argument("fact_type", metavar="[TYPE]", required=False)
@key_option
@click.option("--since", metavar="TIME", callback=check_date, help="Steps from this date or time on.")
@click.option(
    "--until", metavar="TIME", callback=check_date, help="Steps up to the end of this date or time."
)
@as_of_option
@known_at_option
@click.option("--support", is_flag=True, help="Also steps at which only the support changed.")
@click.option(
    "--plot",
    metavar="FILE.png|FILE.svg",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also draw it to this file; its ending says how. Needs the extra 'plot'.",
)
@format_option("text", "json", "jsonl", "csv", "markdown")
@click.pass_obj
def timeline(
    session: Session,
    story: str,
    fact_type: str | None,
    key: dict[str, str],
    since: str | None,
    until: str | None,
    as_of: str | None,
    known_at: str | None,
    support: bool,
    plot: Path | None,
    form: str,
) -> None:
    """Show the value of each fact of STORY over reported time, step by step.

    Each step has the time the words became public, the value and status from then on, and the
    article and words that moved the fact. --plot draws the same: steps for numbers with the band
    that sources dispute, bars for everything else, and a mark for each claim.

    \b
    Example:
        archive timeline harbour casualties
        archive timeline harbour casualties --key measure=dead --since 2024-05 --plot toll.svg
    """
    window = _window(fact_type, key, since, until, support)
    if plot is not None:
        from archive.bootstrap import check_picture

        check_picture(plot)
    with session.reading() as archive:
        point = archive.resolve(as_of, known_at)
        (one,) = stories_of(archive, story, point.known_at)
        check_type([one], fact_type)
        check_key([one], key)
        labels = Labels(one)
        lines = sorted(
            archive.timelines(one.story, point, window), key=lambda line: labels.order(line.type, line.key)
        )
        if plot is not None:
            _draw(archive, one, lines, point, window, plot)
            session.note(f"{plot} written")
    _print(one, lines, point, form)


def _window(
    fact_type: str | None, key: dict[str, str], since: str | None, until: str | None, support: bool
) -> Window:
    from archive.service.timeline import Window

    start = None if since is None else PartialDate(since).start
    end = None if until is None else PartialDate(until).end
    if start is not None and end is not None and start > end:
        raise click.UsageError(f"--since {since} is after --until {until}")
    return Window(
        fact_type=fact_type, fits=lambda one: fits(one, key), since=start, until=end, support=support
    )


def _where(story: Story, point: Point) -> str:
    return f"{story.story}, {point_in_words(point)}"


def _draw(
    archive: Archive, story: Story, lines: list[Timeline], point: Point, window: Window, path: Path
) -> None:
    from archive.cli.timeline_picture import Pictured

    what = "What was being reported, over time" + (
        f": {in_words(window.fact_type)}" if window.fact_type else ""
    )
    subtitle = what if point.reported == "latest" else f"{what}, as of {moment_in_words(point.reported)}"
    archive.draw(Pictured(story).picture(lines, subtitle, window.since, window.until), path)


def _print(story: Story, lines: list[Timeline], point: Point, form: str) -> None:
    text = TimelineText(Labels(story))
    if form == "json":
        print_json([timeline_form(line) for line in lines])
    elif form == "jsonl":
        print_jsonl(step_lines(lines))
    elif form == "csv":
        click.echo(as_csv(text, lines), nl=False)
    elif form == "markdown":
        click.echo(f"## {escaped(story.title or story.story)}\n\n{escaped(_where(story, point))}\n")
        for line in lines:
            click.echo(text.markdown(line))
    else:
        page = Page()
        page.line(story.title or story.story, "title")
        page.line(_where(story, point), "quiet")
        write_page(page, text, lines)
        if not lines:
            page.line()
            page.line("No steps.")
