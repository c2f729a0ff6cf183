"""What web archives say that they hold: TimeMaps and CDX listings."""

from __future__ import annotations

import io
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.look import Look, Pointer
from archive.errors import InputRefused
from archive.ports import Found, Remark, Source
from archive.readers.cdx import CdxOpener
from archive.readers.json_rows import json_rows
from archive.readers.memento import listing_url, memento_url, moment_of_stamp, raw_url
from archive.readers.timemap import TimemapOpener

SERVER = "https://web.archive.example/web"
URL = "https://news.example/bridge"
T1, T2, T3 = 1_718_791_140_000_000, 1_718_877_600_000_000, 1_718_964_000_000_000
"""20240619095900, 20240620100000, 20240621100000"""


class Stream(io.BytesIO):
    """Gives a few bytes at a time, as a network does."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size, 7) if size is not None and size > 0 else size)


def source(text: str, **options: str) -> Source:
    return Source(
        name="list", open=lambda: Stream(text.encode()), url="https://a.example/map", options=options
    )


def cdx(text: str, server: str = SERVER) -> list[Found]:
    return list(CdxOpener().open(source(text, memento_server=server)))


def timemap(text: str) -> list[Found]:
    return list(TimemapOpener().open(source(text)))


def told(items: list[Found]) -> list[tuple[object, ...]]:
    """What was found, in short."""
    out: list[tuple[object, ...]] = []
    for item in items:
        if isinstance(item, Pointer):
            out.append(
                ("listing", item.url) if item.listing else ("get", item.url, item.captured, item.original)
            )
        elif isinstance(item, Look):
            out.append((item.status, item.url, item.captured, item.same_as))
        else:
            out.append((type(item).__name__, item.text if isinstance(item, Remark) else str(item)))
    return out


LINES = [
    f"example,news)/bridge 20240619095900 {URL} text/html 200 AAAA 1043",
    f"example,news)/bridge 20240620100000 {URL} text/html 200 BBBB 1043",
    f"example,news)/bridge 20240621100000 {URL} warc/revisit - AAAA 543",
]
THREE = [
    ("get", f"{SERVER}/20240619095900id_/{URL}", T1, URL),
    ("get", f"{SERVER}/20240620100000id_/{URL}", T2, URL),
    (304, URL, T3, T1),
]
NAMES = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROWS = [line.split() for line in LINES]
PYWB = [
    {"urlkey": row[0], "timestamp": row[1], "url": row[2], "mime": row[3], "status": row[4], "digest": row[5]}
    for row in ROWS
]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(LINES),
        "\r\n".join(LINES) + "\r\n\r\n",
        " CDX N b a m s k S\n" + "\n".join(LINES),
        " CDX b a k m s\n" + "\n".join(" ".join((r[1], r[2], r[5], r[3], r[4])) for r in ROWS),
        json.dumps([NAMES, *ROWS]),
        json.dumps([NAMES, *ROWS, []], indent=1),
        "\n".join(map(json.dumps, PYWB)),
        "\n".join(f"{row['urlkey']} {row['timestamp']} {json.dumps(row)}" for row in PYWB),
        "!OpenWayback-CDXJ 1.0\n"
        + "\n".join(f"{row['urlkey']} {row['timestamp']} {json.dumps(row)}" for row in PYWB),
    ],
    ids=["lines", "crlf", "legend", "other order", "array", "indented", "objects", "cdxj", "cdxj with head"],
)
def test_every_writing_of_a_cdx_listing_says_the_same(text: str) -> None:
    assert told(cdx(text)) == THREE


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (f"k 20240619095900 {URL} text/html 404 - 1", [(404, URL, T1, None)]),
        (f"k 20240619095900 {URL} text/html 410 - 1", [(410, URL, T1, None)]),
        (f"k 20240619095900 {URL} text/html 301 - 1", [("Remark", "passed over 1 redirects and errors")]),
        (f"k 20240619095900 {URL} image/png 200 - 1", [("Remark", "passed over 1 other files")]),
        (
            f"k 20240619095900 {URL} unk - - 1",
            [("get", f"{SERVER}/20240619095900id_/{URL}", T1, URL)],
        ),
    ],
)
def test_what_needs_no_fetching_is_told_from_the_listing(row: str, expected: list[object]) -> None:
    assert told(cdx(row)) == expected


def test_equal_digests_of_two_addresses_are_two_pages() -> None:
    other = "https://news.example/river"
    text = "\n".join([LINES[0], f"example,news)/river 20240620100000 {other} text/html 200 AAAA 1"])
    assert [type(item) for item in cdx(text)] == [Pointer, Pointer]


def test_rows_that_name_no_capture_are_counted() -> None:
    text = "\n".join(
        ["k yesterday x text/html 200 A 1", LINES[0], "k 20241399000000 http://a.example/ t 200 A 1"]
    )
    assert told(cdx(text)) == [THREE[0], ("Remark", "passed over 2 rows that name no capture: row 1, 3")]


def test_values_are_told_apart_wherever_a_piece_of_the_text_ends() -> None:
    assert list(json_rows(Stream(b' [123456789, "a,]", [1, {"b": []}] , 5] x'))) == [
        123456789,
        "a,]",
        [1, {"b": []}],
        5,
    ]
    assert list(json_rows(Stream(b"12345678 9"))) == [12345678, 9]


@pytest.mark.parametrize(
    "text", ["", "words and more words here", "[1, 2", "{", '{"a": 1}', "[]", "[[]]", "\x00"]
)
def test_what_is_no_listing_gives_nothing_to_fetch(text: str) -> None:
    items: list[Found] = []
    with suppress(InputRefused):
        items = cdx(text)
    assert told(items) in ([], [("Remark", "lists no captures")])


def test_a_listing_that_breaks_off_gives_what_stands_before() -> None:
    assert told(cdx(json.dumps([NAMES, *ROWS])[:-60])) == [
        *THREE[:2],
        ("InputRefused", "list: breaks off after row 2"),
    ]


def test_a_listing_needs_a_server() -> None:
    with pytest.raises(InputRefused, match="does not say of which; say --memento SERVER"):
        list(CdxOpener().open(source(LINES[0])))


LINKS = (
    f'<{URL}>; rel="original",\n'
    f'<{SERVER}/timemap/link/{URL}>; rel="self"; type="application/link-format"; from="Wed, 19 Jun 2024 09:59:00 GMT",\n'
    f'<https://a.example/map>; rel="timemap",\n<https://a.example/map/2>; rel="timemap"; type="application/link-format",\n'
    f'<{SERVER}>; rel="timegate",\n'
    f'<{SERVER}/20240619095900/{URL}>; rel="first memento"; datetime="Wed, 19 Jun 2024 09:59:00 GMT",\n'
    f'<{SERVER}/20240620100000mp_/{URL}?a=1,2>; rel=memento; title="a, \\"b\\" <c>"; datetime="Thu, 20 Jun 2024 10:00:00 GMT" ,'
    f'<https://other.example/20240621100000/{URL}>;rel="last memento";datetime="Fri, 21 Jun 2024 10:00:00 GMT"\n'
)
MEMENTOS = [
    ("listing", "https://a.example/map/2"),
    ("get", f"{SERVER}/20240619095900id_/{URL}", T1, URL),
    ("get", f"{SERVER}/20240620100000id_/{URL}?a=1,2", T2, URL),
    ("get", f"https://other.example/20240621100000/{URL}", T3, URL),
]


def test_a_timemap_of_links_points_to_the_bytes_as_they_were_recorded() -> None:
    assert told(timemap(LINKS)) == MEMENTOS


def test_a_timemap_in_json_says_the_same() -> None:
    mementos = [
        {"datetime": "2024-06-19T09:59:00Z", "uri": f"{SERVER}/20240619095900/{URL}"},
        {"datetime": "2024", "uri": f"{SERVER}/20240619095900/{URL}"},
        {"datetime": "2024-06-19T09:59:00Z", "uri": "ftp://a.example/"},
    ]
    text = json.dumps(
        {
            "original_uri": URL,
            "mementos": {"list": mementos},
            "timemap_index": [{"uri": "https://b.example/"}],
        }
    )
    assert told(timemap(text)) == [
        MEMENTOS[1],
        ("InputRefused", "list, memento 3: names no http or https address: 'ftp://a.example/'"),
        ("listing", "https://b.example/"),
        ("Remark", "passed over 1 mementos without a date that can be read"),
    ]


@pytest.mark.parametrize(
    ("memento", "raw"),
    [
        ("https://a.example/web/20240619095900/http://b.example/x?y", "https://a.example/web/20240619095900id_/http://b.example/x?y"),
        ("https://a.example/web/20240619095900if_/http://b.example/", "https://a.example/web/20240619095900id_/http://b.example/"),
        ("https://a.example/web/20240619095900id_/http://b.example/", "https://a.example/web/20240619095900id_/http://b.example/"),
        ("https://a.example/a/b/20240619095900/b.example/", "https://a.example/a/b/20240619095900id_/b.example/"),
        ("https://a.example/20240619095900/http://b.example/", "https://a.example/20240619095900/http://b.example/"),
        ("https://a.example/abcde", "https://a.example/abcde"),
        ("https://a.example/x?u=/20240619095900/http://b.example/", "https://a.example/x?u=/20240619095900/http://b.example/"),
    ],
)  # fmt: skip
def test_the_raw_bytes_of_a_memento_have_an_address_of_their_own(memento: str, raw: str) -> None:
    assert raw_url(memento) == raw
    assert raw_url(raw) == raw


@pytest.mark.parametrize(
    ("server", "listing"),
    [
        ("https://a.example/web/", "https://a.example/cdx/search/cdx?url=https%3A%2F%2Fb.example%2F%3Fc%3Dd%26e&output=json"),
        ("https://a.example", "https://a.example/cdx/search/cdx?url=https%3A%2F%2Fb.example%2F%3Fc%3Dd%26e&output=json"),
        ("https://a.example/wayback", "https://a.example/wayback/cdx?url=https%3A%2F%2Fb.example%2F%3Fc%3Dd%26e&output=json"),
        ("http://localhost:8080/coll", "http://localhost:8080/coll/cdx?url=https%3A%2F%2Fb.example%2F%3Fc%3Dd%26e&output=json"),
    ],
)  # fmt: skip
def test_a_server_is_asked_for_its_captures_of_an_address(server: str, listing: str) -> None:
    assert listing_url(server, "https://b.example/?c=d&e") == listing


def test_a_host_alone_is_a_wayback_machine() -> None:
    assert (
        memento_url("https://a.example/", "20240619095900", URL)
        == f"https://a.example/web/20240619095900id_/{URL}"
    )


def test_a_memento_must_say_of_what_it_is_one() -> None:
    link = '<https://a.example/abc>; rel="memento"; datetime="Wed, 19 Jun 2024 09:59:00 GMT"'
    assert told(timemap(link)) == [
        ("InputRefused", "list, link 1: does not say of what it is a capture: https://a.example/abc")
    ]


def test_a_server_must_be_a_web_address() -> None:
    with pytest.raises(ValueError, match="not the http or https address"):
        listing_url("ftp://a.example", URL)


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("20240619095900", T1),
        ("20240619", None),
        ("20241399000000", None),
        ("2024061909590x", None),
        ("٢" * 14, None),
    ],
)
def test_a_stamp_is_a_moment_or_nothing(stamp: str, moment: int | None) -> None:
    assert moment_of_stamp(stamp) == moment


@given(
    st.sampled_from([LINKS, json.dumps([NAMES, *ROWS]), "\n".join(LINES)]),
    st.integers(0, 2000),
    st.text(max_size=5),
)
def test_nothing_but_a_refusal_comes_of_a_damaged_listing(text: str, place: int, junk: str) -> None:
    place %= len(text)
    for damaged in (text[:place], text[:place] + junk + text[place + len(junk) :]):
        for opener in (TimemapOpener(), CdxOpener()):
            listing = source(damaged.encode(errors="replace").decode(), memento_server=SERVER)
            with suppress(InputRefused):
                list(opener.open(listing))
