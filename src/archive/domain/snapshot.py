"""Snapshots: all facts of a story as of a point in reported and known time.

Invariant: the digest is over the facts alone, so that two archives fed with the same articles, at
other times and in another order, agree on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from archive.domain.canonical import MAX_INTEGER, canonical_json, digest
from archive.domain.fact_document import Document, fact_document
from archive.domain.moment import DAY, day_of, short_iso

if TYPE_CHECKING:
    from archive.domain.fact import Fact

FORMAT: Final = "archive-snapshot/1"
_Part = TypeVar("_Part", int, str, dict[str, Any])


@dataclass(frozen=True, slots=True)
class Point:
    """A point on both time axes: reported (microseconds, inclusive) and known (log position).

    Reported times beyond the largest whole number of JSON (June 2255) all mean `latest`.
    """

    as_of: int
    known_at: int

    def __post_init__(self) -> None:
        """Keep what can be written down exactly."""
        object.__setattr__(self, "as_of", min(self.as_of, MAX_INTEGER))

    @property
    def reported(self) -> str:
        """The reported time for people: `latest`, or the moment."""
        return "latest" if self.as_of >= MAX_INTEGER else inclusive_end(self.as_of)


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
    """Read a snapshot file; raises `ValueError` saying what is wrong with it.

    The digest proves story and facts. The point is what the writer says it is: it has no digest,
    because the same facts at another point are the same facts.
    """
    try:
        document: Any = json.loads(data)
    except RecursionError as error:
        raise ValueError("not a snapshot: it is nested too deeply") from error
    except ValueError as error:
        raise ValueError(f"not JSON ({error})") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f"not a snapshot: its format is not {FORMAT!r}")
    point = Point(_part(document, "as_of_micros", int), _part(document, "known_at", int))
    snapshot = Snapshot(_part(document, "story", str), point, _part(document, "facts", dict))
    try:
        fits = snapshot.digest == document.get("digest") and point.reported == document.get("as_of")
    except (TypeError, ValueError, OverflowError) as error:  # a float, a huge number, a lone surrogate
        raise ValueError(f"it holds a value that no snapshot holds ({error})") from error
    if not fits:
        raise ValueError("its digest does not fit its facts: the file was changed after it was written")
    return snapshot


def _part(document: Document, name: str, kind: type[_Part]) -> _Part:
    value = document.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(f"its {name!r} is missing or of the wrong kind")  # noqa: TRY004 - the file errs, not the caller
    return value
