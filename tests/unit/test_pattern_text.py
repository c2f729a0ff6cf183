"""Patterns as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.pattern import (
    Choice,
    End,
    Gap,
    Lexeme,
    Maybe,
    Node,
    Not,
    Slot,
    Start,
    Word,
    parse_pattern,
)
from archive.domain.pattern_text import example, written

LEAVES = st.one_of(
    st.sampled_from([Word("won"), Word(","), Word("'s"), Lexeme("win"), Slot("who"), Slot("what", True)]),
    st.builds(Gap, st.integers(1, 30), st.booleans()),
    st.sampled_from([Start(), End()]),
)


def _deeper(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    option = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Maybe, inner),
        st.builds(Not, inner),
        st.lists(option, min_size=2, max_size=3).map(lambda options: Choice(tuple(options))),
    )


@given(st.lists(st.recursive(LEAVES, _deeper, max_leaves=8), min_size=1, max_size=5))
def test_a_pattern_that_is_written_out_reads_as_the_same_pattern(nodes: list[Node]) -> None:
    whole = (Word("start"), *nodes)
    assert parse_pattern(written(whole)) == whole


@pytest.mark.parametrize(
    ("pattern", "wording"),
    [
        ("{value} <people>? <died>", "N died"),
        ("<toll> ..16 (rose|fell) to {value}", "death toll rose to N"),
        ("^ {who} 's prize , given by {giver}", "{who}'s prize, given by {giver}"),
        ("{who} won !(nothing|little)", "{who} won"),
    ],
)
def test_an_example_is_the_shortest_wording(pattern: str, wording: str) -> None:
    lexicon = {"died": ["died", "dead"], "toll": ["death toll"], "people": ["people"]}
    assert example(parse_pattern(pattern), lexicon, {"value": "N"}) == wording
