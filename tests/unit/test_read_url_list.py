"""Lists of addresses: one a line, whatever the lines end with, and bad lines by name."""

from __future__ import annotations

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.look import Pointer
from archive.errors import InputRefused
from archive.ports import Found, Source
from archive.readers.url_list import UrlListOpener


def opened(data: bytes) -> list[Found]:
    return list(UrlListOpener().open(Source(name="list.txt", open=lambda: io.BytesIO(data))))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_addresses_are_taken_in_order_past_blank_lines_and_remarks(end: str, encoding: str) -> None:
    lines = [
        "# kept by hand",
        "",
        "https://a.example/1",
        "  HTTP://b.example/\u00e9 ",
        "  # more",
        "https://a.example/1",
    ]
    urls = ["https://a.example/1", "HTTP://b.example/\u00e9", "https://a.example/1"]
    data = end.join(lines).encode(encoding)
    assert opened(data) == [Pointer(name=url, url=url) for url in urls]
    assert opened(gzip.compress(data)) == opened(data)


def test_a_bad_line_is_named_and_the_rest_goes_on() -> None:
    lines = [
        b"https://a.example/1",
        b"a.example/2",
        b"ftp://a.example/3",
        b"https://a.example/4 https://a.example/5",
        b"https://\xff",
    ]
    lines += [b"https://a.example/" + b"w" * 20_000, b"https://a.example/7"]
    found = opened(b"\n".join(lines))
    assert [piece.url for piece in found if isinstance(piece, Pointer)] == [
        "https://a.example/1",
        "https://a.example/7",
    ]
    assert [str(piece) for piece in found if isinstance(piece, InputRefused)] == [
        "list.txt:2: not an http or https address: 'a.example/2'",
        "list.txt:3: not an http or https address: 'ftp://a.example/3'",
        "list.txt:4: more than one address on a line: 'https://a.example/4 https://a.example/5'",
        "list.txt:5: holds bytes that are not UTF-8",
        "list.txt:6: longer than 16,384 characters, which is more than a line of this may have",
    ]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# nothing\n"])
def test_a_list_of_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(InputRefused, match=r"list\.txt: lists no address"):
        opened(data)


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=20), min_size=1
    )
)
def test_every_line_is_taken_or_refused_and_none_is_lost(rests: list[str]) -> None:
    lines = [f"https://{rest}" for rest in rests]
    found = opened("\n".join(lines).encode())
    assert len(found) == len(lines)
    for number, (line, piece) in enumerate(zip(lines, found, strict=True), start=1):
        if isinstance(piece, Pointer):
            assert piece.url == line.strip()
        else:
            assert str(piece).startswith(f"list.txt:{number}: ")
