"""The page of a picture over time: who is who, a panel for each fact, and what the marks mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from archive.plot.marks import Marks, notes
from archive.plot.panels import PanelArtist, Span
from archive.plot.sheet import SIDE, Sheet, broken, line_height

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from archive.domain.picture import Panel, StepsPicture

_NUMERIC: Final = 1.75
_LANE: Final = 0.5
_SCALE: Final = 0.42
"""Inches: the height of a panel with a scale, of a lane, and the room that the numbers of a scale take."""

_DATES: Final = 0.3
_BETWEEN: Final = 0.16
_UNDATED: Final = 2.6
"""Inches that a panel's dates take, between panels, and below dates after which they are written again."""

_LABEL: Final = 9.5


def lay_out(page: Figure, picture: StepsPicture, width: float) -> None:
    """Draw `picture` on `page`, whose height follows from it."""
    sheet = Sheet(page, width)
    sheet.head(picture.title, picture.subtitle)
    marks = Marks(picture.sources)
    marks.key(sheet)
    left = SIDE + (_SCALE if any(panel.numeric for panel in picture.panels) else 0)
    axes, since = [], _UNDATED
    for number, panel in enumerate(picture.panels):
        for line in broken(panel.label, sheet.room / 1.12, _LABEL, most=2):
            sheet.at(
                SIDE, sheet.y + line_height(_LABEL) / 2, line, size=_LABEL, fontweight="bold", va="center"
            )
            sheet.y += line_height(_LABEL)
        sheet.y += 0.06
        height = _height(panel)
        since += height
        dated = panel.numeric or since >= _UNDATED or number == len(picture.panels) - 1
        since = 0 if dated else since
        axes.append((sheet.axes(left, width - left - SIDE, height), dated))
        sheet.y += (_DATES if dated else 0) + _BETWEEN
    sheet.notes(notes(picture))
    sheet.close()
    span = Span.of(picture)
    for number, (panel, (one, dated)) in enumerate(zip(picture.panels, axes, strict=True), start=1):
        PanelArtist(one, number, panel, span, marks).draw(dated=dated, instants=picture.instants)


def _height(panel: Panel) -> float:
    return _NUMERIC if panel.numeric else _LANE * max(len(panel.lanes), 1)
