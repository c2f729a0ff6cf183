"""`archive articles`: what the archive holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from archive.cli.json_forms import article_form
from archive.cli.options import as_of_option, format_option, known_at_option
from archive.cli.page import Page, print_list
from archive.cli.session import Session
from archive.domain.moment import iso, short_iso
from archive.telling.labels import moment_in_words, point_in_words
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.store.rows import ArticleRow, Presence

_SOME: Final = 3


@click.command()
@as_of_option
@known_at_option
@click.option(
    "--copies", is_flag=True, help="Show instead which articles are one text, and which share passages."
)
@format_option("text", "json", "jsonl")
@click.pass_obj
def articles(session: Session, as_of: str | None, known_at: str | None, copies: bool, form: str) -> None:
    """List the articles: when and by whom published, their versions, and who copied whom.

    Beside each publication date stands where it was read from; an article without one counts
    from the latest date in its text.

    Articles of which at least half stands in each other are copies and count as one voice: that of the
    one with the earliest date that can be trusted. Where at least a quarter of either stands in the
    other, they share passages: they are counted apart, and --copies lists them for you to judge.

    \b
    Example:
        archive articles
        archive articles --as-of 2024-05 --format jsonl
        archive articles --copies
    """
    with session.reading() as archive:
        point = archive.resolve(as_of, known_at)
        if copies:
            from archive.cli.copies_text import show_copies

            show_copies(*archive.copies(point), form)
            return
        rows = archive.models.articles(point.as_of, point.known_at)
    if form != "text":
        print_list(map(article_form, rows), form)
        return
    page = Page()
    page.line(
        f"{counted(len(rows), 'article')}, {point_in_words(point)}",
        "title",
    )
    for row in sorted(rows, key=lambda row: (row.version.reported, row.version.address)):
        page.line()
        write_article(page, row)


def presence_in_words(presence: Presence) -> str | None:
    """That an article no longer stands where it stood; None where the latest look showed it.

    Of a vanished article only an interval is known: when it was seen last, and when it was first missed.
    """
    if presence.last_seen is None or presence.outcome in {"new", "changed", "unchanged"}:
        return None
    seen = f"last seen {minute(presence.last_seen)}"
    if presence.first_missing is not None and presence.outcome == "gone":
        return f"gone: {seen}, first missing {minute(presence.first_missing)}"
    return f"{presence.outcome} at the latest look, {seen}: {presence.problem or 'no reason known'}"


def minute(moment: int) -> str:
    """A moment in microseconds to the minute, for people."""
    return iso(moment)[:16].replace("T", " ") + " UTC"


def write_article(page: Page, row: ArticleRow) -> None:
    """An article in a few lines."""
    version = row.version
    published = version.published
    date = (
        f"{moment_in_words(published.date.value)} ({published.basis})"
        if published.date
        else f"no publication date, counts from {moment_in_words(short_iso(version.reported))} ({version.reported_basis})"
    )
    title = version.title.value or "untitled"
    page.line(title, "label", indent=2, hang=2)
    parts = [version.source.value or "unknown source"]
    if version.details.author.value:
        parts.append(f"by {version.details.author.value}")
    parts.append(date)
    if version.modified.date:
        parts.append(f"modified {moment_in_words(version.modified.date.value)}")
    if row.versions > 1:
        parts.append(f"version {version.number} of {row.versions}")
    if version.rank == "excerpt":
        parts.append("only an excerpt")
    page.line(", ".join(parts), indent=4, hang=2)
    page.line(version.address, "quiet", indent=4, hang=2)
    presence = presence_in_words(row.presence)
    if presence:
        page.line(presence, "doubt", indent=4, hang=2)
    if row.copies:
        page.line(f"one text with {_some(row.copies)}", "doubt", indent=4, hang=2)
    if row.shares:
        page.line(f"shares passages with {_some(row.shares)}", "doubt", indent=4, hang=2)


def _some(addresses: tuple[str, ...]) -> str:
    """The first few: of a text that hundreds carry, `--copies` tells them all, and once."""
    more = len(addresses) - _SOME
    return ", ".join(addresses[:_SOME]) + (f" and {more} more" if more > 0 else "")
