"""A date as pages write it, with the precision and the time zone that it really has.

What feeds write is read as `feed_dates` reads it, and so are its rules: a time without a sure zone is known
by its day, and a date that can be read in two ways (05/03/2024) is not read. Pages write it in some
more ways.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from archive.domain.dates import find_dates
from archive.domain.moment import PartialDate
from archive.readers.feed_dates import ZERO, feed_date

EARLIEST: Final = 1600
"""Earlier years are no dates of news."""

_EPOCH: Final = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?\Z", re.A)
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)", re.A)
_YEAR_FIRST: Final = re.compile(r"(\d{4})\s*[/.年년-]\s*(\d{1,2})\s*[/.月월-]\s*(\d{1,2})(?!\d)", re.A)
_JAVASCRIPT: Final = re.compile(
    r"\A\w{3} (?P<month>\w{3}) (?P<day>\d{1,2}) (?P<year>\d{4}) (?P<time>\d{2}:\d{2}:\d{2}) GMT(?P<zone>[+-]\d{4})"
)
_LONGEST: Final = 100


def read_date(text: str | None) -> PartialDate | None:
    """The date that `text` is, None where it is none or can be read in several ways."""
    text = (text or "").strip().strip("\"'").strip()
    if not 4 <= len(text) <= _LONGEST:
        return None
    value = _epoch(text)
    if value is None:
        found = feed_date(_from_javascript(text))
        if found.doubt == ZERO:
            return None
        value = found.value or _numbers(text) or _words(text)
    try:
        date = PartialDate.parse(value or "")
    except (ValueError, OverflowError):
        return None
    return date if int(date.value[:4]) >= EARLIEST else None


def _epoch(text: str) -> str | None:
    """Seconds or milliseconds since 1970; fewer digits are no moment of the web's time."""
    if not _EPOCH.match(text):
        return None
    whole = int(text.partition(".")[0])
    return datetime.fromtimestamp(whole // 1000 if whole >= 10**11 else whole, UTC).isoformat()


def _from_javascript(text: str) -> str:
    """What a browser's `Date` is as text (`Fri May 03 2024 10:00:00 GMT+0200 (...)`), as mail writes it."""
    match = _JAVASCRIPT.match(text)
    return "{day} {month} {year} {time} {zone}".format(**match.groupdict()) if match else text


def _numbers(text: str) -> str | None:
    """`2024年5月3日` and `3.5.2024`: with dots the day comes first wherever it is written so."""
    found = _YEAR_FIRST.match(text)
    if found:
        return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    found = _DOTTED.match(text)
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else None


def _words(text: str) -> str | None:
    """`Published on May 3, 2024 at 10 am`: the only full date of a short English text."""
    days = [mention.parts for mention in find_dates(text) if mention.kind == "day"]
    if len(days) != 1:
        return None
    return f"{days[0].year:04d}-{days[0].month:02d}-{days[0].day:02d}"
