"""A page laid out in inches from its top: the title, words that are broken to fit, and what the marks mean."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

INK: Final = "#222222"
QUIET: Final = "#555555"
SIDE: Final = 0.3
"""Inches left free at both sides of a page."""

_LINE: Final = 1.35
_LETTER: Final = 0.56
"""Height and mean width of a line's letters, as parts of the size of its type; DejaVu Sans is wide."""


def line_height(size: float) -> float:
    """Inches from one line of type of `size` points to the next."""
    return size * _LINE / 72


def letters_in(width: float, size: float) -> int:
    """How many letters fit in `width` inches at `size` points."""
    return max(int(width * 72 / (size * _LETTER)), 8)


def broken(text: str, width: float, size: float, *, most: int = 3) -> list[str]:
    """`text` in lines that fit in `width` inches at `size` points, `most` of them; what is cut ends in `…`."""
    letters = letters_in(width, size)
    lines = textwrap.wrap(" ".join(text.split()), letters, break_long_words=True, break_on_hyphens=False)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: letters - 1].rstrip() + "…"]
    return lines or [""]


def shortened(text: str, letters: int) -> str:
    """`text` on one line of at most so many letters."""
    text = " ".join(text.split())
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


class Sheet:
    """Writes from the top of a page down. The height is set once everything is placed."""

    def __init__(self, page: Figure, width: float) -> None:
        self.page = page
        self.width = width
        self.y = SIDE * 0.8
        self._placed: list[tuple[Any, float]] = []
        self._marks: list[tuple[Line2D, float]] = []
        self._boxes: list[tuple[Axes, tuple[float, float, float, float]]] = []

    @property
    def room(self) -> float:
        """Inches between the margins."""
        return self.width - 2 * SIDE

    def head(self, title: str, subtitle: str) -> None:
        """Write what the picture is of."""
        self.words(title, size=12.5, most=3, fontweight="bold")
        self.y += 0.03
        self.words(subtitle, size=8.5, color=QUIET)
        self.y += 0.12

    def words(self, text: str, *, size: float, most: int = 4, **look: Any) -> None:
        """Write `text` across the page, broken where it does not fit."""
        # Bold type is wider by a tenth.
        room = self.room / (1.12 if look.get("fontweight") == "bold" else 1)
        for line in broken(text, room, size, most=most):
            self.at(SIDE, self.y + line_height(size) / 2, line, size=size, va="center", **look)
            self.y += line_height(size)

    def at(self, x: float, y: float, text: str, *, size: float, **look: Any) -> None:
        """Write `text` at a place, in inches from the left and from the top."""
        self._placed.append((self.page.text(x / self.width, 0, text, fontsize=size, **look), y))

    def mark(self, mark: Line2D, x: float, y: float) -> None:
        """Draw a mark at a place, in inches from the left and from the top."""
        mark.set_transform(self.page.transFigure)
        mark.set_xdata([x / self.width])
        self.page.add_artist(mark)
        self._marks.append((mark, y))

    def notes(self, lines: Sequence[str]) -> None:
        """Write what the marks mean."""
        self.y += 0.1
        for line in lines:
            self.words(line, size=8, color=QUIET)

    def axes(self, left: float, width: float, height: float) -> Axes:
        """Axes at the present place, in inches, below which the next thing comes."""
        axes = self.page.add_axes((0, 0, 1, 1))
        self._boxes.append((axes, (left, self.y, width, height)))
        self.y += height
        return axes

    def close(self) -> None:
        """Set the height of the page and put everything in its place."""
        total = self.y + SIDE * 0.7
        self.page.set_size_inches(self.width, total)
        for text, y in self._placed:
            text.set_y(1 - y / total)
        for mark, y in self._marks:
            mark.set_ydata([1 - y / total])
        for axes, (left, top, width, height) in self._boxes:
            axes.set_position(
                (left / self.width, 1 - (top + height) / total, width / self.width, height / total)
            )
