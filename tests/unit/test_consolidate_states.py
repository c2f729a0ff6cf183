"""Rule 4 for states: who holds a post, how far an agreement is, what became of a vote."""

from __future__ import annotations

from typing import Any

import pytest

from archive.domain.consolidate import consolidate
from archive.domain.fact import Fact, Voice
from tests.unit.voices import STATE, review, sources, told, voice

HEDGED = {"certainty": "hedged"}
DENIED = {"polarity": "denied"}


def says(day: int, source: str, who: str, /, **more: Any) -> Voice:
    """Who is the mayor by what `source` says on a day of May."""
    return voice(f"2024-05-{day:02}", source, of="holder", who=who, **more)


def only(voices: list[Voice]) -> Fact:
    (fact,) = consolidate(STATE, voices)
    assert consolidate(STATE, voices[::-1]) == (fact,)
    return fact


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        pytest.param([says(1, "A", "x"), says(2, "B", "y")], ("y", "single-origin"), id="newest"),
        pytest.param(
            [says(1, "A", "x"), says(2, "B", "y"), says(3, "C", "x")], ("x", "single-origin"), id="and back"
        ),
        pytest.param([says(1, "A", "x"), says(2, "B", "x")], ("x", "corroborated"), id="two texts"),
        pytest.param(
            [says(1, "A", "x", cluster="c"), says(2, "B", "y"), says(9, "M", "x", cluster="c")],
            ("y", "single-origin"),
            id="a mirror is not newer",
        ),
        pytest.param(
            [says(2, "A", "y", cluster="c", version=2), says(9, "M", "x", cluster="c")],
            ("y", "single-origin"),
            id="nor a copy of an edited page",
        ),
        pytest.param(
            [says(1, "A", "x"), says(2, "B", "y", claim=HEDGED)], ("x", "single-origin"), id="hedged"
        ),
        pytest.param([says(1, "A", "x", claim=HEDGED)], ("x", "provisional"), id="nothing but hedged"),
        pytest.param(
            [says(1, "A", "x"), says(9, "B", "y", basis="captured")],
            ("x", "disputed"),
            id="an undated page leads nobody and may be right",
        ),
        pytest.param(
            [says(1, "A", "x", verdict=review("accepted")), says(2, "B", "y")],
            ("x", "single-origin"),
            id="a reviewer's verdict outranks what is newer",
        ),
        pytest.param(
            [says(1, "A", "x"), says(2, "B", "y"), says(3, "C", "y", claim=DENIED)],
            ("x", "single-origin"),
            id="a denied change leaves what was",
        ),
        pytest.param(
            [says(1, "A", "x"), says(2, "B", "x", claim=DENIED)], ("x", "denied"), id="denied, nothing left"
        ),
        pytest.param(
            [says(1, "A", "x"), says(2, "B", "y", claim=DENIED)], ("x", "single-origin"), id="another denied"
        ),
        pytest.param(
            [says(1, "A", "x"), says(1, "B", "x"), says(2, "C", "x", claim=DENIED)],
            ("x", "corroborated"),
            id="a lone denial of what two say",
        ),
        pytest.param([says(2, "C", "x", claim=DENIED)], (None, "denied"), id="nobody affirms"),
        pytest.param(
            [says(1, "A", "x"), says(2, "B", "y", claim={"role": "projected"})],
            ("x", "single-origin"),
            id="an election to come changes nothing yet",
        ),
    ],
)
def test_states(voices: list[Voice], expected: tuple[object, str]) -> None:
    assert told(only(voices)) == expected


def test_two_states_of_one_day_are_disputed() -> None:
    fact = only([says(1, "A", "x"), says(1, "B", "y")])
    assert fact.status == "disputed"
    assert fact.disputed["who"][0] == fact.value
    assert set(fact.disputed["who"]) == {"x", "y"}


def test_a_dispute_ends_with_the_next_report() -> None:
    fact = only([says(1, "A", "x"), says(1, "B", "y"), says(2, "C", "y")])
    assert (told(fact), fact.disputed) == (("y", "corroborated"), {})


def test_a_denial_is_shown_with_what_stands() -> None:
    fact = only([says(1, "A", "x"), says(2, "B", "y"), says(3, "C", "y", claim=DENIED)])
    assert [(denial.value, sources(denial.voices)) for denial in fact.denied] == [("y", ["C"])]
    assert (sources(fact.supporting), sources(fact.superseded)) == (["A"], ["B"])
