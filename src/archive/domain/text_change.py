"""Differences between two texts: what stands, what went and what came, in the order of reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PieceKind = Literal["same", "gone", "came"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words. `same` and `gone` together are the text before, `same` and `came` the text after."""

    kind: PieceKind
    text: str
