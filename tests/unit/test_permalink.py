"""Permalinks of changes: what is written is what is read, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.moment import END_OF_TIME, PartialDate
from archive.domain.permalink import ChangeId, parse_change_id, point_text
from archive.domain.snapshot import Point

FACT = "0123456789abcdef01234567"
YEAR_9999 = 253_402_300_799_000_000
points = st.builds(
    Point, st.integers(-62_135_596_800_000_000, YEAR_9999) | st.just(END_OF_TIME), st.integers(0, 10**12)
)


@given(st.text(st.characters(codec="utf-8")), points, points)
def test_a_permalink_is_read_as_it_was_written(path: str, start: Point, end: Point) -> None:
    change = ChangeId(FACT, path, start, end)
    assert parse_change_id(str(change)) == change


def test_a_permalink_reads_well() -> None:
    start = Point(PartialDate("2024-02-20").end, 41)
    assert str(ChangeId(FACT, "value", start, Point(END_OF_TIME, 45))) == (
        f"{FACT}/value/2024-02-20@41..latest@45"
    )
    assert str(ChangeId(FACT, "", start, start)) == f"{FACT}/2024-02-20@41..2024-02-20@41"
    assert point_text(Point(1, 2)) == "1970-01-01T00:00:00.000001Z@2"


@pytest.mark.parametrize(
    "text",
    [
        "",
        FACT,
        f"{FACT}/value",
        f"{FACT}/2024..2025",
        f"{FACT}/2024-13@1..latest@2",
        f"{FACT}/soon@1..latest@2",
        f"{FACT}/value/more/2024@1..latest@2",
        "https://a.example/x/2024@1..latest@2",
    ],
)
def test_what_is_no_permalink(text: str) -> None:
    assert parse_change_id(text) is None
