"""Points in time as people write them: dates, relative times, positions, and both axes in one word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.event import Event
from archive.domain.moment import DAY, END_OF_TIME, PartialDate
from archive.domain.permalink import point_text
from archive.domain.relative_time import relative_date
from archive.domain.snapshot import Point
from archive.errors import BadPoint
from archive.ports import Appended, Unit
from archive.service.points import WrittenPoint, read_point, resolve, resolve_as_of, resolve_known

NOW = PartialDate.parse("2024-03-31T15:30:20Z").start


class FakeLog:
    """A log of 99 events, one recorded at the first moment of each day from 2024-01-01 on."""

    def append(self, units: Sequence[Unit]) -> list[Appended]:
        raise NotImplementedError

    def read(self, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        raise NotImplementedError

    def head(self) -> int:
        return 99

    def position_at(self, moment: int) -> int:
        return max(0, min(99, (moment - PartialDate("2024-01-01").start) // DAY + 1))

    def stream_version(self, stream: str) -> int:
        raise NotImplementedError


LOG = FakeLog()


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("now", "2024-03-31T15:30:20Z"),
        ("today", "2024-03-31"),
        ("yesterday", "2024-03-30"),
        ("3 days ago", "2024-03-28"),
        ("a day ago", "2024-03-30"),
        ("2 weeks ago", "2024-03-17"),
        ("1 month ago", "2024-02-29"),
        ("one year ago", "2023-03-31"),
        ("13 months ago", "2023-02-28"),
        ("an hour ago", "2024-03-31T14:30:20Z"),
        ("90 minutes ago", "2024-03-31T14:00:20Z"),
        ("20 seconds ago", "2024-03-31T15:30:00Z"),
        ("  3   Days  Ago ", "2024-03-28"),
        ("in 3 days", None),
        ("days ago", None),
        ("2024-03", None),
        ("", None),
    ],
)
def test_relative_times(words: str, date: str | None) -> None:
    found = relative_date(words, NOW)
    assert (found.value if found else None) == date


@pytest.mark.parametrize("words", ["9999 years ago", "99999 months ago"])
def test_a_relative_time_before_the_year_1_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="before the year 1"):
        relative_date(words, NOW)


def end(date: str) -> int:
    return PartialDate.parse(date).end


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("latest", WrittenPoint()),
        ("2024-06", WrittenPoint(as_of=end("2024-06"))),
        ("2024-06-20T12:00+02:00", WrittenPoint(as_of=end("2024-06-20T10:00"))),
        ("yesterday", WrittenPoint(as_of=end("2024-03-30"))),
        ("@12", WrittenPoint(known_at=12)),
        ("known:2024-01-05", WrittenPoint(known_at=5)),
        ("known:2 days ago", WrittenPoint(known_at=89)),
        ("known:latest", WrittenPoint(known_at=99)),
        ("2024-06@41", WrittenPoint(end("2024-06"), 41)),
        ("2024-06@2024-01-15", WrittenPoint(end("2024-06"), 15)),
        ("2024-06-20T12:00:00+02:00@41", WrittenPoint(end("2024-06-20T10:00"), 41)),
        ("3 days ago@latest", WrittenPoint(end("2024-03-28"), 99)),
        ("latest@41", WrittenPoint(END_OF_TIME, 41)),
        ("2024-06@2024", BadPoint),  # a position, as in a permalink, and beyond the end of this log
        ("before", None),
        ("desk@home", None),
        ("@latest", None),
        ("a..b.json", None),
        ("https://news.example/2024", None),
        ("2024-13", BadPoint),
        ("2024-02-30", BadPoint),
        ("2024-06@noon", BadPoint),
        ("@100", BadPoint),
        ("known:soon", BadPoint),
    ],
)
def test_points(text: str, written: WrittenPoint | type[BadPoint] | None) -> None:
    if written is BadPoint:
        with pytest.raises(BadPoint):
            read_point(text, LOG, NOW)
    else:
        assert read_point(text, LOG, NOW) == written


@given(
    st.integers(-62_135_596_800_000_000, END_OF_TIME)
    | st.dates().map(lambda day: PartialDate(day.isoformat()).end)
    | st.dates().map(lambda day: PartialDate(day.isoformat()).start),
    st.integers(0, 99),
)
def test_what_a_permalink_writes_is_the_same_point_when_it_is_read(as_of: int, known_at: int) -> None:
    point = Point(as_of, known_at)
    written = read_point(point_text(point), LOG, NOW)
    assert written is not None
    assert written.point(LOG) == point


def test_the_other_axis_is_fixed_once() -> None:
    assert resolve("2024-06", LOG, NOW, known_at="@7") == Point(end("2024-06"), 7)
    assert resolve("2024-06", LOG, NOW) == Point(end("2024-06"), 99)
    for text in ("@12", "2024-06@41", "known:2024-01-03"):
        with pytest.raises(BadPoint, match="leave out --known-at"):
            resolve(text, LOG, NOW, known_at="@7")


def test_what_options_say() -> None:
    assert resolve_as_of("latest", NOW) == END_OF_TIME
    assert resolve_as_of("2 weeks ago", NOW) == end("2024-03-17")
    assert [resolve_known(text, LOG, NOW) for text in ("12", "@12", "2024", "latest", "today")] == [
        12, 12, 99, 99, 91
    ]  # fmt: skip
    with pytest.raises(BadPoint, match="a time"):
        resolve_as_of("@12", NOW)


def test_an_address_is_told_where_it_belongs() -> None:
    with pytest.raises(BadPoint, match="--article ADDRESS"):
        resolve("https://news.example/a", LOG, NOW)
