"""Telling the first from the second, and a whole story of gifts in miniature."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from archive.domain.consolidate import consolidate
from archive.domain.fact import Fact, Voice
from tests.unit.voices import COUNT, GIFT, sources, told, voice


def gift(reported: str, source: str, nth: int | None = None, date: str | None = None, **more: Any) -> Voice:
    return voice(reported, source, of="gift", date=date, nth=nth, **more)


def facts(voices: list[Voice]) -> dict[int, Fact]:
    found = consolidate(GIFT, voices)
    assert consolidate(GIFT, voices[::-1]) == found
    return {int(str(fact.key.get("ordinal", 1))): fact for fact in found}


SECOND = gift("2024-06-20", "A", 2, "2024-06-19")
FIRST = gift("2024-06-20", "B", 1, "2024-02")


@pytest.mark.parametrize(
    ("unnumbered", "place"),
    [
        pytest.param(gift("2024-06-21", "C", None, "2024-06-19"), 2, id="its date"),
        pytest.param(gift("2024-06-21", "C", None, "2024-06"), 2, id="a coarser date"),
        pytest.param(gift("2024-06-21", "C", None, "2024-02-18"), 1, id="a finer date"),
        pytest.param(gift("2024-06-21", "C", None, "2024-06-23"), 2, id="a date some days off"),
        pytest.param(gift("2024-06-21", "C", None, "2024-06-07"), 2, id="a date some days before"),
        pytest.param(gift("2024-06-21", "C", None, "2024-04"), 1, id="a date between"),
        pytest.param(gift("2024-06-21", "C", None, "2017-12"), 1, id="a date long before"),
        pytest.param(gift("2024-06-21", "C", None, "2025-06-19"), 2, id="a date still to come is misread"),
        pytest.param(gift("2024-09-09", "C", None, "2024-09-05"), 3, id="a date long after, reported then"),
        pytest.param(gift("2024-06-21", "C"), 2, id="no date: what is newest"),
        pytest.param(gift("2024-03-01", "C"), 1, id="no date, before the second"),
        pytest.param(gift("2024-01-01", "C"), 1, id="no date, before any"),
        pytest.param(gift("2024-06-20", "B", at=9), 1, id="no date: what its own article numbers"),
        pytest.param(gift("2024-06-20", "A", None, "2024", at=9), 2, id="fits both: its own article's"),
        pytest.param(gift("2024-06-21", "C", None, "2024"), 2, id="fits both: what is newest"),
        pytest.param(gift("2024-03-01", "C", None, "2024"), 1, id="fits both, before the second"),
    ],
)
def test_where_an_unnumbered_claim_belongs(unnumbered: Voice, place: int) -> None:
    found = facts([FIRST, SECOND, unnumbered])
    members = {
        number: {*sources(fact.supporting), *sources(fact.dissenting)} for number, fact in found.items()
    }
    assert [number for number, names in members.items() if unnumbered.source in names] == [place]
    assert set(found) == {1, 2, place}


def test_without_numbers_there_is_one_occurrence_and_dates_are_a_dispute() -> None:
    found = facts([gift("2024-06-20", "A", None, "2024-06-19"), gift("2024-02-20", "B", None, "2024-02")])
    assert list(found) == [1]
    assert found[1].status == "disputed"
    assert found[1].value == {"date": "2024-06-19"}


def test_the_number_one_alone_tells_no_second() -> None:
    assert list(facts([FIRST, gift("2024-06-20", "C", None, "2024-06-19")])) == [1]


def test_an_undated_second_is_as_old_as_its_first_report() -> None:
    found = facts([gift("2024-06-20", "A", 2), gift("2024-06-20", "C", None, "2024-02-18")])
    assert {number: fact.value for number, fact in found.items()} == {
        1: {"date": "2024-02-18", "ordinal": 1},
        2: {"ordinal": 2},
    }


def test_the_first_keeps_its_id_when_a_second_becomes_known() -> None:
    before = consolidate(GIFT, [FIRST])
    assert facts([FIRST, SECOND])[1].fact_id == before[0].fact_id


AIDE: dict[str, Any] = {"by": "aide"}
FEBRUARY = gift("2024-02-20", "Gazette", key={"giver": "ada", "recipient": "bo", "item": "vessel"})
JUNE = [
    # Herald: a second boat last Wednesday; "not the third", says the aide; the first was in February.
    gift("2024-06-20", "Herald", 2, "2024-06-19", at=10, **AIDE),
    gift("2024-06-20", "Herald", None, "2024-02", at=50),
    gift("2024-06-20", "Herald", at=90, **AIDE),
    # Courier: a second boat, nobody says when; the boat of Wednesday.
    gift("2024-06-20", "Courier", 2, at=10, leans_on=("aide",)),
    gift("2024-06-20", "Courier", None, "2024-06-19", at=50, leans_on=("aide",)),
    # Monitor: the second of its kind on Wednesday; the first was last September.
    gift("2024-06-20", "Monitor", 2, "2024-06-19", at=10, **AIDE),
    gift("2024-06-20", "Monitor", 1, "2023-09", at=50, **AIDE),
    gift("2024-06-20", "Monitor", at=90, leans_on=("aide",)),
    # Observer: a boat; the first in February.
    gift("2024-06-21", "Observer", at=10, **AIDE),
    gift("2024-06-21", "Observer", None, "2024-02", at=50, leans_on=("aide",)),
]


def toll(source: str, value: int, relation: str = "eq", polarity: str = "affirmed", **more: Any) -> Voice:
    return voice(
        "2024-06-20", source, value=value, claim={"relation": relation, "polarity": polarity}, **more
    )


def test_a_first_gift_in_february_and_a_second_in_june() -> None:
    found = facts(JUNE)
    assert list(found) == [1, 2]
    first, second = found.values()
    assert second.value == {"date": "2024-06-19", "ordinal": 2}
    assert second.status == "single-origin"
    assert (second.publishers, second.origins) == (4, ("aide",))
    assert sources(second.dissenting) == []
    assert told(first) == ({"date": "2024-02", "ordinal": 1}, "disputed")
    assert first.disputed == {"date": ("2024-02", "2023-09")}
    assert (sources(first.supporting), sources(first.dissenting)) == (["Herald", "Observer"], ["Monitor"])


def test_the_february_report_of_an_unclear_make_is_a_fact_of_its_own() -> None:
    (fact,) = consolidate(GIFT, [FEBRUARY])
    assert told(fact) == ({}, "single-origin")
    assert fact.key["item"] == "vessel"


def test_how_many_boats_there_are() -> None:
    (fact,) = consolidate(
        COUNT,
        [
            toll("Herald", 2, by="state media", at=10),
            toll("Herald", 2, by="aide", at=20),
            toll("Herald", 3, polarity="denied", by="aide", at=30),
            toll("Courier", 2, "ge", leans_on=("aide",)),
            toll("Monitor", 2, "ge", by="aide"),
            toll("Observer", 2, leans_on=("aide",)),
        ],
    )
    assert (fact.value, fact.relation) == (2, "eq")
    assert [denial.value for denial in fact.denied] == [3]
    assert fact.publishers == 4
    assert len(fact.origins) < 4


@pytest.mark.parametrize("days_off", range(-14, 15))
def test_a_wrong_day_never_makes_a_third(days_off: int) -> None:
    date = f"2024-06-{19 + days_off:02}" if 19 + days_off <= 30 else f"2024-07-{days_off - 11:02}"
    found = facts([*JUNE, gift("2024-08-01", "Late", None, date)])
    assert list(found) == [1, 2]
    assert "Late" in {*sources(found[2].supporting), *sources(found[2].dissenting)}


def test_a_copy_speaks_of_what_its_original_speaks_of() -> None:
    original = gift("2024-03-01", "C", cluster="c")
    claim = original.claim
    copy = replace(
        gift("2024-07-01", "Mirror", cluster="c"),
        claim=replace(claim, claim_id="z" + claim.claim_id, assertion_key=claim.assertion_key),
    )
    found = facts([FIRST, SECOND, original, copy])
    assert {number: sources(fact.supporting) for number, fact in found.items()} == {
        1: ["C", "B", "Mirror"],
        2: ["A"],
    }
