"""Why a claim came or went between two points: what others published, or what we did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from archive.domain.change import Cause, Moved
from archive.domain.fact_document import VOICES
from archive.domain.snapshot import Point
from archive.store.read_models import ReadModels
from archive.store.rows import RunRow, Version

Document = Mapping[str, Any]


class Movements:
    """Explains moved claims of one story between two points; looks each article up once."""

    def __init__(self, models: ReadModels, story: str, start: Point, end: Point) -> None:
        self._models = models
        self._story = story
        self._start = start
        self._end = end
        self._articles: dict[str, Cause] = {}

    def of(self, before: Document | None, after: Document | None) -> list[Moved]:
        """The claims that came to a fact, left it, or were reviewed, with the cause of each."""
        old = dict(_claims(before)) if before is not None else {}
        new = dict(_claims(after)) if after is not None else {}
        moved = [self._moved(claim, came=True) for key, claim in new.items() if key not in old]
        moved += [self._moved(claim, came=False) for key, claim in old.items() if key not in new]
        moved += [
            Moved("review", True, key, self._position(key), new[key])
            for key in old.keys() & new.keys()
            if old[key].get("review") != new[key].get("review")
        ]
        return moved

    @cached_property
    def fallback(self) -> Cause:
        """The cause where no claim moved: another definition, else the standing of the same reports."""
        digests = {self._digest(point) for point in (self._start, self._end)}
        return "story" if len(digests) > 1 else "reporting"

    def _digest(self, point: Point) -> str | None:
        return next((r.digest for r in self._models.stories(point.known_at) if r.story == self._story), None)

    def _moved(self, claim: Document, *, came: bool) -> Moved:
        address, claim_id = claim["address"], claim["claim_id"]
        if address not in self._articles:
            self._articles[address] = self._cause(address)
        cause = self._articles[address]
        # Where the article itself did not move, a corrected key took the claim from one fact to another.
        if cause not in ("reporting", "source-edit") and self._reviewed(claim_id):
            cause = "review"
        return Moved(cause, came, claim_id, self._position(claim_id), claim)

    def _reviewed(self, claim_id: str) -> bool:
        """Whether a verdict on the claim fell between the two points."""
        low, high = sorted((self._start.known_at, self._end.known_at))
        return any(low < review.position <= high for review in self._models.reviews(claim_id, high))

    def _position(self, claim_id: str) -> int:
        known = max(self._start.known_at, self._end.known_at)
        row = self._models.claim(claim_id, known)
        return row.position if row is not None else 0

    def _cause(self, address: str) -> Cause:
        """What happened to an article: it appeared (or went), was edited, or was read anew by us."""
        old, new = (self._state(address, point) for point in (self._start, self._end))
        if old is None or new is None:
            return "reporting"
        if old[0].version_id != new[0].version_id:
            return "source-edit"
        if old[1] is not None and new[1] is not None and old[1].story_digest != new[1].story_digest:
            return "story"
        if old[1] is None and new[1] is not None and old[0].position == new[0].position:
            return "story"
        return "extractor"

    def _state(self, address: str, point: Point) -> tuple[Version, RunRow | None] | None:
        version = self._models.current(address, point.as_of, point.known_at)
        if version is None:
            return None
        runs = [
            run
            for run in self._models.runs(address, point.known_at)
            if run.version_id == version.version_id and run.story == self._story
        ]
        return version, runs[-1] if runs else None


def _claims(fact: Document) -> Iterator[tuple[str, Document]]:
    for part in VOICES:
        yield from fact.get(part, {}).items()
    for denial in fact["denied"].values():
        yield from denial["claims"].items()
