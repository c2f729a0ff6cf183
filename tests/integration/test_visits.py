"""What one visit to a watched feed, page or folder fetches, and what it leaves for later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archive.bootstrap import Archive
from archive.domain.moment import DAY, SECOND, PartialDate
from archive.domain.schedule import HOUR, MINUTE
from archive.service.record_run import run_event
from archive.service.visits import Visited
from archive.store.rows import WatchRow
from tests.fetch.site import Site, gone, in_turn, page, throttled
from tests.integration.conftest import START, Calendar
from tests.integration.test_web import FEED, A, B, article

PUBLISHED = START - 9 * DAY
"""When the feed of `FEED` says that its first entry was published: 2024-06-01, 08:00, less eight hours."""


LAMPS = article("Lamps came.", title="Lamps").replace("2024-06-01", "2024-06-02")


def watch(kind: str, target: str) -> WatchRow:
    return WatchRow(
        watch="w",
        version=1,
        added=0,
        paused=False,
        kind=kind,  # type: ignore[arg-type] # one of the kinds
        target=target,
        schedule="adaptive",
        stories=(),
        given={},
        state="new",
        due=0,
        ran=None,
        counts={},
        errors=(),
        failures=0,
        failing_since=None,
        fresh=None,
        listing=None,
        etag=None,
        last_modified=None,
    )


def after(row: WatchRow, visited: Visited) -> WatchRow:
    """The watch once the visit is recorded, as far as the next visit goes by it."""
    if visited.listing is None:
        return row
    return replace(row, listing=visited.listing, etag=visited.etag, last_modified=visited.last_modified)


def test_a_page_is_looked_at_and_told_with_its_publication(live: Archive, site: Site) -> None:
    site.scenes["/ferry"] = in_turn(page(A), page(A), page(B))
    row = watch("page", site.url("/ferry"))
    first, second, third = (live.visit(row) for _ in range(3))
    assert [one.changed for one in (first, second, third)] == [True, False, True]
    assert first.published == PUBLISHED + 8 * HOUR
    assert (dict(second.counts), second.errors) == ({"unchanged": 1}, ())


def test_a_page_that_fails_says_why_and_how_long_to_wait(live: Archive, site: Site) -> None:
    site.scenes["/ferry"] = throttled("120")
    visited = live.visit(watch("page", site.url("/ferry")))
    assert (dict(visited.counts), visited.retry_after) == ({"failed": 1}, 120)
    assert len(visited.errors) == 1


def test_pages_of_a_feed_are_looked_at_as_often_as_their_age_asks_for(
    live: Archive, site: Site, calendar: Calendar
) -> None:
    base = site.url("")
    site.scenes["/feed"] = page(FEED.format(base=base), "application/rss+xml", ETag='"7"')
    site.scenes["/ferry"], site.scenes["/lamps"] = page(A), page(LAMPS)
    calendar.now = PUBLISHED + 1 * DAY + 9 * HOUR  # an hour after the lamps, a day after the ferry
    row = watch("feed", f"{base}/feed")
    first = live.visit(row)
    assert dict(first.counts) == {"new": 2}
    assert first.published == PUBLISHED + DAY + 8 * HOUR
    row = after(row, first)
    calendar.now += 2 * MINUTE
    assert dict(live.visit(row).counts) == {}
    assert site.log[-1].headers["if-none-match"] == '"7"', "the feed itself is asked for changes alone"
    calendar.now += 20 * MINUTE
    assert dict(live.visit(row).counts) == {"unchanged": 1}, "only what is younger than six hours"
    calendar.now += 7 * HOUR
    assert dict(live.visit(row).counts) == {"unchanged": 2}
    assert [len(site.asked_for(path)) for path in ("/feed", "/ferry", "/lamps")] == [4, 2, 3]


def test_a_feed_that_says_that_an_entry_changed_has_it_looked_at_again(
    live: Archive, site: Site, calendar: Calendar
) -> None:
    base = site.url("")
    entry = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>The Quay</title><id>q</id><updated>{0}</updated><entry>"
        "<id>1</id><title>Ferry</title><link href='{1}/ferry'/><published>2024-06-01T08:00:00Z</published>"
        "<updated>{0}</updated></entry></feed>"
    )
    site.scenes["/ferry"] = in_turn(page(A), page(B))
    site.scenes["/feed"] = in_turn(
        page(entry.format("2024-06-01T08:00:00Z", base)),
        page(entry.format("2024-06-10T00:00:30Z", base)),
    )
    row = watch("feed", f"{base}/feed")
    row = after(row, live.visit(row))
    calendar.now += 60 * SECOND
    assert dict(live.visit(row).counts) == {"changed": 1}


def test_a_feed_that_cannot_be_had_is_told_and_loses_nothing(live: Archive, site: Site) -> None:
    site.scenes["/feed"] = gone(500)
    visited = live.visit(watch("feed", site.url("/feed")))
    assert visited.errors == (f"{site.url('/feed')}: HTTP 500",)
    assert visited.listing is None


def test_a_page_that_is_watched_as_a_feed_is_told_how_to_be_watched(live: Archive, site: Site) -> None:
    site.scenes["/ferry"] = page(A)
    (error,) = live.visit(watch("feed", site.url("/ferry"))).errors
    assert "is no feed and no list of pages" in error
    assert "--kind page" in error


def test_a_folder_is_read_and_what_is_known_in_it_passed_over(live: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(A, encoding="utf-8")
    row = watch("folder", str(tmp_path))
    assert dict(live.visit(row).counts) == {"new": 1}
    head = live.log.head()
    assert dict(live.visit(row).counts) == {"unchanged": 1}
    assert live.log.head() == head


def test_a_service_that_is_stopping_begins_no_further_page_and_leaves_it_for_the_next_visit(
    live: Archive, site: Site
) -> None:
    base = site.url("")
    site.scenes["/feed"] = page(FEED.format(base=base), "application/rss+xml")
    site.scenes["/ferry"], site.scenes["/lamps"] = page(A), page(LAMPS)
    live.is_stopping = lambda: bool(site.asked_for("/feed"))
    row = watch("feed", f"{base}/feed")
    stopped = live.visit(row)
    assert (dict(stopped.counts), stopped.errors) == ({}, ())
    live.is_stopping = lambda: False
    assert dict(live.visit(after(row, stopped)).counts) == {"new": 2}


INDEX = (
    "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
    "<sitemap><loc>{0}/news.xml</loc></sitemap><sitemap><loc>{0}/old.xml</loc></sitemap></sitemapindex>"
)


def urlset(*pages: str) -> str:
    entries = "".join(f"<url><loc>{page}</loc></url>" for page in pages)
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</urlset>"


def test_pages_of_the_sitemaps_of_an_index_are_looked_at_as_often_as_their_age_asks_for(
    live: Archive, site: Site, calendar: Calendar
) -> None:
    base = site.url("")
    site.scenes["/index.xml"] = page(INDEX.format(base), "application/xml")
    site.scenes["/news.xml"] = page(urlset(f"{base}/ferry"), "application/xml")
    site.scenes["/old.xml"] = page(urlset(f"{base}/lamps"), "application/xml")
    site.scenes["/ferry"], site.scenes["/lamps"] = page(A), page(LAMPS)
    calendar.now = PUBLISHED + 1 * DAY + 9 * HOUR
    row = watch("sitemap", f"{base}/index.xml")
    first = live.visit(row)
    assert dict(first.counts) == {"new": 2}
    row = after(row, first)
    calendar.now += 2 * MINUTE
    assert dict(live.visit(row).counts) == {}
    calendar.now += 20 * MINUTE
    assert dict(live.visit(row).counts) == {"unchanged": 1}


def test_a_limit_on_pages_is_one_for_all_sitemaps_of_an_index(
    live: Archive, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.service.visit.PAGES", 1)
    base = site.url("")
    site.scenes["/index.xml"] = page(INDEX.format(base), "application/xml")
    site.scenes["/news.xml"] = page(urlset(f"{base}/ferry"), "application/xml")
    site.scenes["/old.xml"] = page(urlset(f"{base}/lamps"), "application/xml")
    site.scenes["/ferry"], site.scenes["/lamps"] = page(A), page(LAMPS)
    row = watch("sitemap", f"{base}/index.xml")
    assert dict(live.visit(row).counts) == {"new": 1}
    assert dict(live.visit(row).counts) == {"new": 1}, "the rest comes with the next visit"


SHORT = (
    "<rss version='2.0'><channel><title>The Quay</title><link>{0}</link><description>d</description>"
    "<item><title>{1}</title><link>{0}{2}</link><pubDate>{3}</pubDate></item></channel></rss>"
)
PLAIN = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body></html>"


def test_a_page_that_has_left_its_feed_is_looked_at_for_a_week(
    live: Archive, site: Site, calendar: Calendar
) -> None:
    base = site.url("")
    site.scenes["/feed"] = in_turn(
        page(
            SHORT.format(base, "The ferry", "/ferry", "Sat, 01 Jun 2024 08:00:00 GMT"), "application/rss+xml"
        ),
        page(SHORT.format(base, "Lamps", "/lamps", "Sun, 02 Jun 2024 08:00:00 GMT"), "application/rss+xml"),
    )
    words = "The ferry carries {0} cars to the island and back again, said the harbour master on Friday."
    site.scenes["/ferry"] = in_turn(
        *(page(PLAIN.format("The ferry", words.format(cars))) for cars in ("forty", "forty", "fifty"))
    )
    site.scenes["/lamps"] = page(LAMPS)
    calendar.now = PUBLISHED + 9 * HOUR
    row = watch("feed", f"{base}/feed")
    row = after(row, live.visit(row))
    calendar.now += 30 * MINUTE
    second = live.visit(row)
    assert dict(second.counts) == {"new": 1, "unchanged": 1}, "of what is in the feed, and what was in it"
    row = after(row, second)
    calendar.now += 5 * MINUTE
    assert "changed" not in live.visit(row).counts, "it is looked at as its age asks for"
    calendar.now += 12 * HOUR
    third = live.visit(row)
    assert third.counts["changed"] == 1
    current = live.models.current(f"{base}/ferry")
    assert current is not None
    told = (current.number, current.source.value, current.published.date)
    assert told == (2, "The Quay", PartialDate.parse("2024-06-01T08:00:00Z")), "as the feed had told it"
    calendar.now += 8 * DAY
    asked = len(site.asked_for("/ferry"))
    live.visit(row)
    assert len(site.asked_for("/ferry")) == asked, "no longer"


def test_what_another_watch_brought_is_left_to_that_one(
    live: Archive, site: Site, calendar: Calendar
) -> None:
    base = site.url("")
    site.scenes["/feed"] = page(
        SHORT.format(base, "Lamps", "/lamps", "Sun, 02 Jun 2024 08:00:00 GMT"), "application/rss+xml"
    )
    site.scenes["/ferry"], site.scenes["/lamps"] = page(A), page(LAMPS)
    calendar.now = PUBLISHED + 9 * HOUR
    live.visit(replace(watch("page", f"{base}/ferry"), watch="other"))
    calendar.now += 30 * MINUTE
    assert dict(live.visit(watch("feed", f"{base}/feed")).counts) == {"new": 1}


def test_a_page_that_a_feed_names_and_nobody_may_see_is_asked_for_as_its_age_asks_for(
    live: Archive, site: Site, calendar: Calendar
) -> None:
    base = site.url("")
    site.scenes["/feed"] = page(
        SHORT.format(base, "Lamps", "/lamps", "Sun, 02 Jun 2024 08:00:00 GMT"), "application/rss+xml"
    )
    site.scenes["/lamps"] = gone(403)
    calendar.now = PUBLISHED + DAY + 20 * HOUR  # twelve hours after it was published
    row = watch("feed", f"{base}/feed")
    assert dict(live.visit(row).counts) == {"blocked": 1}
    calendar.now += 30 * MINUTE
    assert dict(live.visit(row).counts) == {}
    calendar.now += 31 * MINUTE
    assert dict(live.visit(row).counts) == {"blocked": 1}


@pytest.mark.parametrize(("status", "counts"), [(410, {"unchanged": 2}), (403, {"unchanged": 2}), (500, {})])
def test_pages_are_looked_at_on_where_their_feed_is_no_more(
    live: Archive, site: Site, calendar: Calendar, status: int, counts: dict[str, int]
) -> None:
    base = site.url("")
    site.scenes["/feed"] = in_turn(page(FEED.format(base=base), "application/rss+xml"), gone(status))
    site.scenes["/ferry"], site.scenes["/lamps"] = page(A), page(LAMPS)
    calendar.now = PUBLISHED + 1 * DAY + 9 * HOUR
    row = watch("feed", f"{base}/feed")
    row = after(row, live.visit(row))
    calendar.now += 7 * HOUR
    visited = live.visit(row)
    assert dict(visited.counts) == counts
    ran = run_event(row, calendar.now, calendar.now, calendar.now, visited, lambda cron, at: at)
    assert (ran.state, ran.errors) == ("failing", (f"{base}/feed: HTTP {status}",))


def test_a_feed_that_is_broken_fails_though_pages_that_it_named_before_stand(
    live: Archive, site: Site, calendar: Calendar
) -> None:
    base = site.url("")
    broken = page('{"version": "https://jsonfeed.org/version/1.1", "ite', "application/feed+json")
    site.scenes["/feed"] = in_turn(page(FEED.format(base=base), "application/rss+xml"), broken)
    site.scenes["/ferry"], site.scenes["/lamps"] = page(A), page(LAMPS)
    calendar.now = PUBLISHED + 1 * DAY + 9 * HOUR
    row = watch("feed", f"{base}/feed")
    row = after(row, live.visit(row))
    calendar.now += 7 * HOUR
    visited = live.visit(row)
    ran = run_event(row, calendar.now, calendar.now, calendar.now, visited, lambda cron, at: at)
    assert (ran.state, dict(ran.counts), len(ran.errors)) == ("failing", {"unchanged": 2}, 1)
