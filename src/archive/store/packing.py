"""How payloads and blobs are packed for storage: zstd where that makes them smaller.

Hashes and commitments are always taken over the unpacked bytes, so packing can change without
touching anything that was ever signed or referred to.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import Any, Final

import zstandard

LEVEL: Final = 3
PORTION_BYTES: Final = 4_000_000
"""Most packed bytes sent to the database at once; PostgreSQL's driver hangs on much larger batches."""

_threads: Final = threading.local()


def pack(data: bytes) -> tuple[str, bytes]:
    """The codec name ("zstd", or "raw" where zstd gains nothing) and the packed bytes."""
    compressor = getattr(_threads, "compressor", None)
    if compressor is None:
        compressor = _threads.compressor = zstandard.ZstdCompressor(level=LEVEL)
    packed: bytes = compressor.compress(data)
    return ("zstd", packed) if len(packed) < len(data) else ("raw", data)


def unpack(codec: str, packed: bytes) -> bytes:
    """The bytes that `pack` was given; raises `ValueError` where `packed` is damaged."""
    if codec == "raw":
        return packed
    if codec != "zstd":
        raise ValueError(f"packed with {codec!r}, which this program does not know")
    decompressor = getattr(_threads, "decompressor", None)
    if decompressor is None:
        decompressor = _threads.decompressor = zstandard.ZstdDecompressor()
    try:
        data: bytes = decompressor.decompress(packed)
    except zstandard.ZstdError as problem:
        raise ValueError(f"cannot be unpacked: {problem}") from problem
    return data


def portions(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """`rows` with packed `data`, in order, in portions of up to `PORTION_BYTES`.

    A single row that is larger is a portion of its own.
    """
    portion: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        size += len(row["data"])
        if portion and size > PORTION_BYTES:
            yield portion
            portion, size = [], len(row["data"])
        portion.append(row)
    if portion:
        yield portion
