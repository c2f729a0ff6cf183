"""How a story moved, as a fact-checker reads it: what was added, changed, removed or denied, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from archive.domain.change import Cause, Change, Moved
from archive.domain.fact_document import VOICES, listed
from archive.domain.snapshot import Point
from archive.telling.fact_text import FactText
from archive.telling.labels import Labels, in_words, moment_in_words
from archive.telling.lines import Lines, counted

if TYPE_CHECKING:
    from archive.service.diff import Diff

SECTIONS: Final = ("added", "changed", "removed", "denied")
"""What may have become of a fact, in the order in which it is told."""
_SIGNS: Final = {"added": "+", "changed": "~", "removed": "-", "denied": "×"}
_COLOURS: Final = {"added": "added", "changed": "changed", "removed": "removed", "denied": "doubt"}
_CAUSES: Final[Mapping[Cause, str]] = {
    "reporting": "",
    "source-edit": "because an article was edited at its source",
    "extractor": "because we read an article anew: another extractor, reader or metadata",
    "story": "because we read anew: the story's definition changed",
    "review": "because of a reviewer's verdict",
}
_DENIED: Final = ("denied", "retracted")


@dataclass(frozen=True)
class FactChange:
    """All changes of one fact together."""

    changes: Sequence[Change]

    @property
    def fact(self) -> dict[str, Any]:
        """The fact as it is, or was before it went, as it is printed."""
        return listed(self.changes[0].fact)

    @property
    def fact_id(self) -> str:
        """The stable id of the fact."""
        return self.changes[0].fact_id

    @property
    def section(self) -> str:
        """Where the fact belongs: what is denied is not told as something added."""
        whole = self.changes[0] if not self.changes[0].path else None
        if whole is not None and whole.kind == "removed":
            return "removed"
        newly = whole is not None or any(change.path == "status" for change in self.changes)
        if newly and self.changes[0].fact["status"] in _DENIED:
            return "denied"
        return whole.kind if whole is not None else "changed"


class DiffText:
    """Writes the diff of one story to a page."""

    def __init__(self, page: Lines, labels: Labels, title: str) -> None:
        self._page = page
        self._labels = labels
        self._facts = FactText(page, labels)
        self._title = title

    def write(self, diff: Diff) -> None:
        """The whole diff: heading, sections, and what was left out."""
        self._heading(diff.start.point, diff.end.point)
        grouped = sorted(
            by_fact(diff.changes), key=lambda item: self._labels.order(item.fact["type"], item.fact["key"])
        )
        if not grouped:
            self._page.line("No difference.")
        for section in SECTIONS:
            members = [item for item in grouped if item.section == section]
            if members:
                self._page.line()
                self._page.line(section.capitalize(), _COLOURS[section])
            for item in members:
                self._page.line()
                self.fact(item)
        if diff.hidden:
            more = "more fact" if grouped else "fact"
            self._page.line()
            self._page.line(
                f"{counted(diff.hidden, more)} only gained or lost support; --support shows them.", "quiet"
            )

    def _heading(self, start: Point, end: Point) -> None:
        self._page.line(self._title, "title")
        if start.known_at == end.known_at:
            self._page.line(
                f"from {moment_in_words(start.reported)} to {moment_in_words(end.reported)}, known @{end.known_at}",
                "quiet",
            )
            return
        if start.as_of == end.as_of:
            until = "" if end.reported == "latest" else f", reported by {moment_in_words(end.reported)}"
            self._page.line(f"from what was known @{start.known_at} to @{end.known_at}{until}", "quiet")
            return
        self._page.line(
            f"from {moment_in_words(start.reported)}, known @{start.known_at}, to {moment_in_words(end.reported)}, known @{end.known_at}",
            "quiet",
        )

    def fact(self, item: FactChange) -> None:
        """One fact: what became of it, how it stands now, why, and the words that made the change."""
        fact, section = item.fact, item.section
        label = f"{_SIGNS[section]} {in_words(fact['type'])}: {self._facts.label(fact)}  [{item.fact_id[:8]}]"
        self._page.line(label, _COLOURS[section], indent=2, hang=4)
        if item.changes[0].path:
            for text in self._parts(item.changes):
                self._page.line(text, indent=4, hang=2)
            was = next((change.before for change in item.changes if change.path == "status"), None)
            self._facts.standing(fact, was)
        else:
            self._whole(item.changes[0], fact)
        cause = _CAUSES[item.changes[0].cause]
        if cause:
            self._page.line(cause, "doubt", indent=4, hang=2)
        self._evidence(item.changes[0].evidence, fact)

    def brief(self, item: FactChange) -> str:
        """What became of a fact, in a few words; empty where its key says it all."""
        fact = item.fact
        if item.changes[0].path:
            return "; ".join(self._parts(item.changes))
        return "" if item.section == "denied" else self._facts.told(fact)

    def _whole(self, change: Change, fact: Mapping[str, Any]) -> None:
        if change.kind == "removed":
            told = self._facts.told(fact)
            self._page.line(f"{told} → no longer stated" if told else "no longer stated", indent=4, hang=2)
            return
        if fact["value"] is not None and not isinstance(fact["value"], Mapping):
            self._page.line(f"none stated → {self._facts.told(fact)}", indent=4, hang=2)
            self._facts.value({**fact, "value": {}})
        else:
            self._facts.value(fact)
        self._facts.standing(fact)
        self._facts.variants(fact)

    def _parts(self, changes: Sequence[Change]) -> list[str]:
        relations = {change.path: change for change in changes}.get("relation")
        told = [change for change in changes if change.path not in ("relation", "status")]
        texts = [part_in_words(change, self._labels, relations) for change in sorted(told, key=_prominence)]
        if relations is not None and all(change.path != "value" for change in changes):
            value = changes[0].fact["value"]
            before, after = (self._labels.value(value, r) for r in (relations.before, relations.after))
            texts.append(f"{before} → {after}")
        return list(dict.fromkeys(texts))

    def _evidence(self, evidence: Sequence[Moved], fact: Mapping[str, Any]) -> None:
        """The words behind the change: for it, against it, and those that are gone."""
        came = {moved.claim_id: dict(moved.document) for moved in evidence if moved.came}

        def among(claims: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
            return [claim for claim in claims if claim["claim_id"] in came]

        self._facts.quotes("", among(fact["supporting"]))
        self._facts.quotes("disagrees: ", among(fact["dissenting"]))
        self._facts.denials(
            [
                {"value": denial["value"], "claims": claims}
                for denial in fact["denied"]
                if (claims := among(denial["claims"]))
            ]
        )
        self._facts.quotes("meanwhile: ", among(fact["superseded"]))
        self._facts.quotes("rejected by a reviewer: ", among(fact["rejected"]))
        self._facts.related(among(fact.get("related", ())))
        self._facts.quotes("no longer says: ", [dict(moved.document) for moved in evidence if not moved.came])


def by_fact(changes: Sequence[Change]) -> list[FactChange]:
    """The changes grouped by fact, in the order of the first change of each."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.fact_id, []).append(change)
    return [FactChange(members) for members in groups.values()]


def summary(diff: Diff) -> str:
    """One line: how many facts were added, changed, removed, denied."""
    counts = [
        f"{number} {section}"
        for section in SECTIONS
        if (number := sum(item.section == section for item in by_fact(diff.changes)))
    ]
    return (
        f"{counted(len(by_fact(diff.changes)), 'fact')}: {', '.join(counts)}" if counts else "no difference"
    )


def _prominence(change: Change) -> tuple[bool, bool]:
    """The value comes first, then what is disputed about it."""
    name = change.path.partition(".")[0]
    return (name != "value", name != "disputed")


def part_in_words(change: Change, labels: Labels, relation: Change | None) -> str:
    """One difference inside a fact, in words."""
    name, *rest = change.path.split(".")
    before, after = labels.value(change.before), labels.value(change.after)
    if name == "value" and not rest:
        old, new = (relation.before, relation.after) if relation else (change.fact["relation"],) * 2
        return f"{labels.value(change.before, old)} → {labels.value(change.after, new)}"
    if name == "value":
        return f"{in_words(rest[0])}: {before} → {after}"
    if name == "disputed":
        return _disputed(change, labels, rest)
    if name == "denied":
        what = "" if rest[:1] in ([], ["*"]) else f" {labels.name(rest[0])}"
        return f"{_VERBS[change.kind]} denial{'' if not what else ' of'}{what}"
    if name == "variants":
        return f"{_VERBS[change.kind]} wording “{change.after or change.before}”"
    if name == "origins":
        return (
            f"{_VERBS[change.kind]} origin {labels.name(rest[0])}" if rest else f"origins: {before} → {after}"
        )
    if name == "role":
        return f"{change.before or 'current'} → {change.after or 'current'}"
    if name in VOICES:
        return f"{_VERBS[change.kind]} {name} report"
    return f"{in_words(name)}: {before} → {after}"


_VERBS: Final = {"added": "new", "removed": "withdrawn", "changed": "changed"}


def _disputed(change: Change, labels: Labels, rest: Sequence[str]) -> str:
    told = change.after if change.kind != "removed" else change.before
    values = told if isinstance(told, Mapping) else {rest[0] if rest else "value": told}
    words = "; ".join(
        f"{in_words(name)} {' or '.join(labels.name(v) for v in vs)}" for name, vs in values.items()
    )
    return f"no longer disputed: {words}" if change.kind == "removed" else f"disputed: {words}"
