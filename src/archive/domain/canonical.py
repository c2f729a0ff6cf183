"""Canonical JSON (RFC 8785) and the digests taken over it.

Invariant: equal values give equal bytes, on any platform and in any process. Only strings, whole
numbers within +-(2**53 - 1), booleans, null, lists and string-keyed mappings are admitted; floats
are refused, because their text is the one part of RFC 8785 that invites disagreement and the
archive never needs them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from json.encoder import encode_basestring as _quoted
from typing import Final

_CONSTANTS: Final = {None: "null", True: "true", False: "false"}
MAX_INTEGER: Final = 2**53 - 1
"""Largest whole number that every JSON reader keeps exactly (RFC 8785 section 3.2.2.3)."""


def canonical_json(value: object) -> bytes:
    """Return `value` as RFC 8785 canonical JSON in UTF-8.

    Raises `TypeError` for floats and other types JSON has no exact form for, and `ValueError` for
    whole numbers beyond `MAX_INTEGER` and for lone surrogates.
    """
    return _written(value).encode("utf-8")


def _written(value: object) -> str:
    """`value` as text with keys in RFC 8785 order (UTF-16 code units), refusing what is inexact.

    One walk that writes as it goes: a copy for the encoder of the standard library, and its own
    preparations for every call, cost more than the writing.
    """
    if isinstance(value, str):
        return _quoted(value)
    if value is None or value is True or value is False:
        return _CONSTANTS[value]
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError(f"whole number beyond 2**53 - 1: {value}")
        return int.__repr__(value)
    if isinstance(value, dict) or isinstance(value, Mapping):  # noqa: SIM101 - the one is far quicker to ask
        plain = all(map(str.isascii, value))  # then the order of characters is that of UTF-16 code units
        keys = sorted(value) if plain else sorted(value, key=_utf16)
        parts = [f"{_quoted(key)}:{_written(value[key])}" for key in keys]
        return f"{{{','.join(parts)}}}"
    if isinstance(value, (list, tuple)):
        parts = [_quoted(item) if isinstance(item, str) else _written(item) for item in value]
        return f"[{','.join(parts)}]"
    raise TypeError(f"no canonical JSON form for {type(value).__name__}: {value!r}")


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")


def sha256_hex(data: bytes) -> str:
    """SHA-256 of `data`, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def digest(value: object) -> str:
    """SHA-256 over the canonical JSON of `value`, as 64 hexadecimal digits."""
    return sha256_hex(canonical_json(value))


def stable_id(*parts: object) -> str:
    """A short id that depends on `parts` alone: the first 24 hexadecimal digits of their digest."""
    return digest(list(parts))[:24]
