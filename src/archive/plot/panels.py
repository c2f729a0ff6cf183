"""One fact as a panel: steps to scale for a number, a lane for each value for anything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from archive.domain.axis import ticks
from archive.domain.moment import DAY
from archive.domain.picture import Dot, Instant, Panel, StepsPicture, Stretch
from archive.plot.marks import Marks
from archive.plot.words import Words, points

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

LINE: Final = "#222222"
BAND: Final = "#F0C987"
EDGE: Final = "#8A5A00"
BAR: Final = "#D4DEE9"
APART: Final = 8.5
"""The distance at which two marks are told apart, in points."""

_CLOSER: Final = (1.0, 0.8, 0.65, 0.5)
"""Parts of `APART` to which marks draw together in a crowd: half covered, their shapes are still told."""

_MARGIN: Final = 0.03
_AFTER: Final = 0.09
_GUTTER: Final = 0.07
"""Parts of the span of time left free before it, after it, where news mostly crowd, and kept for claims
without a date."""


@dataclass(frozen=True, slots=True)
class Span:
    """The axis of time in days since 1970. `undated` is where claims without a date stand, if there are any."""

    left: float
    right: float
    last: float
    undated: float | None

    @classmethod
    def of(cls, picture: StepsPicture) -> Span:
        """The span of all dated claims and stretches, with room at both ends."""
        dots = [dot for panel in picture.panels for dot in panel.dots]
        loose = {dot.at for dot in dots if not dot.dated} - {dot.at for dot in dots if dot.dated}
        told = [dot.at for dot in dots if dot.dated]
        held = [s.at for panel in picture.panels for s in panel.stretches if s.at not in loose]
        marked = [instant.at for instant in picture.instants]
        times = [_days(at) for at in (*told, *held, *marked)] or [_days(at) for at in sorted(loose)]
        first = min(times) if picture.start is None else max(_days(picture.start), min(times) - 1)
        last = max(times) if picture.end is None else max(_days(picture.end), *times)
        room = max(last - first, 1.0)
        end = last + room * _AFTER
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

    def __init__(self, axes: Axes, number: int, panel: Panel, span: Span, marks: Marks) -> None:
        self._axes = axes
        self._number = number
        self._panel = panel
        self._span = span
        self._marks = marks

    def draw(self, *, dated: bool, instants: Sequence[Instant]) -> None:
        """Draw the panel: first what is held, then the claims, then the words between them.

        `dated` panels have their dates written below them.
        """
        self._time_axis(dated=dated)
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
        gathered = self._gathered(dots)
        for place, ((_, y, dot, number), x) in enumerate(
            zip(gathered, self._side_by_side(gathered), strict=True)
        ):
            mark = self._marks.dot(self._axes, x, y, dot.source, hedged=dot.hedged, denied=dot.denied)
            self._name_part(mark, "claim", place)
            words.avoid(x, y)
            if number > 1:
                words.number(number, x, y)
        self._name(words)
        self._mark(instants)

    def _gathered(self, dots: Sequence[tuple[float, float, Dot]]) -> list[tuple[float, float, Dot, int]]:
        """Marks that look alike and would cover each other as one, with how many claims it stands for."""
        axes, room = self._axes, points(self._axes, APART)
        found: list[tuple[float, float, Dot, int]] = []
        last: dict[tuple[object, ...], int] = {}
        for x, y, dot in sorted(dots, key=lambda each: each[0]):
            alike = (y, dot.source, dot.hedged, dot.denied)
            place = last.get(alike)
            if place is not None:
                pixels = axes.transData.transform([(found[place][0], y), (x, y)])
                if pixels[1][0] - pixels[0][0] < room:
                    found[place] = (*found[place][:3], found[place][3] + 1)
                    continue
            last[alike] = len(found)
            found.append((x, y, dot, 1))
        return found

    def _mark(self, instants: Sequence[Instant]) -> None:
        """Draw the moments that are marked, each with the letter that its label begins with."""
        for instant in instants:
            x = min(max(_days(instant.at), self._span.left), self._span.last)
            self._axes.axvline(x, color="#000000", linestyle=(0, (1, 1.5)), linewidth=1.2, zorder=2)
            self._axes.annotate(
                instant.label[:1],
                (x, 0),
                xycoords=self._axes.get_xaxis_transform(),
                xytext=(2.5, 2),
                textcoords="offset points",
                ha="left",
                va="bottom",
                fontsize=8,
                fontweight="bold",
                annotation_clip=False,
            )

    def _time_axis(self, *, dated: bool) -> None:
        """Dates as everywhere in the archive: 2024, 2024-06, 2024-06-20, each for the whole of it."""
        self._axes.set_xlim(self._span.left, self._span.right)
        start, end = (int(at * DAY) for at in (self._span.left, self._span.last))
        dates = ticks(start, end, self._most_dates())
        self._axes.set_xticks([_days(at) for at, _ in dates], [words if dated else "" for _, words in dates])
        self._axes.grid(axis="x", color="#EDEDED", linewidth=0.8)
        self._axes.set_axisbelow(True)
        if self._span.undated is not None:
            self._axes.axvline(self._span.last, color="#888888", linestyle=":", linewidth=1)

    def _most_dates(self) -> int:
        """As many dates as fit below the panel."""
        return max(int(self._axes.get_window_extent().width / points(self._axes, 66)), 4)

    def _side_by_side(self, dots: Sequence[tuple[float, float, Dot, int]]) -> list[float]:
        """Where each mark is drawn in time: marks of one value that would cover each other stand side by
        side, and none beyond the panel."""
        axes = self._axes
        placed = [0.0] * len(dots)
        rows: dict[float, list[int]] = {}
        for number, (_, y, _, _) in enumerate(dots):
            rows.setdefault(y, []).append(number)
        for y, row in rows.items():
            row.sort(key=lambda number: dots[number][0])
            at = [float(axes.transData.transform((dots[number][0], y))[0]) for number in row]
            spread = self._spread(at, [dots[number][3] > 1 for number in row])
            for number, pixel in zip(row, spread, strict=True):
                placed[number] = float(axes.transData.inverted().transform((pixel, 0))[0])
        return placed

    def _spread(self, at: Sequence[float], wide: Sequence[bool]) -> list[float]:
        """Places in pixels with room between them: marks move to the right, closer together where they
        would leave the panel, and only then to the left; `wide` are those with a number beside them."""
        right = self._axes.get_window_extent().x1
        moved: list[float] = []
        for share in _CLOSER:
            room = points(self._axes, APART) * share
            widths = [room * (1.7 if each else 1.0) for each in wide]
            moved = list(at)
            for place in range(1, len(moved)):
                moved[place] = max(moved[place], moved[place - 1] + widths[place - 1])
            over = moved[-1] + widths[-1] - room / 2 - right
            if over <= 0:
                return moved
        for place in reversed(range(len(moved))):
            limit = (
                right - widths[-1] + room / 2 if place == len(moved) - 1 else moved[place + 1] - widths[place]
            )
            moved[place] = min(moved[place], limit)
        return moved

    def _spans(self) -> Iterator[tuple[float, float, Stretch]]:
        """Each stretch with its two ends in time."""
        starts = [self._span.place(stretch.at) for stretch in self._panel.stretches]
        ends = [*starts[1:], self._span.last]
        for start, end, stretch in zip(starts, ends, self._panel.stretches, strict=True):
            if not stretch.gone:
                yield start, max(end, start), stretch

    def _steps(self) -> None:
        """The line of what is held, broken where nobody gives a figure, and the band of the disputed."""
        spans = [(start, end, s.value, s) for start, end, s in self._spans() if s.value is not None]
        for place, (start, end, value, stretch) in enumerate(spans):
            style = (0, (4, 2)) if stretch.doubtful else "-"
            self._name_part(self._line((start, end), (value, value), style), "held", place)
            if stretch.low is not None and stretch.high is not None and stretch.low < stretch.high:
                band = self._axes.fill_between(
                    [start, end],
                    stretch.low,
                    stretch.high,
                    facecolor=BAND,
                    edgecolor=EDGE,
                    alpha=0.55,
                    linewidth=0.8 if end > start else 0,
                )
                self._name_part(band, "band", place)
        for (_, end, before, _), (start, _, after, _) in pairwise(spans):
            if start == end:
                self._line((start, start), (before, after), "-")
        self._scale()

    def _line(self, times: tuple[float, float], values: tuple[int, int], style: Any) -> Artist:
        return self._axes.plot(times, values, color=LINE, linewidth=1.8, linestyle=style, zorder=3)[0]

    def _name_part(self, artist: Artist, part: str, place: int) -> None:
        """Give a part of the picture an id, by which a page that shows the SVG can find it."""
        artist.set_gid(f"fact-{self._number}-{part}-{place + 1}")

    def _scale(self) -> None:
        from matplotlib.ticker import MaxNLocator

        self._axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, steps=[1, 2, 5, 10]))
        self._axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        self._axes.grid(axis="y", color="#E5E5E5", linewidth=0.8)
        self._axes.set_axisbelow(True)
        low, high = self._numbers()
        room = max(high - low, 1) * 0.2
        self._axes.set_ylim(low - room * 1.3, high + room * 1.6)

    def _numbers(self) -> tuple[int, int]:
        numbers = [dot.value for dot in self._panel.dots if dot.value is not None]
        for stretch in self._panel.stretches:
            numbers += [n for n in (stretch.value, stretch.low, stretch.high) if n is not None]
        # Small counts are read from nothing on; a change among large ones would be lost that way.
        low, high = min(numbers, default=0), max(numbers, default=1)
        return (0 if 0 < low <= high / 2 else low), high

    def _lanes(self) -> dict[str, int]:
        """The height of each value's lane, the first at the top."""
        return {lane: -place for place, lane in enumerate(self._panel.lanes)}

    def _bars(self, lanes: dict[str, int]) -> None:
        """A bar in the lane of a value for as long as it was held."""
        for place, (start, end, stretch) in enumerate(self._spans()):
            hatch = "////" if stretch.doubtful else None
            bar = self._axes.broken_barh(
                [(start, end - start)],
                (lanes[stretch.lane] - 0.2, 0.4),
                facecolor=BAR,
                edgecolor="#8FA3B8",
                hatch=hatch,
                linewidth=0.6,
            )
            self._name_part(bar, "held", place)
        self._axes.set_ylim(min(lanes.values(), default=0) - 0.45, 0.75)
        self._axes.set_yticks([])
        self._axes.spines["left"].set_visible(False)

    def _name(self, words: Words) -> None:
        """The value beside each step; the words of each lane above its first bar or mark."""
        if self._panel.numeric:
            spans = [(start, end, s.value, s.lane) for start, end, s in self._spans() if s.value is not None]
            for start, end, value, _ in spans:
                words.avoid_line((start, value), (end, value))
            for (_, end, before, _), (_, _, after, _) in pairwise(spans):
                words.avoid_line((end, before), (end, after))
            shown = None
            for start, _, value, lane in spans:
                if lane != shown:
                    words.beside(lane, start, value)
                shown = lane
            return
        lanes = self._lanes()
        first: dict[str, float] = {}
        for start, _, stretch in self._spans():
            first.setdefault(stretch.lane, start)
        for dot in sorted(self._panel.dots, key=lambda dot: dot.at):
            first.setdefault(dot.lane, self._span.of_dot(dot))
        for lane, start in first.items():
            words.above(lane, min(start, self._span.last), lanes[lane] + 0.24)
