"""Stories: load a file, check one; and read articles for all that are defined."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from archive.domain.claim import Extraction
from archive.domain.event import STORIES, ClaimsExtracted, StoryDefined
from archive.domain.story_parse import check_story, pack_names, parse_story
from archive.errors import StoryError
from archive.service.definitions import story_of
from archive.service.packs import built_in_pack, built_in_packs

if TYPE_CHECKING:
    from archive.domain.story import Story
    from archive.ports import EventLog, Extractor, Reading
    from archive.store.read_models import ReadModels


def load_story(path: Path) -> tuple[Story, StoryDefined]:
    """Read a story file and the packs it names. Raises `StoryError` with the first problem."""
    source, packs = _sources(path)
    story = parse_story(str(path), source, packs, built_in_packs())
    return story, StoryDefined(
        story=story.story, title=story.title, digest=story.digest, source=source, packs=packs
    )


def check(path: Path) -> list[StoryError]:
    """Every problem of a story file, in the order of the file."""
    try:
        source, packs = _sources(path)
    except StoryError as problem:
        return [problem]
    return check_story(str(path), source, packs, built_in_packs())


def _sources(path: Path) -> tuple[str, dict[str, str]]:
    source = text_of_file(path)
    return source, packs_of(path, source)


def packs_of(path: Path, source: str) -> dict[str, str]:
    """The packs that the story `source` at `path` names: files beside it, or else built-in ones."""
    packs = {}
    for name in pack_names(source):
        beside = path.parent / name
        text = text_of_file(beside) if beside.is_file() else built_in_pack(name)
        if text is not None:
            packs[name] = text
    return packs


def text_of_file(path: Path) -> str:
    """The text of a TOML file. Raises `StoryError`."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StoryError(file=path, where="file", problem="not UTF-8 text") from error
    except OSError as error:
        raise StoryError(file=path, where="file", problem=(error.strerror or str(error)).lower()) from error


class StoryReader:
    """Reads articles for every story in force.

    `version` is that of the stream of stories when they were read here: an append guarded by it
    fails if a story was defined meanwhile, so that no article is passed over by a new story.
    """

    def __init__(
        self, log: EventLog, models: ReadModels, extractor: Extractor, catch_up: Callable[[], object]
    ) -> None:
        self._log = log
        self._models = models
        self._extractor = extractor
        self._catch_up = catch_up
        self.refresh()

    def refresh(self) -> None:
        """Read the stories again, after somebody else defined one.

        The version comes first: what is read after it is at least as new.
        """
        self.version = self._log.stream_version(STORIES)
        self._catch_up()
        self._stories = [(row.digest, story_of(row)) for row in self._models.stories()]

    def runs(self, reading: Reading) -> Iterator[ClaimsExtracted]:
        """A run for each story that the article concerns, or did when it was read last."""
        for digest, story in self._stories:
            run = extract(self._extractor, story, digest, reading, self._models)
            if run is not None:
                yield run


def extract(
    extractor: Extractor, story: Story, digest: str, reading: Reading, models: ReadModels
) -> ClaimsExtracted | None:
    """Run the extractor; None where the article does not concern the story and never did."""
    if not extractor.concerns(story, reading.text):
        if not _was_read(models, reading, story.story):
            return None
        found = Extraction(())
    else:
        found = extractor.extract(story, reading)
    return ClaimsExtracted(
        address=reading.address,
        version_id=reading.version_id,
        story=story.story,
        story_digest=digest,
        extractor=extractor.name,
        extractor_version=extractor.version,
        claims=found.claims,
        sightings=found.sightings,
    )


def _was_read(models: ReadModels, reading: Reading, story: str) -> bool:
    """Whether an earlier run of the story over this version stands, which a new one has to replace."""
    return any(
        run.version_id == reading.version_id and run.story == story for run in models.runs(reading.address)
    )
