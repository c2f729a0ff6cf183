"""Sites that mean harm, or are broken: one kind of trouble, within the deadline, and never a traceback."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from tests.fetch.bombs import bomb
from tests.fetch.conftest import EASY, Fetch
from tests.fetch.site import Scene, Site, dripping, endless, head, packed, raw, stalled

CHUNKED = head(200, [("Transfer-Encoding", "chunked")])
ZIPPED = bomb("gzip", 1 << 20)

HURRY = {"longer than 0.3 s": {"deadline": 0.3}, "nothing came for too long": {"read_timeout": 0.2}}
"""The limit that the trouble with these words is about; the others leave time enough on any machine."""

TROUBLES: dict[str, tuple[Scene, str, str]] = {
    "a byte at a time": (dripping(head(200)), "timeout", "longer than 0.3 s"),
    "a header byte at a time": (dripping(b"HTTP/1.1 200 OK\r\nX: "), "timeout", "longer than 0.3 s"),
    "a status byte at a time": (dripping(b"HTTP/1.1 "), "timeout", "longer than 0.3 s"),
    "a chunk size byte at a time": (dripping(CHUNKED + b"1;"), "timeout", "longer than 0.3 s"),
    "silence": (stalled(), "timeout", "nothing came for too long"),
    "silence in the header": (stalled(b"HTTP/1.1 200 OK\r\n"), "timeout", "nothing came for too long"),
    "silence in the body": (stalled(head(200) + b"<p>"), "timeout", "nothing came for too long"),
    "100 for ever": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 99), "too-large", "bytes came"),
    "a body for ever": (endless(head(200), b"x" * 65536), "too-large", "more than 1048576 bytes"),
    "chunks for ever": (endless(CHUNKED, b"ffff\r\n" + b"x" * 65535 + b"\r\n"), "too-large", "1048576"),
    "a chunk of -1 bytes": (endless(CHUNKED + b"-1\r\n", b"x" * 65536), "too-large", "bytes came"),
    "a chunk of -5 bytes": (raw(CHUNKED + b"-5\r\nabc\r\n0\r\n\r\n"), "protocol", "not HTTP"),
    "trailers for ever": (endless(CHUNKED + b"0\r\n", b"A: b\r\n" * 9999), "too-large", "bytes came"),
    "a header for ever": (endless(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536), "protocol", "LineTooLong"),
    "headers for ever": (endless(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 999), "protocol", "more than 100"),
    "99 long headers": (
        raw(b"HTTP/1.1 200 OK\r\n" + b"A: %b\r\n" % (b"x" * 9000) * 99 + b"\r\n"),
        "protocol",
        "a header of more than",
    ),
    "300 MB announced": (raw(head(200, [("Content-Length", "300000000")])), "too-large", "300000000 bytes"),
    "less than announced": (raw(head(200, [("Content-Length", "100")]) + b"<p>"), "network", "broke off"),
    "two lengths": (raw(head(200, [("Content-Length", "3, 4")]) + b"abcd"), "protocol", "InvalidHeader"),
    "a chunk that breaks off": (raw(CHUNKED + b"a\r\nabc"), "network", "broke off"),
    "chunks without an end": (raw(CHUNKED + b"3\r\nabc\r\n"), "network", "broke off"),
    "a chunk of no size": (raw(CHUNKED + b"oops\r\nabc\r\n"), "network", "broke off"),
    "garbage": (raw(b"\x00\x01\x02 \x1b[31mred\r\n\r\n"), "protocol", "BadStatusLine"),
    "HTTP/0.9": (raw(b"<html>hello</html>"), "protocol", "BadStatusLine"),
    "no status": (raw(b"HTTP/1.1 OK\r\n\r\n"), "protocol", "BadStatusLine"),
    "a mail server": (raw(b"220 mail.example ESMTP\r\n"), "protocol", "BadStatusLine"),
    "early hints alone": (raw(b"HTTP/1.1 103 Early\r\n\r\n"), "protocol", "status 103"),
    "a part": (raw(head(206, [("Content-Length", "2")]) + b"ab"), "protocol", "status 206"),
    "a header that is none": (
        raw(b"HTTP/1.1 200 OK\r\nfoo\r\n\r\nabc"),
        "protocol",
        "header line that is none",
    ),
    "gzip that is none": (packed("gzip", b"<p>plain</p>"), "protocol", "cannot be unpacked"),
    "br that is none": (packed("br", b"<p>plain</p>"), "protocol", "cannot be unpacked"),
    "zstd that is none": (packed("zstd", b"<p>plain</p>"), "protocol", "cannot be unpacked"),
    "half of gzip": (raw(head(200, [("Content-Encoding", "gzip")]) + ZIPPED[:-500]), "protocol", "break off"),
    "half of a second gzip": (
        packed("gzip", gzip.compress(b"first") + ZIPPED[:-500]),
        "protocol",
        "break off",
    ),
    "half of deflate": (packed("deflate", bomb("deflate", 1 << 20)[:-500]), "protocol", "break off"),
    "half of br": (packed("br", bomb("br", 1 << 20)[:-1]), "protocol", "break off"),
    "half of zstd": (packed("zstd", bomb("zstd", 1 << 20)[:-1]), "protocol", "cannot be unpacked"),
    "packed twice": (packed("gzip, gzip", ZIPPED), "protocol", "packed as gzip, gzip"),
    "an unknown packing": (packed("compress", b"\x1f\x9d"), "protocol", "packed as compress"),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_trouble_is_told_in_time(site: Site, fetch: Fetch, name: str) -> None:
    site.scenes["/a"], kind, words = TROUBLES[name]
    look = fetch("/a", **HURRY.get(words, {}))
    assert look.trouble is not None
    assert (look.trouble.kind, look.status, look.data) == (kind, None, b"")
    assert words in look.trouble.reason
    assert look.trouble.reason.isprintable()


CODINGS = ["gzip", "gzip-members", "deflate", "br", "zstd", "zstd-frames", "zstd-window"]


@pytest.mark.parametrize("coding", CODINGS)
def test_a_bomb_is_put_out_at_the_limit(site: Site, fetch: Fetch, coding: str) -> None:
    site.scenes["/a"] = packed(coding.partition("-")[0], bomb(coding, 64 << 20))
    tracemalloc.start()
    look = fetch("/a")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert look.trouble is not None
    assert look.trouble.kind == "too-large"
    assert peak < EASY["max_bytes"] + (3 << 20)


@pytest.mark.parametrize("coding", CODINGS)
def test_all_of_a_packed_body_comes_where_the_limit_allows_it(site: Site, fetch: Fetch, coding: str) -> None:
    site.scenes["/a"] = packed(coding.partition("-")[0], bomb(coding, 8 << 20))
    look = fetch("/a", max_bytes=8 << 20)
    assert (look.trouble, len(look.data)) == (None, 8 << 20)
