"""The words of a picture, made fit to be shown: titles and sources are others' words, and end up in a file."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from archive.telling.lines import plain

Drawn = TypeVar("Drawn")


def in_plain_words(picture: Drawn) -> Drawn:
    """`picture` with `lines.plain` of every text in it: XML has no place for control characters, and no viewer
    should obey marks that turn the order of words round."""
    fit: Drawn = _plain(picture)
    return fit


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, tuple):
        return tuple(_plain(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: getattr(value, field.name) for field in fields(value)}
        return replace(value, **{name: _plain(part) for name, part in parts.items()})
    return value
