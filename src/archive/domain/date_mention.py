"""What a date mentioned in a text says, before anything is resolved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DateKind = Literal[
    "day",  # June 19, 2024
    "month_day",  # June 19
    "month",  # February 2024, last September, February
    "year",  # in 2018
    "weekday",  # Wednesday, last Sunday
    "relative",  # yesterday, last year, two weeks ago: counted from the publication
    "event",  # the same day, that year, two days later: counted from another date in the text
    "vague",  # recently, several months after that: never resolved
]

Unit = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class DateParts:
    """The parts that the words give, None where they give none.

    `weekday` counts from Monday = 0. `day_to` ends a range of days. `shift` counts `unit`s from
    the anchor (negative: before it). `year_shift` is for "February last year" (-1). `qualifier`
    is the "last", "this" or "next" of "last September" and "next Monday".
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    day_to: int | None = None
    weekday: int | None = None
    unit: Unit | None = None
    shift: int = 0
    year_shift: int | None = None
    qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: `text[start:end]`, without a leading preposition.

    `refers_to` is the earlier mention that "that year" or "the same day" points back to.
    """

    start: int
    end: int
    text: str
    kind: DateKind
    parts: DateParts
    refers_to: DateMention | None = None
