"""Where a fact is folded from: the group of its claims, found from its id at any position of the log.

Invariant: an id leads to a fact at a position exactly if it was a fact then, at whatever reported time. The
cost follows the claims of the group: a whole story is folded only where nothing that is known today leads
to the id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from archive.domain.canonical import stable_id
from archive.domain.claim import FieldValue
from archive.domain.fact import Fact, Voice
from archive.domain.moment import END_OF_TIME, short_iso
from archive.domain.snapshot import Point
from archive.domain.story import FactType, Story
from archive.domain.timeline import Timeline, timelines
from archive.errors import NotFound
from archive.projections.facts import fact_rows
from archive.service.definitions import story_at
from archive.service.facts import facts_at
from archive.store.read_models import ReadModels


@dataclass(frozen=True, slots=True)
class Place:
    """A fact, the definition of its story in force at a position, and the group of its claims."""

    fact_id: str
    story: Story
    group: str
    known_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactState:
    """A fact from `since` (reported time, microseconds) on: a row of the view `fact_history`.

    `value` is text, JSON where it is not text itself. `what` names what changed: `added`, `value`, `status`,
    `support`, ... `status` is `absent` where no article says it any longer.
    """

    since: int
    value: str | None
    relation: str | None
    status: str
    origins: int
    publishers: int
    what: str


def places(models: ReadModels, prefix: str, known_at: int, *, thorough: bool = True) -> list[Place]:
    """The facts known at a position whose id begins with `prefix`; an exact match is the only answer.

    Only a `thorough` search finds those of a past position that were no facts at any time since.
    """
    stories = {row.story: story_at(models, row.story, known_at) for row in models.stories(known_at)}
    for search in (_known_today, _by_key, _by_fold):
        if search is not _known_today and (not thorough or known_at >= models.position()):
            break
        found = {place.fact_id: place for place in search(models, prefix, stories, known_at)}
        if found:
            return [found[prefix]] if prefix in found else [place for _, place in sorted(found.items())]
    return []


def places_about(
    models: ReadModels,
    story: Story,
    point: Point,
    fact_type: str | None,
    fits: Callable[[Mapping[str, FieldValue]], bool],
) -> list[tuple[Place, Timeline]]:
    """The facts of a story (of one type) told by `point` whose key fits; only groups that may fit are folded."""
    rows = models.groups(story.story, point.known_at, fact_type)
    groups = [row.group_id for row in rows if row.type in story.facts and fits(row.key)]
    return [
        (Place(line.fact_id, story, group, point.known_at), line)
        for group, claim_type, moments in models.moments(story.story, groups, point.known_at)
        for line in timelines(story.facts[claim_type], moments, until=point.as_of)
    ]


def _known_today(
    models: ReadModels, prefix: str, stories: Mapping[str, Story], known_at: int
) -> Iterator[Place]:
    for fact_id, story, group in models.fact_groups(prefix):
        if story in stories:
            place = Place(fact_id, stories[story], group, known_at)
            if known_at >= models.position() or states_of(models, place, END_OF_TIME):
                yield place


def _by_key(models: ReadModels, prefix: str, stories: Mapping[str, Story], known_at: int) -> Iterator[Place]:
    """Facts of the past that are none today, by the keys of the groups; further occurrences are not told by them."""
    for story in stories.values():
        for row in models.groups(story.story, known_at):
            fact_id = stable_id("fact", story.story, row.type, dict(row.key))
            place = Place(fact_id, story, row.group_id, known_at)
            if fact_id.startswith(prefix) and states_of(models, place, END_OF_TIME):
                yield place


def _by_fold(models: ReadModels, prefix: str, stories: Mapping[str, Story], known_at: int) -> Iterator[Place]:
    for story in stories.values():
        groups = [row.group_id for row in models.groups(story.story, known_at) if row.type in story.facts]
        for group, claim_type, moments in models.moments(story.story, groups, known_at):
            for line in timelines(story.facts[claim_type], moments, until=END_OF_TIME):
                if line.fact_id.startswith(prefix):
                    yield Place(line.fact_id, story, group, known_at)


def states_of(models: ReadModels, place: Place, until: int) -> list[FactState]:
    """Every state that the fact has been in, by reported time, up to `until` (microseconds)."""
    found: list[FactState] = []
    names = FactState.__slots__
    for _, claim_type, moments in models.moments(place.story.story, {place.group}, place.known_at):
        if claim_type not in place.story.facts:
            continue
        for row in fact_rows(place.group, place.story.facts[claim_type], moments):
            values = row.values
            if (
                row.table == "rm_fact_history"
                and values["fact_id"] == place.fact_id
                and values["since"] <= until
            ):
                found.append(FactState(**{name: values[name] for name in names}))
    return found


def fact_at(models: ReadModels, place: Place, point: Point) -> Fact:
    """The fact at `point`. Raises `NotFound`, saying since or until when it is told, as far as is known then."""
    for fact in facts_at(models, place.story, point, {place.group}):
        if fact.fact_id == place.fact_id:
            return fact
    states = states_of(models, place, END_OF_TIME)
    later = next((state for state in states if state.since > point.as_of), None)
    if states[0].since > point.as_of and later is not None:
        hint = f" by then: it is told since {short_iso(later.since)}"
    else:
        last = max(state.since for state in states if state.since <= point.as_of)
        hint = f" at that time: nobody told it any longer since {short_iso(last)}; archive history shows what it was"
    raise NotFound(kind="fact", name=place.fact_id, hint=hint)


def moments_of(models: ReadModels, place: Place) -> tuple[FactType, list[tuple[int, list[Voice]]]]:
    """The type of the fact, and what is asserted in its group from each reported time on, in order."""
    for _, claim_type, moments in models.moments(place.story.story, {place.group}, place.known_at):
        return place.story.facts[claim_type], list(moments)
    raise NotFound(kind="fact", name=place.fact_id, hint="")
