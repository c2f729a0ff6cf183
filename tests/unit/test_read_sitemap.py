"""Sitemaps: what they list and say of it, in flat memory, and what can be had of broken ones."""

from __future__ import annotations

import gzip
import io
import tracemalloc

import pytest

from archive.domain.look import Pointer
from archive.errors import InputRefused
from archive.ports import Found, Remark, Source
from archive.readers import xml_stream
from archive.readers.sitemap import SitemapOpener

NS = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def opened(data: bytes | str, url: str | None = None) -> list[Found]:
    raw = data.encode() if isinstance(data, str) else data
    return list(SitemapOpener().open(Source(name="map", open=lambda: io.BytesIO(raw), url=url)))


def urlset(entries: str) -> str:
    return f'<?xml version="1.0"?><urlset xmlns="{NS}" xmlns:n="{NEWS}" xmlns:i="u:image">{entries}</urlset>'


def test_a_news_sitemap_states_title_outlet_language_and_both_dates() -> None:
    entry = """<url><i:image><i:loc>https://harbour.example/1.jpg</i:loc><i:title>No</i:title></i:image>
    <loc>\n https://harbour.example/1?a=1&amp;b=2 </loc><lastmod>2024-06-20T08:00:00+02:00</lastmod><changefreq>daily</changefreq>
    <n:news><n:publication><n:name>Harbour Times</n:name><n:language>en</n:language></n:publication>
    <n:publication_date>2024-06-19</n:publication_date><n:title>Bridge
    &amp; road</n:title></n:news></url>"""
    (pointer,) = opened(urlset(entry))
    assert pointer == Pointer(
        name="https://harbour.example/1?a=1&b=2",
        url="https://harbour.example/1?a=1&b=2",
        stated={
            "title": "Bridge & road",
            "source": "Harbour Times",
            "language": "en",
            "published": "2024-06-19",
            "modified": "2024-06-20T08:00:00+02:00",
        },
    )


def test_an_index_points_to_listings() -> None:
    index = f'<s:sitemapindex xmlns:s="{NS}"><s:sitemap><s:loc>/b.xml.gz</s:loc><s:lastmod>2024-06</s:lastmod></s:sitemap></s:sitemapindex>'
    (pointer,) = opened(gzip.compress(index.encode()), "https://harbour.example/a.xml")
    url = "https://harbour.example/b.xml.gz"
    assert pointer == Pointer(name=url, url=url, stated={"modified": "2024-06"}, listing=True)


def test_an_entry_without_an_address_is_named_and_the_rest_goes_on() -> None:
    found = opened(
        urlset(
            "<url><lastmod>2024</lastmod></url><url><loc>http://[b.example</loc></url><url><loc>https://a.example/</loc>"
            "<lastmod>05/06/2024</lastmod></url><url><loc>https://b.example/</loc><lastmod>yesterday</lastmod></url>"
        )
    )
    assert [str(piece) for piece in found if isinstance(piece, InputRefused)] == [
        "map: entry 1: gives no address",
        "map: entry 2: not an http or https address: 'http://[b.example'",
    ]
    assert [piece.url for piece in found if isinstance(piece, Pointer)] == [
        "https://a.example/",
        "https://b.example/",
    ]
    assert found[-1] == Remark(
        "map", "modified: not a date that can be read for certain: left out (2 times, first: '05/06/2024')"
    )


def test_a_broken_tail_leaves_what_stands_before_it() -> None:
    whole = urlset("<url><loc>https://a.example/1</loc></url>" * 3)
    first, second, remark = opened("\n\n" + whole[:-40])
    assert isinstance(first, Pointer)
    assert isinstance(second, Pointer)
    assert isinstance(remark, Remark)
    assert remark.text.startswith(
        "broken after 2 entries, which were taken: it is not XML that can be read: no element found"
    )
    many = urlset("".join(f"<url><loc>https://a.example/{number}</loc></url>" for number in range(5000)))
    *had, remark = opened(gzip.compress(many.encode())[:-3])
    assert len(had) == 5000
    assert isinstance(remark, Remark)
    assert "it cannot be read past" in remark.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "map: is not XML that can be read"),
        (b"Words.", "map: is not XML that can be read"),
        (b"<html><body>No such page", "map: is no sitemap: its first element is <html>"),
        (b"<urlset>" + b"<a>" * 200, "elements nest over 100 deep"),
        (b'<?xml version="1.0" encoding="klingon"?><urlset/>', "unknown encoding"),
        (b'<!DOCTYPE urlset [<!ENTITY a "b">]><urlset>&a;</urlset>', "map: declares entities"),
        (
            b'<!DOCTYPE urlset [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset>&a;</urlset>',
            "map: declares entities",
        ),
    ],
)
def test_what_is_no_sitemap_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(InputRefused, match=reason):
        opened(data)


def test_more_elements_than_any_listing_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_stream, "_ELEMENTS", 100)
    with pytest.raises(InputRefused, match="there are over 100 elements"):
        opened(b"<urlset><url>" + b"<a/>" * 200)


def test_memory_stays_flat_however_many_entries_there_are() -> None:
    def peak(entries: int) -> int:
        data = gzip.compress(
            urlset(
                f"<url><loc>https://a.example/{'w' * 200}</loc><x>{'y' * 999}</x></url>" * entries
            ).encode()
        )
        tracemalloc.start()
        count = sum(1 for _ in SitemapOpener().open(Source(name="map", open=lambda: io.BytesIO(data))))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == entries
        return used

    peak(1)
    assert peak(2000) < 3 * peak(200)
