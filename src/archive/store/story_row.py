"""A story's definition, as the read models hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """A story's definition in force: `position` is where the log recorded it."""

    story: str
    title: str
    digest: str
    source: str
    packs: Mapping[str, str]
    position: int
    recorded_at: int
