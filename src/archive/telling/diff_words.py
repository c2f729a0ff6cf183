"""A change in a few words: what was so and what is so now, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from archive.domain.change import Cause, Change, Moved
from archive.domain.fact_document import VOICES
from archive.domain.snapshot import Point
from archive.telling.diff_facts import FactChange, is_figure
from archive.telling.labels import ORDINAL, Labels, in_words, moment_in_words, point_in_words

_VERBS: Final = {"added": "new", "removed": "withdrawn", "changed": "changed"}
NOTHING: Final = frozenset({"none stated", "no longer stated", "not numbered"})
"""What stands in place of a value where there is none."""
_BECAUSE: Final[Mapping[Cause, str]] = {
    "reporting": "because of new reporting",
    "source-edit": "because an article was edited at its source",
    "extractor": "because we read an article anew: another extractor, reader or metadata",
    "story": "because we read anew: the story's definition changed",
    "review": "because of a reviewer's verdict",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One difference inside a fact.

    Where something became something else, `name` says what (empty for the value itself), and `before` and
    `after` are its values; else `name` alone tells it.
    """

    kind: str
    name: str
    before: str | None = None
    after: str | None = None

    def __str__(self) -> str:
        """The part in a line."""
        if self.before is None:
            return self.name
        return f"{self.name}: " * bool(self.name) + f"{self.before} → {self.after}"


def because(cause: Cause, moved: Collection[Moved]) -> str:
    """The cause of a change, told of the claims that it moved."""
    if cause != "reporting" or any(each.came for each in moved):
        return _BECAUSE[cause]
    articles = {each.document["address"] for each in moved}
    if not articles:
        return "because the same reports now count otherwise"
    return f"because {'a report is' if len(articles) == 1 else 'reports are'} no longer counted"


def points_in_words(start: Point, end: Point) -> str:
    """Between which points a diff is taken."""
    if start == end:
        return f"{point_in_words(end)}, at both ends"
    if start.known_at == end.known_at:
        return f"from {moment_in_words(start.reported)} to {moment_in_words(end.reported)}, known @{end.known_at}"
    if start.as_of == end.as_of:
        until = "" if end.reported == "latest" else f", reported by {moment_in_words(end.reported)}"
        return f"from what was known @{start.known_at} to @{end.known_at}{until}"
    return (
        f"from {moment_in_words(start.reported)}, known @{start.known_at}, "
        f"to {moment_in_words(end.reported)}, known @{end.known_at}"
    )


def figure_in_words(fact: Mapping[str, Any], labels: Labels) -> str:
    """A fact's value with its bound and, where it is not the current one, its role."""
    told = labels.value(fact["value"], fact["relation"], fact.get("value_to"))
    role = fact.get("role")
    return f"{told} ({role})" if role and told else told


def parts_of(item: FactChange, labels: Labels) -> list[tuple[Change, Part]]:
    """What changed inside a fact that stood on both sides, the value first, its status left out.

    Value, bound and role are one part; equal words stand once.
    """
    told: list[tuple[Change, Part]] = []
    figure = item.figure
    if figure is not None:
        before, after = figure_in_words(item.before, labels), figure_in_words(item.fact, labels)
        told.append((figure, Part("changed", "", before, after)))
    rest = [change for change in item.changes if not is_figure(change) and change.path != "status"]
    for change in sorted(rest, key=_prominence):
        part = part_of(change, labels)
        if part not in [earlier for _, earlier in told]:
            told.append((change, part))
    return told


def _prominence(change: Change) -> tuple[bool, bool]:
    """The value comes first, then what is disputed about it."""
    name = change.path.partition(".")[0]
    return (name != "value", name != "disputed")


def part_of(change: Change, labels: Labels) -> Part:
    """One difference inside a fact, its value as a whole excepted."""
    name, _, rest = change.path.partition(".")  # an id may have dots of its own
    verb = _VERBS[change.kind]
    before, after = labels.value(change.before), labels.value(change.after)
    if name == "value" and rest == ORDINAL:
        return Part("changed", "occurrence", *(_numbered(number) for number in (change.before, change.after)))
    if name == "value" and rest:
        return Part("changed", in_words(rest), before, after)
    if name == "disputed":
        return _disputed(change, labels, rest)
    if name == "denied":
        value, of_claim, _ = rest.partition(".claims.")
        what = "" if value in ("", "*") else f" of {labels.name(value)}"
        return Part(change.kind, f"{verb} {'report of the denial' if of_claim else 'denial'}{what}")
    if name == "variants":
        return Part(change.kind, f"{verb} wording “{change.after or change.before}”")
    if name == "origins" and rest:
        return Part(change.kind, f"{verb} origin {labels.name(rest)}")
    if name in VOICES:
        return Part(change.kind, f"{verb} {name} report")
    return Part("changed", in_words(name), before, after)


def _numbered(number: object) -> str:
    return "not numbered" if number is None else f"no. {number}"


def _disputed(change: Change, labels: Labels, rest: str) -> Part:
    told = change.after if change.kind != "removed" else change.before
    values = told if isinstance(told, Mapping) else {rest or "value": told}
    words = "; ".join(
        f"{in_words(name)} {' or '.join(labels.name(v) for v in vs)}" for name, vs in values.items()
    )
    lead = "no longer disputed" if change.kind == "removed" else "disputed"
    return Part(change.kind, f"{lead}: {words}")
