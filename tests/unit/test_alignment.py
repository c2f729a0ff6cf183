"""Sequences aligned: what they have in common, however long they are."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain import alignment
from archive.domain.alignment import EXACT, Block, aligned, common_head, rising
from archive.textdiff import _exact

ELEMENTS = st.lists(st.integers(0, 5), max_size=30)


class Counting:
    """Compares exactly, and keeps how much it was given at once."""

    def __init__(self) -> None:
        self.largest = 0

    def __call__(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Block]:
        self.largest = max(self.largest, len(old) * len(new))
        return _exact(old, new)


def common(blocks: Sequence[Block], old: Sequence[object], new: Sequence[object]) -> int:
    """How much the blocks have; they must rise and name equal elements."""
    i = j = 0
    for block in blocks:
        assert block.size > 0
        assert block.before >= i
        assert block.after >= j
        i, j = block.before + block.size, block.after + block.size
        assert old[block.before : i] == new[block.after : j]
    assert i <= len(old)
    assert j <= len(new)
    return sum(block.size for block in blocks)


def longest_common(old: Sequence[int], new: Sequence[int]) -> int:
    row = [0] * (len(new) + 1)
    for one in old:
        before = 0
        for j, other in enumerate(new, start=1):
            row[j], before = before + 1 if one == other else max(row[j], row[j - 1]), row[j]
    return row[-1]


@given(ELEMENTS, ELEMENTS)
def test_short_sequences_have_all_in_common_that_can_be(old: list[int], new: list[int]) -> None:
    assert common(aligned(old, new, _exact), old, new) == longest_common(old, new)


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hardly anything is compared exactly, as if all were long."""
    monkeypatch.setattr(alignment, "EXACT", 4)


@pytest.mark.usefixtures("tight")
def test_long_sequences_are_divided_and_still_agree() -> None:
    @given(ELEMENTS, ELEMENTS)
    def check(old: list[int], new: list[int]) -> None:
        exact = Counting()
        found = common(aligned(old, new, exact), old, new)
        assert exact.largest <= 4
        assert found >= common_head(old, new)
        if old == new:
            assert found == len(old)

    check()


@pytest.mark.parametrize(
    ("old", "new", "least"),
    [
        (["x"] * 100_000, ["y", *["x"] * 99_990, "y"], 99_990),
        (list(range(100_000)), [n for n in range(100_000) if n % 10], 90_000),
        (list(range(50_000)), list(range(50_000, 100_000)), 0),
        (["a", "b"] * 50_000, ["b", "a"] * 50_000, 90_000),
        ([*range(3000), *["x"] * 3000], [*["x"] * 3000, *range(3000)], 3000),
    ],
    ids=["equal", "every tenth gone", "nothing in common", "two in turn", "exchanged"],
)
def test_nothing_long_is_compared_each_with_each(old: list[object], new: list[object], least: int) -> None:
    exact = Counting()
    assert common(aligned(old, new, exact), old, new) >= least
    assert exact.largest <= EXACT


class Twin:
    """Told from others by more than its hash."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __hash__(self) -> int:
        return 7

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Twin) and other.name == self.name


def test_what_has_the_hash_of_another_is_not_taken_for_it() -> None:
    old, new = [Twin("a"), Twin("b")], [Twin("b"), Twin("c")]
    assert aligned(old, new, _exact) == [Block(1, 0, 1)]


PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=9, unique_by=lambda pair: pair[0])


@given(PAIRS)
def test_the_longest_rising_run(pairs: list[tuple[int, int]]) -> None:
    pairs = sorted(pairs)
    found = rising(pairs)
    assert all(one[1] < other[1] for one, other in pairwise(found))
    assert set(found) <= set(pairs)
    longest = max(
        size
        for size in range(len(pairs) + 1)
        for some in combinations(pairs, size)
        if all(one[1] < other[1] for one, other in pairwise(some))
    )
    assert len(found) == longest
