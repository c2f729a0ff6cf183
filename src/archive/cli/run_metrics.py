"""The service's figures for Prometheus, in a registry of their own."""

from __future__ import annotations

from typing import Final

from archive.domain.moment import SECOND
from archive.domain.watch import WatchRan
from archive.service.visits import Pulse

STATES: Final = ("new", "ok", "failing", "paused")
_BUCKETS: Final = (0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 900)


class Metrics:
    """Counts runs and what they brought, and shows how the watches stand."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._runs = Counter("archive_watch_runs", "Runs by how they ended", ["state"], registry=registry)
        for state in ("ok", "failing"):
            self._runs.labels(state)  # there from the first scrape on, so that the first failure is a rise
        self._captures = Counter("archive_captures", "Looks by outcome", ["outcome"], registry=registry)
        self._missed = Counter("archive_watch_slots_missed", "Slots that nobody ran", registry=registry)
        self._seconds = Histogram(
            "archive_watch_run_seconds", "How long runs take", buckets=_BUCKETS, registry=registry
        )
        self._watches = Gauge("archive_watches", "Watches by state", ["state"], registry=registry)
        self._due = Gauge("archive_watches_due", "Watches that are due", registry=registry)
        self._late = Gauge(
            "archive_watches_late_seconds", "How long the first of them has been due", registry=registry
        )
        self._in_hand = Gauge("archive_watch_runs_in_hand", "Runs that are going on", registry=registry)
        self._up = Gauge("archive_database_up", "Whether the database can be reached", registry=registry)
        self._tick = Gauge(
            "archive_last_tick_timestamp_seconds", "When due work was last looked for", registry=registry
        )

    def ran(self, event: WatchRan) -> None:
        """Count a run."""
        self._runs.labels(event.state).inc()
        self._missed.inc(event.missed)
        self._seconds.observe((event.finished - event.started) / SECOND)
        for outcome, number in event.counts.items():
            self._captures.labels(outcome).inc(number)

    def ticked(self, pulse: Pulse) -> None:
        """Take in how the watches stand."""
        totals = pulse.totals
        for state in STATES:
            self._watches.labels(state).set(totals.states.get(state, 0))
        self._due.set(totals.due)
        late = 0 if totals.oldest_due is None else max(pulse.at - totals.oldest_due, 0)
        self._late.set(late / SECOND)
        self._in_hand.set(pulse.in_hand)
        self._up.set(pulse.trouble is None)
        self._tick.set(pulse.at / SECOND)

    def answer(self) -> tuple[bytes, str]:
        """The figures as Prometheus reads them, and the media type of that."""
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        return generate_latest(self._registry), CONTENT_TYPE_LATEST
