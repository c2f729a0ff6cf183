"""A fact that changed, line by line, for every form that people read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.domain.change import Change
from archive.telling.diff_facts import SECTIONS, SIGNS, FactChange, in_order
from archive.telling.diff_words import Part, parts_of, points_in_words
from archive.telling.fact_text import FactText, doubtful
from archive.telling.labels import Labels, in_words
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.domain.story import Story
    from archive.service.diff import Diff


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of a fact in one line: what became of a part of it, or how it stands."""

    part: Part
    kind: str = ""


class Told:
    """The diff of one story with the words that the story has for things."""

    def __init__(self, story: Story, diff: Diff) -> None:
        self.diff = diff
        self.labels = Labels(story)
        self.title = story.title or story.story
        self.items = in_order(diff.changes, self.labels)

    @property
    def points(self) -> list[str]:
        """Between which points, and what these are called, in lines."""
        start, end = self.diff.start, self.diff.end
        called = [(name, side.name) for name, side in (("from", start), ("to", end)) if side.name]
        return [points_in_words(start.point, end.point), *(f"{name}: {words}" for name, words in called)]

    @property
    def sections(self) -> list[tuple[str, list[FactChange]]]:
        """The facts by what became of them; sections without any are left out."""
        parted = [(each, [item for item in self.items if item.section == each]) for each in SECTIONS]
        return [(section, members) for section, members in parted if members]

    @property
    def left_out(self) -> str:
        """How many facts are not told, since only their support changed; empty where there are none."""
        if not self.diff.hidden:
            return ""
        more = "more fact" if self.items else "fact"
        return f"{counted(self.diff.hidden, more)} only gained or lost support; --support shows them."


def heading(item: FactChange, labels: Labels) -> str:
    """Which fact it is, after the sign of what became of it."""
    return f"{SIGNS[item.section]} {about(item, labels)}"


def about(item: FactChange, labels: Labels) -> str:
    """Which fact it is."""
    fact = item.fact
    return f"{in_words(fact['type'])}: {labels.key(fact['type'], fact['key'])}"


def lines(item: FactChange, labels: Labels, facts: FactText) -> list[Line]:
    """What became of a fact, and how it stands now."""
    if item.whole is not None:
        return _whole(item.whole, item.fact, facts)
    told = [Line(part) for _, part in parts_of(item, labels)]
    return [*told, _standing(item.fact, facts, item.status_before)]


def _whole(change: Change, fact: dict[str, Any], facts: FactText) -> list[Line]:
    told = facts.told(fact)
    if change.kind == "removed":
        gone = Part("changed", "", told, "no longer stated") if told else Part("removed", "no longer stated")
        return [Line(gone)]
    stated: list[Line] = []
    if fact["status"] not in ("denied", "retracted"):
        if fact["value"] is not None and not isinstance(fact["value"], dict):
            stated.append(Line(Part("changed", "", "none stated", told)))
        elif told:
            stated.append(Line(Part("added", told)))
        stated += [Line(Part("", text), "doubt") for text in facts.disputes(fact)]
    stated.append(_standing(fact, facts))
    worded = facts.worded(fact)
    return [*stated, Line(Part("", worded))] if worded else stated


def _standing(fact: dict[str, Any], facts: FactText, was: str | None = None) -> Line:
    return Line(Part("", facts.stands(fact, was)), "doubt" if doubtful(fact) else "")
