"""Decoders of JSON into the domain's values, one for each type, made when it is first used.

Invariant: they are made one at a time. msgspec keeps what it learns of a dataclass with the class, and puts it
there before it is complete: another thread that meets the class meanwhile reads what is not there yet, and the
process dies (msgspec 0.22; seen with several visits at the start of `archive run`).
"""

from __future__ import annotations

import threading
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")

_LOCK: Final = threading.RLock()
_MADE: Final[dict[Any, msgspec.json.Decoder[Any]]] = {}


def decoder_of(kind: type[T]) -> msgspec.json.Decoder[T]:
    """What decodes JSON into `kind`. Its `decode` raises `msgspec.DecodeError`."""
    made = _MADE.get(kind)
    if made is None:
        with _LOCK:
            made = _MADE.get(kind) or msgspec.json.Decoder(kind)
            _MADE[kind] = made
    return made
