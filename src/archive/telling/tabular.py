"""Tables in every form: for a terminal, for a page, for a spreadsheet and for other programs.

Invariants: rows are written as they come, so that memory does not follow their number (a table for a
terminal, which has to know its widths, excepted); nothing is lost or changed: what is unknown stays apart
from an empty text, whole numbers stay whole, and what has no type of its own in a form is text.

- `csv`: RFC 4180. An empty field is NULL, `""` an empty text.
- `tsv`: a tab, a line break and a backslash in a text are written `\\t`, `\\n`, `\\r` and `\\\\`, NULL is `\\N`, as
  PostgreSQL's COPY has them.
- `csv` and `tsv`: articles are others' words, and a spreadsheet runs what begins with one of `=+-@`. A text
  that does, and is no number, gets an apostrophe in front; so does one that already begins with such an
  apostrophe, so that taking one away gives every text back.
- `json`, `jsonl`: one object for each row; columns of one name are told apart as `name_2`.
- `parquet`: see `tabular_parquet`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, Final, Protocol

from archive.errors import OutputRefused
from archive.telling.lines import in_json, plain
from archive.telling.markdown import escaped

FORMS: Final = ("table", "csv", "tsv", "json", "jsonl", "markdown", "parquet")
"""Every form that a table can be written in."""

_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
"""How a text begins that a spreadsheet takes for a formula (OWASP, CSV injection)."""
_TO_QUOTE: Final = re.compile(r'[",\r\n]|^$|^\s|\s$')
_TSV: Final = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_TSV_MARK: Final = re.compile(r"[\\\t\n\r]")


class TableWriter(Protocol):
    """Takes the rows of a table."""

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Write `rows`; each has a value for every column: text, number, bool, None, list or dict."""


class _Table(TableWriter, Protocol):
    def end(self) -> None:
        """Write what is still to be written."""


def check_form(form: str, *, terminal: bool) -> None:
    """Refuse, before any work is done, what cannot be written: Parquet to a terminal, or without its package.

    Raises `OutputRefused` and `MissingExtra`.
    """
    if form != "parquet":
        return
    if terminal:
        raise OutputRefused(
            problem="parquet is not for reading on a terminal; write it to a file with: -o FILE"
        )
    from archive.telling.tabular_parquet import require

    require()


@contextmanager
def open_table(
    form: str,
    columns: Sequence[str],
    out: BinaryIO,
    *,
    width: int | None = None,
    terminal: bool = False,
    head: Callable[[str], str] = str,
) -> Iterator[TableWriter]:
    """A writer of a table with `columns` to `out`, in one of `FORMS`; the table is whole when the block ends.

    `width` is that of the place where a `table` is looked at (None: as wide as need be), `head` gives its
    headings their look. On a `terminal` nothing that a cell says can command it. Raises as `check_form` does.
    """
    check_form(form, terminal=terminal)
    writer = _opened(form, _distinct(columns), out, width, terminal, head)
    yield writer
    writer.end()


def _opened(
    form: str,
    columns: Sequence[str],
    out: BinaryIO,
    width: int | None,
    terminal: bool,
    head: Callable[[str], str],
) -> _Table:
    if form == "table":
        from archive.telling.tabular_grid import Grid

        return Grid(columns, out, width, head)
    if form == "parquet":
        from archive.telling.tabular_parquet import Parquet

        return Parquet(columns, out)
    if form == "json":
        return _JsonList(columns, out)
    lines: Callable[[Sequence[object]], str] = {
        "csv": _csv_line,
        "tsv": _tsv_line,
        "markdown": _markdown_line,
        "jsonl": lambda row: in_json(_record(columns, row)),
    }[form]
    heads: list[Sequence[object]] = [] if form == "jsonl" else [columns]
    if form == "markdown":
        heads.append([_Ready("---")] * len(columns))
    return _Lines(lines, heads, out, plain if terminal else str)


def _distinct(columns: Sequence[str]) -> tuple[str, ...]:
    """`columns`, with those of one name told apart."""
    told: dict[str, int] = {}
    for name in columns:
        number, fresh = told.get(name, 0) + 1, name
        while number > 1 and (fresh := f"{name}_{number}") in told:
            number += 1
        told[name] = number
        told.setdefault(fresh, 1)
    return tuple(told)


class _Ready(str):
    """A cell that is written as it stands."""

    __slots__ = ()


class _Lines:
    """Each row a line."""

    def __init__(
        self,
        line: Callable[[Sequence[object]], str],
        heads: Sequence[Sequence[object]],
        out: BinaryIO,
        shown: Callable[[str], str],
    ) -> None:
        self._line, self._out, self._shown = line, out, shown
        self.write(heads)

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        for row in rows:
            self._out.write(encoded(self._shown(self._line(row)) + "\n"))

    def end(self) -> None:
        self._out.flush()


class _JsonList:
    """One JSON list, an object a row, indented."""

    def __init__(self, columns: Sequence[str], out: BinaryIO) -> None:
        self._columns, self._out = columns, out
        self._between = "[\n"

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        for row in rows:
            text = in_json(_record(self._columns, row), indent=2).replace("\n", "\n  ")
            self._out.write(encoded(f"{self._between}  {text}"))
            self._between = ",\n"

    def end(self) -> None:
        self._out.write(b"[]\n" if self._between == "[\n" else b"\n]\n")
        self._out.flush()


def encoded(text: str) -> bytes:
    """`text` in UTF-8; half a surrogate, which UTF-8 has no place for, as U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return plain(text).encode()


def text_of(value: object) -> str:
    """A value that is not NULL as text: JSON where it is a list or an object."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return in_json(value) if isinstance(value, (list, dict)) else str(value)


def _record(columns: Sequence[str], row: Sequence[object]) -> dict[str, object]:
    return {name: _json_value(value) for name, value in zip(columns, row, strict=True)}


def _json_value(value: object) -> object:
    """`value`; JSON has no infinity, and so that is text."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _csv_line(row: Sequence[object]) -> str:
    if len(row) == 1 and row[0] is None:
        return '""'  # an empty line would be no row to most readers
    return ",".join(_csv_cell(value) for value in row)


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    text = _harmless(value)
    if not _TO_QUOTE.search(text):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _tsv_line(row: Sequence[object]) -> str:
    return "\t".join(_tsv_cell(value) for value in row)


def _tsv_cell(value: object) -> str:
    if value is None:
        return "\\N"
    return _TSV_MARK.sub(lambda found: _TSV[found[0]], _harmless(value))


def _harmless(value: object) -> str:
    text = text_of(value)
    if isinstance(value, str) and _FORMULA.match(text) and not _NUMBER.match(text):
        return "'" + text
    return text


def _markdown_line(row: Sequence[object]) -> str:
    return "| " + " | ".join(_markdown_cell(value) for value in row) + " |"


def _markdown_cell(value: object) -> str:
    if isinstance(value, _Ready):
        return value
    return "" if value is None else escaped(text_of(value))
