"""Add a story: define it, or change it, and read for it the articles that are there already.

What is recorded is what was learned: a run for each version that now says something else, and one event
that says what was read without learning anything. So nobody reads it again, and a diff shows none of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from archive.domain.event import (
    STORIES,
    ClaimsExtracted,
    NewEvent,
    StoryRead,
    article_stream,
    story_stream,
)
from archive.domain.story import Story
from archive.ports import EventLog, Extractor, Reading, Unit
from archive.service.definitions import story_at, story_of
from archive.service.stories import extract, load_story
from archive.store.read_models import ReadModels
from archive.store.rows import Version

BATCH: Final = 64
"""Extractor runs appended in one transaction."""


@dataclass(frozen=True, slots=True)
class Added:
    """What defining a story did.

    `runs` counts the article versions that concern it and were read, `changed` those that were found to
    say something else than before (or anything, where nobody had read them), `claims` what these say.
    """

    story: str
    title: str
    outcome: str
    runs: int
    changed: int
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
        return self._read_all(story, outcome, progress)

    def reread(self, named: str, progress: Callable[[str], None] = lambda address: None) -> Added:
        """Read for a story what another extractor, or an interrupted command, left to read. Raises `NotFound`."""
        self._catch_up()
        return self._read_all(story_at(self._models, named, self._log.head()), "unchanged", progress)

    def _read_all(self, story: Story, outcome: str, progress: Callable[[str], None]) -> Added:
        upto = self._models.position()
        gate = self._extractor.gate(story)
        pending = self._models.pending_readings(
            story.story, story.digest, self._extractor.version, gate, self._gated_from(story.story, gate)
        )
        done: list[ClaimsExtracted] = []
        counts: Counter[str] = Counter()
        for version in pending:
            progress(version.address)
            run = extract(self._extractor, story, story.digest, self._read(version), self._models)
            counts["read"] += run is not None
            if run is None or self._says_the_same(run):
                counts["silent"] += 1
                continue
            counts["changed"] += 1
            counts["claims"] += len(run.claims)
            done.append(run)
            if len(done) == BATCH:
                self._append(done)
                done = []
        self._append(done)
        if counts["silent"]:
            self._append_read(story, gate, upto, counts["silent"])
        self._catch_up()
        return Added(story.story, story.title, outcome, counts["read"], counts["changed"], counts["claims"])

    def _says_the_same(self, run: ClaimsExtracted) -> bool:
        """Whether the run in force found exactly this, whoever made it."""
        found = self._models.run_result(run.story, run.version_id)
        return found is not None and (found.claims, found.sightings) == (run.claims, run.sightings)

    def _gated_from(self, story: str, gate: str) -> int:
        """The position since which the story has been defined with this gate without a break."""
        since = 0
        for row in self._models.definitions(story):
            if self._extractor.gate(story_of(row)) != gate:
                break
            since = row.position
        return since

    def _append(self, runs: Sequence[ClaimsExtracted]) -> None:
        units = [Unit(events=[NewEvent(article_stream(run.address), run)]) for run in runs]
        if units:
            self._log.append(units)

    def _append_read(self, story: Story, gate: str, upto: int, silent: int) -> None:
        read = StoryRead(
            story=story.story,
            story_digest=story.digest,
            extractor=self._extractor.name,
            extractor_version=self._extractor.version,
            gate=gate,
            upto=upto,
            silent=silent,
        )
        self._log.append([Unit(events=[NewEvent(story_stream(story.story), read)])])
