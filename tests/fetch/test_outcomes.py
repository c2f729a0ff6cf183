"""What a fetch makes of what sites do every day."""

from __future__ import annotations

import pytest

from archive.domain.look import Hop, Trouble
from archive.ports import Request
from tests.fetch.bombs import bomb
from tests.fetch.conftest import NOW, Fetch, a_fetcher
from tests.fetch.site import Site, gone, hanging_up, head, in_turn, moved, packed, page, raw, throttled


def test_a_page_comes_as_it_is(site: Site, fetch: Fetch) -> None:
    site.scenes["/news"] = page(
        "<p>Fünf</p>".encode("cp1251", "replace"), "text/html; charset=windows-1251", X_Part="a"
    )
    look = fetch("/news#part")
    assert (look.name, look.url, look.via) == (site.url("/news#part"), site.url("/news#part"), "web")
    assert (look.status, look.data, look.landed, look.captured) == (200, b"<p>F?nf</p>", None, NOW)
    assert look.header("content-type") == "text/html; charset=windows-1251"
    assert look.header("x-part") == "a"
    assert (look.redirects, look.trouble) == ((), None)


def test_the_asker_says_who_it_is_and_how_to_reach_it(site: Site, fetch: Fetch) -> None:
    site.scenes["/"] = page("x")
    fetch("/", agent="my-archive/2", contact="https://archive.example/bot")
    (asked,) = site.log
    assert asked.headers["user-agent"] == "my-archive/2 (+https://archive.example/bot)"
    assert asked.headers["host"] == f"127.0.0.1:{site.port}"
    assert asked.headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert "cookie" not in asked.headers


def test_a_user_name_and_a_password_go_nowhere(site: Site, fetch: Fetch) -> None:
    site.scenes["/a"] = page("x")
    look = fetch(f"http://me:secret@127.0.0.1:{site.port}/a")
    assert (look.url, look.status) == (site.url("/a"), 200)
    assert "authorization" not in site.log[0].headers


def test_letters_and_spaces_are_sent_as_browsers_send_them(site: Site, fetch: Fetch) -> None:
    site.scenes["/%D0%B0%20b?q=%C3%BC&r=%2F"] = page("found")
    assert fetch("/а b?q=ü&r=%2F").data == b"found"


def test_an_edit_a_revert_and_a_deletion_are_seen_in_turn(site: Site) -> None:
    fetcher = a_fetcher()
    seen = []
    for scene in (page("A"), page("B"), page("A"), gone(404), gone(410)):
        site.scenes["/story"] = scene
        look = fetcher.fetch(Request(url=site.url("/story")))
        seen.append((look.status, look.data, look.trouble))
    assert seen == [
        (200, b"A", None),
        (200, b"B", None),
        (200, b"A", None),
        (404, b"<p>Nothing here.</p>", None),
        (410, b"<p>Nothing here.</p>", None),
    ]


@pytest.mark.parametrize("status", [401, 403, 451, 500])
def test_an_error_is_an_answer(site: Site, fetch: Fetch, status: int) -> None:
    site.scenes["/a"] = gone(status, b"no")
    look = fetch("/a")
    assert (look.status, look.data, look.trouble) == (status, b"no", None)


def test_an_error_page_is_cut_and_one_that_breaks_off_is_left_out(site: Site, fetch: Fetch) -> None:
    site.scenes["/long"] = gone(404, b"x" * (3 << 20))
    site.scenes["/short"] = raw(head(404, [("Content-Length", "100")]) + b"only this")
    assert len(fetch("/long").data) == 1 << 20
    assert (fetch("/short").status, fetch("/short").data) == (404, b"")


def test_what_the_site_knows_is_not_sent_again(site: Site, fetch: Fetch) -> None:
    site.scenes["/a"] = page("x", ETag='"7"', Last_Modified="Mon, 10 Jun 2024 06:13:20 GMT")
    assert fetch("/a").status == 200
    assert (fetch("/a", etag='"7"').status, fetch("/a", etag='"7"').data) == (304, b"")
    assert fetch("/a", last_modified="Mon, 10 Jun 2024 06:13:20 GMT").status == 304
    assert fetch("/a", etag='"6"').data == b"x"
    assert fetch("/a", etag="7\r\nX: y").data == b"x"
    assert "x" not in site.log[-1].headers


def test_a_validator_is_not_told_to_another_page(site: Site, fetch: Fetch) -> None:
    site.scenes["/old"] = moved("/new")
    site.scenes["/new"] = page("x", ETag='"7"')
    assert fetch("/old", etag='"7"').status == 200
    assert "if-none-match" in site.asked_for("/old")[0].headers
    assert "if-none-match" not in site.asked_for("/new")[0].headers


def test_a_304_that_nothing_asked_for_is_no_answer(site: Site, fetch: Fetch) -> None:
    site.scenes["/a"] = raw(head(304))
    assert fetch("/a").trouble == Trouble("protocol", "status 304, which nothing asked for")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_written_down(site: Site, fetch: Fetch, status: int) -> None:
    site.scenes["/a"] = moved("b?x=1#part", status)
    site.scenes["/b?x=1"] = moved(site.url("/über"), 302)
    site.scenes["/%C3%BCber"] = page("here")
    look = fetch("/a")
    assert look.redirects == (Hop(site.url("/a"), status), Hop(site.url("/b?x=1"), 302))
    assert (look.landed, look.data, look.status) == (site.url("/%C3%BCber"), b"here", 200)


@pytest.mark.parametrize(
    ("scenes", "reason"),
    [
        ({"/a": moved("/a")}, "a loop of redirects, back to {}/a"),
        ({"/a": moved("/b"), "/b": moved("/a")}, "a loop of redirects, back to {}/a"),
        ({"/a": moved("/1"), **{f"/{n}": moved(f"/{n + 1}") for n in range(20)}}, "more than 3 redirects"),
        ({"/a": moved("")}, "status 301 without a place to go to"),
        ({"/a": raw(head(302))}, "status 302 without a place to go to"),
    ],
)
def test_redirects_that_lead_nowhere(
    site: Site, fetch: Fetch, scenes: dict[str, object], reason: str
) -> None:
    site.scenes.update(scenes)  # type: ignore[arg-type]  # the table above holds scenes only
    look = fetch("/a", max_redirects=3)
    assert look.trouble == Trouble("redirects", reason.format(site.url("")))
    assert look.redirects[0].url == site.url("/a")
    assert look.status is None
    assert len(site.log) <= 4


@pytest.mark.parametrize(
    ("to", "word"),
    [
        ("file:///etc/passwd", "not file"),
        ("ftp://127.0.0.1/", "not ftp"),
        ("http://10.0.0.1/", "10.0.0.1 (private)"),
        ("http://169.254.169.254/latest/meta-data/", "cloud metadata"),
        ("http://[::1]/", "::1 (loopback)"),
        ("http://no where/", "'no where' is no host"),
    ],
)
def test_a_redirect_is_looked_at_as_the_first_url_is(site: Site, fetch: Fetch, to: str, word: str) -> None:
    site.scenes["/a"] = moved(to)
    look = fetch("/a")
    assert look.trouble is not None
    assert look.trouble.kind == "refused"
    assert word in look.trouble.reason
    assert look.redirects == (Hop(site.url("/a"), 301),)


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "br", "zstd", "GZIP"])
def test_packed_bodies_are_unpacked(site: Site, fetch: Fetch, coding: str) -> None:
    site.scenes["/a"] = packed(coding, bomb(coding.lower().removeprefix("x-"), 1 << 20))
    look = fetch("/a")
    assert (look.trouble, len(look.data), set(look.data)) == (None, 1 << 20, {0})


def test_padding_after_packed_data_is_no_trouble(site: Site, fetch: Fetch) -> None:
    site.scenes["/a"] = packed("gzip", bomb("gzip", 1 << 20) + bytes(100))
    assert len(fetch("/a").data) == 1 << 20


def test_a_word_that_is_no_coding_is_ignored(site: Site, fetch: Fetch) -> None:
    site.scenes["/a"] = packed("utf-8", b"plain")
    assert fetch("/a").data == b"plain"


def test_a_chunked_body_is_put_together(site: Site, fetch: Fetch) -> None:
    start = head(200, [("Transfer-Encoding", "chunked")])
    site.scenes["/a"] = raw(start + b"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: t\r\n\r\n")
    assert fetch("/a").data == b"abcde"


def test_throttling_is_an_answer_and_the_host_is_left_alone(site: Site) -> None:
    site.scenes["/a"] = in_turn(throttled("30"), page("x"))
    site.scenes["/b"] = page("y")
    fetcher = a_fetcher()
    look = fetcher.fetch(Request(url=site.url("/a")))
    assert (look.status, look.header("retry-after"), look.trouble) == (429, "30", None)
    trouble = fetcher.fetch(Request(url=site.url("/b"))).trouble
    assert trouble is not None
    assert (trouble.kind, trouble.reason) == (
        "network",
        "127.0.0.1 asked us to wait, and is left alone for a while",
    )
    assert trouble.retry_after == pytest.approx(30, abs=1)
    assert len(site.log) == 1


def test_a_short_wait_is_waited(site: Site) -> None:
    site.scenes["/a"] = in_turn(throttled("1", 503), page("x"))
    waits: list[float] = []
    ticks = iter(range(1000))
    fetcher = a_fetcher(
        {"deadline": 1e6}, monotonic=lambda: next(ticks) * 0.001 + sum(waits), sleep=waits.append
    )
    assert [fetcher.fetch(Request(url=site.url("/a"))).status for _ in range(2)] == [503, 200]
    assert waits == [pytest.approx(1, abs=0.1)]


def test_a_connection_lost_before_an_answer_is_tried_once_more(site: Site, fetch: Fetch) -> None:
    site.scenes["/a"] = in_turn(hanging_up(), page("x"))
    site.scenes["/b"] = hanging_up()
    assert fetch("/a").data == b"x"
    assert fetch("/b").trouble == Trouble("network", "the server closed the connection without an answer")
    assert [asked.path for asked in site.log] == ["/a", "/a", "/b", "/b"]


@pytest.mark.parametrize(
    "url", ["", "/path", "news", "ftp://example.org/", "javascript:alert(1)", "file:///etc/passwd"]
)
def test_what_is_no_web_address_is_refused(fetch: Fetch, url: str) -> None:
    trouble = a_fetcher().fetch(Request(url=url)).trouble
    assert trouble is not None
    assert trouble.kind == "refused"
    assert "only http and https" in trouble.reason


def test_a_port_where_nobody_listens(fetch: Fetch, site: Site) -> None:
    with Site() as other:
        url = other.url("/")
    assert fetch(url).trouble == Trouble("network", "the connection was refused")
