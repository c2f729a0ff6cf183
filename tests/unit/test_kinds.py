"""Which format an input is in: told by its content, and by name or media type only where that leaves a choice."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.look import KINDS, Kind, Look
from archive.errors import InputRefused
from archive.readers.by_kind import ByKind
from archive.readers.kinds import kind_of
from archive.readers.markup import root_of
from archive.readers.wrappers import HEAD, peeled, unwrapped

XML = b'<?xml version="1.0" encoding="utf-8"?>\n'
RSS = XML + b'<rss version="2.0"><channel><title>Harbour</title></channel></rss>'
SITEMAP = XML + b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'
PAGE = b"<!DOCTYPE html>\n<html><head><title>One</title></head><body><p>Words.</p></body></html>"
MAIL = b"From: Desk <desk@harbour.example>\nTo: you@there.example\nSubject: Morning\nMIME-Version: 1.0\n\nWords.\n"
LINE = json.dumps(
    {"url": "https://harbour.example/1", "text": "Words \u2026 \u00c5 \u2028 more."}, ensure_ascii=False
)
PROSE = "The minister spoke on Tuesday. Nobody was hurt.\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (RSS, "feed"),
        (b"\n\n" + RSS, "feed"),
        (b"<!-- made by hand -->\n<?xml-stylesheet href='a.xsl'?><rss version='0.91'>", "feed"),
        (b'<!DOCTYPE rss [<!ENTITY a "it\'s > b">]>\n<rss>', "feed"),
        (b"<!DOCTYPE rss [<!-- don't --> unclosed", "feed"),
        (
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">',
            "feed",
        ),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
        (b'<a:feed xmlns:a="http://www.w3.org/2005/Atom">', "feed"),
        (b'{"title": "Harbour", "version": "https://jsonfeed.org/version/1.1", "items": []}', "feed"),
        (b'{\n "version" : "https:\\/\\/jsonfeed.org\\/version\\/1"', "feed"),
        (RSS.decode().encode("utf-16"), "feed"),
        (RSS.decode().encode("utf-16-le"), "feed"),
        (b"\xef\xbb\xbf" + RSS, "feed"),
        (SITEMAP, "sitemap"),
        (b'<s:sitemapindex xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9">', "sitemap"),
        (b'<opml version="2.0"><head/>', "opml"),
        (PAGE, "html"),
        (b"<html lang=en><p>One", "html"),
        (XML + b'<html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        (b"<!-- saved --><!doctype HTML><p>One", "html"),
        (b"<div><p>One.</p><p>Two.</p><p>Three.</p></div>", "html"),
        (PAGE.decode().encode("utf-16"), "html"),
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.4", "pdf"),
        (MAIL, "mail"),
        (MAIL.replace(b"\n", b"\r\n"), "mail"),
        (b"From desk@harbour.example Wed Jun 19 13:59:00 2024\n" + MAIL, "mbox"),
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "warc"),
        (b"\x5d\x2a\x4d\x18\x10\x00\x00\x00", "warc"),
        (b"PK\x03\x04" + b"\x00" * 26 + b"archive/data.warc.gz", "wacz"),
        (b"PK\x03\x04" + b"\x00" * 26 + b"datapackage.json", "wacz"),
        (b"https://a.example/1\n\n# more\nHTTP://b.example/2\n", "urls"),
        ("https://a.example/1\r\nhttps://b.example/2".encode("utf-16"), "urls"),
        (LINE.encode(), "jsonl"),
        (f"{LINE}\n\n{LINE}\r\n".encode(), "jsonl"),
        (f"{LINE}\n{{broken\n{LINE}\n".encode(), "jsonl"),
        (b" CDX N b a m s k r M S V g\ncom,a)/ 2024", "cdx"),
        (b"example,a)/one 20240619135900 https://a.example/one text/html 200 X 12\n", "cdx"),
        (b'example,a)/one 20240619135900 {"url": "https://a.example/one"}\n', "cdx"),
        (b'[["urlkey","timestamp","original"],\n["example,a)/", "2024', "cdx"),
        (b'<https://a.example/>; rel="original",\n<https://m.example/t>; rel="timegate"', "timemap"),
        (b'{"original_uri": "https://a.example/", "mementos": {"list": []}}', "timemap"),
    ],
)
def test_the_content_tells_the_kind(data: bytes, kind: Kind) -> None:
    assert kind_of(data, "a") == kind
    assert kind_of(data, "article.txt", "text/plain") == kind


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "",
        " date 2024-06-19\n" + PROSE,
        "<3 is what they wrote. " + PROSE,
        "<b>Breaking</b> " + PROSE,
        "<http://a.example/> is where it stood. " + PROSE,
        "https://a.example/1\nThat was the address. " + PROSE,
        '{"a": 1} is how the leak began.\n' + PROSE,
        '{"a": 1}\n' + PROSE,
        "[1] " + PROSE,
        "# Only remarks\n# and nothing else\n",
        "From: the desk\nSubject: floods\nDate: Monday\n\n" + PROSE,
        "From here on it went wrong at 13:59.\n" + PROSE,
        "The tag <rss> opens a feed and <html> a page. " + PROSE,
        "PK and WARC/1.0 are magic words; %PDF- is another. " + PROSE,
        "https://a.example/1 https://b.example/2\n",
    ],
)
def test_a_text_stays_a_text(text: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        assert kind_of(text.encode(encoding), "article.txt") == "text"
        assert kind_of(text.encode(encoding), "-") == "text"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n....", "looks like a PNG image"),
        (b"\x7fELF\x02", "looks like a program"),
        (
            b"PK\x03\x04" + b"\x00" * 26 + b"[Content_Types].xml",
            "looks like a ZIP archive or an office document",
        ),
        (b"words\x00words", "looks like binary data"),
        (XML + b"<invoice><sum>3</sum></invoice>", "its first element is <invoice>"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', "its first element is <svg>"),
        (b"<!DOCTYPE nitf>\n<nitf><body/></nitf>", "its first element is <nitf>"),
        (gzip.compress(b"\xff\xd8\xff\xe0"), "looks like a JPEG image"),
        (f"[{LINE}]".encode(), "is JSON that is not read"),
        (f"[\n{LINE},\n".encode() * 2**10, "is JSON that is not read"),
        (b'{\n  "text": "Words",\n  "n": [1]\n}\n', "is JSON that is not read"),
        (gzip.compress(b"[1, 2]"), "is JSON that is not read"),
        (b"\x1f\x8b\x08 but no more", "cannot be read past 0 bytes"),
    ],
)
def test_what_cannot_be_read_is_of_no_kind_and_told_why(data: bytes, reason: str) -> None:
    assert kind_of(data, "a.txt") is None
    refused(data, reason)


def refused(data: bytes, reason: str = "") -> None:
    with pytest.raises(InputRefused, match=f"^a.txt: .*{re.escape(reason)}"):
        ByKind(2**20).read(Look(name="a.txt", data=data), {})


@pytest.mark.parametrize(
    ("data", "name", "media_type", "kind"),
    [
        (b"Plain words.", "a.html", None, "html"),
        (b"Plain words.", "a", "text/html; charset=utf-8", "html"),
        (b"Plain words.", "a.html.gz", None, "html"),
        (b"Plain words.", "a.html", "text/plain", "html"),
        (RSS, "a.html", "text/html", "feed"),
        (PAGE, "feed.xml", "application/rss+xml", "html"),
        (b"Subject: x\n\nWords", "a.eml", None, "mail"),
        (b"Words", "a.eml", None, "text"),
        (b'{"a": 1}\nnot json\n', "a.jsonl", None, "jsonl"),
        (b"Words", "a.jsonl", None, "text"),
        (b"<b>Warning</b>: a.php <link>\n" * 9 + RSS, "a", "application/rss+xml", "feed"),
        (b"a.example/1\n", "list.urls", None, "urls"),
        (b"Plain words.", "sitemap.xml", "application/xml", "text"),
    ],
)
def test_name_and_media_type_decide_where_the_content_does_not(
    data: bytes, name: str, media_type: str | None, kind: Kind
) -> None:
    assert kind_of(data, name, media_type) == kind


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zstandard.ZstdCompressor().compress])
def test_a_wrapper_is_looked_through(pack: Callable[[bytes], bytes]) -> None:
    for data, kind in (
        (SITEMAP, "sitemap"),
        (PAGE, "html"),
        (LINE.encode(), "jsonl"),
        (PROSE.encode(), "text"),
    ):
        assert kind_of(pack(data), "a.gz") == kind
        assert unwrapped("a", io.BytesIO(pack(data))).read() == data


def test_what_is_cut_off_at_the_end_of_the_head_does_not_count() -> None:
    lines = (LINE + "\n").encode() * 2000
    assert kind_of(lines[:HEAD], "a") == "jsonl"
    assert kind_of(gzip.compress(lines)[:HEAD], "a") == "jsonl"
    assert kind_of((b"https://a.example/1\n" * 4000)[:HEAD], "a") == "urls"
    long = json.dumps({"url": "https://a.example/1", "text": "w" * 2 * HEAD}).encode()
    assert kind_of(long[:HEAD], "a") == "jsonl"


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"<", b"{", b"<!DOCTYPE ", b"<?xml ", b"\x1f\x8b", b"From "]),
)
def test_any_bytes_are_of_one_kind_or_of_none(data: bytes, start: bytes) -> None:
    kind = kind_of(start + data, "a.txt")
    if kind is None:
        refused(start + data)
    else:
        assert kind in KINDS


def test_the_page_on_inputs_shows_every_kind(root: Path) -> None:
    page = (root / "docs" / "inputs.md").read_text(encoding="utf-8")
    table, _, _ = page.partition("## Feeds")
    assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.M)) == KINDS


def test_the_first_element_is_found_behind_what_may_stand_before_it() -> None:
    root = root_of(
        '\ufeff <?xml version="1.0"?><!-- a --><!DOCTYPE x:a [<!ENTITY b "c">]><x:A xmlns:x="u:x" xmlns="u:y">'
    )
    assert root is not None
    assert (root.name, root.namespace, root.doctype, root.xml) == ("a", "u:x", "x:a", True)
    assert root.namespaces == {"u:x", "u:y"}
    assert root_of("words <a>") is None


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zstandard.ZstdCompressor().compress])
def test_a_packed_input_is_read_up_to_a_limit_and_up_to_its_damage(pack: Callable[[bytes], bytes]) -> None:
    data = b"".join(b"line %d\n" % number for number in range(200_000))
    packed = pack(data)
    with pytest.raises(InputRefused, match=r"a: holds more than 0 MiB, packed or unpacked"):
        unwrapped("a", io.BytesIO(packed), 1000).read()
    stream = unwrapped("a", io.BytesIO(packed[: len(packed) * 3 // 4]))
    got: list[bytes] = []
    with pytest.raises(InputRefused, match=r"a: cannot be read past [1-9]"):
        got.extend(iter(lambda: stream.read(100), b""))
    assert len(got) > 10
    assert data.startswith(b"".join(got))


def test_a_bomb_is_opened_no_further_than_the_limit() -> None:
    bomb = zstandard.ZstdCompressor().compress(bytes(2**26))
    assert peeled(bomb) == bytes(HEAD)
    with pytest.raises(InputRefused, match="holds more than 1 MiB"):
        unwrapped("a", io.BytesIO(bomb), 2**20).read()
    assert unwrapped("a", io.BytesIO(b"ab")).read() == b"ab"
    assert unwrapped("a", io.BytesIO(b"")).read() == b""


def test_closing_what_was_unwrapped_closes_the_input() -> None:
    for data in (b"words", gzip.compress(b"words")):
        inner = io.BytesIO(data)
        with unwrapped("a", inner) as stream:
            stream.read()
        assert inner.closed
