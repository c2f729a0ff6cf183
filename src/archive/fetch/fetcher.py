"""Fetching as a whole: robots.txt, a turn at the host, the request, redirects by hand, and a look in the end."""

from __future__ import annotations

import random
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from archive.domain.look import Hop, Look, Trouble
from archive.domain.page_signs import asked_to_wait
from archive.fetch.budget import Budget, Monotonic
from archive.fetch.connection import Connector, Lookup
from archive.fetch.exchange import Answer, Limit, exchange
from archive.fetch.pace import Pace
from archive.fetch.robots import Robots
from archive.fetch.settings import FetchSettings
from archive.fetch.target import Target, shown, target_of
from archive.fetch.trouble import HungUp, NoAnswer
from archive.ports import Clock, Request

_ACCEPT: Final = (
    "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,"
    "application/xml;q=0.9,*/*;q=0.8"
)
_HOST_TROUBLE: Final = ("network", "timeout")
_HOST_STATUS: Final = (429, 502, 503, 504)
"""What speaks of the host and not of the page: such failures in a row put the host off."""


@dataclass(frozen=True, slots=True)
class _Landed:
    target: Target
    answer: Answer


class HttpFetcher:
    """Gets URLs over HTTP, politely and safely; one for all threads of a program.

    `clock` stamps the looks. `sleep` is what waits for a turn: an event's `wait` lets the program stop at once.
    `tls` overrides the certificates of the system. Raises `ValueError` for `allowed_hosts` that name nothing.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        clock: Clock,
        monotonic: Monotonic = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        jitter: Callable[[], float] = random.random,
        lookup: Lookup = socket.getaddrinfo,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._monotonic = monotonic
        self._connector = Connector(settings, lookup, tls)
        self._pace = Pace(settings, monotonic=monotonic, sleep=sleep, jitter=jitter)
        self._robots = Robots(settings.token, monotonic, self._rules)

    def fetch(self, request: Request) -> Look:
        """What is at the URL now; the look's `trouble` tells why there is no answer.

        An answer of any status but a redirect is a look with that status: 304 and errors too, whose page is
        kept up to 1 MiB. Never raises for what a network or a server does.
        """
        budget = Budget(self._monotonic, self._settings.deadline, self._settings.patience)
        hops: list[Hop] = []
        try:
            landed = self._followed(request, hops, budget)
        except NoAnswer as failure:
            return self._look(request, hops, trouble=failure.trouble)
        return self._look(request, hops, landed)

    def _look(
        self, request: Request, hops: list[Hop], landed: _Landed | None = None, trouble: Trouble | None = None
    ) -> Look:
        url = shown(request.url)
        answer = landed.answer if landed else None
        return Look(
            name=url,
            via="web",
            data=answer.body if answer else b"",
            url=url,
            landed=landed.target.url if landed and hops else None,
            captured=self._clock(),
            status=answer.status if answer else None,
            headers=answer.headers if answer else (),
            redirects=tuple(hops),
            trouble=trouble,
        )

    def _followed(self, request: Request, hops: list[Hop], budget: Budget) -> _Landed:
        """Where the URL leads in the end, noting the redirects in `hops`."""
        first = target = target_of(request.url)
        asking = _validators(request)
        while True:
            if self._settings.obey_robots:
                self._pace.slow_down(target.host, self._robots.check(target, budget))
            # Elsewhere the same validator would speak of another page.
            conditions = asking if target.twin_of(first) else {}
            answer = self._asked(target, Limit(self._settings.max_bytes), budget, conditions)
            onward = _onward(target, answer, hops, self._settings.max_redirects)
            if onward is None:
                if answer.status == 304 and not conditions:
                    raise NoAnswer("protocol", "status 304, which nothing asked for")
                return _Landed(target, answer)
            target = onward

    def _rules(self, target: Target, limit: Limit, redirects: int, budget: Budget) -> Answer:
        """What is at the URL of a robots.txt, which no robots.txt rules."""
        hops: list[Hop] = []
        while True:
            answer = self._asked(target, limit, budget, {})
            onward = _onward(target, answer, hops, redirects)
            if onward is None:
                return answer
            target = onward

    def _asked(self, target: Target, limit: Limit, budget: Budget, more: Mapping[str, str]) -> Answer:
        """One answer of one host in its turn. A connection lost before an answer is tried once more."""
        try:
            return self._once(target, limit, budget, more)
        except HungUp:
            return self._once(target, limit, budget, more)

    def _once(self, target: Target, limit: Limit, budget: Budget, more: Mapping[str, str]) -> Answer:
        headers = {
            "User-Agent": self._settings.user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate, br, zstd",
            "Connection": "close",
            **more,
        }
        with self._pace.turn(target.host, budget):
            try:
                answer = exchange(self._connector, target, headers, limit, budget)
            except NoAnswer as failure:
                if failure.trouble.kind in _HOST_TROUBLE:
                    self._pace.failed(target.host)
                raise
            self._note(target.host, answer)
            return answer

    def _note(self, host: str, answer: Answer) -> None:
        if answer.status not in _HOST_STATUS:
            self._pace.answered(host)
            return
        self._pace.failed(host)
        wait = asked_to_wait(answer.headers, self._clock())
        if wait is not None:
            self._pace.hold(host, wait)


def _onward(target: Target, answer: Answer, hops: list[Hop], most: int) -> Target | None:
    """Where `answer` sends us, noted in `hops`; None where it is no redirect.

    Raises `NoAnswer` for a loop, for more than `most` redirects, and for one that leads nowhere.
    """
    location = answer.location
    if location is None:
        return None
    hops.append(Hop(target.url, answer.status))
    if not location:
        raise NoAnswer("redirects", f"status {answer.status} without a place to go to")
    if len(hops) > most:
        raise NoAnswer("redirects", f"more than {most} redirects")
    onward = target_of(location, target)
    if any(hop.url == onward.url for hop in hops):
        raise NoAnswer("redirects", f"a loop of redirects, back to {onward.url}")
    return onward


def _validators(request: Request) -> dict[str, str]:
    """The headers that ask for changes only; a validator that no header can hold is not sent."""
    said = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
    return {name: value for name, value in said.items() if value and value.isascii() and value.isprintable()}
