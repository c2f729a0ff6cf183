"""Rule 4: running numbers and states follow the newest trusted report; a fall needs a reason."""

from __future__ import annotations

from typing import Any

import pytest

from archive.domain.consolidate import consolidate
from archive.domain.consolidate.figures import figures_of
from archive.domain.fact import Fact, Voice
from tests.unit.voices import COUNT, STATE, review, sources, told, voice

HEDGED = {"certainty": "hedged"}
BEFORE = {"role": "previous"}


def day(number: int) -> str:
    return f"2024-05-{number:02}"


def says(number: int, source: str, value: int, /, relation: str = "eq", **more: Any) -> Voice:
    """What `source` says on a day of May."""
    claim = {"relation": relation, **more.pop("claim", {})}
    return voice(day(number), source, value=value, claim=claim, **more)


def only(voices: list[Voice]) -> Fact:
    (fact,) = consolidate(COUNT, voices)
    (turned,) = consolidate(COUNT, voices[::-1])
    assert turned == fact
    return fact


RISE = [says(1, "A", 80), says(2, "B", 97), says(3, "C", 115)]
REVISION = [*RISE, says(4, "D", 97, at=9), says(4, "D", 115, claim=BEFORE)]


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        pytest.param(RISE, (115, "single-origin"), id="the newest report wins"),
        pytest.param([says(1, "A", 80), says(1, "B", 80)], (80, "corroborated"), id="two independent texts"),
        pytest.param(
            [says(1, "A", 80, by="aide"), says(1, "B", 80, by="aide")], (80, "single-origin"), id="one origin"
        ),
        pytest.param(
            REVISION, (97, "corroborated"), id="revised down, the figure before in the same article"
        ),
        pytest.param(
            [*RISE, says(4, "D", 97, correction=True)],
            (97, "corroborated"),
            id="the article says it corrects",
        ),
        pytest.param(
            [*REVISION, says(5, "E", 115)], (97, "provisional"), id="a laggard repeats what was corrected"
        ),
        pytest.param(
            [*REVISION, says(5, "E", 115), says(6, "F", 97)],
            (97, "corroborated"),
            id="the next report settles",
        ),
        pytest.param(
            [*REVISION, says(5, "E", 115), says(6, "F", 115)],
            (115, "corroborated"),
            id="two texts bring a withdrawn figure back",
        ),
        pytest.param([*RISE, says(4, "D", 97)], (115, "provisional"), id="a fall without a cue waits"),
        pytest.param(
            [*RISE, says(4, "D", 97), says(5, "E", 97)], (97, "corroborated"), id="until a second text has it"
        ),
        pytest.param(
            [*RISE, says(4, "D", 97), says(5, "D", 97, page="2")],
            (115, "provisional"),
            id="another page of the outlet is no second text",
        ),
        pytest.param(
            [*RISE, says(4, "D", 97, cluster="c"), says(5, "E", 97, cluster="c")],
            (115, "provisional"),
            id="a copy is no second text",
        ),
        pytest.param(
            [*RISE, says(4, "D", 97), says(5, "E", 115)],
            (115, "corroborated"),
            id="a newer report of the higher figure outdates the fall",
        ),
        pytest.param([says(1, "A", 80), says(1, "B", 97)], (97, "disputed"), id="one day, two figures"),
        pytest.param(
            [says(1, "A", 80), says(1, "B", 97), says(1, "C", 80)],
            (80, "disputed"),
            id="one day, the better supported",
        ),
        pytest.param(
            [says(1, "A", 80), says(1, "B", 97), says(2, "C", 97)],
            (97, "corroborated"),
            id="a conflict ends when a newer report settles it",
        ),
        pytest.param(
            [says(1, "A", 80), says(2, "B", 97), says(2, "C", 80), says(2, "D", 80)],
            (80, "disputed"),
            id="the better supported of a day, also when it was held before",
        ),
        pytest.param([says(1, "A", 80, claim=HEDGED)], (80, "provisional"), id="only hedged figures"),
        pytest.param(
            [says(1, "A", 80), says(2, "B", 97, claim=HEDGED)],
            (80, "single-origin"),
            id="hedged never replaces stated",
        ),
        pytest.param(
            [says(1, "A", 80), says(2, "B", 90, "ge"), says(3, "C", 97)],
            (97, "single-origin"),
            id="an older lower bound corroborates nothing",
        ),
        pytest.param(
            [says(1, "A", 97), says(2, "B", 80, "ge")],
            (97, "corroborated"),
            id="a newer lower bound agrees",
        ),
        pytest.param(
            [says(1, "A", 80, "ge"), says(2, "B", 97, "ge")], (97, "single-origin"), id="a bound rises"
        ),
        pytest.param([says(1, "A", 100, "approx"), says(2, "B", 97)], (97, "corroborated"), id="an estimate"),
        pytest.param(
            [says(1, "A", 100, "approx"), says(2, "B", 80)], (100, "provisional"), id="no estimate of that"
        ),
        pytest.param(
            [voice(day(1), "A", value=80, value_to=100, claim={"relation": "range"}), says(2, "B", 97)],
            (97, "corroborated"),
            id="within a range",
        ),
        pytest.param([says(1, "A", 100, "le"), says(2, "B", 97)], (97, "single-origin"), id="an upper bound"),
        pytest.param(
            [says(1, "A", 97), says(9, "B", 80, basis="captured")],
            (97, "single-origin"),
            id="an undated lower tally is likely an older one",
        ),
        pytest.param(
            [says(1, "A", 97), says(9, "B", 115, basis="captured")],
            (97, "disputed"),
            id="an undated higher figure may be newer",
        ),
        pytest.param([says(9, "B", 80, basis="captured")], (80, "single-origin"), id="nothing but undated"),
        pytest.param(
            [says(1, "A", 80, cluster="c"), says(2, "B", 97), says(9, "M", 80, cluster="c")],
            (97, "single-origin"),
            id="a mirror with a newer date is not newer",
        ),
        pytest.param(
            [says(2, "A", 97, cluster="c", version=2), says(9, "M", 80, cluster="c")],
            (97, "single-origin"),
            id="nor is a copy of a page that was edited since",
        ),
        pytest.param(
            [says(5, "A", 2, cluster="c", version=2), says(3, "M", 3, cluster="c")],
            (2, "single-origin"),
            id="an edited page corrects its own copies",
        ),
        pytest.param(
            [says(1, "A", 2), says(5, "B", 2, version=2)],
            (2, "corroborated"),
            id="an outlet that corrected three to two in its own page",
        ),
        pytest.param(
            [says(1, "Wire", 80, cluster="c"), says(2, "Wire", 97, page="2", cluster="c")],
            (97, "single-origin"),
            id="a rewritten agency report is newer than the one it resembles",
        ),
        pytest.param(
            [*RISE, says(2, "E", 97, verdict=review("accepted"))],
            (97, "corroborated"),
            id="what a reviewer accepted outranks what is newer",
        ),
        pytest.param(
            [*RISE[:2], says(3, "C", 115, verdict=review("rejected"))],
            (97, "single-origin"),
            id="what a reviewer rejected weighs nothing",
        ),
        pytest.param(
            [*RISE[:2], says(3, "C", 1150, verdict=review("corrected", value=115))],
            (115, "single-origin"),
            id="a corrected value",
        ),
        pytest.param(
            [says(1, "A", 80, at=9), says(1, "A", 97, claim={"block": "headline"})],
            (80, "single-origin"),
            id="an article speaks once: its body",
        ),
    ],
)
def test_running_counts(voices: list[Voice], expected: tuple[object, str]) -> None:
    assert told(only(voices)) == expected


def test_a_conflict_shows_all_values_and_who_gives_them() -> None:
    fact = only([says(1, "A", 80), says(1, "B", 97)])
    assert fact.disputed == {"value": (97, 80)}
    assert (sources(fact.supporting), sources(fact.dissenting)) == (["B"], ["A"])


def test_older_figures_are_superseded_and_a_waiting_fall_dissents() -> None:
    fact = only([*RISE, says(4, "D", 97)])
    assert (sources(fact.superseded), sources(fact.dissenting)) == (["A", "B"], ["D"])
    assert fact.disputed == {}


def test_a_claim_without_a_value_does_not_silence_its_article() -> None:
    voices = [voice(day(1), "A", at=1), voice(day(1), "A", at=9, value=80)]
    assert [figure.value for figure in figures_of(voices, "value").figures] == [80]


@pytest.mark.parametrize("role", ["increment", "historic"])
def test_what_is_no_total_makes_no_fact(role: str) -> None:
    assert consolidate(COUNT, [says(1, "A", 80, claim={"role": role})]) == ()


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        pytest.param([("A", 1, "x", {}), ("B", 2, "y", {})], ("y", "single-origin"), id="newest"),
        pytest.param([("A", 1, "x", {}), ("B", 1, "y", {})], ("x", "disputed"), id="same day"),
        pytest.param(
            [("A", 1, "x", {"cluster": "c"}), ("B", 2, "y", {}), ("M", 9, "x", {"cluster": "c"})],
            ("y", "single-origin"),
            id="mirror",
        ),
        pytest.param(
            [("A", 2, "y", {"cluster": "c", "version": 2}), ("M", 9, "x", {"cluster": "c"})],
            ("y", "single-origin"),
            id="copy of an edited page",
        ),
        pytest.param(
            [("A", 1, "x", {}), ("B", 2, "y", {"claim": HEDGED})], ("x", "single-origin"), id="hedged"
        ),
    ],
)
def test_states(voices: list[tuple[str, int, str, dict[str, Any]]], expected: tuple[str, str]) -> None:
    (fact,) = consolidate(
        STATE, [voice(day(at), name, of="holder", who=who, **more) for name, at, who, more in voices]
    )
    value, status = told(fact)
    assert status == expected[1]
    assert value == expected[0] or (status == "disputed" and set(fact.disputed["who"]) == {"x", "y"})
