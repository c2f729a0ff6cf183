"""The facts of a story at a point, folded from the voices heard there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from archive.domain.claim import group_id
from archive.domain.consolidate import consolidate
from archive.domain.fact import Fact, Voice
from archive.domain.snapshot import Point, Snapshot, snapshot_of
from archive.domain.story import Story
from archive.service.definitions import story_at
from archive.store.read_models import ReadModels


def fold(story: Story, voices: Iterable[Voice]) -> list[Fact]:
    """Consolidate voices of one story, group by group, in order of group."""
    groups: dict[str, list[Voice]] = {}
    ids: dict[tuple[str, str, tuple[Any, ...]], str] = {}  # the id is a hash, and one key is told many times
    for voice in voices:
        claim = voice.claim
        about = (claim.story, claim.type, tuple(claim.key.items()))
        if about not in ids:
            ids[about] = group_id(claim.story, claim.type, claim.key)
        groups.setdefault(ids[about], []).append(voice)
    return [
        fact
        for _, members in sorted(groups.items())
        if (fact_type := story.facts.get(members[0].claim.type)) is not None
        for fact in consolidate(fact_type, members)
    ]


def facts_at(
    models: ReadModels, story: Story, point: Point, groups: Collection[str] | None = None
) -> list[Fact]:
    """All facts of `story` at `point`, or those of `groups` alone."""
    return fold(story, models.voices(story.story, point.as_of, point.known_at, groups))


def snapshot_at(models: ReadModels, story: str, point: Point) -> Snapshot:
    """Freeze all facts of `story` at `point`."""
    return snapshot_of(story, point, facts_at(models, story_at(models, story, point.known_at), point))
