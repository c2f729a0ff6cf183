"""Differences between two texts: what stands, what went, what came and what moved, in the order of reading.

Tuples, since a long page is thousands of them and they are made three times as fast as frozen dataclasses.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

PieceKind = Literal["same", "gone", "came"]


class Piece(NamedTuple):
    """A run of words. `same` and `gone` together are the text before, `same` and `came` the text after."""

    kind: PieceKind
    text: str


ParagraphKind = Literal["same", "edited", "gone", "came", "moved"]
"""What became of a paragraph. One that `moved` stands in another order than its neighbours did; it may have been
edited as well, which its pieces tell."""


class ParagraphChange(NamedTuple):
    """A paragraph's place before and after, from 0; None where it was not there.

    The pieces make up the paragraph before and the paragraph after, whatever its kind.
    """

    kind: ParagraphKind
    before: int | None
    after: int | None
    pieces: tuple[Piece, ...]

    @property
    def edited(self) -> bool:
        """Whether its words, or the blanks between them, are others than before."""
        return any(piece.kind != "same" for piece in self.pieces)

    @property
    def text_before(self) -> str:
        """The paragraph as it was; empty where there was none."""
        return "".join(piece.text for piece in self.pieces if piece.kind != "came")

    @property
    def text_after(self) -> str:
        """The paragraph as it is; empty where there is none."""
        return "".join(piece.text for piece in self.pieces if piece.kind != "gone")
