"""The axis of time of a picture: equal slots for what is counted, and the dates that are written below."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from archive.domain.moment import DAY, from_micros, to_micros

_HOUR: Final = DAY // 24
_SLOTS: Final = (
    _HOUR,
    3 * _HOUR,
    6 * _HOUR,
    12 * _HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    28 * DAY,
    91 * DAY,
    364 * DAY,
)
_SLOT_WORDS: Final = (
    "hour",
    "3 hours",
    "6 hours",
    "12 hours",
    "day",
    "2 days",
    "week",
    "4 weeks",
    "13 weeks",
    "52 weeks",
)
_MONDAY: Final = 4 * DAY
"""1970-01-05, so that weeks begin on Mondays."""


@dataclass(frozen=True, slots=True)
class Slots:
    """The axis of time in equal parts: `width` in microseconds, from `first` on."""

    first: int
    width: int
    count: int
    words: str

    def of(self, at: int) -> int:
        """The slot of a moment; what lies outside is in the slot at that end."""
        return min(max((at - self.first) // self.width, 0), self.count - 1)


def slots(start: int, end: int, most: int) -> Slots:
    """The finest slots of which not more than `most` cover the time from `start` to `end`, both inclusive."""
    for width, words in zip(_SLOTS, _SLOT_WORDS, strict=True):
        found = _cover(start, end, width, words)
        if found.count <= most:
            return found
    years = -(-(end - start) // (_SLOTS[-1] * (most - 1)))
    return _cover(start, end, _SLOTS[-1] * years, f"{52 * years} weeks")


def _cover(start: int, end: int, width: int, words: str) -> Slots:
    first = (start - _MONDAY) // width * width + _MONDAY
    return Slots(first, width, (end - first) // width + 1, words)


_FIRST: Final = to_micros(datetime.min.replace(tzinfo=UTC))
_LAST: Final = to_micros(datetime.max.replace(tzinfo=UTC))
"""What has a date at all."""

_HOURS: Final = (1, 3, 6, 12)
_DAYS: Final = (1, 2, 7, 14)
_MONTHS: Final = (1, 2, 3, 6)
_YEARS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_WIDER: Final = 1.5
"""How much more room a date takes that has an hour."""


def dated(at: int, letters: int = 10) -> str:
    """A moment as it is written on an axis: so many letters of `2024-06-20 06:15`; what no year has, by the last one."""
    return from_micros(min(max(at, _FIRST), _LAST)).isoformat(" ")[:letters]


def ticks(start: int, end: int, most: int) -> list[tuple[int, str]]:
    """The roundest dates between two moments (microseconds), at most so many and as many as fit, with their words."""
    start, end = max(start, _FIRST), min(end, _LAST)
    for letters, dates in _scales(start):
        room = int(most / _WIDER) if letters > 10 else most
        found = list(islice(dates(end), room + 1))
        if len(found) <= room:
            return [(at, dated(at, letters)) for at in found]
    return []


def _scales(start: int) -> Iterator[tuple[int, Callable[[int], Iterator[int]]]]:
    """From the finest scale to the coarsest: how a date is written, and the dates from `start` to an end."""
    for hours in _HOURS:
        yield 16, _evenly(start, hours * _HOUR)
    for days in _DAYS:
        yield 10, _evenly(start, days * DAY)
    for months in _MONTHS:
        yield 7, _by_months(start, months)
    for years in _YEARS:
        yield 4, _by_months(start, 12 * years)


def _evenly(start: int, width: int) -> Callable[[int], Iterator[int]]:
    def dates(end: int) -> Iterator[int]:
        at = -((_MONDAY - start) // width) * width + _MONDAY
        while at <= end:
            yield at
            at += width

    return dates


def _by_months(start: int, step: int) -> Callable[[int], Iterator[int]]:
    def dates(end: int) -> Iterator[int]:
        first = from_micros(start)
        month = (first.year * 12 + first.month - 1) // step * step
        while month < 10_000 * 12:
            if month >= 12:
                at = to_micros(datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC))
                if at > end:
                    return
                if at >= start:
                    yield at
            month += step

    return dates
