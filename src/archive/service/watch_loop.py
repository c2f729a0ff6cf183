"""The service: take due watches, run them side by side, record what came, until somebody stops it.

Invariants: a slot is run by one process, as long as its lease is renewed; what was begun is finished and
recorded before the service ends, and what a killed service had in hand is run by another when its lease
is over; neither a visit that fails nor a database that cannot be reached ends the service.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Final, Protocol
from urllib.parse import urlsplit

from archive.domain.event import watch_stream
from archive.domain.schedule import NextCron
from archive.errors import ArchiveError, DatabaseUnusable, NotFound
from archive.ports import Clock
from archive.service.record_run import record_run
from archive.service.visits import Listener, Pulse, Turn, Visited, Workplace
from archive.store.rows import WatchRow, WatchTotals

LOOK_AHEAD: Final = 64
"""Due watches beyond those that can be run now, to choose such as are not all of one host."""
LONGEST_OUTAGE_WAIT: Final = 60.0
_SWEEP_EVERY: Final = 60_000_000


class Watches(Protocol):
    """The watches as the read models have them."""

    def watches(self, names: Sequence[str] | None = None) -> list[WatchRow]:
        """Every watch (of `names`)."""

    def due_watches(self, now: int, limit: int) -> list[WatchRow]:
        """Up to `limit` watches that are due at `now` and in nobody's hand, the longest due first."""

    def watch_totals(self, now: int) -> WatchTotals:
        """How the watches stand together."""


class Claims(Protocol):
    """Who has which slot in hand: see `store.watch_claims`."""

    def claim(self, watch: str, slot: int, stream: str, version: int, lease: float) -> bool:
        """Take a slot, if it is free and the watch stands as it was seen."""

    def renew(self, held: Sequence[tuple[str, int]], lease: float) -> int:
        """Extend the leases; how many still were ours."""

    def release(self, held: Sequence[tuple[str, int]]) -> None:
        """Let go."""

    def sweep(self) -> int:
        """Forget what is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many visits go on at once, and, in seconds, how often to look for due work and how long a lease is."""

    jobs: int = 4
    poll: float = 5.0
    lease: float = 120.0


@dataclass(slots=True)
class Tally:
    """How many runs were recorded, how many of them failed, and how many could not be recorded."""

    ran: int = 0
    failed: int = 0
    unrecorded: int = 0


@dataclass(slots=True)
class _Hands:
    """What is being run now; used by the loop, the runs and the heartbeat."""

    turns: dict[str, Turn] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, turn: Turn) -> None:
        with self.lock:
            self.turns[turn.watch.watch] = turn

    def drop(self, turn: Turn) -> None:
        with self.lock:
            self.turns.pop(turn.watch.watch, None)

    def held(self) -> list[tuple[str, int]]:
        with self.lock:
            return [(name, turn.slot) for name, turn in self.turns.items()]

    def hosts(self) -> Counter[str]:
        with self.lock:
            return Counter(_host(turn.watch) for turn in self.turns.values())


class WatchLoop:
    """Runs watches by their schedules. One use: `run` or `run_named`, once."""

    def __init__(
        self,
        watches: Watches,
        claims: Claims,
        workplace: Callable[[], Workplace],
        catch_up: Callable[[], int],
        clock: Clock,
        cron: NextCron,
        listener: Listener,
        pace: Pace,
    ) -> None:
        self._watches = watches
        self._claims = claims
        self._workplace = workplace
        self._catch_up = catch_up
        self._clock = clock
        self._cron = cron
        self._listener = listener
        self._pace = pace
        self._hands = _Hands()
        # Its `put` may be called by a signal handler, as no lock or event may.
        self._news: SimpleQueue[None] = SimpleQueue()
        self._stopping = False
        self._tally = Tally()
        self._totals = WatchTotals(states={}, due=0, oldest_due=None)
        self._swept = 0

    def run(self, *, once: bool = False) -> Tally:
        """Run what is due until `stop` is called; `once`, what is due now.

        Raises what is no matter of one watch: where `once` also `DatabaseUnusable`, else that is waited
        out; `ProjectionError`.
        """
        until = self._clock() if once else None
        outage = 0
        with self._working() as pool:
            while True:
                wait = self._pace.poll
                try:
                    taken = 0 if self._stopping else self._take(pool, until)
                    outage = 0
                    self._tick()
                except DatabaseUnusable as problem:
                    if once:
                        raise
                    outage += 1
                    wait = min(wait * 2 ** min(outage - 1, 20), LONGEST_OUTAGE_WAIT)
                    taken = 0
                    self._tick(str(problem))
                if not self._hands.turns and (self._stopping or (once and not taken)):
                    break
                self._wait(wait)
        with suppress(DatabaseUnusable):  # the next that writes takes in what is left
            self._catch_up()
        return self._tally

    def run_named(self, names: Sequence[str]) -> Tally:
        """Run these watches now, whether they are due or not, and paused ones too.

        Raises `NotFound` for one that is not there, before any is run.
        """
        self._catch_up()
        rows = {row.watch: row for row in self._watches.watches(names)}
        for name in names:
            if name not in rows:
                raise NotFound(kind="watch", name=name, hint="; archive watch list shows them")
        waiting = list(rows.values())
        with self._working() as pool:
            while (waiting or self._hands.turns) and not (self._stopping and not self._hands.turns):
                while waiting and not self._stopping and len(self._hands.turns) < self._pace.jobs:
                    row = waiting.pop(0)
                    if not self._begin(pool, row):
                        self._tally.unrecorded += 1
                        self._listener.lost(row.watch)
                self._wait(self._pace.poll)
        self._catch_up()
        return self._tally

    def stop(self) -> None:
        """Take nothing more and end when what is in hand is done. Safe in a signal handler."""
        self._stopping = True
        self._news.put(None)

    def is_stopping(self) -> bool:
        """Whether somebody has called `stop`."""
        return self._stopping

    def give_back(self) -> None:
        """Let go of what is in hand without waiting for it: others may run it at once."""
        self._claims.release(self._hands.held())

    @contextmanager
    def _working(self) -> Iterator[ThreadPoolExecutor]:
        """The threads of the visits, and the one that keeps their leases."""
        done = threading.Event()
        heart = threading.Thread(target=self._beat, args=(done,), name="leases", daemon=True)
        heart.start()
        pool = ThreadPoolExecutor(self._pace.jobs, thread_name_prefix="visit")
        patient = True
        try:
            yield pool
        except KeyboardInterrupt:
            patient = False
            raise
        finally:
            pool.shutdown(wait=patient)
            done.set()
            heart.join()

    def _beat(self, done: threading.Event) -> None:
        while not done.wait(self._pace.lease / 3):
            try:
                self._claims.renew(self._hands.held(), self._pace.lease)
            except Exception:  # noqa: BLE001, S112 - whatever it was, the next beat tries again
                continue

    def _take(self, pool: ThreadPoolExecutor, until: int | None) -> int:
        """Begin as many due watches as there are free hands; returns how many."""
        now = self._clock()
        if abs(now - self._swept) >= _SWEEP_EVERY:
            self._claims.sweep()
            self._swept = now
        self._catch_up()
        free = self._pace.jobs - len(self._hands.turns)
        if not free:
            return 0
        held = dict(self._hands.held())
        due = self._watches.due_watches(now if until is None else until, free + LOOK_AHEAD)
        taken = 0
        for row in _mixed((row for row in due if row.watch not in held), self._hands.hosts()):
            if taken == free or self._stopping:
                break
            taken += self._begin(pool, row)
        return taken

    def _begin(self, pool: ThreadPoolExecutor, row: WatchRow) -> bool:
        slot = row.due if row.due is not None else 0
        stream = watch_stream(row.watch)
        if not self._claims.claim(row.watch, slot, stream, row.version, self._pace.lease):
            return False
        turn = Turn(watch=row, slot=slot)
        self._hands.take(turn)
        pool.submit(self._work, turn)
        return True

    def _work(self, turn: Turn) -> None:
        """Run one turn, in a thread of its own.

        What could not be recorded is not let go of, so that nobody tries again before its lease is over.
        """
        name = turn.watch.watch
        try:
            self._run(turn)
            self._claims.release([(name, turn.slot)])
        except Exception as error:  # noqa: BLE001 - one watch must not end the others
            with self._hands.lock:
                self._tally.unrecorded += 1
            if not isinstance(error, DatabaseUnusable):  # that one is told by the loop, once
                self._listener.unexpected(name, error)
        finally:
            self._hands.drop(turn)
            self._news.put(None)

    def _run(self, turn: Turn) -> None:
        started = self._clock()
        place = self._workplace()
        visited = self._visit(place, turn.watch)
        ran = record_run(
            turn,
            visited,
            started,
            self._clock(),
            place=place,
            watches=self._watches,
            cron=self._cron,
        )
        if ran is None:
            self._listener.lost(turn.watch.watch)
            return
        with self._hands.lock:
            self._tally.ran += 1
            self._tally.failed += ran.event.state == "failing"
        self._listener.ran(ran)

    def _visit(self, place: Workplace, watch: WatchRow) -> Visited:
        try:
            return place.visit(watch)
        except DatabaseUnusable:
            raise
        except ArchiveError as error:
            return Visited(errors=(str(error),))
        except Exception as error:  # noqa: BLE001 - one watch must not end the others
            self._listener.unexpected(watch.watch, error)
            return Visited(errors=(f"an error in the program: {type(error).__name__}: {error}",))

    def _tick(self, trouble: str | None = None) -> None:
        now = self._clock()
        if trouble is None:
            self._totals = self._watches.watch_totals(now)
        self._listener.ticked(
            Pulse(
                at=now,
                in_hand=len(self._hands.turns),
                totals=self._totals,
                stopping=self._stopping,
                trouble=trouble,
            )
        )

    def _wait(self, seconds: float) -> None:
        """Sleep until a run ends, somebody calls `stop`, or the time is over."""
        try:
            self._news.get(timeout=seconds)
            while True:
                self._news.get_nowait()
        except Empty:
            return


def _mixed(rows: Iterable[WatchRow], hosts: Counter[str]) -> list[WatchRow]:
    """`rows` so that those of different hosts take turns: visits to one host wait for each other anyway."""
    seen = Counter(hosts)
    ranked = []
    for row in rows:
        ranked.append((seen[_host(row)], row))
        seen[_host(row)] += 1
    return [row for _, row in sorted(ranked, key=lambda pair: pair[0])]


def _host(watch: WatchRow) -> str:
    return urlsplit(watch.target).hostname or watch.target
