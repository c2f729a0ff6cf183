"""The permalink of a change: which part of which fact, between which two points.

A change is no row anywhere: it is what two points make of a fact. So its id says all three and needs no store to
be opened, and it opens the same change for ever, since what was known at a position never changes:

    FACT_ID/PATH/FROM..TO      3fa9c1d2…/value/2024-02-20@41..latest@45
    FACT_ID/FROM..TO           the whole fact came or went

A point is `REPORTED@KNOWN`: what had been reported by then, of what was known at that position of the log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from archive.domain.moment import END_OF_TIME, PartialDate, iso
from archive.domain.snapshot import Point

_ID: Final = re.compile(r"[0-9a-f]{1,24}")
_FORM: Final = re.compile(r"(?P<fact>[0-9a-f]{24})/(?:(?P<path>[^/]+)/)?(?P<start>[^/]+?)\.\.(?P<end>[^/]+)")
_POINT: Final = re.compile(r"(?P<reported>[^@]+)@(?P<known>\d{1,18})")


@dataclass(frozen=True, slots=True)
class ChangeId:
    """Names one change; `path` is empty where the whole fact came or went."""

    fact_id: str
    path: str
    start: Point
    end: Point

    def __str__(self) -> str:
        """The permalink."""
        parts = [self.fact_id, quote(self.path, safe=""), f"{point_text(self.start)}..{point_text(self.end)}"]
        return "/".join(part for part in parts if part)


def parse_change_id(text: str) -> ChangeId | None:
    """The change that `text` names; None where it is no permalink of a change."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    start, end = _point(found["start"]), _point(found["end"])
    if start is None or end is None:
        return None
    return ChangeId(found["fact"], unquote(found["path"] or ""), start, end)


def is_id(text: str) -> bool:
    """Whether `text` may be the id of a fact, claim or version, or its beginning."""
    return _ID.fullmatch(text) is not None


def point_text(point: Point) -> str:
    """`point` as `REPORTED@KNOWN`, exactly: reading it gives the same point."""
    reported = point.reported
    if reported != "latest" and PartialDate.parse(reported).end != point.as_of:
        reported = iso(point.as_of)  # a midnight, which people write as its day
    return f"{reported}@{point.known_at}"


def _point(text: str) -> Point | None:
    found = _POINT.fullmatch(text)
    if found is None:
        return None
    reported, known = found["reported"], int(found["known"])
    if reported == "latest":
        return Point(END_OF_TIME, known)
    try:
        return Point(PartialDate.parse(reported).end, known)
    except (ValueError, OverflowError):
        return None
