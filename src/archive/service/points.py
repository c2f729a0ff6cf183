"""Points in time as users write them, on both time axes.

A date or time is reported time and stands for its end: 2024-06 is all that was reported by the end of
June; so does a relative time ("2 weeks ago", see `domain.relative_time`). `@12` is a log position,
`known:2024-06-20T12:00` what was known by that moment, `2024-06@41` and `2024-06@2024-07-15` fix both axes,
and `latest` leaves both at their end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from archive.domain.moment import END_OF_TIME, PartialDate
from archive.domain.relative_time import relative_date
from archive.domain.snapshot import Point
from archive.errors import BadPoint

if TYPE_CHECKING:
    from archive.ports import LogEnd

LATEST: Final = "latest"
PREVIOUS: Final = "previous"
_KNOWN: Final = "known:"
_POSITION: Final = re.compile(r"@(\d{1,18})\Z")
_BARE_POSITION: Final = re.compile(r"(\d{1,3}|\d{5,18})\Z")
_EXPECTED: Final = (
    "write a date (2024-06-20), a time, '3 days ago', @POSITION, known:TIME, DATE@KNOWN, latest, previous, "
    "or a snapshot's file or name"
)
_NAMED: Final = 8
"""So many snapshots are named in a refusal."""
_EXPECTED_TIME: Final = (
    "write a date (2024-06, 2024-06-20), a time (2024-06-20T12:00), '3 days ago' or latest"
)
_EXPECTED_KNOWN: Final = "write @POSITION, or when it was recorded: a date, a time, '3 days ago' or latest"


@dataclass(frozen=True, slots=True)
class WrittenPoint:
    """What a point says of each axis; None where it leaves one open, which is then at its end."""

    as_of: int | None = None
    known_at: int | None = None

    def point(self, log: LogEnd) -> Point:
        """The point, with what is open at its end."""
        as_of = END_OF_TIME if self.as_of is None else self.as_of
        return Point(as_of, log.head() if self.known_at is None else self.known_at)


def read_point(text: str, log: LogEnd, now: int) -> WrittenPoint | None:
    """What `text` says of each axis; None where it is no point in time at all (a name, perhaps).

    Raises `BadPoint` where it is written like one and is none: a day that does not exist, a position
    beyond the end of the log.
    """
    text = text.strip()
    if text == LATEST:
        return WrittenPoint()
    if _POSITION.match(text):
        return WrittenPoint(known_at=resolve_known(text, log, now))
    if text.startswith(_KNOWN):
        return WrittenPoint(known_at=resolve_known(text.removeprefix(_KNOWN), log, now))
    reported, at, known = text.rpartition("@")
    if not at:
        date = _date(text, now)
        return None if date is None else WrittenPoint(as_of=date.end)
    date = None if reported.strip() == LATEST else _date(reported, now)
    if date is None and reported.strip() != LATEST:
        return None
    position = f"@{known}" if known.isdecimal() else known
    return WrittenPoint(END_OF_TIME if date is None else date.end, resolve_known(position, log, now))


def resolve(text: str, log: LogEnd, now: int, *, known_at: str | None = None) -> Point:
    """The point that `text` names; `known_at` fixes the other axis. Raises `BadPoint`."""
    written = read_point(text, log, now)
    if written is None:
        raise bad_point(text)
    if known_at is None:
        return written.point(log)
    if written.known_at is not None:
        raise BadPoint(text=text, reason="it says itself what was known then; leave out --known-at")
    return WrittenPoint(written.as_of, resolve_known(known_at, log, now)).point(log)


def resolve_as_of(text: str, now: int) -> int:
    """A reported time in microseconds: the end of the date that `text` gives. Raises `BadPoint`."""
    if text.strip() == LATEST:
        return END_OF_TIME
    date = _date(text, now)
    if date is None:
        raise BadPoint(text=text, reason=_EXPECTED_TIME)
    return date.end


def resolve_known(text: str, log: LogEnd, now: int) -> int:
    """A log position: `@12`, a bare number, or the last position recorded by the end of a date.

    Four figures are a year. Raises `BadPoint`.
    """
    text = text.strip()
    if text == LATEST:
        return log.head()
    position = _POSITION.match(text) or _BARE_POSITION.match(text)
    if position:
        return _within(int(position[1]), log.head(), text)
    date = _date(text, now)
    if date is None:
        raise BadPoint(text=text, reason=_EXPECTED_KNOWN)
    return log.position_at(date.end)


def bad_point(text: str, names: Sequence[str] = ()) -> BadPoint:
    """The refusal of `text`, which names no point; `names` are those of the snapshots that there are."""
    if "://" in text:
        return BadPoint(
            text=text, reason="an address is none; the versions of one article: --article ADDRESS"
        )
    kept = f"; snapshots kept: {', '.join(names[:_NAMED])}" if names else ""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return BadPoint(text=text, reason=_EXPECTED + kept + more)


def _date(text: str, now: int) -> PartialDate | None:
    """The date that `text` writes, plainly or relative to `now`; None where it writes none."""
    try:
        return relative_date(text, now) or PartialDate.parse(text)
    except (ValueError, OverflowError) as error:
        if str(error).startswith("not a date"):
            return None
        raise BadPoint(text=text, reason=str(error)) from error


def _within(position: int, head: int, text: str) -> int:
    if position > head:
        raise BadPoint(text=text, reason=f"the log ends at @{head}")
    return position
