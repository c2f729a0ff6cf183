"""WACZ packages: the looks of the WARC files in them, and hostile ZIP files."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.look import Look
from archive.errors import InputRefused
from archive.ports import Found, Source
from archive.readers.wacz import WaczOpener

PAGE = b"<html><body><p>The old bridge was closed.</p></body></html>"


def warc(number: int) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE * number
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2024-06-19T09:59:00Z\r\n"
        f"WARC-Target-URI: https://news.example/{number}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)


def package(members: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


def found(data: bytes) -> list[Found]:
    return list(WaczOpener(1 << 20).open(Source(name="site.wacz", open=lambda: io.BytesIO(data))))


def looks(data: bytes) -> list[Look]:
    return [item for item in found(data) if isinstance(item, Look)]


CRAWL = {
    "datapackage.json": b"{}",
    "archive/b.warc.gz": warc(2),
    "archive/a.warc.gz": warc(1),
    "indexes/index.cdx": b"",
    "pages/pages.jsonl": b"{}",
}


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_archives_of_a_package_are_read_in_the_order_of_their_names(how: int) -> None:
    assert [(look.name, look.url, look.data) for look in looks(package(CRAWL, how))] == [
        ("site.wacz: a.warc.gz, record 1", "https://news.example/1", PAGE),
        ("site.wacz: b.warc.gz, record 1", "https://news.example/2", PAGE * 2),
    ]


def test_a_package_may_stand_in_a_folder_and_its_names_are_no_paths() -> None:
    data = package({"site/archive/a.warc.gz": warc(1), "../../archive/../archive/\nx.warc": warc(2)})
    assert sorted(look.name for look in looks(data)) == [
        "site.wacz: ?x.warc, record 1",
        "site.wacz: a.warc.gz, record 1",
    ]


def test_an_archive_that_is_none_is_named_and_the_rest_goes_on() -> None:
    items = found(package({"archive/a.warc.gz": b"words", "archive/b.warc.gz": warc(1)}))
    assert [type(item) for item in items] == [InputRefused, Look]
    assert str(items[0]) == "site.wacz: a.warc.gz: is no WARC file"


def test_a_member_that_unpacks_without_end_is_refused_at_its_first_line() -> None:
    (refusal,) = found(package({"archive/a.warc": bytes(64 << 20)}, zipfile.ZIP_DEFLATED))
    assert str(refusal) == "site.wacz: a.warc: is no WARC file"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"words", "is no ZIP file that can be read"),
        (package({"pages/pages.jsonl": b"{}"}), "holds no WARC file in a folder archive/"),
        (package({"one.wacz": package(CRAWL)}), "is a package of packages"),
        (package(CRAWL)[:-40], "is no ZIP file that can be read"),
    ],
)
def test_what_is_no_package_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(InputRefused, match=r"site\.wacz") as refusal:
        found(data)
    assert told in str(refusal.value)


def test_an_encrypted_member_is_named() -> None:
    data = bytearray(package({"archive/a.warc.gz": warc(1)}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (refusal,) = found(bytes(data))
    assert isinstance(refusal, InputRefused)
    assert "cannot be read" in str(refusal)


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 255)), max_size=4), st.integers(1, 5000))
def test_nothing_but_a_refusal_comes_of_a_damaged_package(damage: list[tuple[int, int]], end: int) -> None:
    data = bytearray(package(CRAWL))
    for place, bits in damage:
        data[place % len(data)] ^= bits
    told: list[Found] = []
    try:
        told = found(bytes(data[:end]))
    except InputRefused as refusal:
        told = [refusal]
    assert told or damage
