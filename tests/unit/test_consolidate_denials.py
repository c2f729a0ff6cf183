"""Rule 7: a denial cancels only what is as old and no better supported; it is always shown."""

from __future__ import annotations

import pytest

from archive.domain.consolidate import consolidate
from archive.domain.fact import Voice
from tests.unit.voices import COUNT, GIFT, review, sources, told, voice

DENIED = {"polarity": "denied"}
HEDGED_DENIAL = {"polarity": "denied", "certainty": "hedged"}


@pytest.mark.parametrize(
    ("affirmed", "denied", "expected"),
    [
        pytest.param(
            [voice("2024-05-01", "A", value=3)], [voice("2024-05-02", "B", value=3, claim=DENIED)],
            (3, "denied"), id="as well supported, newer: cancels",
        ),
        pytest.param(
            [voice("2024-05-01", "A", value=3)], [voice("2024-05-01", "B", value=3, claim=DENIED)],
            (3, "denied"), id="the same day: cancels",
        ),
        pytest.param(
            [voice("2024-05-02", "A", value=3)], [voice("2024-05-01", "B", value=3, claim=DENIED)],
            (3, "single-origin"), id="older: shown only",
        ),
        pytest.param(
            [voice("2024-05-01T18:00:00", "A", value=3)], [voice("2024-05-01", "B", value=3, claim=DENIED)],
            (3, "denied"), id="known by its day, it may be the later one",
        ),
        pytest.param(
            [voice("2024-05-01T18:00:00", "A", value=3)],
            [voice("2024-05-01T08:00:00", "B", value=3, claim=DENIED)],
            (3, "single-origin"), id="earlier that day: shown only",
        ),
        pytest.param(
            [voice("2024-05-01", "A", value=3), voice("2024-05-01", "C", value=3)],
            [voice("2024-05-02", "B", value=3, claim=DENIED)],
            (3, "corroborated"), id="less supported: shown only",
        ),
        pytest.param(
            [voice("2024-05-01", "A", value=3)], [voice("2024-05-02", "B", value=3, claim=HEDGED_DENIAL)],
            (3, "single-origin"), id="a hedged denial does not cancel what is stated",
        ),
        pytest.param(
            [voice("2024-05-01", "A", value=3, verdict=review("accepted"))],
            [voice("2024-05-02", "B", value=3, claim=DENIED)],
            (3, "single-origin"), id="a reviewer accepted it",
        ),
        pytest.param(
            [voice("2024-05-03", "A", value=3), voice("2024-05-03", "C", value=3)],
            [voice("2024-05-01", "B", value=3, claim=DENIED, verdict=review("accepted"))],
            (3, "denied"), id="a reviewer accepted the denial",
        ),
        pytest.param(
            [voice("2024-04-01", "A", value=2), voice("2024-05-01", "C", value=3)],
            [voice("2024-05-02", "B", value=3, claim=DENIED)],
            (2, "single-origin"), id="what is left stands",
        ),
        pytest.param(
            [voice("2024-05-01", "A", value=2), voice("2024-05-01", "C", value=3)],
            [voice("2024-05-02", "B", value=3, claim=DENIED)],
            (2, "single-origin"), id="a denied rival puts nothing in doubt",
        ),
        pytest.param(
            [voice("2024-05-01", "A", value=5), voice("2024-05-02", "C", value=3)],
            [voice("2024-05-03", "B", value=3, claim=DENIED)],
            (5, "single-origin"), id="a denied fall waits for nobody",
        ),
        pytest.param(
            [voice("2024-05-01", "A", value=2)], [voice("2024-05-02", "B", value=3, claim=DENIED)],
            (2, "single-origin"), id="another value",
        ),
        pytest.param(
            [voice("2024-05-01", "A", value=120)],
            [voice("2024-05-02", "B", value=3, claim={**DENIED, "relation": "ge"})],
            (120, "denied"), id="more than three denied: so is a hundred and twenty",
        ),
        pytest.param(
            [voice("2024-05-01", "A", value=2)],
            [voice("2024-05-02", "B", value=3, claim={**DENIED, "relation": "ge"})],
            (2, "single-origin"), id="more than three denied: two stands",
        ),
        pytest.param(
            [], [voice("2024-05-02", "B", value=3, claim=DENIED)], (None, "denied"), id="nobody affirms"
        ),
        pytest.param(
            [voice("2024-05-01", "A", value=3),
             voice("2024-05-01", "C", value=3, claim={"role": "previous"})],
            [voice("2024-05-02", "B", value=3, claim=DENIED)],
            (3, "denied"), id="what was so before backs nothing that is so now",
        ),
    ],
)  # fmt: skip
def test_denied_counts(affirmed: list[Voice], denied: list[Voice], expected: tuple[object, str]) -> None:
    (fact,) = consolidate(COUNT, [*affirmed, *denied])
    assert told(fact) == expected
    assert [denial.value for denial in fact.denied] == [3]
    assert sources(fact.denied[0].voices) == ["B"]


@pytest.mark.parametrize(
    "others",
    [
        pytest.param([voice("2024-05-01", "C", value=3)], id="a rival of the day"),
        pytest.param(
            [
                voice("2024-04-01", "C", value=3),
                voice("2024-05-01", "A", value=3, at=9, claim={"role": "previous"}),
            ],
            id="what was corrected away",
        ),
    ],
)
def test_a_denial_never_brings_a_higher_number_up(others: list[Voice]) -> None:
    lower = [voice("2024-05-01", "A", value=2), voice("2024-05-01", "B", value=2)]
    denials = [voice("2024-05-02", name, value=2, claim=DENIED) for name in ("D", "E")]
    (fact,) = consolidate(COUNT, [*lower, *others, *denials])
    assert told(fact) == (2, "denied")


def test_a_cancelled_value_stays_visible_as_superseded() -> None:
    (fact,) = consolidate(
        COUNT,
        [
            voice("2024-04-01", "A", value=2),
            voice("2024-05-01", "C", value=3),
            voice("2024-05-02", "B", value=3, claim=DENIED),
        ],
    )
    assert sources(fact.superseded) == ["C"]


def test_denied_values_stand_in_order_of_size() -> None:
    denied = [voice("2024-05-02", "B", value=value, at=value, claim=DENIED) for value in (10, 9, 3)]
    (fact,) = consolidate(COUNT, [voice("2024-05-01", "A", value=2), *denied])
    assert [denial.value for denial in fact.denied] == [3, 9, 10]


def gift(reported: str, source: str, **more: object) -> Voice:
    return voice(reported, source, of="gift", **more)  # type: ignore[arg-type]


def test_a_denied_event() -> None:
    (fact,) = consolidate(GIFT, [gift("2024-05-01", "A", quantity=1), gift("2024-05-02", "B", claim=DENIED)])
    assert told(fact) == ({"quantity": 1}, "denied")
    assert [(denial.value, sources(denial.voices)) for denial in fact.denied] == [(None, ["B"])]


def test_an_event_that_is_only_denied() -> None:
    (fact,) = consolidate(GIFT, [gift("2024-05-02", "B", claim=DENIED)])
    assert told(fact) == ({}, "denied")
    assert (fact.supporting, fact.publishers, fact.origins) == ((), 0, ())


def test_a_denied_occurrence_makes_no_occurrence() -> None:
    facts = consolidate(
        GIFT,
        [
            gift("2024-06-20", "A", nth=2, date="2024-06-19"),
            gift("2024-06-20", "B", nth=1, date="2024-02"),
            gift("2024-06-20", "C", nth=3, claim=DENIED),
        ],
    )
    assert [fact.key.get("ordinal", 1) for fact in facts] == [1, 2]
    assert [[denial.value for denial in fact.denied] for fact in facts] == [[], [3]]
    assert [fact.status for fact in facts] == ["single-origin", "single-origin"]


def test_a_denial_speaks_of_the_occurrence_that_its_date_names() -> None:
    facts = consolidate(
        GIFT,
        [
            gift("2024-02-20", "B", date="2024-02-18"),
            gift("2024-06-20", "A", nth=2, date="2024-06-19"),
            gift("2024-02-21", "C", claim=DENIED),
        ],
    )
    assert [fact.status for fact in facts] == ["denied", "single-origin"]
