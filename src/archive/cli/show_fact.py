"""One fact: all its claims, and every state that it has been in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.cli.page import Page
from archive.domain.fact_document import fact_document, listed
from archive.domain.moment import short_iso
from archive.telling.fact_text import FactText
from archive.telling.labels import Labels, in_words, moment_in_words
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.snapshot import Point
    from archive.service.fact_place import FactState

_ALL = 1_000_000


def fact_page_document(archive: Archive, fact_id: str, point: Point) -> dict[str, Any]:
    """The JSON form: the fact as `archive facts` prints it, and its history."""
    place = archive.place(fact_id, point.known_at)
    document = listed(fact_document(archive.fact(place, point)))
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
            for state in archive.fact_states(place, point)
        ],
    }


def write_fact_page(archive: Archive, page: Page, fact_id: str, point: Point) -> None:
    """The fact for people, with every claim."""
    place = archive.place(fact_id, point.known_at)
    document = listed(fact_document(archive.fact(place, point)))
    page.line(f"{place.story.title or place.story.story}: {in_words(document['type'])}", "title")
    FactText(page, Labels(place.story), quotes=_ALL).fact(document, fact_id)
    page.line()
    page.line("History, by when it was reported", "label")
    for state in archive.fact_states(place, point):
        page.line(_state(state), indent=2, hang=4)


def _state(state: FactState) -> str:
    support = f"{counted(state.publishers, 'publisher')}, {counted(state.origins, 'origin')}"
    relation = {"ge": "at least ", "le": "at most ", "approx": "about "}.get(state.relation or "", "")
    value = f"{relation}{state.value}, " if state.value and state.value != "{}" else ""
    return f"{moment_in_words(short_iso(state.since))}  {state.what.replace(',', ', ')}: {value}{state.status}, {support}"
