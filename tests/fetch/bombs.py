"""Small bodies that unpack into large ones."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any

import zstandard


def bomb(coding: str, size: int) -> bytes:
    """`size` zero bytes (whole MiB), packed with `coding`: gzip, deflate, br or zstd, or a worse form of these.

    `zstd-window` asks for a window of 128 MiB, `gzip-members` and `zstd-frames` start anew at every MiB.
    """
    mebibyte = bytes(1 << 20)
    if coding in ("gzip-members", "zstd-frames"):
        return bomb(coding.partition("-")[0], 1 << 20) * (size >> 20)
    feed, end = _packer(coding)
    return b"".join([*(feed(mebibyte) for _ in range(size >> 20)), end()])


def _packer(coding: str) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    packer: Any
    if coding in ("gzip", "deflate"):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else 15)
        return packer.compress, packer.flush
    if coding == "br":
        packer = import_module("brotli").Compressor(quality=5)
        return packer.process, packer.finish
    parameters = zstandard.ZstdCompressionParameters(window_log=27 if coding == "zstd-window" else 20)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return packer.compress, packer.flush
