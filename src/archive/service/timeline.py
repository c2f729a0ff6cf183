"""Timelines: how a story's facts moved over reported time.

The cost follows the claims of the facts that are asked for, and the copies of their articles; nothing
else of the archive is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from archive.domain.claim import FieldValue
from archive.domain.snapshot import Point
from archive.domain.story import Story
from archive.domain.timeline import Timeline, timelines, windowed
from archive.store.read_models import ReadModels


def _any(_: Mapping[str, FieldValue]) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which facts, and which stretch of reported time.

    `fits` says of a key whether its facts are wanted. `since` and `until` are microseconds, both
    inclusive. With `support`, changes of mere support count as well.
    """

    fact_type: str | None = None
    fits: Callable[[Mapping[str, FieldValue]], bool] = _any
    since: int | None = None
    until: int | None = None
    support: bool = False


def timelines_of(models: ReadModels, story: Story, point: Point, window: Window) -> list[Timeline]:
    """The timelines of the facts of `story` that `window` asks for, as of `point`."""
    rows = models.groups(story.story, point.known_at, window.fact_type)
    groups = [row.group_id for row in rows if row.type in story.facts and window.fits(row.key)]
    until = point.as_of if window.until is None else min(point.as_of, window.until)
    found: list[Timeline] = []
    for _, claim_type, moments in models.moments(story.story, groups, point.known_at):
        found += timelines(story.facts[claim_type], moments, until=until, support=window.support)
    if window.since is None:
        return found
    return [line for each in found if (line := windowed(each, window.since)) is not None]
