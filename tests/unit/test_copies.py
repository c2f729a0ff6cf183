"""Copies: what counts as the same text, what as shared passages, and what as neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.article import Block
from archive.domain.copies import (
    Overlap,
    Print,
    clusters,
    overlap,
    print_of,
    told_spans,
    worth_comparing,
)

words = st.lists(st.sampled_from("ash birch cedar elm fir oak pine yew".split()), max_size=30).map(" ".join)


def whole(text: str) -> Print:
    return print_of(text, [(0, len(text))])


def numbered(first: int, last: int) -> str:
    return " ".join(f"n{number}" for number in range(first, last))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", 0),
        ("...", 0),
        ("one", 1),
        ("one two three four", 1),
        ("one two three four five", 1),
        ("one two three four five six", 2),
        ("a b c d e a b c d e", 5),
    ],
)
def test_a_text_has_a_shingle_for_each_distinct_run_of_five_words(text: str, size: int) -> None:
    assert whole(text).size == size


def test_typography_case_and_punctuation_make_no_difference() -> None:
    plain = whole('He said: "It\'s done", and left at 5.')
    fancy = whole("HE\u00a0said\u2014\u201cit\u2019s done\u201d and left at 5")
    assert plain == fancy
    assert plain.print_id != whole("He said it was done and left at 5").print_id


@pytest.mark.parametrize(
    ("found", "copies", "shares"),
    [
        (Overlap(50, 100, 100), True, False),
        (Overlap(49, 100, 100), False, True),
        (Overlap(25, 100, 100), False, True),
        (Overlap(24, 100, 100), False, False),
        # a brief that stands whole in a long round-up is no copy of it, but it is worth a remark
        (Overlap(100, 100, 201), False, True),
        (Overlap(100, 100, 200), True, False),
        (Overlap(25, 100, 4000), False, True),
        (Overlap(0, 0, 0), False, False),
    ],
)
def test_copies_contain_half_of_each_other(found: Overlap, copies: bool, shares: bool) -> None:
    assert (found.copies, found.shares_passages) == (copies, shares)
    turned = Overlap(found.common, found.size_b, found.size_a)
    assert (turned.copies, turned.shares_passages) == (copies, shares)


@given(words, words)
def test_an_overlap_is_the_same_from_both_sides(left: str, right: str) -> None:
    there, back = overlap(whole(left), whole(right)), overlap(whole(right), whole(left))
    assert (there.common, there.size_a, there.size_b) == (back.common, back.size_b, back.size_a)
    assert there.common <= min(there.size_a, there.size_b)


@given(words, words)
def test_among_short_texts_no_notable_overlap_is_passed_over(left: str, right: str) -> None:
    a, b = whole(left), whole(right)
    shared = len(set(a.indexed()) & set(b.indexed()))
    if overlap(a, b).notable:
        assert worth_comparing(shared, a.size, b.size)


@pytest.mark.parametrize("start", range(0, 2000, 250))
def test_the_sample_of_long_texts_finds_copies(start: int) -> None:
    a, b = whole(numbered(start, start + 1000)), whole(numbered(start + 300, start + 1300))
    shared = len(set(a.indexed()) & set(b.indexed()))
    assert len(a.indexed()) < a.size / 4
    assert overlap(a, b).copies
    assert worth_comparing(shared, a.size, b.size)


def test_the_hash_is_the_same_in_every_process_and_fits_a_signed_integer() -> None:
    assert whole("one two three four five").shingles == frozenset({2237958103129565683})
    assert all(0 <= shingle < 2**63 for shingle in whole(numbered(0, 500)).shingles)


def test_only_what_tells_something_is_compared() -> None:
    blocks = (Block("chrome", 0, 5), Block("headline", 5, 9), Block("byline", 9, 12), Block("body", 12, 20))
    assert told_spans(blocks, 20) == ((5, 9), (12, 20))
    assert told_spans((), 20) == ((0, 20),)
    assert told_spans((Block("chrome", 0, 20),), 20) == ((0, 20),)


def test_clusters_are_named_by_their_smallest_member() -> None:
    links = [("d", "c"), ("c", "b"), ("e", "f")]
    expected = {"a": "a", "b": "b", "c": "b", "d": "b", "e": "e", "f": "e"}
    assert clusters("fedcba", links) == expected


nodes = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(nodes, nodes)), st.randoms(use_true_random=False))
def test_clusters_do_not_depend_on_the_order_of_links(links: list[tuple[str, str]], chance: object) -> None:
    shuffled = [(right, left) for left, right in links]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    found = clusters("abcdefgh", links)
    assert found == clusters("hgfedcba", shuffled)
    assert all(found[left] == found[right] for left, right in links)
    assert all(found[label] == label <= node for node, label in found.items())
