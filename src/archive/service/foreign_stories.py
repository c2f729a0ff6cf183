"""Stories of another archive: which are defined here too, and whose definition is in force."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from archive.domain.event import STORIES, StoryDefined
from archive.errors import InputRefused, StoryError
from archive.service.definitions import story_of
from archive.service.exchange import Foreign, Parcel
from archive.service.foreign_events import foreign_events
from archive.store.read_models import ReadModels

StoryOutcome = Literal["new", "here", "replaced", "older", "newer", "differs"]
"""What becomes of a story's definition: it is `new` here; it is `here` already; it `replaced` ours, as the user
said. Else ours stays in force: theirs is an `older` one of ours, or a `newer` one that they came to from ours, or
it `differs`."""

_MOST: Final = 1000
"""Definitions of one story that are brought in."""


@dataclass(frozen=True, slots=True)
class ForeignStory:
    """A story of another archive. `defined` are the definitions to record here, in order."""

    story: str
    outcome: StoryOutcome
    defined: Sequence[Foreign] = ()


def stories_in(parcel: Parcel, refuse: Callable[[InputRefused], object]) -> dict[str, list[Foreign]]:
    """Every definition of every story in `parcel`, in order; what is none is refused."""
    found: dict[str, list[Foreign]] = {}
    # What cannot be read is told when everything is gone through.
    for event in foreign_events(parcel, lambda refusal: None, {StoryDefined.TYPE}):
        if not isinstance(event.payload, StoryDefined):
            continue
        try:
            payload = _checked(event, event.payload)
        except InputRefused as refusal:
            refuse(refusal)
        else:
            kept = found.setdefault(payload.story, [])
            kept.append(event)
            del kept[:-_MOST]
    return found


def _checked(event: Foreign, payload: StoryDefined) -> StoryDefined:
    """The definition, if it is what it says and can be read here: everything after it would rest on that."""
    try:
        story = story_of(payload)
    except StoryError as problem:
        raise InputRefused(name=event.where, reason=problem) from problem
    if event.stream != STORIES or (story.story, story.title, story.digest) != (
        payload.story,
        payload.title,
        payload.digest,
    ):
        reason = "the definition of a story that is not the one it is said to be"
        raise InputRefused(name=event.where, reason=reason)
    return payload


def judged(story: str, theirs: Sequence[Foreign], models: ReadModels, *, prefer_theirs: bool) -> ForeignStory:
    """What becomes of a story that is defined there."""
    ours = [row.digest for row in models.definitions(story)]
    last = theirs[-1]
    digest = _digest(last)
    if not ours:
        return ForeignStory(story, "new", theirs)
    if ours[0] == digest:
        return ForeignStory(story, "here")
    if prefer_theirs:
        return ForeignStory(story, "replaced", [last])
    if digest in ours:
        return ForeignStory(story, "older")
    return ForeignStory(story, "newer" if ours[0] in map(_digest, theirs) else "differs")


def _digest(event: Foreign) -> str:
    assert isinstance(event.payload, StoryDefined)
    return event.payload.digest
