"""Streams that may be packed: gzip members or zstd frames one after the other, or nothing of the kind.

Invariant: memory stays flat whatever the input claims: output comes in pieces of bounded size, a line is
read up to a limit, and a packed piece is known to be sound (its checksum was compared) once it is counted.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import BinaryIO, Final, Protocol

GZIP: Final = b"\x1f\x8b"
ZSTD: Final = b"\x28\xb5\x2f\xfd"
DICTIONARY: Final = b"\x5d\x2a\x4d\x18"
"""The skippable frame that holds a dictionary (IIPC, "WARC zstandard", 2021)."""

_PIECE: Final = 32 * 1024
_ZSTD_PIECE: Final = 1024
"""4 packed bytes can stand for a block of 128 KB: what is fed bounds what comes out, here 32 MB."""
_MAX_WINDOW: Final = 128 << 20
_MAX_DICTIONARY: Final = 16 << 20


class Damaged(Exception):
    """Packed bytes that cannot be unpacked; `cut` where they merely end too soon."""

    def __init__(self, reason: str, *, cut: bool = False) -> None:
        super().__init__(reason)
        self.cut = cut


class _Unpacker(Protocol):
    """One gzip member or zstd frame."""

    def feed(self, data: bytes) -> tuple[bytes, bytes]:
        """Some output, and what of `data` is not used yet; raises `Damaged`."""

    @property
    def done(self) -> bool:
        """Whether the member or frame ended, and its checksum was right."""


class _Gzip:
    def __init__(self) -> None:
        self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def done(self) -> bool:
        return self._inner.eof

    def feed(self, data: bytes) -> tuple[bytes, bytes]:
        try:
            output = self._inner.decompress(data, 2 * _PIECE)
        except zlib.error as error:
            raise Damaged(f"is damaged ({error})") from error
        return output, self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail


class _Zstd:
    def __init__(self, dictionary: bytes) -> None:
        import zstandard

        self._error = zstandard.ZstdError
        beside = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._inner = zstandard.ZstdDecompressor(
            dict_data=beside, max_window_size=_MAX_WINDOW
        ).decompressobj()

    @property
    def done(self) -> bool:
        return self._inner.eof

    def feed(self, data: bytes) -> tuple[bytes, bytes]:
        try:
            output = self._inner.decompress(data[:_ZSTD_PIECE])
        except self._error as error:
            raise Damaged(f"is damaged ({error})") from error
        return output, (self._inner.unused_data if self._inner.eof else b"") + data[_ZSTD_PIECE:]


class Unpacked:
    """What a stream holds, unpacked as it is read.

    `members` counts the packed pieces that ended and were sound; `member` is the number, from 0, of the one
    that what was read last came from. `dictionary` is that of the zstd frames, where a stream does not start
    with its own.
    """

    def __init__(self, stream: BinaryIO, dictionary: bytes = b"") -> None:
        self._stream = stream
        self._taken = 0
        self._pending = b""
        self._buffer = b""
        self._at = 0
        self._unpacker: _Unpacker | None = None
        self._member_at = 0
        self._fresh = False
        self.members = 0
        self.member = 0
        self.dictionary = dictionary
        self._start: Callable[[], _Unpacker] | None = self._kind()

    def _kind(self) -> Callable[[], _Unpacker] | None:
        head = self._peek(4)
        if head.startswith(GZIP):
            return _Gzip
        if head == DICTIONARY:
            self.dictionary = self._read_dictionary()
        elif head != ZSTD:
            return None
        return lambda: _Zstd(self.dictionary)

    def _peek(self, size: int) -> bytes:
        while len(self._pending) < size:
            piece = self._stream.read(_PIECE)
            if not piece:
                break
            self._taken += len(piece)
            self._pending += piece
        return self._pending[:size]

    def _read_dictionary(self) -> bytes:
        size = int.from_bytes(self._peek(8)[4:8], "little")
        if size > _MAX_DICTIONARY:
            raise Damaged(f"begins with a dictionary of {size} bytes, more than any has")
        content = self._peek(8 + size)[8:]
        if len(content) < size:
            raise Damaged("is cut off within its dictionary", cut=True)
        self._pending = self._pending[8 + size :]
        if not content.startswith(ZSTD):
            return content
        inner = Unpacked(io.BytesIO(content))
        unpacked = inner.read(_MAX_DICTIONARY + 1)
        if len(unpacked) > _MAX_DICTIONARY:
            raise Damaged("begins with a dictionary that is larger than any is")
        return unpacked

    def tell(self) -> int | None:
        """Where in the stream one can start to read what comes next; None within a packed piece. Raises `Damaged`."""
        if self._at == len(self._buffer) and not self._fill():
            return None
        if self._start is None:
            return self._taken - len(self._pending) - (len(self._buffer) - self._at)
        return self._member_at if self._fresh and self._at == 0 else None

    def _fill(self) -> bool:
        """Put the next piece of output into the buffer; whether there is one. Raises `Damaged`."""
        self._at, self._buffer, self._fresh = 0, b"", False
        while True:
            if self._unpacker is None and self._start is not None:
                self._pending = self._pending.lstrip(b"\0")  # gzip files may be padded with zeros
            if not self._pending and not self._peek(1):
                if self._unpacker is not None:
                    raise Damaged("is cut off", cut=True)
                return False
            if self._start is None:
                self._buffer, self._pending = self._pending, b""
                return True
            if self._unpacker is None:
                if not self._begins():
                    continue
                self._member_at = self._taken - len(self._pending)
                self._unpacker = self._start()
                self._fresh = True
            self.member = self.members
            self._buffer, self._pending = self._unpacker.feed(self._pending)
            if self._unpacker.done:
                self._unpacker = None
                self.members += 1
            if self._buffer:
                return True

    def _begins(self) -> bool:
        """Whether a packed piece begins here; False where zeros that pad the stream do. Raises `Damaged`."""
        head = self._peek(4)
        if head.startswith((GZIP, ZSTD)) or (head[1:] == b"\x2a\x4d\x18" and 0x50 <= head[0] <= 0x5F):
            return True
        if head.strip(b"\0"):
            raise Damaged("goes on with bytes that are not packed")
        return False

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, fewer only at the end. Raises `Damaged`."""
        pieces = []
        while size > 0 and (self._at < len(self._buffer) or self._fill()):
            piece = self._buffer[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def read1(self, size: int) -> bytes:
        """Up to `size` bytes, as many as one step of unpacking gives; none at the end. Raises `Damaged`."""
        if self._at == len(self._buffer) and not self._fill():
            return b""
        piece = self._buffer[self._at : self._at + size]
        self._at += len(piece)
        return piece

    def skip(self, size: int) -> int:
        """Pass over up to `size` bytes and say over how many. Raises `Damaged`."""
        left = size
        while left > 0 and (self._at < len(self._buffer) or self._fill()):
            step = min(left, len(self._buffer) - self._at)
            self._at += step
            left -= step
        return size - left

    def readline(self, size: int) -> bytes:
        """A line with its end, or the first `size` bytes of it. Raises `Damaged`."""
        pieces = []
        while size > 0 and (self._at < len(self._buffer) or self._fill()):
            end = self._buffer.find(b"\n", self._at, self._at + size) + 1
            piece = self._buffer[self._at : end or self._at + size]
            self._at += len(piece)
            size -= len(piece)
            pieces.append(piece)
            if end:
                break
        return b"".join(pieces)
