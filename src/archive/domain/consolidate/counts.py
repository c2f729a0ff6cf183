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
from archive.domain.consolidate.voices import (
    field_of,
    is_accepted,
    origins,
    publishers,
    speaker,
    undecided,
)
from archive.domain.fact import Voice
from archive.domain.moment import DAY


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
    before: Mapping[str, int] | None = None,
    cancelled: frozenset[FieldValue] = frozenset(),
) -> Running | None:
    """Follow a number or a state through its reports; None where nobody gives a value.

    `voices` are of one role. With `rising`, a lower figure replaces a higher one only with a
    correction cue, or when two independent texts give it; until then it dissents and the outcome is
    provisional. So it is where every figure is hedged. `before` is the figure that an article, by
    address, gives as the one before. A value that a denial has `cancelled` puts no other in doubt.
    """
    told = figures_of(voices, value_field)
    if not told.figures:
        return None
    first, *later = _by_time(leading(told.figures, rising=rising), rising=rising)
    course = _Course(rising, before or {}, first, first.at, {first.voice.cluster})
    for figure in later:
        course.hear(figure)
    course.waiting = [figure for figure in course.waiting if figure.value not in cancelled]
    return _Reckoning(course, told.figures, told.besides, cancelled).outcome()


def highest_before(voices: Iterable[Voice], value_field: str) -> dict[str, int]:
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
    """What is held as the reports come in; `affirmed` is when it was last said, `holders` the texts.

    `turned` is when something was last said that contradicts what is held and that gave way to it.
    """

    rising: bool
    previous: Mapping[str, int]
    held: Figure
    affirmed: int
    holders: set[str]
    turned: int | None = None
    waiting: list[Figure] = field(default_factory=list)
    by_speaker: dict[str, list[Figure]] = field(default_factory=dict)
    withdrawn: set[FieldValue] = field(default_factory=set)

    def hear(self, figure: Figure) -> None:
        """Take the next report into account."""
        if figure.value == self.held.value:
            wider = figure.sharpness == self.held.sharpness and figure.top != self.held.top
            self.held = figure if wider or figure.sharpens(self.held) else self.held
            if figure.sharpness >= self.held.sharpness:
                self.affirmed = figure.at  # "at least 97" does not say again that it is 97
            self.holders.add(figure.voice.cluster)
        elif figure.agrees(self.held):
            if figure.outdates(self.held, rising=self.rising, newer=figure.at > self.affirmed):
                self._adopt(figure)
        elif figure.at == self.affirmed:
            pass  # contradicts what is as new and no worse supported
        elif self._believes(figure):
            if self.held.exceeds(figure):
                self.withdrawn.add(self.held.value)
            self.turned = self.affirmed
            self._adopt(figure)
        elif not undecided(figure.at, self.affirmed):
            self.waiting.append(figure)
            self.by_speaker.setdefault(speaker(figure.voice), []).append(figure)

    def _adopt(self, figure: Figure) -> None:
        self.held, self.affirmed, self.holders = figure, figure.at, {figure.voice.cluster}
        self.waiting, self.by_speaker = [], {}

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
        # Only others can make a second text of it, however often its own outlet has said so.
        allies = [
            other.voice
            for name, figures in self.by_speaker.items()
            if name != speaker(figure.voice)
            for other in figures
            if other.agrees(figure)
        ]
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


class _Reckoning:
    """How every figure stands to the one that came out in force."""

    def __init__(
        self,
        course: _Course,
        figures: Sequence[Figure],
        besides: Sequence[Figure],
        cancelled: frozenset[FieldValue],
    ) -> None:
        self._course = course
        self._held = course.held
        self._figures = figures
        self._besides = besides
        self._cancelled = cancelled
        self._since = min(
            figure.at
            for figure in figures
            if figure.value == course.held.value and not self._is_of_another_time(figure)
        )
        # What was replaced within its day was said before, also by whom it is not known at what hour.
        self._replaced = {
            (figure.value, figure.at // DAY)
            for figure in figures
            if figure.at < course.affirmed and figure.at % DAY
        }

    def outcome(self) -> Running:
        supporting: list[Figure] = []
        dissenting: list[Figure] = []
        superseded: list[Figure] = []
        for figure in self._figures:
            outgrown = self._is_outgrown(figure) or self._is_of_another_time(figure)
            if figure.agrees(self._held) and not outgrown:
                supporting.append(figure)
            elif outgrown or self._is_past(figure) or figure.value in self._cancelled:
                superseded.append(figure)
            else:
                dissenting.append(figure)
        contradicting = [figure for figure in self._besides if not figure.agrees(self._held)]
        stale = [figure for figure in contradicting if self._is_stale(figure)]
        unlike = [figure for figure in contradicting if not self._is_stale(figure)]
        return Running(
            self._held,
            _voices(supporting),
            _voices([*dissenting, *unlike]),
            _voices([*superseded, *stale]),
            self._course.pending or not self._held.stated,
            self._rivals(dissenting),
        )

    def _is_outgrown(self, figure: Figure) -> bool:
        """A bound from before the figure was known says nothing in its favour."""
        bound = figure.sharpness == 0 and figure.value != self._held.value
        return bound and figure.at < self._since

    def _is_of_another_time(self, figure: Figure) -> bool:
        """Whether it tells an earlier term of a state that has come back.

        Who says that a figure which only rises stood where it is corrected to was right all along.
        """
        turned = self._course.turned
        return not self._course.rising and turned is not None and figure.at < turned

    def _is_past(self, figure: Figure) -> bool:
        """Whether the figure held was said again since; of the same day only where hours tell."""
        if figure.at >= self._course.affirmed:
            return False
        return (
            not undecided(figure.at, self._course.affirmed)
            or (figure.value, figure.at // DAY) in self._replaced
        )

    def _is_stale(self, figure: Figure) -> bool:
        """Of the figures that an article leaves standing beside its own: whether time has passed it by."""
        lower = self._course.rising and self._held.exceeds(figure)
        return lower or self._is_past(figure) or figure.value in self._cancelled

    def _rivals(self, dissenting: Iterable[Figure]) -> tuple[FieldValue, ...]:
        course = self._course
        waiting = {figure.voice.claim.claim_id for figure in course.waiting}
        rivals = {
            figure.value
            for figure in dissenting
            if figure.stated
            and figure.voice.claim.claim_id not in waiting
            and figure.voice.cluster not in course.holders
            # Nobody knows how old the words of an undated page are; a lower tally is likely an older one.
            and (figure.public.trusted or not (course.rising and self._held.exceeds(figure)))
        }
        return tuple(sorted(rivals, key=str))


def _voices(figures: Iterable[Figure]) -> tuple[Voice, ...]:
    return tuple(figure.voice for figure in figures)
