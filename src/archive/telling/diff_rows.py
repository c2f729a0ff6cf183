"""A diff as rows, for programs: a change a row, a fact a row, a sentence a row, or a type a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from archive.domain.change import CAUSES, Change
from archive.telling.change_form import change_form
from archive.telling.diff_facts import SECTIONS, FactChange
from archive.telling.diff_sentences import foremost, sentences
from archive.telling.diff_stat import tallies
from archive.telling.diff_told import Told

Row = dict[str, Any]

COLUMNS: Final = {
    "changes": (
        "story", "type", "fact_id", "fact", "key", "path", "kind", "before", "after", "cause", "causes", "status",
        "source", "quote", "published", "address", "version", "came", "claim_id", "position", "id",
    ),
    "names": ("story", "type", "fact_id", "fact", "key", "became"),
    "summary": ("story", "type", "fact_id", "became", "path", "cause", "sentence", "id"),
    "stat": (
        "story", "type", "facts", *SECTIONS, *(f"cause_{cause.replace('-', '_')}" for cause in CAUSES),
    ),
}  # fmt: skip
"""The columns of each table; the keys of the JSON objects, but for that of whole changes (`change_form`)."""


def change_lines(told: Told) -> Iterator[Row]:
    """Each change in its JSON form, with its story and its permalink."""
    for change in told.diff.changes:
        permalink = str(told.diff.permalink(change))
        yield {"story": told.diff.story, "id": permalink, **change_form(change)}


def rows(told: Told, what: str) -> Iterator[Row]:
    """The rows of a story in one of `COLUMNS`."""
    if what == "changes":
        return _changes(told)
    if what == "names":
        return _names(told)
    return _summary(told) if what == "summary" else _stat(told)


def _fact(told: Told, item: FactChange) -> Row:
    fact = item.fact
    return {
        "story": told.diff.story,
        "type": fact["type"],
        "fact_id": item.fact_id,
        "fact": told.labels.key(fact["type"], fact["key"]),
        "key": dict(fact["key"]),
    }


def _changes(told: Told) -> Iterator[Row]:
    """A row a change, with the claim that it is told by."""
    for item in told.items:
        for change in item.changes:
            yield _fact(told, item) | {
                "path": change.path,
                "kind": change.kind,
                "before": change.before,
                "after": change.after,
                "cause": change.cause,
                "causes": ", ".join(change.causes),
                "status": change.fact["status"],
                **_evidence(change),
                "id": str(told.diff.permalink(change)),
            }


def _evidence(change: Change) -> Row:
    moved = foremost(change)
    if moved is None:
        names = ("source", "quote", "published", "address", "version", "came", "claim_id", "position")
        return dict.fromkeys(names)
    claim = moved.document
    return {
        "source": claim["source"],
        "quote": claim["quote"],
        "published": claim["published"]["value"],
        "address": claim["address"],
        "version": claim["version"],
        "came": moved.came,
        "claim_id": moved.claim_id,
        "position": moved.position,
    }


def _names(told: Told) -> Iterator[Row]:
    for item in told.items:
        yield _fact(told, item) | {"became": item.section}


def _summary(told: Told) -> Iterator[Row]:
    for item, change, sentence in sentences(told.items, told.labels):
        yield {
            "story": told.diff.story,
            "type": item.fact["type"],
            "fact_id": item.fact_id,
            "became": item.section,
            "path": change.path,
            "cause": change.cause,
            "sentence": sentence,
            "id": str(told.diff.permalink(change)),
        }


def _stat(told: Told) -> Iterator[Row]:
    for tally in tallies(told.items):
        yield {
            "story": told.diff.story,
            "type": tally.type,
            "facts": tally.facts,
            **{section: tally.sections[section] for section in SECTIONS},
            **{f"cause_{cause.replace('-', '_')}": tally.causes[cause] for cause in CAUSES},
        }


def name_line(told: Told, item: FactChange) -> str:
    """A changed fact for a pipe: its id, a tab, and `STORY/TYPE/FIELD=ID,...`."""
    key = ",".join(
        f"{name}={_in_line(value)}" for name, value in item.fact["key"].items() if value is not None
    )
    return f"{item.fact_id}\t{told.diff.story}/{item.fact['type']}/{key}"


def _in_line(value: object) -> str:
    values = value if isinstance(value, (list, tuple)) else [value]
    return "+".join(" ".join(str(each).split()) for each in values)
