"""Conflicts: where the sources of a story's facts disagree at a point, and why."""

from __future__ import annotations

from collections.abc import Collection

from archive.domain.claim import group_id
from archive.domain.conflict import Conflict, conflicts
from archive.domain.fact import Voice
from archive.domain.snapshot import Point
from archive.domain.story import Story
from archive.service.facts import fold
from archive.store.read_models import ReadModels


def conflicts_at(
    models: ReadModels,
    story: Story,
    point: Point,
    *,
    superseded: bool = False,
    groups: Collection[str] | None = None,
) -> list[Conflict]:
    """Every disagreement among the sources of `story` at `point`, fact by fact.

    With `superseded`, also values that only reports give which a newer one replaced. With `groups`, those
    of their facts alone, and without the reasons that only facts of other groups show.
    """
    voices = models.voices(story.story, point.as_of, point.known_at, groups)
    heard: dict[str, list[Voice]] = {}
    for voice in voices:
        claim = voice.claim
        heard.setdefault(group_id(claim.story, claim.type, claim.key), []).append(voice)
    facts = fold(story, voices)
    found: list[Conflict] = []
    for fact in facts:
        key = dict(fact.key)
        members = heard.get(group_id(fact.story, fact.type, key), [])
        found += conflicts(story.facts[fact.type], fact, members, facts, superseded=superseded)
    return found
