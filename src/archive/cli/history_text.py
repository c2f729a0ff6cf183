"""The history of one fact for people and for programs, along reported time and along known time."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from archive.cli.timeline_text import TimelineText, as_csv, moved_quotes, step_lines, timeline_form
from archive.domain.fact_document import listed
from archive.domain.moment import SECOND, iso, short_iso
from archive.domain.permalink import ChangeId
from archive.domain.timeline import ABSENT, Step
from archive.telling.change_form import change_form
from archive.telling.diff_facts import standing
from archive.telling.diff_quotes import EDITED, GONE
from archive.telling.diff_words import because
from archive.telling.fact_text import FactText
from archive.telling.labels import Labels, in_words, moment_in_words, point_in_words
from archive.telling.lines import counted
from archive.telling.markdown import escaped, table
from archive.telling.tabular import open_table

if TYPE_CHECKING:
    from archive.cli.page import Page
    from archive.domain.change import Moved
    from archive.domain.snapshot import Point
    from archive.domain.timeline import Timeline
    from archive.service.fact_history import Learned
    from archive.service.fact_place import Place

_QUOTES: Final = 3
_LEADS: Final = {
    "supporting": "",
    "dissenting": "disagrees: ",
    "denied": "denies: ",
    "superseded": "said before: ",
    "related": "also: ",
    "rejected": "rejected by a reviewer: ",
    "gone": "came, and counts for nothing: ",
}
_COLUMNS: Final = (
    "story type fact_id fact known_at command recorded_at actor value value_to relation role status origins publishers "
    "causes quote source address version claim_id change"
).split()
"""The columns of the CSV form of answers: one row for each, with the first of the claims that moved it."""


class History:
    """The states of a fact along reported time."""

    def __init__(self, place: Place, point: Point, line: Timeline) -> None:
        self._place = place
        self._point = point
        self._line = line
        self._labels = Labels(place.story)
        self._text = TimelineText(self._labels)

    def document(self) -> dict[str, Any]:
        """The JSON form: that of `archive timeline`."""
        return timeline_form(self._line)

    def lines(self) -> Iterator[dict[str, Any]]:
        """One object for each state."""
        return step_lines([self._line])

    def csv(self) -> str:
        """One row for each state."""
        return as_csv(self._text, [self._line])

    def markdown(self) -> str:
        """A heading and a table."""
        return self._text.markdown(self._line)

    def write(self, page: Page) -> None:
        """The states for people, the oldest first."""
        write_head(page, self._labels, self._line, self._point)
        write_states(page, self._labels, self._line, indent=2)


def write_head(page: Page, labels: Labels, line: Timeline, point: Point) -> None:
    """What the fact is about, and as of when."""
    page.line(f"{labels.key(line.type, line.key)} [{line.fact_id[:8]}]", "title", hang=4)
    where = point_in_words(point)
    page.line(f"{in_words(line.type)} of {line.story}, {where}", "quiet", hang=4)
    page.line()


def write_states(page: Page, labels: Labels, line: Timeline, *, indent: int) -> None:
    """Every state of a fact: since when, what it was, what of it was new, and the words that moved it."""
    text = TimelineText(labels)
    quotes = FactText(page, labels, quotes=_QUOTES)
    for step in line.steps:
        what = "" if step.status == ABSENT else f" ({', '.join(in_words(part) for part in step.changed)})"
        state = f"{moment_in_words(short_iso(step.at))}: {text.state(step)}{_support(step)}{what}"
        page.line(state, "label", indent=indent, hang=4)
        for lead, claims in moved_quotes(step):
            quotes.quotes(lead, claims)


def _support(step: Step) -> str:
    if step.status == ABSENT:
        return ""
    return f", {counted(step.publishers, 'publisher')}, {counted(step.origins, 'origin')}"


class Answers:
    """How the archive's answer for a fact moved along known time."""

    def __init__(self, place: Place, point: Point, answers: list[Learned]) -> None:
        self._place = place
        self._point = point
        self._answers = answers
        self._labels = Labels(place.story)

    def document(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            **self._about(),
            "reported": self._point.reported,
            "position": self._point.known_at,
            "answers": [self._form(each) for each in self._answers],
        }

    def lines(self) -> Iterator[dict[str, Any]]:
        """One object for each answer."""
        yield from ({**self._about(), **self._form(each)} for each in self._answers)

    def csv(self) -> str:
        """One row for each answer."""
        out = io.BytesIO()
        with open_table("csv", _COLUMNS, out) as table_:
            table_.write(self._row(each) for each in self._answers)
        return out.getvalue().decode()

    def _row(self, each: Learned) -> list[object]:
        first = next((dict(moved.document) for moved in _moved(each)), {})
        cells = {**first, **self._about(), **self._form(each)}
        cells |= _plain_state(cells.pop("after")) | {
            "fact": self._subject(each),
            "causes": " ".join(each.causes),
        }
        return [cells.get(name) for name in _COLUMNS]

    def markdown(self) -> str:
        """A heading and a table."""
        rows = []
        for each in self._answers:
            moved = _moved(each)
            words = (
                f"“{escaped(moved[0].document['quote'])}” [{escaped(moved[0].document['source'] or 'unknown source')}](<{moved[0].document['address']}>)"
                if moved
                else ""
            )
            cells = [
                f"@{each.last.position}",
                escaped(_when(each)),
                escaped(self._state(each)),
                escaped(self._why(each)),
                words,
            ]
            rows.append(cells)
        heading = f"### {escaped(self._subject(self._answers[-1]))}\n\n" if self._answers else ""
        return heading + table(("known", "recorded", "answer", "why", "moved by"), rows)

    def write(self, page: Page) -> None:
        """The answers for people, the oldest first."""
        fact_type, point = self._about()["type"], self._point
        asked = (
            "as of the latest report"
            if point.reported == "latest"
            else f"for reports by {moment_in_words(point.reported)}"
        )
        subject = self._subject(self._answers[-1]) if self._answers else ""
        page.line(f"{subject} [{self._place.fact_id[:8]}]", "title", hang=4)
        page.line(
            f"{in_words(fact_type)} of {self._place.story.story}: what the archive answered {asked}, up to @{point.known_at}",
            "quiet",
            hang=4,
        )
        quotes = FactText(page, self._labels, quotes=_QUOTES)
        for each in self._answers:
            page.line()
            page.line(
                f"@{each.last.position} {_when(each)}, {each.last.actor}: {self._state(each)}",
                "label",
                indent=2,
                hang=4,
            )
            page.line(self._why(each), "doubt", indent=4, hang=2)
            for lead, claims in _by_lead(each):
                quotes.quotes(lead, claims)
            page.line(f"archive show {self._permalink(each)}", "quiet", indent=4, hang=2)

    def _about(self) -> dict[str, Any]:
        fact = next((change.fact for each in self._answers for change in each.found.changes), {})
        about = {"story": self._place.story.story, "type": fact.get("type"), "key": fact.get("key")}
        return {**about, "fact_id": self._place.fact_id}

    def _subject(self, each: Learned) -> str:
        fact = each.found.changes[0].fact
        return self._labels.key(fact["type"], fact["key"])

    def _form(self, each: Learned) -> dict[str, Any]:
        return {
            "known_at": each.last.position,
            "command": each.last.command,
            "recorded_at": short_iso(each.last.recorded_at),
            "actor": each.last.actor,
            "causes": list(each.causes),
            "after": None if each.after is None else _state_of(each.after),
            "change": self._permalink(each),
            "changes": [
                {"id": str(each.found.permalink(change)), **change_form(change)}
                for change in each.found.changes
            ],
        }

    def _state(self, each: Learned) -> str:
        if each.after is None:
            return "no answer any longer"
        after = listed(each.after)
        told = FactText(_Nowhere(), self._labels).told(after)
        support = f"{counted(after['publishers'], 'publisher')}, {counted(len(after['origins']), 'origin')}"
        role = after.get("role", "")
        return ", ".join(part for part in (told, role, after["status"], support) if part)

    def _why(self, each: Learned) -> str:
        """Every cause with what it is told of."""
        moved = _moved(each)
        return "; ".join(
            because(cause, [item for item in moved if item.cause == cause]) for cause in each.causes
        )

    def _permalink(self, each: Learned) -> str:
        found = each.found
        return str(ChangeId(self._place.fact_id, "", found.start.point, found.end.point))


class _Nowhere:
    """Takes lines and keeps none: for words that are asked for one by one."""

    def line(self, text: str = "", kind: str = "", *, indent: int = 0, hang: int = 0) -> None:
        pass


def _when(each: Learned) -> str:
    recorded = iso(each.last.recorded_at // SECOND * SECOND).removesuffix("Z").replace("T", " ")
    return f"{recorded} UTC, command of @{each.last.command}"


def _by_lead(each: Learned) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The claims that moved the answer, gathered by what is said before their quotes."""
    gathered: dict[str, list[dict[str, Any]]] = {lead: [] for lead in (*_LEADS.values(), EDITED, GONE)}
    moved = _moved(each)
    stays = {_words(item) for item in moved if item.came} & {_words(item) for item in moved if not item.came}
    for item in moved:
        if item.came:
            lead = _LEADS[standing(item.claim_id, each.found.changes[0].fact)]
        elif _words(item) in stays:
            continue  # an edit elsewhere in the article makes another claim of the same words
        else:
            lead = EDITED if item.cause == "source-edit" else GONE
        gathered[lead].append(dict(item.document))
    yield from ((lead, claims) for lead, claims in gathered.items() if claims)


def _words(item: Moved) -> tuple[object, ...]:
    """What a claim says and on whose word, whatever version it stands in."""
    claim = item.document
    quote = " ".join(claim["quote"].split())
    return claim["address"], quote, claim["certainty"], tuple(claim["attribution"])


def _moved(each: Learned) -> list[Moved]:
    """The claims that moved the answer, each once, in the order in which they were read."""
    found = {item.claim_id: item for change in each.found.changes for item in change.evidence}
    return sorted(found.values(), key=lambda item: (item.position, item.claim_id))


def _state_of(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "value": document["value"],
        "value_to": document.get("value_to"),
        "relation": document["relation"],
        "role": document.get("role", "current"),
        "status": document["status"],
        "origins": sorted(document["origins"]),
        "publishers": document["publishers"],
        "reported": document["reported"],
    }


def _plain_state(after: Mapping[str, Any] | None) -> dict[str, Any]:
    """The state as cells of a table."""
    if after is None:
        return {"status": ABSENT}
    value = after["value"]
    plain = (
        value
        if isinstance(value, (int, str)) or value is None
        else "; ".join(f"{k} {v}" for k, v in value.items())
    )
    return {**after, "value": plain, "origins": " ".join(after["origins"])}
