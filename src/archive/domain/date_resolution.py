"""From a date mention and an anchor to a date, never finer or surer than the words allow.

Rules: a weekday is the most recent such day on or before the anchor's day; a month without a year
is the most recent one that is not after the anchor's month; "last September" is the one before
the anchor's month; a day and month without a year is the most recent such day. What cannot be
told is left without a value.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

from archive.domain.claim import ClaimDate
from archive.domain.date_mention import DateMention, DateParts, Unit
from archive.domain.moment import PartialDate

Direction = Literal["past", "future"]

TRUSTED: Final = frozenset(
    "given sidecar front-matter prefix json-ld meta page feed mail url header byline".split()
)
"""Bases of an anchor that is the publication date. `in-body` is a date that publication followed
closely; any other basis (the time of our look) says too little to resolve anything against it."""

IN_BODY_LAG: Final = 3
"""Days that may lie between the latest date a text mentions and its publication. A weekday that
falls in this window may be before or after the anchor, so it cannot be told."""
_SLACK: Final = {"in-body": 30}
"""Days after the anchor that a day and month without a year may still lie: one for time zones, more
where the anchor is itself only a date from the text."""


def resolve(
    mention: DateMention,
    anchor: PartialDate | None,
    *,
    anchor_basis: str = "given",
    direction: Direction = "past",
) -> ClaimDate:
    """The date that `mention` stands for in a text whose publication is near `anchor`.

    `anchor_basis` is the `Basis` of the anchor. `direction` "future" is for sentences about what
    is still to come. `value` is None where the words and the anchor do not settle it.
    """
    parts = mention.parts
    if parts.year is not None:
        return _claim_date(mention, _explicit(parts), "explicit", None)
    if mention.kind == "event" or (parts.unit == "year" and parts.month is not None):
        return _from_event(mention, anchor, anchor_basis, direction)
    basis = _basis_of(mention)
    if anchor is None or mention.kind == "vague" or not _usable(anchor_basis):
        return _claim_date(mention, None, basis, None)
    if mention.kind == "weekday":
        value = _weekday(parts, _day(anchor), anchor_basis, direction)
    elif mention.kind == "month_day":
        value = _fitting(parts, _month_day(parts, anchor, anchor_basis, direction))
    elif mention.kind == "month":
        value = _month(parts, anchor, direction)
    else:
        value = _relative(parts, anchor, anchor_basis)
    return _claim_date(mention, value, basis, anchor)


def _usable(anchor_basis: str) -> bool:
    return anchor_basis in TRUSTED or anchor_basis == "in-body"


def _basis_of(mention: DateMention) -> str:
    if mention.kind == "weekday":
        return "relative_weekday"
    if mention.kind == "month_day":
        return "explicit"
    if mention.kind == "vague" and any(
        word in mention.text.lower() for word in ("after", "before", "later", "earlier", "previously")
    ):
        return "relative_to_event"
    return "relative_to_publication"


def _claim_date(mention: DateMention, value: str | None, basis: str, anchor: PartialDate | None) -> ClaimDate:
    precision = {4: "year", 7: "month", 10: "day"}[len(value)] if value else None
    return ClaimDate(value, precision, mention.text, basis, anchor.value if anchor and value else None)


def _explicit(parts: DateParts) -> str:
    value = f"{parts.year:04d}"
    if parts.month is not None:
        value += f"-{parts.month:02d}"
    if parts.day is not None and parts.day_to is None:
        value += f"-{parts.day:02d}"
    return value


def _day(anchor: PartialDate) -> date | None:
    """The anchor's day, None where it is known only to the month or the year."""
    return date.fromisoformat(anchor.value[:10]) if len(anchor.value) >= 10 else None


def _weekday(parts: DateParts, day: date | None, anchor_basis: str, direction: Direction) -> str | None:
    if day is None or parts.weekday is None:
        return None
    ahead = (parts.weekday - day.weekday()) % 7
    back = (day.weekday() - parts.weekday) % 7
    if anchor_basis == "in-body" and (0 < ahead <= IN_BODY_LAG or parts.qualifier or direction == "future"):
        return None
    if parts.qualifier == "next":
        return _shifted(day, ahead or 7)
    if parts.qualifier == "last":
        return _shifted(day, -(back or 7))
    return _shifted(day, ahead if direction == "future" else -back)


def _shifted(day: date, days: int) -> str | None:
    try:
        return (day + timedelta(days=days)).isoformat()
    except OverflowError:
        return None


def _month_day(parts: DateParts, anchor: PartialDate, anchor_basis: str, direction: Direction) -> str | None:
    """The nearest such day on the side that `direction` says, by the calendar alone."""
    if len(anchor.value) < 7 or parts.month is None or parts.day is None:
        return None
    year = int(anchor.value[:4])
    if parts.year_shift is not None:
        return _explicit_in(parts, year + parts.year_shift)
    day = _day(anchor)
    if day is None:
        later = parts.month > int(anchor.value[5:7])
        return _explicit_in(parts, year - later if direction == "past" else year)
    limit = day + timedelta(days=_SLACK.get(anchor_basis, 1)) if day < date(9999, 1, 1) else day
    for candidate in (year + 1, year, year - 1, year - 2, year - 3, year - 4):
        value = _explicit_in(parts, candidate, whole=True)
        if value is None:
            continue
        if direction == "past" and date.fromisoformat(value) <= limit:
            return _explicit_in(parts, candidate)
        if direction == "future" and date.fromisoformat(value) < day:
            return _explicit_in(parts, candidate + 1)
    return None


def _fitting(parts: DateParts, value: str | None) -> str | None:
    """`value` unless the weekday beside it says that another year was meant."""
    if value is None or parts.weekday is None or len(value) < 10:
        return value
    return value if date.fromisoformat(value).weekday() == parts.weekday else None


def _explicit_in(parts: DateParts, year: int, *, whole: bool = False) -> str | None:
    """`parts` in `year`; a range of days is only as precise as its month unless `whole`."""
    try:
        day = date(year, parts.month or 1, parts.day or 1)
    except ValueError:
        return None
    return day.isoformat() if whole or parts.day_to is None else day.isoformat()[:7]


def _month(parts: DateParts, anchor: PartialDate, direction: Direction) -> str | None:
    year = int(anchor.value[:4])
    if parts.month is None:
        return None
    if parts.year_shift is not None:
        return f"{year + parts.year_shift:04d}-{parts.month:02d}"
    if len(anchor.value) < 7:
        return None
    now = int(anchor.value[5:7])
    if parts.qualifier == "last":
        year -= parts.month >= now
    elif parts.qualifier == "next":
        year += parts.month <= now
    elif parts.qualifier is None and direction == "past":
        year -= parts.month > now
    elif parts.qualifier is None:
        year += parts.month < now
    return f"{year:04d}-{parts.month:02d}"


def _relative(parts: DateParts, anchor: PartialDate, anchor_basis: str) -> str | None:
    """Count `shift` units from the anchor, as precise as the unit and the anchor are."""
    if parts.unit in {"day", "week"}:
        day = _day(anchor)
        if day is None or anchor_basis == "in-body":
            return None
        return _shifted(day, parts.shift) if parts.unit == "day" else _week(day, parts.shift)
    return _count(anchor.value, parts.unit, parts.shift)


def _week(day: date, weeks: int) -> str | None:
    """A week has no reduced-precision value: give the month, or the year, that holds all of it."""
    try:
        monday = day + timedelta(days=7 * weeks - day.weekday())
        sunday = monday + timedelta(days=6)
    except OverflowError:
        return None
    for length in (7, 4):
        if monday.isoformat()[:length] == sunday.isoformat()[:length]:
            return monday.isoformat()[:length]
    return None


def _count(value: str, unit: Unit | None, shift: int) -> str | None:
    year = int(value[:4])
    if unit == "year":
        return f"{year + shift:04d}" if 0 < year + shift <= 9999 else None
    if len(value) < 7:
        return None
    months = year * 12 + int(value[5:7]) - 1 + shift
    return f"{months // 12:04d}-{months % 12 + 1:02d}" if 0 < months // 12 <= 9999 else None


def _from_event(
    mention: DateMention, anchor: PartialDate | None, anchor_basis: str, direction: Direction
) -> ClaimDate:
    """Count from the date that the mention points back to, if the text gave one."""
    event = mention.refers_to
    told = resolve(event, anchor, anchor_basis=anchor_basis, direction=direction) if event else None
    if told is None or told.value is None:
        return _claim_date(mention, None, "relative_to_event", None)
    parts = mention.parts
    base = PartialDate(told.value)
    day = _day(base)
    value: str | None
    if parts.month is not None:
        value = _explicit_in(parts, int(base.value[:4]) + (parts.year_shift or 0))
        value = value[:7] if value and parts.day is None else value
    elif parts.unit == "day":
        value = _shifted(day, parts.shift) if day else None
    elif parts.unit == "week":
        value = _week(day, parts.shift) if day else None
    else:
        value = _count(base.value, parts.unit, parts.shift)
    return _claim_date(mention, value, "relative_to_event", base)
