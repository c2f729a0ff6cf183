"""A conflict for people and for programs: the sides, who is on each, and why they differ."""

from __future__ import annotations

from typing import Any, Final

from archive.domain.claim import FieldValue
from archive.domain.conflict import Conflict, Stand
from archive.domain.consolidate.figures import UPPER_END
from archive.domain.consolidate.voices import field_of, rank
from archive.domain.disagreement import WHOLE, Reason
from archive.domain.fact_document import voice_document
from archive.domain.moment import short_iso
from archive.telling.fact_text import FactText, one_of_each
from archive.telling.labels import Labels, in_words, moment_in_words
from archive.telling.lines import Lines, counted
from archive.telling.markdown import escaped, table

_LEADS: Final = {
    "held": "held: ",
    "compatible": "compatible: ",
    "dissenting": "against it: ",
    "denied": "denied: ",
    "superseded": "said before: ",
}
_WORDING: Final[dict[tuple[str, int | None], str]] = {
    ("denial", 0): "{other} is a denial",
    ("denial", 1): "denies {other}",
    ("correction", 0): "was corrected to {other}",
    ("correction", 1): "corrects {other}",
    ("older", 0): "a newer report than {other}",
    ("older", 1): "an older report than {other}",
    ("undated", 0): "the date of {other} is not known",
    ("undated", 1): "its date is not known",
    ("undated", None): "neither date is known",
    ("bound", 0): "within what {other} leaves room for",
    ("bound", 1): "leaves room for {other}",
    ("bound", None): "both leave room for each other",
    ("precision", 0): "less precise than {other}, and compatible",
    ("precision", 1): "more precise than {other}, and compatible",
    ("hedge", 0): "stated, where {other} is hedged",
    ("hedge", 1): "hedged, where {other} is stated",
    ("origin", None): "other origins",
    ("same-origin", None): "the same origin, quoted differently: {value}",
}
"""Why a side differs from the other one; the numbers are those of `domain.disagreement.Reason.side`."""

_UNKNOWN: Final = "the claims do not show why"


class ConflictText:
    """Puts conflicts of one story into words."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def told(self, conflict: Conflict, stand: Stand) -> str:
        """What a side says."""
        side = stand.side
        if conflict.about == WHOLE:
            return "that it is so" if side.polarity == "affirmed" else "the whole of it"
        best = min(side.voices, key=rank)
        relation = best.claim.relation if isinstance(side.value, int) else "eq"
        return self._labels.value(side.value, relation, field_of(best, UPPER_END))

    def why(self, conflict: Conflict, stand: Stand) -> list[str]:
        """Why a side differs from the one it stands against; empty for the one that is held."""
        if stand.against is None:
            return []
        other = conflict.sides[stand.against]
        return [self._reason(conflict, reason, stand, other) for reason in stand.reasons] or [_UNKNOWN]

    def _reason(self, conflict: Conflict, reason: Reason, stand: Stand, other: Stand) -> str:
        if reason.field is not None:
            return self._matter(reason, (other, stand))
        wording = _WORDING[reason.kind, reason.side]
        return wording.format(other=self.told(conflict, other), value=self._labels.name(reason.value))

    def _matter(self, reason: Reason, sides: tuple[Stand, Stand]) -> str:
        assert reason.field is not None
        name = in_words(reason.field)
        if reason.side is not None:
            told = self._labels.name(sides[reason.side].side.value)
            of = "the whole" if reason.value is None else self._labels.name(reason.value)
            return f"{told} is elsewhere told of another {name}: {of}"
        theirs, mine = (self._values(side, reason.field) for side in sides)
        return f"another {name}: {mine}, not {theirs}"

    def _values(self, stand: Stand, name: str) -> str:
        values = dict.fromkeys(field_of(voice, name) for voice in stand.side.voices)
        return ", ".join("not given" if value is None else self._labels.name(value) for value in values)

    def heading(self, conflict: Conflict) -> str:
        """What a conflict is about."""
        fact = conflict.fact
        about = "" if conflict.about in (WHOLE, "value") else f": {in_words(conflict.about)}"
        return self._labels.key(fact.type, fact.key) + about

    def support(self, stand: Stand) -> str:
        """Since when a side is told, by how many, and on whose words."""
        days = [moment_in_words(short_iso(at)) for at in (stand.since, stand.until)]
        when = f"since {days[0]}" + (f", last {days[1]}" if days[0] != days[1] else "")
        origins = self._labels.names(sorted(stand.origins))
        return f"{when}; {counted(stand.publishers, 'publisher')}; {origins}"

    def write(self, page: Lines, conflict: Conflict) -> None:
        """The conflict for people."""
        fact = conflict.fact
        page.line(f"{self.heading(conflict)}  [{fact.fact_id[:8]}]", "label", indent=2, hang=4)
        page.line(_standing(conflict), "doubt", indent=4)
        quotes = FactText(page, self._labels, quotes=2)
        for stand in conflict.sides:
            page.line(f"{_LEADS[stand.standing]}{self.told(conflict, stand)}", indent=4, hang=2)
            page.line(self.support(stand), indent=6, hang=2)
            why = self.why(conflict, stand)
            if why:
                page.line("why: " + "; ".join(why), "doubt", indent=6, hang=2)
            quotes.quotes("", [voice_document(voice) for voice in stand.side.voices])

    def markdown(self, conflict: Conflict) -> str:
        """The conflict as a heading and a table."""
        rows = []
        for stand in conflict.sides:
            first = one_of_each([voice_document(voice) for voice in stand.side.voices])[0]
            who = f"[{escaped(first['source'] or 'unknown source')}](<{first['address']}>)"
            rows.append(
                [
                    escaped(self.told(conflict, stand)),
                    escaped(stand.standing),
                    escaped(self.support(stand)),
                    f"“{escaped(first['quote'])}” {who}",
                    escaped("; ".join(self.why(conflict, stand))),
                ]
            )
        head = f"### {escaped(self.heading(conflict))}\n\n{escaped(_standing(conflict))}\n\n"
        return head + table(("says", "stands", "told", "words", "why"), rows)


def _standing(conflict: Conflict) -> str:
    fact = conflict.fact
    return fact.status if fact.role == "current" else f"{fact.role}, {fact.status}"


def conflict_form(conflict: Conflict) -> dict[str, Any]:
    """The JSON form of a conflict."""
    fact = conflict.fact
    return {
        "story": fact.story,
        "type": fact.type,
        "key": _plain(dict(fact.key)),
        "fact_id": fact.fact_id,
        "role": fact.role,
        "status": fact.status,
        "about": conflict.about,
        "sides": [_stand_form(stand) for stand in conflict.sides],
    }


def _stand_form(stand: Stand) -> dict[str, Any]:
    side, best = stand.side, min(stand.side.voices, key=rank)
    return {
        "value": _plain(side.value),
        "value_to": _plain(field_of(best, UPPER_END)) if best.claim.relation == "range" else None,
        "relation": best.claim.relation,
        "polarity": side.polarity,
        "standing": stand.standing,
        "since": short_iso(stand.since),
        "until": short_iso(stand.until),
        "publishers": stand.publishers,
        "origins": sorted(stand.origins),
        "against": stand.against,
        "reasons": [_reason_form(reason) for reason in stand.reasons],
        "claims": [voice_document(voice) for voice in side.voices],
    }


def _reason_form(reason: Reason) -> dict[str, Any]:
    side = None if reason.side is None else ("other", "this")[reason.side]
    return {"kind": reason.kind, "side": side, "field": reason.field, "value": _plain(reason.value)}


def _plain(value: FieldValue | dict[str, FieldValue]) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return list(value) if isinstance(value, tuple) else value
