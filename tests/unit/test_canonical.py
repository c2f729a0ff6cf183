"""Canonical JSON: the same bytes as an independent implementation of RFC 8785 gives."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.canonical import MAX_INTEGER, canonical_json, digest, sha256_hex, stable_id

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SCALAR = st.one_of(st.none(), st.booleans(), st.integers(-MAX_INTEGER, MAX_INTEGER), TEXT)
VALUE = st.recursive(
    SCALAR, lambda inner: st.one_of(st.lists(inner), st.dictionaries(TEXT, inner)), max_leaves=20
)


@given(VALUE)
def test_the_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


@given(st.dictionaries(TEXT, SCALAR, min_size=2))
def test_the_order_of_keys_does_not_matter(value: dict[str, Any]) -> None:
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((1, ("a", None)), b'[1,["a",null]]'),
        ({"b": True, "a": False}, b'{"a":false,"b":true}'),
        ('\x00\b\t\n\f\r\x1f"\\/\x7f\u2028é', '"\\u0000\\b\\t\\n\\f\\r\\u001f\\"\\\\/\x7f\u2028é"'.encode()),
        # the example of RFC 8785 section 3.2.3: U+FB33 sorts after U+1F600, whose first code unit is D83D
        (
            {"\ufb33": 1, "\U0001f600": 2, "\u20ac": 3, "1": 4, "\r": 5},
            '{"\\r":5,"1":4,"€":3,"😀":2,"\ufb33":1}'.encode(),
        ),
        (MAX_INTEGER, b"9007199254740991"),
    ],
)
def test_known_forms(value: Any, expected: bytes) -> None:
    assert canonical_json(value) == expected


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (1.0, TypeError),
        (float("nan"), TypeError),
        (b"a", TypeError),
        ({"a"}, TypeError),
        ({"a": object()}, TypeError),
        (MAX_INTEGER + 1, ValueError),
        ([-MAX_INTEGER - 1], ValueError),
        ("\ud800", ValueError),
        ({"\udfff": 1}, ValueError),
    ],
)
def test_what_has_no_exact_form_is_refused(value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        canonical_json(value)


def test_keys_that_are_not_strings_are_refused() -> None:
    with pytest.raises((TypeError, AttributeError)):
        canonical_json({1: "a"})


def test_digests() -> None:
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest({}) == sha256_hex(b"{}")
    assert stable_id("a", 1) == sha256_hex(b'["a",1]')[:24]
    assert stable_id("ab", "c") != stable_id("a", "bc")
