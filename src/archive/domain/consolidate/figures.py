"""Figures: a number or a state as one article gives it, and when two of them agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from archive.domain.claim import FieldValue
from archive.domain.consolidate.voices import (
    FirstPublic,
    field_of,
    first_public,
    is_accepted,
    representatives,
)
from archive.domain.fact import Voice

_APPROXIMATE: Final = 10
"""An approximate figure agrees with another within one part in this many of the larger."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value as one voice gives it, dated by when its text first gave that value.

    Copies of a text share the date of the earliest that has the value, so a mirror with a newer
    date is not newer; a page that was edited to say something else is.
    """

    value: FieldValue
    relation: str
    public: FirstPublic
    voice: Voice

    @property
    def at(self) -> int:
        """When the words became public (microseconds)."""
        return self.public.at

    @property
    def stated(self) -> bool:
        """Whether the words do not hedge, or a reviewer took them as said."""
        return self.voice.claim.certainty == "stated" or is_accepted(self.voice)

    def agrees(self, other: Figure) -> bool:
        """Whether both may be true of the same moment: "at least 80" agrees with 97."""
        return self.value == other.value or self._admits(other.value) or other._admits(self.value)

    def _admits(self, value: FieldValue) -> bool:
        mine = self.value
        if not isinstance(mine, int) or not isinstance(value, int):
            return False
        match self.relation:
            case "ge":
                return value >= mine
            case "le":
                return value <= mine
            case "range":
                high = field_of(self.voice, "value_high")
                return mine <= value <= (high if isinstance(high, int) else mine)
            case "approx":
                return abs(mine - value) * _APPROXIMATE <= max(abs(mine), abs(value))
            case _:
                return False

    def sharpens(self, held: Figure) -> bool:
        """Whether this figure says more than one it agrees with: an exact number after an estimate."""
        if self.relation == "eq":
            return held.relation != "eq"
        return held.relation == self.relation == "ge" and self.exceeds(held)

    def exceeds(self, other: Figure) -> bool:
        """Whether both are numbers and this is the greater."""
        return isinstance(self.value, int) and isinstance(other.value, int) and self.value > other.value


def figures_of(voices: Sequence[Voice], value_field: str) -> list[Figure]:
    """One figure per article (rule 1): what it says is so now, where it says anything."""
    current = [
        voice
        for voice in voices
        if voice.claim.role == "current" and field_of(voice, value_field) is not None
    ]
    dates = first_public(((voice.cluster, field_of(voice, value_field)), voice) for voice in current)
    return [
        Figure(value, voice.claim.relation, dates[voice.cluster, value], voice)
        for voice in representatives(current)
        for value in (field_of(voice, value_field),)
    ]


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
