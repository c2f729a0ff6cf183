"""`archive show`: one thing with all that belongs to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast, get_args

import click

from archive.cli.diff_print import Form
from archive.cli.event_text import write_whole
from archive.cli.json_forms import event_form
from archive.cli.options import as_of_option, format_option, known_at_option
from archive.cli.page import Page, print_json, print_jsonl
from archive.cli.session import Session
from archive.cli.show_article import article_document, write_article_page
from archive.cli.show_change import print_change
from archive.cli.show_claim import claim_document, write_claim_page
from archive.cli.show_fact import fact_page_document, write_fact_page
from archive.cli.show_snapshot import snapshot_document, write_snapshot_page
from archive.cli.which import find_one
from archive.domain.permalink import parse_change_id
from archive.errors import BadPoint

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.snapshot import Point


_FORMS = ("text", "json", "jsonl")
_TIMELESS = {"story": "a story's definition", "snapshot": "a snapshot that was kept"}
"""What is known since a position of the log and was never reported."""


@click.command()
@click.argument("what", metavar="ID|ADDRESS|@POSITION")
@click.option("--text", "whole", is_flag=True, help="The whole text of an article, not its beginning alone.")
@as_of_option
@known_at_option
@format_option(*_FORMS, *(form for form in get_args(Form) if form not in _FORMS))
@click.pass_obj
def show(
    session: Session, what: str, whole: bool, as_of: str | None, known_at: str | None, form: str
) -> None:
    """Show one article, version, claim, fact, change, story, kept snapshot or event.

    An id may be shortened, as the other commands do; the id of a change (its permalink) may not. An
    article may be named by its URL or file, a snapshot by its name or digest. A change is shown as
    archive diff showed it, in all of its forms; everything else as text or JSON.

    \b
    Example:
        archive show https://example.com/news/1
        archive show 3fa9c1d2 --as-of 2024-02 --known-at @40
        archive show @17
    """
    change = parse_change_id(what)
    if change is None and form not in _FORMS:
        raise click.UsageError(f"only a change is shown as {form}")
    with session.reading() as archive:
        if change is not None:
            if as_of or known_at:
                raise click.UsageError("a change is between the two points of its id: no other times fit")
            print_change(archive, change, cast(Form, form))
            return
        point = archive.resolve(as_of, known_at)
        if what.startswith("@"):
            _has_no_reported_time("an event", as_of)
            _event(archive, what, point.known_at, form)
            return
        kind, name = find_one(archive, what, point=point)
        if kind in _TIMELESS:
            _has_no_reported_time(_TIMELESS[kind], as_of)
        if form == "json":
            print_json(_document(archive, kind, name, point))
        elif form == "jsonl":
            print_jsonl([_document(archive, kind, name, point)])
        else:
            _write(archive, kind, name, point, whole=whole)


def _has_no_reported_time(what: str, as_of: str | None) -> None:
    if as_of:
        raise click.UsageError(f"{what} has no reported time; --known-at says what was known then")


def _write(archive: Archive, kind: str, name: str, point: Point, *, whole: bool) -> None:
    page = Page()
    if kind in ("article", "version"):
        write_article_page(archive, page, *_version_of(archive, kind, name), point, whole=whole)
    elif kind == "claim":
        write_claim_page(archive, page, name, point)
    elif kind == "fact":
        write_fact_page(archive, page, name, point)
    elif kind == "snapshot":
        write_snapshot_page(archive, page, int(name.removeprefix("@")))
    else:
        _story(archive, page, name, point.known_at)


def _event(archive: Archive, what: str, head: int, form: str) -> None:
    position = what.removeprefix("@")
    if not position.isdecimal() or not 0 < int(position) <= head:
        raise BadPoint(text=what, reason=f"the log goes from @1 to @{head}")
    event = next(archive.log.read(int(position) - 1, int(position)))
    if form == "text":
        write_whole(Page(), event)
    elif form == "json":
        print_json(event_form(event))
    else:
        print_jsonl([event_form(event)])


def _document(archive: Archive, kind: str, name: str, point: Point) -> dict[str, Any]:
    if kind in ("article", "version"):
        return article_document(archive, *_version_of(archive, kind, name), point)
    if kind == "claim":
        return claim_document(archive, name, point)
    if kind == "fact":
        return fact_page_document(archive, name, point)
    if kind == "snapshot":
        return snapshot_document(archive, int(name.removeprefix("@")))
    row = archive.models.story(name, point.known_at)
    assert row is not None, "found just now"
    return {
        "story": row.story,
        "title": row.title,
        "digest": row.digest,
        "position": row.position,
        "source": row.source,
        "packs": json.loads(json.dumps(dict(row.packs))),
    }


def _version_of(archive: Archive, kind: str, name: str) -> tuple[str, str | None]:
    """The article's address, and the id of the version that was asked for."""
    if kind == "article":
        return name, None
    version = archive.models.version(name)
    assert version is not None, "found just now"
    return version.address, name


def _story(archive: Archive, page: Page, name: str, known_at: int) -> None:
    row = archive.models.story(name, known_at)
    assert row is not None, "found just now"
    page.line(f"{row.title} ({row.story})", "title")
    page.line(f"defined @{row.position}, digest {row.digest}", "quiet")
    page.line()
    page.block(row.source, indent=0)
