"""A picture as a PNG or SVG file, or as SVG for a page: settings, refusals, and writing."""

from __future__ import annotations

import io
import os
import tempfile
import warnings
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from archive.domain.picture import MatrixPicture, Picture, StepsPicture, StripPicture
from archive.errors import MissingExtra, PictureRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

ENDINGS: Final = (".png", ".svg")
MOST_PANELS: Final = 40
"""More facts than these make a picture over time that nobody can read, and a file that few programs open."""

MOST_LANES: Final = 300
"""More values than these make a picture that is larger than image files can be."""

WIDE: Final = 8.5
NARROW: Final = 5.6
"""Inches: the width of a picture in a file, and in a page, which may be read on a phone."""

_STYLE: Final[dict[str, Any]] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "archive",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#767676",
    "xtick.color": "#444444",
    "ytick.color": "#444444",
    "hatch.linewidth": 0.8,
    "savefig.dpi": 170,
}
"""DejaVu comes with matplotlib, so that the machine's fonts make no difference; text stays text in an SVG."""


def is_installed() -> bool:
    """Whether pictures can be drawn here."""
    return find_spec("matplotlib") is not None


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
    if not is_installed():
        raise MissingExtra(feature="a picture", extra="plot")


def draw(picture: Picture, path: Path) -> None:
    """Write `picture` to `path` in the format of its ending, whole or not at all.

    Raises `MissingExtra` without matplotlib, and `PictureRefused` where nothing can be drawn or written.
    """
    check(path)
    problem = _problem(picture)
    if problem:
        raise PictureRefused(file=str(path), problem=problem)
    with _plain(), warnings.catch_warnings():
        # A letter that the font lacks is drawn as a box; that is to be seen in the picture.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        page = _page(picture, WIDE)
        if path.suffix.lower() == ".svg":
            data = _svg(page, picture, "").encode("utf-8")
        else:
            out = io.BytesIO()
            page.savefig(out, format="png", metadata={"Software": None})
            data = out.getvalue()
    _write(path, data)


def svg(picture: Picture, prefix: str) -> str:
    """`picture` as an SVG element to be put into a page; every id in it begins with `prefix`.

    Empty where nothing can be drawn. Raises `MissingExtra` without matplotlib.
    """
    if not is_installed():
        raise MissingExtra(feature="a picture", extra="plot")
    if _problem(picture):
        return ""
    with _plain(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        return _svg(_page(picture, NARROW), picture, prefix)


def _problem(picture: Picture) -> str:
    """Why a picture cannot be drawn; empty where it can."""
    if isinstance(picture, StepsPicture):
        if not picture.panels:
            return "there is nothing to draw: no fact fits"
        if len(picture.panels) > MOST_PANELS:
            return f"{len(picture.panels)} facts are too many for a picture; narrow them with TYPE or --key"
        values = sum(len(panel.lanes) for panel in picture.panels)
        if values > MOST_LANES:
            return (
                f"{values} different values are too many for a picture; narrow them with --since and --until"
            )
        return ""
    if isinstance(picture, MatrixPicture):
        return "" if picture.rows and picture.sources else "there is nothing to draw: no fact fits"
    return "" if picture.rows else "there is nothing to draw: no article was edited"


@contextmanager
def _plain() -> Iterator[None]:
    """Draw with our own settings and none of the user's, and leave theirs as they were."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        settings: Any = mpl.rcParams
        settings.update(_STYLE)
        yield


def _page(picture: Picture, width: float) -> Figure:
    from matplotlib.figure import Figure

    page = Figure(figsize=(width, 1), layout=None)
    if isinstance(picture, StepsPicture):
        from archive.plot.steps import lay_out

        lay_out(page, picture, width)
    elif isinstance(picture, StripPicture):
        from archive.plot.strip import lay_out_strip

        lay_out_strip(page, picture, width)
    else:
        from archive.plot.grid import lay_out_grid

        lay_out_grid(page, picture, width)
    return page


def _svg(page: Figure, picture: Picture, prefix: str) -> str:
    """The page as SVG; the metadata name no program and no time."""
    from archive.plot.svg import finished

    out = io.BytesIO()
    page.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return finished(out.getvalue(), title=picture.title, told=picture.told, prefix=prefix)


def _write(path: Path, data: bytes) -> None:
    """Write to a file beside `path` and move it there."""
    try:
        handle, name = tempfile.mkstemp(suffix=path.suffix, dir=path.absolute().parent)
    except OSError as error:
        raise PictureRefused(file=str(path), problem=(error.strerror or str(error)).lower()) from error
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
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
