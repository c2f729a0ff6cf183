"""Addresses: one page, one address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.address import canonical_url, content_address

PAGE = "https://paper.example/a"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (PAGE, PAGE),
        (f"  {PAGE}\n", PAGE),
        ("HTTPS://Paper.Example/a", PAGE),
        ("https://paper.example/A", "https://paper.example/A"),
        ("https://paper.example:443/a", PAGE),
        ("http://paper.example:80/a", "http://paper.example/a"),
        ("https://paper.example:8443/a", "https://paper.example:8443/a"),
        ("https://paper.example./a", PAGE),
        ("https://paper.example", "https://paper.example/"),
        (f"{PAGE}#comments", PAGE),
        (f"{PAGE}?", PAGE),
        (f"{PAGE}?utm_source=x&UTM_medium=y&fbclid=1&gclid=2&mc_cid=3&igshid=4", PAGE),
        (f"{PAGE}?id=7&utm_source=x&page=2", f"{PAGE}?id=7&page=2"),
        (f"{PAGE}?b=1&a=2", f"{PAGE}?b=1&a=2"),
        (f"{PAGE}?7", f"{PAGE}?7"),
        (f"{PAGE}?q=a%20b+c&empty=", f"{PAGE}?q=a%20b+c&empty="),
        (f"{PAGE}?&&id=7&", f"{PAGE}?id=7"),
        ("https://user:secret@paper.example/a", PAGE),
        ("https://paper.example/é b", "https://paper.example/%C3%A9%20b"),
        ("https://paper.example/%C3%A9%20b", "https://paper.example/%C3%A9%20b"),
        ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ],
)
def test_canonical_url(url: str, expected: str) -> None:
    assert canonical_url(url) == expected
    assert canonical_url(expected) == expected


@pytest.mark.parametrize(
    "url",
    ["", "paper.example/a", "/a", "ftp://paper.example/a", "https://", "https:///a", "mailto:a@paper.example",
     "https://paper.example:99999/a", "http://[::1/a", "https://./a"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical_url(url)


@given(st.text("ab/?&=#%.+ é_utm", max_size=20))
def test_an_address_is_its_own_address(rest: str) -> None:
    once = canonical_url(f"https://paper.example/{rest}")
    assert canonical_url(once) == once
    assert "#" not in once


def test_content_without_a_name_is_named_by_its_hash() -> None:
    assert content_address("0123456789abcdef" * 4) == "stdin:0123456789abcdef"
