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
    from archive.domain.timeline import Step

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
    labels = Labels(place.story)
    FactText(page, labels, quotes=_ALL).fact(document, fact_id)
    page.line()
    page.line("History, by when it was reported", "label")
    for step in archive.reported_history(place, point).steps:
        page.line(_step(step, labels), indent=2, hang=4)


def _step(step: Step, labels: Labels) -> str:
    support = f"{counted(step.publishers, 'publisher')}, {counted(step.origins, 'origin')}"
    told = "" if step.value in (None, {}) else f"{labels.value(step.value, step.relation, step.value_to)}, "
    changed = ", ".join(map(in_words, step.changed))
    return f"{moment_in_words(short_iso(step.at))}  {changed}: {told}{step.status}, {support}"
