"""The page of a matrix: a row for each fact, a column for each source, a square where they meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from archive.domain.picture import ANSWERS, SIGNS, Square
from archive.plot.sheet import INK, QUIET, SIDE, Sheet, broken, line_height, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from archive.domain.matrix import Answer
    from archive.domain.picture import MatrixPicture, MatrixRow

COLOURS: Final[dict[Answer, str]] = {
    "agrees": "#0072B2",
    "differs": "#E69F00",
    "both": "#CC79A7",
    "denies": "#222222",
    "excludes": "#56B4E9",
    "before": "#9A9A9A",
    "rejected": "#9A9A9A",
}
"""Of the palette of Okabe and Ito, what differs lighter than what agrees, so that they are two on paper
without colour as well. Each answer has a sign and a hatch or a plain face besides."""

_HATCHES: Final[dict[Answer, str]] = {"differs": "////", "both": "xxxx"}
_HATCH: Final = "#222222"
_DARK: Final = frozenset({"agrees", "denies"})
"""Answers on whose colour white letters are read best."""

_LABEL: Final = 8.5
_HELD: Final = 7.5
_NAME: Final = 8.0
_SIGN: Final = 8.5
_ROW: Final = 0.36
_TALL: Final = 0.42
_LEAST: Final = 0.34
_MOST: Final = 0.62
_NAME_LETTERS: Final = 26
_GAP: Final = 0.03
"""Sizes of type in points; heights and widths of squares, and half the gap between them, in inches."""


def lay_out_grid(page: Figure, picture: MatrixPicture, width: float) -> None:
    """Draw `picture` on `page`, which grows wider with many sources."""
    square = _width_of(picture)
    columns = square * len(picture.sources)
    labels = max(min(width - 2 * SIDE - columns, 3.9), 2.1 if width < 7 else 2.8)
    names = _names_height(picture)
    overhang = 0.55 * names
    sheet = Sheet(page, max(width, 2 * SIDE + labels + columns + overhang))
    sheet.head(picture.title, picture.subtitle)
    left = SIDE + labels + 0.08
    grid = sheet.axes(left, columns, names + _rows_height(picture, labels))
    top = sheet.y - (names + _rows_height(picture, labels))
    _set_up(grid, columns, names + _rows_height(picture, labels))
    _name_sources(grid, picture, square, names)
    y = top + names
    number = 0
    silent: list[tuple[float, float]] = []
    for heading, rows in picture.groups:
        sheet.at(SIDE, y + 0.19, heading, size=8.5, color=QUIET, style="italic", va="center")
        y += 0.32
        for row in rows:
            height, lines = _row(row, labels)
            grid.plot([0, columns], [y - top, y - top], color="#E6E6E6", linewidth=0.7, zorder=0)
            _label(sheet, y, height, lines)
            number += 1
            for place, one in enumerate(row.squares):
                x, tall = square * place, min(height, _TALL)
                if one.answer == "silent":
                    silent.append((x + square / 2, y - top + height / 2))
                    continue
                box = (x, y - top + (height - tall) / 2, square, tall)
                _draw(grid, one, box, f"square-{number}-{place + 1}")
            y += height
    _dots(grid, silent)
    if picture.left_out:
        sheet.notes([picture.left_out])
    _key(sheet, picture)
    sheet.close()


def _set_up(axes: Axes, width: float, height: float) -> None:
    """Measure in inches, downwards."""
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.axis("off")


def _width_of(picture: MatrixPicture) -> float:
    longest = max((len(_words(square)) for row in picture.rows for square in row.squares), default=1)
    return min(max(_LEAST, longest * _SIGN * 0.68 / 72 + 0.1), _MOST)


def _names_height(picture: MatrixPicture) -> float:
    longest = max(len(shortened(source, _NAME_LETTERS)) for source in picture.sources)
    return 0.8 * longest * _NAME * 0.56 / 72 + 0.2


def _rows_height(picture: MatrixPicture, labels: float) -> float:
    return sum(0.32 + sum(_row(row, labels)[0] for row in rows) for _, rows in picture.groups)


def _row(row: MatrixRow, labels: float) -> tuple[float, list[tuple[str, float, str]]]:
    """The height of a row, and the lines of its label: words, size and colour."""
    lines = [(line, _LABEL, INK) for line in broken(row.label, labels, _LABEL)]
    lines += [(line, _HELD, QUIET) for line in broken(row.held, labels, _HELD, most=2) if line]
    return max(_ROW, sum(line_height(size) for _, size, _ in lines) + 0.1), lines


def _label(sheet: Sheet, y: float, height: float, lines: list[tuple[str, float, str]]) -> None:
    used = sum(line_height(size) for _, size, _ in lines)
    at = y + (height - used) / 2
    for words, size, colour in lines:
        sheet.at(SIDE, at + line_height(size) / 2, words, size=size, color=colour, va="center")
        at += line_height(size)


def _name_sources(axes: Axes, picture: MatrixPicture, square: float, height: float) -> None:
    """The names of the sources, aslant above their columns."""
    for place, source in enumerate(picture.sources):
        axes.text(
            square * (place + 0.5) - 0.04,
            height - 0.02,
            shortened(source, _NAME_LETTERS),
            fontsize=_NAME,
            color=INK,
            rotation=55,
            rotation_mode="anchor",
            ha="left",
            va="bottom",
        )


def _words(square: Square) -> str:
    return SIGNS[square.answer] + square.value + ("?" if square.hedged else "")


def _draw(axes: Axes, square: Square, box: tuple[float, float, float, float], name: str) -> None:
    """One square: full where it is stated, hollow where it is hedged; `_dots` are for the silent."""
    from matplotlib.patches import Polygon, Rectangle

    x, y, width, height = box
    centre = (x + width / 2, y + height / 2)
    colour = COLOURS[square.answer]
    hollow = square.hedged or square.answer in ("excludes", "before", "rejected")
    body = Rectangle(
        (x + _GAP, y + _GAP),
        width - 2 * _GAP,
        height - 2 * _GAP,
        facecolor="#FFFFFF" if hollow else colour,
        edgecolor=colour,
        linewidth=1.8 if hollow else 0.8,
        linestyle=(0, (2, 1)) if square.hedged else "-",
        clip_on=False,
    )
    body.set_gid(name)
    axes.add_patch(body)
    hatch = _HATCHES.get(square.answer)
    if hatch and not hollow:
        # The hatch is kept to a band below the sign, which is read on a plain face.
        band = Rectangle(
            (x + _GAP, y + height - _GAP - 0.07),
            width - 2 * _GAP,
            0.07,
            facecolor=colour,
            edgecolor=_HATCH,
            hatch=hatch,
            linewidth=0,
            clip_on=False,
        )
        axes.add_patch(band)
    if square.copied:
        corner = (x + width - _GAP, y + _GAP)
        fold = [corner, (corner[0] - 0.11, corner[1]), (corner[0], corner[1] + 0.11)]
        axes.add_patch(Polygon(fold, facecolor="#FFFFFF", edgecolor=INK, linewidth=0.7, clip_on=False))
    dark = square.answer in _DARK and not hollow
    axes.text(
        centre[0],
        centre[1],
        _words(square),
        fontsize=min(_SIGN, (width - 0.1) * 72 / (len(_words(square)) * 0.68)),
        fontweight="bold",
        color="#FFFFFF" if dark else INK,
        ha="center",
        va="center_baseline" if not hatch else "center",
    )


def _dots(axes: Axes, centres: Sequence[tuple[float, float]]) -> None:
    """A dot for each source that is silent on a fact: one path for all, since most of a matrix is silence."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    if not centres:
        return
    points = [point for x, y in centres for point in ((x, y), (x + 0.002, y))]
    path = Path(points, [Path.MOVETO, Path.LINETO] * len(centres))
    path.should_simplify = False
    look: dict[str, Any] = {"edgecolor": "#767676", "facecolor": "none", "linewidth": 2.4}
    dots = PathPatch(path, capstyle="round", clip_on=False, **look)
    dots.set_snap(False)  # a dot is shorter than a pixel, and would be snapped to nothing
    axes.add_patch(dots)


def _key(sheet: Sheet, picture: MatrixPicture) -> None:
    """What the squares mean; only those that the picture has."""
    squares = [square for row in picture.rows for square in row.squares]
    there = {square.answer for square in squares}
    items = [(Square(answer=answer), words) for answer, words in ANSWERS.items() if answer in there]
    spoken: Answer = next((each for each in ANSWERS if each in there and each != "silent"), "agrees")
    if any(square.hedged for square in squares):
        items.append((Square(answer=spoken, hedged=True), "dashed and hollow, with ?: hedged"))
    if any(square.copied for square in squares):
        items.append((Square(answer=spoken, copied=True), "folded corner: a copy of another source's text"))
    sheet.y += 0.14
    step, column = 0.32, 2.6 if sheet.width > 7 else sheet.room
    columns = max(int(sheet.room / column), 1)
    height = step * -(-len(items) // columns)
    axes = sheet.axes(SIDE, sheet.room, height)
    _set_up(axes, sheet.room, height)
    for place, (square, words) in enumerate(items):
        x, y = sheet.room / columns * (place % columns), step * (place // columns)
        if square.answer == "silent":
            _dots(axes, [(x + 0.16, y + 0.15)])
        else:
            _draw(axes, square, (x, y, 0.32, 0.3), f"square-key-{place + 1}")
        room = sheet.room / columns - 0.42
        lines = broken(words, room, 8, most=2)
        axes.text(
            x + 0.4,
            y + 0.15,
            "\n".join(lines),
            fontsize=8 if len(lines) == 1 else 7.2,
            color=QUIET,
            va="center",
        )
    sheet.notes(["A figure in a square is what that source says."] if any(s.value for s in squares) else [])
