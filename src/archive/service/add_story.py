"""Add a story: define it, or change it, and read for it the articles that are there already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from archive.domain.event import STORIES, ClaimsExtracted, NewEvent, article_stream
from archive.domain.story import Story
from archive.ports import EventLog, Extractor, Reading, Unit
from archive.service.stories import extract, load_story
from archive.store.read_models import ReadModels
from archive.store.rows import Version

BATCH: Final = 64
"""Extractor runs appended in one transaction."""


@dataclass(frozen=True, slots=True)
class Added:
    """What defining a story did. `runs` counts the article versions read for it, `claims` the finds."""

    story: str
    title: str
    outcome: str
    runs: int
    claims: int


class AddStory:
    """Define a story, or change it, and read for it every article that is there already."""

    def __init__(
        self,
        log: EventLog,
        models: ReadModels,
        extractor: Extractor,
        catch_up: Callable[[], object],
        read: Callable[[Version], Reading],
    ) -> None:
        self._log = log
        self._models = models
        self._extractor = extractor
        self._catch_up = catch_up
        self._read = read

    def run(self, path: Path, progress: Callable[[str], None] = lambda address: None) -> Added:
        """Define the story in `path`. An unchanged definition is not recorded again.

        Articles are read in batches; what is done stays done if the work is interrupted, and adding
        the story again goes on from there.
        """
        story, defined = load_story(path)
        version = self._log.stream_version(STORIES)
        self._catch_up()
        known = {row.story: row.digest for row in self._models.stories()}
        outcome = "new"
        if story.story in known:
            outcome = "unchanged" if known[story.story] == story.digest else "changed"
        if outcome != "unchanged":
            self._log.append([Unit(events=[NewEvent(STORIES, defined)], expected={STORIES: version})])
            self._catch_up()
        runs, claims = self._read_all(story, progress)
        return Added(story.story, story.title, outcome, runs, claims)

    def _read_all(self, story: Story, progress: Callable[[str], None]) -> tuple[int, int]:
        done: list[ClaimsExtracted] = []
        runs = claims = 0
        pending = self._models.pending_readings(story.story, story.digest, self._extractor.version)
        for version in pending:
            progress(version.address)
            reading = self._read(version)
            run = extract(self._extractor, story, story.digest, reading, self._models)
            if run is None:
                continue
            runs, claims = runs + 1, claims + len(run.claims)
            done.append(run)
            if len(done) == BATCH:
                self._append(done)
                done = []
        self._append(done)
        self._catch_up()
        return runs, claims

    def _append(self, runs: Sequence[ClaimsExtracted]) -> None:
        units = [Unit(events=[NewEvent(article_stream(run.address), run)]) for run in runs]
        if units:
            self._log.append(units)
