"""Running numbers and states: the newest trusted report wins (rule 4).

Invariants: a hedged figure never replaces a stated one; the order in which articles were ingested
does not matter. What the newest report says is settled again whenever somebody repeats it: older
figures that contradict it are superseded from then on, and only as new ones dissent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from archive.domain.claim import FieldValue
from archive.domain.consolidate.figures import Figure, figures_of, leading
from archive.domain.consolidate.voices import field_of, in_order, is_accepted, origins, publishers
from archive.domain.fact import Voice


@dataclass(frozen=True, slots=True)
class Running:
    """The outcome: the figure in force and how every other voice stands to it.

    `rivals` are other values that nothing ranks below it, as of the same day.
    """

    figure: Figure
    supporting: tuple[Voice, ...]
    dissenting: tuple[Voice, ...]
    superseded: tuple[Voice, ...]
    provisional: bool
    rivals: tuple[FieldValue, ...]


def run_count(
    voices: Sequence[Voice],
    value_field: str,
    *,
    rising: bool,
    cancelled: frozenset[FieldValue] = frozenset(),
) -> Running | None:
    """Follow a number or a state through its reports; None where nobody gives a current value.

    With `rising`, a lower figure replaces a higher one only with a correction cue, or when two
    independent texts give it; until then it dissents and the outcome is provisional. So it is where
    every figure is hedged. A value that a denial has `cancelled` puts no other in doubt.
    """
    figures = figures_of(voices, value_field)
    if not figures:
        return None
    first, *later = _by_time(leading(figures, rising=rising), rising=rising)
    course = _Course(rising, _previous(voices, value_field), first, first.at, {first.voice.cluster})
    for figure in later:
        course.hear(figure)
    course.waiting = [figure for figure in course.waiting if figure.value not in cancelled]
    return _outcome(course, figures, cancelled)


def _previous(voices: Iterable[Voice], value_field: str) -> dict[str, int]:
    """The highest figure that each article gives as the one before, by address."""
    before: dict[str, int] = {}
    for voice in voices:
        value = field_of(voice, value_field)
        if voice.claim.role == "previous" and isinstance(value, int):
            before[voice.address] = max(value, before.get(voice.address, value))
    return before


def _by_time(figures: Sequence[Figure], *, rising: bool) -> list[Figure]:
    """Figures in order of time; those of one moment by support, in a rising count then by height."""
    ordered: list[Figure] = []
    for _, moment in groupby(sorted(figures, key=lambda figure: figure.at), key=lambda figure: figure.at):
        ordered += _by_support(list(moment), rising=rising)
    return ordered


def _by_support(moment: list[Figure], *, rising: bool) -> list[Figure]:
    if len(moment) == 1:
        return moment
    backers: dict[FieldValue, list[Voice]] = {}
    for figure in moment:
        backers.setdefault(figure.value, []).append(figure.voice)
    support = {
        value: (
            -publishers(voices),
            -len(origins(voices)),
            -value if rising and isinstance(value, int) else 0,
            min(voice.claim.claim_id for voice in voices),
        )
        for value, voices in backers.items()
    }
    return sorted(moment, key=lambda figure: (support[figure.value], figure.voice.claim.claim_id))


@dataclass(slots=True)
class _Course:
    """What is held as the reports come in; `affirmed` is when it was last said, `holders` the texts."""

    rising: bool
    previous: Mapping[str, int]
    held: Figure
    affirmed: int
    holders: set[str]
    waiting: list[Figure] = field(default_factory=list)
    withdrawn: set[FieldValue] = field(default_factory=set)

    def hear(self, figure: Figure) -> None:
        """Take the next report into account."""
        if figure.value == self.held.value:
            self.held = figure if figure.sharpens(self.held) else self.held
            self.affirmed = figure.at
            self.holders.add(figure.voice.cluster)
        elif figure.agrees(self.held):
            if figure.sharpens(self.held):
                self._adopt(figure)
        elif figure.at == self.affirmed:
            pass  # contradicts what is as new and no worse supported
        elif self._believes(figure):
            if self.held.exceeds(figure):
                self.withdrawn.add(self.held.value)
            self._adopt(figure)
        else:
            self.waiting.append(figure)

    def _adopt(self, figure: Figure) -> None:
        self.held, self.affirmed, self.holders = figure, figure.at, {figure.voice.cluster}
        self.waiting = []

    def _believes(self, figure: Figure) -> bool:
        """Whether a contradicting newer figure takes the place of the one held.

        A figure that was corrected away once is most likely a late repetition: like a fall, it needs
        a second independent text.
        """
        falls = self.held.exceeds(figure)
        if not self.rising or not (falls or figure.value in self.withdrawn):
            return True
        if is_accepted(figure.voice) or (falls and self._corrects(figure)):
            return True
        allies = [other.voice for other in self.waiting if other.agrees(figure)]
        return publishers([*allies, figure.voice]) >= 2

    def _corrects(self, figure: Figure) -> bool:
        """Whether a fall is a correction.

        The article says so, or gives a higher figure as the one before, or it was edited and only
        copies of it still give the higher one.
        """
        if field_of(figure.voice, "correction"):
            return True
        before = self.previous.get(figure.voice.address)
        if before is not None and isinstance(figure.value, int) and before > figure.value:
            return True
        return figure.voice.version > 1 and self.holders == {figure.voice.cluster}

    @property
    def pending(self) -> bool:
        """Whether a figure waits to be confirmed that is as new as the last report of the one held."""
        return any(figure.at >= self.affirmed for figure in self.waiting)


def _outcome(course: _Course, figures: Sequence[Figure], cancelled: frozenset[FieldValue]) -> Running:
    held = course.held
    since = min(figure.at for figure in figures if figure.value == held.value)
    supporting, dissenting, superseded = [], [], []
    for figure in figures:
        # A bound from before the figure was known says nothing in its favour.
        outgrown = figure.relation in ("ge", "le") and figure.value != held.value and figure.at < since
        if figure.agrees(held) and not outgrown:
            supporting.append(figure)
        elif outgrown or figure.at < course.affirmed or figure.value in cancelled:
            superseded.append(figure)
        else:
            dissenting.append(figure)
    waiting = {figure.voice.claim.claim_id for figure in course.waiting}
    rivals = {
        figure.value
        for figure in dissenting
        if figure.stated
        and figure.voice.claim.claim_id not in waiting
        and figure.voice.cluster not in course.holders
        # Nobody knows how old the words of an undated page are; a lower tally is likely an older one.
        and (figure.public.trusted or not (course.rising and held.exceeds(figure)))
    }
    return Running(
        held,
        _voices(supporting),
        _voices(dissenting),
        _voices(superseded),
        course.pending or not held.stated,
        tuple(sorted(rivals, key=str)),
    )


def _voices(figures: Iterable[Figure]) -> tuple[Voice, ...]:
    return in_order(figure.voice for figure in figures)
