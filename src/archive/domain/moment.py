"""Moments (whole microseconds since 1970, UTC) and dates of reduced precision.

A `PartialDate` is an ISO 8601 value as precise as its source was (EDTF level 0): `2024`, `2024-02`,
`2024-02-18` or a date with a time. It stands for an interval, and dates compare by interval.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final

SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
END_OF_TIME: Final = 253_402_300_799_999_999
"""The last microsecond of the year 9999: "latest" as a reported time."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_REDUCED: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")


def to_micros(moment: datetime) -> int:
    """Microseconds since the epoch; a `moment` without an offset is taken as UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(microseconds=1)


def http_moment(date: str) -> int | None:
    """The microseconds of a date in a header (RFC 9110, 5.6.7); None where it is none that can be."""
    from email.utils import parsedate_to_datetime

    try:
        return to_micros(parsedate_to_datetime(date))
    except (ValueError, OverflowError):
        return None


def from_micros(micros: int) -> datetime:
    """The UTC datetime of `micros` since the epoch."""
    return _EPOCH + timedelta(microseconds=micros)


def iso(micros: int) -> str:
    """`micros` as ISO 8601 with Z; fractions appear only where there are any."""
    return from_micros(micros).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class PartialDate:
    """An ISO 8601 date of reduced precision; `value` is its normalized text.

    Build it with `PartialDate.parse`, which refuses what is not a date.
    """

    value: str

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or a date with a time (offset optional, UTC if none).

        Raises `ValueError` where `text` is none of these or names no real day.
        """
        text = text.strip()
        reduced = _REDUCED.match(text)
        if reduced:
            year, month, day = (int(part) if part else 1 for part in reduced.groups())
            datetime(year, month, day, tzinfo=UTC)
            return cls(text)
        if not re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}", text):
            raise ValueError(f"not a date: {text!r}; write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM")
        return cls(iso(to_micros(datetime.fromisoformat(text))))

    @property
    def precision(self) -> str:
        """`year`, `month`, `day` or `time`."""
        return {4: "year", 7: "month", 10: "day"}.get(len(self.value), "time")

    @cached_property
    def start(self) -> int:
        """First microsecond of the interval."""
        if self.precision == "time":
            return to_micros(datetime.fromisoformat(self.value))
        year, month, day = (int(part) for part in (self.value + "-01-01")[:10].split("-"))
        return to_micros(datetime(year, month, day, tzinfo=UTC))

    @cached_property
    def end(self) -> int:
        """Last microsecond of the interval."""
        first = from_micros(self.start)
        if self.precision == "time":
            return self.start
        if self.precision == "day":
            return self.start + DAY - 1
        if first.year == 9999 and (self.precision == "year" or first.month == 12):
            return END_OF_TIME
        if self.precision == "month":
            after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        else:
            after = first.replace(year=first.year + 1)
        return to_micros(after) - 1

    def covers(self, other: PartialDate) -> bool:
        """Whether all of `other` lies within this date: 2024-02 covers 2024-02-18."""
        return self.start <= other.start and other.end <= self.end

    def compatible(self, other: PartialDate) -> bool:
        """Whether the two may be the same date told with different precision."""
        return self.covers(other) or other.covers(self)


def day_of(micros: int) -> PartialDate:
    """The UTC day that holds `micros`."""
    return PartialDate(from_micros(micros).date().isoformat())


def short_iso(micros: int) -> str:
    """`micros` as a date where it is a midnight, else as a full moment.

    A publication known by its day counts from that day's first microsecond, so midnight means a day.
    """
    return day_of(micros).value if micros % DAY == 0 else iso(micros)
