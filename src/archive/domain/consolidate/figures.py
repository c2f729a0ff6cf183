"""Figures: a number or a state as one article gives it, when two of them agree, and which says more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from archive.domain.claim import FieldValue
from archive.domain.consolidate.voices import (
    FirstPublic,
    field_of,
    first_public,
    is_accepted,
    rank,
)
from archive.domain.fact import Voice

UPPER_END: Final = "value_to"
"""The field that holds the upper end of a range, whatever the field of the value is called."""

_APPROXIMATE: Final = 10
"""An approximate figure agrees with another within one part in this many of it, and within its rounding."""

_SHARPNESS: Final = {"eq": 2, "approx": 1, "range": 1}
"""How much a relation says: an exact number, an interval; bounds say least."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value as one voice gives it, dated by when its text first gave that value.

    Copies of a text share the date of the earliest that has the value, so a mirror with a newer
    date is not newer; a page that was edited to say something else is. `top` is the upper end of a
    range, and the value itself in any other figure.
    """

    value: FieldValue
    relation: str
    public: FirstPublic
    voice: Voice
    top: FieldValue = None

    @property
    def at(self) -> int:
        """When the words became public (microseconds)."""
        return self.public.at

    @property
    def stated(self) -> bool:
        """Whether the words do not hedge, or a reviewer took them as said."""
        return self.voice.claim.certainty == "stated" or is_accepted(self.voice)

    @property
    def sharpness(self) -> int:
        """How exact the words are: 2 for a number, 1 for an interval, 0 for a bound."""
        return _SHARPNESS.get(self.relation, 0)

    def agrees(self, other: Figure) -> bool:
        """Whether both may be true of the same moment: "at least 80" agrees with 97."""
        return self.value == other.value or self.admits(other.value) or other.admits(self.value)

    def admits(self, value: FieldValue) -> bool:
        """Whether the words leave room for `value`."""
        return value == self.value or leaves_room(self.relation, self.value, self.top, value)

    def sharpens(self, held: Figure) -> bool:
        """Whether this figure is more exact than one it agrees with."""
        return self.sharpness > held.sharpness

    def outdates(self, held: Figure, *, rising: bool, newer: bool) -> bool:
        """Whether this figure takes the place of one it agrees with.

        A more exact one does. Of `newer` ones so does one as exact, and a bound that rules out what
        was held ("more than 105" after "about 100"). In a rising count nothing that agrees lowers
        the figure, unless it is the exact number.
        """
        if rising and held.exceeds(self) and self.relation != "eq":
            return False
        if self.sharpens(held):
            return True
        if not newer:
            return False
        if self.sharpness == held.sharpness:
            return self.relation != "eq"
        return not (self.admits(held.value) or self.admits(held.top))

    def exceeds(self, other: Figure) -> bool:
        """Whether both are numbers and this is the greater."""
        return isinstance(self.value, int) and isinstance(other.value, int) and self.value > other.value


def leaves_room(relation: str, value: FieldValue, top: FieldValue, other: FieldValue) -> bool:
    """Whether "at least", "about", "up to" a value, or a range up to `top`, leaves room for `other`."""
    if not isinstance(value, int) or not isinstance(other, int):
        return False
    match relation:
        case "ge":
            return other >= value
        case "le":
            return other <= value
        case "range":
            return value <= other <= (top if isinstance(top, int) else value)
        case "approx":
            return abs(value - other) <= _leeway(value)
        case _:
            return False


@lru_cache(maxsize=4096)
def _leeway(value: int) -> int:
    """How far from "about `value`" the number may be: a tenth, and no more than the words are rounded by.

    "About 1,250" is rounded to fifties and leaves no room for 1,130; "about 100" leaves room for 97.
    """
    magnitude = abs(value)
    if magnitude == 0:
        return 0
    step = 1
    while magnitude % (step * 10) == 0:
        step *= 10
    grain = step * 5 if magnitude % (step * 5) == 0 else step
    return min(magnitude // _APPROXIMATE, grain)


@dataclass(frozen=True, slots=True)
class Told:
    """What the articles give: one figure for each, and the other figures that they give besides."""

    figures: list[Figure]
    besides: list[Figure]


def figures_of(voices: Sequence[Voice], value_field: str) -> Told:
    """One figure per article (rule 1): what it says is so, where it says anything.

    Figures of the same article that agree with it are said by it; those that do not stay visible.
    """
    given = [voice for voice in voices if field_of(voice, value_field) is not None]
    dates = first_public(((voice.cluster, field_of(voice, value_field)), voice) for voice in given)
    by_article: dict[str, list[Figure]] = {}
    for voice in given:
        value = field_of(voice, value_field)
        top = field_of(voice, UPPER_END) if voice.claim.relation == "range" else value
        figure = Figure(value, voice.claim.relation, dates[voice.cluster, value], voice, top)
        by_article.setdefault(voice.address, []).append(figure)
    figures: list[Figure] = []
    besides: list[Figure] = []
    for own in by_article.values():
        spoken = own[0] if len(own) == 1 else _spokesman(own)
        figures.append(spoken)
        besides += [figure for figure in own if not figure.agrees(spoken)]
    return Told(figures, besides)


def _spokesman(own: Sequence[Figure]) -> Figure:
    """The figure that speaks for an article: the first in its best words, or an exact one agreeing with it.

    In a page that grows at its top an exact number further down is an older one, where what stands
    above leaves no room for it.
    """
    first = min(own, key=lambda figure: _place(figure.voice))
    alike = [figure for figure in own if _words(figure.voice) == _words(first.voice)]
    return min(
        (figure for figure in alike if figure.agrees(first)),
        key=lambda figure: (-figure.sharpness, _place(figure.voice)),
    )


def _words(voice: Voice) -> tuple[int, ...]:
    """How good the words are: reviewed, stated, in which block (rule 1)."""
    return rank(voice)[:3]


def _place(voice: Voice) -> tuple[tuple[int, ...], int, str]:
    """The rank without the relation: of equally good words the first."""
    return (_words(voice), voice.claim.evidence.start, voice.claim.claim_id)


def leading(figures: Sequence[Figure], *, rising: bool) -> list[Figure]:
    """The figures that may lead: reviewed, else stated, of these the ones with a trusted date if any.

    An untouched copy of a page that has since been edited gives an older state of it: in a rising
    count it does not lead with a lower figure than the edited page, elsewhere not with another one.
    """
    reviewed = [figure for figure in figures if is_accepted(figure.voice)]
    if reviewed:
        return reviewed
    pool = [figure for figure in figures if figure.stated] or list(figures)
    pool = [figure for figure in pool if figure.public.trusted] or pool
    edited: dict[str, list[Figure]] = {}
    for figure in pool:
        if figure.voice.version > 1:
            edited.setdefault(figure.voice.cluster, []).append(figure)

    def stale(figure: Figure) -> bool:
        pages = edited.get(figure.voice.cluster, ()) if figure.voice.version == 1 else ()
        return any(page.exceeds(figure) if rising else not page.agrees(figure) for page in pages)

    return [figure for figure in pool if not stale(figure)]
