"""What sites allow robots to fetch (RFC 9309), asked once a day for each origin.

An answer of 4xx means that there are no rules; 429 and 5xx mean that nothing is allowed for now; where no
answer comes at all, none would come for the page either, and it fails for the same reason.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from archive.fetch.budget import Budget, Monotonic
from archive.fetch.exchange import Answer, Limit
from archive.fetch.target import Target
from archive.fetch.trouble import NoAnswer

LIMIT: Final = Limit(500 * 1024, cut=True)
"""How much of a robots.txt counts (RFC 9309, 2.5)."""
REDIRECTS: Final = 5
"""How many redirects of a robots.txt are followed (RFC 9309, 2.3.1.2)."""

_KEPT: Final = 24 * 3600.0
_KEPT_REFUSAL: Final = 600.0
_MOST_TEXT: Final = 8 * 1024 * 1024
"""How many characters of rules are kept in all; those unused for longest go first."""
_MOST_ORIGINS: Final = 4096

_AGENT_LINE: Final = re.compile(r"user[- ]?agent(?:\s*:|\s|\Z)\s*(.*)", re.I)
_SITE_LINE: Final = re.compile(r"(?:site-?maps?|host)\b", re.I)
"""Lines that belong to no group, and so end none."""

Get = Callable[[Target, Limit, int, Budget], Answer]
"""Asks a target, follows so many redirects, and raises `NoAnswer`."""


@dataclass(slots=True)
class _Verdict:
    """What one origin allows: all where there are no `rules`, nothing with a `refusal`."""

    expires: float
    rules: Any = None
    refusal: str | None = None
    weight: int = 0


@dataclass(slots=True)
class _Entry:
    lock: threading.Lock = field(default_factory=threading.Lock)
    verdict: _Verdict | None = None


class Robots:
    """The rules of all origins asked so far, for one robot named `token`."""

    def __init__(self, token: str, monotonic: Monotonic, get: Get) -> None:
        self._token = token
        self._monotonic = monotonic
        self._get = get
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, target: Target, budget: Budget) -> float:
        """The pause between requests that the site asks for, in seconds; 0 where it asks for none.

        Raises `NoAnswer` where the site does not allow `target`, or its rules cannot be had.
        """
        verdict = self._verdict(target, budget)
        if verdict.refusal:
            raise NoAnswer("robots", verdict.refusal)
        if verdict.rules is None:
            return 0.0
        if not verdict.rules.can_fetch(target.url, self._token):
            raise NoAnswer("robots", f"{target.origin}/robots.txt does not allow it")
        delay: float | None = verdict.rules.crawl_delay(self._token)
        return delay or 0.0

    def _verdict(self, target: Target, budget: Budget) -> _Verdict:
        with self._lock:
            entry = self._entries.setdefault(target.origin, _Entry())
            self._entries.move_to_end(target.origin)
        begun = self._monotonic()
        if not entry.lock.acquire(timeout=max(budget.patience, 0.0)):
            raise NoAnswer("timeout", f"waited {budget.patience:g} s for the robots.txt of {target.host}")
        try:
            budget.waited(self._monotonic() - begun)
            if entry.verdict is None or entry.verdict.expires <= self._monotonic():
                entry.verdict = self._asked(target, budget)
                self._forget_oldest()
            return entry.verdict
        finally:
            entry.lock.release()

    def _asked(self, target: Target, budget: Budget) -> _Verdict:
        try:
            answer = self._get(target.beside("/robots.txt"), LIMIT, REDIRECTS, budget)
        except NoAnswer as failure:
            trouble = failure.trouble
            if trouble.kind in ("redirects", "refused"):
                return _Verdict(self._monotonic() + _KEPT)
            raise NoAnswer(trouble.kind, f"robots.txt: {trouble.reason}", trouble.retry_after) from failure
        now = self._monotonic()
        if answer.status == 429 or answer.status >= 500:
            refusal = f"{target.origin}/robots.txt answers {answer.status}, which allows nothing for now"
            return _Verdict(now + _KEPT_REFUSAL, refusal=refusal)
        if not 200 <= answer.status < 300:
            return _Verdict(now + _KEPT)
        text = concerning(answer.body.decode("utf-8-sig", "replace"), self._token)
        return _Verdict(now + _KEPT, rules=_parsed(text), weight=len(text))

    def _forget_oldest(self) -> None:
        with self._lock:
            weights = {origin: e.verdict.weight if e.verdict else 0 for origin, e in self._entries.items()}
            total = sum(weights.values())
            for origin, weight in list(weights.items())[:-1]:
                if total <= _MOST_TEXT and len(self._entries) <= _MOST_ORIGINS:
                    return
                total -= weight
                del self._entries[origin]


def concerning(text: str, token: str) -> str:
    """The groups of a robots.txt that speak to everybody or to `token`, which is compared as a whole word.

    What it says to others is left out, since thousands of names over thousands of rules make millions.
    """
    kept: list[str] = []
    heading = heard = False
    for raw in text.splitlines():
        line = raw.partition("#")[0].strip()
        if not line or _SITE_LINE.match(line):
            continue
        named = _AGENT_LINE.match(line)
        if named is None:
            heading = False
            if heard:
                kept.append(line)
            continue
        heard = heard and heading
        heading = True
        name = named.group(1).lower()
        if name == "*" or _product(name) == _product(token):
            heard = True
            kept.append(f"User-agent: {'*' if name == '*' else token}")
    return "\n".join(kept)


def _product(name: str) -> str:
    """The product's name without version and wildcards; letters, `_` and `-` (RFC 9309, 2.2.1)."""
    return re.split(r"[^a-z_-]", name.replace("*", ""), maxsplit=1)[0]


def _parsed(text: str) -> Any:
    from protego import Protego

    return Protego.parse(text)
