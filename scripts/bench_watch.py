"""Measure the schedule: finding what is due among many watches, and what a run costs besides its visit.

Usage: python scripts/bench_watch.py [--watches 10000] [--due 100] [--jobs 4] [--db URL]
Without --db a new SQLite archive in a temporary folder is measured.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

from archive.bootstrap import Archive, configure, now, open_archive
from archive.domain.event import NewEvent, watch_stream
from archive.domain.moment import DAY, SECOND
from archive.domain.schedule import HOUR
from archive.domain.watch import WatchChanged
from archive.ports import EventLog, Unit
from archive.service.cron import next_cron
from archive.service.visits import Pulse, Ran, Visited
from archive.service.watch_loop import Pace, WatchLoop
from archive.store.rows import WatchRow
from archive.store.watch_claims import WatchClaims


class Silent:
    """Hears everything and says nothing."""

    def ran(self, run: Ran) -> None:
        """A run."""

    def unexpected(self, watch: str, error: Exception) -> None:
        """An error, which ends the measurement."""
        raise RuntimeError(watch) from error

    def lost(self, watch: str) -> None:
        """Another process."""

    def ticked(self, pulse: Pulse) -> None:
        """A tick."""


@dataclass(frozen=True)
class Place:
    """A visit that costs nothing."""

    log: EventLog
    catch_up: Callable[[], int]

    def visit(self, watch: WatchRow) -> Visited:
        """Nothing is looked at."""
        return Visited(counts={"unchanged": 1}, etag=f'"{watch.watch}"')


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--watches", type=int, default=10_000)
    options.add_argument("--due", type=int, default=100)
    options.add_argument("--jobs", type=int, default=4)
    options.add_argument("--db")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = chosen.db or f"{folder}/archive.db"
        with open_archive(configure(database), write=True) as archive:
            measure(archive, chosen.watches, chosen.due, chosen.jobs)


def measure(archive: Archive, watches: int, due: int, jobs: int) -> None:
    """Add the watches, look for what is due, and run it."""
    moment = now()
    begun = time.perf_counter()
    archive.log.append([Unit(events=[added(number, moment, number < due)]) for number in range(watches)])
    archive.catch_up()
    print(f"{archive.engine.dialect.name}: {watches:,} watches added in {time.perf_counter() - begun:.1f} s")
    report("finding what is due", lambda: len(archive.models.due_watches(moment, jobs + 64)))
    report("finding all that is due", lambda: len(archive.models.due_watches(moment, watches)))
    report("counting by state", lambda: archive.models.watch_totals(moment).due)
    report("catching up with nothing", archive.catch_up)
    loop = WatchLoop(
        archive.models,
        WatchClaims(archive.engine, now, "bench"),
        lambda: Place(Archive(archive.config, archive.engine, now).log, archive.catch_up),
        archive.catch_up,
        now,
        next_cron,
        Silent(),
        Pace(jobs=jobs, poll=1.0),
    )
    begun = time.perf_counter()
    tally = loop.run(once=True)
    took = time.perf_counter() - begun
    assert (tally.ran, tally.unrecorded) == (due, 0), tally
    print(f"running {tally.ran} due watches, {jobs} at once: {took:.2f} s, {1000 * took / due:.1f} ms a run")
    report("finding that nothing is due", lambda: len(archive.models.due_watches(now(), jobs + 64)))


def added(number: int, moment: int, is_due: bool) -> NewEvent:
    """A watch that is due some time within the last minute, or within the next day."""
    due = moment - number * SECOND % (60 * SECOND) if is_due else moment + HOUR + number * 7 * SECOND % DAY
    name = f"outlet{number % 500}.example-{number}"
    event = WatchChanged(
        watch=name,
        change="added",
        kind="page",
        target=f"https://outlet{number % 500}.example/{number}",
        schedule="adaptive",
        due=due,
    )
    return NewEvent(watch_stream(name), event)


def report(what: str, work: Callable[[], int], times: int = 30) -> None:
    """Print how long `work` takes, the median and the worst of `times`, and what it gave."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        gave = work()
        took.append(1000 * (time.perf_counter() - begun))
    print(f"{what}: {statistics.median(took):.2f} ms, at worst {max(took):.2f} ms ({gave})")


if __name__ == "__main__":
    main()
