"""A picture of timelines as a PNG or SVG file: the page, its panels, and what the marks mean."""

from __future__ import annotations

import os
import tempfile
import warnings
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from archive.domain.picture import Panel, Picture
from archive.errors import MissingExtra, PictureRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

ENDINGS: Final = (".png", ".svg")
MOST_PANELS: Final = 40
"""More facts than these make a picture that nobody can read, and a file that few programs open."""

_WIDTH: Final = 10.0
_NUMERIC: Final = 1.9
_LANE: Final = 0.52
_BETWEEN: Final = 0.62
_TOP: Final = 0.8
_GAP: Final = 0.35
_BOTTOM: Final = 0.4
_LINE: Final = 0.2
_SIDE: Final = 0.7
_EDGE: Final = 0.35
"""Measures of the page in inches."""

_STYLE: Final[dict[str, Any]] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "archive",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#888888",
    "xtick.color": "#444444",
    "ytick.color": "#444444",
    "savefig.dpi": 150,
}
"""DejaVu comes with matplotlib, so that the machine's fonts make no difference; text stays text in an SVG."""


def check(path: Path) -> None:
    """Refuse what could not be drawn, before anything is computed.

    Raises `PictureRefused` where the file's ending names no format or there is no such folder, and
    `MissingExtra` without matplotlib.
    """
    if path.suffix.lower() not in ENDINGS:
        problem = f"the ending {path.suffix!r} is no format of a picture; name it .png or .svg"
        raise PictureRefused(file=str(path), problem=problem)
    if not path.absolute().parent.is_dir():
        raise PictureRefused(file=str(path), problem="there is no such folder to write it in")
    if find_spec("matplotlib") is None:
        raise MissingExtra(feature="a picture", extra="plot")


def draw(picture: Picture, path: Path) -> None:
    """Write `picture` to `path` in the format of its ending, whole or not at all.

    Raises `MissingExtra` without matplotlib, and `PictureRefused` where nothing can be drawn or written.
    """
    check(path)
    if not picture.panels:
        raise PictureRefused(file=str(path), problem="there is nothing to draw: no fact fits")
    if len(picture.panels) > MOST_PANELS:
        problem = f"{len(picture.panels)} facts are too many for a picture; narrow them with TYPE or --key"
        raise PictureRefused(file=str(path), problem=problem)
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with _plain(mpl):
        heights = [_height(panel) for panel in picture.panels]
        page = Figure(figsize=(_WIDTH, 1), layout=None)
        _fill(page, picture, heights)
        _save(page, path)


@contextmanager
def _plain(mpl: Any) -> Iterator[None]:
    """Draw with our own settings and none of the user's, and leave theirs as they were."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        # A letter that the font lacks is drawn as a box; that is to be seen in the picture.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def _height(panel: Panel) -> float:
    lanes = {stretch.lane for stretch in panel.stretches if not stretch.gone} | {d.lane for d in panel.dots}
    return _NUMERIC if panel.numeric else _LANE * max(len(lanes), 1)


def _fill(page: Figure, picture: Picture, heights: list[float]) -> None:
    """Lay out the page from top to bottom: title, panels, who is who, and what the marks mean."""
    from archive.plot.marks import Marks, notes
    from archive.plot.panels import PanelArtist, Span

    marks = Marks(picture.sources)
    explained = notes(picture)
    head = _TOP + _LINE * marks.rows() + _GAP
    total = head + sum(heights) + _BETWEEN * (len(heights) - 1) + _BOTTOM + _LINE * (len(explained) + 0.5)
    left = _SIDE / _WIDTH
    page.set_size_inches(_WIDTH, total)
    page.text(left, 1 - 0.32 / total, picture.title, fontsize=14, fontweight="bold", va="center")
    page.text(left, 1 - 0.56 / total, picture.subtitle, fontsize=9, color="#555555", va="center")
    marks.key(page, left=left, top=1 - (_TOP + 0.06) / total, step=_LINE / total)
    span = Span.of(picture)
    top = total - head
    for number, (panel, height) in enumerate(zip(picture.panels, heights, strict=True), start=1):
        box = (left, (top - height) / total, 1 - left - _EDGE / _WIDTH, height / total)
        PanelArtist(page.add_axes(box), number, panel, span, marks).draw()
        top -= height + _BETWEEN
    for number, note in enumerate(reversed(explained)):
        page.text(left, _LINE * (number + 0.7) / total, note, fontsize=8, color="#555555", va="center")


def _save(page: Figure, path: Path) -> None:
    """Write to a file beside `path` and move it there; the metadata name no program and no time."""
    form = path.suffix.lower().removeprefix(".")
    metadata = {"Software": None} if form == "png" else {"Date": None, "Creator": None}
    try:
        handle, name = tempfile.mkstemp(suffix=path.suffix, dir=path.absolute().parent)
        os.close(handle)
    except OSError as error:
        raise PictureRefused(file=str(path), problem=(error.strerror or str(error)).lower()) from error
    beside = Path(name)
    try:
        page.savefig(beside, format=form, metadata=metadata)
        beside.chmod(0o666 & ~_umask())
        beside.replace(path)
    except OSError as error:
        raise PictureRefused(file=str(path), problem=(error.strerror or str(error)).lower()) from error
    finally:
        beside.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
