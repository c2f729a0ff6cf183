"""WARC files: which records become looks, and what is left of a file that is broken."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import tracemalloc
import zlib
from base64 import b32encode
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.look import Look
from archive.errors import InputRefused
from archive.ports import Found, Remark, Source
from archive.readers.payload import TooLarge, Undecodable, decoded, unchunked
from archive.readers.warc import WarcOpener

MB = 1 << 20
PAGE = b"<html><body><p>The old bridge was closed.</p></body></html>"
URL = "https://news.example/bridge"
T0 = 1_718_791_140_000_000
"""2024-06-19T09:59:00Z"""


def record(kind: str, url: str, block: bytes, date: str = "2024-06-19T09:59:00Z", **more: str) -> bytes:
    lines = [f"WARC-Type: {kind}", f"WARC-Date: {date}", f"WARC-Target-URI: {url}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    head = "\r\n".join(["WARC/1.0", *lines, f"Content-Length: {len(block)}", "", ""])
    return head.encode() + block + b"\r\n\r\n"


def http(body: bytes = PAGE, status: str = "200 OK", *headers: str, media: str = "text/html") -> bytes:
    lines = [f"HTTP/1.1 {status}", *([f"Content-Type: {media}"] if media else []), *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def response(url: str = URL, block: bytes | None = None, **more: str) -> bytes:
    return record("response", url, http() if block is None else block, **more)


def found(data: bytes, max_bytes: int = MB) -> list[Found]:
    source = Source(name="crawl.warc.gz", open=lambda: io.BytesIO(data))
    return list(WarcOpener(max_bytes).open(source))


def looks(data: bytes, max_bytes: int = MB) -> list[Look]:
    return [item for item in found(data, max_bytes) if isinstance(item, Look)]


def refusals(items: Iterable[Found]) -> list[str]:
    return [str(item) for item in items if isinstance(item, InputRefused)]


def remarks(items: Iterable[Found]) -> list[str]:
    return [item.text for item in items if isinstance(item, Remark)]


def gz(*records: bytes) -> bytes:
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def zst(*records: bytes, dictionary: bytes = b"") -> bytes:
    params = zstandard.ZstdCompressionParameters(write_checksum=1, write_content_size=1)
    beside = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    compressor = zstandard.ZstdCompressor(compression_params=params, dict_data=beside)
    head = b"\x5d\x2a\x4d\x18" + len(dictionary).to_bytes(4, "little") + dictionary if dictionary else b""
    return head + b"".join(compressor.compress(each) for each in records)


TWO = (response(), response("https://news.example/river", http(PAGE * 9), date="2024-06-20T10:00:00.5Z"))


@pytest.mark.parametrize(
    "data",
    [
        b"".join(TWO),
        gz(*TWO),
        gz(b"".join(TWO)),
        zst(*TWO),
        zst(*TWO, dictionary=b"The old bridge was closed. HTTP/1.1 200 OK" * 9),
        gz(*TWO) + bytes(512),
    ],
    ids=["plain", "gzip", "one gzip member", "zstd", "zstd with a dictionary", "padded"],
)
def test_a_response_is_a_look_at_the_moment_of_its_record(data: bytes) -> None:
    first, second = looks(data)
    assert (first.via, first.url, first.captured, first.status) == ("warc", URL, T0, 200)
    assert (first.data, first.header("content-type")) == (PAGE, "text/html")
    assert first.name == "crawl.warc.gz, record 1"
    assert (second.data, second.captured) == (PAGE * 9, 1_718_877_600_500_000)
    assert len(found(data)) == 2


def test_a_packed_dictionary_is_unpacked_first() -> None:
    dictionary = b"The old bridge was closed. HTTP/1.1 200 OK" * 9
    packed = zstandard.ZstdCompressor().compress(dictionary)
    frames = zst(*TWO, dictionary=dictionary)[8 + len(dictionary) :]
    data = b"\x5d\x2a\x4d\x18" + len(packed).to_bytes(4, "little") + packed + frames
    assert [look.data for look in looks(data)] == [PAGE, PAGE * 9]


CHUNKED = b"10;x=y\r\n" + PAGE[:16] + b"\r\n%x\r\n" % (len(PAGE) - 16) + PAGE[16:] + b"\r\n0\r\n\r\n"


def brotli(data: bytes) -> bytes:
    import brotli as codec

    packed: bytes = codec.compress(data)
    return packed


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (CHUNKED, "Transfer-Encoding: chunked"),
        (PAGE, "Transfer-Encoding: chunked"),
        (gzip.compress(PAGE), "Content-Encoding: gzip"),
        (gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:]), "Content-Encoding: gzip"),
        (PAGE, "Content-Encoding: gzip"),
        (zlib.compress(PAGE), "Content-Encoding: deflate"),
        (zlib.compress(PAGE)[2:-4], "Content-Encoding: deflate"),
        (brotli(PAGE), "Content-Encoding: br"),
        (PAGE, "Content-Encoding: br"),
        (zstandard.compress(PAGE), "Content-Encoding: zstd"),
        (gzip.compress(zlib.compress(PAGE)), "Content-Encoding: deflate, gzip"),
        (PAGE, "Content-Encoding: identity"),
    ],
)
def test_a_body_is_freed_of_its_codings(body: bytes, header: str) -> None:
    items = found(gz(response(block=http(body, "200 OK", header))))
    assert [item.data for item in items if isinstance(item, Look)] == [PAGE]
    assert len(items) == 1


def test_what_was_cut_short_when_it_was_recorded_is_taken_and_told() -> None:
    items = found(
        gz(
            response(block=http(gzip.compress(PAGE * 50)[:-9], "200 OK", "Content-Encoding: gzip")),
            response(block=http(CHUNKED[:40], "200 OK", "Transfer-Encoding: chunked")),
            response(WARC_Truncated="length"),
        )
    )
    assert sum(isinstance(item, Look) for item in items) == 3
    assert remarks(items) == ["recorded cut short, and taken as they are: record 1, 2, 3"]


@pytest.mark.parametrize(
    ("url", "block", "data"),
    [
        (URL, http(media="application/xhtml+xml; charset=utf-8"), PAGE),
        (URL, http(b"%PDF-1.4", media="application/pdf"), b"%PDF-1.4"),
        (URL, http(b"Plain words.", media="text/plain"), b"Plain words."),
        (URL, http(PAGE, media="text/xml"), PAGE),
        (URL, http(b"<rss version='2.0'/>", media="text/xml"), None),
        (URL, http(b"<rss version='2.0'/>", media="application/rss+xml"), None),
        (URL, http(b"https://news.example/1\n", media="text/plain"), None),
        (URL, http(media=""), PAGE),
        (URL, http(media="application/octet-stream"), PAGE),
        (URL, http(b"words", media=""), None),
        (URL, http(b"{}", media="application/json"), None),
        (URL, http(b"\x89PNG\r\n\x1a\n", media="image/png"), None),
        (URL, http(b"\x89PNG\r\n\x1a\n", media="text/html"), None),
        (URL, http(b"body{}", media="text/css"), None),
        ("https://news.example/robots.txt", http(b"User-agent: *", media="text/plain"), None),
        (URL, http(b"", "204 No Content"), None),
        (URL, http(PAGE, "206 Partial Content"), None),
        ("dns:news.example", b"20240619 news.example. A 192.0.2.1", None),
        ("https://news.example/a b", http(), PAGE),
    ],
)
def test_only_what_may_be_an_article_goes_on(url: str, block: bytes, data: bytes | None) -> None:
    items = found(gz(response(url, block)))
    assert [item.data for item in items if isinstance(item, Look)] == ([data] if data else [])
    assert len(remarks(items)) == (0 if data else 1)


@pytest.mark.parametrize(
    ("block", "url", "status", "data"),
    [
        (http(PAGE, "404 Not Found"), URL, 404, PAGE),
        (http(b"", "410 Gone", media=""), URL, 410, b""),
        (http(PAGE, "403 Forbidden"), URL, 403, PAGE),
        (http(PAGE, "503 Service Unavailable"), URL, 503, PAGE),
        (http(PAGE, "301 Moved", "Location: /new"), URL, 301, b""),
        (http(b"", "304 Not Modified"), URL, 304, b""),
        (http(PAGE * MB, "404 Not Found"), URL, 404, b""),
        (http(b"\x89PNG", "404 Not Found", media="image/png"), URL, None, b""),
        (http(PAGE, "404 Not Found"), "https://news.example/favicon.ico", None, b""),
    ],
)
def test_an_answer_that_is_no_page_keeps_its_status(
    block: bytes, url: str, status: int | None, data: bytes
) -> None:
    got = [(look.status, look.data) for look in looks(gz(response(url, block[: 4 * MB])))]
    assert got == ([(status, data)] if status else [])


def test_a_redirect_tells_where_to() -> None:
    (look,) = looks(gz(response(block=http(b"", "301 Moved", "Location: https://news.example/new"))))
    assert look.header("location") == "https://news.example/new"


def test_heads_may_be_folded_latin_and_without_a_status() -> None:
    block = b"HTTP/1.0 200\r\nX-Odd: caf\xe9\r\n more\r\nnonsense\r\nContent-Type:text/html\r\n\r\n" + PAGE
    bare = b"Content-Type: text/html\r\nServer: old\r\n\r\n" + PAGE
    first, second = looks(gz(response(block=block), response(block=bare)))
    assert (first.header("x-odd"), first.status, first.data) == ("caf\xe9 more", 200, PAGE)
    assert (second.header("content-type"), second.status, second.data) == ("text/html", None, PAGE)


def test_resources_are_looks_and_other_kinds_of_records_are_not() -> None:
    data = gz(
        record("warcinfo", "", b"software: crawler"),
        record("resource", URL, PAGE, Content_Type="text/html"),
        record("resource", "urn:text:https://news.example/", b"words", Content_Type="text/plain"),
        record("request", URL, b"GET / HTTP/1.1\r\n\r\n"),
        record("metadata", URL, b"fetchTimeMs: 3"),
        record("conversion", URL, PAGE, Content_Type="text/html"),
    )
    assert [(look.name, look.status, look.data) for look in looks(data)] == [
        ("crawl.warc.gz, record 2", None, PAGE)
    ]
    assert remarks(found(data)) == ["passed over 1 records of no web address"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (response(date="yesterday"), "does not say when it was recorded (WARC-Date 'yesterday')"),
        (response(date="2024-06"), "does not say when it was recorded"),
        (response(date="2024-06-31T00:00:00Z"), "does not say when it was recorded"),
        (response("http://[::bad/"), "is of an address that is none"),
        (response(block=b"SSH-2.0-x\r\n\r\n"), "does not begin as an HTTP answer does"),
        (response(block=http(PAGE * (MB // 40))), "holds a page of more than 1 MB"),
        (
            response(block=http(gzip.compress(bytes(9 * MB)), "200 OK", "Content-Encoding: gzip")),
            "more than 1 MB",
        ),
        (response(block=http(brotli(bytes(9 * MB)), "200 OK", "Content-Encoding: br")), "more than 1 MB"),
        (
            response(block=http(zstandard.compress(bytes(9 * MB)), "200 OK", "Content-Encoding: zstd")),
            "more than 1 MB",
        ),
        (response(block=http(PAGE, "200 OK", "Content-Encoding: pack200")), "is packed as 'pack200'"),
        (
            response(block=http(gzip.compress(PAGE)[:10] + b"\xff" * 40, "200 OK", "Content-Encoding: gzip")),
            "cannot be unpacked",
        ),
        (
            response(block=http(gzip.compress(b"") * 200, "200 OK", "Content-Encoding: gzip")),
            "is packed in more than 100 pieces",
        ),
        (response(WARC_Segment_Number="1"), "is one segment of a page"),
        (response(WARC_Block_Digest="sha1:" + "A" * 32), "does not have the digest that it states"),
    ],
)
def test_a_record_that_cannot_be_taken_is_named_and_the_rest_goes_on(data: bytes, told: str) -> None:
    items = found(gz(data, response()))
    assert [item.name for item in items if isinstance(item, Look)] == ["crawl.warc.gz, record 2"]
    (refusal,) = refusals(items)
    assert refusal.startswith("crawl.warc.gz, record 1 (")
    assert told in refusal


@pytest.mark.parametrize(
    "digest",
    [
        "sha1:" + b32encode(hashlib.sha1(http()).digest()).decode(),
        "SHA-256:" + hashlib.sha256(http()).hexdigest(),
        "blake9:AAAA",
        "sha1:short",
        "nonsense",
    ],
)
def test_a_digest_that_is_right_or_unknown_is_no_matter(digest: str) -> None:
    assert [look.data for look in looks(gz(response(WARC_Block_Digest=digest)))] == [PAGE]


SAME = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
OTHER = b"<html><body><p>The old bridge was opened.</p></body></html>"


def revisit(date: str, digest: str, **more: str) -> bytes:
    url = more.pop("url", URL)
    return record("revisit", url, http(b""), date, WARC_Profile=SAME, WARC_Payload_Digest=digest, **more)


@pytest.mark.parametrize("pack", [lambda *parts: b"".join(parts), gz, zst], ids=["plain", "gzip", "zstd"])
def test_a_revisit_has_the_page_that_the_file_holds(pack: Callable[..., bytes]) -> None:
    data = pack(
        response(WARC_Payload_Digest="sha1:A"),
        response(block=http(OTHER), date="2024-06-20T10:00:00Z", WARC_Payload_Digest="sha1:B"),
        revisit("2024-06-21T10:00:00Z", "sha1:A"),
        revisit("2024-06-22T10:00:00Z", "sha1:B", url="https://news.example/copy"),
    )
    assert [look.data for look in looks(data)] == [PAGE, OTHER, PAGE, OTHER]
    assert looks(data)[3].url == "https://news.example/copy"
    assert {look.status for look in looks(data)} == {200}


def test_a_revisit_of_what_another_file_holds_says_which_look_it_repeats() -> None:
    refers = {"WARC_Refers_To_Target_URI": URL, "WARC_Refers_To_Date": "2024-06-19T09:59:00Z"}
    (look,) = looks(gz(revisit("2024-06-21T10:00:00Z", "sha1:A", **refers)))
    assert (look.status, look.same_as, look.data) == (304, T0, b"")


def test_a_revisit_of_a_page_that_cannot_be_found_again_says_which_look_it_repeats() -> None:
    first = response("https://news.example/", http(OTHER))
    data = gz(first + response(WARC_Payload_Digest="sha1:A") + revisit("2024-06-21T10:00:00Z", "sha1:A"))
    assert [(look.status, look.same_as) for look in looks(data)] == [(200, None), (200, None), (304, T0)]


def test_a_server_that_says_not_modified_is_believed() -> None:
    profile = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
    (look,) = looks(gz(record("revisit", URL, http(b"", "304 Not Modified"), WARC_Profile=profile)))
    assert (look.status, look.same_as) == (304, None)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            {
                "WARC_Refers_To_Target_URI": "https://news.example/other",
                "WARC_Refers_To_Date": "2024-06-19T09:59:00Z",
            },
            "repeats the page of https://news.example/other, which this file does not hold before it",
        ),
        ({}, "repeats an earlier page, which this file does not hold before it"),
    ],
)
def test_a_revisit_of_a_page_that_is_not_there_is_named(more: dict[str, str], told: str) -> None:
    (refusal,) = refusals(found(gz(revisit("2024-06-21T10:00:00Z", "sha1:A", **more))))
    assert told in refusal
    assert found(gz(record("revisit", "https://news.example/a.png", b"", WARC_Profile=SAME, **more))) == [
        Remark("crawl.warc.gz", "passed over 1 other files")
    ]


def test_a_revisit_without_a_head_has_that_of_the_page_it_repeats() -> None:
    data = gz(
        response(WARC_Payload_Digest="sha1:A"),
        record("revisit", URL, b"", "2024-06-21T10:00:00Z", WARC_Profile=SAME, WARC_Payload_Digest="sha1:A"),
    )
    assert [(look.data, look.status, look.header("content-type")) for look in looks(data)] == [
        (PAGE, 200, "text/html")
    ] * 2


def test_a_revisit_that_is_a_redirect_or_an_error_again_stays_one() -> None:
    data = record("revisit", URL, http(b"", "404 Not Found"), WARC_Profile=SAME, WARC_Payload_Digest="sha1:C")
    assert [look.status for look in looks(gz(data))] == [404]


@pytest.mark.parametrize("data", [b"", b"From a@b Thu Jan  1", gzip.compress(b"words"), b"PK\x03\x04"])
def test_what_is_no_warc_is_refused(data: bytes) -> None:
    with pytest.raises(InputRefused, match="is no WARC file"):
        found(data)


def test_endless_lines_and_heads_are_not_held() -> None:
    endless = b"WARC/1.0\r\n" + b"X-Long: " + b"a" * MB
    many = b"WARC/1.0\r\n" + b"X-Many: a\r\n" * 100_000
    for data in (endless, many, gz(endless)):
        assert "holds a head of more than 256 KB" in refusals(found(data))[0]
    held = response(block=b"HTTP/1.1 200 OK\r\n" + b"X-Many: a\r\n" * 100_000)
    assert "holds a head of more than 256 KB" in refusals(found(held))[0]


@pytest.mark.parametrize("packer", [zlib.compressobj(wbits=31), zstandard.ZstdCompressor().compressobj()])
def test_what_unpacks_without_end_is_not_held(packer: Any) -> None:
    pieces = [packer.compress(bytes(MB)) for _ in range(200)]
    data = b"".join([*pieces, packer.flush()])
    tracemalloc.start()
    with pytest.raises(InputRefused, match="is no WARC file"):
        found(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 * MB


CRAWL = [
    response(f"https://news.example/{number}", http(PAGE * number), WARC_Payload_Digest=f"sha1:{number}")
    for number in range(1, 5)
]
PACKS: dict[str, Callable[..., bytes]] = {
    "plain": lambda *parts: b"".join(parts),
    "gzip": gz,
    "zstd": zst,
    "one member": lambda *parts: gz(b"".join(parts)),
}
FILES = {kind: pack(*CRAWL) for kind, pack in PACKS.items()}
WHOLE = looks(FILES["gzip"])


@given(st.sampled_from(sorted(FILES)), st.data())
def test_a_file_that_is_cut_off_gives_what_stands_before_the_cut(kind: str, draw: st.DataObject) -> None:
    data = FILES[kind]
    cut = draw.draw(st.integers(1, len(data) - 1))
    try:
        items = found(data[:cut])
    except InputRefused:
        return  # too little of it is left to be told for a WARC file
    got = [item for item in items if isinstance(item, Look)]
    assert got == WHOLE[: len(got)]
    end = len(PACKS[kind](*CRAWL[: len(got)]))  # a record ends with two blank lines, which may be missing
    assert len(got) == 4 or len(refusals(items)) == 1 or end - 4 <= cut <= end


@given(st.sampled_from(["gzip", "zstd"]), st.data())
def test_a_damaged_packed_file_gives_no_record_that_is_not_sound(kind: str, draw: st.DataObject) -> None:
    data = bytearray(FILES[kind])
    place = draw.draw(st.integers(0, len(data) - 1))
    data[place] ^= draw.draw(st.integers(1, 255))
    try:
        items = found(bytes(data))
    except InputRefused:
        return
    got = [item for item in items if isinstance(item, Look)]
    assert got == WHOLE[: len(got)]
    assert len(got) == 4 or refusals(items)


def test_a_large_record_whose_checksum_is_wrong_is_not_given() -> None:
    words = random.Random(7).randbytes(100_000).hex().encode()
    data = bytearray(gz(response(), response(block=http(PAGE + words))))
    assert len(looks(bytes(data))) == 2
    data[-6] ^= 1
    items = found(bytes(data))
    assert [type(item) for item in items] == [Look, InputRefused]
    assert "is damaged (Error -3 while decompressing data: incorrect data check) after record 2" in str(
        items[1]
    )


@given(st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=6)), max_size=5))
def test_nothing_but_a_refusal_comes_of_a_damaged_plain_file(damage: list[tuple[int, bytes]]) -> None:
    data = bytearray(FILES["plain"])
    for place, junk in damage:
        data[place % len(data) : place % len(data) + len(junk)] = junk
    try:
        found(bytes(data))
    except InputRefused as refusal:
        told = str(refusal)
    else:
        told = "is no WARC file"
    assert "is no WARC file" in told


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", "x"]))
def test_any_body_is_unpacked_or_refused(body: bytes, coding: str) -> None:
    unchunked(body)
    with suppress(TooLarge, Undecodable):
        assert len(decoded(body, coding, 1000)[0]) <= 1000
