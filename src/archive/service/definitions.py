"""The definitions of stories that the log holds: which is in force, and what it says."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from archive.domain.story_parse import parse_story
from archive.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.domain.event import StoryDefined
    from archive.domain.story import Story
    from archive.store.read_models import ReadModels
    from archive.store.story_row import StoryRow


class Definitions(Protocol):
    """Knows the definitions of stories."""

    def stories(self, known_at: int | None = None) -> Sequence[StoryRow]:
        """The definition in force of every story, by id."""


@lru_cache(maxsize=512)
def _parsed(story: str, source: str, packs: tuple[tuple[str, str], ...]) -> Story:
    return parse_story(f"story {story}", source, dict(packs))


def story_of(row: StoryRow | StoryDefined) -> Story:
    """The definition that the log holds, parsed once."""
    return _parsed(row.story, row.source, tuple(sorted(row.packs.items())))


def story_at(held: Definitions, story: str, known_at: int) -> Story:
    """The definition of `story` in force at `known_at`. Raises `NotFound` naming the stories there are."""
    rows = {row.story: row for row in held.stories(known_at)}
    if story not in rows:
        there = ", ".join(sorted(rows)) or "none yet: archive story add FILE"
        raise NotFound(kind="story", name=story, hint=f" (stories: {there})")
    return story_of(rows[story])


def story_if_known(models: ReadModels, story: str, known_at: int) -> Story | None:
    """The definition of `story` in force at `known_at`; None where there was none yet."""
    row = models.story(story, known_at)
    return story_of(row) if row is not None else None
