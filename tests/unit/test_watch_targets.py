"""What can be watched: folders, lists of feeds, and what stands at a URL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archive.domain.look import Look, Trouble
from archive.errors import InputRefused
from archive.ports import Request
from archive.readers.feed import advertised_feeds
from archive.readers.kinds import kind_of
from archive.readers.opml import listed_feeds
from archive.service.watch_targets import WatchTargets

OPML = b"""<opml version="2.0"><head/><body>
<outline text="Quay" xmlUrl="https://quay.example/feed.xml"/>
<outline text="Bad" xmlUrl="ftp://bad.example/"/>
<outline text="Tern"><outline text="News" xmlUrl="https://tern.example/rss"/></outline>
</body></opml>"""
RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Q</title></channel></rss>'
SITEMAP = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'


def targets(data: bytes = b"", **look: object) -> WatchTargets:
    def fetch(request: Request) -> Look:
        return Look(name=request.url, via="web", url=request.url, data=data, **{"status": 200, **look})  # type: ignore[arg-type]

    return WatchTargets(fetch, kind_of, listed_feeds, advertised_feeds)


def never(request: Request) -> Look:
    raise AssertionError(f"{request.url} was fetched")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (RSS, "feed"),
        (SITEMAP, "sitemap"),
        (b"<!doctype html><html><body><p>The quay grew.</p></body></html>", "page"),
        (b"https://quay.example/1\nhttps://quay.example/2\n", "sitemap"),
        (b"The quay grew by three berths.\n", "page"),
        (b"%PDF-1.7\n", "page"),
    ],
)
def test_what_stands_at_a_url_is_told_by_looking(data: bytes, kind: str) -> None:
    (found,) = targets(data).find("https://Quay.example/x#top", None).targets
    assert (found.target, found.kind) == ("https://quay.example/x", kind)


@pytest.mark.parametrize(
    ("kind", "offline", "told"), [("feed", False, "feed"), (None, True, "page"), ("sitemap", True, "sitemap")]
)
def test_nothing_is_fetched_where_it_is_said(kind: str | None, offline: bool, told: str) -> None:
    blind = WatchTargets(never, kind_of, listed_feeds, advertised_feeds)
    found = blind.find("https://quay.example/x", kind, offline=offline)  # type: ignore[arg-type]
    assert [target.kind for target in found.targets] == [told]


def test_a_folder_is_watched_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cuttings").mkdir()
    monkeypatch.chdir(tmp_path)
    (found,) = targets().find("cuttings/", None).targets
    assert (found.target, found.kind) == (str((tmp_path / "cuttings").resolve()), "folder")


@pytest.mark.parametrize("name", ["subscriptions.opml", "https://lists.example/subscriptions"])
def test_a_list_of_feeds_is_all_of_them(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "subscriptions.opml").write_bytes(OPML)
    monkeypatch.chdir(tmp_path)
    found = targets(OPML).find(name, None)
    assert [(each.target, each.kind) for each in found.targets] == [
        ("https://quay.example/feed.xml", "feed"),
        ("https://tern.example/rss", "feed"),
    ]
    assert ["ftp://bad.example/" in str(each) for each in found.refused] == [True]


@pytest.mark.parametrize(
    ("name", "kind", "problem"),
    [
        ("ftp://a.example/", None, "ftp://a.example/: cannot be looked at; http and https addresses can"),
        ("nowhere", None, "nowhere: there is no such folder; write an existing one, or a URL"),
        ("page.txt", None, "page.txt: a file is read once, with archive ingest"),
        ("folder", "feed", "folder: is a folder and no feed"),
        ("https://quay.example/x", "folder", "is a URL and no folder"),
        ("https://", None, "not an http or https URL"),
    ],
)
def test_what_cannot_be_watched_is_told(
    name: str, kind: str | None, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "page.txt").write_text("The quay grew.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputRefused, match=problem):
        WatchTargets(never, kind_of, listed_feeds, advertised_feeds).find(name, kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("there", "problem"),
    [
        (lambda: targets(status=404), r"cannot be looked at now \(HTTP 404\); say what it is with --kind"),
        (lambda: targets(status=None, trouble=Trouble("timeout", "took too long")), r"\(took too long\)"),
        (lambda: targets(b"PK\x03\x04" + b"\0" * 40), "which is not watched|of no format"),
        (lambda: targets(b"WARC/1.1\r\nWARC-Type: warcinfo\r\n"), "is warc, which is not watched; say what"),
        (lambda: targets(b"<opml><body/></opml>"), "lists no feed"),
    ],
)
def test_what_is_not_there_or_no_listing_is_told(there: Callable[[], WatchTargets], problem: str) -> None:
    with pytest.raises(InputRefused, match=problem):
        there().find("https://quay.example/x", None)


PAGE = b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body>x</body></html>'


@pytest.mark.parametrize(
    ("url", "feeds"),
    [
        ("https://quay.example/", ("https://quay.example/rss",)),
        ("https://quay.example/world/", ("https://quay.example/rss",)),
        ("https://quay.example/the-ferry-is-late", ()),
        ("https://quay.example/world/ferry", ()),
        ("https://quay.example/a1234", ()),
    ],
)
def test_of_a_page_that_lists_articles_the_feed_is_told(url: str, feeds: tuple[str, ...]) -> None:
    found = targets(PAGE).find(url, None)
    assert ([target.kind for target in found.targets], found.feeds) == (["page"], feeds)
