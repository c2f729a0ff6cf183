"""Running numbers and states: the newest trusted report wins (rule 4), denials weighed (rule 7).

Invariants: a hedged figure never replaces a stated one; a denial never raises a value; the order in
which articles were ingested does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.domain.claim import FieldValue
from archive.domain.consolidate.voices import (
    effective_reported,
    field_of,
    in_order,
    is_accepted,
    is_trusted,
    origins,
    publishers,
    rank,
    representatives,
)
from archive.domain.fact import Voice

_APPROXIMATE = 10
"""An approximate figure agrees with another within one part in this many of the larger."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value as one voice gives it, dated by when its words first became public."""

    value: FieldValue
    relation: str
    at: int
    voice: Voice

    def agrees(self, other: Figure) -> bool:
        """Whether both may be true of the same moment: "at least 80" agrees with 97."""
        if self.value == other.value:
            return True
        return _admits(self, other.value) or _admits(other, self.value)


def _admits(figure: Figure, value: FieldValue) -> bool:
    mine = figure.value
    if not isinstance(mine, int) or not isinstance(value, int):
        return mine == value
    if figure.relation == "ge":
        return value >= mine
    if figure.relation == "le":
        return value <= mine
    if figure.relation == "range":
        high = field_of(figure.voice, "value_high")
        return mine <= value <= (high if isinstance(high, int) else mine)
    if figure.relation == "approx":
        return abs(mine - value) * _APPROXIMATE <= max(mine, value)
    return mine == value


@dataclass(frozen=True, slots=True)
class Running:
    """The outcome: the figure in force and how every other voice stands to it."""

    figure: Figure
    supporting: tuple[Voice, ...]
    dissenting: tuple[Voice, ...]
    superseded: tuple[Voice, ...]
    provisional: bool
    rivals: tuple[FieldValue, ...]


def run_count(voices: Sequence[Voice], value_field: str, *, rising: bool) -> Running | None:
    """Follow a number or a state through its reports; None where nobody gives a current value.

    With `rising`, a lower figure replaces a higher one only with a correction cue, or when two
    independent texts give it; until then it dissents and the outcome is provisional.
    """
    figures = _figures(voices, value_field)
    if not figures:
        return None
    leading, hedged_only = _leading(figures)
    held, pending = _follow(leading, voices, rising=rising)
    return _outcome(held, figures, provisional=hedged_only or pending)


def _figures(voices: Sequence[Voice], value_field: str) -> list[Figure]:
    """One figure per article (rule 1): what it says is so now."""
    current = [voice for voice in voices if voice.claim.role == "current"]
    dated = effective_reported(current)
    return [
        Figure(value, voice.claim.relation, dated[voice.cluster], voice)
        for voice in representatives(current)
        if (value := field_of(voice, value_field)) is not None
    ]


def _leading(figures: list[Figure]) -> tuple[list[Figure], bool]:
    """The figures that may lead: reviewed, else stated and trusted, else the best there is."""
    reviewed = [figure for figure in figures if is_accepted(figure.voice)]
    if reviewed:
        return reviewed, False
    stated = [figure for figure in figures if figure.voice.claim.certainty == "stated"]
    pool = stated or figures
    trusted = [figure for figure in pool if is_trusted(figure.voice)]
    return trusted or pool, not stated


def _follow(leading: list[Figure], voices: Sequence[Voice], *, rising: bool) -> tuple[Figure, bool]:
    """Walk the reports in order of time; returns the figure held at the end, and whether a fall waits."""
    ordered = sorted(leading, key=lambda figure: (figure.at, figure.voice.claim.claim_id))
    held: Figure | None = None
    waiting: list[Figure] = []
    lowered_from: set[FieldValue] = set()
    for _, moment in groupby(ordered, key=lambda figure: figure.at):
        for figure in _by_support(list(moment), rising=rising):
            if held is None:
                held = figure
            elif figure.value == held.value:
                held = _sharper(held, figure)
            elif figure.at == held.at and not _rises(held, figure, rising=rising):
                continue
            elif held.agrees(figure) and not _sharpens(held, figure):
                continue
            elif _may_replace(held, figure, waiting, lowered_from, voices, rising=rising):
                if _is_fall(held, figure):
                    lowered_from.add(held.value)
                held, waiting = figure, []
            else:
                waiting.append(figure)
    assert held is not None
    return held, bool(waiting)


def _by_support(moment: list[Figure], *, rising: bool) -> list[Figure]:
    """The figures of one moment, the best supported first, one for each value and relation."""
    backers: dict[FieldValue, list[Voice]] = {}
    for figure in moment:
        backers.setdefault(figure.value, []).append(figure.voice)

    def preference(figure: Figure) -> tuple[int, int, int, tuple[object, ...]]:
        voices = backers[figure.value]
        height = figure.value if rising and isinstance(figure.value, int) else 0
        return (-publishers(voices), -len(origins(voices)), -height, rank(figure.voice))

    return sorted(moment, key=preference)


def _rises(held: Figure, figure: Figure, *, rising: bool) -> bool:
    """Whether a lower bound of the same moment lifts what is held: 97 and "more than 100"."""
    return (
        rising
        and figure.relation == "ge"
        and isinstance(held.value, int)
        and isinstance(figure.value, int)
        and figure.value > held.value
        and held.relation == "ge"
    )


def _sharpens(held: Figure, figure: Figure) -> bool:
    """Whether an agreeing later figure says more: an exact number after a bound or an estimate."""
    if figure.relation == "eq":
        return held.relation != "eq"
    if isinstance(held.value, int) and isinstance(figure.value, int):
        return held.relation == figure.relation == "ge" and figure.value > held.value
    return False


def _sharper(held: Figure, figure: Figure) -> Figure:
    """The more exact of two figures with one value; the earlier where both are as exact."""
    return figure if figure.relation == "eq" and held.relation != "eq" else held


def _is_fall(held: Figure, figure: Figure) -> bool:
    return (
        isinstance(held.value, int) and isinstance(figure.value, int) and figure.value < held.value
    )


def _may_replace(
    held: Figure,
    figure: Figure,
    waiting: list[Figure],
    lowered_from: set[FieldValue],
    voices: Sequence[Voice],
    *,
    rising: bool,
) -> bool:
    """Whether a figure that contradicts or sharpens the one held takes its place.

    A figure that was corrected away once is most likely a late repetition: like a fall, it needs a
    second independent text.
    """
    if not rising or not isinstance(figure.value, int) or not isinstance(held.value, int):
        return True
    if held.agrees(figure) and _sharpens(held, figure):
        return True
    if figure.value > held.value and figure.value not in lowered_from:
        return True
    if is_accepted(figure.voice) or _is_correction(figure, voices):
        return True
    allies = [other.voice for other in waiting if other.agrees(figure)]
    return publishers([*allies, figure.voice]) >= 2


def _is_correction(figure: Figure, voices: Sequence[Voice]) -> bool:
    """Whether the article itself lowers a figure: it says so, or it gives the higher one as previous."""
    if figure.voice.claim.fields.get("correction"):
        return True
    if not isinstance(figure.value, int):
        return False
    for voice in voices:
        if voice.address == figure.voice.address and voice.claim.role == "previous":
            before = voice.claim.fields.get("value")
            if isinstance(before, int) and before > figure.value:
                return True
    return False


def _outcome(held: Figure, figures: list[Figure], *, provisional: bool) -> Running:
    supporting, dissenting, superseded = [], [], []
    first = min(figure.at for figure in figures if figure.value == held.value)
    for figure in figures:
        if held.agrees(figure):
            supporting.append(figure)
        elif figure.at < first:
            superseded.append(figure)
        else:
            dissenting.append(figure)
    stated = [figure for figure in dissenting if figure.voice.claim.certainty == "stated"]
    return Running(
        held,
        _voices(supporting),
        _voices(dissenting),
        _voices(superseded),
        provisional,
        tuple(sorted({figure.value for figure in stated}, key=str)),
    )


def _voices(figures: Iterable[Figure]) -> tuple[Voice, ...]:
    return in_order(figure.voice for figure in figures)
