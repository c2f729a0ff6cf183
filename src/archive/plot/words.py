"""Words in a panel, put where they cover neither marks nor other words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from archive.plot.sheet import letters_in, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

_MARK: Final = 7.0
"""Half the room that a mark takes, in points."""

_TYPE: Final = 8.5

_PLACES: Final = (
    (4.0, 4.0, "left", "bottom"),
    (4.0, -5.0, "left", "top"),
    (8.0, 4.0, "left", "bottom"),
    (4.0, 11.0, "left", "bottom"),
    (-6.0, 4.0, "right", "bottom"),
    (4.0, -12.0, "left", "top"),
    (-6.0, -5.0, "right", "top"),
    (4.0, 19.0, "left", "bottom"),
)
"""Where a label may stand, in points from the start of its step, the best place first."""


class Words:
    """Places labels one after the other; each sees the marks and the labels that are there already."""

    def __init__(self, axes: Axes) -> None:
        self._axes = axes
        self._taken: list[Bbox] = []

    def avoid(self, x: float, y: float) -> None:
        """Keep labels off a mark."""
        from matplotlib.transforms import Bbox

        at_x, at_y = self._axes.transData.transform((x, y))
        half = points(self._axes, _MARK)
        self._taken.append(Bbox.from_extents(at_x - half, at_y - half, at_x + half, at_y + half))

    def number(self, number: int, x: float, y: float) -> None:
        """Write beside a mark how many it stands for."""
        label = self._write(str(number), x, y, 4.0, 4.5, "left", "center")
        label.set_fontsize(7)
        self._taken.append(label.get_window_extent())

    def avoid_line(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Keep labels off an upright or level line."""
        from matplotlib.transforms import Bbox

        (x0, y0), (x1, y1) = self._axes.transData.transform([start, end])
        self._taken.append(
            Bbox.from_extents(min(x0, x1) - 1, min(y0, y1) - 1, max(x0, x1) + 1, max(y0, y1) + 1)
        )

    def beside(self, text: str, start: float, y: float) -> None:
        """Write the value of a step at its beginning, where it covers least."""
        best: tuple[float, int] | None = None
        for place, option in enumerate(_PLACES):
            label = self._write(text, start, y, *option)
            cost = self._cost(label.get_window_extent())
            label.remove()
            if best is None or cost < best[0]:
                best = cost, place
            if cost == 0:
                break
        assert best is not None
        self._taken.append(self._write(text, start, y, *_PLACES[best[1]]).get_window_extent())

    def above(self, text: str, x: float, y: float) -> None:
        """Write the words of a lane above its beginning, to the left where they would leave the panel."""
        label = self._write(text, x, y, 0.0, 1.0, "left", "bottom")
        edge = self._axes.get_window_extent()
        if label.get_window_extent().x1 > edge.x1:
            label.remove()
            right = self._axes.get_xlim()[1]
            label = self._write(text, right, y, 0.0, 1.0, "right", "bottom")
        self._taken.append(label.get_window_extent())

    def _write(self, text: str, x: float, y: float, dx: float, dy: float, ha: str, va: str) -> Any:
        room = self._axes.get_window_extent().width / points(self._axes, 1)
        return self._axes.annotate(
            shortened(text, letters_in(room / 72, _TYPE)),
            (x, y),
            xytext=(dx, dy),
            textcoords="offset points",
            ha=ha,
            va=va,
            fontsize=_TYPE,
            color="#222222",
            zorder=6,
            annotation_clip=False,
        )

    def _cost(self, box: Bbox) -> float:
        """How much of what is there already a label would cover, and how far it would leave the panel."""
        covered = sum(_common(box, other) for other in self._taken)
        return covered + box.width * box.height - _common(box, self._axes.get_window_extent())


def points(axes: Axes, number: float) -> float:
    """So many points of print, in the pixels of the page."""
    page = axes.get_figure(root=True)
    assert page is not None
    return number * page.dpi / 72


def _common(one: Bbox, other: Bbox) -> float:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return float(max(width, 0) * max(height, 0))
