"""A block of `key: value` lines between two `---` lines at the very top of a text.

A block without a closing line or without a single known key is no front matter, and stays text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from archive.errors import InputRefused

KEYS: Final = ("url", "title", "source", "published", "modified", "captured", "language")
"""The metadata that front matter and sidecars may give."""

_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
_PAIR: Final = re.compile(r"(?P<key>[A-Za-z][\w-]{0,40})[ \t]*:(?:[ \t]+(?P<value>.*))?\Z")
_MAX_LINES: Final = 60


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What front matter says; the article's text begins at `end`."""

    fields: Mapping[str, str]
    end: int
    warnings: tuple[str, ...]


def parse(name: str, text: str) -> FrontMatter | None:
    """The front matter at the head of `text`, None where there is none.

    Raises `InputRefused` naming `name` where a known key is given twice.
    """
    fields: dict[str, str] = {}
    warnings: list[str] = []
    end = _end_of_line(text, 0)
    if text[:end].rstrip() != "---":
        return None
    for _ in range(_MAX_LINES):
        match = _LINE.match(text, end)
        if match is None or match.end() == end:
            return None
        end = match.end()
        line = match[1].strip()
        if line == "---":
            return FrontMatter(fields, end, tuple(warnings)) if fields else None
        if line and not line.startswith("#"):
            _read(name, line, fields, warnings)
    return None


def _end_of_line(text: str, start: int) -> int:
    match = _LINE.match(text, start)
    return match.end() if match else start


def _read(name: str, line: str, fields: dict[str, str], warnings: list[str]) -> None:
    pair = _PAIR.match(line)
    key = pair["key"].lower() if pair else ""
    if pair is None:
        warnings.append(f"front matter: not a `key: value` line, ignored: {line[:60]!r}")
    elif key not in KEYS:
        warnings.append(f"front matter: unknown key {pair['key']!r}, ignored (known: {', '.join(KEYS)})")
    elif key in fields:
        raise InputRefused(name=name, reason=f"its front matter gives {key!r} twice")
    else:
        fields[key] = _unquoted((pair["value"] or "").strip())


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1].strip()
    return value
