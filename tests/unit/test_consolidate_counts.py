"""Rule 4: running numbers follow the newest trusted report; a fall needs a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from archive.domain.consolidate import consolidate
from archive.domain.consolidate.figures import figures_of, leaves_room
from archive.domain.fact import Fact, Voice
from tests.unit.voices import COUNT, review, sources, told, voice

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
            [says(1, "A", 97), says(2, "B", 100, "approx")],
            (97, "corroborated"),
            id="a later estimate blurs nothing",
        ),
        pytest.param(
            [says(1, "A", 24, "ge"), says(2, "B", 100, "approx")],
            (100, "single-origin"),
            id="an estimate says more than dozens",
        ),
        pytest.param(
            [says(1, "A", 100, "approx"), says(2, "B", 105, "ge")],
            (105, "corroborated"),
            id="a newer bound that rules the estimate out",
        ),
        pytest.param(
            [says(1, "A", 100, "approx"), says(2, "B", 95, "approx")],
            (100, "corroborated"),
            id="a lower estimate lowers nothing",
        ),
        pytest.param(
            [says(1, "A", 80, "ge"), says(2, "B", 75)],
            (80, "provisional"),
            id="an exact number below an older bound is a fall",
        ),
        pytest.param(
            [says(1, "A", 80, "ge"), says(2, "B", 75), says(3, "C", 75)],
            (75, "corroborated"),
            id="which two texts confirm",
        ),
        pytest.param(
            [says(1, "A", 97), says(2, "B", 120, "ge")],
            (120, "single-origin"),
            id="a bound above the number is a rise",
        ),
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
    ("about", "told_exactly", "expected"),
    [
        pytest.param(100, 97, True, id="rounded to the next hundred"),
        pytest.param(100, 89, False, id="more than a tenth away"),
        pytest.param(1200, 1150, True, id="rounded to hundreds"),
        pytest.param(1250, 1200, True, id="rounded to fifties"),
        pytest.param(1250, 1130, False, id="a tenth, but more than it is rounded by"),
        pytest.param(12, 11, True, id="about a dozen"),
        pytest.param(12, 10, False, id="but not ten"),
        pytest.param(5, 4, False, id="few are counted"),
        pytest.param(0, 0, True, id="none"),
        pytest.param(0, 1, False, id="and not one"),
    ],
)
def test_an_estimate_leaves_room_within_its_rounding(about: int, told_exactly: int, expected: bool) -> None:
    assert leaves_room("approx", about, None, told_exactly) is expected


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        pytest.param([says(1, "A", 97), says(2, "B", 80)], (80, "single-origin"), id="may fall"),
        pytest.param(
            [says(1, "A", 97), says(2, "B", 24, "ge")],
            (97, "corroborated"),
            id="a vaguer report that agrees takes nothing away",
        ),
        pytest.param(
            [says(1, "A", 80), says(2, "B", 80, "ge"), says(2, "D", 80, "ge"), says(2, "C", 97)],
            (97, "corroborated"),
            id="a bound does not say the number again",
        ),
        pytest.param(
            [says(1, "A", 115), says(3, "B", 20), says(4, "C", 24, "ge"), says(5, "D", 115)],
            (115, "single-origin"),
            id="a bound from before the number came back says nothing for it",
        ),
        pytest.param(
            [says(1, "A", 90, "ge"), says(5, "B", 60, "ge")],
            (60, "single-origin"),
            id="of two bounds the newer",
        ),
        pytest.param(
            [says(1, "A", 100, "approx"), says(5, "B", 95, "approx")],
            (95, "corroborated"),
            id="of two estimates the newer",
        ),
        pytest.param(
            [says(1, "A", 90, "le"), says(5, "B", 60, "le")],
            (60, "single-origin"),
            id="of two upper bounds the newer",
        ),
        pytest.param(
            [says(1, "A", 80, "range", value_to=100), says(5, "B", 80, "range", value_to=120)],
            (80, "corroborated"),
            id="of two ranges the newer",
        ),
    ],
)
def test_counts_that_may_fall(voices: list[Voice], expected: tuple[object, str]) -> None:
    (fact,) = consolidate(replace(COUNT, rising=False), voices)
    assert consolidate(replace(COUNT, rising=False), voices[::-1]) == (fact,)
    assert told(fact) == expected


def test_a_range_keeps_its_upper_end() -> None:
    fact = only([says(1, "A", 80, "range", value_to=100), says(2, "B", 90, "range", value_to=120)])
    assert (fact.value, fact.value_to, fact.relation) == (90, 120, "range")
    assert only([says(1, "A", 80)]).value_to is None


LIVE = [says(1, "A", 97, at=10), says(1, "A", 80, at=90), says(1, "A", 80, at=99)]
"""A page that grows at its top, with what it said earlier further down."""


def test_a_stale_figure_lower_in_a_page_is_no_dissent() -> None:
    fact = only(LIVE)
    assert told(fact) == (97, "single-origin")
    assert ([each.claim.evidence.start for each in fact.superseded], fact.dissenting) == ([90, 99], ())


def test_a_stale_exact_figure_does_not_speak_over_a_bound_above_it() -> None:
    fact = only([says(1, "A", 97, "ge", at=10), says(1, "A", 80, at=90)])
    assert (*told(fact), fact.relation) == (97, "single-origin", "ge")


def test_an_exact_figure_speaks_for_an_article_that_opens_with_dozens() -> None:
    fact = only([says(1, "A", 24, "ge", at=10), says(1, "A", 97, at=50), says(1, "A", 80, at=90)])
    assert (*told(fact), fact.relation) == (97, "single-origin", "eq")


def test_what_an_article_says_against_itself_is_shown_and_disputes_nothing() -> None:
    fact = only([says(1, "A", 80, at=10), says(1, "A", 97, at=90)])
    assert told(fact) == (80, "single-origin")
    assert [each.claim.evidence.start for each in fact.dissenting] == [90]


MORNING, EVENING = f"{day(3)}T08:00:00", f"{day(3)}T20:00:00"


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        pytest.param(
            [voice(MORNING, "A", value=80), voice(EVENING, "B", value=97)],
            (97, "single-origin"),
            id="hours tell",
        ),
        pytest.param(
            [voice(day(3), "A", value=80), voice(EVENING, "B", value=97)],
            (97, "disputed"),
            id="a report known by its day may be the later one",
        ),
        pytest.param(
            [voice(day(3), "A", value=97), voice(EVENING, "B", value=80)],
            (97, "disputed"),
            id="also where it says more",
        ),
        pytest.param(
            [voice(day(3), "A", value=80), voice(MORNING, "C", value=80), voice(EVENING, "B", value=97)],
            (97, "single-origin"),
            id="unless that was replaced within the day",
        ),
        pytest.param(
            [voice(day(2), "A", value=80), voice(EVENING, "B", value=97)],
            (97, "single-origin"),
            id="another day",
        ),
    ],
)
def test_one_day(voices: list[Voice], expected: tuple[object, str]) -> None:
    assert told(only(voices)) == expected
