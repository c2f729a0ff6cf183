"""Snapshot against snapshot: what leads from one to the other, and nothing else."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.compare import compare, patch
from archive.domain.change import Difference

# Python holds True and 1 for equal, JSON does not: no part of a document is one here and the other there.
KEYS = st.text("ab.'\"[]_ é", max_size=4) | st.sampled_from(["root", "__class__", "a.b", "['x']", "__", "0"])
LEAVES = st.none() | st.integers(2, 9) | st.booleans() | st.text("abc\n", max_size=3)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
FACTS = st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=4), max_size=4)


@given(FACTS, FACTS)
def test_the_differences_lead_from_old_to_new(old: dict[str, Any], new: dict[str, Any]) -> None:
    kept = deepcopy((old, new))
    differences = compare(old, new)
    assert patch(old, differences) == new
    assert (old, new) == kept
    assert differences == sorted(differences, key=lambda each: (each.fact_id, each.path))
    assert len({(each.fact_id, each.path) for each in differences}) == len(differences)


@given(FACTS, st.data())
def test_a_small_edit_is_a_small_difference(old: dict[str, Any], data: st.DataObject) -> None:
    new = {**old, "fact": {"value": 3, "claims": {"a": {"x": 1}, "b": {"y": 2}}}}
    edited = deepcopy(new)
    key = data.draw(KEYS)
    edited["fact"]["claims"]["b"][key] = "other"
    assert [(each.fact_id, each.path) for each in compare(new, edited)] == [("fact", ("claims", "b", key))]


@given(FACTS)
def test_nothing_differs_from_itself(facts: dict[str, Any]) -> None:
    assert compare(facts, deepcopy(facts)) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {"f": {"value": 2}}, [("added", "f", (), None, {"value": 2})]),
        ({"f": {"value": 2}}, {}, [("removed", "f", (), {"value": 2}, None)]),
        ({"f": {"value": None}}, {"f": {"value": 2}}, [("changed", "f", ("value",), None, 2)]),
        ({"f": {"v": {"a": 1}}}, {"f": {"v": {"a": 1, "b": 2}}}, [("added", "f", ("v", "b"), None, 2)]),
        (
            {"f": {"v": {"a": 1, "b": None}}},
            {"f": {"v": {"a": 1}}},
            [("removed", "f", ("v", "b"), None, None)],
        ),
        ({"f": {"v": {"a": 1}}}, {"f": {"v": 1}}, [("changed", "f", ("v",), {"a": 1}, 1)]),
        ({"f": {"v": [1, 2]}}, {"f": {"v": [1, 2, 3]}}, [("changed", "f", ("v",), [1, 2], [1, 2, 3])]),
        (
            {"f": {"v": [{"a": 1}, {"a": 2}]}},
            {"f": {"v": [{"a": 1}, {"a": 3}]}},
            [("changed", "f", ("v",), [{"a": 1}, {"a": 2}], [{"a": 1}, {"a": 3}])],
        ),
        ({"f": {"v": {"__x": 1}}}, {"f": {"v": {"__x": 2}}}, [("changed", "f", ("v", "__x"), 1, 2)]),
        (
            {"f": {"o": {'J. "Jo" O\'Hara [aide]': 1}}},
            {"f": {"o": {}}},
            [("removed", "f", ("o", 'J. "Jo" O\'Hara [aide]'), 1, None)],
        ),
        # A dict that grew from one to many entries is many additions and not one replaced value.
        (
            {"f": {"claims": {"a": 1}}},
            {"f": {"claims": dict.fromkeys("abcd", 1)}},
            [("added", "f", ("claims", name), None, 1) for name in "bcd"],
        ),
    ],
)
def test_differences(old: dict[str, Any], new: dict[str, Any], expected: list[tuple[Any, ...]]) -> None:
    assert compare(old, new) == [Difference(*each) for each in expected]


def test_patch_leaves_what_it_was_given_alone() -> None:
    old: dict[str, Any] = {"f": {"claims": {"a": {"x": 1}}}}
    new: dict[str, Any] = {"f": {"claims": {"a": {"x": 2}, "b": {"y": [1]}}}}
    patched = patch(old, compare(old, new))
    patched["f"]["claims"]["b"]["y"].append(2)
    assert old == {"f": {"claims": {"a": {"x": 1}}}}
    assert new == {"f": {"claims": {"a": {"x": 2}, "b": {"y": [1]}}}}
