"""A table for people: columns side by side, or, where a terminal is too narrow for them, row under row."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO, Final

from archive.errors import OutputRefused
from archive.telling.lines import plain
from archive.telling.tabular import encoded, text_of

_NARROWEST: Final = 8
"""Columns of a terminal to which a cell is cut before the rows are shown one under the other."""
_SIGNS: Final = 4_000
"""Letters of a cell that are looked at: no place to look at shows more."""
_MOST_LETTERS: Final = 100_000_000
"""Letters of all cells that are kept: no table to look at has more, and memory has an end."""
_GAP: Final = "  "


class Grid:
    """Keeps all rows, for the widths of its columns are known at the end only."""

    def __init__(
        self, columns: Sequence[str], out: BinaryIO, width: int | None, head: Callable[[str], str]
    ) -> None:
        self._columns = [_shown(name, width) for name in columns]
        self._out, self._width, self._head = out, width, head
        self._rows: list[list[str]] = []
        self._numbers = [True] * len(columns)
        self._letters = 0

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Keep `rows`. Raises `OutputRefused` where they are too much for a table."""
        for row in rows:
            for at, value in enumerate(row):
                if not isinstance(value, (int, float, type(None))):
                    self._numbers[at] = False
            cells = ["" if value is None else _shown(text_of(value), self._width) for value in row]
            self._letters += sum(map(len, cells))
            if self._letters > _MOST_LETTERS:
                raise OutputRefused(problem="this is too much for a table; take --format jsonl or csv")
            self._rows.append(cells)

    def end(self) -> None:
        """Write the table."""
        least = sum(min(_width(name), _NARROWEST) for name in self._columns) + len(_GAP) * (
            len(self._columns) - 1
        )
        fits = self._width is None or least <= self._width
        for line in self._side_by_side() if fits or not self._rows else self._one_under_the_other():
            self._out.write(encoded(line.rstrip() + "\n"))
        self._out.flush()

    def _side_by_side(self) -> Iterable[str]:
        widths = [
            max(map(_width, [name, *(row[at] for row in self._rows)]))
            for at, name in enumerate(self._columns)
        ]
        if self._width is not None:
            widths = _narrowed(widths, self._width - len(_GAP) * (len(widths) - 1))
        numbers = self._numbers if self._rows else [False] * len(widths)
        yield self._head(_joined(self._columns, widths, numbers).rstrip())
        yield _GAP.join("-" * width for width in widths)
        for row in self._rows:
            yield _joined(row, widths, numbers)

    def _one_under_the_other(self) -> Iterable[str]:
        names = max(map(_width, self._columns))
        room = max((self._width or 0) - names - len(_GAP), _NARROWEST)
        for number, row in enumerate(self._rows):
            if number:
                yield ""
            for name, cell in zip(self._columns, row, strict=True):
                yield self._head(_fitted(name, names)) + _GAP + _fitted(cell, min(_width(cell), room))


def _shown(text: str, width: int | None) -> str:
    """`text` on one line, and of it no more than a place of `width` columns can show."""
    if width is not None and len(text) > _SIGNS:
        text = text[:_SIGNS] + "…"
    return plain(" ".join(text.split()))


def _narrowed(widths: Sequence[int], room: int) -> list[int]:
    """`widths`, the widest made narrower until all of them fit, but none below the narrowest."""
    kept = [min(width, max(room, _NARROWEST)) for width in widths]
    while sum(kept) > room and max(kept, default=0) > _NARROWEST:
        kept[kept.index(max(kept))] -= 1
    return kept


def _joined(cells: Sequence[str], widths: Sequence[int], numbers: Sequence[bool]) -> str:
    fitted = zip(cells, widths, numbers, strict=True)
    return _GAP.join(_fitted(cell, width, right=right) for cell, width, right in fitted)


def _fitted(text: str, width: int, *, right: bool = False) -> str:
    if _width(text) > width:
        text = text[:width]
        while _width(text) > width - 1:
            text = text[:-1]
        text += "…"
    gap = " " * (width - _width(text))
    return gap + text if right else text + gap


def _width(text: str) -> int:
    """Columns that `text` takes on a terminal: East Asian letters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
