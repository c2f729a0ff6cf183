"""Copies: which articles carry the same text, and are therefore one voice (rule 2 of consolidation).

Two texts are compared by their distinct runs of five words (shingles), after folding typography and
case and without the site's furniture. Of texts A and B with `common` shingles, common/|A| is the part
of A that stands in B, and common/|B| the part of B that stands in A:

- both at least 1/2: the texts are copies. Both are asked for, because a brief that stands whole in
  a round-up must not join the round-up's other sources into one voice: links are transitive.
- otherwise, the greater at least 1/4: they share passages, which is shown and changes no count.

Invariant: everything here is whole numbers and sets, so the answer depends on the two texts alone,
never on which was read first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from archive.domain.article import Block
from archive.domain.canonical import sha256_hex
from archive.domain.fold import fold

RUN: Final = 5
"""Words in a shingle."""
SAMPLE: Final = 64
"""At least so many shingles of a text are in the index, where it has them: texts of fewer than twice as many
are indexed by all of theirs, longer ones by one in two, in four, in eight."""
SPARSEST: Final = 8
"""One shingle hash in this many is in the sample of the longest texts: a passage must leave its mark."""
COMMON: Final = 32
"""A shingle is listed for so many wordings at most. What more have in common is furniture of a site, or one
text over and over: in the first case it proves nothing, in the second the first ones lead to the others."""

_WORD: Final = re.compile(r"\w+")
_TOLD: Final = ("headline", "caption", "body")


@dataclass(frozen=True, slots=True)
class Print:
    """What of a text is compared. `print_id` is the same for texts with the same words in order."""

    print_id: str
    shingles: frozenset[int]

    @property
    def size(self) -> int:
        """How many distinct shingles the text has."""
        return len(self.shingles)

    def indexed(self) -> list[int]:
        """The shingles that the text is looked up by, in order."""
        modulus = sampling(self.size)
        return sorted(shingle for shingle in self.shingles if shingle % modulus == 0)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many distinct shingles two texts share, and how many each has."""

    common: int
    size_a: int
    size_b: int

    @property
    def copies(self) -> bool:
        """Whether at least half of each text stands in the other."""
        return self.common > 0 and 2 * self.common >= max(self.size_a, self.size_b)

    @property
    def notable(self) -> bool:
        """Whether at least a quarter of either text stands in the other."""
        return self.common > 0 and 4 * self.common >= min(self.size_a, self.size_b)

    @property
    def shares_passages(self) -> bool:
        """Whether the texts are worth a remark though they are not copies."""
        return self.notable and not self.copies


def sampling(size: int) -> int:
    """One in how many shingle hashes of a text with `size` of them is in the index: 1, 2, 4 or 8.

    Powers of two, so that the sparser of two samples is the overlap of both.
    """
    modulus = 1
    while modulus < SPARSEST and size >= 2 * modulus * SAMPLE:
        modulus *= 2
    return modulus


def told_spans(blocks: Sequence[Block], length: int) -> tuple[tuple[int, int], ...]:
    """The stretches of a text that tell something: all of it where no block does."""
    spans = tuple((block.start, block.end) for block in blocks if block.kind in _TOLD)
    return spans or ((0, length),)


def print_of(text: str, spans: Iterable[tuple[int, int]]) -> Print:
    """The print of the given stretches of `text`. A text of fewer than five words is one shingle."""
    words = [word for start, end in spans for word in _WORD.findall(fold(text[start:end]).lower())]
    runs = range(max(len(words) - RUN + 1, 1 if words else 0))
    shingles = frozenset(_hash(" ".join(words[at : at + RUN])) for at in runs)
    return Print(sha256_hex(" ".join(words).encode())[:24], shingles)


def _hash(shingle: str) -> int:
    """63 bits of a stable hash: equal in every process, and fit for a signed database integer."""
    return int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest(), "big") >> 1


def overlap(a: Print, b: Print) -> Overlap:
    """Count what two texts share."""
    return Overlap(len(a.shingles & b.shingles), a.size, b.size)


def worth_comparing(shared: int, size_a: int, size_b: int) -> bool:
    """Whether `shared` index entries make a notable overlap likely enough to count it exactly.

    Where a text is only sampled, an entry stands for several shingles. The estimate is allowed to
    be half of what is asked for, because samples scatter.
    """
    weight = sampling(max(size_a, size_b))
    return 8 * shared * weight >= min(size_a, size_b)


def clusters(nodes: Iterable[str], links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map every node to the smallest node that it is linked with, directly or through others."""
    parent = {node: node for node in nodes}

    def root(node: str) -> str:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for left, right in links:
        low, high = sorted((root(left), root(right)))
        parent[high] = low
    return {node: root(node) for node in parent}
