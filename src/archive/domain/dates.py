"""Dates in English news text: where they are mentioned, and what each mention says.

`find_dates` reports the words alone; `resolve` turns a mention into a date with the help of an
anchor. The rules are lists of words and positions, the same in any locale and on any machine.
General date libraries were tried and found slower and worse on this text: one turned an age of
71 into 1971.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from archive.domain import date_words as words
from archive.domain.date_mention import DateKind, DateMention, DateParts, Unit
from archive.domain.date_resolution import resolve
from archive.domain.fold import fold, lower

__all__ = ["DateKind", "DateMention", "DateParts", "find_dates", "resolve"]

_REACH: Final = 400
"""How far back, in characters, "that year" or "the same day" looks for its date."""
_LEFT: Final = 40
"""How far to the left of a month, a year or a unit its other words are looked for."""
_WEEKDAY: Final = 16
"""Room for a weekday and what may follow it, before a month."""
_CUE: Final = 14
"""Room for the words that make a number a year: `back in 2018`."""
_YEARS: Final = range(1500, 2200)


def find_dates(text: str) -> list[DateMention]:
    """Every date mentioned in `text`, in order and without overlap.

    Ages, sums, clock times, resolution numbers and the verbs "may" and "march" are not dates.
    Takes time in proportion to the length of `text`.
    """
    folded = fold(text)
    lowered = lower(folded)
    found: list[DateMention] = []
    taken: list[tuple[int, int]] = []
    for search in (_months, _numerics, _weekdays, _relatives, _counted):
        fresh = [mention for mention in search(folded, lowered) if not _overlaps(taken, mention)]
        found.extend(fresh)
        taken.extend((mention.start, mention.end) for mention in fresh)
        taken.sort()
    found.sort(key=lambda mention: mention.start)
    return _point_back(text, found)


def _overlaps(taken: list[tuple[int, int]], mention: DateMention) -> bool:
    at = bisect_right(taken, (mention.start, mention.end))
    before = at > 0 and taken[at - 1][1] > mention.start
    return before or (at < len(taken) and taken[at][0] < mention.end)


def _mention(text: str, start: int, end: int, kind: DateKind, parts: DateParts) -> DateMention:
    return DateMention(start, end, text[start:end], kind, parts)


def _starts_word(text: str, at: int) -> bool:
    return at == 0 or not (text[at - 1].isalnum() or text[at - 1] == "_")


def _months(text: str, _lowered: str) -> Iterator[DateMention]:
    """Dates with a month's name in them."""
    done = 0
    for match in words.MONTH.finditer(text):
        if match.start() < done or not _starts_word(text, match.start()):
            continue
        mention = _with_day(text, match.start(), match.end(), done) or _month_only(
            text, match.start(), match.end()
        )
        if mention is not None:
            done = mention.end
            yield mention


def _number_of_month(text: str, start: int, end: int) -> int:
    return words.MONTH_NUMBERS[text[start:end].lower()]


def _with_day(text: str, start: int, end: int, floor: int) -> DateMention | None:
    """`June 19, 2024`, `Wednesday, 19 June`, `18-19 June`, `June 19 of that year`."""
    month = _number_of_month(text, start, end)
    left = text[max(floor, start - _LEFT) : start]
    before = None
    if any(char.isdigit() for char in left[-9:]):
        before = words.DAYS_BEFORE_MONTH.search(left) or words.DAY_BEFORE_MONTH.search(left)
    weekday: str | None = None
    if before is not None:
        first = start - len(left) + before.start()
        after = words.YEAR_AFTER_DAY_MONTH.match(text, end)
        groups = before.groupdict()
        day, day_to, weekday = int(groups["day"]), groups.get("day_to"), groups.get("weekday")
        year = int(after["year"]) if after else None
        last = after.end() if after else end
    else:
        after = words.AFTER_MONTH.match(text, end)
        if after is None:
            return None
        named = words.WEEKDAY_BEFORE.search(left, max(0, len(left) - _WEEKDAY))
        weekday = named["weekday"] if named else None
        first = start - len(left) + named.start() if named else start
        day, day_to, last = int(after["day"]), after["day_to"], after.end()
        year = int(after["year"]) if after["year"] else None
        if (
            year is None
            and text[start:end].lower() in words.VERB_MONTHS
            and words.THINGS_AFTER.match(text, last)
        ):
            return None
    if year is not None and year not in _YEARS:
        return None
    if not _real_day(year, month, day) or (day_to and not _real_day(year, month, int(day_to))):
        return None
    parts = DateParts(
        year=year,
        month=month,
        day=day,
        day_to=int(day_to) if day_to else None,
        weekday=words.WEEKDAY_NUMBERS[weekday[:3].lower()] if weekday else None,
    )
    if year is not None:
        return _mention(text, first, last, "day", parts)
    return _pointed(text, first, last, "month_day", parts)


def _real_day(year: int | None, month: int, day: int) -> bool:
    return 1 <= day <= monthrange(year or 2000, month)[1]


def _month_only(text: str, start: int, end: int) -> DateMention | None:
    """`February 2024`, `last September`, `In February`, `September last year`."""
    month = _number_of_month(text, start, end)
    after = words.YEAR_AFTER_MONTH.match(text, end)
    if after and int(after["year"]) in _YEARS and not _is_a_count(text, int(after["year"]), after.end()):
        return _mention(text, start, after.end(), "month", DateParts(year=int(after["year"]), month=month))
    left = text[max(0, start - _LEFT) : start]
    qualifier = words.QUALIFIER.search(left)
    if qualifier:
        which = qualifier["which"].lower().replace("past", "last")
        first = start - len(left) + qualifier.start()
        return _mention(text, first, end, "month", DateParts(month=month, qualifier=which))
    pointed = _pointed(text, start, end, "month", DateParts(month=month))
    if pointed.end > end:
        return pointed
    cue = words.STRONG_MONTH_CUE if text[start:end].lower() in words.NAME_MONTHS else words.MONTH_CUE
    if not cue.search(left) or words.NOT_A_MONTH_AFTER.match(text, end):
        return None
    return pointed


def _pointed(text: str, start: int, end: int, kind: DateKind, parts: DateParts) -> DateMention:
    """Add the year that "this year", "last year" or "of that year" behind a date points to."""
    pointer = words.YEAR_POINTER.match(text, end)
    if pointer is None:
        return _mention(text, start, end, kind, parts)
    which = pointer["which"].split()[-1]
    base = DateParts(
        month=parts.month,
        day=parts.day,
        day_to=parts.day_to,
        weekday=parts.weekday,
        year_shift={"last": -1, "previous": -1, "next": 1, "following": 1}.get(which, 0),
        unit="year" if which in {"that", "same", "previous", "following"} else None,
    )
    return _mention(text, start, pointer.end(), kind, base)


def _numerics(text: str, _lowered: str) -> Iterator[DateMention]:
    """`2024-06-20`, `19/06/2024` where the order is certain, and years that stand alone."""
    for match in words.NUMERIC.finditer(text):
        if not _starts_word(text, match.start()) or not words.AFTER_NUMERIC.match(text, match.end()):
            continue
        if match["sep"]:
            parts = _numeric_day(match[0].split(match["sep"]), match["sep"])
            if parts is not None:
                yield _mention(text, match.start(), match.end(), "day", parts)
        elif len(match[0]) == 4 and int(match[0]) in _YEARS and _is_year(text, match.start(), match.end()):
            yield _mention(text, match.start(), match.end(), "year", DateParts(year=int(match[0])))


def _numeric_day(numbers: list[str], separator: str) -> DateParts | None:
    if len(numbers[0]) > 4:
        return None
    one, two, three = (int(number) for number in numbers)
    if len(numbers[0]) == 4 and separator != ".":
        year, month, day = one, two, three
    elif len(numbers[2]) == 4 and (two > 12 or one > 12 or one == two):
        year, month, day = (three, one, two) if two > 12 else (three, two, one)
    else:
        return None
    if year not in _YEARS or not 1 <= month <= 12 or not _real_day(year, month, day):
        return None
    return DateParts(year=year, month=month, day=day)


def _is_year(text: str, start: int, end: int) -> bool:
    left = text[max(0, start - _LEFT) : start]
    number = int(text[start:end])
    if words.NOT_A_YEAR_AFTER.match(text, end) or _is_a_count(text, number, end):
        return False
    if left and left[-1] in "$-.,:/#" and not left.lower().endswith("mid-"):
        return False
    cue = words.YEAR_BEFORE.search(left, max(0, len(left) - _CUE))
    if cue and cue["strong"]:
        return True
    if words.YEAR_NOUN.match(text, end) or words.YEAR_OF.search(left) or words.YEAR_PAIR.search(left):
        return True
    if not cue or words.THINGS_AFTER.match(text, end):
        return False
    weak = cue["weak"].lower()
    if weak in {"the", "his", "her", "their", "its"}:
        return number >= 1800 and bool(words.WORD_AFTER.match(text, end))
    return weak not in {"of", "for", "to", "and"} and number >= 1800


def _is_a_count(text: str, number: int, end: int) -> bool:
    """Whether a round number counts things: "in 2000 homes", where "In 2018 police" tells a year."""
    return number % 100 == 0 and words.THINGS_AFTER.match(text, end) is not None


def _weekdays(text: str, _lowered: str) -> Iterator[DateMention]:
    """`Wednesday`, `last Sunday`; not `Good Friday` and not `every Monday`."""
    for match in words.WEEKDAY.finditer(text):
        start, end = match.span()
        left = text[max(0, start - _LEFT) : start]
        if not _starts_word(text, start) or words.NOT_A_WEEKDAY_AFTER.match(text, end):
            continue
        if words.NOT_A_WEEKDAY_BEFORE.search(left):
            continue
        qualifier = words.QUALIFIER.search(left)
        if qualifier:
            start = start - len(left) + qualifier.start()
        parts = DateParts(
            weekday=words.WEEKDAY_NUMBERS[match[0][:3].lower()],
            qualifier=qualifier["which"].lower().replace("past", "last") if qualifier else None,
        )
        yield _mention(text, start, end, "weekday", parts)


def _relatives(text: str, lowered: str) -> Iterator[DateMention]:
    """`yesterday`, `this morning`, `last night`, `recently`."""
    for match in words.RELATIVE_DAY.finditer(lowered):
        start, end = match.span()
        if not _starts_word(lowered, start):
            continue
        word = match[0].split()[0]
        if word in {"recently", "lately"}:
            yield _mention(text, start, end, "vague", DateParts())
        elif not _is_a_name(text, start, end):
            shift = words.DAY_SHIFTS[match[0].split()[-1] if word == "the" else word]
            parts = DateParts(unit="day", shift=2 * shift if word == "the" else shift)
            yield _mention(text, start, end, "relative", parts)


def _is_a_name(text: str, start: int, end: int) -> bool:
    """Whether "Today" is a paper or a programme: USA Today, the Today show."""
    if words.NOT_TODAY_AFTER.match(text, end):
        return True
    inside = start > 1 and text[start - 1] == " " and (text[start - 2].isalnum())
    return inside and text[start].isupper() and text[start + 1].islower()


def _counted(text: str, lowered: str) -> Iterator[DateMention]:
    """Dates told by a unit: `last year`, `two weeks ago`, `the same day`, `several months after`."""
    for match in words.UNIT.finditer(lowered):
        start = match.start()
        if start and lowered[start - 1] in " \t\n-":
            left = lowered[max(0, start - _LEFT) : start]
            mention = _by_pointer(text, match, left) or _by_count(text, lowered, match, left)
            if mention is not None:
                yield mention


def _by_pointer(text: str, match: re.Match[str], left: str) -> DateMention | None:
    """`last year`, `the same day`, `the following month`, `that year`, `earlier in the day`."""
    start, end = match.span()
    unit: Unit | None = words.UNITS.get(match["unit"])
    plural = text[end - 1] in "sS"
    that = words.THAT_BEFORE.search(left)
    if that and unit and not plural:
        first = start - len(left) + that.start()
        return _mention(text, first, end, "event", DateParts(unit=unit))
    pointer = words.POINTER_BEFORE.search(left)
    if pointer is None or plural:
        return None
    first = start - len(left) + pointer.start()
    which = pointer["which"]
    if unit is None:
        return _mention(text, first, end, "vague", DateParts())
    if pointer["the"] and which in {"last", "past", "coming"}:
        return _mention(text, first, end, "vague", DateParts())
    shift = {"last": -1, "past": -1, "previous": -1, "next": 1, "following": 1, "coming": 1}.get(which, 0)
    kind: DateKind = "event" if pointer["the"] or which in {"same", "previous", "following"} else "relative"
    return _mention(text, first, end, kind, DateParts(unit=unit, shift=shift))


def _by_count(text: str, lowered: str, match: re.Match[str], left: str) -> DateMention | None:
    """`two weeks ago`, `a day later`, `several months after that encounter`, `in recent years`."""
    start, end = match.span()
    count = words.COUNT_BEFORE.search(left)
    way = words.DIRECTION_AFTER.match(lowered, end)
    if way is None and not (count and count["vague"] in {"recent", "past"}):
        return None
    first = start - len(left) + count.start() if count else start
    last = way.end() if way else end
    unit = words.UNITS.get(match["unit"])
    exact = way is not None and count is not None and count["count"] and not count["hedge"]
    if not exact or way is None or count is None or unit is None or way["way"] in {"before", "after"}:
        return _mention(text, first, last, "vague", DateParts())
    number = count["count"]
    shift = words.NUMBER_WORDS.get(number) or int(number)
    if way["way"] != "later":
        shift = -shift
    kind: DateKind = "relative" if way["way"] == "ago" else "event"
    return _mention(text, first, last, kind, DateParts(unit=unit, shift=shift))


def _point_back(text: str, found: list[DateMention]) -> list[DateMention]:
    """Give "that year" and "the same day" the date before them that they point to."""
    out: list[DateMention] = []
    for folded in found:
        mention = replace(folded, text=text[folded.start : folded.end])
        points = mention.kind == "event" or (mention.parts.unit == "year" and mention.kind != "relative")
        if not points:
            out.append(mention)
            continue
        unit = mention.parts.unit or "day"
        target = next(
            (
                earlier
                for earlier in reversed(out[-8:])
                if mention.start - earlier.end <= _REACH and _tells(earlier, unit)
            ),
            None,
        )
        out.append(replace(mention, refers_to=target))
    return out


def _tells(mention: DateMention, unit: Unit) -> bool:
    """Whether `mention` is precise enough to be what "that year" or "that day" points to."""
    if mention.kind == "vague" or (mention.kind in {"event", "month_day", "month"} and mention.refers_to):
        return False
    if unit == "year":
        return mention.parts.year is not None
    if unit == "month":
        return mention.parts.month is not None
    return mention.kind in {"day", "month_day", "weekday"} and mention.parts.day_to is None
