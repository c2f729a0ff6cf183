"""What every part of the archive can hold: strings without NUL, which PostgreSQL refuses, and without half
surrogates, which UTF-8 has no bytes for.

Pages and feeds can hold both (`"\\u0000"`, `"\\ud800"` in their JSON), and one of them must not keep anything
else from being recorded or shown.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar

Kind = TypeVar("Kind")

_UNFIT: Final = re.compile("[\x00\ud800-\udfff]")


def storable(value: Kind) -> Kind:
    """`value` with each such character in it, however deep, replaced by U+FFFD; itself where there is none.

    Characters are replaced one by one, so that places in a text stay where they are.
    """
    mended: Kind = _mended(value)
    return mended


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return _UNFIT.sub("\ufffd", value)
    if isinstance(value, list | tuple):
        return type(value)(map(_mended, value))
    if isinstance(value, Mapping):
        return {_mended(key): _mended(inner) for key, inner in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        told = {field.name: getattr(value, field.name) for field in dataclasses.fields(value) if field.init}
        found = {name: _mended(inner) for name, inner in told.items()}
        changed = {name: inner for name, inner in found.items() if inner != told[name]}
        return dataclasses.replace(value, **changed) if changed else value
    return value
