"""Feeds: what they announce, what can be had of broken ones, and dates that say no more than they know."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.look import Look, Pointer
from archive.domain.moment import PartialDate
from archive.errors import InputRefused
from archive.ports import Found, Remark, Source
from archive.readers.feed import FeedOpener, advertised_feeds
from archive.readers.feed_dates import NO_ZONE, UNREAD, ZERO, feed_date
from archive.readers.outlet import outlet_of

FEED_URL = "https://harbour.example/feed.xml"


def opened(
    data: bytes | str, url: str | None = FEED_URL, options: Mapping[str, str] | None = None
) -> list[Found]:
    raw = data.encode() if isinstance(data, str) else data
    return list(
        FeedOpener().open(Source(name="feed", open=lambda: io.BytesIO(raw), url=url, options=options or {}))
    )


def rss(
    items: str, channel: str = "<title>Harbour Times</title><link>https://harbour.example/</link>"
) -> str:
    return f'<?xml version="1.0"?><rss version="2.0">\n<channel>{channel}{items}</channel></rss>'


def only(found: list[Found]) -> Pointer:
    (pointer,) = found
    assert isinstance(pointer, Pointer)
    return pointer


def remarks(found: list[Found]) -> list[str]:
    return [piece.text for piece in found if isinstance(piece, Remark)]


RSS_ITEM = """<item><title>Bridge &amp; road open</title><link>/news/1?a=1&amp;b=2</link>
<guid isPermaLink="false">id-1</guid><author>desk@harbour.example (Ada Quill)</author><category>Traffic</category>
<pubDate>Wed, 19 Jun 2024 13:59:00 +0200</pubDate><description>Short.</description>
<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/"><![CDATA[<p>The bridge is open.</p><p>So is
the road.</p>]]></content:encoded></item>"""


def test_an_entry_of_rss_leads_to_its_page_and_keeps_its_text_to_fall_back_on() -> None:
    pointer = only(
        opened(
            rss(
                RSS_ITEM,
                "<title>Harbour Times</title><link>https://www.harbour.example</link><language>en-gb</language>",
            )
        )
    )
    assert pointer.url == pointer.name == "https://harbour.example/news/1?a=1&b=2"
    assert not pointer.listing
    assert pointer.stated == {
        "title": "Bridge & road open",
        "author": "Ada Quill",
        "source": "Harbour Times",
        "language": "en-gb",
        "section": "Traffic",
        "published": "2024-06-19T13:59:00+02:00",
    }
    instead = pointer.instead
    assert instead is not None
    assert (instead.url, instead.via, instead.kind, instead.excerpt) == (pointer.url, "feed", "html", True)
    assert instead.stated == pointer.stated
    page = instead.data.decode()
    assert '<html lang="en-gb">' in page
    assert "<h1>Bridge &amp; road open</h1>" in page
    assert "<p>The bridge is open.</p>" in page
    assert "Short." not in page


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://pier.example/blog/" xml:lang="de">
<title>Pier</title><link rel="self" href="https://pier.example/blog/atom"/><author><name>All of us</name></author>
<entry><id>tag:pier.example,2024:1</id><title type="html">&lt;i&gt;Ebbe&lt;/i&gt; &amp;amp; Flut</title>
<link rel="replies" href="replies/1"/><link href="1"/><link rel="enclosure" href="1.mp3"/>
<published>2024-06-19T10:00:00Z</published><updated>2024-06-20T11:30:00.5+02:00</updated>
<summary>Kurz &lt; lang</summary><source><title>The Other Paper</title></source></entry>
<entry><id>https://pier.example/2</id><title>Zwei</title><author><name>Bo</name></author><author><name>Cy</name></author>
<updated>2024-06-21</updated><category term="a"/><category term="b"/></entry></feed>"""


def test_the_markup_of_an_entry_is_left_to_the_reader_of_pages() -> None:
    pointer = only(
        opened(
            rss(
                '<item><link>/1</link><description><![CDATA[<p onclick="go()">One</p>]]></description></item>'
            )
        )
    )
    assert pointer.instead is not None
    assert b'<p onclick="go()">One</p>' in pointer.instead.data


def test_atom_is_read_with_its_bases_its_two_dates_and_its_own_sources() -> None:
    first, second = opened(ATOM, None)
    assert isinstance(first, Pointer)
    assert isinstance(second, Pointer)
    assert first.url == "https://pier.example/blog/1"
    assert first.stated == {
        "title": "Ebbe & Flut",
        "author": "All of us",
        "source": "The Other Paper",
        "language": "de",
        "published": "2024-06-19T10:00:00Z",
        "modified": "2024-06-20T11:30:00+02:00",
    }
    assert first.instead is not None
    assert b"<p>Kurz &lt; lang</p>" in first.instead.data
    assert second.url == "https://pier.example/2"
    assert second.stated == {"title": "Zwei", "author": "Bo, Cy", "language": "de", "modified": "2024-06-21"}
    assert second.instead is None


def test_rss_1_gives_the_date_of_its_entries_as_the_date_of_publication() -> None:
    feed = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Old</title></channel>
    <item rdf:about="https://harbour.example/1"><title>One</title><link>https://harbour.example/1</link>
    <dc:date>2004-05-06T07:08+09:00</dc:date><dc:creator>Ada</dc:creator></item></rdf:RDF>"""
    assert only(opened(feed)).stated == {
        "title": "One",
        "author": "Ada",
        "published": "2004-05-06T07:08+09:00",
    }


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Harbour Times",
    "home_page_url": "https://harbour.example/",
    "feed_url": "https://harbour.example/feed.json",
    "language": "en",
    "authors": [{"name": "Desk"}],
    "items": [
        {
            "id": 1,
            "url": "https://harbour.example/1",
            "title": "One",
            "content_html": "<p>Words.</p>",
            "content_text": "Words.",
            "date_published": "2024-06-19T10:00:00+02:00",
            "date_modified": "soon",
            "authors": [{"name": "Ada"}, {"url": "https://ada.example"}],
            "tags": ["Traffic"],
        },
        {"id": "https://harbour.example/2", "content_text": "a < b\nand c"},
        "no entry",
        {"id": "note-3", "content_text": "A note without a page."},
        {"id": 4},
    ],
}  # fmt: skip


def test_json_feed_is_read_like_the_others() -> None:
    first, second, third, *said = opened(json.dumps(JSON_FEED), None)
    assert isinstance(first, Pointer)
    assert isinstance(second, Pointer)
    assert isinstance(third, Look)
    assert first.stated == {
        "title": "One",
        "author": "Ada",
        "source": "Harbour Times",
        "language": "en",
        "section": "Traffic",
        "published": "2024-06-19T10:00:00+02:00",
    }
    assert first.instead is not None
    assert b"<p>Words.</p>" in first.instead.data
    assert second.url == "https://harbour.example/2"
    assert second.instead is not None
    assert b"<p>a &lt; b</p>\n<p>and c</p>" in second.instead.data
    assert (third.address, third.url, third.excerpt) == (
        "https://harbour.example/feed.json#note-3",
        None,
        True,
    )
    assert remarks(said) == [
        f"modified: {UNREAD} ('soon')",
        "an entry that is no object: passed over ('no entry')",
        "an entry with neither an address nor a text: passed over ('4')",
    ]


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<guid>https://harbour.example/g</guid>", "https://harbour.example/g"),
        ("<guid isPermaLink='false'>https://harbour.example/g</guid><link>https://harbour.example/l</link>", "https://harbour.example/l"),
        ("<link>\n  https://harbour.example/a b\n</link>", "https://harbour.example/a%20b"),
        ("<link>//other.example/x</link>", "https://other.example/x"),
        (
            "<link>https://proxy.example/1</link><f:origLink xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'>"
            "https://harbour.example/o</f:origLink>",
            "https://harbour.example/o",
        ),
    ],
)  # fmt: skip
def test_the_address_of_an_entry_is_the_best_that_it_gives(item: str, url: str) -> None:
    assert only(opened(rss(f"<item>{item}</item>"))).url == url


def test_an_entry_without_an_address_is_kept_by_its_text_or_remarked() -> None:
    items = """<item><title>Note</title><guid isPermaLink="false">n/1</guid><description>Words.</description></item>
    <item><title>Other</title><description>Words.</description></item><item><title>Other</title><description>More.</description>
    </item><item><title>Bare</title></item><item><title>Bad</title><link>javascript:alert(1)</link></item>"""
    found = opened(rss(items))
    looks = [piece for piece in found if isinstance(piece, Look)]
    assert looks[0].address == f"{FEED_URL}#n%2F1"
    assert len({look.address for look in looks}) == 3
    assert [look.stated["title"] for look in looks] == ["Note", "Other", "Other"]
    assert remarks(found) == [
        "an entry with neither an address nor a text: passed over (2 times, first: 'Bare')",
        "an address that cannot be fetched (not http or https, or relative to nothing) ('javascript:alert(1)')",
    ]


def test_a_broken_feed_gives_what_can_be_had_and_says_so() -> None:
    whole = rss(RSS_ITEM + RSS_ITEM.replace("/news/1", "/news/2"))
    cut = whole[: whole.index("So is", 900)]
    found = opened(cut)
    assert [piece.url for piece in found if isinstance(piece, Pointer)] == [
        "https://harbour.example/news/1?a=1&b=2",
        "https://harbour.example/news/2?a=1&b=2",
    ]
    assert "is not well-formed; what could be had of it was taken" in remarks(found)[0]
    warned = opened("<b>Warning</b>: no such file\n" + rss(RSS_ITEM))
    assert len([piece for piece in warned if isinstance(piece, Pointer)]) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_an_encoding_is_told_by_its_mark_or_its_beginning(encoding: str) -> None:
    feed = rss("<item><title>Žluť \u2026</title><link>https://harbour.example/1</link></item>")
    for text in (
        feed,
        feed.removeprefix('<?xml version="1.0"?>'),
        feed.replace("1.0", '1.0" encoding="UTF-16', 1),
    ):
        assert only(opened(text.encode(encoding))).stated["title"] == "Žluť \u2026"


def test_an_encoding_is_taken_from_the_server_then_from_the_declaration_and_never_guessed() -> None:
    item = "<item><title>Мост открыт</title><link>https://harbour.example/1</link></item>"
    declared = rss(item).replace('"1.0"', '"1.0" encoding="windows-1251"', 1).encode("cp1251")
    assert only(opened(declared)).stated["title"] == "Мост открыт"
    assert (
        only(opened(rss(item).encode("koi8-r"), options={"charset": "koi8-r"})).stated["title"]
        == "Мост открыт"
    )
    found = opened(rss(item).encode("cp1251"))
    assert isinstance(found[0], Pointer)
    assert found[0].url == "https://harbour.example/1"
    assert "\ufffd" in found[0].stated["title"]
    assert any("bytes that are not UTF-8" in text for text in remarks(found))
    western = rss(item.replace("Мост", "\u201cCaf\u00e9\u201d").replace("открыт", "")).replace(
        '"1.0"', '"1.0" encoding="iso-8859-1"', 1
    )
    assert only(opened(western.encode("cp1252"))).stated["title"] == "\u201cCaf\u00e9\u201d"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b"Plain words.", "it holds no feed"),
        (b"<urlset><url><loc>https://a.example</loc></url></urlset>", "it holds no feed"),
        (b'{"items": []}', "it is no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": {}}', "it is no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "not JSON that can be read"),
        (b"[" * 100_000, "not JSON that can be read"),
        (b"<rss>" + b"<a/>" * 500_000, "over 500,000 tags"),
        (
            b"<rss " + b" ".join(b'a%d="1"' % number for number in range(300)) + b"></rss>",
            "has over 200 attributes",
        ),
        (b"<rss><channel><item><author>" + b"a" * 600_000, "words of thousands of letters"),
    ],
)
def test_what_is_no_feed_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(InputRefused, match=reason) as caught:
        opened(data)
    assert str(caught.value).startswith("feed: is no feed: ")


PAGE = b"""<!DOCTYPE html><html><head><base href="/sub/"><link rel="alternate" type="application/rss+xml" href="rss?a=1&amp;b=2">
<link rel="ALTERNATE nofollow" type="application/atom+xml; charset=utf-8" href="//pier.example/atom"><link rel=alternate type="text/html" href="/de">
<link rel="alternate" type="application/rss+xml" href="rss?a=1&amp;b=2"><link rel="stylesheet" type="application/rss+xml" href="x">
<link rel="alternate" type="application/feed+json" href="mailto:a@b.example"></head><body>Words.</body></html>"""


def test_a_page_is_refused_with_the_feed_that_it_names() -> None:
    feeds = ("https://harbour.example/sub/rss?a=1&b=2", "https://pier.example/atom")
    assert advertised_feeds(PAGE, "https://harbour.example/front") == feeds
    assert advertised_feeds(b"", "https://harbour.example/") == ()
    broken = b'<base href="http://["><link rel=alternate type="application/rss+xml" href="/rss">'
    assert advertised_feeds(broken, "https://harbour.example/") == ()
    assert advertised_feeds(b"\x00\xff words", "https://harbour.example/") == ()
    with pytest.raises(
        InputRefused, match=r"feed: is a page \(HTML\), and no feed; the page names this feed: https://harb"
    ):
        opened(PAGE)


def test_entities_are_harmless() -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10))
    for subset in (
        laughs,
        f'\n<!ENTITY l9 "{"lol" * 1000}">',
        f'<!-- don\'t -->\n<!ENTITY l9 "{"lol" * 1000}">',
        '<!ENTITY l9 SYSTEM "file:///etc/passwd">',
        '<!ENTITY % l9 SYSTEM "http://127.0.0.1:9/x.dtd"> %l9;',
    ):
        item = "<item><title>&l9;</title><link>https://harbour.example/1</link></item>"
        for doctype in (f"<!DOCTYPE rss [{subset}]>", f"\n<!DOCTYPE rss [\n{subset}\n"):
            found = opened(rss(item).replace("<rss", doctype + "<rss", 1))
            pointers = [piece for piece in found if isinstance(piece, Pointer)]
            assert [pointer.stated.get("title") for pointer in pointers] == ["&l9;"]


def test_reading_a_feed_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a reader opened a connection")

    monkeypatch.setattr("socket.socket", refuse)
    monkeypatch.setattr("urllib.request.OpenerDirector.open", refuse)
    item = '<item><link>https://harbour.example/1</link><source url="https://a.example/x">A</source></item>'
    dtd = '<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://a.example/rss.dtd">'
    assert only(opened(rss(item).replace("<rss", dtd + "<rss", 1))).stated["source"] == "A"
    with pytest.raises(InputRefused):
        opened("https://harbour.example/feed.xml")


def test_the_same_bytes_give_the_same_pieces() -> None:
    assert opened(ATOM) == opened(ATOM)
    assert opened(rss(RSS_ITEM)) == opened(rss(RSS_ITEM))


@given(st.binary(max_size=60), st.integers(0, 900))
def test_whatever_happens_to_a_feed_it_is_read_or_refused(junk: bytes, at: int) -> None:
    data = rss(RSS_ITEM).encode()
    with suppress(InputRefused):
        for piece in opened(data[:at] + junk + data[at + len(junk) :]):
            assert isinstance(piece, Pointer | Look | Remark)


@pytest.mark.parametrize(
    ("text", "value", "doubt"),
    [
        ("19-06-2024 13:59 IST", "2024-06-19", NO_ZONE),
        ("Wed, 19 Jun 2024 13:59:00 +0530", "2024-06-19T13:59:00+05:30", None),
        ("Wed, 19 Jun 2024 13:59 GMT", "2024-06-19T13:59Z", None),
        ("Wed, 19 Jun 2024 13:59:00 EDT", "2024-06-19T13:59:00-04:00", None),
        ("Wed, 19 Jun 2024 13:59:00 CST", "2024-06-19", NO_ZONE),
        ("Wed, 19 Jun 2024 13:59:00 BST", "2024-06-19", NO_ZONE),
        ("Wed, 19 Jun 2024 13:59:00", "2024-06-19", NO_ZONE),
        ("Wed, 19 Jun 2024 13:59:00 GMT+0200", "2024-06-19T13:59:00+02:00", None),
        ("Wed, 19 Jun 2024 13:59:00 +0200 (CEST)", "2024-06-19T13:59:00+02:00", None),
        ("Wed, 19 Jun 2024 13:59:60 GMT", "2024-06-19T13:59:59Z", None),
        ("Wed, 19 Jun 2024", "2024-06-19", None),
        ("19 Jun 24 13:59 Z", "2024-06-19T13:59Z", None),
        ("19 Jun 94", "1994-06-19", None),
        ("Wednesday, 19-Jun-24 13:59:00 GMT", "2024-06-19T13:59:00Z", None),
        ("Wed Jun 19 13:59:00 UTC 2024", "2024-06-19T13:59:00Z", None),
        ("June 19, 2024", "2024-06-19", None),
        ("Jun 19, 2024 1:59 PM", "2024-06-19", NO_ZONE),
        ("2024-06-19T13:59:00Z", "2024-06-19T13:59:00Z", None),
        ("2024-06-19T13:59:00.123+02:00", "2024-06-19T13:59:00+02:00", None),
        ("2024-06-19 13:59:00 +0000", "2024-06-19T13:59:00+00:00", None),
        ("2024-06-19T13:59:00", "2024-06-19", NO_ZONE),
        ("2024", "2024", None),
        ("2024-06", "2024-06", None),
        ("2024/6/9", "2024-06-09", None),
        ("20240619", "2024-06-19", None),
        ("20240619T135900Z", "2024-06-19T13:59:00Z", None),
        ("06/19/2024", "2024-06-19", None),
        ("06/06/2024", "2024-06-06", None),
        ("05/06/2024", None, UNREAD),
        ("2024-02-30", None, UNREAD),
        ("Wed, 32 Jun 2024 13:59:00 GMT", None, UNREAD),
        ("Wed, 19 Jun 2024 25:00:00 GMT", None, UNREAD),
        ("Wed, 19 Jun 2024 13:59:00 +9900", "2024-06-19", NO_ZONE),
        ("19 juin 2024", None, UNREAD),
        ("19 Jun 2024 20 Jul 2024", None, UNREAD),
        ("2024-W25-3", None, UNREAD),
        ("yesterday", None, UNREAD),
        ("", None, UNREAD),
        ("0001-01-01T00:00:00Z", None, ZERO),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None, ZERO),
        ("9999-12-31T23:59:59-14:00", None, UNREAD),
    ],
)
def test_a_date_is_read_strictly_and_to_no_more_than_it_says(
    text: str, value: str | None, doubt: str | None
) -> None:
    date = feed_date(text)
    assert (date.value, date.doubt) == (value, doubt)


@given(st.text("0123456789-/.:+TZ JunIST,", max_size=30) | st.text(max_size=30))
def test_what_is_read_as_a_date_is_one_and_stands_in_the_text(text: str) -> None:
    date = feed_date(text)
    if date.value is None:
        assert date.doubt
    else:
        PartialDate.parse(date.value)
        assert date.value[:4] in text or date.value[2:4] in text


@pytest.mark.parametrize(
    ("title", "site", "page", "outlet"),
    [
        ("Harbour Times", "https://www.harbour.example/", "https://harbour.example/1", "Harbour Times"),
        ("The  Pier", "https://pier.example", "", "The Pier"),
        ("Harbour Times", "https://harbour.example/world", "https://harbour.example/1", None),
        ("Harbour Times", "https://harbour.example/", "https://other.example/1", None),
        ("World news | Harbour Times", "https://harbour.example/", "https://harbour.example/1", None),
        ("Harbour Times > World", "https://harbour.example/", "https://harbour.example/1", None),
        ("Harbour Times - World", "https://harbour.example/", "https://harbour.example/1", None),
        ("Latest from Harbour", "https://harbour.example/", "https://harbour.example/1", None),
        ("Search: floods", "https://harbour.example/", "https://harbour.example/1", None),
        ("Harbour Times", "", "https://harbour.example/1", None),
        ("Harbour Times", "https://[harbour/", "https://harbour.example/1", None),
        ("", "https://harbour.example/", "https://harbour.example/1", None),
    ],
)
def test_a_feed_names_the_outlet_only_where_nothing_speaks_against_it(
    title: str, site: str, page: str, outlet: str | None
) -> None:
    assert outlet_of(title, site, page) == outlet
