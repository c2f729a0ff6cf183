"""The codec of payloads on the paths that every event takes: msgspec where it is exact, else `domain.codec`.

Invariant: `encode` gives the bytes that `domain.codec.encode` gives, and refuses what that refuses;
`decode` agrees with it on everything that was ever encoded.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final, cast

import msgspec

from archive.domain import codec
from archive.domain.event import Payload

_encoder: Final = msgspec.json.Encoder(order="sorted")

_NEEDS_CARE: Final = re.compile(rb"[\xf0-\xf7]|[:,\[]-?\d+(?:[.eE]|(?<=\d{16}))")
"""Where msgspec and RFC 8785 may part: keys beyond U+FFFF (sorted by code points, not by UTF-16 code
units), fractions, and whole numbers of 16 digits or more. It may match inside a string; the slow way
is right then too."""


def encode(payload: Payload) -> bytes:
    """`payload` as canonical JSON; raises what `domain.codec.encode` raises."""
    try:
        data = _encoder.encode(payload)
    except (OverflowError, UnicodeEncodeError, TypeError):
        return codec.encode(payload)
    return codec.encode(payload) if _NEEDS_CARE.search(data) else data


def decode(name: str, schema: int, data: bytes, *, position: int = 0) -> Payload:
    """The payload of type `name`; raises what `domain.codec.decode` raises."""
    payload = codec.PAYLOADS.get(name)
    if payload is None or payload.SCHEMA != schema:
        return codec.decode(name, schema, data, position=position)
    try:
        return cast(Payload, _decoder(payload).decode(data))
    except msgspec.DecodeError as problem:
        raise ValueError(f"not a {name} in schema {schema}: {problem}") from problem


@cache
def _decoder(payload: type[Payload]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(payload)
