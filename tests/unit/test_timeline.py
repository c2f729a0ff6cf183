"""The value of a fact over reported time, step by step, and the claims that moved it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.consolidate import consolidate
from archive.domain.fact import Voice
from archive.domain.moment import END_OF_TIME, PartialDate, short_iso
from archive.domain.story import FactType
from archive.domain.timeline import SUPPORT, Step, Timeline, timelines, windowed
from tests.unit.voices import COUNT, GIFT, STATE, articles, sources, voice

TYPES = {kind.type: kind for kind in (COUNT, GIFT, STATE)}


def moments(voices: Sequence[Voice]) -> list[tuple[int, list[Voice]]]:
    """What is asserted from each reported time on, where no article ever changes."""
    times = sorted({each.reported for each in voices})
    return [(at, [each for each in voices if each.reported <= at]) for at in times]


def told(kind: FactType, voices: Sequence[Voice], *, support: bool = False) -> list[Timeline]:
    return timelines(kind, moments(voices), until=END_OF_TIME, support=support)


def outline(step: Step) -> tuple[str, object, str]:
    return short_iso(step.at), step.value, step.status


def moved_by(step: Step) -> list[str | None]:
    return sources(tuple(move.voice for move in step.moved))


def day(text: str) -> int:
    return PartialDate(text).start


RISING = [
    voice("2024-05-06", "A", value=80),
    voice("2024-05-07", "B", value=97),
    voice("2024-05-08", "C", value=97),
    voice("2024-05-09", "D", value=90),
]


def test_each_step_has_its_value_and_what_moved_it() -> None:
    (line,) = told(COUNT, RISING)
    assert [outline(step) for step in line.steps] == [
        ("2024-05-06", 80, "single-origin"),
        ("2024-05-07", 97, "single-origin"),
        ("2024-05-08", 97, "corroborated"),
        ("2024-05-09", 97, "provisional"),
    ]
    assert [moved_by(step) for step in line.steps] == [["A"], ["B"], ["C"], ["D"]]
    assert [step.moved[0].standing for step in line.steps] == ["supporting"] * 3 + ["dissenting"]
    assert [(step.low, step.high) for step in line.steps] == [(80, 80), (97, 97), (97, 97), (90, 97)]
    assert line.steps[0].changed == ("added",)
    assert line.steps[3].changed == ("status", "dissent")


def test_every_claim_is_told_once_in_order() -> None:
    (line,) = told(COUNT, RISING)
    assert [(each.value, each.voice.source) for each in line.told] == [
        (80, "A"), (97, "B"), (97, "C"), (90, "D"),
    ]  # fmt: skip


def test_mere_support_is_a_step_only_where_it_is_asked_for() -> None:
    voices = [voice(f"2024-05-0{n}", name, value=97) for n, name in enumerate("ABC", start=6)]
    assert [len(line.steps) for line in told(COUNT, voices)] == [2]
    (line,) = told(COUNT, voices, support=True)
    assert [set(step.changed) <= SUPPORT for step in line.steps] == [False, False, True]


def test_an_article_that_takes_its_words_back_moves_the_fact_by_leaving() -> None:
    first, second = voice("2024-05-06", "A", value=97), voice("2024-05-06", "B", value=80)
    (line,) = timelines(
        COUNT, [(day("2024-05-06"), [first, second]), (day("2024-05-08"), [first])], until=END_OF_TIME
    )
    before, after = line.steps
    assert (before.status, after.status) == ("disputed", "single-origin")
    assert [(move.came, move.voice.source) for move in after.moved] == [(False, "B")]


def test_a_fact_that_nobody_states_any_longer_ends() -> None:
    only = voice("2024-05-06", "A", value=97)
    (line,) = timelines(COUNT, [(day("2024-05-06"), [only]), (day("2024-05-08"), [])], until=END_OF_TIME)
    assert [outline(step) for step in line.steps][1] == ("2024-05-08", None, "absent")


def test_nothing_is_told_after_the_end() -> None:
    (line,) = timelines(COUNT, moments(RISING), until=PartialDate("2024-05-07").end)
    assert [short_iso(step.at) for step in line.steps] == ["2024-05-06", "2024-05-07"]


@pytest.mark.parametrize(
    ("since", "steps"),
    [
        (
            "2024-05-01",
            [("2024-05-06", False), ("2024-05-07", False), ("2024-05-08", False), ("2024-05-09", False)],
        ),
        ("2024-05-08", [("2024-05-07", True), ("2024-05-08", False), ("2024-05-09", False)]),
        ("2025", [("2024-05-09", True)]),
    ],
)
def test_a_window_begins_with_what_was_in_force(since: str, steps: list[tuple[str, bool]]) -> None:
    (line,) = told(COUNT, RISING)
    cut = windowed(line, day(since))
    assert cut is not None
    assert [(short_iso(step.at), step.carried) for step in cut.steps] == steps
    assert all(each.voice.reported >= day(since) for each in cut.told)


def test_a_window_after_the_end_of_a_fact_is_empty() -> None:
    only = voice("2024-05-06", "A", value=97)
    (line,) = timelines(COUNT, [(day("2024-05-06"), [only]), (day("2024-05-08"), [])], until=END_OF_TIME)
    assert windowed(line, day("2024-06")) is None


def test_a_second_occurrence_is_no_change_of_the_first() -> None:
    voices = [
        voice("2024-02-20", "A", of="gift", date="2024-02-18"),
        voice("2024-06-20", "B", of="gift", date="2024-06-19", nth=2),
    ]
    first, second = sorted(told(GIFT, voices), key=lambda line: line.steps[0].at)
    assert [step.changed for step in first.steps] == [("added",)]
    assert second.key["ordinal"] == 2


@given(st.sampled_from(sorted(TYPES)).flatmap(lambda of: st.tuples(st.just(TYPES[of]), articles(of))))
def test_the_state_at_any_moment_is_what_consolidation_makes_of_it(
    story: tuple[FactType, list[Voice]],
) -> None:
    kind, voices = story
    lines = {line.fact_id: line for line in told(kind, voices)}
    for at, heard in moments(voices):
        for fact in consolidate(kind, heard):
            state = [step for step in lines[fact.fact_id].steps if step.at <= at][-1]
            assert (state.status, state.relation) == (fact.status, fact.relation)
            if kind is not GIFT:
                assert state.value == fact.value
                assert state.low is None or state.low <= fact.value <= state.high  # type: ignore[operator]
    assert all(step.moved for line in lines.values() for step in line.steps[:1])
