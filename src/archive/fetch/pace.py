"""One request to a host at a time, with a pause between two, and longer ones when the host asks or fails.

Invariant: between the end of one request to a host and the beginning of the next lies at least its pause,
whatever threads make them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from archive.fetch.budget import Budget, Monotonic
from archive.fetch.settings import FetchSettings
from archive.fetch.trouble import NoAnswer

_TOLERATED_FAILURES: Final = 2
"""So many in a row are bad luck; from the next on the host is left alone for a while."""
_MANY: Final = 4096
"""From so many hosts on, those that nobody waits for are forgotten."""
_SLACK: Final = 0.05
"""Sleep that ends so much earlier than asked, in seconds, has not been cut short."""
_POLITE: Final = "is asked one thing at a time"


@dataclass(slots=True)
class _Seat:
    """What is known of one host.

    `ended` is when its last answer was in, `free_at` when it may be asked again, and `why` what put that off.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0
    ended: float = float("-inf")
    free_at: float = float("-inf")
    crawl_delay: float = 0.0
    failures: int = 0
    why: str = _POLITE


class Pace:
    """Keeps the manners of `FetchSettings` for all threads of one program.

    `jitter` gives numbers from 0 to 1, so that many programs do not come back at one moment.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        monotonic: Monotonic,
        sleep: Callable[[float], object],
        jitter: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._monotonic = monotonic
        self._sleep = sleep
        self._jitter = jitter
        self._seats: dict[str, _Seat] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, budget: Budget) -> Iterator[None]:
        """Wait until `host` may be asked, and keep others from it meanwhile.

        Raises `NoAnswer` where that would outlast the budget's patience, at once if that is known at once.
        """
        begun = self._monotonic()
        with self._seated(host) as seat:
            if not seat.lock.acquire(timeout=max(budget.patience, 0.0)):
                raise NoAnswer("timeout", f"waited {budget.patience:g} s for {host}, which {seat.why}")
            try:
                self._wait(host, seat, budget.patience - (self._monotonic() - begun))
                budget.waited(self._monotonic() - begun)
                try:
                    yield
                finally:
                    seat.ended = self._monotonic()
                    pause = max(self._settings.host_delay, seat.crawl_delay)
                    _put_off(seat, seat.ended + pause, _POLITE)
            finally:
                seat.lock.release()

    def slow_down(self, host: str, crawl_delay: float) -> None:
        """Take note of the pause that the robots.txt of `host` asks for, as far as it is honoured."""
        with self._seated(host) as seat:
            seat.crawl_delay = min(crawl_delay, self._settings.max_crawl_delay)
            _put_off(seat, seat.ended + seat.crawl_delay, _POLITE)

    def hold(self, host: str, seconds: float) -> None:
        """Leave `host` alone for `seconds`, as it asked, as far as that is honoured."""
        with self._seated(host) as seat:
            until = self._monotonic() + min(seconds, self._settings.max_retry_after)
            _put_off(seat, until, "asked us to wait")

    def failed(self, host: str) -> None:
        """A request to `host` failed: from the third in a row on, leave it alone, each time twice as long."""
        with self._seated(host) as seat:
            seat.failures += 1
            doublings = seat.failures - _TOLERATED_FAILURES - 1
            if doublings >= 0:
                pause = min(self._settings.backoff * 2.0 ** min(doublings, 30), self._settings.max_backoff)
                spread = 0.75 + 0.5 * self._jitter()
                until = self._monotonic() + pause * spread
                _put_off(seat, until, "keeps failing")

    def answered(self, host: str) -> None:
        """`host` answers (again)."""
        with self._seated(host) as seat:
            seat.failures = 0

    def _wait(self, host: str, seat: _Seat, patience: float) -> None:
        wait = seat.free_at - self._monotonic()
        if wait <= 0:
            return
        if wait > patience:
            raise NoAnswer("network", f"{host} {seat.why}, and is left alone for a while", wait)
        self._sleep(wait)
        if seat.free_at - self._monotonic() > _SLACK:
            raise NoAnswer("network", f"stopped while waiting for {host}")

    @contextmanager
    def _seated(self, host: str) -> Iterator[_Seat]:
        with self._lock:
            if len(self._seats) >= _MANY:
                self._forget_idle()
            seat = self._seats.setdefault(host, _Seat())
            seat.users += 1
        try:
            yield seat
        finally:
            with self._lock:
                seat.users -= 1

    def _forget_idle(self) -> None:
        now = self._monotonic()
        self._seats = {
            host: seat
            for host, seat in self._seats.items()
            if seat.users or seat.failures or seat.free_at > now
        }


def _put_off(seat: _Seat, until: float, why: str) -> None:
    if until > seat.free_at:
        seat.free_at, seat.why = until, why
