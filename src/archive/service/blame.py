"""Blame: the chain of claims and events that made a fact what it is, each traced to what the log holds.

The cost follows the claims of the fact's group; the rest of the story is not read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.domain import blame as domain
from archive.domain.fact import Voice
from archive.domain.snapshot import Point
from archive.errors import NotFound
from archive.ports import Blobs
from archive.service.fact_place import Place, fact_at, moments_of
from archive.service.first_look import first_look
from archive.service.sentences import Sentences
from archive.store.read_models import ReadModels
from archive.store.rows import CaptureRow, ReviewRow, RunRow, Version
from archive.store.story_row import StoryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A link of the chain with all that the log holds of it.

    `found` are the runs that found the claim, the oldest first; `missed` the runs before those that read the
    same words and did not. `captured` is the look that first showed the words, None where no look did.
    """

    link: domain.Link
    sentence: str
    version: Version
    captured: CaptureRow | None
    found: tuple[RunRow, ...]
    missed: tuple[RunRow, ...]
    reviews: tuple[ReviewRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blamed:
    """A fact at a point, the claims responsible for each part of it, and the chain, the newest first.

    `definitions` are those of the story that its claims were read by, by digest.
    """

    place: Place
    point: Point
    blame: domain.Blame
    chain: tuple[Traced, ...]
    definitions: dict[str, StoryRow]


def blame(models: ReadModels, blobs: Blobs, place: Place, point: Point) -> Blamed:
    """Who made the fact what it is at `point`. Raises `NotFound` where it is not told then."""
    fact_type, moments = moments_of(models, place)
    found = domain.blame(fact_type, moments, place.fact_id, point.as_of)
    if found is None:
        fact_at(models, place, point)  # says why not
        raise NotFound(kind="fact", name=place.fact_id, hint="")
    rows = models.definitions(place.story.story)
    return Blamed(
        place=place,
        point=point,
        blame=found,
        chain=tuple(_traced(models, blobs, found.chain, place.story.story, point.known_at)),
        definitions={row.digest: row for row in rows if row.position <= point.known_at},
    )


def _traced(
    models: ReadModels, blobs: Blobs, chain: Iterable[domain.Link], story: str, known_at: int
) -> list[Traced]:
    chain = list(chain)
    sentence = Sentences(models, blobs, known_at)
    runs = models.claim_runs({link.voice.claim.claim_id for link in chain}, known_at)
    articles = {
        address: _Article(models, address, story, known_at)
        for address in {link.voice.address for link in chain}
    }
    return [
        Traced(
            link=link,
            sentence=sentence(link.voice).text,
            version=articles[link.voice.address].versions[link.voice.version_id],
            captured=articles[link.voice.address].look_at(link.voice),
            found=tuple(runs[link.voice.claim.claim_id]),
            missed=articles[link.voice.address].missed(link.voice, runs[link.voice.claim.claim_id][0]),
            reviews=tuple(models.reviews(link.voice.claim.claim_id, known_at)),
        )
        for link in chain
    ]


class _Article:
    """What is known of one article: its versions, the looks at it, and the runs over it for one story."""

    def __init__(self, models: ReadModels, address: str, story: str, known_at: int) -> None:
        self.versions = {version.version_id: version for version in models.versions(address, known_at)}
        self._looks = models.captures(address, known_at)
        self._runs = [run for run in models.runs(address, known_at) if run.story == story]

    def look_at(self, voice: Voice) -> CaptureRow | None:
        """The first look that showed the version of `voice`"""
        return first_look(self._looks, self.versions[voice.version_id])

    def missed(self, voice: Voice, first: RunRow) -> tuple[RunRow, ...]:
        """The runs over the same version before the `first` that found the claim."""
        return tuple(
            run for run in self._runs if run.version_id == voice.version_id and run.position < first.position
        )
