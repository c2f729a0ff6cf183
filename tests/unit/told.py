"""A builder of diffs for the tests of their forms: facts before and after as documents, without a store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from archive.compare import compare
from archive.domain.canonical import stable_id
from archive.domain.change import Cause, Change, Moved
from archive.domain.fact_document import VOICES
from archive.domain.moment import END_OF_TIME, PartialDate
from archive.domain.snapshot import Point, Snapshot
from archive.domain.story import Entity, FactType, FieldType, Item, Story
from archive.service.diff import Diff, Side
from archive.telling.diff_told import Told

Document = dict[str, Any]

STORY = Story(
    story="lamps",
    title="Lamps for the island school",
    version=1,
    digest="",
    entities={
        "school": Entity(id="school", kind="party", aliases=("Skerry School",)),
        "lund": Entity(id="lund", kind="source", aliases=("Ada Lund",)),
    },
    items={"storm_lamp": Item(id="storm_lamp", heads=("storm lamp",))},
    facts={
        "gift": FactType(type="gift", fields={}, key=("recipient", "item"), consolidate="event", label="{item} for {recipient}"),
        "lamp_count": FactType(type="lamp_count", fields={"value": FieldType(kind="number")}, key=("recipient",), consolidate="count", value="value", label="{recipient}"),
        "toll": FactType(type="toll", fields={}, key=("measure", "place"), consolidate="count", value="value", label="{measure}"),
        "vote": FactType(type="vote", fields={}, key=("motion",), consolidate="state", value="result", label="{motion}"),
    },
)  # fmt: skip

MARCH, APRIL = (Point(PartialDate(date).end, 10) for date in ("2023-03-31", "2023-04-30"))
LATEST = Point(END_OF_TIME, 12)


def claim(name: str, quote: str, **parts: Any) -> Document:
    """A claim inside a fact; `name` is its id, its address and, if nothing else is said, its outlet."""
    address = parts.pop("address", f"https://{name}.example/1")
    version = parts.get("version", 1)
    return {
        "claim_id": stable_id(name, quote, version),
        "quote": quote,
        "source": f"The {name.capitalize()}",
        "published": {"value": "2023-04-05", "precision": "day", "basis": "sidecar"},
        "reported": "2023-04-05",
        "reported_basis": "sidecar",
        "address": address,
        "version": version,
        "cluster": address,
        "title": None,
        "certainty": "stated",
        "relation": "eq",
        "attribution": [],
        "event_date": None,
        "fields": {},
    } | parts


def fact(fact_type: str, key: Mapping[str, Any], value: Any, *supporting: Document, **parts: Any) -> Document:
    """A fact's document; claims in other parts are given as lists."""
    document = {
        "story": "lamps",
        "type": fact_type,
        "key": dict(key),
        "value": value,
        "relation": "eq",
        "status": "single-origin",
        "reported": "2023-04-05",
        "origins": {"lund": True},
        "publishers": 1,
        "variants": {},
        "disputed": {},
        "denied": {},
        "reviewed": False,
        **{part: {} for part in VOICES if part != "related"},
    } | parts
    document["supporting"] = list(supporting)
    for part in VOICES:
        if part in document:
            document[part] = {each["claim_id"]: each for each in document[part]}
    return document


def lamps(value: int, *supporting: Document, **parts: Any) -> Document:
    """How many lamps the school has."""
    return fact("lamp_count", {"recipient": "school"}, value, *supporting, **parts)


def told(
    before: Mapping[str, Document],
    after: Mapping[str, Document],
    *,
    causes: Mapping[str, Cause] | None = None,
    points: tuple[Point, Point] = (MARCH, APRIL),
    story: Story = STORY,
    hidden: int = 0,
) -> Told:
    """The diff between facts by a short name; `causes` are those of single claims, else it is `reporting`."""
    old, new = ({stable_id(name): document for name, document in facts.items()} for facts in (before, after))
    changes = []
    for each in compare(old, new):
        first, last = old.get(each.fact_id), new.get(each.fact_id)
        document = last or first
        assert document is not None
        moved = _moved(first, last, causes or {})
        whole = not each.path
        changes.append(
            Change(
                kind=each.kind,
                story="lamps",
                fact_id=each.fact_id,
                type=document["type"],
                key=document["key"],
                path=".".join(each.path),
                before=first["value"] if whole and first else each.before,
                after=last["value"] if whole and last else each.after,
                cause=moved[0].cause if moved else "reporting",
                evidence=moved,
                fact=document,
                was=first,
            )
        )
    told_of = tuple(change for change in changes if change.path.partition(".")[0] not in _SUPPORT)
    ends = [
        Side(point, Snapshot("lamps", point, facts)) for point, facts in zip(points, (old, new), strict=True)
    ]
    return Told(story, Diff("lamps", ends[0], ends[1], told_of, hidden, cast(Any, None)))


_SUPPORT = {*VOICES, "origins", "publishers", "reported", "reviewed"}


def _moved(before: Document | None, after: Document | None, causes: Mapping[str, Cause]) -> tuple[Moved, ...]:
    old, new = _claims(before), _claims(after)
    told_of = [(each, True) for name, each in new.items() if name not in old]
    told_of += [(each, False) for name, each in old.items() if name not in new]
    told_of.sort(key=lambda each: each[0]["claim_id"])
    return tuple(
        Moved(causes.get(each["claim_id"], "reporting"), came, each["claim_id"], 7, each)
        for each, came in told_of
    )


def _claims(document: Document | None) -> dict[str, Document]:
    if document is None:
        return {}
    parts = [document.get(part, {}) for part in VOICES]
    parts += [denial["claims"] for denial in document["denied"].values()]
    return {name: each for part in parts for name, each in part.items()}
