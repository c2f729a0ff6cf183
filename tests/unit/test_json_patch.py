"""JSON Patch between two documents, checked by a patcher that others wrote."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import jsonpatch
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.canonical import canonical_json
from archive.domain.json_patch import Operation, patch_between

KEYS = st.sampled_from(["value", "status", "supporting", "a/b", "m~n", "~1", "", "ü", "0"]) | st.text(
    max_size=3
)
SCALARS = st.none() | st.booleans() | st.integers(-2, 2) | st.text(max_size=3)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
FACTS = st.fixed_dictionaries(
    {"type": st.just("count"), "value": SCALARS},
    optional={"supporting": st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=3), max_size=3)},
)
DOCUMENTS = st.fixed_dictionaries(
    {
        "digest": st.text(max_size=2),
        "known_at": st.integers(0, 3),
        "facts": st.dictionaries(KEYS, FACTS, max_size=4),
    }
)


@pytest.mark.parametrize(
    ("old", "new", "operations"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({}, {"a": 1}, [{"op": "add", "path": "/a", "value": 1}]),
        (
            {"a": 1},
            {},
            [{"op": "test", "path": "/a", "value": 1}, {"op": "remove", "path": "/a"}],
        ),
        (
            {"f": {"value": 1, "same": 2}},
            {"f": {"value": 2, "same": 2}},
            [
                {"op": "test", "path": "/f/value", "value": 1},
                {"op": "replace", "path": "/f/value", "value": 2},
            ],
        ),
        ({}, {"a/b~c": None}, [{"op": "add", "path": "/a~1b~0c", "value": None}]),
        ({}, {"": {}}, [{"op": "add", "path": "/", "value": {}}]),
        (
            {"list": [1, {"a": True}]},
            {"list": [1, {"a": 1}]},
            [
                {"op": "test", "path": "/list", "value": [1, {"a": True}]},
                {"op": "replace", "path": "/list", "value": [1, {"a": 1}]},
            ],
        ),
        (
            {"a": {}},
            {"a": False},
            [{"op": "test", "path": "/a", "value": {}}, {"op": "replace", "path": "/a", "value": False}],
        ),
    ],
)
def test_what_leads_from_one_to_the_other(
    old: dict[str, Any], new: dict[str, Any], operations: list[Operation]
) -> None:
    assert patch_between(old, new) == operations


@given(DOCUMENTS, DOCUMENTS)
def test_it_leads_from_one_document_to_the_other(old: dict[str, Any], new: dict[str, Any]) -> None:
    operations = json.loads(json.dumps(patch_between(old, new)))
    before = deepcopy(old)
    patched = jsonpatch.apply_patch(old, operations)
    assert old == before
    assert canonical_json(patched) == canonical_json(new)


@given(DOCUMENTS, DOCUMENTS)
def test_nothing_is_said_of_what_is_the_same(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert (patch_between(old, new) == []) is (canonical_json(old) == canonical_json(new))


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_it_fits_no_other_document(old: dict[str, Any], new: dict[str, Any], other: dict[str, Any]) -> None:
    operations = patch_between(old, new)
    taken = [step["path"] for step in operations if step["op"] == "test"]
    same = all(_at(other, path) == _at(old, path) for path in taken)
    try:
        jsonpatch.apply_patch(other, operations)
    except (jsonpatch.JsonPatchTestFailed, jsonpatch.JsonPatchConflict, jsonpatch.JsonPointerException):
        return
    assert same


def _at(document: Any, path: str) -> Any:
    return jsonpatch.JsonPointer(path).resolve(document, None)
