"""Payloads to canonical JSON and back, for every schema version ever written.

Invariants: equal payloads give equal bytes, and those bytes are RFC 8785 canonical JSON;
`decode(encode(payload)) == payload`. Every field is written, those with their default value too, so
that a default can change without changing what was recorded. Fields are read strictly: a payload
whose shape changes needs a new SCHEMA and an entry in `UPCASTERS` that lifts the old shape.

Tuples are written as lists and dataclasses as objects. The writer and the reader of a class are made
from its type hints on first use.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Callable, Mapping
from functools import cache
from json.encoder import encode_basestring
from typing import Any, Final, Literal, Union, cast, get_args, get_origin, get_type_hints

from archive.domain.canonical import MAX_INTEGER
from archive.domain.event import Payload
from archive.errors import UnknownEvent

Writer = Callable[[Any], str]
Reader = Callable[[Any], Any]
Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

PAYLOADS: Final[dict[str, type[Payload]]] = {payload.TYPE: payload for payload in get_args(Payload)}
"""Every event type there is, by its stable name."""

UPCASTERS: Final[dict[tuple[str, int], Upcaster]] = {}
"""For a type and an old schema, what lifts its JSON object to the next schema."""


def encode(payload: Payload) -> bytes:
    """`payload` as canonical JSON in UTF-8.

    Raises `TypeError` for a value that its field does not admit, and `ValueError` for whole numbers
    beyond `MAX_INTEGER` and for lone surrogates.
    """
    return _writer(type(payload))(payload).encode("utf-8")


def decode(name: str, schema: int, data: bytes, *, position: int = 0) -> Payload:
    """The payload of type `name` that was written as `data` in `schema`, lifted to today's schema.

    Raises `UnknownEvent`, naming `position`, for a type or schema from the future, and `ValueError`
    where `data` is not such a payload.
    """
    payload = PAYLOADS.get(name)
    if payload is None or not 0 < schema <= payload.SCHEMA:
        raise UnknownEvent(position=position, type=name, schema=schema)
    value = json.loads(data)
    for older in range(schema, payload.SCHEMA):
        value = UPCASTERS[name, older](value)
    try:
        return cast(Payload, _reader(payload)(value))
    except (TypeError, KeyError, AttributeError) as problem:
        raise ValueError(f"not a {name} in schema {schema}: {problem}") from problem


@cache
def _writer(hint: Any) -> Writer:
    """What writes a value of the type `hint` as JSON text."""
    if hint is str or get_origin(hint) is Literal:
        return encode_basestring
    if dataclasses.is_dataclass(hint):
        return _object_writer(hint)
    if get_origin(hint) is tuple:
        item = _writer(get_args(hint)[0])
        return lambda values: "[" + ",".join([item(value) for value in values]) + "]"
    if get_origin(hint) is Mapping:
        return _mapping_writer(_writer(get_args(hint)[1]))
    optional = _optional(hint)
    if optional is not None:
        inner = _writer(optional)
        return lambda value: "null" if value is None else inner(value)
    if _is_plain(hint):
        return _plain
    raise TypeError(f"no JSON form for {hint!r}")


def _object_writer(hint: Any) -> Writer:
    hints = get_type_hints(hint)
    names = sorted(field.name for field in dataclasses.fields(hint))
    plan = [(encode_basestring(name) + ":", name, _writer(hints[name])) for name in names]

    def write(value: Any) -> str:
        return "{" + ",".join([head + inner(getattr(value, name)) for head, name, inner in plan]) + "}"

    return write


def _mapping_writer(inner: Writer) -> Writer:
    def write(value: Mapping[str, Any]) -> str:
        # RFC 8785 section 3.2.3: keys in the order of their UTF-16 code units
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join([f"{encode_basestring(key)}:{inner(value[key])}" for key in keys]) + "}"

    return write


def _plain(value: Any) -> str:
    """A string, flag, whole number, nothing, or a list of strings."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError(f"whole number beyond 2**53 - 1: {value}")
        return int.__repr__(value)
    if isinstance(value, tuple):
        return "[" + ",".join([encode_basestring(item) for item in value]) + "]"
    raise TypeError(f"no canonical JSON form for {type(value).__name__}: {value!r}")


def _same(value: Any) -> Any:
    return value


def _unlist(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def _reader(hint: Any) -> Reader:
    """What makes a value of the type `hint` from what the JSON parser gave; it may reuse it."""
    if dataclasses.is_dataclass(hint):
        return _object_reader(hint)
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return tuple if item is _same else lambda values: tuple([item(value) for value in values])
    if get_origin(hint) is Mapping:
        inner = _reader(get_args(hint)[1])
        if inner is _same:
            return _same
        return lambda mapping: {key: inner(value) for key, value in mapping.items()}
    optional = _optional(hint)
    if optional is not None:
        return _optional_reader(_reader(optional))
    return _unlist if tuple[str, ...] in get_args(hint) else _same


def _object_reader(hint: Any) -> Reader:
    hints = get_type_hints(hint)
    fields = [field.name for field in dataclasses.fields(hint)]
    plan = [(name, _reader(hints[name])) for name in fields if _reader(hints[name]) is not _same]

    def read(value: dict[str, Any]) -> Any:
        if len(value) != len(fields):
            wrong = sorted(set(fields).symmetric_difference(value))
            raise ValueError(f"{hint.__name__} with missing or unknown fields: {', '.join(wrong)}")
        for name, inner in plan:
            value[name] = inner(value[name])
        return hint(**value)

    return read


def _optional_reader(inner: Reader) -> Reader:
    if inner is _same:
        return _same
    return lambda value: None if value is None else inner(value)


def _optional(hint: Any) -> Any:
    """X of `X | None`, else None."""
    if get_origin(hint) not in (Union, types.UnionType):
        return None
    rest = [part for part in get_args(hint) if part is not types.NoneType]
    return rest[0] if len(rest) == 1 else None


def _is_plain(hint: Any) -> bool:
    parts = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    return set(parts) <= {str, int, bool, types.NoneType, tuple[str, ...]}
