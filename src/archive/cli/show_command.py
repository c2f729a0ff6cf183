"""`archive show`: one thing with all that belongs to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from archive.cli.event_text import write_whole
from archive.cli.json_forms import event_form
from archive.cli.options import format_option
from archive.cli.page import Page, print_json, print_jsonl
from archive.cli.session import Session
from archive.cli.show_article import article_document, write_article_page
from archive.cli.show_claim import claim_document, write_claim_page
from archive.cli.show_fact import fact_page_document, write_fact_page
from archive.cli.which import find_one
from archive.errors import BadPoint

if TYPE_CHECKING:
    from archive.bootstrap import Archive


@click.command()
@click.argument("what", metavar="ID|ADDRESS|@POSITION")
@click.option("--text", "whole", is_flag=True, help="The whole text of an article, not its beginning alone.")
@format_option("text", "json", "jsonl")
@click.pass_obj
def show(session: Session, what: str, whole: bool, form: str) -> None:
    """Show one article, version, claim, fact, story or event.

    An id may be shortened, as the other commands do. An article may be named by its URL or file.

    \b
    Example:
        archive show https://example.com/news/1
        archive show 3fa9c1d2
        archive show @17
    """
    with session.reading() as archive:
        page = Page()
        if what.startswith("@"):
            _event(archive, page, what, form)
            return
        kind, name = find_one(archive, what)
        if form != "text":
            document = _document(archive, kind, name)
            print_jsonl([document]) if form == "jsonl" else print_json(document)
        elif kind in ("article", "version"):
            write_article_page(archive, page, *_version_of(archive, kind, name), whole=whole)
        elif kind == "claim":
            write_claim_page(archive, page, name)
        elif kind == "fact":
            write_fact_page(archive, page, name)
        else:
            _story(archive, page, name)


def _event(archive: Archive, page: Page, what: str, form: str) -> None:
    position, head = what.removeprefix("@"), archive.log.head()
    if not position.isdigit() or not 0 < int(position) <= head:
        raise BadPoint(text=what, reason=f"the log goes from @1 to @{head}")
    event = next(archive.log.read(int(position) - 1, int(position)))
    if form == "text":
        write_whole(page, event)
    elif form == "json":
        print_json(event_form(event))
    else:
        print_jsonl([event_form(event)])


def _document(archive: Archive, kind: str, name: str) -> dict[str, Any]:
    if kind in ("article", "version"):
        return article_document(archive, *_version_of(archive, kind, name))
    if kind == "claim":
        return claim_document(archive, name)
    if kind == "fact":
        return fact_page_document(archive, name)
    row = archive.models.story(name)
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


def _story(archive: Archive, page: Page, name: str) -> None:
    row = archive.models.story(name)
    assert row is not None, "found just now"
    page.line(f"{row.title} ({row.story})", "title")
    page.line(f"defined @{row.position}, digest {row.digest}", "quiet")
    page.line()
    page.block(row.source, indent=0)
