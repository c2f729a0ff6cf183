"""Politeness, as the server's log shows it, and what hosts that fail bring on themselves."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from archive.domain.page_signs import asked_to_wait
from archive.ports import Request
from tests.fetch.conftest import NOW, a_fetcher
from tests.fetch.site import Site, Wire, gone, hanging_up, page, throttled


def test_a_host_gets_one_request_at_a_time_with_a_pause_between(site: Site) -> None:
    here: list[int] = []
    most: list[int] = []

    def slow(wire: Wire) -> None:
        here.append(1)
        most.append(len(here))
        wire.pause(0.02)
        here.pop()
        wire.answer(200, b"x")

    site.scenes |= {f"/{number}": slow for number in range(8)}
    fetcher = a_fetcher({"host_delay": 0.05, "patience": 30.0})
    with ThreadPoolExecutor(8) as pool:
        looks = list(pool.map(fetcher.fetch, [Request(url=site.url(f"/{number}")) for number in range(8)]))
    assert [look.data for look in looks] == [b"x"] * 8
    began = sorted(asked.began for asked in site.log)
    assert min(later - earlier for earlier, later in pairwise(began)) >= 0.07
    assert max(most) == 1


def test_hosts_do_not_wait_for_each_other() -> None:
    """Both answers are given only when both questions are there."""
    both = threading.Barrier(2, timeout=9)

    def together(wire: Wire) -> None:
        both.wait()
        wire.answer(200, b"x")

    with Site({"/": together}) as one, Site({"/": together}, host="localhost") as other:
        fetcher = a_fetcher({"host_delay": 9.0})
        with ThreadPoolExecutor(2) as pool:
            looks = list(pool.map(fetcher.fetch, [Request(url=one.url()), Request(url=other.url())]))
    assert [look.data for look in looks] == [b"x", b"x"]


def test_waiting_for_a_turn_is_no_part_of_the_deadline(site: Site) -> None:
    site.scenes["/"] = page("x")
    waits: list[float] = []
    fetcher = a_fetcher(
        {"host_delay": 99.0, "patience": 99.5}, monotonic=lambda: sum(waits), sleep=waits.append
    )
    assert [fetcher.fetch(Request(url=site.url())).data for _ in range(2)] == [b"x", b"x"]
    assert waits == [99.0]


def test_who_would_wait_too_long_is_told_at_once(site: Site) -> None:
    site.scenes["/"] = page("x")
    waits: list[float] = []
    fetcher = a_fetcher({"host_delay": 9.0, "patience": 5.0}, monotonic=lambda: 0.0, sleep=waits.append)
    assert fetcher.fetch(Request(url=site.url())).status == 200
    trouble = fetcher.fetch(Request(url=site.url())).trouble
    assert trouble is not None
    assert trouble.retry_after == 9.0
    assert trouble.reason == "127.0.0.1 is asked one thing at a time, and is left alone for a while"
    assert waits == []


def test_a_program_that_stops_does_not_hurry_its_requests(site: Site) -> None:
    """The sleep that was cut short ends the fetch."""
    site.scenes["/"] = page("x")
    stopping = threading.Event()
    fetcher = a_fetcher({"host_delay": 60.0, "patience": 99.0}, sleep=stopping.wait)
    fetcher.fetch(Request(url=site.url()))
    stopping.set()
    trouble = fetcher.fetch(Request(url=site.url())).trouble
    assert trouble is not None
    assert trouble.reason == "stopped while waiting for 127.0.0.1"
    assert len(site.log) == 1


def test_a_host_that_keeps_failing_is_left_alone_twice_as_long_each_time(site: Site) -> None:
    site.scenes |= {"/": gone(502), "/good": page("x")}
    now = [0.0]
    fetcher = a_fetcher({"backoff": 60.0, "max_backoff": 150.0}, monotonic=lambda: now[0])

    def wait() -> float | None:
        """How long the host is left alone after one more failure, which is then over."""
        assert fetcher.fetch(Request(url=site.url())).status == 502
        trouble = fetcher.fetch(Request(url=site.url("/good"))).trouble
        now[0] += trouble.retry_after or 0.0 if trouble else 0.0
        return trouble.retry_after if trouble else None

    assert fetcher.fetch(Request(url=site.url())).status == 502
    assert fetcher.fetch(Request(url=site.url())).status == 502
    assert [wait() for _ in range(4)] == [60.0, 120.0, 150.0, 150.0]
    assert fetcher.fetch(Request(url=site.url("/good"))).data == b"x"
    assert wait() is None


def test_failures_of_pages_are_no_failures_of_their_host(site: Site) -> None:
    site.scenes |= {"/gone": gone(404), "/broken": gone(500), "/": page("x")}
    fetcher = a_fetcher({"patience": 0.1})
    for path in ("/gone", "/broken") * 4:
        fetcher.fetch(Request(url=site.url(path)))
    assert fetcher.fetch(Request(url=site.url())).data == b"x"


def test_lost_connections_count(site: Site) -> None:
    site.scenes |= {"/lost": hanging_up(), "/": page("x")}
    fetcher = a_fetcher({"patience": 0.1})
    for _ in range(2):
        fetcher.fetch(Request(url=site.url("/lost")))
    trouble = fetcher.fetch(Request(url=site.url())).trouble
    assert trouble is not None
    assert trouble.reason == "127.0.0.1 keeps failing, and is left alone for a while"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Mon, 10 Jun 2024 06:14:20 GMT", 60.0),
        ("Mon, 10 Jun 2024 06:00:00 GMT", 0.0),
        ("9" * 5000, 999_999_999.0),
        ("Mon, 10 Jun 9999999 06:00:00 GMT", None),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_how_long_a_server_asks_to_wait(said: str, seconds: float | None) -> None:
    assert asked_to_wait((("Date", "x"), ("retry-AFTER", said)), NOW) == seconds
    assert asked_to_wait((), NOW) is None


def test_a_wait_of_years_is_not_kept(site: Site) -> None:
    site.scenes["/"] = throttled("999999999")
    fetcher = a_fetcher({"max_retry_after": 60.0}, monotonic=lambda: 0.0)
    fetcher.fetch(Request(url=site.url()))
    trouble = fetcher.fetch(Request(url=site.url())).trouble
    assert trouble is not None
    assert trouble.retry_after == 60.0
