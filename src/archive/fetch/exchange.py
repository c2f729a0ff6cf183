"""One request and its answer: the header, then the body in bounded steps, unpacked as it comes.

Invariant: whatever a server sends, no more is held than the limit and a few steps (figures in docs/fetching.md).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from urllib3.response import GzipDecoderState, HTTPResponse

from archive.fetch.budget import Budget
from archive.fetch.connection import Connector, Line
from archive.fetch.target import Target
from archive.fetch.trouble import RAISED, NoAnswer, explained, one_line

_STEP: Final = 64 * 1024
_HEADER_ROOM: Final = 256 * 1024
"""What header, chunk sizes and trailers may take on the wire beside the body."""
_LONGEST_HEADER: Final = 128 * 1024
_ERROR_PAGE: Final = 1024 * 1024
"""How much of the page that comes with an error is kept; it is never an article."""

_REDIRECTS: Final = (301, 302, 303, 307, 308)
_PACKED: Final = (
    "compress",
    "x-compress",
    "dcb",
    "dcz",
    "exi",
    "pack200-gzip",
    "sdch",
    "lzma",
    "xz",
    "bzip2",
)
"""Codings that nobody asked for and that would be taken for text. Other words are wrong, and ignored by all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: the body without transfer and content coding, empty for a redirect."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def location(self) -> str | None:
        """Where a redirect leads, empty where it does not say; None for all other answers."""
        if self.status not in _REDIRECTS:
            return None
        said = next((value for name, value in self.headers if name.lower() == "location"), "")
        try:
            return said.encode("latin-1").decode("utf-8").strip()
        except UnicodeError:
            return said.strip()


@dataclass(frozen=True, slots=True)
class Limit:
    """How many bytes of a body are taken; a longer one is refused, or `cut` there."""

    size: int
    cut: bool = False

    @property
    def wire(self) -> int:
        """How many bytes may come over the wire for it."""
        return self.size + self.size // 4 + _HEADER_ROOM


def exchange(
    connector: Connector, target: Target, headers: Mapping[str, str], limit: Limit, budget: Budget
) -> Answer:
    """Ask `target` and take its answer; raises `NoAnswer`."""
    received = 0
    try:
        line = connector.open(target, budget, limit.wire)
        with closing(line.connection):
            try:
                return _asked(line, headers, limit, budget)
            finally:
                received = line.watch.received
    except RAISED as error:
        budget.left()  # past the deadline that is the reason, whatever broke
        raise explained(error, received) from error


def _asked(line: Line, headers: Mapping[str, str], limit: Limit, budget: Budget) -> Answer:
    line.connection.request("GET", line.path, headers={**headers, **line.headers}, preload_content=False)
    response = line.connection.getresponse()
    with closing(response):
        status = response.status
        kept = tuple((name, _plain(value)) for name, value in response.headers.iteritems())
        if sum(len(name) + len(value) for name, value in kept) > _LONGEST_HEADER:
            raise NoAnswer("protocol", f"a header of more than {_LONGEST_HEADER} bytes")
        if status < 200 or status == 206:
            raise NoAnswer("protocol", f"status {status}, which nothing asked for")
        if status in _REDIRECTS:
            return Answer(status, kept, b"")
        if status < 400:
            return Answer(status, kept, _body(response, limit, budget))
        return Answer(status, kept, _error_page(response, limit, budget))


def _error_page(response: HTTPResponse, limit: Limit, budget: Budget) -> bytes:
    """The beginning of what came with an error; none where it breaks off, for the status says enough."""
    try:
        return _body(response, Limit(min(limit.size, _ERROR_PAGE), cut=True), budget)
    except (*RAISED, NoAnswer):
        return b""


def _refuse_codings(response: HTTPResponse) -> None:
    """Refuse what cannot be unpacked, or is packed twice: layers can hide endless work between two reads."""
    said = response.headers.get("content-encoding", "").lower().split(",")
    codings = [coding.strip() for coding in said if coding.strip() not in ("", "identity")]
    if len(codings) > 1 or any(coding in _PACKED for coding in codings):
        raise NoAnswer("protocol", f"the body is packed as {one_line(', '.join(codings))}")
    if len(said) > 1 and codings:
        raise NoAnswer("protocol", f"a Content-Encoding that nobody reads alike: {one_line(', '.join(said))}")


def _body(response: HTTPResponse, limit: Limit, budget: Budget) -> bytes:
    _refuse_codings(response)
    length = response.length_remaining
    if length is not None and length > limit.size and not limit.cut:
        raise NoAnswer("too-large", f"{length} bytes, more than {limit.size}")
    body = io.BytesIO()
    while piece := response.read(_STEP):
        budget.left()
        body.write(piece)
        if body.tell() > limit.size:
            if not limit.cut:
                raise NoAnswer("too-large", f"more than {limit.size} bytes")
            body.truncate(limit.size)
            return body.getvalue()
    if response.tell() and _cut_off(response):
        raise NoAnswer("protocol", "the body cannot be unpacked: the packed data break off")
    return body.getvalue()


def _cut_off(response: HTTPResponse) -> bool:
    """Whether packed data ended before their end mark, which urllib3 lets pass for all codings but zstd.

    Read from the decoder itself, for urllib3 has no word for it; what follows a whole gzip member and is
    none itself is padding to all clients.
    """
    decoder = response._decoder
    unpacker = getattr(decoder, "_obj", None)
    if unpacker is None or getattr(decoder, "_state", None) == GzipDecoderState.SWALLOW_DATA:
        return False
    if hasattr(unpacker, "is_finished"):
        return not unpacker.is_finished()
    return not unpacker.eof


def _plain(value: str) -> str:
    """A header's value without what no header may hold."""
    return "".join(letter for letter in value if letter >= " " or letter == "\t")
