"""Snapshots: all facts of a story as of a point in reported and known time.

Invariant: the digest is over the facts alone, so that two archives fed with the same articles, at
other times and in another order, agree on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from archive.domain.canonical import canonical_json, digest
from archive.domain.fact import Fact
from archive.domain.fact_document import Document, fact_document
from archive.domain.moment import DAY, END_OF_TIME, day_of, short_iso

FORMAT: Final = "archive-snapshot/1"


@dataclass(frozen=True, slots=True)
class Point:
    """A point on both time axes: reported (microseconds, inclusive) and known (log position)."""

    as_of: int
    known_at: int

    @property
    def reported(self) -> str:
        """The reported time for people: `latest`, or the moment."""
        return "latest" if self.as_of >= END_OF_TIME else inclusive_end(self.as_of)


def inclusive_end(as_of: int) -> str:
    """An inclusive bound for people: the last microsecond of a day is that day."""
    return day_of(as_of).value if (as_of + 1) % DAY == 0 else short_iso(as_of)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The facts of `story` at `point`, as documents keyed by fact id."""

    story: str
    point: Point
    facts: Mapping[str, Document]

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of the story's id and its facts."""
        return digest({"story": self.story, "facts": self.facts})

    def document(self) -> Document:
        """The snapshot as it is written to a file."""
        return {
            "format": FORMAT,
            "story": self.story,
            "as_of": self.point.reported,
            "as_of_micros": self.point.as_of,
            "known_at": self.point.known_at,
            "digest": self.digest,
            "facts": self.facts,
        }

    def canonical(self) -> bytes:
        """The document as canonical JSON."""
        return canonical_json(self.document())


def snapshot_of(story: str, point: Point, facts: Iterable[Fact]) -> Snapshot:
    """Freeze `facts`, keyed by their stable ids."""
    return Snapshot(story, point, {fact.fact_id: fact_document(fact) for fact in facts})


def read_snapshot(data: bytes) -> Snapshot:
    """Read a snapshot file; raises `ValueError` saying what is wrong with it."""
    try:
        document: Any = json.loads(data)
    except ValueError as error:
        raise ValueError(f"not JSON ({error})") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f"not a snapshot: its format is not {FORMAT!r}")
    try:
        point = Point(int(document["as_of_micros"]), int(document["known_at"]))
        snapshot = Snapshot(str(document["story"]), point, dict(document["facts"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"a part is missing or of the wrong kind ({error})") from error
    if snapshot.digest != document.get("digest"):
        raise ValueError("its digest does not fit its facts: the file was changed after it was written")
    return snapshot
