"""One plain sentence for each change, made from the data.

"The lamp count (Skerry School) went from 2 to 3 (single-origin; Skerry Post, 5 April 2023), because of new reporting."
What a fact is about is named by the story's own label, in brackets: a label is no part of a sentence, and a
sentence that holds for every label cannot decline it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from archive.domain.change import CAUSES, Cause, Change, Moved
from archive.domain.fact_document import VOICES
from archive.telling.diff_facts import FactChange, is_figure, standing
from archive.telling.diff_words import because, figure_in_words
from archive.telling.fact_text import one_of_each
from archive.telling.labels import ORDINAL, Labels, in_words, moment_in_words

_MONTHS: Final = (
    "January February March April May June July August September October November December".split()
)
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T[\d:.]+Z?)?)?)?")
_ID: Final = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
_HEARD_FIRST: Final = ("supporting", "denied", "dissenting", "superseded", "related", "rejected")
"""Whose words a sentence names, by how they stand to the fact."""
_OF_A_PART: Final[Mapping[str, tuple[str, ...]]] = {
    "denied": ("denied",),
    "disputed": ("dissenting", "supporting"),
}
"""Whose words come first where the sentence is about this part."""

_AGAINST: Final = {
    "dissenting": "disagreeing",
    "superseded": "an older report",
    "rejected": "rejected by a reviewer",
}
"""How the words of who does not say what a sentence tells are marked off from those of who does."""
_OF_A_REPORT: Final = {"added": "gained", "removed": "lost", "changed": "has another wording of"}
_NAMES: Final = {"status": "standing", "publishers": "number of publishers"}


def day_in_words(date: str) -> str:
    """`2024-06-19` is "19 June 2024", `2024-06` "June 2024"; what is no date stays as it is."""
    found = _DATE.fullmatch(date)
    if found is None or not 1 <= int(found[2] or 1) <= len(_MONTHS):
        return date
    year, month, day = found.groups()
    parts = [str(int(day))] if day else []
    parts += [_MONTHS[int(month) - 1]] if month else []
    return " ".join([*parts, year])


def foremost(change: Change) -> Moved | None:
    """The claim that a change is told by in one line: its first voice, else the first that left; None without any."""
    evidence = bearing(change)
    came = [each for each in evidence if each.came]
    order = [*_OF_A_PART.get(change.path.partition(".")[0], ()), *_HEARD_FIRST]
    stands = {each.claim_id: standing(each.claim_id, change.fact) for each in came}
    if change.fact["status"] in ("denied", "retracted"):
        order.insert(0, "denied")
    for place in order:
        group = [each for each in came if stands[each.claim_id] == place]
        if group:
            return _first(group)
    return _first(_once_foremost(change, evidence)) if evidence else None


def _once_foremost(change: Change, gone: Sequence[Moved]) -> Sequence[Moved]:
    """Of claims that left those that carried what is no more: the fact itself, or the value that it had."""
    if change.kind == "removed" and not change.path:
        stands = {each.claim_id: standing(each.claim_id, change.fact) for each in gone}
        groups = [[each for each in gone if stands[each.claim_id] == place] for place in _HEARD_FIRST]
    elif change.path == "value":
        groups = [[each for each in gone if change.before in each.document["fields"].values()]]
    else:
        groups = []
    return next((group for group in groups if group), gone)


def bearing(change: Change) -> Sequence[Moved]:
    """The claims that bear on the part that changed: one claim, those of a denial; else all that moved the fact."""
    name, _, rest = change.path.partition(".")
    if name in VOICES:
        ids = {rest.partition(".")[0]}
    elif name == "denied" and ".claims." in rest:
        ids = {rest.partition(".claims.")[2].partition(".")[0]}
    elif name == "denied":
        # A denial that is gone is in the fact no longer, but in what the change took away.
        denial = change.before if change.kind == "removed" else change.after
        ids = set(denial.get("claims", ())) if isinstance(denial, Mapping) else set()
    else:
        return change.evidence
    return [each for each in change.evidence if each.claim_id in ids] or change.evidence


def _first(group: Iterable[Moved]) -> Moved:
    by_claim = {each.claim_id: each for each in group}
    return by_claim[one_of_each([each.document for each in by_claim.values()])[0]["claim_id"]]


class Sentences:
    """Words the changes of one story."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def of(self, item: FactChange) -> list[tuple[Change, str]]:
        """A sentence for each change of a fact.

        Value, bound, role and status that changed together are one change, told in one sentence; so are wordings.
        """
        told = [item.whole] if item.whole is not None else self._apart(item)
        return [(change, self._sentence(item, change)) for change in told]

    @staticmethod
    def _apart(item: FactChange) -> list[Change]:
        rest = [change for change in item.changes if not is_figure(change) and change.path != "status"]
        first = [item.figure] if item.figure is not None else []
        if not first and not rest:
            return list(item.changes)
        wordings = [each for each in rest if _is_wording(each)]
        further = [each for each in wordings if each is not _alike(wordings, each)[0]]
        return [*first, *(each for each in rest if each not in further)]

    def _sentence(self, item: FactChange, change: Change) -> str:
        told = self._told(item, change)
        why = " and ".join(
            because(cause, [each for each in change.evidence if each.cause == cause])
            for cause in self._causes(change)
        )
        credit = "; ".join(part for part in (self._status(item, change), self._credit(change)) if part)
        said = f"{told[0].upper()}{told[1:]}{f' ({credit})' if credit else ''}"
        return f"{said}." if _says_why(item, change) else f"{said}, {why}."

    @staticmethod
    def _causes(change: Change) -> list[Cause]:
        """The causes of what the sentence tells, the main one first."""
        found = {each.cause for each in bearing(change)}
        return [change.cause, *(each for each in CAUSES if each in found and each != change.cause)]

    def _status(self, item: FactChange, change: Change) -> str:
        status, was = item.fact["status"], item.status_before
        if change.path == "status":
            return ""
        if item.section == "removed":
            return f"was {status}"
        return f"{status}, previously {was}" if was else str(status)

    def _credit(self, change: Change) -> str:
        """Source and date of the words that a change is told by, and how many more say it."""
        moved = foremost(change)
        if moved is None:
            return ""
        claim = moved.document
        place = standing(moved.claim_id, change.fact)
        among = [each for each in bearing(change) if each.came == moved.came]
        like = {
            each.document["source"] or each.document["address"]
            for each in (among if moved.came else _once_foremost(change, among))
            if standing(each.claim_id, change.fact) == place
        }
        parts = [claim["source"] or "unknown source", _dated(claim)]
        if claim["certainty"] == "hedged":
            parts.append("hedged")
        if moved.came and place in _AGAINST and change.path.partition(".")[0] != "disputed":
            parts.append(_AGAINST[place])
        if len(like) > 1:
            parts.append(f"and {len(like) - 1} more")
        return f"{'' if moved.came else 'formerly '}{', '.join(parts)}"

    def _told(self, item: FactChange, change: Change) -> str:
        """What became of the fact, without an end."""
        subject = self.subject(item.fact)
        name, _, rest = change.path.partition(".")
        if not name:
            return f"{subject} {self._whole(item, change)}"
        if is_figure(change):
            return f"{subject} {self._moved(item)}"
        parts: Mapping[str, Callable[[str, Change, str], str]] = {
            "value": self._attribute,
            "disputed": self._disputed,
            "denied": self._denied,
            "origins": self._origin,
        }
        if _is_wording(change):
            return f"{subject} {self._worded(_alike(item.changes, change))}"
        if name in parts and (rest or name == "disputed"):
            return parts[name](subject, change, rest)
        if name in VOICES:
            return f"{subject} {_OF_A_REPORT[change.kind]} a {name} report"
        if name == "reviewed":
            return f"{subject} is {'now' if change.after else 'no longer'} one that a reviewer's verdict counts in"
        if name == "reported":
            moments = (moment_in_words(each) for each in (change.before, change.after))
            return f"the newest report of {subject} is no longer of {' but of '.join(moments)}"
        what = _NAMES.get(name, in_words(name))
        return f"the {what} of {subject} changed from {self._value(change.before)} to {self._value(change.after)}"

    def subject(self, fact: Mapping[str, Any]) -> str:
        """What the sentence is about."""
        key = {name: self._in_words(value) for name, value in fact["key"].items()}
        label = self._labels.key(fact["type"], key)
        if "measure" in key and not isinstance(fact["value"], Mapping):
            measure, *parts = label.split(" · ")
            return f"the figure for “{measure}”" + (f" ({' · '.join(parts)})" if parts else "")
        return f"the {in_words(fact['type'])} ({label})" if label else f"the {in_words(fact['type'])}"

    def _in_words(self, value: object) -> object:
        """An id that the story has no name for, as words."""
        if isinstance(value, str) and _ID.fullmatch(value) and self._labels.name(value) == value:
            return in_words(value)
        return value

    def _value(self, value: object) -> str:
        return day_in_words(self._labels.name(self._in_words(value)))

    def _figure(self, fact: Mapping[str, Any]) -> str:
        shown = {**fact, "value": self._value(fact["value"])} if fact["value"] is not None else fact
        if fact.get("value_to") is not None:
            shown = {**shown, "value_to": self._value(fact["value_to"])}
        return figure_in_words(shown, self._labels)

    def _whole(self, item: FactChange, change: Change) -> str:
        fact = item.fact
        event = isinstance(fact["value"], Mapping)
        if change.kind == "removed":
            return "is no longer reported" + ("" if event else f"; it was {self._figure(fact)}")
        if item.section == "denied":
            values = [self._value(each["value"]) for each in fact["denied"] if each["value"] is not None]
            return "is denied" + (f" to be {_alternatives(values)}" if values else "")
        if not event:
            return f"is newly reported as {self._figure(fact)}"
        date = fact["value"].get("date")
        attributes = [
            f"{in_words(name)} {self._value(value)}"
            for name, value in fact["value"].items()
            if value is not None and name not in (ORDINAL, "date")
        ]
        parts = [f"dated {self._value(date)}"] * (date is not None)
        parts += [f"with {_together(attributes)}"] * bool(attributes)
        return ", ".join(["is newly reported", *parts])

    def _moved(self, item: FactChange) -> str:
        old, new = item.before, item.fact
        before, after = self._figure(old), self._figure(new)
        if old["value"] is None:
            return f"is now given as {after}"
        if new["value"] is None:
            return f"is no longer given a value; it was {before}"
        verb = "went" if isinstance(new["value"], int) and old["value"] != new["value"] else "changed"
        return f"{verb} from {before} to {after}"

    def _attribute(self, subject: str, change: Change, name: str) -> str:
        if name == ORDINAL:
            before, after = (
                "not numbered" if n is None else f"no. {n}" for n in (change.before, change.after)
            )
            return f"{subject} is now told as {after}, before {before}"
        what = f"the {in_words(name)} of {subject}"
        if change.before is None:
            return f"{what} is now given as {self._value(change.after)}"
        if change.after is None:
            return f"{what} is no longer given; it was {self._value(change.before)}"
        return f"{what} changed from {self._value(change.before)} to {self._value(change.after)}"

    def _disputed(self, subject: str, change: Change, name: str) -> str:
        told = change.before if change.kind == "removed" else change.after
        by_name = told if isinstance(told, Mapping) else {name or "value": told}
        return " and ".join(self._dispute(subject, change, each, values) for each, values in by_name.items())

    def _dispute(self, subject: str, change: Change, name: str, values: Iterable[object]) -> str:
        what = subject if name == "value" else f"the {in_words(name)} of {subject}"
        if change.kind == "removed":
            return f"{what} is no longer disputed"
        still = "is still disputed, now" if change.kind == "changed" else "is now disputed"
        return f"{what} {still}: {_alternatives([self._value(value) for value in values])}"

    def _denied(self, subject: str, change: Change, rest: str) -> str:
        key, of_claim, _ = rest.partition(".claims.")
        value = None if key == "*" else self._value(int(key) if key.isdecimal() else key)
        if of_claim:
            told = "that denies it" if value is None else f"that it is not {value}"
            return f"{subject} {_OF_A_REPORT[change.kind]} a report {told}"
        now = "is no longer" if change.kind == "removed" else "is now"
        return f"{subject} {now} denied" + ("" if value is None else f" to be {value}")

    @staticmethod
    def _worded(wordings: Sequence[Change]) -> str:
        now = "is no longer" if wordings[0].kind == "removed" else "is now also"
        return f"{now} worded {_together([f'“{each.after or each.before}”' for each in wordings])}"

    def _origin(self, subject: str, change: Change, origin: str) -> str:
        now = "no longer rests" if change.kind == "removed" else "now also rests"
        return f"{subject} {now} on {self._labels.name(origin)}"


def _is_wording(change: Change) -> bool:
    return change.path.startswith("variants.")


def _alike(changes: Iterable[Change], change: Change) -> list[Change]:
    """The wordings that came, or went, with that of `change`: told in one sentence."""
    gone = change.kind == "removed"
    return [each for each in changes if _is_wording(each) and (each.kind == "removed") == gone]


def _says_why(item: FactChange, change: Change) -> bool:
    """Whether a sentence says by itself that new reports made the change: "is newly reported"."""
    new = change is item.whole and item.section == "added"
    return new and change.causes == ("reporting",) and any(each.came for each in change.evidence)


def _dated(claim: Mapping[str, Any]) -> str:
    published, reported = claim["published"]["value"], claim["reported"]
    if published is None:
        return f"undated, counted from {day_in_words(reported)}"
    if claim["version"] > 1 and reported != published:
        return f"edited {day_in_words(reported)}"
    return day_in_words(published)


def _together(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def _alternatives(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)


def sentences(items: Iterable[FactChange], labels: Labels) -> Iterator[tuple[FactChange, Change, str]]:
    """A sentence for each change of `items`, in their order."""
    words = Sentences(labels)
    for item in items:
        for change, sentence in words.of(item):
            yield item, change, sentence
