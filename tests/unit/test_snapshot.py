"""Snapshots: a digest over facts alone, and a file that shows when it was changed."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.consolidate import consolidate
from archive.domain.fact import Voice
from archive.domain.moment import END_OF_TIME, PartialDate
from archive.domain.snapshot import Point, Snapshot, read_snapshot, snapshot_of
from tests.unit.voices import GIFT, articles, voice

POINT = Point(PartialDate("2024-06-21").end, 7)
GIFTS = articles("gift")


def snapshot(voices: list[Voice], point: Point = POINT) -> Snapshot:
    return snapshot_of("s", point, consolidate(GIFT, voices))


SAMPLE = snapshot(
    [
        voice("2024-06-20", "A", of="gift", nth=2, date="2024-06-19", with_whom=("x", "y")),
        voice("2024-06-20", "B", of="gift", nth=1, date="2024-02", variant="row “boat”"),
    ]
)


@given(GIFTS)
def test_a_snapshot_reads_back_as_it_was(voices: list[Voice]) -> None:
    written = snapshot(voices)
    assert read_snapshot(written.canonical()) == written
    assert read_snapshot(written.canonical()).canonical() == written.canonical()


@given(GIFTS, st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_order(voices: list[Voice], chance: random.Random) -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: turned(value[name]) for name in chance.sample(sorted(value), len(value))}
        return value

    written = snapshot(voices)
    assert Snapshot("s", POINT, turned(written.facts)).digest == written.digest
    assert snapshot(chance.sample(voices, len(voices))).digest == written.digest


def test_lists_of_ids_survive_the_file() -> None:
    assert read_snapshot(SAMPLE.canonical()).facts == SAMPLE.facts


def test_the_digest_is_over_story_and_facts_and_not_over_the_point() -> None:
    other_point = Snapshot(SAMPLE.story, Point(END_OF_TIME, 99), SAMPLE.facts)
    assert other_point.digest == SAMPLE.digest
    assert Snapshot("other", POINT, SAMPLE.facts).digest != SAMPLE.digest


@pytest.mark.parametrize(
    ("point", "shown"),
    [
        (Point(END_OF_TIME, 1), "latest"),
        (Point(PartialDate("2024-06-21").end, 1), "2024-06-21"),
        (Point(PartialDate.parse("2024-06-21T10:00").start, 1), "2024-06-21T10:00:00Z"),
    ],
)
def test_points_for_people(point: Point, shown: str) -> None:
    assert point.reported == shown


def edited(**parts: Any) -> bytes:
    return json.dumps({**json.loads(SAMPLE.canonical()), **parts}).encode()


def with_fact(**parts: Any) -> bytes:
    document = json.loads(SAMPLE.canonical())
    next(iter(document["facts"].values())).update(parts)
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "not JSON", id="empty"),
        pytest.param(b"{", "not JSON", id="cut off"),
        pytest.param(b"\xff\xfe\xfd", "not JSON", id="not text"),
        pytest.param(b"[" * 200_000, "nested too deeply", id="nested"),
        pytest.param(b"[]", "not a snapshot", id="a list"),
        pytest.param(b"{}", "not a snapshot", id="another document"),
        pytest.param(edited(format="archive-snapshot/9"), "not a snapshot", id="a later format"),
        pytest.param(edited(facts=[]), "'facts' is missing or of the wrong kind", id="no facts"),
        pytest.param(edited(story=None), "'story' is missing or of the wrong kind", id="no story"),
        pytest.param(edited(known_at="7"), "'known_at' is missing or of the wrong kind", id="known as text"),
        pytest.param(
            edited(known_at=True), "'known_at' is missing or of the wrong kind", id="known as a flag"
        ),
        pytest.param(edited(as_of_micros=1.5), "'as_of_micros' is missing or", id="a broken time"),
        pytest.param(
            edited(as_of_micros=-(10**30)), "holds a value that no snapshot holds", id="a huge time"
        ),
        pytest.param(edited(as_of_micros=0), "was changed", id="another time"),
        pytest.param(edited(story="t"), "was changed", id="another story"),
        pytest.param(edited(digest=None), "was changed", id="no digest"),
        pytest.param(with_fact(publishers=9), "was changed", id="another number"),
        pytest.param(with_fact(extra=None), "was changed", id="an addition"),
        pytest.param(with_fact(publishers=1.0), "holds a value that no snapshot holds", id="a float"),
        pytest.param(
            with_fact(status="\ud800"), "holds a value that no snapshot holds", id="half a character"
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said(data: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_snapshot(data)
