"""Dates as feeds, sitemaps and crawlers write them: read strictly, and to no more than they say.

Invariant: a date that could be two days is none, and a time whose zone is not certain is left out, so
that only the day remains. Lenient parsers turn "19-06-2024 13:59 IST" into a day of 2019, and read
every zone that they do not know as Greenwich.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from archive.domain.moment import PartialDate

_ISO: Final = re.compile(
    r"(?P<year>\d{4})(?:(?P<dash>[-/.])(?P<month>\d{1,2})(?:(?P=dash)(?P<day>\d{1,2}))?)?"
    r"(?:(?:[Tt]|\s+)(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)\s*(?P<zone>\S.*)?)?\Z",
    re.A,
)
_BASIC: Final = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[Tt](?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?P<zone>\S+)?)?\Z",
    re.A,
)
_BACKWARD: Final = re.compile(
    r"(?P<a>\d{1,2})(?P<dash>[-/.])(?P<b>\d{1,2})(?P=dash)(?P<year>\d{4})(?P<rest>[ T,].*)?\Z", re.A
)
_CLOCK: Final = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?\Z", re.A
)
_OFFSET: Final = re.compile(r"(?:GMT|UTC|UT)?(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})?\Z", re.A)
_WORD: Final = re.compile(r"[^\s,]+")
_MONTHS: Final = dict(
    zip(
        ("january february march april may june july august september october november december").split(),
        range(1, 13),
        strict=True,
    )
)
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ZONES: Final = {
    "Z": "Z",
    "UT": "Z",
    "GMT": "Z",
    "UTC": "Z",
    "EDT": "-04:00",
    "EST": "-05:00",
    "CDT": "-05:00",
    "MDT": "-06:00",
    "MST": "-07:00",
    "PDT": "-07:00",
    "PST": "-08:00",
}
"""The names of zones that RFC 822 defines, but for CST, which is written for China's as often. Others
(IST, BST, AST ...) stand for several zones, and none of them is defined by a standard of feeds."""
_LONGEST: Final = 100
_EPOCH: Final = "1970-01-01T00:00"


@dataclass(frozen=True, slots=True)
class FeedDate:
    """What a date says: an ISO 8601 value with its own offset, None where none could be read, and why or how far."""

    value: str | None = None
    doubt: str | None = None


NO_ZONE: Final = "a time without a zone that is certain: kept to the day"
UNREAD: Final = "not a date that can be read for certain: left out"
ZERO: Final = "a zero that a program wrote for no date: left out"


def feed_date(text: str) -> FeedDate:
    """Read `text`: ISO 8601 and W3C-DTF, RFC 822 and its successors, and what is written like them.

    A month by its name and a year of four digits may stand in any order; numbers alone only where one
    order is possible. Two digits of a year are read as RFC 5322 (4.3) says, in its own order alone.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return FeedDate(None, UNREAD)
    parts = _iso(text) or _basic(text) or _backward(text) or _named(text)
    if parts is None:
        return FeedDate(None, UNREAD)
    return parts.told()


@dataclass(frozen=True, slots=True)
class _Parts:
    """A date by its parts; `clock` is `HH:MM` or `HH:MM:SS`, `zone` as written, "" for none."""

    year: int
    month: int | None = None
    day: int | None = None
    clock: str | None = None
    zone: str = ""

    def told(self) -> FeedDate:
        """The date as ISO 8601, as far as it is certain."""
        day = "-".join(
            f"{part:0{width}d}"
            for part, width in ((self.year, 4), (self.month, 2), (self.day, 2))
            if part is not None
        )
        if self.year < 1000:
            return FeedDate(None, ZERO)
        clock = _clock(self.clock) if self.clock else None
        offset = _offset(self.zone)
        if self.clock and clock is None:
            return FeedDate(None, UNREAD)
        if clock is None:
            return _checked(day, None)
        if offset is None:
            return _checked(day, NO_ZONE)
        if f"{day}T{clock}".startswith(_EPOCH) and offset in {"Z", "+00:00"}:
            return FeedDate(None, ZERO)
        return _checked(f"{day}T{clock}{offset}", None)


def _checked(value: str, doubt: str | None) -> FeedDate:
    try:
        PartialDate.parse(value)
    except (ValueError, OverflowError):
        return FeedDate(None, UNREAD)
    return FeedDate(value, doubt)


def _clock(text: str) -> str | None:
    """`text` as `HH:MM` or `HH:MM:SS`; fractions of a second are left out, and a leap second is the one before."""
    match = _CLOCK.match(text)
    if match is None or int(match["hour"]) > 23 or int(match["minute"]) > 59:
        return None
    clock = f"{int(match['hour']):02d}:{match['minute']}"
    if match["second"] is None:
        return clock
    return None if int(match["second"]) > 60 else f"{clock}:{min(int(match['second']), 59):02d}"


def _offset(zone: str) -> str | None:
    """The offset that `zone` surely stands for."""
    zone = zone.strip().upper()
    # A comment after the offset names the zone once more: `+0200 (CEST)`.
    first, _, comment = zone.partition(" ")
    if comment.startswith("(") and comment.endswith(")"):
        zone = first
    if zone in _ZONES:
        return _ZONES[zone]
    match = _OFFSET.match(zone)
    if match is None or int(match["hours"]) > 14 or int(match["minutes"] or 0) > 59:
        return None
    return f"{match['sign']}{match['hours']}:{match['minutes'] or '00'}"


def _iso(text: str) -> _Parts | None:
    match = _ISO.match(text)
    if match is None:
        return None
    if match["time"] and match["day"] is None:
        return None
    month, day = (int(match[part]) if match[part] else None for part in ("month", "day"))
    return _Parts(int(match["year"]), month, day, match["time"], match["zone"] or "")


def _basic(text: str) -> _Parts | None:
    match = _BASIC.match(text)
    if match is None:
        return None
    clock = f"{match['hour']}:{match['minute']}" if match["hour"] else None
    if match["second"]:
        clock = f"{clock}:{match['second']}"
    return _Parts(int(match["year"]), int(match["month"]), int(match["day"]), clock, match["zone"] or "")


def _backward(text: str) -> _Parts | None:
    """Numbers with the year last, where only one of the two before it can be the month."""
    match = _BACKWARD.match(text)
    if match is None:
        return None
    first, second = int(match["a"]), int(match["b"])
    if first == second or first > 12:
        day, month = first, second
    elif second > 12:
        day, month = second, first
    else:
        return None
    clock, _, zone = (match["rest"] or "").strip(" T,").partition(" ")
    return _Parts(int(match["year"]), month, day, clock or None, zone)


def _named(text: str) -> _Parts | None:
    """A date with the name of its month: every word of it must be one of its parts, each of them once."""
    year = month = day = clock = None
    zone: list[str] = []
    for word in _WORD.findall(text.replace("-", " ", 2) if _DASHED.match(text) else text):
        plain = word.lower().rstrip(".")
        if ":" in word and clock is None and word[0].isdigit():
            clock = word
        elif clock is not None and year is not None:
            zone.append(word)
        elif month is None and (number := _month(plain)):
            month = number
        elif day is None and plain.isdecimal() and len(plain) <= 2:
            day = int(plain)
        elif (
            year is None
            and plain.isdecimal()
            and (len(plain) == 4 or (len(plain) == 2 and month and clock is None))
        ):
            year = _full_year(plain)
        elif clock is not None and not zone and not plain.isdecimal():
            zone.append(word)
        elif not any(name.startswith(plain) for name in _DAYS) or len(plain) < 3:
            return None
    if year is None or month is None or day is None:
        return None
    return _Parts(year, month, day, clock, " ".join(zone))


_DASHED: Final = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}-[A-Za-z]{3,9}-\d{2,4}\b")
"""`19-Jun-2024`, as RFC 850 wrote dates."""


def _month(word: str) -> int | None:
    if len(word) < 3:
        return None
    return next((number for name, number in _MONTHS.items() if name.startswith(word)), None)


def _full_year(digits: str) -> int:
    """RFC 5322, 4.3: two digits below 50 are of this century."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 50 else 1900)
