"""The history of one fact: along reported time, and along what the archive knew.

The cost follows the claims of the fact's group; the rest of the story is not read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from archive.domain.change import CAUSES, Cause
from archive.domain.fact_document import Document, fact_document
from archive.domain.snapshot import Point
from archive.domain.timeline import Timeline, timelines
from archive.errors import NotFound
from archive.service.definitions import story_at
from archive.service.diff import Diff, Side, diff
from archive.service.fact_place import Place, moments_of
from archive.service.facts import facts_at
from archive.store.queries_learned import Recorded
from archive.store.read_models import ReadModels


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """How our answer moved with a command: `last` is the event from which on it is what it is now.

    `found` is the diff between the points before and after, with nothing in it but this fact.
    """

    last: Recorded
    found: Diff
    after: Document | None

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Why, the weightiest first."""
        causes = {cause for change in self.found.changes for cause in change.causes}
        return tuple(cause for cause in CAUSES if cause in causes)


def reported_history(models: ReadModels, place: Place, until: int) -> Timeline:
    """Every state of the fact along reported time up to `until` (microseconds), changes of mere support among them.

    Raises `NotFound` where it is not told by then.
    """
    fact_type, moments = moments_of(models, place)
    for line in timelines(fact_type, moments, until=until, support=True):
        if line.fact_id == place.fact_id:
            return line
    raise NotFound(kind="fact", name=place.fact_id, hint=" by then")


def known_history(models: ReadModels, place: Place, point: Point) -> list[Learned]:
    """How our answer for the fact, as reported by `point.as_of`, moved up to `point.known_at`, the oldest first."""
    found: list[Learned] = []
    start, before = Point(point.as_of, 0), None
    events = models.learned(place.story.story, place.group, point.known_at)
    for _, run in groupby(events, key=lambda event: event.command):
        *_, last = run
        end = Point(point.as_of, last.position)
        after = _document(models, place, end)
        if after != before:
            moved = diff(
                models, place.story.story, Side(start), Side(end), support=True, groups={place.group}
            )
            own = tuple(change for change in moved.changes if change.fact_id == place.fact_id)
            found.append(Learned(last=last, found=replace(moved, changes=own, hidden=0), after=after))
        start, before = end, after
    return found


def _document(models: ReadModels, place: Place, point: Point) -> Document | None:
    """The fact at `point`; None where it is not told, or its story not defined yet."""
    try:
        story = story_at(models, place.story.story, point.known_at)
    except NotFound:
        return None
    facts = facts_at(models, story, point, {place.group})
    return next((fact_document(fact) for fact in facts if fact.fact_id == place.fact_id), None)
