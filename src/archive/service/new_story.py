"""Write the file of a new story."""

from __future__ import annotations

from pathlib import Path

from archive.domain.story import Story
from archive.domain.story_draft import Draft, write_story
from archive.domain.story_parse import parse_story
from archive.errors import InputRefused
from archive.service.packs import built_in_packs
from archive.service.stories import packs_of


def kinds_asked(story: Story) -> tuple[str, ...]:
    """The kinds of entity that a story's fields can name, in order."""
    kinds = (
        kind for fact in story.facts.values() for field in fact.fields.values() for kind in field.entity_kinds
    )
    return tuple(dict.fromkeys(kinds))


def read_draft(path: Path, draft: Draft) -> Story:
    """The story that a draft makes at `path`. Raises `StoryError` with the first problem."""
    source = write_story(draft)
    return parse_story(str(path), source, packs_of(path, source), built_in_packs())


def new_story(path: Path, draft: Draft, *, force: bool) -> Story:
    """Write `draft` to `path`; with `force` also where a file is there already.

    Raises `StoryError`, and `InputRefused` where the file cannot be written; nothing is written then.
    """
    story = read_draft(path, draft)
    try:
        with path.open("w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(write_story(draft))
    except FileExistsError as error:
        raise InputRefused(name=path, reason="is there already; --force replaces it") from error
    except OSError as error:
        raise InputRefused(name=path, reason=(error.strerror or str(error)).lower()) from error
    return story
