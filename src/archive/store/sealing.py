"""Events made ready for the log: encoded, salted, committed to and packed, before the head is held.

An envelope is canonical JSON (RFC 8785) and is kept for ever; the payload that it commits to lies
beside it and can be erased. The commitment is SHA-256(salt || payload): the salt keeps a payload that
was erased from being guessed back.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring as quoted
from typing import Final

from archive.domain.event import Payload
from archive.domain.storable import storable
from archive.ports import Unit
from archive.store import payload_codec
from archive.store.packing import pack

SALT_BYTES: Final = 16
_NUL: Final = b"\\u0000"
"""NUL as JSON has it, and what merely looks like it, which does no harm."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """One event, complete but for its place in the log."""

    stream: str
    type: str
    schema: int
    commitment: str
    salt: bytes
    codec: str
    data: bytes
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class SealedUnit:
    """A unit with its events sealed; `content_hash` is what its key stands for."""

    unit: Unit
    events: Sequence[Sealed]
    content_hash: str


def seal(unit: Unit) -> SealedUnit:
    """Encode and commit to every event of `unit`. Raises what `domain.codec.encode` raises."""
    salts = os.urandom(SALT_BYTES * len(unit.events))
    content = hashlib.sha256()
    sealed: list[Sealed] = []
    for number, event in enumerate(unit.events):
        kind, schema = event.payload.TYPE, event.payload.SCHEMA
        payload = _encoded(event.payload)
        if unit.key is not None:
            content.update(f"{quoted(event.stream)} {kind} {schema} {len(payload)}\n".encode())
            content.update(payload)
        salt = event.salt or salts[number * SALT_BYTES : (number + 1) * SALT_BYTES]
        packed = pack(payload)
        sealed.append(
            Sealed(event.stream, kind, schema, commit(salt, payload), salt, *packed, actor=event.actor)
        )
    return SealedUnit(unit, sealed, content.hexdigest())


def _encoded(payload: Payload) -> bytes:
    """`payload` as canonical JSON, mended where it holds what cannot be projected (`domain.storable`)."""
    try:
        data = payload_codec.encode(payload)
    except UnicodeEncodeError:
        return payload_codec.encode(storable(payload))
    return payload_codec.encode(storable(payload)) if _NUL in data else data


def commit(salt: bytes, payload: bytes) -> str:
    """The commitment to `payload`: SHA-256(salt || payload), hexadecimal."""
    return hashlib.sha256(salt + payload).hexdigest()


def envelope(
    event: Sealed, position: int, stream_version: int, recorded_at: int, actor: str, command: int
) -> bytes:
    """The envelope of `event` at its place, as canonical JSON: its nine keys are written in order."""
    return (
        f'{{"actor":{quoted(actor)},"command":{command},"commitment":"{event.commitment}","position":{position},'
        f'"recorded_at":{recorded_at},"schema":{event.schema},"stream":{quoted(event.stream)},'
        f'"stream_version":{stream_version},"type":{quoted(event.type)}}}'
    ).encode()
