"""Why two sides that tell the same thing differently differ, as far as their claims show it.

Invariants: `reasons(b, a)` is `reasons(a, b)` with the sides exchanged; a later copy of a text on its own
side changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from archive.domain.claim import FieldValue, Polarity
from archive.domain.consolidate.figures import UPPER_END, leaves_room
from archive.domain.consolidate.voices import field_of, first_public, is_accepted, origins
from archive.domain.fact import Voice
from archive.domain.moment import DAY, PartialDate
from archive.domain.story import FactType

Kind = Literal[
    "denial",
    "correction",
    "older",
    "undated",
    "measure",
    "scope",
    "bound",
    "precision",
    "hedge",
    "origin",
    "same-origin",
]
COMPATIBLE: Final = frozenset({"bound", "precision"})
"""Reasons for which both sides may be right."""

DATE: Final = "date"
"""What two sides differ about where it is when an event happened."""
WHOLE: Final = "whole"
"""What two sides differ about where one of them denies the fact altogether."""

_MEASURES: Final = frozenset({"measure", "unit", "currency"})
"""Fields that say what is counted or in what; other fields say of whom, where, by whom."""
_COUNTED: Final = frozenset({"number", "ordinal", "quantity", "flag"})
_NO_SCOPE: Final = frozenset({"variant"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """All who tell one value: `value` of what the sides differ about, affirmed or denied.

    A denial of the whole has the value None.
    """

    value: FieldValue
    voices: tuple[Voice, ...]
    polarity: Polarity = "affirmed"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `side` is the side it holds for: 0 the first, 1 the second, None both alike.

    `field` and `value` say more: for `measure` and `scope` the field that differs, and the key that
    the side's number is told of elsewhere; for `same-origin` the origin, as `value`.
    """

    kind: Kind
    side: int | None = None
    field: str | None = None
    value: FieldValue = None

    def exchanged(self) -> Reason:
        """The same reason where first and second change places."""
        return Reason(self.kind, None if self.side is None else 1 - self.side, self.field, self.value)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the two sides.

    `about` is the field, the attribute or `DATE` they differ in. `previous` are the former figures that
    each article (by address) gives; `elsewhere` the keys, as (field, value), under which the same
    number is told of something else.
    """

    about: str
    previous: Mapping[str, frozenset[FieldValue]] = field(default_factory=dict)
    elsewhere: Mapping[FieldValue, tuple[tuple[str, FieldValue], ...]] = field(default_factory=dict)


def reasons(fact_type: FactType, first: Side, second: Side, context: Context) -> tuple[Reason, ...]:
    """Every reason that shows, the weightiest first; none where the claims do not say."""
    found = [
        *_denial(first, second),
        *_correction(first, second, context),
        *_age(first, second),
        *_matter(fact_type, first, second, context),
        *_compatible(first, second, context),
        *_hedge(first, second),
    ]
    apart = not any(reason.kind in COMPATIBLE for reason in found)
    return (*found, *_origin(first, second, apart=apart))


def _denial(first: Side, second: Side) -> Iterator[Reason]:
    if first.polarity != second.polarity:
        yield Reason("denial", 0 if first.polarity == "denied" else 1)


def _correction(first: Side, second: Side, context: Context) -> Iterator[Reason]:
    """A side corrects the other where it gives the other's value as the former one, or calls its own
    a correction, names no former figure and is not older."""
    for number, (side, other) in enumerate(((first, second), (second, first))):
        if side.polarity == other.polarity == "affirmed" and _corrects(side, other, context):
            yield Reason("correction", number)


def _corrects(side: Side, other: Side, context: Context) -> bool:
    for voice in side.voices:
        before = context.previous.get(voice.address, frozenset())
        if other.value in before:
            return True
        if field_of(voice, "correction") and not before and not _is_older(side, other):
            return True
    return False


def _age(first: Side, second: Side) -> Iterator[Reason]:
    undated = [number for number, side in enumerate((first, second)) if not _days(side)]
    if undated:
        yield Reason("undated", undated[0] if len(undated) == 1 else None)
    elif _is_older(first, second):
        yield Reason("older", 0)
    elif _is_older(second, first):
        yield Reason("older", 1)


def _is_older(side: Side, other: Side) -> bool:
    """Whether all of a side's words were told on earlier days than any of the other's."""
    mine, theirs = _days(side), _days(other)
    return bool(mine and theirs) and max(mine) < min(theirs)


def _days(side: Side) -> list[int]:
    """The days on which each text of a side told it, as far as its date can be trusted."""
    public = first_public((voice.cluster, voice) for voice in side.voices)
    told = {cluster: date.at for cluster, date in public.items() if date.trusted}
    for voice in side.voices:
        date = voice.claim.report_date
        if voice.cluster in told and date is not None and date.value:
            told[voice.cluster] = min(told[voice.cluster], PartialDate(date.value).end)
    return [at // DAY for at in told.values()]


def _matter(fact_type: FactType, first: Side, second: Side, context: Context) -> Iterator[Reason]:
    """Fields beside the one in question in which the sides have nothing in common, and other facts
    that have a side's number."""
    for name, kind in fact_type.fields.items():
        if name == context.about or name in fact_type.attributes or name in _NO_SCOPE:
            continue
        if kind.kind in _COUNTED or name.endswith("_text"):
            continue
        left, right = _told(first, name), _told(second, name)
        if left.isdisjoint(right):
            yield Reason(_matters(name), None, name)
    for number, side in enumerate((first, second)):
        if side.polarity == "affirmed" and isinstance(side.value, int):
            for name, value in context.elsewhere.get(side.value, ()):
                yield Reason(_matters(name), number, name, value)


def _told(side: Side, name: str) -> set[FieldValue]:
    return {field_of(voice, name) for voice in side.voices}


def _matters(name: str) -> Kind:
    return "measure" if name in _MEASURES else "scope"


def _compatible(first: Side, second: Side, context: Context) -> Iterator[Reason]:
    if first.polarity != second.polarity or first.value == second.value:
        return
    if context.about == DATE:
        if PartialDate(str(first.value)).compatible(PartialDate(str(second.value))):
            finer = 0 if len(str(first.value)) > len(str(second.value)) else 1
            yield Reason("precision", finer)
    elif any(
        leaves_room(voice.claim.relation, side.value, field_of(voice, UPPER_END), other.value)
        for side, other in ((first, second), (second, first))
        for voice in side.voices
    ):
        bounds = [_bounded(first), _bounded(second)]
        yield Reason("bound", None if all(bounds) else bounds.index(True))


def _bounded(side: Side) -> bool:
    return any(voice.claim.relation != "eq" for voice in side.voices)


def _hedge(first: Side, second: Side) -> Iterator[Reason]:
    if _is_hedged(first) != _is_hedged(second):
        yield Reason("hedge", 0 if _is_hedged(first) else 1)


def _is_hedged(side: Side) -> bool:
    return all(voice.claim.certainty == "hedged" and not is_accepted(voice) for voice in side.voices)


def _origin(first: Side, second: Side, *, apart: bool) -> Iterator[Reason]:
    """Whether the sides lean on the same words; where both may be right nobody quoted them otherwise."""
    left, right = (
        {_folded(name): name for name in sorted(origins(side.voices), reverse=True)}
        for side in (first, second)
    )
    shared = sorted(min(left[name], right[name]) for name in left.keys() & right.keys())
    if not shared:
        yield Reason("origin")
    elif apart:
        yield Reason("same-origin", None, None, tuple(shared))


def _folded(name: str) -> str:
    """A name without capitals, spaces and punctuation: an outlet's name and its id in a story meet."""
    return "".join(letter for letter in name.casefold() if letter.isalnum()) or name
