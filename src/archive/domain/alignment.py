"""What stands in two sequences in one order: the places where they agree, however long they are.

Invariant: the blocks rise in both sequences and name equal elements. Short stretches are compared exactly; a long
one is divided at the elements that stand in it once on either side (patience diff), else at the first, second, ...
of those that repeat, so that the time follows the length and not its square.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

Pair = tuple[int, int]
"""A place before and a place after."""

EXACT: Final = 2**24
"""Pairs of elements up to which two stretches are compared exactly: a bit of memory and a 64th of a step for each."""
_DIVISIONS: Final = 4
"""How often a stretch is divided at elements that stand in it once, before repeated ones have to do."""


class Block(NamedTuple):
    """`size` elements from `before` on are those from `after` on."""

    before: int
    after: int
    size: int


Exact = Callable[[Sequence[Hashable], Sequence[Hashable]], Sequence[Block]]
"""The longest common subsequence of two short sequences, as blocks, by the hashes of what is no number."""


def aligned(old: Sequence[Hashable], new: Sequence[Hashable], exact: Exact) -> list[Block]:
    """The blocks that `old` and `new` have in common, in order, neighbours made one."""
    if len(old) * len(new) <= EXACT:
        blocks = exact(old, new)
        if all(old[i : i + size] == new[j : j + size] for i, j, size in blocks):
            return list(blocks)
    # Numbers are told apart by more than their hashes, and compared faster, which pays for long sequences.
    numbers: dict[Hashable, int] = {}
    a = [numbers.setdefault(element, len(numbers)) for element in old]
    b = [numbers.setdefault(element, len(numbers)) for element in new]
    return list(_merged(_blocks(a, b, 0, 0, exact, _DIVISIONS)))


def common_head(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """How many elements both begin with."""
    length = min(len(a), len(b))
    if a[:length] == b[:length]:
        return length
    return next(n for n in range(length) if a[n] != b[n])


def rising(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest run of `pairs`, which are sorted, that rises in both places."""
    ends: list[int] = []
    lasts: list[int] = []
    before: list[int] = []
    for n, (_, after) in enumerate(pairs):
        at = bisect_left(ends, after)
        before.append(lasts[at - 1] if at else -1)
        ends[at : at + 1] = [after]
        lasts[at : at + 1] = [n]
    found: list[Pair] = []
    n = lasts[-1] if lasts else -1
    while n >= 0:
        found.append(pairs[n])
        n = before[n]
    return found[::-1]


def _blocks(
    a: Sequence[int], b: Sequence[int], i: int, j: int, exact: Exact, divisions: int
) -> Iterator[Block]:
    """The blocks of `a` and `b`, which begin at `i` and `j` of the whole sequences."""
    head = common_head(a, b)
    if head:
        yield Block(i, j, head)
    tail = (
        common_head(a[: head - 1 - len(a) : -1], b[: head - 1 - len(b) : -1])
        if head < min(len(a), len(b))
        else 0
    )
    middle_a, middle_b = a[head : len(a) - tail], b[head : len(b) - tail]
    if middle_a and middle_b:
        yield from _between(middle_a, middle_b, i + head, j + head, exact, divisions)
    if tail:
        yield Block(i + len(a) - tail, j + len(b) - tail, tail)


def _between(
    a: Sequence[int], b: Sequence[int], i: int, j: int, exact: Exact, divisions: int
) -> Iterator[Block]:
    if len(a) * len(b) <= EXACT:
        yield from (Block(i + block.before, j + block.after, block.size) for block in exact(a, b))
        return
    if divisions < 0:
        return
    anchors = _once(a, b) if divisions else []
    if not anchors:
        anchors, divisions = _counted(a, b), 0
    x = y = 0
    for one, other in [*anchors, (len(a), len(b))]:
        if x < one and y < other:
            yield from _blocks(a[x:one], b[y:other], i + x, j + y, exact, divisions - 1)
        if one < len(a):
            yield Block(i + one, j + other, 1)
        x, y = one + 1, other + 1


def _once(a: Sequence[int], b: Sequence[int]) -> list[Pair]:
    """The elements that stand once in both, as far as they keep their order."""
    counts = Counter(a), Counter(b)
    places = {element: n for n, element in enumerate(b)}
    pairs = [
        (n, places[element])
        for n, element in enumerate(a)
        if counts[0][element] == 1 and counts[1].get(element) == 1
    ]
    return rising(pairs)


def _counted(a: Sequence[int], b: Sequence[int]) -> list[Pair]:
    """The n-th of an element with the n-th of it, as far as they keep their order."""
    seen: Counter[int] = Counter()
    places: dict[tuple[int, int], int] = {}
    for n, element in enumerate(b):
        places[element, seen[element]] = n
        seen[element] += 1
    seen.clear()
    pairs: list[Pair] = []
    for n, element in enumerate(a):
        at = places.get((element, seen[element]))
        seen[element] += 1
        if at is not None:
            pairs.append((n, at))
    return rising(pairs)


def _merged(blocks: Iterable[Block]) -> Iterator[Block]:
    last: Block | None = None
    for block in blocks:
        if last is not None and (last.before + last.size, last.after + last.size) == block[:2]:
            last = Block(last.before, last.after, last.size + block.size)
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last
