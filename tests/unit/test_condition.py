"""The language of `--where`: what it asks, and how it says what it cannot read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.condition import parse_condition
from archive.errors import BadCondition

VALUES: Mapping[str, Sequence[Any]] = {
    "type": ["gift"],
    "before": [9],
    "after": [12],
    "source": ["Tern Gazette", "Skerry Post"],
    "path": [],
    "flag": [True],
    "reported": ["2024-06-20"],
    "amount": ["1,200"],
}


def holds(text: str) -> bool:
    condition = parse_condition(text, VALUES.__contains__, tuple(VALUES))
    return condition(VALUES.__getitem__)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("type = gift", True),
        ("type=GIFT", True),
        ("type != gift", False),
        ("before < 10", True),
        ("before < 10 and after >= 12.0", True),
        ("after > 9", True),  # as text "12" comes before "9"
        ("amount > 999", True),
        ("type > 10", False),  # as text "gift" comes after "10"
        ("type < 10", False),
        ("reported > 2023", True),
        ("source = 'skerry post'", True),
        ("source != 'skerry post'", False),
        ('source ~ gaz and not source ~ "Herald"', True),
        ("path = none", True),
        ("path != none", False),
        ("path != value", True),
        ("path = value", False),
        ("type = 'none'", False),
        ("flag = true", True),
        ("reported >= 2024-06 and reported < 2024-07", True),
        ("type = visit or type = gift and before = 9", True),
        ("(type = visit or type = gift) and before = 1", False),
        ("not (type = gift)", False),
        ("not not type = gift", True),
        ("NOT type = visit OR before = 1", True),
    ],
)
def test_what_it_asks(text: str, true: bool) -> None:
    assert holds(text) is true


@pytest.mark.parametrize(
    ("text", "at", "problem"),
    [
        ("", 1, "expected a comparison"),
        ("type", 5, "expected =, !="),
        ("type =", 7, "expected a value"),
        ("colour = red", 1, "no field 'colour' (fields: type, before"),
        ("type = gift before = 9", 13, "expected 'and' or 'or' before 'before'"),
        ("(type = gift", 13, "expected a closing parenthesis"),
        ("(type = gift before", 14, "expected 'and', 'or' or ')' before 'before'"),
        ("type = gift)", 12, "expected 'and' or 'or' before ')'"),
        ("type = 'gift", 8, "the quote that opens here is not closed"),
        ("type ! gift", 6, "what is !"),
        ("type == gift", 7, "expected a value after '='"),
        ("path < none", 8, "none is only equal"),
        ("= gift", 1, "expected a field before '='"),
        ("not", 4, "expected a comparison"),
        ("(" * 60 + "type = gift" + ")" * 60, 52, "more than 50 parentheses"),
        ("not " * 5000 + "type = gift", 205, "more than 50 parentheses"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, at: int, problem: str) -> None:
    with pytest.raises(BadCondition) as refused:
        holds(text)
    assert refused.value.details["at"] == at
    assert problem in str(refused.value)


@given(st.text() | st.text(alphabet="type= gfnoa()<~'\"1"))
def test_no_text_is_more_than_refused(text: str) -> None:
    with suppress(BadCondition):
        holds(text)


@given(st.lists(st.sampled_from(["type = gift", "before = 1", "path = none"]), min_size=1, max_size=6))
def test_or_is_any_and_and_is_all(parts: list[str]) -> None:
    each = [holds(part) for part in parts]
    assert holds(" or ".join(parts)) == any(each)
    assert holds(" and ".join(parts)) == all(each)
    assert holds(f"not ({' or '.join(parts)})") == (not any(each))
