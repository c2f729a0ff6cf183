"""Relative times as people write them: "3 days ago", "yesterday", "an hour ago".

Invariant: a pure function of the words and the present moment, in UTC. What is told in days or longer is a
day and stands for all of it, as a written date does; what is told in hours or less is a moment.

- `now`, and N seconds, minutes or hours ago: that very moment.
- `today`, `yesterday`, and N days or weeks (of seven days) ago: that day.
- N months or years ago: the day of the same number in that month, or its last where it has no such day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import timedelta
from typing import Final

from archive.domain.moment import PartialDate, from_micros, iso

_DAYS_BACK: Final = {"today": 0, "yesterday": 1}
_AGO: Final = re.compile(r"(\d{1,5}|an?|one) (second|minute|hour|day|week|month|year)s? ago")
_EXACT: Final = ("second", "minute", "hour")


def relative_date(text: str, now: int) -> PartialDate | None:
    """The date that `text` means at the moment `now` (microseconds); None where it is no relative time.

    Raises `ValueError` where it lies before the year 1.
    """
    words = " ".join(text.casefold().split())
    present = from_micros(now)
    if words == "now":
        return PartialDate(iso(now))
    if words in _DAYS_BACK:
        return PartialDate((present.date() - timedelta(days=_DAYS_BACK[words])).isoformat())
    found = _AGO.fullmatch(words)
    if found is None:
        return None
    number = int(found[1]) if found[1].isdigit() else 1
    unit = found[2]
    try:
        if unit in _EXACT:
            return PartialDate(
                (present - timedelta(**{f"{unit}s": number})).isoformat().replace("+00:00", "Z")
            )
        if unit in ("day", "week"):
            days = number * (7 if unit == "week" else 1)
            return PartialDate((present.date() - timedelta(days=days)).isoformat())
        months = present.year * 12 + present.month - 1 - number * (12 if unit == "year" else 1)
        year, month = months // 12, months % 12 + 1
        day = min(present.day, monthrange(year, month)[1])
        return PartialDate(present.date().replace(year=year, month=month, day=day).isoformat())
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text.strip()!r} lies before the year 1") from error
