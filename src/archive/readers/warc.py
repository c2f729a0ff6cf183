"""WARC files: what a crawler recorded, as looks at the moments when it looked.

Only what may be an article, or says that one is gone or moved, goes on; pictures, scripts and the rest are
passed over and counted. Positions are fixed by the file, so reading it again finds the same looks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Final
from urllib.parse import urlsplit

from archive.domain.address import canonical_url
from archive.domain.look import Look
from archive.domain.moment import PartialDate
from archive.errors import InputRefused
from archive.ports import Found, Remark, Source
from archive.readers.kinds import kind_of
from archive.readers.packed import Damaged, Unpacked
from archive.readers.payload import TooLarge, Undecodable, decoded, unchunked
from archive.readers.warc_records import (
    BrokenOff,
    Headers,
    NotWarc,
    Record,
    digest_of,
    header_of,
    read_head,
    records,
)
from archive.readers.wrappers import HEAD

_PAGES: Final = frozenset(
    "text/html application/xhtml+xml application/vnd.wap.xhtml+xml text/plain text/markdown application/pdf "
    "application/x-pdf application/xml text/xml".split()
)
"""Media types in which an article may come."""
_UNTOLD: Final = frozenset({"", "application/octet-stream", "binary/octet-stream", "unknown/unknown", "unk"})
_FURNITURE: Final = tuple(
    ".js .mjs .css .map .json .png .jpg .jpeg .gif .svg .webp .avif .ico .bmp .woff .woff2 .ttf .otf .eot "
    ".mp4 .m4s .webm .mp3 .m4a .ogg .m3u8 .mpd .wasm .swf".split()
)
"""Endings of URLs at which no article ever stood, so that it does not matter that nothing is there."""
_STATUS: Final = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b")
_HEADER_LINE: Final = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_MAX_DIGESTS: Final = 100_000
"""How many pages of one file can be found again by their digest; some 250 bytes each."""

_Place = int | tuple[str, int | None]
"""Where in the file a page can be read again; else, where nothing can begin there, its URL and its moment."""


class WarcOpener:
    """Takes WARC files apart: plain, gzip, or zstd. `max_bytes` is the most that one page may have."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes

    def open(self, source: Source) -> Iterator[Found]:
        """The looks of the file, in its order; what cannot be read is named, a Remark at the end counts the rest.

        A record counts as read once it is known to be sound. Raises `InputRefused` where the file is no WARC.
        """
        with closing(source.open()) as stream:
            yield from self._opened(source, stream)

    def _opened(self, source: Source, stream: BinaryIO) -> Iterator[Found]:
        crawl: _Crawl | None = None
        held: list[Found] = []
        try:
            unpacked = Unpacked(stream)
            crawl = _Crawl(source, unpacked, self._max_bytes)
            for record in records(unpacked):
                yield from held
                held = []
                held = crawl.found(record)
            yield from held
        except NotWarc:
            raise InputRefused(name=source.name, reason="is no WARC file") from None
        except (Damaged, BrokenOff) as broken:
            if isinstance(broken, BrokenOff) and broken.whole:
                yield from held
            after = f" after record {crawl.number}" if crawl and crawl.number else ""
            yield InputRefused(name=source.name, reason=f"{broken}{after}; what stands before that was read")
        if crawl is None or not crawl.number:
            return
        remark = crawl.remark()
        if remark is not None:
            yield remark


@dataclass(slots=True)
class _Crawl:
    """One reading of one file, and what it has met so far."""

    source: Source
    stream: Unpacked
    max_bytes: int
    number: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    cut: list[int] = field(default_factory=list)
    places: dict[str, _Place] = field(default_factory=dict)

    def found(self, record: Record) -> list[Found]:
        """What `record` comes to: a look, a refusal, or nothing. Raises `Damaged`."""
        self.number = record.number
        name = f"{self.source.name}, record {record.number}"
        try:
            return [look] if (look := self._judged(name, record)) else []
        except InputRefused as refusal:
            return [refusal]
        except TooLarge:
            return [_refused(name, record, f"holds a page of more than {self.max_bytes / 2**20:.0f} MB")]
        except Undecodable as problem:
            return [_refused(name, record, str(problem))]

    def remark(self) -> Remark | None:
        """What was passed over, in one sentence."""
        parts = [f"passed over {', '.join(f'{n:,} {what}' for what, n in sorted(self.passed.items()))}"]
        if self.cut:
            some = ", ".join(map(str, self.cut[:5])) + (", ..." if len(self.cut) > 5 else "")
            parts.append(f"recorded cut short, and taken as they are: record {some}")
        if not self.passed:
            del parts[0]
        return Remark(self.source.name, "; ".join(parts)) if parts else None

    def _judged(self, name: str, record: Record) -> Look | None:
        if record.type not in {"response", "revisit", "resource"}:
            return None
        if not record.url.lower().startswith(("http://", "https://")):
            self.passed["records of no web address"] += 1
            return None
        if record.header("WARC-Segment-Number"):
            raise _refused(name, record, "is one segment of a page; segmented records are not joined")
        look = Look(name=name, via="warc", url=_url(name, record), captured=_captured(name, record))
        digest = digest_of(record.header("WARC-Block-Digest"))
        if digest and record.type != "revisit":
            record.block.watch(digest[0])
        judge = self._resource if record.type == "resource" else self._answer
        judged = judge(look, record)
        if judged is not None and digest and not record.block.matches(digest[1]):
            raise _refused(
                name, record, "does not have the digest that it states: it is damaged or was altered"
            )
        if judged is not None and judged.data and record.header("WARC-Truncated"):
            self.cut.append(record.number)
        return judged

    def _resource(self, look: Look, record: Record) -> Look | None:
        media = record.header("Content-Type")
        look = replace(look, headers=(("Content-Type", media),) if media else ())
        return self._page(look, record)

    def _answer(self, look: Look, record: Record) -> Look | None:
        status, headers = _http_head(look.name, record)
        look = replace(look, status=status, headers=headers)
        if status is not None and (status < 200 or status in {204, 205, 206}):
            self.passed["answers without a page"] += 1
            return None
        good = status is None or status < 300
        if not good and _path(look).endswith(_FURNITURE):
            self.passed["other files"] += 1
            return None
        if record.type == "revisit":
            return self._revisit(look, record, good=good or status == 304)
        if status is not None and 300 <= status < 400:
            return look
        return self._page(look, record) if good else self._error(look, record)

    def _error(self, look: Look, record: Record) -> Look | None:
        """An answer that is no article; its body tells which kind of none."""
        if _media_type(look.headers) not in _PAGES | _UNTOLD:
            self.passed["other files"] += 1
            return None
        try:
            return replace(look, data=self._body(look.headers, record))
        except (TooLarge, Undecodable):
            return look

    def _page(self, look: Look, record: Record) -> Look | None:
        media = _media_type(look.headers)
        if media not in _PAGES | _UNTOLD or _path(look) == "/robots.txt":
            self.passed["other files"] += 1
            return None
        data = self._body(look.headers, record)
        if not _may_be_page(look, data):
            self.passed["other files"] += 1
            return None
        digest = record.header("WARC-Payload-Digest")
        if digest and len(self.places) < _MAX_DIGESTS:
            place = (record.url, look.captured) if record.offset is None else record.offset
            self.places.setdefault(digest, place)
        return replace(look, data=data)

    def _body(self, headers: Headers, record: Record) -> bytes:
        body = record.block.read(self.max_bytes + 1)
        if len(body) > self.max_bytes:
            raise TooLarge
        whole = ended = True
        if header_of(headers, "Transfer-Encoding").lower() == "chunked":
            body, whole = unchunked(body)
        coding = header_of(headers, "Content-Encoding")
        if coding:
            body, ended = decoded(body, coding, self.max_bytes)
        if not (whole and ended):
            self.cut.append(record.number)
        return body

    def _revisit(self, look: Look, record: Record, *, good: bool) -> Look | None:
        """A page that the crawler had already: its bytes where this file holds them, else which look had them."""
        if not good:
            return look
        if _media_type(look.headers) not in _PAGES | _UNTOLD:
            self.passed["other files"] += 1
            return None
        same_as = _moment_of(record.header("WARC-Refers-To-Date"))
        if look.status == 304 or "not-modified" in record.header("WARC-Profile"):
            return replace(look, status=304, same_as=same_as)
        place = self.places.get(record.header("WARC-Payload-Digest"))
        if isinstance(place, int) and (held := self._held(look, record.number, place)) is not None:
            return held
        url = record.header("WARC-Refers-To-Target-URI").strip("<> ") or record.url
        if isinstance(place, tuple) and same_as is None:
            url, same_as = place
        if same_as is not None and _same_page(url, record.url):
            return replace(look, status=304, same_as=same_as)
        if _path(look).endswith(_FURNITURE):
            self.passed["other files"] += 1
            return None
        what = "an earlier page" if same_as is None else f"the page of {url[:200]}"
        raise _refused(look.name, record, f"repeats {what}, which this file does not hold before it")

    def _held(self, look: Look, number: int, place: int) -> Look | None:
        """`look` with the payload of the record at `place`; None where that cannot be had a second time."""
        try:
            with closing(self.source.open()) as stream:
                stream.seek(place)
                record = replace(next(records(Unpacked(stream, self.stream.dictionary))), number=number)
                status: int | None = None
                headers: Headers = (("Content-Type", record.header("Content-Type")),)
                if record.type == "response":
                    status, headers = _http_head(look.name, record)
                data = self._body(headers, record)
        except (OSError, ValueError, StopIteration, NotWarc, BrokenOff, Damaged, TooLarge, Undecodable):
            return None
        return replace(look, data=data, status=look.status or status, headers=look.headers or headers)


def _refused(name: str, record: Record, reason: str) -> InputRefused:
    return InputRefused(name=f"{name} ({record.url[:200]})", reason=reason)


def _url(name: str, record: Record) -> str:
    url = record.url.strip().replace(" ", "%20")
    try:
        canonical_url(url)
        urlsplit(url)
    except ValueError:
        raise _refused(name, record, "is of an address that is none") from None
    return url


def _captured(name: str, record: Record) -> int:
    stated = record.header("WARC-Date")
    moment = _moment_of(stated)
    if moment is None:
        raise _refused(name, record, f"does not say when it was recorded (WARC-Date {stated[:40]!r})")
    return moment


def _moment_of(stated: str) -> int | None:
    """Microseconds of a WARC-Date; None where it is less precise than a second (WARC 1.1 allows that)."""
    try:
        return PartialDate.parse(stated).start if _MOMENT.fullmatch(stated) else None
    except (ValueError, OverflowError):
        return None


def _http_head(name: str, record: Record) -> tuple[int | None, Headers]:
    """Status and headers of the answer; no status where the crawler wrote none. Raises `Damaged`."""
    first = record.block.readline(4096) if record.block.left else b""
    match = _STATUS.match(first)
    if match:
        return int(match[1]), read_head(record.block, first)
    if not first and record.type == "revisit":
        return None, ()
    if _HEADER_LINE.match(first):
        return None, read_head(record.block, b"HTTP/1.0\r\n", ahead=first)
    raise _refused(name, record, "does not begin as an HTTP answer does")


def _media_type(headers: Headers) -> str:
    return header_of(headers, "Content-Type").partition(";")[0].strip().lower()


def _path(look: Look) -> str:
    return urlsplit(look.url or "").path.lower()


def _may_be_page(look: Look, data: bytes) -> bool:
    """Whether the bytes are an article's; where no media type says so, they must begin like a page."""
    media = look.header("Content-Type") or ""
    kind = kind_of(data[:HEAD], look.url or "", media)
    return kind in {"html", "pdf"} or (kind == "text" and _media_type(look.headers) in _PAGES)


def _same_page(one: str, other: str) -> bool:
    try:
        return canonical_url(one) == canonical_url(other)
    except ValueError:
        return False
