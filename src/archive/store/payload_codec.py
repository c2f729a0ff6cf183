"""The codec of payloads on the paths that every event takes: msgspec where it is exact, else `domain.codec`.

Invariant: `encode` gives the bytes that `domain.codec.encode` gives, and refuses what that refuses,
for every payload that keeps to its type hints; `decode` agrees with it on everything ever encoded.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from archive.domain import codec
from archive.domain.canonical import MAX_INTEGER
from archive.domain.event import Payload
from archive.store.decoders import decoder_of

Check = Callable[[Any], bool]

_encoder: Final = msgspec.json.Encoder(order="sorted")
_SHORT: Final = bytes(range(0xF0))
"""All bytes of UTF-8 but those that begin a character beyond U+FFFF: there msgspec's order of keys
(by code points) and RFC 8785's (by UTF-16 code units) part."""


def encode(payload: Payload) -> bytes:
    """`payload` as canonical JSON; raises what `domain.codec.encode` raises."""
    kind: Any = type(payload)
    check = _check(kind)
    if check is None or check(payload):
        data = _encoder.encode(payload)
        if data.isascii() or not data.translate(None, _SHORT):
            return data
    return codec.encode(payload)


def decode(name: str, schema: int, data: bytes, *, position: int = 0) -> Payload:
    """The payload of type `name`; raises what `domain.codec.decode` raises."""
    kind: Any = codec.PAYLOADS.get(name)
    if kind is None or schema != kind.SCHEMA:
        return codec.decode(name, schema, data, position=position)
    try:
        return cast(Payload, decoder_of(kind).decode(data))
    except msgspec.DecodeError as problem:
        raise ValueError(f"not a {name} in schema {schema}: {problem}") from problem


@cache
def _check(hint: Any) -> Check | None:
    """What says whether a value of the type `hint` is exact in JSON; None if it always is."""
    if hint is int:
        return _is_exact
    if dataclasses.is_dataclass(hint):
        return _object_check(hint)
    if get_origin(hint) is tuple:
        inner = _check(get_args(hint)[0])
        return None if inner is None else lambda values: all(map(inner, values))
    if get_origin(hint) is Mapping:
        return lambda mapping: all(map(_is_exact, mapping.values()))
    if get_origin(hint) in (Union, types.UnionType):
        return _union_check(get_args(hint))
    return None


def _object_check(hint: Any) -> Check | None:
    hints = get_type_hints(hint)
    checks = [(field.name, _check(hints[field.name])) for field in dataclasses.fields(hint)]
    due = [(name, check) for name, check in checks if check is not None]
    if not due:
        return None

    def check_all(value: Any) -> bool:
        for name, check in due:  # noqa: SIM110 - every event passes here, and a generator is slower
            if not check(getattr(value, name)):
                return False
        return True

    return check_all


def _union_check(parts: tuple[Any, ...]) -> Check | None:
    if int in parts:
        return _is_exact
    inner = next(filter(None, map(_check, parts)), None)
    return None if inner is None else lambda value: value is None or inner(value)


def _is_exact(value: object) -> bool:
    """Whether a plain value is one that both encoders write alike."""
    kind = type(value)
    if kind is int:
        return -MAX_INTEGER <= value <= MAX_INTEGER  # type: ignore[operator]
    if kind is tuple:
        return set(map(type, value)) <= {str}  # type: ignore[call-overload]
    return kind is str or kind is bool or value is None
