"""The marks of the sources, the key to them, and the words that say what the other marks mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from archive.domain.picture import Dot, StepsPicture
from archive.plot.sheet import SIDE, Sheet, letters_in, line_height, shortened

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""The palette of Okabe and Ito, which people tell apart whatever colours they see; its yellow and black,
which are lost on paper or against the line, are left out."""

SHAPES: Final = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h")
"""As many as have no divisor in common with the colours: 66 sources before a mark is used again."""

_COLUMN: Final = 1.85
_TYPE: Final = 8.5
"""The least width of a column of the key in inches, and the size of its type."""


class Marks:
    """One colour and shape for each source, in the order in which they first speak."""

    def __init__(self, sources: Sequence[str]) -> None:
        self._sources = tuple(sources)

    def of(self, source: str) -> tuple[str, str]:
        """The colour and the shape of a source."""
        place = self._sources.index(source)
        return COLOURS[place % len(COLOURS)], SHAPES[place % len(SHAPES)]

    def dot(self, axes: Axes, x: float, y: float, source: str, *, hedged: bool, denied: bool) -> Artist:
        """One claim: filled where it is stated, hollow where it is hedged, crossed out where it denies."""
        colour, shape = self.of(source)
        look: dict[str, Any] = {"linestyle": "none", "clip_on": False, "zorder": 5}
        face = "white" if hedged or denied else colour
        (mark,) = axes.plot(
            [x],
            [y],
            marker=shape,
            markersize=7,
            color=colour,
            markerfacecolor=face,
            markeredgewidth=1.3,
            **look,
        )
        if denied:
            axes.plot([x], [y], marker="x", markersize=10, color="#222222", markeredgewidth=1.3, **look)
        return mark

    def key(self, sheet: Sheet) -> None:
        """Write who has which mark, in columns."""
        from matplotlib.lines import Line2D

        columns = max(int(sheet.room / _COLUMN), 1)
        width = sheet.room / columns
        letters = letters_in(width - 0.25, _TYPE)
        for place, source in enumerate(self._sources):
            colour, shape = self.of(source)
            x = SIDE + width * (place % columns)
            y = sheet.y + line_height(_TYPE) * (place // columns + 0.5)
            mark = Line2D([0], [0], marker=shape, markersize=6, color=colour, linestyle="none")
            sheet.mark(mark, x + 0.06, y)
            sheet.at(x + 0.18, y, shortened(source, letters), size=_TYPE, va="center")
        sheet.y += line_height(_TYPE) * -(-len(self._sources) // columns) + 0.14


def notes(picture: StepsPicture) -> list[str]:
    """What the marks mean, in lines; only of those that the picture has."""
    return list(_notes(picture))


def _notes(picture: StepsPicture) -> Iterator[str]:
    stretches = [stretch for panel in picture.panels for stretch in panel.stretches]
    dots = [dot for panel in picture.panels for dot in panel.dots]
    numeric = any(panel.numeric for panel in picture.panels)
    held = ["line: the figure in force"] if numeric else []
    held += ["bar: the value in force"] if not all(panel.numeric for panel in picture.panels) else []
    if any(stretch.doubtful for stretch in stretches):
        held.append("dashed or hatched: disputed or provisional")
    yield _sentence(held)
    if any(s.low is not None and s.low != s.high for s in stretches):
        yield "Band: from the lowest to the highest figure that live claims give."
    yield "Each mark is a claim, at the time its words became public or beside the mark before it."
    if any(len(panel.dots) > len({_look(dot) for dot in panel.dots}) for panel in picture.panels):
        yield "A number at a mark: so many claims of one source that stand together."
    said = ["hollow: hedged"] if any(dot.hedged for dot in dots) else []
    if any(dot.denied for dot in dots):
        said.append("crossed out: a denial of that value")
    if any(not dot.dated for dot in dots):
        said.append("right of the dotted line: date not known")
    if said:
        yield _sentence(said)
    if picture.instants:
        yield "; ".join(instant.label for instant in picture.instants) + "."


def _look(dot: Dot) -> tuple[object, ...]:
    return dot.source, dot.lane, dot.hedged, dot.denied


def _sentence(parts: Sequence[str]) -> str:
    text = "; ".join(parts)
    return text[:1].upper() + text[1:] + "."
