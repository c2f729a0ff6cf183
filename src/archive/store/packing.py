"""How payloads and blobs are packed for storage: zstd where that makes them smaller.

Hashes and commitments are always taken over the unpacked bytes, so packing can change without
touching anything that was ever signed or referred to.
"""

from __future__ import annotations

import threading
from typing import Final

import zstandard

LEVEL: Final = 3
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
