"""One fact as a panel: steps to scale for a number, a lane for each value for anything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from archive.domain.moment import DAY
from archive.domain.picture import Dot, Panel, Picture, Stretch
from archive.plot.marks import Marks
from archive.plot.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINE: Final = "#222222"
BAND: Final = "#F0C987"
BAR: Final = "#D4DEE9"
_MARGIN: Final = 0.04
_GUTTER: Final = 0.07
"""Parts of the span of time left free at its ends, and kept for claims without a date."""


@dataclass(frozen=True, slots=True)
class Span:
    """The axis of time in days since 1970. `undated` is where claims without a date stand, if there are any."""

    left: float
    right: float
    last: float
    undated: float | None

    @classmethod
    def of(cls, picture: Picture) -> Span:
        """The span of all dated claims and stretches, with room at both ends."""
        dots = [dot for panel in picture.panels for dot in panel.dots]
        loose = {dot.at for dot in dots if not dot.dated} - {dot.at for dot in dots if dot.dated}
        told = [dot.at for dot in dots if dot.dated]
        held = [s.at for panel in picture.panels for s in panel.stretches if s.at not in loose]
        times = [_days(at) for at in (*told, *held)] or [_days(at) for at in sorted(loose)]
        first = min(times) if picture.start is None else max(_days(picture.start), min(times) - 1)
        last = max(times) if picture.end is None else max(_days(picture.end), *times)
        room = max(last - first, 1.0)
        end = last + room * _MARGIN
        undated = end + room * _GUTTER / 2 if loose and told else None
        right = end + room * _GUTTER if undated is not None else end
        return cls(first - room * _MARGIN, right, end, undated)

    def place(self, at: int) -> float:
        """Where a stretch begins; one that began before the picture does, at its edge."""
        return min(max(_days(at), self.left), self.last)

    def of_dot(self, dot: Dot) -> float:
        """Where a claim stands."""
        if not dot.dated and self.undated is not None:
            return self.undated
        return _days(dot.at)


def _days(at: int) -> float:
    return at / DAY


class PanelArtist:
    """Draws one panel on its axes."""

    def __init__(self, axes: Axes, panel: Panel, span: Span, marks: Marks) -> None:
        self._axes = axes
        self._panel = panel
        self._span = span
        self._marks = marks

    def draw(self) -> None:
        """Draw the panel: first what is held, then the claims, then the words between them."""
        self._axes.set_title(self._panel.label, loc="left", fontsize=10, fontweight="bold", pad=8)
        self._time_axis()
        words = Words(self._axes)
        if self._panel.numeric:
            self._steps()
            dots = [
                (self._span.of_dot(dot), float(dot.value), dot)
                for dot in self._panel.dots
                if dot.value is not None
            ]
        else:
            lanes = self._lanes()
            self._bars(lanes)
            dots = [(self._span.of_dot(dot), float(lanes[dot.lane]), dot) for dot in self._panel.dots]
        for x, y, dot in dots:
            self._marks.dot(self._axes, x, y, dot.source, hedged=dot.hedged, denied=dot.denied)
            words.avoid(x, y)
        self._name(words)

    def _time_axis(self) -> None:
        from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

        self._axes.set_xlim(self._span.left, self._span.right)
        locator = AutoDateLocator(minticks=3, maxticks=9)
        self._axes.xaxis.set_major_locator(locator)
        self._axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        if self._span.undated is not None:
            self._axes.axvline(self._span.last, color="#888888", linestyle=":", linewidth=1)

    def _spans(self) -> Iterator[tuple[float, float, Stretch]]:
        """Each stretch with its two ends in time."""
        starts = [self._span.place(stretch.at) for stretch in self._panel.stretches]
        ends = [*starts[1:], self._span.last]
        for start, end, stretch in zip(starts, ends, self._panel.stretches, strict=True):
            if not stretch.gone:
                yield start, max(end, start), stretch

    def _steps(self) -> None:
        """The line of what is held, broken where nobody gives a figure, and the band of the disputed."""
        from matplotlib.ticker import MaxNLocator

        spans = [each for each in self._spans() if each[2].value is not None]
        for start, end, stretch in spans:
            style = (0, (4, 2)) if stretch.doubtful else "-"
            self._axes.plot(
                [start, end], [stretch.value] * 2, color=LINE, linewidth=1.8, linestyle=style, zorder=3
            )
            if stretch.low is not None and stretch.high is not None and stretch.low < stretch.high:
                self._axes.fill_between(
                    [start, end], stretch.low, stretch.high, color=BAND, alpha=0.55, linewidth=0
                )
        for (_, end, before), (start, _, after) in pairwise(spans):
            if start == end:
                self._axes.plot(
                    [start, start], [before.value, after.value], color=LINE, linewidth=1.8, zorder=3
                )
        self._axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
        self._axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        self._axes.grid(axis="y", color="#E5E5E5", linewidth=0.8)
        self._axes.set_axisbelow(True)
        low, high = self._numbers()
        room = max(high - low, 1) * 0.22
        self._axes.set_ylim(low - room, high + room * 1.4)

    def _numbers(self) -> tuple[int, int]:
        numbers = [dot.value for dot in self._panel.dots if dot.value is not None]
        for stretch in self._panel.stretches:
            numbers += [n for n in (stretch.value, stretch.low, stretch.high) if n is not None]
        # Small counts are read from nothing on; a change among large ones would be lost that way.
        low, high = min(numbers, default=0), max(numbers, default=1)
        return (0 if 0 < low <= high / 2 else low), high

    def _lanes(self) -> dict[str, int]:
        """The height of each value's lane, the first at the top."""
        held = [s.lane for s in self._panel.stretches if not s.gone]
        told = [dot.lane for dot in sorted(self._panel.dots, key=lambda dot: dot.at)]
        return {lane: -place for place, lane in enumerate(dict.fromkeys([*held, *told]))}

    def _bars(self, lanes: dict[str, int]) -> None:
        """A bar in the lane of a value for as long as it was held."""
        for start, end, stretch in self._spans():
            hatch = "////" if stretch.doubtful else None
            self._axes.broken_barh(
                [(start, end - start)],
                (lanes[stretch.lane] - 0.2, 0.4),
                facecolor=BAR,
                edgecolor="#8FA3B8",
                hatch=hatch,
                linewidth=0.6,
            )
        self._axes.set_ylim(min(lanes.values(), default=0) - 0.45, 0.75)
        self._axes.set_yticks([])
        self._axes.spines["left"].set_visible(False)

    def _name(self, words: Words) -> None:
        """The value beside each step; the words of each lane above its first bar or mark."""
        if self._panel.numeric:
            for start, end, stretch in self._spans():
                if stretch.value is not None:
                    words.beside(stretch.lane, start, end, float(stretch.value))
            return
        lanes = self._lanes()
        first: dict[str, float] = {}
        for start, _, stretch in self._spans():
            first.setdefault(stretch.lane, start)
        for dot in sorted(self._panel.dots, key=lambda dot: dot.at):
            first.setdefault(dot.lane, self._span.of_dot(dot))
        for lane, start in first.items():
            words.above(lane, min(start, self._span.last), lanes[lane] + 0.24)
