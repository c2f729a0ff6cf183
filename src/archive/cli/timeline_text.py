"""A timeline for people and for programs: each step with the words that moved the fact."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

from archive.cli.page import Page
from archive.domain.fact_document import voice_document
from archive.domain.moment import short_iso
from archive.domain.timeline import ABSENT, Move, Step, Timeline
from archive.telling.fact_text import FactText
from archive.telling.labels import Labels, in_words, moment_in_words
from archive.telling.markdown import escaped, table
from archive.telling.tabular import open_table

_LEADS: Final = {
    "supporting": "",
    "dissenting": "disagrees: ",
    "denied": "denies: ",
    "superseded": "said before: ",
    "rejected": "rejected by a reviewer: ",
}

COLUMNS: Final = (
    "story type fact_id fact since value value_to relation role low high status changed origins publishers carried "
    "came standing quote source published address version claim_id"
).split()
"""The columns of the CSV form: one row for each step, with the first of the claims that moved the fact."""


class TimelineText:
    """Puts timelines of one story into words."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def label(self, line: Timeline) -> str:
        """What the fact is about."""
        return self._labels.key(line.type, line.key)

    def told(self, step: Step) -> str:
        """The value at a step, in words; empty for an event of which no attribute is known."""
        return "" if step.status == ABSENT else self._labels.value(step.value, step.relation, step.value_to)

    def state(self, step: Step) -> str:
        """Value, status, and the span of what sources give where they disagree."""
        if step.status == ABSENT:
            return "nobody says it any longer"
        parts = [self.told(step), step.role if step.role != "current" else "", step.status]
        uncontested = (step.value, step.value_to or step.value)
        if step.low is not None and step.high is not None and (step.low, step.high) != uncontested:
            parts.append(f"sources give {step.low:,} to {step.high:,}")
        if step.carried:
            parts.append("in force when the window begins")
        return ", ".join(part for part in parts if part)

    def write(self, page: Page, line: Timeline) -> None:
        """The timeline for people."""
        page.line(f"{self.label(line)}  [{line.fact_id[:8]}]", "label", indent=2, hang=4)
        quotes = FactText(page, self._labels, quotes=1)
        for step in line.steps:
            page.line(f"{moment_in_words(short_iso(step.at))}: {self.state(step)}", indent=4, hang=2)
            for lead, claims in moved_quotes(step):
                quotes.quotes(lead, claims)

    def markdown(self, line: Timeline) -> str:
        """The timeline as a heading and a table."""
        rows = []
        for step in line.steps:
            first = next(iter(step.moved), None)
            rows.append([moment_in_words(short_iso(step.at)), escaped(self.state(step)), _cited(first)])
        return f"### {escaped(self.label(line))}\n\n" + table(("reported", "told", "moved by"), rows)

    def rows(self, line: Timeline) -> Iterator[list[object]]:
        """The rows of the CSV form."""
        for step in line.steps:
            form = step_form(step)
            about = {
                "story": line.story,
                "type": line.type,
                "fact_id": line.fact_id,
                "fact": self.label(line),
            }
            first = form["moved"][0] if form["moved"] else {}
            published = first.get("published", {}).get("value")
            cells = {
                **first,
                **form,
                **about,
                "published": published,
                "value": _cell(step.value, self.told(step)),
            }
            cells |= {"changed": " ".join(step.changed), "carried": int(step.carried)}
            cells |= {"came": int(first["came"])} if first else {}
            yield [cells.get(name) for name in COLUMNS]


def _cell(value: object, told: str) -> object:
    return value if value is None or isinstance(value, (int, str)) else told


def _cited(move: Move | None) -> str:
    if move is None:
        return ""
    voice = move.voice
    words = f"“{escaped(voice.claim.evidence.exact)}” [{escaped(voice.source or 'unknown source')}](<{voice.address}>)"
    return words if move.came else f"no longer said: {words}"


def moved_quotes(step: Step) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The claims that moved a fact at a step, gathered by what is said before their quotes."""
    gathered: dict[str, list[dict[str, Any]]] = {}
    for move in step.moved:
        lead = _LEADS[move.standing] if move.came else "no longer said: "
        gathered.setdefault(lead, []).append(voice_document(move.voice))
    yield from gathered.items()


def step_form(step: Step) -> dict[str, Any]:
    """The JSON form of a step."""
    return {
        "since": short_iso(step.at),
        "value": step.value,
        "value_to": step.value_to,
        "relation": step.relation,
        "role": step.role,
        "status": step.status,
        "low": step.low,
        "high": step.high,
        "origins": step.origins,
        "publishers": step.publishers,
        "changed": list(step.changed),
        "carried": step.carried,
        "moved": [
            {**voice_document(move.voice), "came": move.came, "standing": move.standing}
            for move in step.moved
        ],
    }


def timeline_form(line: Timeline) -> dict[str, Any]:
    """The JSON form of a timeline."""
    return {
        "story": line.story,
        "type": line.type,
        "key": dict(line.key),
        "fact_id": line.fact_id,
        "steps": [step_form(step) for step in line.steps],
    }


def step_lines(lines: Iterable[Timeline]) -> Iterator[dict[str, Any]]:
    """One object for each step, with what its fact is about."""
    for line in lines:
        about = {"story": line.story, "type": line.type, "key": dict(line.key), "fact_id": line.fact_id}
        yield from ({**about, **step_form(step)} for step in line.steps)


def as_csv(text: TimelineText, lines: Iterable[Timeline]) -> str:
    """The CSV form of timelines, with a head."""
    out = io.BytesIO()
    with open_table("csv", COLUMNS, out) as rows:
        for line in lines:
            rows.write(text.rows(line))
    return out.getvalue().decode()


def write_page(page: Page, text: TimelineText, lines: Iterable[Timeline]) -> None:
    """Timelines for people, under a heading for each type."""
    shown = None
    for line in lines:
        if line.type != shown:
            page.line()
            page.line(in_words(line.type).capitalize(), "label")
        shown = line.type
        text.write(page, line)
