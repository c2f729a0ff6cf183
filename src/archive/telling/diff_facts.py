"""What became of each fact of a story: its changes together, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from archive.domain.change import CAUSES, Cause, Change, Moved
from archive.domain.fact_document import listed, part_holding
from archive.telling.labels import Labels

SECTIONS: Final = ("added", "changed", "removed", "denied")
"""What may have become of a fact, in the order in which it is told."""
SIGNS: Final = {"added": "+", "changed": "~", "removed": "-", "denied": "×"}
"""The sign of each section."""
_DENIED: Final = ("denied", "retracted")
_FIGURE: Final = ("value", "relation", "value_to", "role")
"""The parts of a fact that make up its value."""


@dataclass(frozen=True)
class FactChange:
    """All changes of one fact together."""

    changes: Sequence[Change]

    @cached_property
    def fact(self) -> dict[str, Any]:
        """The fact as it is, or was before it went, as it is printed."""
        return listed(self.changes[0].fact)

    @property
    def fact_id(self) -> str:
        """The stable id of the fact."""
        return self.changes[0].fact_id

    @property
    def whole(self) -> Change | None:
        """The change by which the whole fact came or went; None where it stood on both sides."""
        return None if self.changes[0].path else self.changes[0]

    @property
    def section(self) -> str:
        """Where the fact belongs: what is denied is not told as something added."""
        whole = self.whole
        if whole is not None and whole.kind == "removed":
            return "removed"
        newly = whole is not None or any(change.path == "status" for change in self.changes)
        if newly and self.changes[0].fact["status"] in _DENIED:
            return "denied"
        return whole.kind if whole is not None else "changed"

    @property
    def status_before(self) -> str | None:
        """How the fact stood, where that changed."""
        return next((change.before for change in self.changes if change.path == "status"), None)

    @property
    def figure(self) -> Change | None:
        """The change of the value itself, of its bound or its role; None where none of them changed."""
        return next(
            (change for name in _FIGURE for change in self.changes if change.path == name),
            None,
        )

    @property
    def before(self) -> dict[str, Any]:
        """The fact with value, bound and role as they were, whichever of its changes are told."""
        was = self.changes[0].was or {}
        fact = {**self.fact, **{part: was.get(part) for part in _FIGURE}}
        return {name: part for name, part in fact.items() if part is not None or name == "value"}

    @cached_property
    def evidence(self) -> tuple[Moved, ...]:
        """The claims that moved it, each once."""
        shared = {
            id(change.evidence): change.evidence for change in self.changes
        }  # one tuple for many changes
        moved = {(each.claim_id, each.came): each for evidence in shared.values() for each in evidence}
        return tuple(moved.values())

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Why it changed: the weightiest of what bears on its changes first, then what else had a part in them."""
        main = {change.cause for change in self.changes}
        first = next(cause for cause in CAUSES if cause in main)
        found = main | {moved.cause for moved in self.evidence}
        return (first, *(cause for cause in CAUSES if cause in found and cause != first))


def is_figure(change: Change) -> bool:
    """Whether it is a part of a change of the value: these are told together."""
    return change.path in _FIGURE


def standing(claim_id: str, fact: Mapping[str, Any]) -> str:
    """How a claim stands to a fact's document: the part that holds it, `denied`, or `gone`."""
    return part_holding(claim_id, fact) or "gone"


def by_fact(changes: Iterable[Change]) -> list[FactChange]:
    """The changes grouped by fact, in the order of the first change of each."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.fact_id, []).append(change)
    return [FactChange(members) for members in groups.values()]


def in_order(changes: Iterable[Change], labels: Labels) -> list[FactChange]:
    """The changes grouped by fact, as the story orders its types and keys."""
    return sorted(by_fact(changes), key=lambda item: labels.order(item.fact["type"], item.fact["key"]))
