"""Matching claims to what was expected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.claim import Attribution, Claim, ClaimDate, Evidence
from archive.domain.expectations import Expected, Forbidden, options
from archive.domain.scoring import Figures, agrees, compare, figures, locate, placed, score, springs

TEXT = "At least nine died at the mill on Monday, police said. Two were hurt. Nine died."


def claim(quote: str = "nine died", value: int = 9, **more: Any) -> Claim:
    start = TEXT.index(quote)
    fields = {"measure": "dead", "value": value, **more.pop("fields", {})}
    made = Claim(
        claim_id=f"c{start}-{fields}",
        assertion_key=f"{fields}",
        story="mill",
        type="toll",
        fields=fields,
        key={"measure": fields["measure"]},
        evidence=Evidence(quote, "", "", start, start + len(quote)),
        frame="f",
    )
    return replace(made, **more)


def expected(quote: str = "nine died", value: int = 9, **more: Any) -> Expected:
    fields = {name: options(said) for name, said in more.pop("fields", {}).items()}
    made = Expected(
        id=f"{quote}-{value}",
        type="toll",
        fields={"measure": ("dead",), "value": (value,), **fields},
        absent=("place",),
        quote=quote,
    )
    return placed(replace(made, **more), TEXT)


@pytest.mark.parametrize(
    ("said", "wanted", "same"),
    [
        (claim(), expected(), True),
        (claim(value=8), expected(), False),
        (claim("Nine died"), expected(), False),
        (claim("Nine died"), expected(quote=""), True),
        (claim(polarity="denied"), expected(), False),
        (claim(role="previous"), expected(), False),
        (claim(role="increment"), expected(), True),
        (claim(role="increment"), expected(role="current"), False),
        (claim(role="previous"), expected(role="previous"), True),
        (claim(fields={"place": "yard"}), expected(), False),
        (claim(fields={"place": "yard"}), expected(absent=(), fields={"place": "yard|"}), True),
        (claim(), expected(absent=(), fields={"place": "yard|"}), True),
        (claim(), expected(absent=(), fields={"place": "yard"}), False),
        (claim(fields={"parties": ("b", "a")}), expected(fields={"parties": ["a", "b"]}), True),
        (claim(fields={"resolution": "2397"}), expected(fields={"resolution": 2397}), True),
        (claim(fields={"correction": True}), expected(fields={"correction": 1}), True),
    ],
)  # fmt: skip
def test_which_claim_is_the_one_that_is_expected(said: Claim, wanted: Expected, *, same: bool) -> None:
    assert agrees(said, wanted) is same


def test_the_details_of_a_claim_are_compared_where_they_are_expected() -> None:
    said = claim(
        relation="ge",
        certainty="hedged",
        attribution=(
            Attribution("the coast guard", "the coast guard", "said"),
            Attribution("police", "police", "said"),
        ),
        event_date=ClaimDate("2030-11-04", "day", "Monday", "relative_weekday"),
    )
    wanted = {
        "relation": "eq",
        "certainty": "hedged",
        "by": ["the_coast_guard", "police"],
        "event": "2030-11-04",
        "report": "",
    }
    assert compare(said, expected(details={name: options(value) for name, value in wanted.items()})) == {
        "relation": False,
        "certainty": True,
        "by": True,
        "event": True,
        "report": True,
    }
    assert compare(said, expected(details={"by": options("police")})) == {"by": False}
    assert compare(claim(), expected(details={"by": options([])})) == {"by": True}
    coast = replace(said, attribution=said.attribution[:1])
    assert compare(coast, expected(details={"by": options("the coast guard")})) == {"by": True}


def test_every_claim_is_found_right_repeated_or_wrong() -> None:
    again = claim(claim_id="again")
    other = claim(value=8)
    hurt = replace(claim("Two were hurt"), type="hurt")
    stray = replace(claim("Two were hurt"), type="stray")
    result = score(
        "a", [expected(), expected(value=7)], [], [claim(), again, other, hurt, stray], {"toll", "hurt"}
    )
    assert list(result.matched.values()) == [claim()]
    assert result.repeated == [again]
    assert result.wrong == [other, hurt]
    assert [one.id for one in result.missed] == ["nine died-7"]
    assert figures([result]) == Figures(expected=2, found=1, right=2, wrong=2)
    assert figures([result], "hurt") == Figures(expected=0, found=0, right=0, wrong=1)
    assert (figures([result]).recall, figures([result]).precision) == (0.5, 0.5)
    assert (Figures().recall, Figures().precision) == (1.0, 1.0)


def test_a_second_claim_that_would_do_and_says_something_else_is_wrong() -> None:
    wanted = expected(fields={"value": "8|9"})
    result = score("a", [wanted], [], [claim(), claim(value=8)], {"toll"})
    assert (result.repeated, result.wrong) == ([], [claim(value=8)])


def test_what_was_missed_is_set_beside_the_wrong_claim_that_comes_closest() -> None:
    far = claim(value=7, role="previous", fields={"place": "yard"})
    near = claim(value=8)
    elsewhere = claim("Nine died", value=1)
    result = score("a", [expected()], [], [far, near, elsewhere], {"toll"})
    assert result.closest(result.missed[0]) == (near, ["value"])
    assert score("a", [expected()], [], [far], {"toll"}).closest(expected()) == (
        far,
        ["role", "place", "value"],
    )
    assert score("a", [expected()], [], [elsewhere], {"toll"}).closest(expected()) is None


@pytest.mark.parametrize(
    ("where", "sprung"),
    [
        ({}, True),
        ({"value": 9}, True),
        ({"value": 8}, False),
        ({"value": 9, "certainty": "hedged"}, False),
        ({"role": "current"}, True),
        ({"text": "nine"}, True),
        ({"text": "ten"}, False),
        ({"date": "2030-11"}, True),
        ({"date": "2030-12"}, False),
        ({"wording": "NINE"}, True),
        ({"by": []}, True),
    ],
)
def test_a_trap_is_sprung_where_every_condition_holds(where: dict[str, Any], *, sprung: bool) -> None:
    said = claim(
        fields={"value_text": "nine"},
        event_date=ClaimDate("2030-11-04", "day", "Monday", "relative_weekday"),
    )
    conditions = {name: options(value) for name, value in where.items()}
    assert springs(said, Forbidden(id="x", type="toll", where=conditions)) is sprung
    assert springs(said, Forbidden(id="x", type="*", where=conditions)) is sprung
    assert not springs(said, Forbidden(id="x", type="hurt", where=conditions))


def test_a_quote_is_found_wherever_it_stands() -> None:
    assert locate("aXaXa", "a") == ((0, 1), (2, 3), (4, 5))
    assert locate("aaa", "aa") == ((0, 2), (1, 3))
    assert locate("abc", "") == ()


@given(st.lists(st.integers(0, 3), max_size=8), st.lists(st.integers(0, 3), max_size=8, unique=True))
def test_nothing_is_counted_twice_and_nothing_is_lost(said: list[int], wanted: list[int]) -> None:
    claims = [claim(value=value, claim_id=f"{number}") for number, value in enumerate(said)]
    result = score("a", [expected(value=value) for value in wanted], [], claims, {"toll"})
    judged = [one.claim_id for one in (*result.right, *result.wrong)]
    assert sorted(judged) == sorted(one.claim_id for one in claims)
    assert len(result.matched) + len(result.missed) == len(wanted)
    assert {one.fields["value"] for one in result.matched.values()} == set(said) & set(wanted)
    assert {one.fields["value"] for one in result.wrong} == set(said) - set(wanted)
