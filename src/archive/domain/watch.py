"""Watches: what is looked at again and again, how often, and the events that tell of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import ClassVar, Final, Literal
from urllib.parse import unquote, urlsplit

WatchKind = Literal["page", "feed", "sitemap", "folder"]
WatchState = Literal["new", "ok", "failing"]
"""How the last run of a watch ended; `new` before the first."""
WatchChange = Literal["added", "edited", "paused", "resumed", "removed"]

MAX_NAME: Final = 60
"""Characters of a watch's name."""

_NAME: Final = re.compile(r"\w([\w.-]*\w)?\Z")
_DULL: Final = re.compile(r"^www\.|\.(html?|php|aspx?|xml|rss|atom|json)$|/(index|default)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchChanged:
    """A watch's definition in force from here on.

    `schedule` is as `domain.schedule` writes it; `stories` are those that it is about (none: all), `given`
    the metadata that the user says hold for everything it brings. `due` is when it runs next, in
    microseconds; None for one that does not run.
    """

    TYPE: ClassVar[str] = "WatchChanged"
    SCHEMA: ClassVar[int] = 1

    watch: str
    change: WatchChange
    kind: WatchKind
    target: str
    schedule: str
    stories: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    due: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRan:
    """One run of a watch: which slot it was due in, how long it took, what it brought, and what went wrong.

    Moments are in microseconds. `counts` are captures by outcome. `missed` counts the slots that passed
    after this one before anybody ran it. `failures` are the runs in a row that failed, this one included,
    since `failing_since`. `fresh` is the newest publication or change seen so far. `listing` names the
    blob of the feed or sitemap as it was last had, with the validators (`etag`, `last_modified`) that its
    server gave. `due` is when it runs next: decided then and recorded, so that no reader of the log needs
    a clock.
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
    missed: int = 0
    failures: int = 0
    failing_since: int | None = None
    fresh: int | None = None
    listing: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    due: int | None = None


def check_name(name: str) -> str:
    """`name`, if a watch may be called so. Raises `ValueError`.

    Letters, digits, dots, hyphens and underscores: nothing that a shell, a URL or a log line would mangle.
    """
    if len(name) > MAX_NAME or not _NAME.match(name):
        raise ValueError(
            f"not a name for a watch: {name!r}; use up to {MAX_NAME} letters, digits, dots, hyphens and underscores"
        )
    return name


def name_for(target: str, taken: Collection[str]) -> str:
    """A name for the watch of `target`, a URL or a folder, that is not among `taken`.

    Made of the host and the path, or of the folder's own name.
    """
    if target.startswith(("http://", "https://")):
        parts = urlsplit(target)
        path = _DULL.sub("", _DULL.sub("", unquote(parts.path).rstrip("/")))
        said = f"{_DULL.sub('', parts.hostname or '')}/{path}"
    else:
        said = re.split(r"[\\/]", target.rstrip("\\/"))[-1]
    plain = re.sub(r"[^\w.]+", "-", said.lower()).strip("-.")[:MAX_NAME].strip("-.")
    base = plain or "watch"
    if base not in taken:
        return base
    numbered = (f"{base[: MAX_NAME - 6]}-{number}" for number in count(2))
    return next(name for name in numbered if name not in taken)
