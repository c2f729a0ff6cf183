"""Points in time as users write them, on both time axes.

A date or time is reported time and stands for its end: 2024-06 is all that was reported by the end of
June. `@12` is a log position, `known:2024-06-20T12:00` what was known by that moment, `latest` is both
axes at their end, and a snapshot's file or name is the point it was taken at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from archive.domain.moment import END_OF_TIME, PartialDate
from archive.domain.snapshot import Point
from archive.errors import BadPoint
from archive.ports import EventLog

LATEST: Final = "latest"
_POSITION: Final = re.compile(r"@(\d+)\Z")
_KNOWN: Final = "known:"
_EXPECTED: Final = (
    "write a date (2024-06-20), a time, @POSITION, known:TIME, latest, previous, or a snapshot file"
)


def resolve(text: str, log: EventLog, *, known_at: str | None = None) -> Point:
    """The point that `text` names; `known_at` fixes the other axis. Raises `BadPoint`."""
    head = log.head()
    known = head if known_at is None else resolve_known(known_at, log)
    text = text.strip()
    position = _POSITION.match(text)
    if text == LATEST:
        return Point(END_OF_TIME, known)
    if position:
        return Point(END_OF_TIME, _within(int(position[1]), head, text))
    if text.startswith(_KNOWN):
        return Point(END_OF_TIME, resolve_known(text.removeprefix(_KNOWN), log))
    return Point(resolve_as_of(text), known)


def resolve_as_of(text: str) -> int:
    """A reported time in microseconds: the end of the date that `text` gives."""
    if text.strip() == LATEST:
        return END_OF_TIME
    try:
        return PartialDate.parse(text).end
    except ValueError as error:
        reason = (
            str(error) if "day is out of range" in str(error) or "month must" in str(error) else _EXPECTED
        )
        raise BadPoint(text=text, reason=reason) from error


def resolve_known(text: str, log: EventLog) -> int:
    """A log position: `@12`, a bare number, or the last position recorded by the end of a date."""
    text = text.strip()
    if text == LATEST:
        return log.head()
    position = _POSITION.match(text) or re.match(r"(\d{1,3}|\d{5,})\Z", text)
    if position:
        return _within(int(position[1]), log.head(), text)
    try:
        return log.position_at(PartialDate.parse(text).end)
    except ValueError as error:
        raise BadPoint(text=text, reason=_EXPECTED) from error


def _within(position: int, head: int, text: str) -> int:
    if position > head:
        raise BadPoint(text=text, reason=f"the log ends at @{head}")
    return position


def split_range(arguments: tuple[str, ...], default: Callable[[], tuple[str, str]]) -> tuple[str, str]:
    """The two ends of `A..B`, `A B`, or one `A` compared with the latest; no argument asks `default`."""
    if not arguments:
        return default()
    if len(arguments) == 2:
        return arguments[0], arguments[1]
    left, separator, right = arguments[0].partition("..")
    if not separator:
        return arguments[0], LATEST
    if not left or not right:
        raise BadPoint(text=arguments[0], reason="a range has two ends: A..B")
    return left, right
