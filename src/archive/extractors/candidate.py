"""What may become a claim: the tokens that a frame, or the grammar of counts, has matched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.domain.claim import FieldValue
from archive.extractors.lexis import CompiledFrame


@dataclass(slots=True)
class Candidate:
    """A frame's match: the tokens that fill its fields, and the stretch of tokens it spans.

    `said` is where the words stand that say whether it is so, if not in the match: "..., including 12 children".
    `scope` are values that the words around a count give: whose it is, where, of which part. `apart` tells
    candidates from each other that say different things on one anchor ("Berg replaces Lind").
    """

    compiled: CompiledFrame
    slots: Mapping[str, tuple[int, ...]]
    first: int
    last: int
    view: int
    anchor: int | None = None
    asides: frozenset[int] = frozenset()
    said: tuple[int, int] | None = None
    scope: Mapping[str, FieldValue] = field(default_factory=dict)
    apart: int = 0

    @property
    def type(self) -> str:
        """The fact type."""
        return self.compiled.type

    def rank(self) -> tuple[int, int, int, int, int]:
        """Better candidates sort first.

        More from the words, then more from what the frame implies, then the whole sentence before
        its abridged readings, then the earlier frame, then the shorter stretch.
        """
        frame = self.compiled.frame
        told = sum(len(indexes) for indexes in self.slots.values())
        implied = len(frame.fill) + len(frame.set)
        return (-told, -implied, self.view, self.compiled.order, self.last - self.first)
