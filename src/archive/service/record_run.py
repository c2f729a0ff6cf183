"""Recording a run: what its event says, and that it is recorded once.

Invariants: a turn is recorded once, by whoever is first (its key is the version that the watch had when the
turn was claimed); a watch that was changed meanwhile goes on as it was changed; what a failed visit did
not bring (a listing and its validators) stays as it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Protocol

from archive.domain.event import NewEvent, watch_stream
from archive.domain.moment import SECOND
from archive.domain.schedule import (
    HOUR,
    LONGEST_WAIT,
    Every,
    NextCron,
    Situation,
    fresh_after,
    missed_slots,
    next_due,
    parse_schedule,
)
from archive.domain.watch import WatchRan
from archive.errors import ConflictError, IdempotencyError
from archive.ports import Unit
from archive.service.visits import Ran, Turn, Visited, Workplace
from archive.store.rows import WatchRow

PRODUCER: Final = "watch"
MAX_ERRORS: Final = 20
MAX_ERROR: Final = 500
"""How many errors of a run are recorded, and how many characters of each."""

WITHOUT_TIMES: Final = Every(HOUR)
"""How a cron schedule is kept where its times cannot be told."""

_BAD: Final = ("failed", "blocked")
_TRIES: Final = 20


class Watches(Protocol):
    """The watches as the read models have them."""

    def watches(self, names: list[str]) -> list[WatchRow]:
        """Those of `names` that there are."""


def run_event(
    watch: WatchRow, slot: int, started: int, now: int, visited: Visited, cron: NextCron
) -> WatchRan:
    """What a run of `watch` from `started` to `now` says; the next due moment follows from it.

    `slot` is 0 for a watch that is paused, which has none: then the run is its own.

    A run fails where something went wrong and nothing came. A feed and a sitemap came where they name pages,
    whatever became of those: one that is withheld is no failure of the feed that names it.
    """
    schedule, missed = parse_schedule(watch.schedule), 0
    try:
        missed = missed_slots(schedule, slot, started, cron) if watch.due is not None else 0
    except ValueError as problem:  # a time zone that this machine does not know
        schedule = WITHOUT_TIMES
        visited = replace(visited, errors=(*visited.errors, f"{problem}; it runs {schedule} meanwhile"))
    failed = bool(visited.errors) and not _came(watch, visited)
    failures = watch.failures + 1 if failed else 0
    fresh = watch.fresh
    if not failed:
        fresh = fresh_after(
            fresh, now, changed=visited.changed, published=visited.published, first=watch.ran is None
        )
    situation = Situation(
        watch=watch.watch,
        now=now,
        fresh=fresh,
        failures=failures,
        retry_after=_micros(visited.retry_after),
    )
    kept = watch if visited.listing is None else visited
    return WatchRan(
        watch=watch.watch,
        slot=slot or started,
        started=started,
        finished=max(started, now),
        state="failing" if failed else "ok",
        counts={outcome: number for outcome, number in visited.counts.items() if number},
        errors=_short(visited.errors),
        missed=missed,
        failures=failures,
        failing_since=(watch.failing_since or now) if failed else None,
        fresh=fresh,
        listing=kept.listing,
        etag=kept.etag,
        last_modified=kept.last_modified,
        due=None if watch.due is None else next_due(schedule, situation, cron),
    )


def record_run(
    turn: Turn,
    visited: Visited,
    started: int,
    now: int,
    *,
    place: Workplace,
    watches: Watches,
    cron: NextCron,
) -> Ran | None:
    """Record the run of `turn`; None where somebody else has, who took it over. Raises `ConflictError`."""
    watch = turn.watch
    stream = watch_stream(watch.watch)
    for _ in range(_TRIES):
        event = run_event(watch, turn.slot, started, now, visited, cron)
        unit = Unit(
            events=[NewEvent(stream, event)],
            expected={stream: watch.version},
            producer=PRODUCER,
            key=f"{watch.watch}@{turn.watch.version}",
        )
        try:
            (appended,) = place.log.append([unit])
        except IdempotencyError:
            return None
        except ConflictError:
            place.catch_up()
            watch = _as_it_is_now(watch, watches, place.log.stream_version(stream))
            continue
        return _told(watch, event, appended.positions[0])
    raise ConflictError(stream=stream, actual="another", expected=watch.version)


def _as_it_is_now(watch: WatchRow, watches: Watches, version: int) -> WatchRow:
    found = watches.watches([watch.watch])
    # Removed meanwhile: the run is recorded all the same, and no other follows.
    return found[0] if found else replace(watch, version=version, due=None)


def _told(watch: WatchRow, event: WatchRan, position: int) -> Ran:
    if event.failures == 1:
        return Ran(event=event, position=position, turned="failing")
    if watch.failures and not event.failures:
        return Ran(event=event, position=position, turned="recovered", failing_since=watch.failing_since)
    return Ran(event=event, position=position)


def _micros(seconds: float | None) -> int:
    """What a server asked for, which may be anything that a float can be."""
    return int(min(seconds, LONGEST_WAIT / SECOND) * SECOND) if seconds is not None and seconds > 0 else 0


def _came(watch: WatchRow, visited: Visited) -> bool:
    if visited.unlisted:
        return False
    if watch.kind in ("feed", "sitemap") and any(visited.counts.values()):
        return True
    return any(number for outcome, number in visited.counts.items() if outcome not in _BAD)


def _short(errors: tuple[str, ...]) -> tuple[str, ...]:
    lines = [" ".join(error.split())[:MAX_ERROR] for error in errors]
    if len(lines) > MAX_ERRORS:
        lines[MAX_ERRORS - 1 :] = [f"and {len(lines) - MAX_ERRORS + 1} more"]
    return tuple(lines)
