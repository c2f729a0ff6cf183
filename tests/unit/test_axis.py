"""The axis of time of a picture: its slots, and the dates that are written below it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.axis import dated, slots, ticks
from archive.domain.moment import DAY, END_OF_TIME, PartialDate

START_OF_TIME = PartialDate.parse("0001-01-01").start


def day(text: str) -> int:
    return PartialDate.parse(text).start


@pytest.mark.parametrize(
    ("first", "last", "most", "words", "count"),
    [
        ("2024-05-06", "2024-05-06", 40, "hour", 1),
        ("2024-05-06", "2024-05-07", 40, "hour", 25),
        ("2024-05-06", "2024-05-09", 40, "3 hours", 25),
        ("2024-05-06", "2024-06-05", 40, "day", 31),
        ("2024-05-08", "2024-07-10", 20, "week", 10),
        ("2004-05-06", "2024-05-06", 40, "52 weeks", 21),
        ("1904-05-06", "2024-05-06", 40, "208 weeks", 31),
    ],
)
def test_slots_are_as_fine_as_there_is_room(first: str, last: str, most: int, words: str, count: int) -> None:
    axis = slots(day(first), day(last), most)
    assert (axis.words, axis.count) == (words, count)


def test_a_week_begins_on_monday() -> None:
    assert slots(day("2024-05-08"), day("2024-07-10"), 20).first == day("2024-05-06")


@given(st.integers(-(2**51), 2**51), st.integers(0, 2**51), st.integers(2, 100))
def test_slots_cover_the_whole_time_and_no_more_than_there_is_room_for(
    start: int, length: int, most: int
) -> None:
    axis = slots(start, start + length, most)
    assert 1 <= axis.count <= most
    assert axis.first <= start
    assert start + length < axis.first + axis.width * axis.count
    assert axis.of(start) == 0
    assert axis.of(start + length) == axis.count - 1


@pytest.mark.parametrize(
    ("start", "end", "most", "words"),
    [
        (
            "2024-06-20T05:30",
            "2024-06-20T08:10",
            7,
            ["2024-06-20 06:00", "2024-06-20 07:00", "2024-06-20 08:00"],
        ),
        (
            "2024-06-01",
            "2024-06-05",
            7,
            ["2024-06-01", "2024-06-02", "2024-06-03", "2024-06-04", "2024-06-05"],
        ),
        # Weeks begin on Mondays.
        ("2024-06-01", "2024-06-25", 4, ["2024-06-03", "2024-06-10", "2024-06-17", "2024-06-24"]),
        ("2024-02-18", "2024-07-01", 6, ["2024-03", "2024-04", "2024-05", "2024-06", "2024-07"]),
        ("2023-02-18", "2024-07-01", 6, ["2023-04", "2023-07", "2023-10", "2024-01", "2024-04", "2024-07"]),
        ("2018-02-18", "2024-07-01", 6, ["2019", "2020", "2021", "2022", "2023", "2024"]),
        ("0001-01-01", "9999-12-31", 6, ["2000", "4000", "6000", "8000"]),
        ("1969-12-30", "1970-01-02", 5, ["1969-12-30", "1969-12-31", "1970-01-01", "1970-01-02"]),
    ],
)
def test_dates_are_round_and_as_many_as_fit(start: str, end: str, most: int, words: list[str]) -> None:
    assert [each for _, each in ticks(day(start), day(end), most)] == words


@given(st.integers(START_OF_TIME - DAY, END_OF_TIME), st.integers(0, 2**60), st.integers(4, 12))
def test_dates_are_in_order_within_the_time_and_each_says_what_it_is(
    start: int, length: int, most: int
) -> None:
    end = min(start + length, END_OF_TIME + DAY)
    found = ticks(start, end, most)
    assert len(found) <= most
    assert [at for at, _ in found] == sorted({at for at, _ in found})
    for at, words in found:
        assert start <= at <= end
        assert PartialDate.parse(words.replace(" ", "T")).start == at


@pytest.mark.parametrize(
    ("at", "words"),
    [(START_OF_TIME - 5 * DAY, "0001-01-01"), (END_OF_TIME + DAY, "9999-12-31"), (0, "1970-01-01")],
)
def test_what_no_year_has_is_written_as_the_last_that_has(at: int, words: str) -> None:
    assert dated(at) == words
