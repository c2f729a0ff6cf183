"""Tables as Parquet files.

Invariant: every value comes back as it was. A column has the narrowest type that holds all of its values
exactly: 64-bit integers, doubles (with whole numbers among them where a double holds each), booleans, else
text. A column without any value is text.

A Parquet file says at its first row what its columns hold, and rows come one after the other: they wait in
a temporary file until all have been seen, so that memory holds one group of rows at a time.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from archive.errors import MissingExtra
from archive.telling.lines import plain
from archive.telling.tabular import text_of

if TYPE_CHECKING:
    import pyarrow as pa

GROUP: Final = 10_000
"""Rows in a group of a file."""

_IN_MEMORY: Final = 16_000_000
"""Bytes of waiting rows above which they wait on disk."""
_EXACT: Final = 2**53
"""The whole numbers up to which a double holds each (IEEE 754)."""
_LARGEST: Final = 2**63


def require() -> None:
    """Raise `MissingExtra` where the package that writes Parquet is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401 - only whether it is there
    except ImportError as problem:
        raise MissingExtra(feature="Parquet", extra="parquet") from problem


class Parquet:
    """Takes rows, and writes the file at the end."""

    def __init__(self, columns: Sequence[str], out: BinaryIO) -> None:
        self._columns, self._out = columns, out
        self._held: list[set[str]] = [set() for _ in columns]
        self._group: list[Sequence[object]] = []
        self._waiting = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed at the end
        self._groups = 0

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Let `rows` wait."""
        for row in rows:
            for kinds, value in zip(self._held, row, strict=True):
                if value is not None:
                    kinds.add(_kind(value))
            self._group.append(tuple(row))
            if len(self._group) >= GROUP:
                self._put_by()

    def _put_by(self) -> None:
        pickle.dump(self._group, self._waiting)
        self._group = []
        self._groups += 1

    def end(self) -> None:
        """Write the file."""
        import pyarrow as pa
        from pyarrow import parquet

        schema = pa.schema(
            [(plain(name), _type(kinds)) for name, kinds in zip(self._columns, self._held, strict=True)]
        )
        with self._waiting, parquet.ParquetWriter(self._out, schema, compression="zstd") as writer:
            for group in self._taken():
                arrays = [
                    pa.array([_as(value, field.type) for value in column], field.type)
                    for column, field in zip(zip(*group, strict=True), schema, strict=True)
                ]
                writer.write_batch(pa.record_batch(arrays, schema=schema))
        self._out.flush()

    def _taken(self) -> Iterator[list[Sequence[object]]]:
        self._waiting.seek(0)
        for _ in range(self._groups):
            yield pickle.load(self._waiting)  # noqa: S301 - written by this object a moment ago
        if self._group:
            yield self._group


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        if abs(value) <= _EXACT:
            return "exact"
        return "int" if -_LARGEST <= value < _LARGEST else "text"
    return "float" if isinstance(value, float) else "text"


def _type(kinds: set[str]) -> pa.DataType:
    import pyarrow as pa

    if kinds == {"bool"}:
        return pa.bool_()
    if kinds and kinds <= {"exact", "int"}:
        return pa.int64()
    if kinds and kinds <= {"exact", "float"}:
        return pa.float64()
    return pa.string()


def _as(value: object, kind: Any) -> object:
    """`value` as its column has it."""
    if value is None:
        return None
    if kind == "string":
        return text_of(value).encode("utf-8", "replace").decode()
    return float(value) if kind == "double" else value  # type: ignore[arg-type]  # a number there
