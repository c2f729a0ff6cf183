"""Changes between two snapshots, each with what caused it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from archive.domain.claim import FieldValue

ChangeKind = Literal["added", "removed", "changed"]
Cause = Literal["reporting", "source-edit", "extractor", "story", "review"]
"""Why a fact moved: new articles; an article edited at its source; a new reading of ours (another
extractor, reader or metadata); a new story definition; a reviewer's verdict."""

CAUSES: Final[tuple[Cause, ...]] = ("review", "reporting", "source-edit", "story", "extractor")
"""The weightiest first: a verdict outranks everything (rule 9 of consolidation); then what others did, which is
news; then what we did: to ask another question before to read the same words otherwise."""


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
    """One change of a fact, with its cause and the words that made it.

    `cause` is the weightiest of the claims that bear on what changed; `causes` are those of all its evidence.
    `fact` is the whole fact afterwards (before, where it went) and `was` the fact before, None where there was none.
    """

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
    was: Mapping[str, Any] | None

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Every cause that had a part in it, the weightiest first."""
        found = {self.cause, *(moved.cause for moved in self.evidence)}
        return tuple(cause for cause in CAUSES if cause in found)
