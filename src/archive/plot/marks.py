"""The marks of the sources, the key to them, and the words that say what the other marks mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from archive.domain.picture import Picture

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""The palette of Okabe and Ito, which people tell apart whatever colours they see; its yellow and black,
which are lost on paper or against the line, are left out."""

SHAPES: Final = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h")
"""As many as have no divisor in common with the colours: 66 sources before a mark is used again."""

_COLUMNS: Final = 4


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

    def rows(self) -> int:
        """How many lines the key takes."""
        return -(-len(self._sources) // _COLUMNS)

    def key(self, page: Figure, *, left: float, top: float, step: float) -> None:
        """Write who has which mark, in columns, downwards from `top` (parts of the page)."""
        from matplotlib.lines import Line2D

        width = (1 - 2 * left) / _COLUMNS
        for place, source in enumerate(self._sources):
            colour, shape = self.of(source)
            x = left + width * (place % _COLUMNS)
            y = top - step * (place // _COLUMNS)
            mark = Line2D(
                [x + 0.006],
                [y],
                marker=shape,
                markersize=6,
                color=colour,
                linestyle="none",
                transform=page.transFigure,
            )
            page.add_artist(mark)
            page.text(x + 0.018, y, source, fontsize=8.5, va="center_baseline")


def notes(picture: Picture) -> list[str]:
    """What the marks mean, in lines; only of those that the picture has."""
    return list(_notes(picture))


def _notes(picture: Picture) -> Iterator[str]:
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
    yield "Each mark is one claim, at the time its words became public or beside the mark before it."
    said = ["hollow: hedged"] if any(dot.hedged for dot in dots) else []
    if any(dot.denied for dot in dots):
        said.append("crossed out: a denial of that value")
    if any(not dot.dated for dot in dots):
        said.append("right of the dotted line: date not known")
    if said:
        yield _sentence(said)


def _sentence(parts: Sequence[str]) -> str:
    text = "; ".join(parts)
    return text[:1].upper() + text[1:] + "."
