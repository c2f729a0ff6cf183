"""Rules 5 and 6: an event's attributes by support, whenever they were published; variants are kept."""

from __future__ import annotations

import pytest

from archive.domain.consolidate import consolidate
from archive.domain.consolidate.attributes import settle_dates
from archive.domain.fact import Fact, Voice
from tests.unit.voices import GIFT, review, sources, voice


def gift(reported: str, source: str, **more: object) -> Voice:
    return voice(reported, source, of="gift", **more)  # type: ignore[arg-type]


def only(voices: list[Voice]) -> Fact:
    (fact,) = consolidate(GIFT, voices)
    return fact


@pytest.mark.parametrize(
    ("dates", "value", "disputed"),
    [
        pytest.param(["2024-02"], "2024-02", {}, id="one"),
        pytest.param(["2024-02", "2024-02-18"], "2024-02-18", {}, id="compatible precisions merge"),
        pytest.param(["2024", "2024-02", "2024-02-18"], "2024-02-18", {}, id="three precisions merge"),
        pytest.param(
            ["2024-02", "2024-02", "2023-09"],
            "2024-02",
            {"date": ("2024-02", "2023-09")},
            id="most independent texts win",
        ),
        pytest.param(
            ["2023-09", "2024-02", "2024-02-18"],
            "2024-02-18",
            {"date": ("2024-02-18", "2023-09")},
            id="a coarse date backs a fine one",
        ),
        pytest.param(
            ["2024-02", "2024-02-18", "2024-02-18", "2024-02-20"],
            "2024-02-18",
            {"date": ("2024-02-18", "2024-02-20")},
            id="a coarse date backs both of two fine ones",
        ),
        pytest.param(
            ["2023-09", "2024-02-18"],
            "2024-02-18",
            {"date": ("2024-02-18", "2023-09")},
            id="equal support: the more precise",
        ),
    ],
)
def test_dates_settle_by_support(dates: list[str], value: str, disputed: dict[str, tuple[str, ...]]) -> None:
    voices = [
        gift(f"2024-06-{20 - at:02}", f"Outlet {at}", by=f"s{at}", date=date) for at, date in enumerate(dates)
    ]
    fact = only(voices)
    assert fact.value == {"date": value}
    assert fact.disputed == disputed
    assert fact.status == ("disputed" if disputed else "corroborated" if len(dates) > 1 else "single-origin")


def test_recency_plays_no_part() -> None:
    old = [gift("2024-02-20", name, by=name, date="2024-02-18") for name in "AB"]
    new = gift("2024-09-01", "C", date="2023-09")
    assert only([*old, new]).value == {"date": "2024-02-18"}
    assert sources(only([*old, new]).dissenting) == ["C"]


def test_equally_many_texts_but_more_origins_win() -> None:
    one_aide = [gift("2024-06-20", name, by="aide", date="2024-02") for name in "AB"]
    two_origins = [gift("2024-06-20", name, by=name, date="2024-03") for name in "CD"]
    assert only([*one_aide, *two_origins]).disputed == {"date": ("2024-03", "2024-02")}


def test_an_article_that_contradicts_itself_disputes_nothing() -> None:
    fact = only(
        [
            gift("2024-06-20", "A", at=10, date="2024-02"),
            gift("2024-06-20", "A", at=90, date="2023-09", claim={"block": "caption"}),
        ]
    )
    assert (fact.value, fact.status) == ({"date": "2024-02"}, "single-origin")
    assert [each.claim.evidence.start for each in fact.dissenting] == [90]


def test_an_articles_later_words_may_be_more_precise() -> None:
    voices = [
        gift("2024-06-20", "A", at=10, date="2024-02"),
        gift("2024-06-20", "A", at=90, date="2024-02-18"),
    ]
    assert only(voices).value == {"date": "2024-02-18"}


def test_the_quantity_is_settled_like_the_date() -> None:
    fact = only(
        [
            gift("2024-06-20", "A", by="x", quantity=2),
            gift("2024-06-20", "B", by="y", quantity=2),
            gift("2024-06-20", "C", quantity=1),
            gift("2024-06-20", "D"),
        ]
    )
    assert fact.value == {"quantity": 2}
    assert fact.disputed == {"quantity": (2, 1)}
    assert sources(fact.supporting) == ["A", "B", "D"]
    assert fact.publishers == 3


def test_where_everybody_is_contradicted_in_something_nobody_dissents() -> None:
    fact = only(
        [
            gift("2024-06-20", "A", by="x", quantity=1, date="2024-03"),
            gift("2024-06-20", "B", by="y", quantity=1, date="2024-04"),
            gift("2024-06-20", "C", by="z", quantity=2, date="2024-02"),
            gift("2024-06-20", "D", by="w", quantity=3, date="2024-02"),
        ]
    )
    assert fact.status == "disputed"
    assert (sources(fact.supporting), fact.dissenting) == (["A", "B", "C", "D"], ())


def test_variants_of_wording_are_kept() -> None:
    fact = only(
        [
            gift("2024-06-21", "B", variant="Row boat"),
            gift("2024-06-20", "A", variant="rowing boat"),
            gift("2024-06-22", "C", variant="Rowing boat"),
        ]
    )
    assert fact.variants == ("rowing boat", "Row boat")
    assert fact.disputed == {}


def test_an_article_shows_what_adds_to_its_representative_and_no_more() -> None:
    voices = [
        gift("2024-06-20", "A", at=10, quantity=1),
        gift("2024-06-20", "A", at=20, quantity=1),
        gift("2024-06-20", "A", at=30, variant="row boat"),
    ]
    fact = only(voices)
    assert [each.claim.evidence.start for each in fact.supporting] == [10, 30]
    assert fact.publishers == 1


def test_a_corrected_date_outranks_the_others() -> None:
    wrong = [gift("2024-06-20", name, by=name, date="2023-09") for name in "AB"]
    right = gift("2024-06-20", "C", date="2024-03", verdict=review("corrected", date="2024-02"))
    fact = only([*wrong, right])
    assert (fact.value, fact.status, fact.reviewed) == ({"date": "2024-02"}, "single-origin", True)
    assert fact.disputed == {"date": ("2024-02", "2023-09")}


def test_only_hedged_claims_are_provisional() -> None:
    hedged = gift("2024-06-20", "A", claim={"certainty": "hedged"})
    assert only([hedged]).status == "provisional"
    assert only([hedged, gift("2024-06-20", "B")]).status == "corroborated"


def test_nobody_gives_a_date() -> None:
    assert settle_dates([(gift("2024-06-20", "A"), None)]) is None
