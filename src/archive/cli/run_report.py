"""What a run and the service have to say: to the log, the health file and the metrics; or on stdout.

An error is told once when a watch begins to fail, and once when it recovers; the runs between say that
it still fails and no more.
"""

from __future__ import annotations

import threading
from typing import Any

from archive.cli.page import say
from archive.cli.run_health import Health
from archive.cli.run_log import LOGGER
from archive.cli.run_metrics import Metrics
from archive.cli.session import Session
from archive.cli.watch_text import found_in_words, length_in_words
from archive.domain.moment import SECOND, iso
from archive.domain.watch import WatchRan
from archive.service.visits import Pulse, Ran
from archive.telling.labels import moment_in_words
from archive.telling.lines import counted


class Reporter:
    """Hears the service and passes it on."""

    def __init__(self, health: Health, metrics: Metrics | None, *, debug: bool) -> None:
        self._health = health
        self._metrics = metrics
        self._debug = debug
        self._trouble: str | None = None
        self._stopping = False
        self._begun = False

    def ran(self, run: Ran) -> None:
        """Log the run, a line each, and count it."""
        event = run.event
        if run.turned == "failing":
            LOGGER.warning("%s fails: %s", event.watch, _errors(event), extra=_fields(run))
        elif run.turned == "recovered":
            since = "" if run.failing_since is None else f", failed since {_moment(run.failing_since)}"
            LOGGER.warning("%s recovered%s; %s", event.watch, since, _found(event), extra=_fields(run))
        elif event.failures:
            times = counted(event.failures, "run")
            LOGGER.info("%s still fails, %s in a row", event.watch, times, extra=_fields(run))
        else:
            LOGGER.info("%s: %s", event.watch, _found(event), extra=_fields(run))
        self._health.ran(failed=event.state == "failing")
        if self._metrics is not None:
            self._metrics.ran(event)

    def unexpected(self, watch: str, error: Exception) -> None:
        """Log an error of this program, with its traceback where that is wanted."""
        LOGGER.error(
            "%s: an error in the program: %s: %s",
            watch,
            type(error).__name__,
            error,
            extra=_told("error", watch=watch),
            exc_info=error if self._debug else None,
        )

    def lost(self, watch: str) -> None:
        """Log that another process has that slot."""
        LOGGER.info("%s is run by another process", watch, extra=_told("lost", watch=watch))

    def ticked(self, pulse: Pulse) -> None:
        """Keep health and metrics up to date; log trouble once, and once that it is over."""
        if not (self._begun or pulse.trouble or pulse.totals.states):
            LOGGER.info("nothing is watched yet: archive watch add URL", extra=_told("nothing watched"))
        self._begun = True
        if pulse.trouble is not None and self._trouble is None:
            LOGGER.error("%s; waiting for it", pulse.trouble, extra=_told("trouble", problem=pulse.trouble))
        if pulse.trouble is None and self._trouble is not None:
            LOGGER.warning("the database is there again", extra=_told("trouble over"))
        if pulse.stopping and not self._stopping:
            waiting = counted(pulse.in_hand, "run")
            LOGGER.info("stopping; %s to finish", waiting, extra=_told("stopping", in_hand=pulse.in_hand))
        self._trouble, self._stopping = pulse.trouble, pulse.stopping
        problem = self._health.ticked(pulse)
        if problem is not None:
            LOGGER.error("%s", problem, extra=_told("health file", problem=problem))
        if self._metrics is not None:
            self._metrics.ticked(pulse)


class Spoken:
    """Hears runs that somebody waits for, and says on stdout what they brought."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = threading.Lock()

    def ran(self, run: Ran) -> None:
        """Say what came, and on stderr what went wrong."""
        with self._lock:
            for error in run.event.errors:
                say(f"archive: {run.event.watch}: {error}", err=True)
            if not self._session.quiet:
                say(f"{run.event.watch}: {run.event.state}; {_found(run.event)}")

    def unexpected(self, watch: str, error: Exception) -> None:
        """Say that the program is at fault."""
        with self._lock:
            problem = f"{type(error).__name__}: {error} (an error in the program; please report it)"
            say(f"archive: {watch}: {problem}", err=True)

    def lost(self, watch: str) -> None:
        """Say that somebody else is at it."""
        with self._lock:
            say(f"archive: {watch}: is being run by another process just now", err=True)

    def ticked(self, pulse: Pulse) -> None:
        """Nothing to say."""


def _found(event: WatchRan) -> str:
    took = (event.finished - event.started) / SECOND
    late = f", {counted(event.missed, 'slot')} missed before" if event.missed else ""
    due = event.due
    after = f"; next in {length_in_words(due - event.finished)}" if due is not None else ""
    found = found_in_words(event.counts, failing=event.state == "failing")
    return f"{found} in {took:.1f} s{late}{after}"


def _errors(event: WatchRan) -> str:
    more = f" (and {len(event.errors) - 1} more)" if len(event.errors) > 1 else ""
    return f"{event.errors[0] if event.errors else 'nothing came'}{more}"


def _told(what: str, **fields: Any) -> dict[str, Any]:
    return {"fields": {"event": what, **fields}}


def _fields(run: Ran) -> dict[str, Any]:
    event = run.event
    return _told(
        run.turned or "ran",
        watch=event.watch,
        state=event.state,
        counts=dict(event.counts),
        errors=list(event.errors) if run.turned == "failing" or not event.failures else [],
        seconds=(event.finished - event.started) / SECOND,
        missed=event.missed,
        failures=event.failures,
        next=None if event.due is None else iso(event.due),
        position=run.position,
    )


def _moment(micros: int) -> str:
    return moment_in_words(iso(micros))
