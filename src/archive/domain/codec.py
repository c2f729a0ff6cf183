"""Payloads to canonical JSON and back, for every schema version ever written.

Invariants: equal payloads give equal bytes, and those bytes are RFC 8785 canonical JSON;
`decode(encode(payload)) == payload`. Every field is written, those with their default value too, so
that a default can change without changing what was recorded. Fields are read strictly: a payload
whose shape changes needs a new SCHEMA and an entry in `UPCASTERS` that lifts the old shape.

Tuples are written as lists and dataclasses as objects. This is the codec that defines the form; the
store has a faster one for today's schemas, which is held equal to it.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, Union, cast, get_args, get_origin, get_type_hints

from archive.domain.article import Details
from archive.domain.canonical import canonical_json
from archive.domain.event import Payload
from archive.errors import UnknownEvent

Reader = Callable[[Any], Any]
Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

PAYLOADS: Final[dict[str, type[Payload]]] = {payload.TYPE: payload for payload in get_args(Payload)}
"""Every event type there is, by its stable name."""


def _capture_of_a_file(value: dict[str, Any]) -> dict[str, Any]:
    """Captures were of files alone, and did not say which version they showed."""
    return value | {
        "stated": {},
        "version": None,
        "via": "file",
        "kind": None,
        "url": None,
        "landed": None,
        "status": None,
        "headers": [],
        "redirects": [],
        "moved_to": None,
        "problem": None,
        "watch": None,
    }


def _capture_that_names_no_witness(value: dict[str, Any]) -> dict[str, Any]:
    """Captures did not say whether somebody looked then: what was fetched told it, and what the user stated."""
    seen = value["via"] in {"web", "warc", "memento"} or "captured" in value["given"]
    return value | {"witnessed": seen}


def _reading_without_details(value: dict[str, Any]) -> dict[str, Any]:
    """Readings were of plain text, which has no details."""
    return value | {"raw": None, "details": _plain(Details()), "rank": "full", "options": {}}


UPCASTERS: Final[dict[tuple[str, int], Upcaster]] = {
    ("ArticleCaptured", 1): _capture_of_a_file,
    ("ArticleCaptured", 2): _capture_that_names_no_witness,
    ("ArticleParsed", 1): _reading_without_details,
}
"""For a type and an old schema, what lifts its JSON object to the next schema."""


def encode(payload: Payload) -> bytes:
    """`payload` as canonical JSON in UTF-8.

    Raises `TypeError` for a value that JSON has no exact form for, and `ValueError` for whole
    numbers beyond 2**53 - 1 and for lone surrogates.
    """
    return canonical_json(_plain(payload))


def decode(name: str, schema: int, data: bytes, *, position: int = 0) -> Payload:
    """The payload of type `name` that was written as `data` in `schema`, lifted to today's schema.

    Raises `UnknownEvent`, naming `position`, for a type or schema from the future, and `ValueError`
    where `data` is not such a payload.
    """
    kind: Any = PAYLOADS.get(name)
    if kind is None or not 0 < schema <= kind.SCHEMA:
        raise UnknownEvent(position=position, type=name, schema=schema)
    value = json.loads(data)
    for older in range(schema, kind.SCHEMA):
        value = UPCASTERS[name, older](value)
    try:
        return cast(Payload, _reader(kind)(value))
    except (TypeError, KeyError, AttributeError) as problem:
        raise ValueError(f"not a {name} in schema {schema}: {problem}") from problem


def _plain(value: Any) -> Any:
    """`value` with its dataclasses as mappings; anything else is judged by `canonical_json`."""
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


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
        return lambda values: tuple([item(value) for value in values])
    if get_origin(hint) is Mapping:
        inner = _reader(get_args(hint)[1])
        return lambda mapping: {key: inner(value) for key, value in mapping.items()}
    if get_origin(hint) in (Union, types.UnionType):
        return _union_reader(get_args(hint))
    return _same


def _object_reader(hint: Any) -> Reader:
    hints = get_type_hints(hint)
    readers = {field.name: _reader(hints[field.name]) for field in dataclasses.fields(hint)}

    def read(value: dict[str, Any]) -> Any:
        if value.keys() != readers.keys():
            wrong = sorted(readers.keys() ^ value.keys())
            raise ValueError(f"{hint.__name__} with missing or unknown fields: {', '.join(wrong)}")
        return hint(**{name: inner(value[name]) for name, inner in readers.items()})

    return read


def _union_reader(parts: tuple[Any, ...]) -> Reader:
    objects: list[Any] = [part for part in parts if dataclasses.is_dataclass(part)]
    if objects:
        inner = _reader(objects[0])
        return lambda value: None if value is None else inner(value)
    return _unlist if tuple[str, ...] in parts else _same
