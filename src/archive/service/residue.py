"""What no frame explained, grouped by wording: where the next frame or alias is worth writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from archive.domain.claim import Sighting
from archive.domain.snapshot import Point
from archive.domain.story import Story
from archive.ports import Blobs, Extractor, Reading
from archive.store.read_models import ReadModels

Around = Callable[[str, int, int], str]
"""The wording around a stretch of a sentence, made comparable."""
Found = tuple[str, str, Sighting]
"""A sighting with the address and the text of its article."""


@dataclass(slots=True)
class Wording:
    """Sightings in the same words: how many, in which articles, and one of them as an example."""

    wording: str
    kind: str
    count: int = 0
    articles: set[str] = field(default_factory=set)
    example: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Residue:
    """The sightings of a story, the most frequent wording first."""

    story: Story
    sightings: int
    wordings: tuple[Wording, ...]


def residue_of_archive(
    models: ReadModels, blobs: Blobs, story: Story, around: Around, point: Point
) -> Residue:
    """What stands unexplained in the versions of the articles that are current at `point`."""

    def found() -> Iterator[Found]:
        text, of_version = "", None
        for row in models.sightings(story.story, point.as_of, point.known_at):
            if row.version_id != of_version:
                version = models.version(row.version_id, point.known_at)
                text, of_version = blobs.get(version.text).decode() if version else "", row.version_id
            yield row.address, text, row.sighting

    return _grouped(story, found(), around)


def residue_of_readings(
    extractor: Extractor, story: Story, readings: Iterable[Reading], around: Around
) -> Residue:
    """What a story leaves unexplained in articles that need not be in an archive."""
    found = (
        (reading.address, reading.text, sighting)
        for reading in readings
        for sighting in extractor.extract(story, reading).sightings
    )
    return _grouped(story, found, around)


def _grouped(story: Story, found: Iterable[Found], around: Around) -> Residue:
    groups: dict[tuple[str, str], Wording] = {}
    total = 0
    for address, text, sighting in found:
        total += 1
        words = around(sighting.sentence, *_place(text, sighting))
        group = groups.setdefault((sighting.kind, words), Wording(words, sighting.kind))
        group.count += 1
        group.articles.add(address)
        if not group.example:
            group.example, group.article = " ".join(sighting.sentence.split()), address
    ordered = sorted(groups.values(), key=lambda one: (-one.count, one.wording, one.kind))
    return Residue(story, total, tuple(ordered))


def _place(text: str, sighting: Sighting) -> tuple[int, int]:
    """Where in its sentence a sighting stands; its own place is in the text of the article."""
    sentence = text.rfind(sighting.sentence, 0, sighting.start + len(sighting.sentence))
    at = sighting.start - max(sentence, 0)
    return at, at + len(sighting.text)
