"""What a figure is to its fact: plans, former figures, increments and other events never make the value."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from archive.domain.claim import FieldValue, group_id
from archive.domain.consolidate import consolidate
from archive.domain.fact import Fact, Voice
from archive.domain.story import Story
from archive.service.facts import fold
from tests.unit.voices import COUNT, GIFT, STATE, review, sources, told, voice

PLANNED, BEFORE, MORE = {"role": "projected"}, {"role": "previous"}, {"role": "increment"}
HISTORIC = {"role": "historic"}
DENIED = {"polarity": "denied"}
FALLING = replace(COUNT, rising=False)


def says(day: int, source: str, value: int, /, **more: Any) -> Voice:
    """What `source` says on a day of May."""
    return voice(f"2024-05-{day:02}", source, value=value, **more)


def gift(day: int, source: str, /, **more: Any) -> Voice:
    return voice(f"2024-05-{day:02}", source, of="gift", **more)


@pytest.mark.parametrize(
    ("voices", "value", "role", "status"),
    [
        pytest.param([says(1, "A", 1200, claim=PLANNED)], 1200, "projected", "single-origin", id="a plan"),
        pytest.param(
            [says(1, "A", 1200, claim=PLANNED), says(1, "B", 1200, claim=PLANNED)],
            1200,
            "projected",
            "corroborated",
            id="a plan that two report",
        ),
        pytest.param(
            [says(1, "A", 1200, claim=PLANNED), says(2, "B", 900, claim=PLANNED)],
            900,
            "projected",
            "single-origin",
            id="a plan may be cut back",
        ),
        pytest.param(
            [says(1, "A", 1200, claim={**PLANNED, "certainty": "hedged"})],
            1200,
            "projected",
            "provisional",
            id="a plan that is hedged",
        ),
        pytest.param(
            [says(1, "A", 1150), says(9, "B", 1200, claim=PLANNED)],
            1150,
            "current",
            "single-origin",
            id="what is so comes before what is planned, also later",
        ),
        pytest.param(
            [says(1, "A", 1200, claim=PLANNED), says(2, "B", 1200, claim={**PLANNED, **DENIED})],
            1200,
            "projected",
            "denied",
            id="a plan denied",
        ),
        pytest.param(
            [says(1, "A", 1200, claim=PLANNED), says(2, "B", 1200, claim=DENIED)],
            1200,
            "projected",
            "denied",
            id="a plan denied in plain words",
        ),
        pytest.param(
            [says(1, "A", 1200), says(2, "B", 1200, claim={**PLANNED, **DENIED})],
            1200,
            "current",
            "single-origin",
            id="that it is planned is denied, not that it is so",
        ),
        pytest.param(
            [says(2, "B", 1200, claim={**PLANNED, **DENIED})], None, "projected", "denied", id="only denied"
        ),
        pytest.param([says(1, "A", 80, claim=BEFORE)], 80, "previous", "superseded", id="only what was"),
        pytest.param(
            [says(1, "A", 80, claim=BEFORE), says(2, "B", 90, claim=BEFORE)],
            90,
            "previous",
            "superseded",
            id="what was, by the newest report",
        ),
        pytest.param(
            [says(1, "A", 80, claim=BEFORE), says(1, "B", 120, claim=PLANNED)],
            120,
            "projected",
            "single-origin",
            id="a plan comes before what was",
        ),
        pytest.param(
            [says(1, "A", 80), says(2, "B", 12, claim=MORE)], 80, "current", "single-origin", id="twelve more"
        ),
        pytest.param(
            [says(1, "A", 80), says(9, "B", 900, claim=HISTORIC)],
            80,
            "current",
            "single-origin",
            id="another year",
        ),
    ],
)
def test_roles(voices: list[Voice], value: object, role: str, status: str) -> None:
    (fact,) = consolidate(COUNT, voices)
    assert consolidate(COUNT, voices[::-1]) == (fact,)
    assert (fact.value, fact.role, fact.status) == (value, role, status)


def test_claims_of_other_roles_are_shown_beside_the_value() -> None:
    voices = [
        says(3, "A", 97, at=10),
        says(3, "A", 80, at=20, claim=BEFORE),
        says(3, "B", 12, claim=MORE),
        says(3, "C", 150, claim=PLANNED),
        says(3, "D", 900, claim=HISTORIC),
    ]
    (fact,) = consolidate(COUNT, voices)
    assert (told(fact), sources(fact.supporting), fact.publishers) == ((97, "single-origin"), ["A"], 1)
    assert [(each.source, each.claim.role) for each in fact.related] == [
        ("A", "previous"),
        ("B", "increment"),
        ("C", "projected"),
    ]
    assert (fact.dissenting, fact.superseded) == ((), ())


def test_an_article_tells_each_related_figure_once() -> None:
    voices = [says(3, "A", 97), *(says(3, "A", 80, at=at, claim=BEFORE) for at in (20, 40))]
    (fact,) = consolidate(COUNT, voices)
    assert [each.claim.evidence.start for each in fact.related] == [20]


def test_a_former_figure_that_is_higher_explains_a_fall() -> None:
    voices = [says(1, "A", 115), says(2, "B", 97, at=5), says(2, "B", 115, at=9, claim=BEFORE)]
    (fact,) = consolidate(COUNT, voices)
    assert (told(fact), sources(fact.related)) == ((97, "single-origin"), ["B"])


def test_what_is_rejected_is_remembered_beside_increments() -> None:
    wrong, more = says(1, "A", 80, verdict=review("rejected")), says(1, "B", 12, claim=MORE)
    (fact,) = consolidate(COUNT, [wrong, more])
    assert (told(fact), fact.rejected, fact.related) == ((None, "retracted"), (wrong,), (more,))


def test_a_gift_that_is_planned() -> None:
    (fact,) = consolidate(GIFT, [gift(1, "A", date="2024-06", claim=PLANNED)])
    assert (fact.value, fact.role, fact.status) == ({"date": "2024-06"}, "projected", "single-origin")


def test_a_plan_says_nothing_of_what_happened() -> None:
    voices = [
        gift(1, "A", date="2024-04", quantity=1),
        gift(2, "B", date="2024-06", quantity=5, claim=PLANNED),
        gift(2, "C", date="2024-06", quantity=5, claim=PLANNED),
    ]
    (fact,) = consolidate(GIFT, voices)
    assert (fact.value, fact.role, fact.disputed) == ({"date": "2024-04", "quantity": 1}, "current", {})
    assert (sources(fact.supporting), sources(fact.related)) == (["A"], ["B", "C"])


def test_a_planned_second_gift_stands_for_itself() -> None:
    first, second = consolidate(
        GIFT, [gift(1, "A", date="2024-04"), gift(2, "B", nth=2, date="2024-06", claim=PLANNED)]
    )
    assert (first.value, first.role, first.key.get("ordinal")) == ({"date": "2024-04"}, "current", None)
    assert (second.role, second.key["ordinal"], sources(second.supporting)) == ("projected", 2, ["B"])


def test_a_denied_plan_does_not_deny_the_gift() -> None:
    (fact,) = consolidate(GIFT, [gift(1, "A"), gift(2, "B", claim={**PLANNED, **DENIED})])
    assert fact.status == "single-origin"
    assert [sources(denial.voices) for denial in fact.denied] == [["B"]]


@pytest.mark.parametrize("fact_type", [COUNT, GIFT, STATE], ids=lambda each: each.type)
def test_other_events_make_no_fact(fact_type: Any) -> None:
    says: dict[str, dict[str, Any]] = {"toll": {"value": 3}, "holder": {"who": "x"}, "gift": {"quantity": 1}}
    each = voice("2024-05-01", "A", of=fact_type.type, claim=HISTORIC, **says[fact_type.type])
    assert consolidate(fact_type, [each]) == ()


PARTS = replace(
    COUNT, key=("measure", "place", "group"), fields={**COUNT.fields, "measure": COUNT.fields["place"]}
)
STORY = Story(story="s", title="S", version=1, digest="d", facts={"toll": PARTS})


def part(day: int, source: str, value: int, /, **key: FieldValue) -> Voice:
    """A figure for the whole, or for the place or group in `key`."""
    whole: dict[str, FieldValue] = {"measure": "dead", "place": None, "group": None}
    return says(day, source, value, key={**whole, **key})


def by_part(voices: list[Voice]) -> dict[tuple[FieldValue, FieldValue], Fact]:
    facts = fold(STORY, voices)
    assert fold(STORY, voices[::-1]) == facts
    return {(fact.key["place"], fact.key["group"]): fact for fact in facts}


def test_a_part_neither_competes_with_the_whole_nor_adds_up_to_it() -> None:
    facts = by_part(
        [
            part(1, "A", 20),
            part(2, "B", 12, place="harbour"),
            part(2, "C", 9, place="old town"),
            part(2, "D", 5, group="children"),
            part(2, "E", 2, place="harbour", group="children"),
        ]
    )
    assert {scope: told(fact) for scope, fact in facts.items()} == {
        (None, None): (20, "single-origin"),
        ("harbour", None): (12, "single-origin"),
        ("old town", None): (9, "single-origin"),
        (None, "children"): (5, "single-origin"),
        ("harbour", "children"): (2, "single-origin"),
    }
    assert not any(fact.dissenting or fact.superseded or fact.related for fact in facts.values())


def test_parts_alone_make_no_whole() -> None:
    assert set(by_part([part(1, "A", 12, place="harbour"), part(1, "B", 9, place="old town")])) == {
        ("harbour", None),
        ("old town", None),
    }


def test_a_count_of_nothing_in_particular_is_no_fact() -> None:
    assert fold(STORY, [part(1, "A", 12, measure=None)]) == []


def test_a_set_is_the_union_of_what_each_tells() -> None:
    def given(source: str, item: str, **more: Any) -> Voice:
        return gift(1, source, key={"giver": "ada", "recipient": "bo", "item": item}, **more)

    story = replace(STORY, facts={"gift": GIFT})
    facts = fold(
        story,
        [given("A", "boat", variant="rowing boat"), given("B", "boat", variant="dinghy"), given("B", "rug")],
    )
    assert {fact.key["item"]: (fact.publishers, fact.variants) for fact in facts} == {
        "boat": (2, ("rowing boat", "dinghy")),
        "rug": (1, ()),
    }


def test_a_group_is_what_is_consolidated_together() -> None:
    whole, piece = part(1, "A", 20), part(1, "A", 12, place="harbour")
    ids = {group_id(each.claim.story, each.claim.type, each.claim.key) for each in (whole, piece)}
    assert len(ids) == 2
