"""Wrappers around an input (gzip, bzip2, zstd): looked through, with a bound on what they unpack to.

Invariant: never more than one buffer of unpacked bytes is held, however small the packed input is.
"""

from __future__ import annotations

import bz2
import io
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from archive.errors import InputRefused
from archive.readers.packed import GZIP, ZSTD, Damaged, Unpacked

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD: Final = 64 * 1024
"""How many bytes of an input its kind is told by."""
UNPACKED: Final = 4 * 2**30
"""What a packed input may unpack to, in bytes, where its reader sets no limit of its own."""

_BZIP2: Final = b"BZh"
_MAGIC: Final = 4
_GZIP_FORMAT: Final = 31
_BUFFER: Final = 64 * 1024
_WINDOW: Final = 2**27
"""The memory that a zstd frame may ask for, in bytes: what its command line tool allows too."""


def is_packed(head: bytes) -> bool:
    """Whether an input that begins with `head` is wrapped."""
    return head.startswith((GZIP, _BZIP2, ZSTD))


def peeled(head: bytes) -> bytes:
    """The beginning of what `head` is the packed beginning of, at most `HEAD` bytes; else `head` itself.

    Empty where the packing is damaged from the start.
    """
    if not is_packed(head):
        return head
    from zstandard import ZstdDecompressor, ZstdError

    try:
        if head.startswith(GZIP):
            return zlib.decompressobj(_GZIP_FORMAT).decompress(head, HEAD)
        if head.startswith(_BZIP2):
            return bz2.BZ2Decompressor().decompress(head, HEAD)
        return ZstdDecompressor(max_window_size=_WINDOW).stream_reader(head).read(HEAD)
    except (OSError, ZstdError, zlib.error):
        return b""


def unwrapped(name: str, stream: BinaryIO, limit: int = UNPACKED) -> io.BufferedReader[Any]:
    """`stream` as it reads without its wrapper; as it stands where it has none.

    Reading raises `InputRefused` naming `name` past `limit` bytes and where the wrapper is damaged;
    what stands before that is given first. Closing it closes `stream`.
    """
    head = b""
    while len(head) < _MAGIC and (more := stream.read(_MAGIC - len(head))):
        head += more
    whole = _Rejoined(head, stream)
    packed = io.BufferedReader(whole, _BUFFER)
    inner: io.BufferedIOBase | Unpacked
    if head.startswith((GZIP, ZSTD)):
        inner = Unpacked(packed)
    elif head.startswith(_BZIP2):
        inner = bz2.BZ2File(packed)
    else:
        inner = packed
    return io.BufferedReader(_Bounded(name, inner, limit, packed), _BUFFER)


class _Raw(io.RawIOBase):
    """A stream that is only read; `_take` gives at most so many bytes, none at the end."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._take(len(view))
        view[: len(data)] = data
        return len(data)

    def _take(self, size: int) -> bytes:
        raise NotImplementedError


class _Rejoined(_Raw):
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        super().__init__()
        self._head = head
        self._stream = stream

    def _take(self, size: int) -> bytes:
        if self._head:
            data, self._head = self._head[:size], self._head[size:]
            return data
        return self._stream.read(size)

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Bounded(_Raw):
    """What a wrapper holds, up to a limit, with the wrapper's errors as refusals."""

    def __init__(
        self, name: str, inner: io.BufferedIOBase | Unpacked, limit: int, packed: io.BufferedIOBase
    ) -> None:
        super().__init__()
        self._name = name
        self._inner = inner
        self._limit = limit
        self._packed = packed
        self._given = 0

    def _take(self, size: int) -> bytes:
        try:
            # At most one step of unpacking, so that what stands before damage is given first.
            data = self._inner.read1(size)
        except (EOFError, OSError, Damaged) as error:
            what = f"it {error}" if isinstance(error, Damaged) else str(error)
            reason = f"cannot be read past {self._given} bytes: {what}"
            raise InputRefused(name=self._name, reason=" ".join(reason.split())) from error
        self._given += len(data)
        if self._given > self._limit:
            raise InputRefused(
                name=self._name, reason=f"holds more than {self._limit / 2**20:.0f} MiB, packed or unpacked"
            )
        return data

    def close(self) -> None:
        self._packed.close()
        super().close()
