"""One fact: all its claims, and every state that it has been in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive.cli.page import Page
from archive.cli.session import stories_of
from archive.domain.fact_document import listed
from archive.domain.moment import short_iso
from archive.errors import NotFound
from archive.telling.fact_text import FactText
from archive.telling.labels import Labels, in_words
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.store.rows import FactStateRow

_ALL = 1_000_000


def fact_page_document(archive: Archive, fact_id: str) -> dict[str, Any]:
    """The JSON form: the fact as `archive facts` prints it, and its history."""
    document = listed(_document(archive, fact_id))
    states = archive.models.fact_history(fact_id)
    return {
        "fact_id": fact_id,
        **document,
        "history": [
            {
                "since": short_iso(state.since),
                "what": state.what,
                "value": state.value,
                "relation": state.relation,
                "status": state.status,
                "origins": state.origins,
                "publishers": state.publishers,
            }
            for state in states
        ],
    }


def write_fact_page(archive: Archive, page: Page, fact_id: str) -> None:
    """The fact for people, with every claim."""
    document = listed(_document(archive, fact_id))
    (story,) = stories_of(archive, document["story"])
    page.line(f"{story.title or story.story}: {in_words(document['type'])}", "title")
    labels = Labels(story)
    FactText(page, labels, quotes=_ALL).fact(document, fact_id)
    states = archive.models.fact_history(fact_id)
    if states:
        page.line()
        page.line("History, by when it was reported", "label")
    for state in states:
        page.line(_state(state), indent=2, hang=4)


def _state(state: FactStateRow) -> str:
    support = f"{counted(state.publishers, 'publisher')}, {counted(state.origins, 'origin')}"
    relation = {"ge": "at least ", "le": "at most ", "approx": "about "}.get(state.relation or "", "")
    value = f"{relation}{state.value}, " if state.value and state.value != "{}" else ""
    return f"{short_iso(state.since)}  {state.what.replace(',', ', ')}: {value}{state.status}, {support}"


def _document(archive: Archive, fact_id: str) -> dict[str, Any]:
    rows = archive.models.facts(fact_id=fact_id)
    if not rows:
        raise NotFound(kind="fact", name=fact_id, hint="; archive facts lists them")
    document: dict[str, Any] = json.loads(rows[0].document)
    return document
