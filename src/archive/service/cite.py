"""Citations: words traced to the article, the look and the bytes that they were read from.

Invariant: a quote is printed only if it stands, character for character, in the stored text whose digest is
printed beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.domain.change import Change
from archive.domain.claim import Claim
from archive.domain.fact import Fact, Voice
from archive.domain.fact_document import part_holding
from archive.domain.snapshot import Point
from archive.errors import NotFound, QuoteBroken
from archive.ports import Blobs
from archive.service.blame import Blamed
from archive.service.first_look import first_look
from archive.store.read_models import ReadModels
from archive.store.rows import CaptureRow, Version

_STANDINGS: Final = ("supporting", "dissenting", "denied", "superseded", "related", "rejected", "left")
"""How a claim can stand to what is cited, in the order in which claims are cited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An article version, and the words of a claim in it where there is one.

    `standing` is how the claim stands to the fact that is cited. `captured` is the look that first showed the
    version, `position` where the log recorded the claim, else the version's reading.
    """

    version: Version
    captured: CaptureRow | None
    position: int
    claim: Claim | None = None
    standing: str | None = None

    @property
    def raw(self) -> str | None:
        """The SHA-256 of the bytes that the version was read from."""
        return self.version.raw or (self.captured.raw if self.captured else None) or None


class Citer:
    """Cites what is known at a point; looks each article up once, and checks each quote."""

    def __init__(self, models: ReadModels, blobs: Blobs, point: Point) -> None:
        self._models = models
        self._blobs = blobs
        self._point = point
        self._texts: dict[str, str] = {}

    def version(self, version_id: str) -> Citation:
        """An article version. Raises `NotFound` and `QuoteBroken`."""
        version = self._models.version(version_id, self._point.known_at)
        if version is None or version.reported > self._point.as_of:
            raise NotFound(kind="version", name=version_id, hint=" by then")
        self._text(version)
        return Citation(version=version, captured=self._look(version), position=version.position)

    def article(self, address: str) -> Citation:
        """The version of an article that is current at the point. Raises `NotFound` and `QuoteBroken`."""
        current = self._models.current(address, self._point.as_of, self._point.known_at)
        if current is None:
            raise NotFound(kind="article", name=address, hint=" by then")
        return self.version(current.version_id)

    def claim(self, claim_id: str, standing: str | None = None) -> Citation:
        """A claim, in force or not. Raises `NotFound` and `QuoteBroken`."""
        row = self._models.claim(claim_id, self._point.known_at)
        if row is None:
            raise NotFound(kind="claim", name=claim_id, hint=" by then")
        cited = self.version(row.version_id)
        evidence = row.claim.evidence
        if self._text(cited.version)[evidence.start : evidence.end] != evidence.exact:
            raise QuoteBroken(
                what=f"claim {claim_id}", address=row.address, problem="its quote does not stand there"
            )
        return Citation(
            version=cited.version,
            captured=cited.captured,
            position=row.position,
            claim=row.claim,
            standing=standing,
        )

    def fact(self, blamed: Blamed, *, every: bool) -> list[Citation]:
        """The supporting claims of a fact, those first that its value comes from, one of each independent text.

        With `every`, copies too, and the claims that dissent, deny, or were replaced or rejected.
        """
        fact = blamed.blame.fact
        first = [claim for part in blamed.blame.parts for claim in part.claims if part.part != "status"]
        supporting = sorted(fact.supporting, key=lambda voice: _place(first, voice.claim.claim_id))
        heard: set[str] = set()
        cited: list[Citation] = []
        for voice in supporting:
            if every or voice.cluster not in heard:
                cited.append(self.claim(voice.claim.claim_id, "supporting"))
            heard.add(voice.cluster)
        if every or not cited:
            cited += [self.claim(voice.claim.claim_id, standing) for standing, voice in _others(fact)]
        return cited

    def change(self, changes: Sequence[Change]) -> list[Citation]:
        """The claims that made a change: those that came, the supporting ones first, then those that left."""
        moved = {item.claim_id: item for change in changes for item in change.evidence}
        standings = {
            claim_id: (part_holding(claim_id, changes[0].fact) if item.came else None) or "left"
            for claim_id, item in moved.items()
        }
        ordered = sorted(moved, key=lambda claim_id: _STANDINGS.index(standings[claim_id]))
        return [self.claim(claim_id, standings[claim_id]) for claim_id in ordered]

    def _look(self, version: Version) -> CaptureRow | None:
        looks = self._models.captures(version.address, self._point.known_at)
        return first_look(looks, version)

    def _text(self, version: Version) -> str:
        """The stored text, whose digest is checked. Raises `QuoteBroken`."""
        if version.text not in self._texts:
            data = self._blobs.get(version.text)
            if hashlib.sha256(data).hexdigest() != version.text:
                problem = "the stored text does not fit its digest"
                raise QuoteBroken(
                    what=f"version {version.version_id}", address=version.address, problem=problem
                )
            self._texts[version.text] = data.decode()
        return self._texts[version.text]


def _place(order: Sequence[str], claim_id: str) -> int:
    return order.index(claim_id) if claim_id in order else len(order)


def _others(fact: Fact) -> Iterator[tuple[str, Voice]]:
    yield from (("dissenting", voice) for voice in fact.dissenting)
    yield from (("denied", voice) for denial in fact.denied for voice in denial.voices)
    yield from (("superseded", voice) for voice in fact.superseded)
    yield from (("related", voice) for voice in fact.related)
    yield from (("rejected", voice) for voice in fact.rejected)
