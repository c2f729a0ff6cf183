"""Watches: what is looked at again and again, how often, and the events that tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

WatchKind = Literal["page", "feed", "sitemap", "folder"]
WatchState = Literal["new", "ok", "failing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchChanged:
    """A watch's definition in force from here on.

    `schedule` is `every 30m`, `adaptive`, or `cron 5 * * * *`; `stories` are those that it is about (none:
    all), `given` the metadata that the user says hold for everything it brings.
    """

    TYPE: ClassVar[str] = "WatchChanged"
    SCHEMA: ClassVar[int] = 1

    watch: str
    change: Literal["added", "edited", "paused", "resumed", "removed"]
    kind: WatchKind
    target: str
    schedule: str
    stories: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    due: int | None = None
    """When it is to run first, in microseconds; None for one that does not run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRan:
    """One run of a watch: which slot it was due in, how long it took, what it brought, and what went wrong.

    Moments are in microseconds. `counts` are captures by outcome. `listing` names the blob of the feed or
    sitemap as it was, with the validators (`etag`, `last_modified`) that its server gave. `due` is when it
    is to run next, decided then and recorded, so that no reader of the log needs a clock.
    """

    TYPE: ClassVar[str] = "WatchRan"
    SCHEMA: ClassVar[int] = 1

    watch: str
    slot: int
    started: int
    finished: int
    state: WatchState
    counts: Mapping[str, int] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
    listing: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    due: int | None = None
