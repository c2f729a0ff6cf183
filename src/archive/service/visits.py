"""Visits: what a run of a watch does and brings, and how it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from archive.domain.watch import WatchRan
from archive.ports import EventLog
from archive.store.rows import WatchRow, WatchTotals


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """What a visit to a watch's target brought.

    `counts` are captures by outcome; `errors` what went wrong, one line each. `changed` tells that there
    was something new: another text, an entry that was not known. `published` is the newest publication
    seen, in microseconds, None where nobody says. `listing` names the blob of the feed or the sitemap, with
    the validators that came with it; None where it did not come anew. `retry_after` is how many seconds
    the server asked to be left alone. `unlisted` tells that the listing itself did not come.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
    changed: bool = False
    published: int | None = None
    listing: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    retry_after: float | None = None
    unlisted: bool = False


class Workplace(Protocol):
    """What one run works with; made anew for each, so that what one run records is one command."""

    @property
    def log(self) -> EventLog:
        """The log, whose writer is this run."""

    def catch_up(self) -> int:
        """Bring the read models up to date."""

    def visit(self, watch: WatchRow) -> Visited:
        """Look at what `watch` is about and record what is found; errors may be raised as `ArchiveError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One slot of one watch that somebody has claimed, and the watch as it stood then."""

    watch: WatchRow
    slot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A run that was recorded; `turned` where the watch began to fail by it, or recovered.

    `failing_since` is since when it had failed, where it recovered. `position` is where the log has it.
    """

    event: WatchRan
    position: int
    turned: Literal["failing", "recovered"] | None = None
    failing_since: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """How the service is: the moment, how many visits are going on, and how the watches stand.

    `trouble` is what keeps it from working, None where nothing does; `totals` are then those before.
    """

    at: int
    in_hand: int
    totals: WatchTotals
    stopping: bool = False
    trouble: str | None = None


class Listener(Protocol):
    """Hears what the service does. `ran` and `unexpected` are called by several threads."""

    def ran(self, run: Ran) -> None:
        """A run was recorded."""

    def unexpected(self, watch: str, error: Exception) -> None:
        """A run ended in an error of this program."""

    def lost(self, watch: str) -> None:
        """Another process has that slot: it is at it, or it took it over from a run that outlived its lease."""

    def ticked(self, pulse: Pulse) -> None:
        """The service has looked for due work, or could not."""
