"""Changes between two snapshots, each with what caused it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from archive.domain.claim import FieldValue

ChangeKind = Literal["added", "removed", "changed"]
Cause = Literal["reporting", "source-edit", "extractor", "story", "review"]
"""Why a fact moved: new articles; an article edited at its source; a new reading of ours (another
extractor, reader or metadata); a new story definition; a reviewer's verdict."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two fact documents: where, and what it was and is.

    `path` leads from the fact to the part that differs; it is empty for a whole fact.
    """

    kind: ChangeKind
    fact_id: str
    path: tuple[str, ...]
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Moved:
    """A claim that came, went or changed its standing between two points, and why."""

    cause: Cause
    came: bool
    claim_id: str
    position: int
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a fact, with its cause and the words that made it."""

    kind: ChangeKind
    story: str
    fact_id: str
    type: str
    key: Mapping[str, FieldValue]
    path: str
    before: Any
    after: Any
    cause: Cause
    evidence: tuple[Moved, ...]
    fact: Mapping[str, Any]
