"""The records of a WARC file (ISO 28500), one after the other, each as a head and a block that is streamed.

warcio's parser reads the heads. Its iterator is not used: it holds lines of any length, gives the bytes
before a cut for a whole record, writes to standard error, and knows no zstd.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from archive.readers.packed import Damaged, Unpacked

Headers = tuple[tuple[str, str], ...]

_MAX_HEAD: Final = 256 * 1024
"""More bytes than this are no head of a record or of an answer."""
_ALGORITHMS: Final = frozenset({"md5", "sha1", "sha256", "sha512"})


class BrokenOff(Exception):
    """Where the records cannot be read further; `whole` where the last one given is known to be sound."""

    def __init__(self, reason: str, *, whole: bool) -> None:
        super().__init__(reason)
        self.whole = whole


class NotWarc(Exception):
    """The very first line is that of no WARC record."""


class _Readable(Protocol):
    def readline(self, size: int) -> bytes:
        """A line, or its first `size` bytes."""


class _Lines:
    """Gives warcio's parser the lines of one head, and no more than a head has."""

    def __init__(self, inner: _Readable, ahead: bytes) -> None:
        self._inner = inner
        self._ahead = ahead
        self._left = _MAX_HEAD

    def readline(self) -> bytes:
        if self._ahead:
            line, self._ahead = self._ahead, b""
            return line
        line = self._inner.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise Damaged(f"holds a head of more than {_MAX_HEAD // 1024} KB")
        return line


class Block:
    """The bytes of one record, as far as they have not been read."""

    def __init__(self, stream: Unpacked, length: int) -> None:
        self._stream = stream
        self.left = length
        self._digest: hashlib._Hash | None = None

    def watch(self, algorithm: str) -> None:
        """Hash what is read from here on."""
        self._digest = hashlib.new(algorithm, usedforsecurity=False)

    def matches(self, expected: bytes) -> bool:
        """Whether all bytes of the block have the digest `expected`; the block must have been read to its end."""
        return self._digest is None or self.left > 0 or hmac.compare_digest(self._digest.digest(), expected)

    def read(self, size: int) -> bytes:
        """Up to `size` bytes. Raises `Damaged`, also where the stream ends before the block does."""
        return self._took(self._stream.read(min(size, self.left)), min(size, self.left))

    def readline(self, size: int) -> bytes:
        """A line with its end, or the first `size` bytes of it. Raises `Damaged`."""
        line = self._stream.readline(min(size, self.left))
        return self._took(line, len(line) if line.endswith(b"\n") else min(size, self.left))

    def finish(self) -> None:
        """Pass over what has not been read. Raises `Damaged`."""
        wanted, self.left = self.left, 0
        if self._stream.skip(wanted) < wanted:
            raise Damaged("is cut off", cut=True)

    def _took(self, data: bytes, wanted: int) -> bytes:
        self.left -= len(data)
        if self._digest is not None:
            self._digest.update(data)
        if len(data) < wanted:
            raise Damaged("is cut off", cut=True)
        return data


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its `number` in the file from 1, where it begins (if it can be found again), head and block."""

    number: int
    offset: int | None
    fields: Mapping[str, str]
    block: Block

    def header(self, name: str) -> str:
        """The header called `name`, in any case; empty where there is none."""
        return self.fields.get(name.lower(), "")

    @property
    def type(self) -> str:
        """The WARC-Type, in small letters."""
        return self.header("WARC-Type").lower()

    @property
    def url(self) -> str:
        """The WARC-Target-URI, without the brackets that some tools put around it."""
        return self.header("WARC-Target-URI").strip("<> ")


def header_of(headers: Headers, name: str) -> str:
    """The first of `headers` called `name`, in any case; empty where there is none."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), "")


def read_head(source: _Readable, first: bytes, ahead: bytes = b"") -> Headers:
    """The headers up to the blank line; `first` is the line before them, `ahead` their first line where it was
    read already. Raises `Damaged`.
    """
    from warcio.statusandheaders import StatusAndHeadersParser

    try:
        parsed = StatusAndHeadersParser([], verify=False).parse(_Lines(source, ahead), first)
    except EOFError:
        return ()
    return tuple((str(name), _clean(str(value))) for name, value in parsed.headers if name)


def _clean(value: str) -> str:
    if not value.isprintable():
        value = "".join(mark for mark in value if mark >= " ")
    return value.strip()


def records(stream: Unpacked) -> Iterator[Record]:
    """The records of `stream`; asking for the next one passes over what was not read of the last.

    Raises `NotWarc`, and `BrokenOff` where the stream goes wrong: the last record is whole all the same where
    the packed piece that it ends in was sound, or where the bytes merely end.
    """
    number, done, member = 0, True, -1
    try:
        while line := _next_line(stream):
            if not line[1].startswith(b"WARC/"):
                if not number:
                    raise NotWarc
                raise BrokenOff(f"goes on after record {number} with something that is no record", whole=True)
            number += 1
            record = _record(stream, number, *line)
            yield record
            done = False
            record.block.finish()
            done, member = True, stream.member
        if not number:
            raise NotWarc
    except Damaged as damage:
        whole = done and (damage.cut or stream.members > member)
        raise BrokenOff(str(damage), whole=whole) from damage


def _next_line(stream: Unpacked) -> tuple[int | None, bytes] | None:
    """Where the next line that is not blank begins, and the line; None at the end. Raises `Damaged`."""
    while True:
        offset = stream.tell()
        line = stream.readline(_MAX_HEAD)
        if not line:
            return None
        if line.strip():
            return offset, line


def _record(stream: Unpacked, number: int, offset: int | None, line: bytes) -> Record:
    fields = {name.lower(): value for name, value in reversed(read_head(stream, line))}
    length = fields.get("content-length", "")
    if not (length.isascii() and length.isdigit()) or len(length) > 18:
        raise Damaged(f"holds a record {number} that does not say how long it is", cut=True)
    return Record(number, offset, fields, Block(stream, int(length)))


def digest_of(stated: str) -> tuple[str, bytes] | None:
    """The algorithm and the digest that a WARC digest field names; None where it is of a kind not known here.

    The standard leaves the writing of it open: base 32 is used most, then hexadecimal.
    """
    algorithm, _, text = stated.partition(":")
    algorithm = algorithm.lower().replace("-", "")
    if algorithm not in _ALGORITHMS:
        return None
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size
    try:
        value = bytes.fromhex(text) if len(text) == 2 * size else base64.b32decode(text.upper())
    except (ValueError, binascii.Error):
        return None
    return (algorithm, value) if len(value) == size else None
