"""Moments and dates of reduced precision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.moment import (
    DAY,
    END_OF_TIME,
    PartialDate,
    day_of,
    from_micros,
    http_moment,
    iso,
    to_micros,
)

MICROS = st.integers(to_micros(datetime(1, 1, 2, tzinfo=UTC)), END_OF_TIME)
DAYS = st.dates().map(lambda day: PartialDate.parse(day.isoformat()))
DATES = st.one_of(
    DAYS, DAYS.map(lambda day: PartialDate(day.value[:7])), DAYS.map(lambda day: PartialDate(day.value[:4]))
)


@pytest.mark.parametrize(
    ("moment", "micros", "text"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), 0, "1970-01-01T00:00:00Z"),
        (datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), -1, "1969-12-31T23:59:59.999999Z"),
        (datetime(2024, 6, 20, 12), 1_718_884_800_000_000, "2024-06-20T12:00:00Z"),  # noqa: DTZ001 - taken as UTC is the point
        (
            datetime(2024, 6, 20, 21, 0, tzinfo=timezone(timedelta(hours=9))),
            1_718_884_800_000_000,
            "2024-06-20T12:00:00Z",
        ),
        (datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), END_OF_TIME, "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_moments(moment: datetime, micros: int, text: str) -> None:
    assert to_micros(moment) == micros
    assert iso(micros) == text
    assert from_micros(micros) == (moment if moment.tzinfo else moment.replace(tzinfo=UTC))


@given(MICROS)
def test_no_microsecond_is_lost(micros: int) -> None:
    assert to_micros(from_micros(micros)) == micros
    assert PartialDate.parse(iso(micros)).start == micros


@pytest.mark.parametrize(
    ("text", "value", "precision", "start", "end"),
    [
        ("2024", "2024", "year", "2024-01-01T00:00:00Z", "2024-12-31T23:59:59.999999Z"),
        ("2024-02", "2024-02", "month", "2024-02-01T00:00:00Z", "2024-02-29T23:59:59.999999Z"),
        ("2023-12", "2023-12", "month", "2023-12-01T00:00:00Z", "2023-12-31T23:59:59.999999Z"),
        (" 2024-02-18 ", "2024-02-18", "day", "2024-02-18T00:00:00Z", "2024-02-18T23:59:59.999999Z"),
        ("9999", "9999", "year", "9999-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"),
        ("9999-12", "9999-12", "month", "9999-12-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"),
        ("9999-12-31", "9999-12-31", "day", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59.999999Z"),
        ("2024-06-20T09:30", "2024-06-20T09:30:00Z", "time", "2024-06-20T09:30:00Z", "2024-06-20T09:30:00Z"),
        (
            "2024-06-20 09:30+09:00",
            "2024-06-20T00:30:00Z",
            "time",
            "2024-06-20T00:30:00Z",
            "2024-06-20T00:30:00Z",
        ),
    ],
)
def test_a_partial_date_is_an_interval(text: str, value: str, precision: str, start: str, end: str) -> None:
    date = PartialDate.parse(text)
    assert (date.value, date.precision, iso(date.start), iso(date.end)) == (value, precision, start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "24",
        "2024-13",
        "2024-02-30",
        "2023-02-29",
        "0000",
        "2024-6-1",
        "2024/06/01",
        "20240601",
        "2024-06-20T25:00",
        "2024-W25",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


@given(DATES, DATES)
def test_covering_follows_the_intervals(one: PartialDate, other: PartialDate) -> None:
    inside = other.value.startswith(one.value)
    assert one.covers(other) is inside
    assert one.compatible(other) is (inside or one.value.startswith(other.value))


@given(DAYS)
def test_the_day_of_a_moment(day: PartialDate) -> None:
    assert {day_of(day.start), day_of(day.end)} == {day}
    assert day.end - day.start == DAY - 1


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Thu, 20 Jun 2024 12:00:00 GMT", "2024-06-20T12:00:00Z"),
        ("Thursday, 20-Jun-24 12:00:00 GMT", "2024-06-20T12:00:00Z"),
        ("Thu, 20 Jun 2024 14:00:00 +0200", "2024-06-20T12:00:00Z"),
        ("", None),
        ("soon", None),
        ("Thu, 20 Jun 99999999999999999999 12:00:00 GMT", None),
        ("Thu, 99999999999999999999 Jun 2024 12:00:00 GMT", None),
    ],
)
def test_a_date_of_a_header_is_a_moment_or_none(date: str, moment: str | None) -> None:
    found = http_moment(date)
    assert (None if found is None else iso(found)) == moment


@given(st.text())
def test_any_words_of_a_header_are_a_moment_or_none(date: str) -> None:
    http_moment(date)
    http_moment(f"Thu, 20 Jun 2024 {date}")
