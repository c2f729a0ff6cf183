"""An archive of a test's own with a clock to turn, and a site that it may go to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archive.bootstrap import Archive, open_archive
from archive.config import Config
from archive.domain.moment import DAY
from tests.fetch.conftest import a_fetcher
from tests.fetch.site import Site

START = 1_718_000_000_000_000 // DAY * DAY
"""A midnight in June 2024."""


class Calendar:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now

    def tomorrow(self) -> None:
        self.now += DAY


@pytest.fixture
def calendar() -> Calendar:
    """A calendar that stands at `START`."""
    return Calendar()


@pytest.fixture
def live(fresh_sqlite: str, calendar: Calendar) -> Iterator[Archive]:
    """An archive that may fetch from this machine, in no hurry and at no time but the calendar's."""
    config = Config(database=fresh_sqlite, allowed_hosts=("127.0.0.0/8",))
    with open_archive(config, write=True, clock=calendar) as archive:
        archive.fetcher = a_fetcher(clock=calendar)
        yield archive


@pytest.fixture
def site() -> Iterator[Site]:
    """A site without scenes."""
    with Site() as running:
        yield running
