"""Project: bring the read models up to the head of the log, or make them anew.

Invariants: a batch is written whole or not at all; an event that cannot be projected stops the
projection at its position, with all before it kept; catching up and rebuilding, in batches of any size,
by one process or several, end in the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

from archive.domain.event import StoryDefined
from archive.domain.fact import Voice
from archive.domain.story import Story
from archive.errors import DatabaseUnusable, ProjectionError
from archive.ports import Blobs, EventLog, Row
from archive.projections.facts import fact_rows
from archive.projections.rows import rows_of

BATCH: Final = 256
"""Events projected in one transaction, unless somebody says otherwise."""

Moments = Iterable[tuple[int, Sequence[Voice]]]
Before = Mapping[str, Mapping[str, Any]]
Fold = Callable[[str, str, str, Moments, Before], Iterable[Row]]
LoadStory = Callable[[StoryDefined], Story]
Progress = Callable[[int, int], None]
"""Told the position reached and the head after each batch."""


class Projected(Protocol):
    """The read models as the projection writes them."""

    def position(self) -> int:
        """The last position that was projected."""

    def apply(
        self,
        after: int,
        upto: int,
        rows: Iterable[Row],
        defined: Sequence[Story],
        fold: Fold,
    ) -> bool:
        """Write a batch and what follows from it; False if somebody else was there first."""

    def definitions(self) -> Mapping[str, StoryDefined]:
        """The definition in force of every story, as projected so far."""

    def clear(self) -> None:
        """Forget everything that was projected."""


class Projection:
    """Reads events after the checkpoint and writes what they mean."""

    def __init__(
        self, log: EventLog, blobs: Blobs, models: Projected, load_story: LoadStory, batch: int = BATCH
    ) -> None:
        self._log = log
        self._blobs = blobs
        self._models = models
        self._load_story = load_story
        self._batch = batch

    def catch_up(self, progress: Progress | None = None) -> int:
        """Project every event there is and return the position reached.

        Raises `ProjectionError` naming the event that cannot be projected.
        """
        size = self._batch
        while True:
            after, head = self._models.position(), self._log.head()
            if after >= head:
                return after
            upto = min(after + size, head)
            try:
                self._apply(after, upto)
            except DatabaseUnusable:
                raise
            except Exception as problem:
                if upto == after + 1:
                    raise self._poisoned(upto, problem) from problem
                # Smaller and smaller batches, until the event that is at fault stands alone.
                size = (upto - after) // 2
                continue
            size = self._batch
            if progress is not None:
                progress(upto, head)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Drop everything that was projected and replay the log."""
        self._models.clear()
        return self.catch_up(progress)

    def _apply(self, after: int, upto: int) -> None:
        events = list(self._log.read(after, upto))
        rows = [row for event in events for row in rows_of(event, self._text_of)]
        # Each definition in its turn, also one that another follows: the names of views hang on who was first.
        defined = [self._load_story(e.payload) for e in events if isinstance(e.payload, StoryDefined)]
        known = _Stories(self._models, {story.story: story for story in defined}, self._load_story)

        def fold(story: str, group: str, claim_type: str, moments: Moments, before: Before) -> Iterable[Row]:
            fact_type = known[story].facts.get(claim_type) if story in known else None
            # An old run may still hold claims of a type that its story no longer has.
            return () if fact_type is None else fact_rows(group, fact_type, moments, before)

        self._models.apply(after, upto, rows, defined, fold)

    def _text_of(self, address: str) -> str:
        return self._blobs.get(address).decode("utf-8")

    def _poisoned(self, position: int, problem: Exception) -> ProjectionError:
        return ProjectionError(
            position=position, type=self._type_at(position), problem=str(problem) or type(problem).__name__
        )

    def _type_at(self, position: int) -> str:
        try:
            return next(event.type for event in self._log.read(position - 1, position))
        except Exception:  # noqa: BLE001 - the event itself may be what cannot be read
            return "unreadable"


class _Stories:
    """The stories in force after a batch: those it defines, else as they were; parsed when asked for."""

    def __init__(self, models: Projected, new: Mapping[str, Story], load_story: LoadStory) -> None:
        self._parsed = dict(new)
        self._definitions = models.definitions()
        self._load_story = load_story

    def __contains__(self, story: str) -> bool:
        return story in self._parsed or story in self._definitions

    def __getitem__(self, story: str) -> Story:
        if story not in self._parsed:
            self._parsed[story] = self._load_story(self._definitions[story])
        return self._parsed[story]
