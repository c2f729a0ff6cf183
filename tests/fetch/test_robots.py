"""What sites allow robots to fetch."""

from __future__ import annotations

from typing import Any

import pytest

from archive.domain.look import Trouble
from archive.fetch.robots import concerning
from archive.ports import Request
from tests.fetch.conftest import a_fetcher
from tests.fetch.site import Scene, Site, gone, in_turn, moved, page, raw, stalled

OBEYING: dict[str, Any] = {"obey_robots": True, "agent": "news-archive/1"}


def robots(text: str) -> Scene:
    """A robots.txt."""
    return page(text, "text/plain")


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /a", True),
        ("User-agent: *\nDisallow: /news/", False),
        ("User-agent: *\nDisallow: /news\nAllow: /news/today", True),
        ("User-agent: *\nDisallow: /*.html$", False),
        ("User-agent: *\nDisallow: /\nUser-agent: News-Archive\nAllow: /", True),
        ("User-agent: *\nAllow: /\nUser-agent: news-archive/2.0\nDisallow: /", False),
        ("User-agent: news\nDisallow: /", True),
        ("User-agent: news-archives\nDisallow: /", True),
        ("User-agent: news-archive\n# and\n\nUser-agent: otherbot\nSitemap: /s.xml\nDisallow: /", False),
        ("User-agent: otherbot\nUser-agent: *\nDisallow: /", False),
        ("User-agent: otherbot\nDisallow: /", True),
        ("User-agent: *\nDisallow: /x\n\nUser-agent: otherbot\nDisallow: /", True),
        ("\ufeffuser-agent:*\r\ndisallow:/", False),
        ("<html><p>Not found</p></html>", True),
        ("\x00\xff\n::::\nUser-agent\nDisallow: /", True),
    ],
)
def test_a_site_says_what_may_be_fetched(site: Site, text: str, allowed: bool) -> None:
    site.scenes |= {"/robots.txt": robots(text), "/news/today.html": page("x")}
    look = a_fetcher(OBEYING).fetch(Request(url=site.url("/news/today.html")))
    if allowed:
        assert look.data == b"x"
    else:
        assert look.trouble == Trouble("robots", f"{site.url('/robots.txt')} does not allow it")
        assert site.asked_for("/news/today.html") == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_rules_allow_everything(site: Site, status: int) -> None:
    site.scenes |= {"/robots.txt": gone(status), "/a": page("x")}
    assert a_fetcher(OBEYING).fetch(Request(url=site.url("/a"))).data == b"x"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_that_fails_allows_nothing_for_now(site: Site, status: int) -> None:
    site.scenes |= {"/robots.txt": in_turn(gone(status), robots("")), "/a": page("x")}
    now = [0.0]
    fetcher = a_fetcher(OBEYING, monotonic=lambda: now[0])
    look = fetcher.fetch(Request(url=site.url("/a")))
    assert look.trouble is not None
    assert look.trouble.kind == "robots"
    assert f"answers {status}" in look.trouble.reason
    assert fetcher.fetch(Request(url=site.url("/a"))).trouble == look.trouble
    now[0] = 601.0
    assert fetcher.fetch(Request(url=site.url("/a"))).data == b"x"


@pytest.mark.parametrize(("scene", "kind"), [(stalled(), "timeout"), (raw(b"junk\r\n"), "protocol")])
def test_a_robots_txt_that_does_not_come_is_the_reason(site: Site, scene: Scene, kind: str) -> None:
    site.scenes |= {"/robots.txt": scene, "/a": page("x")}
    trouble = a_fetcher({**OBEYING, "read_timeout": 0.2}).fetch(Request(url=site.url("/a"))).trouble
    assert trouble is not None
    assert (trouble.kind, trouble.reason[:11]) == (kind, "robots.txt:")
    assert site.asked_for("/a") == []


def test_rules_are_asked_for_once_a_day(site: Site) -> None:
    site.scenes |= {"/robots.txt": robots("User-agent: *\nDisallow: /b"), "/a": page("x")}
    now = [0.0]
    fetcher = a_fetcher(OBEYING, monotonic=lambda: now[0])
    for hour in (0, 1, 23, 25, 26):
        now[0] = hour * 3600.0
        fetcher.fetch(Request(url=site.url("/a")))
    assert len(site.asked_for("/robots.txt")) == 2
    assert len(site.asked_for("/a")) == 5


def test_redirects_of_rules_are_followed_and_a_loop_means_none(site: Site) -> None:
    site.scenes |= {"/robots.txt": moved("/r"), "/r": robots("User-agent: *\nDisallow: /a"), "/a": page("x")}
    trouble = a_fetcher(OBEYING).fetch(Request(url=site.url("/a"))).trouble
    assert trouble is not None
    assert trouble.kind == "robots"
    site.scenes["/r"] = moved("/robots.txt")
    assert a_fetcher(OBEYING).fetch(Request(url=site.url("/a"))).data == b"x"


def test_a_redirect_asks_the_rules_of_where_it_leads(site: Site) -> None:
    site.scenes |= {
        "/robots.txt": robots("User-agent: *\nDisallow: /closed"),
        "/a": moved("/closed"),
        "/closed": page("x"),
    }
    trouble = a_fetcher(OBEYING).fetch(Request(url=site.url("/a"))).trouble
    assert trouble is not None
    assert trouble.kind == "robots"


def test_only_the_beginning_of_endless_rules_counts(site: Site) -> None:
    rules = "User-agent: *\nDisallow: /b\n" + "# filler\n" * 60_000 + "Disallow: /a\n"
    site.scenes |= {"/robots.txt": robots(rules), "/a": page("x")}
    assert a_fetcher(OBEYING).fetch(Request(url=site.url("/a"))).data == b"x"


def test_rules_for_thousands_of_others_are_left_out() -> None:
    names = "".join(f"User-agent: bot{number}\n" for number in range(5000))
    rules = "".join(f"Disallow: /{number}\n" for number in range(5000))
    assert concerning(names + rules, "news-archive") == ""
    ours = concerning(names + "User-agent: News-Archive/1\n" + rules, "news-archive")
    assert ours == "User-agent: news-archive\n" + rules.strip()


@pytest.mark.parametrize(("asked", "waited"), [("2", 2.0), ("9999", 30.0), ("nonsense", 0.0), ("-1", 0.0)])
def test_a_crawl_delay_is_kept_within_reason(site: Site, asked: str, waited: float) -> None:
    site.scenes |= {"/robots.txt": robots(f"User-agent: *\nCrawl-delay: {asked}"), "/a": page("x")}
    waits: list[float] = []
    fetcher = a_fetcher({**OBEYING, "patience": 99.0}, monotonic=lambda: sum(waits), sleep=waits.append)
    for _ in range(2):
        assert fetcher.fetch(Request(url=site.url("/a"))).data == b"x"
    assert waits == ([waited] * 2 if waited else [])
