"""How payloads and blobs are packed for storage: zstd where that makes them smaller, patches for revisions.

Hashes and commitments are always taken over the unpacked bytes, so packing can change without
touching anything that was ever signed or referred to.
"""

from __future__ import annotations

import threading
from typing import Final

import zstandard

LEVEL: Final = 3
PATCH_LEVEL: Final = 9
"""Measured on a page of 258 KB: 1.47 KB at level 9 in .8 ms, 1.68 at 3 in .5, 1.43 at 12 in .8 but thrice that on
8 MB. Long-distance matching is off: it takes the long matches first and left 2.07 KB, and 22 KB of 8 MB against 12."""
PATCH_LIMIT: Final = 32 * 2**20
"""Most bytes of a content or a base that are patched: both must fit into the window of every zstd decoder."""
_threads: Final = threading.local()


def pack(data: bytes) -> tuple[str, bytes]:
    """The codec name ("zstd", or "raw" where zstd gains nothing) and the packed bytes."""
    compressor = getattr(_threads, "compressor", None)
    if compressor is None:
        compressor = _threads.compressor = zstandard.ZstdCompressor(level=LEVEL)
    packed: bytes = compressor.compress(data)
    return ("zstd", packed) if len(packed) < len(data) else ("raw", data)


def unpack(codec: str, packed: bytes, size: int | None = None) -> bytes:
    """The bytes that `pack` was given; raises `ValueError` where `packed` is damaged.

    Where their `size` is known, nothing larger is unpacked.
    """
    if codec == "raw":
        return packed
    if codec != "zstd":
        raise ValueError(f"packed with {codec!r}, which this program does not know")
    decompressor = getattr(_threads, "decompressor", None)
    if decompressor is None:
        decompressor = _threads.decompressor = zstandard.ZstdDecompressor()
    return _decompressed(decompressor, packed, size)


def patch(data: bytes, base: bytes) -> bytes:
    """What `unpatch` needs beside `base` to give `data` back: zstd with `base` before it, as `zstd --patch-from`."""
    parameters = zstandard.ZstdCompressionParameters.from_level(
        PATCH_LEVEL,
        window_log=max(zstandard.WINDOWLOG_MIN, (len(base) + len(data)).bit_length()),
        source_size=len(data),
        dict_size=len(base),
    )
    compressor = zstandard.ZstdCompressor(dict_data=_before(base), compression_params=parameters)
    packed: bytes = compressor.compress(data)
    return packed


def unpatch(packed: bytes, base: bytes, size: int) -> bytes:
    """The `size` bytes that `patch` was given; raises `ValueError` where `packed` is damaged."""
    return _decompressed(zstandard.ZstdDecompressor(dict_data=_before(base)), packed, size)


def _before(base: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def _decompressed(decompressor: zstandard.ZstdDecompressor, packed: bytes, size: int | None) -> bytes:
    """Memory is taken for what the frame says of itself, which is why that is held to `size` first."""
    try:
        if size is not None and zstandard.frame_content_size(packed) != size:
            raise ValueError("its size is wrong")
        data: bytes = decompressor.decompress(packed)
    except zstandard.ZstdError as problem:
        raise ValueError(f"cannot be unpacked: {problem}") from problem
    return data
