"""A site of the test's own, and fetchers that may go there and do not wait between requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from archive.domain.look import Look
from archive.fetch.fetcher import HttpFetcher
from archive.fetch.settings import FetchSettings
from archive.ports import Request
from tests.fetch.site import Site

NOW = 1_718_000_000_000_000

EASY: dict[str, Any] = {
    "allowed_hosts": ("127.0.0.0/8",),
    "host_delay": 0.0,
    "connect_timeout": 10.0,
    "read_timeout": 10.0,
    "deadline": 20.0,
    "patience": 20.0,
    "max_bytes": 1 << 20,
    "obey_robots": False,
}

Fetch = Callable[..., Look]


def a_fetcher(settings: dict[str, Any] | None = None, **given: Any) -> HttpFetcher:
    """A fetcher with `EASY` settings, but for those in `settings`, whose clock stands still."""
    return HttpFetcher(
        FetchSettings(**{**EASY, **(settings or {})}),
        **{"clock": lambda: NOW, "jitter": lambda: 0.5, **given},
    )


@pytest.fixture
def site() -> Iterator[Site]:
    """A site without scenes."""
    with Site() as running:
        yield running


@pytest.fixture
def fetch(site: Site) -> Fetch:
    """Fetch a path of the site, or a whole URL, with settings of the test's own."""

    def fetch(
        where: str, *, etag: str | None = None, last_modified: str | None = None, **settings: Any
    ) -> Look:
        url = site.url(where) if where.startswith("/") else where
        return a_fetcher(settings).fetch(Request(url=url, etag=etag, last_modified=last_modified))

    return fetch
