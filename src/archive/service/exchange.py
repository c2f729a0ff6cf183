"""The form in which archives hand their events to each other, as `docs/exchange.md` describes it.

A parcel is a file `events.jsonl` with the folder `blobs` beside it, both in one folder or in one zip file. The first
line says what it is; each further line is one event, as canonical JSON (RFC 8785) throughout:
`{"envelope":{...},"payload":{...},"salt":"..."}`. A blob is a file of exactly its bytes, called `blobs/ab/abcd...` after
its SHA-256.

Invariant: what is read from a parcel is held to its own hashes (commitments, addresses of blobs) before anybody
uses it, and no name in it is ever used as a path.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Final, Protocol, Self

import msgspec

from archive.domain.canonical import MAX_INTEGER, canonical_json, sha256_hex
from archive.domain.event import Payload
from archive.errors import ArchiveError, InputRefused, NotFound, UnknownEvent
from archive.ports import Blobs, Record
from archive.store import payload_codec

FORMAT: Final = "archive-events"
VERSION: Final = 1
EVENTS: Final = "events.jsonl"
LONGEST_LINE: Final = 64 * 1024 * 1024
"""Bytes of one line; the largest payload is that of a reading, far below."""
_MOST_STRAY_LINES: Final = 10_000
"""Lines without an event one after the other, from which on a file holds none: a megabyte of zip can have billions."""
_LONGEST_ACTOR: Final = 256
_HEX: Final = re.compile(r"[0-9a-f]{64}\Z")
_NUL: Final = b"\\u0000"


class _Line(msgspec.Struct):
    envelope: msgspec.Raw
    payload: msgspec.Raw
    salt: str


class _Envelope(msgspec.Struct):
    actor: str
    command: int
    commitment: str
    position: int
    recorded_at: int
    schema: int
    stream: str
    stream_version: int
    type: str


_LINES: Final = msgspec.json.Decoder(_Line)
_ENVELOPES: Final = msgspec.json.Decoder(_Envelope)


@dataclass(frozen=True, slots=True)
class Written:
    """An event as somebody wrote it down; `where` is what messages call it."""

    where: str
    envelope: bytes
    payload: bytes
    salt: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """An event of another archive, held to its commitment. Times are in microseconds.

    `archive` is where it was first recorded, at `position` and at the time `recorded_at`.
    """

    where: str
    archive: str
    position: int
    type: str
    schema: int
    stream: str
    recorded_at: int
    actor: str
    commitment: str
    salt: bytes
    payload: Payload

    @property
    def is_todays(self) -> bool:
        """Whether it is written as this program writes it, so that its commitment stays what it is."""
        return self.schema == self.payload.SCHEMA


class Parcel(Protocol):
    """Events of another archive with the blobs that they name."""

    @property
    def name(self) -> str:
        """What messages call it, and the log."""

    @property
    def archive(self) -> str:
        """Which archive they are of: the commitment of its first event."""

    def events(self) -> Iterator[Written | InputRefused]:
        """The events in the order of that archive; a line that is none is refused by its number."""

    def blob(self, address: str) -> bytes:
        """The bytes that `address` is the SHA-256 of. Raises `NotFound`, and `InputRefused` for other bytes."""


def blob_name(address: str) -> str:
    """What the blob at `address` is called in a parcel."""
    return f"blobs/{address[:2]}/{address}"


def header(archive: str, story: str | None = None) -> bytes:
    """The first line of a parcel; with `story` it holds only what that story rests on."""
    told: dict[str, object] = {"archive": archive, "format": FORMAT, "version": VERSION}
    return canonical_json(told | ({"story": story} if story else {})) + b"\n"


def line_of(record: Record) -> bytes:
    """An event as a line."""
    parts = (b'{"envelope":', record.envelope, b',"payload":', record.payload)
    return b"".join((*parts, b',"salt":"', record.salt.hex().encode(), b'"}\n'))


def is_address(text: object) -> bool:
    """Whether `text` is a SHA-256 in hexadecimal digits."""
    return isinstance(text, str) and _HEX.match(text) is not None


def opened(written: Written, archive: str) -> Foreign:
    """What is written in a parcel of `archive`, held to its commitment and to the shape of its type.

    Raises `InputRefused` naming where it stands, also for a type or a schema of the future.
    """

    def refused(reason: object) -> InputRefused:
        return InputRefused(name=written.where, reason=reason)

    try:
        told = _ENVELOPES.decode(written.envelope)
    except (msgspec.MsgspecError, ValueError, RecursionError) as problem:
        raise refused(f"not an event: {problem}") from problem
    if told.commitment != sha256_hex(written.salt + written.payload):
        raise refused("its payload is not the one that was committed to")
    if not 0 < len(told.actor) <= _LONGEST_ACTOR or "\0" in told.actor:
        raise refused("it does not say in a few words who recorded it")
    if not (0 < told.position <= MAX_INTEGER and 0 <= told.recorded_at <= MAX_INTEGER):
        raise refused("its position or its time is none that an event can have")
    try:
        payload = _payload(told, written.payload)
    except UnknownEvent as problem:
        raise refused(
            f"{told.type} in schema {told.schema}, which this program does not know; it was written by a newer one: upgrade"
        ) from problem
    except (ValueError, TypeError, RecursionError) as problem:
        raise refused(" ".join(str(problem).split())) from problem
    return Foreign(
        where=written.where,
        archive=archive,
        position=told.position,
        type=told.type,
        schema=told.schema,
        stream=told.stream,
        recorded_at=told.recorded_at,
        actor=told.actor,
        commitment=told.commitment,
        salt=written.salt,
        payload=payload,
    )


def is_of(written: Written, kind: str) -> bool:
    """Whether an event may be of the type `kind`, told without reading it."""
    return f'"{kind}"'.encode() in written.envelope


def _payload(told: _Envelope, data: bytes) -> Payload:
    """The payload, of the very types that it has to have, and written as it has to be."""
    if _NUL in data:
        raise ValueError("it holds a character that no archive holds (NUL)")
    payload = payload_codec.decode(told.type, told.schema, data)
    if told.schema != payload.SCHEMA:
        if canonical_json(json.loads(data)) != data:
            raise ValueError("its payload is not canonical JSON (RFC 8785)")
        # What lifts old shapes does not look at the types of what it leaves alone.
        return payload_codec.decode(told.type, payload.SCHEMA, payload_codec.encode(payload))
    if payload_codec.encode(payload) != data:
        raise ValueError("its payload is not canonical JSON (RFC 8785)")
    return payload


class LogParcel:
    """What another archive holds, straight from its database."""

    def __init__(
        self, name: str, archive: str, records: Callable[[], Iterator[Record]], blobs: Blobs
    ) -> None:
        self.name = name
        self.archive = archive
        self._records = records
        self._blobs = blobs

    def events(self) -> Iterator[Written | InputRefused]:
        """The events in order; one that is damaged ends them."""
        try:
            for record in self._records():
                where = f"{self.name} @{record.position}"
                yield Written(where, record.envelope, record.payload, record.salt)
        except ArchiveError as problem:
            yield InputRefused(name=self.name, reason=problem)

    def blob(self, address: str) -> bytes:
        """The bytes at `address`; the store holds them to it, and what is damaged there ends nothing here."""
        try:
            return self._blobs.get(address)
        except NotFound:
            raise
        except ArchiveError as problem:
            where = f"{self.name}, {blob_name(address)}"
            raise InputRefused(name=where, reason="is damaged; archive verify there says how") from problem


class _Files(Protocol):
    """The files of a parcel, by their names in it."""

    def open(self, name: str) -> BinaryIO:
        """The bytes of a file. Raises `FileNotFoundError`."""


class FileParcel:
    """A parcel in files. Raises `InputRefused` where it is none, or one of a newer program.

    `max_bytes` is the most that a blob may have.
    """

    def __init__(self, name: str, files: _Files, max_bytes: int) -> None:
        self.name = name
        self._files = files
        self._max_bytes = max_bytes
        self.archive = self._header()

    def events(self) -> Iterator[Written | InputRefused]:
        """The events in order; a line that is none is refused, and the next is read."""
        with self._opened() as file:
            file.readline(LONGEST_LINE)
            number, stray = 1, 0
            while True:
                try:
                    line = file.readline(LONGEST_LINE + 1)
                except _DAMAGED as problem:
                    yield InputRefused(name=self.name, reason=f"is damaged: {problem}")
                    return
                number += 1
                if not line:
                    return
                where = f"{self.name}:{number}"
                if len(line) > LONGEST_LINE:
                    reason = f"a line of more than {LONGEST_LINE:,} bytes; what follows it is not read"
                    yield InputRefused(name=where, reason=reason)
                    return
                written = _written(where, line) if line.strip() else None
                stray = 0 if isinstance(written, Written) else stray + 1
                if stray > _MOST_STRAY_LINES:
                    reason = f"no event in {_MOST_STRAY_LINES:,} lines; what follows is not read"
                    yield InputRefused(name=where, reason=reason)
                    return
                if written is not None:
                    yield written

    def blob(self, address: str) -> bytes:
        """The bytes at `address`, and no others."""
        if not is_address(address):
            raise NotFound(kind="blob", name=address, hint="")
        name = blob_name(address)
        try:
            with self._files.open(name) as file:
                data = file.read(self._max_bytes + 1)
        except FileNotFoundError as problem:
            raise NotFound(kind="blob", name=address, hint=f" ({self.name} has no file {name})") from problem
        except _DAMAGED as problem:
            raise InputRefused(name=f"{self.name}, {name}", reason=f"is damaged: {problem}") from problem
        if len(data) > self._max_bytes:
            raise InputRefused(name=f"{self.name}, {name}", reason=f"has more than {self._max_bytes:,} bytes")
        if sha256_hex(data) != address:
            raise InputRefused(
                name=f"{self.name}, {name}", reason="its bytes are not those it is called after"
            )
        return data

    def _opened(self) -> BinaryIO:
        try:
            return self._files.open(EVENTS)
        except FileNotFoundError as problem:
            raise self._foreign(f"there is no {EVENTS} in it") from problem
        except _DAMAGED as problem:
            raise InputRefused(name=self.name, reason=f"is damaged: {problem}") from problem

    def _header(self) -> str:
        with self._opened() as file:
            told: Any = None
            with suppress(ValueError, RecursionError, *_DAMAGED):
                told = json.loads(file.readline(10_000))
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            raise self._foreign(f"the first line does not say that its format is {FORMAT!r}")
        if told.get("version") != VERSION:
            reason = (
                f"is in version {told.get('version')!r} of the format, this program reads {VERSION}: upgrade"
            )
            raise InputRefused(name=self.name, reason=reason)
        archive = told.get("archive")
        if archive != "" and not is_address(archive):
            raise self._foreign("the first line does not say which archive it is of")
        return str(archive)

    def _foreign(self, why: str) -> InputRefused:
        return InputRefused(name=self.name, reason=f"is nothing that an archive exported: {why}")


def _written(where: str, line: bytes) -> Written | InputRefused:
    try:
        told = _LINES.decode(line)
        return Written(where, bytes(told.envelope), bytes(told.payload), bytes.fromhex(told.salt))
    except (msgspec.MsgspecError, ValueError, RecursionError) as problem:
        return InputRefused(name=where, reason=f"not an event: {' '.join(str(problem).split())}")


_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What reading a file of a parcel raises where the file, or the zip around it, is not whole."""


class Folder:
    """The files of a folder; `names` tells those that are called otherwise there."""

    def __init__(self, path: Path, names: Mapping[str, str] = MappingProxyType({})) -> None:
        self._path = path
        self._names = names

    def open(self, name: str) -> BinaryIO:
        """The bytes of a regular file: neither a pipe nor a device has an end."""
        path = self._path / self._names.get(name, name)
        if not path.is_file():
            raise FileNotFoundError(name)
        return path.open("rb")


class Zip:
    """The files of a zip file, none of which is ever written anywhere. Raises `zipfile.BadZipFile` and `OSError`."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)

    def __enter__(self) -> Self:
        """The open file."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._zip.close()

    def open(self, name: str) -> BinaryIO:
        """The bytes of a file, unpacked as they are read."""
        try:
            member: Any = self._zip.open(name)
        except KeyError as problem:
            raise FileNotFoundError(name) from problem
        opened: BinaryIO = member
        return opened
