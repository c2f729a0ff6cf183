"""A site that edits, takes back, moves and deletes, and what the archive has to say of it afterwards."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from archive.bootstrap import Archive, open_archive
from archive.config import Config
from archive.domain.look import Hop, Look
from archive.domain.moment import DAY, PartialDate, iso
from archive.readers.memento import listing_url
from archive.service.collect import Terms
from archive.service.gather import Remote, gather
from archive.service.summary import Summary
from archive.store.views import VIEWS
from tests.fetch.conftest import a_fetcher
from tests.fetch.site import Site, gone, in_turn, moved, page, throttled
from tests.integration.conftest import START, Calendar


def article(*sentences: str, title: str = "Ferry runs aground off Skerry", head: str = "") -> str:
    """A page about a ferry, with enough around it that it reads like one."""
    told = " ".join(sentences)
    return (
        f"<!doctype html><html lang=en><head><title>{title} | The Quay</title>{head}"
        '<meta property="article:published_time" content="2024-06-01T08:00:00Z"></head><body>'
        f"<nav><a href=/>Home</a></nav><article><h1>{title}</h1><p>{told}</p>"
        "<p>The ferry sails between the islands twice a day, with cars on its lower deck and up to two hundred "
        "people above. The harbour board said that it would look into what happened, and that the boats "
        "of the lifeboat station had been on the spot within the hour.</p></article>"
        "<footer>All rights reserved</footer></body></html>"
    )


A = article("The ferry Skerry Maid ran aground on Monday with 120 people on board, the coastguard said.")
B = article("The ferry Skerry Maid ran aground on Monday with 140 people on board, the coastguard said.")


def ingest(live: Archive, *urls: str) -> Summary:
    return live.ingest(gather(urls), {})


def outcomes(live: Archive, address: str) -> list[str]:
    return [look.outcome for look in live.models.captures(address)]


def test_an_edit_that_is_taken_back_is_three_versions(live: Archive, site: Site, calendar: Calendar) -> None:
    site.scenes["/ferry"] = in_turn(page(A), page(A + "<!-- 2 -->"), page(B), page(A + "<!-- 4 -->"))
    url = site.url("/ferry")
    for _ in range(4):
        ingest(live, url)
        calendar.tomorrow()
    assert outcomes(live, url) == ["new", "unchanged", "changed", "changed"]
    versions = live.models.versions(url)
    assert [version.number for version in versions] == [1, 2, 3]
    assert versions[0].text == versions[2].text
    # The first counts from its publication; of an edit nobody knows more than when it was seen.
    assert [version.reported_basis for version in versions] == ["meta", "captured", "captured"]
    assert [version.captured - START for version in versions] == [0, 2 * DAY, 3 * DAY]


def test_a_page_that_is_not_modified_is_asked_for_changes_alone(live: Archive, site: Site) -> None:
    site.scenes["/ferry"] = page(A, ETag='"1"')
    url = site.url("/ferry")
    ingest(live, url)
    ingest(live, url)
    first, second = live.models.captures(url)
    assert (second.outcome, second.status, second.raw) == ("unchanged", 304, "")
    assert second.version_id == first.version_id is not None
    assert site.asked_for("/ferry")[1].headers["if-none-match"] == '"1"'


def test_a_vanished_article_is_an_interval(live: Archive, site: Site, calendar: Calendar) -> None:
    site.scenes["/ferry"] = in_turn(page(A), page(A), gone(410), gone(404))
    url = site.url("/ferry")
    for _ in range(4):
        summary = ingest(live, url)
        calendar.tomorrow()
    assert summary.problems[0].known
    (row,) = live.models.articles()
    assert (row.presence.outcome, row.presence.last_seen, row.presence.first_missing) == (
        "gone",
        START + DAY,
        START + 2 * DAY,
    )
    assert outcomes(live, url) == ["new", "unchanged", "gone", "gone"]
    answer = live.query(
        "select last_outcome, last_seen, first_missing from articles", time_limit=5, max_rows=5
    )
    assert answer.rows == [("gone", "2024-06-11", "2024-06-12")]


def test_an_article_that_moves_says_so_once_and_goes_on_where_it_is(live: Archive, site: Site) -> None:
    site.scenes["/old"] = in_turn(page(A), moved("/new"))
    site.scenes["/new"] = page(A)
    old, new = site.url("/old"), site.url("/new")
    for _ in range(3):
        ingest(live, old)
    assert outcomes(live, old) == ["new", "moved"]
    assert outcomes(live, new) == ["new", "unchanged"]
    assert live.models.captures(old)[1].moved_to == new


def test_a_redirect_of_the_moment_moves_nothing(live: Archive, site: Site) -> None:
    site.scenes["/ferry"] = in_turn(page(A), moved("/ferry-today", 302))
    site.scenes["/ferry-today"] = page(B)
    url = site.url("/ferry")
    ingest(live, url)
    ingest(live, url)
    assert outcomes(live, url) == ["new", "changed"]
    assert live.models.captures(url)[1].landed == site.url("/ferry-today")


CHALLENGE = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"


@pytest.mark.parametrize(
    ("scene", "outcome"),
    [
        (gone(401), "blocked"),
        (gone(403), "blocked"),
        (gone(451), "blocked"),
        (page(CHALLENGE), "blocked"),
        (throttled("3600"), "failed"),
        (gone(500), "failed"),
        (page(b"\x00\x01\x02\x03" * 400, "application/octet-stream"), "failed"),
    ],
)
def test_what_is_no_article_is_recorded_with_its_reason_and_never_a_version(
    live: Archive, site: Site, scene: object, outcome: str
) -> None:
    site.scenes["/ferry"] = in_turn(page(A), scene)  # type: ignore[arg-type] # a scene
    url = site.url("/ferry")
    ingest(live, url)
    summary = ingest(live, url)
    assert outcomes(live, url) == ["new", outcome]
    assert len(live.models.versions(url)) == 1
    assert live.models.captures(url)[1].problem
    assert [problem.outcome for problem in summary.problems] == [outcome]
    if outcome == "blocked":
        assert live.blobs.get(live.models.captures(url)[1].raw)


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Quay</title><link>{base}/</link>
<item><title>Ferry runs aground</title><link>{base}/ferry</link><pubDate>Sat, 01 Jun 2024 08:00:00 GMT</pubDate>
<description>The ferry Skerry Maid ran aground on Monday.</description></item>
<item><title>Lamps for the school</title><link>{base}/lamps</link><pubDate>Sun, 02 Jun 2024 08:00:00 GMT</pubDate>
<description>The harbour board gave the school three storm lamps, the school said on Sunday.</description></item>
</channel></rss>"""


def test_of_a_feed_the_pages_are_taken_and_an_entry_s_own_text_where_its_page_is_not_to_be_had(
    live: Archive, site: Site
) -> None:
    base = site.url("")
    site.scenes["/feed"] = page(FEED.format(base=base), "application/rss+xml")
    site.scenes["/ferry"] = page(A)
    ingest(live, f"{base}/feed")
    rows = {row.version.address: row.version for row in live.models.articles()}
    assert rows[f"{base}/ferry"].rank == "full"
    lamps = rows[f"{base}/lamps"]
    assert (
        lamps.rank,
        lamps.published.date.value if lamps.published.date else None,
        lamps.published.basis,
    ) == (
        "excerpt",
        "2024-06-02T08:00:00Z",
        "feed",
    )
    assert outcomes(live, f"{base}/lamps") == ["gone", "new"]
    # When the page is there after all, its text follows, and is no edit.
    site.scenes["/lamps"] = page(
        article("The harbour board gave the school three storm lamps.", title="Lamps")
    )
    ingest(live, f"{base}/feed")
    versions = live.models.versions(f"{base}/lamps")
    assert [version.rank for version in versions] == ["excerpt", "full"]
    assert versions[1].reported_basis == "meta"


def test_nothing_is_fetched_offline(live: Archive, site: Site) -> None:
    base = site.url("")
    text = FEED.format(base=base)
    site.scenes["/feed"] = page(text, "application/rss+xml")
    look = live.collect.run(gather([f"{base}/feed"]), Terms(offline=True))
    summary = live.take_in(look, {})
    assert (site.log, summary.warnings) == ([], [f"{base}/feed: not fetched (--offline)"])


def test_two_names_of_one_page_in_one_command_are_one_version(live: Archive, site: Site) -> None:
    site.scenes["/ferry"] = page(A)
    url = site.url("/ferry")
    summary = ingest(live, url, f"{url}#top")
    assert summary.outcomes["new"] == 1
    assert len(live.models.versions(url)) == 1


def edited(live: Archive, *captures: tuple[str, str]) -> dict[int, tuple[str, str]]:
    """The versions of an article with a modification date that never moves, read in the order given: when and
    on what basis each counts. `captures` are the hour of a look and the text that it showed."""
    head = '<meta property="article:modified_time" content="2024-06-01T08:00:00Z">'
    for hour, sentence in captures:
        look = Look(
            name=f"record {hour}",
            via="warc",
            data=article(sentence, head=head).encode(),
            url="https://quay.example/ferry",
            captured=PartialDate.parse(f"2024-06-01T{hour}:00Z").start,
            status=200,
        )
        live.take_in([look], {})
    versions = live.models.versions("https://quay.example/ferry")
    return {version.number: (iso(version.reported)[11:16], version.reported_basis) for version in versions}


THEN, NOW = (
    "There were 120 people on board the Skerry Maid.",
    "There were 140 people on board the Skerry Maid.",
)


@pytest.mark.parametrize("order", list(permutations((0, 1, 2))))
def test_an_edit_is_no_older_than_the_last_look_that_did_not_show_it_in_whatever_order_they_come(
    live: Archive, order: tuple[int, ...]
) -> None:
    looks = [("09:00", THEN), ("12:00", THEN), ("19:00", NOW)]
    told = edited(live, *(looks[at] for at in order))
    assert told == {1: ("08:00", "meta"), 2: ("19:00", "captured")}
    shown = live.query("select version, reported_basis from versions", time_limit=5, max_rows=9)
    assert sorted(shown.rows) == [(1, "meta"), (2, "captured")]


def record(hour: str, data: str = "", *, same_as: str | None = None) -> Look:
    """A look from a web archive; without `data` one that says that it repeats another."""
    return Look(
        name=f"record {hour}",
        via="memento",
        data=data.encode(),
        url="https://quay.example/ferry",
        captured=PartialDate.parse(f"2024-06-01T{hour}:00Z").start,
        status=200 if data else 304,
        same_as=PartialDate.parse(f"2024-06-01T{same_as}:00Z").start if same_as else None,
    )


def test_a_look_that_repeats_an_earlier_one_shows_its_text_again(live: Archive) -> None:
    live.take_in([record("09:00", A), record("12:00", B), record("15:00", same_as="09:00")], {})
    assert outcomes(live, "https://quay.example/ferry") == ["new", "changed", "changed"]
    first, _, third = live.models.versions("https://quay.example/ferry")
    assert first.text == third.text


def test_a_look_that_repeats_one_that_is_not_here_shows_no_version(live: Archive) -> None:
    live.take_in([record("09:00", A), record("15:00", same_as="03:00")], {})
    look = live.models.captures("https://quay.example/ferry")[-1]
    assert (look.outcome, look.version_id) == ("unchanged", None)


def test_a_feed_is_read_in_the_encoding_that_its_server_names(live: Archive, site: Site) -> None:
    base = site.url("")
    feed = FEED.format(base=base).replace("Lamps for the school", "Лампы для школы").encode("cp1251")
    site.scenes["/feed"] = page(feed, "application/rss+xml; charset=windows-1251")
    ingest(live, f"{base}/feed")
    (version,) = live.models.versions(f"{base}/lamps")
    assert version.title.value == "Лампы для школы"


def test_the_history_of_an_address_is_brought_in_from_a_web_archive_once(live: Archive, site: Site) -> None:
    server, url = site.url(""), "https://quay.example/ferry"
    rows = ((9, "AAA"), (12, "BBB"), (15, "AAA"))
    listing = "".join(
        f"example,quay)/ferry 202406{day:02}080000 {url} text/html 200 {digest} 1000\n"
        for day, digest in rows
    )
    asked = listing_url(server, url)
    site.scenes[asked.removeprefix(server)] = page(listing, "text/plain")
    for day, text in ((9, A), (12, B)):
        site.scenes[f"/web/202406{day:02}080000id_/{url}"] = page(text)
    terms = Terms(memento=server)
    first = live.ingest([Remote(url)], {}, terms=terms)
    assert dict(first.outcomes) == {"new": 1, "changed": 2}
    versions = live.models.versions(url)
    assert [iso(version.captured)[:10] for version in versions] == ["2024-06-09", "2024-06-12", "2024-06-15"]
    assert versions[0].text == versions[2].text
    head, fetched = live.log.head(), len(site.log)
    again = live.ingest([Remote(url)], {}, terms=terms)
    assert (dict(again.outcomes), live.log.head()) == ({"unchanged": 3}, head)
    assert [one.path for one in site.log[fetched:]] == [asked.removeprefix(server)], "the listing alone"


def test_both_databases_tell_the_same_of_a_site_and_after_a_rebuild(
    fresh_sqlite: str, fresh_postgres: str
) -> None:
    told_alike = [view for view in VIEWS if view != "events"]  # those show commitments, which are salted
    told: list[tuple[Any, ...]] = []
    for database in (fresh_sqlite, fresh_postgres):
        calendar = Calendar()
        config = Config(database=database, allowed_hosts=("127.0.0.0/8",))
        with (
            Site(port=told[0][-1] if told else 0) as site,
            open_archive(config, write=True, clock=calendar) as archive,
        ):
            archive.fetcher = a_fetcher(clock=calendar)
            site.scenes["/ferry"] = in_turn(page(A, ETag='"1"'), page(A, ETag='"1"'), page(B), gone(410))
            site.scenes["/old"] = in_turn(
                page(article("A storm took the pier.", title="Storm")), moved("/new")
            )
            site.scenes["/new"] = page(article("A storm took the pier and the lamp.", title="Storm"))
            for _ in range(4):
                ingest(archive, site.url("/ferry"), site.url("/old"))
                calendar.tomorrow()
            archive.take_in([record("09:00", A), record("06:00", B), record("12:00", same_as="06:00")], {})
            rows = [
                archive.query(f"select * from {view}", time_limit=9, max_rows=99).rows for view in told_alike
            ]
            shown = [sorted(map(str, found)) for found in rows]
            presences = [row.presence for row in archive.models.articles()]
            digest = archive.rebuild()
            told.append((shown, presences, digest, site.port))
    for view, lite, post in zip(told_alike, told[0][0], told[1][0], strict=True):
        assert lite == post, view
    assert told[0][1:3] == told[1][1:3]


def seen(hour: str, url: str, data: str, *, landed: str | None = None, status: int = 301) -> Look:
    """A look at a live page, which another URL may have answered."""
    return Look(
        name=url,
        via="web",
        data=data.encode(),
        url=url,
        landed=landed,
        redirects=(Hop(url, status),) if landed else (),
        captured=PartialDate.parse(f"2024-06-01T{hour}:00Z").start,
        status=200,
    )


def test_an_article_that_moves_and_another_way_to_where_it_was_come_at_once(live: Archive) -> None:
    old, new, way, other = (f"https://quay.example/{name}" for name in ("ferry", "storm/ferry", "f", "g"))
    live.take_in([seen("09:00", way, A, landed=old, status=302)], {})
    looks = [seen("12:00", way, A, landed=new), seen("12:01", other, B, landed=old, status=302)]
    done = live.take_in(looks, {})
    assert outcomes(live, old) == ["new", "moved", "changed"]
    assert outcomes(live, new) == ["new"]
    assert dict(done.outcomes) == {"new": 1, "moved": 1, "changed": 1}
