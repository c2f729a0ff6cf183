"""The page of a heat strip: a row for each article, time along it, a cell where it was edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from archive.domain.axis import Slots, dated, slots
from archive.domain.moment import DAY
from archive.domain.picture import heat
from archive.plot.sheet import INK, QUIET, SIDE, Sheet, broken, line_height

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from archive.domain.picture import Heat, StripPicture, StripRow

_LEAST: Final = 0.12
_ROW: Final = 0.34
_LABEL: Final = 8.0
_DATE: Final = 0.75
"""Inches: the least width of a slot, the height of a row and the width of a date; the size of labels in points."""

_SHADES: Final = (0.97, 0.68, 0.38, 0.0)
"""Places on the scale of cividis, from light (least material) to dark: it is told apart by light alone, so
on paper without colour too, and by people who see few colours."""


def lay_out_strip(page: Figure, picture: StripPicture, width: float) -> None:
    """Draw `picture` on `page`, whose height follows from it."""
    sheet = Sheet(page, width)
    sheet.head(picture.title, picture.subtitle)
    beside = width > 7
    labels = 2.6 if beside else 0.0
    room = sheet.room - labels
    axis = slots(*picture.span(), most=int(room / _LEAST))
    heights, lines = [], []
    for row in picture.rows:
        words = broken(row.label, labels - 0.1 if beside else sheet.room, _LABEL, most=2)
        written = len(words) * line_height(_LABEL)
        lines.append(words)
        heights.append(max(_ROW, written + 0.06) if beside else written + _ROW)
    top = sheet.y
    axes = sheet.axes(SIDE + labels, room, sum(heights))
    axes.set_xlim(0, axis.count)
    axes.set_ylim(sum(heights), 0)
    y, middles = 0.0, []
    for words, height in zip(lines, heights, strict=True):
        written = len(words) * line_height(_LABEL)
        at = y + ((height - written) / 2 if beside else 0)
        for place, line in enumerate(words):
            line_at = top + at + (place + 0.5) * line_height(_LABEL)
            sheet.at(SIDE, line_at, line, size=_LABEL, color=INK, va="center")
        middles.append(y + height / 2 if beside else y + written + _ROW / 2 - 0.03)
        y += height
    _dates(axes, axis, room)
    for row, middle in zip(picture.rows, middles, strict=True):
        _life(axes, axis, row, middle)
    for place, cell in enumerate(heat(picture, axis)):
        _cell(axes, cell, middles[cell.row], len(picture.levels), f"edit-{cell.row + 1}-{place + 1}")
    sheet.y += 0.38
    if picture.left_out:
        sheet.notes([picture.left_out])
    _key(sheet, picture, axis)
    sheet.close()


def shade(level: int, levels: int) -> str:
    """The colour of a level, the least material the lightest."""
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    place = level * (len(_SHADES) - 1) / max(levels - 1, 1)
    low = int(place)
    high = min(low + 1, len(_SHADES) - 1)
    return to_hex(colormaps["cividis"](_SHADES[low] + (_SHADES[high] - _SHADES[low]) * (place - low)))


def _dates(axes: Axes, axis: Slots, room: float) -> None:
    """Write dates below the strip, as many as fit."""
    date = _DATE * (1 if axis.width >= DAY else 1.5)
    every = max(-(-axis.count // max(int(room / (date + 0.2)), 1)), 1)
    # A date is written from its slot to the right; there has to be room for it before the edge of the page.
    written = range(0, max(axis.count - int((date - SIDE) / (room / axis.count)), 1), every)
    letters = 10 if axis.width >= DAY else 16
    dates = [dated(axis.first + slot * axis.width, letters) for slot in written]
    axes.set_xticks(written, dates, fontsize=8)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#EDEDED", linewidth=0.8)
    axes.set_axisbelow(True)
    for label in axes.get_xticklabels():
        label.set_horizontalalignment("left")


def _life(axes: Axes, axis: Slots, row: StripRow, y: float) -> None:
    """The line from the slot in which an article became public to its last edit."""
    times = [edit.at for edit in row.edits] + ([] if row.begins is None else [row.begins])
    left, right = axis.of(min(times)), axis.of(max(times)) + 1
    axes.plot([left, right], [y, y], color="#9A9A9A", linewidth=1.2, solid_capstyle="butt", zorder=1)
    if row.begins is not None:
        at = axis.of(row.begins)
        axes.plot([at, at], [y - 0.14, y + 0.14], color="#333333", linewidth=1.8, clip_on=False, zorder=4)


def _cell(axes: Axes, cell: Heat, y: float, levels: int, name: str) -> None:
    """One cell: darker and higher the more material, with the number of edits where there are several, and
    a white dot on its top where one was not made openly."""
    from matplotlib.patches import Rectangle

    part = 0.5 + 0.5 * cell.level / max(levels - 1, 1)
    height = (_ROW - 0.08) * part
    body = Rectangle(
        (cell.slot + 0.04, y - height / 2),
        0.92,
        height,
        facecolor=shade(cell.level, levels),
        edgecolor="#333333",
        linewidth=0.7,
        zorder=3,
    )
    body.set_gid(name)
    axes.add_patch(body)
    if cell.number > 1:
        axes.text(
            cell.slot + 0.5,
            y + (0.02 if cell.silent else 0),
            str(cell.number),
            fontsize=6.5,
            fontweight="bold",
            color="#FFFFFF" if cell.level >= levels / 2 else INK,
            ha="center",
            va="center_baseline",
            zorder=5,
        )
    if cell.silent:
        axes.plot(
            [cell.slot + 0.5],
            [y - height / 2],
            marker="o",
            markersize=4.4,
            markerfacecolor="#FFFFFF",
            markeredgecolor="#000000",
            markeredgewidth=1.2,
            linestyle="none",
            clip_on=False,
            zorder=5,
        )


def _key(sheet: Sheet, picture: StripPicture, axis: Slots) -> None:
    """What shades and marks mean."""
    from archive.domain.picture import Heat

    edits = [edit for row in picture.rows for edit in row.edits]
    items = [(Heat(0, 0, level, 1, silent=False), words) for level, words in enumerate(picture.levels)]
    if any(edit.silent for edit in edits):
        items.append((Heat(0, 0, 0, 1, silent=True), "white dot: not made openly"))
    columns = max(int(sheet.room / 2.4), 1)
    height = 0.34 * -(-len(items) // columns)
    sheet.y += 0.1
    for place, (cell, words) in enumerate(items):
        x, y = SIDE + sheet.room / columns * (place % columns), sheet.y + 0.34 * (place // columns)
        kept, sheet.y = sheet.y, y
        axes = sheet.axes(x, 0.2, 0.34)
        sheet.y = kept
        axes.set_xlim(0, 1)
        axes.set_ylim(0.34, 0)
        axes.axis("off")
        _cell(axes, cell, 0.17, len(picture.levels), f"edit-key-{place + 1}")
        sheet.at(x + 0.27, y + 0.17, words, size=8, color=QUIET, va="center")
    sheet.y += height
    sheet.notes(
        [
            f"Each cell is one {axis.words}, as dark and high as the most material edit in it; a number counts its edits."
            if not axis.words[0].isdigit()
            else f"Each cell is {axis.words}, as dark and high as the most material edit in it; a number counts its edits.",
            "Upright tick: when the article became public; line: from then to the last edit.",
        ]
    )
