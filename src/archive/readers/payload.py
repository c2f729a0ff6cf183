"""The body of a recorded HTTP answer, without the transfer and content coding that it was sent in.

Crawlers write down bodies as they came, or already unpacked under the headers of the packed ones: what does
not begin as its coding says is taken as it stands.
"""

from __future__ import annotations

import zlib
from typing import Final

_CHUNK: Final = 64 * 1024
_PLAIN: Final = frozenset({"", "identity", "none", "utf-8", "binary"})
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_ZSTD_PIECE: Final = 1024
_MAX_MEMBERS: Final = 100
"""More gzip members than this are no page: each costs a copy of all that follow it."""


class TooLarge(Exception):
    """More bytes than are taken for an article."""


class Undecodable(Exception):
    """A body that is not in the coding it is said to be in."""


def unchunked(body: bytes) -> tuple[bytes, bool]:
    """`body` without chunked transfer coding (RFC 9112, 7.1), and whether its last chunk is there."""
    pieces: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\n", at, at + 200)
        size = _size_of(body[at:end]) if end >= 0 else None
        if size is None:
            return (b"".join(pieces), False) if pieces else (body, True)
        if size == 0:
            return b"".join(pieces), True
        piece = body[end + 1 : end + 1 + size]
        pieces.append(piece)
        if len(piece) < size:
            return b"".join(pieces), False
        at = end + 1 + size
        at += 2 if body.startswith(b"\r\n", at) else 1 if body.startswith(b"\n", at) else 0


def _size_of(line: bytes) -> int | None:
    digits = line.partition(b";")[0].strip()
    try:
        return int(digits, 16) if digits.isalnum() and len(digits) <= 8 else None
    except ValueError:
        return None


def decoded(body: bytes, coding: str, limit: int) -> tuple[bytes, bool]:
    """`body` without the content codings that the header `coding` names, and whether it is whole.

    Raises `TooLarge` past `limit` bytes, and `Undecodable`.
    """
    whole = True
    for name in reversed([part.strip().lower() for part in coding.split(",")][:4]):
        if name in _PLAIN or not body:
            continue
        if name in {"gzip", "x-gzip"}:
            body, ended = _inflated(body, limit, 31) if body.startswith(b"\x1f\x8b") else (body, True)
        elif name == "deflate":
            body, ended = _deflate(body, limit)
        elif name == "br":
            body, ended = _brotli(body, limit)
        elif name == "zstd":
            body, ended = _zstd(body, limit) if body.startswith(_ZSTD) else (body, True)
        else:
            raise Undecodable(f"is packed as {name[:40]!r}, which is not known here")
        whole = whole and ended
    return body, whole


def _inflated(body: bytes, limit: int, window: int) -> tuple[bytes, bool]:
    output = bytearray()
    for _ in range(_MAX_MEMBERS):
        inner = zlib.decompressobj(window)
        try:
            output += inner.decompress(body, limit + 1 - len(output))
        except zlib.error as error:
            raise Undecodable(f"is packed and cannot be unpacked ({error})") from error
        if len(output) > limit:
            raise TooLarge
        body = inner.unused_data
        if not body.startswith(b"\x1f\x8b"):  # gzip may go on with a further member
            return bytes(output), inner.eof
    raise Undecodable(f"is packed in more than {_MAX_MEMBERS} pieces")


def _deflate(body: bytes, limit: int) -> tuple[bytes, bool]:
    """With its zlib wrapper or, as some servers send it, without; or not packed at all."""
    for window in (15, -15):
        try:
            return _inflated(body, limit, window)
        except Undecodable:
            continue
    return body, True


def _brotli(body: bytes, limit: int) -> tuple[bytes, bool]:
    import brotli

    inner, output = brotli.Decompressor(), bytearray()
    try:
        output += inner.process(body, output_buffer_limit=_CHUNK)
        while not inner.can_accept_more_data() and len(output) <= limit:
            output += inner.process(b"", output_buffer_limit=_CHUNK)
    except brotli.error:
        # Brotli has no mark to begin with: what fails at once was never packed.
        if not output:
            return body, True
        raise Undecodable("is packed with brotli and cannot be unpacked") from None
    if len(output) > limit:
        raise TooLarge
    return bytes(output), bool(inner.is_finished())


def _zstd(body: bytes, limit: int) -> tuple[bytes, bool]:
    from zstandard import ZstdDecompressor, ZstdError

    inner, output = ZstdDecompressor(max_window_size=128 << 20).decompressobj(), bytearray()
    try:
        # What is fed bounds what comes out: 4 packed bytes can stand for 128 KB.
        for at in range(0, len(body), _ZSTD_PIECE):
            output += inner.decompress(body[at : at + _ZSTD_PIECE])
            if len(output) > limit:
                raise TooLarge
            if inner.eof:
                break
    except ZstdError as error:
        raise Undecodable(f"is packed and cannot be unpacked ({error})") from error
    return bytes(output), bool(inner.eof)
