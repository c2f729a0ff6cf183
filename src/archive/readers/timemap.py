"""TimeMaps (RFC 7089): the captures that a web archive holds of an address, as links or as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, Final

from archive.domain.address import canonical_url
from archive.domain.look import Pointer
from archive.domain.moment import PartialDate, to_micros
from archive.errors import InputRefused
from archive.ports import Found, Remark, Source
from archive.readers.memento import raw_url

_PIECE: Final = 64 * 1024
_MAX_ENTRY: Final = 64 * 1024
_MAX_JSON: Final = 64 << 20
_PARAMETER: Final = r"""\s*;\s*([\w!#$&+.^`|~*-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"<]*)))?"""
_ENTRY: Final = re.compile(rf"[\s,]*<([^<>]*)>((?:{_PARAMETER})*)\s*(?=,|\Z)")
_PAIR: Final = re.compile(_PARAMETER)
_HTTP_DATE: Final = re.compile(r"\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT", re.A)
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class _Link:
    """One entry of a link-format text (RFC 6690)."""

    url: str
    rel: frozenset[str]
    when: str


class TimemapOpener:
    """Takes TimeMaps apart, in application/link-format or in JSON."""

    def open(self, source: Source) -> Iterator[Found]:
        """A pointer for each memento, and one, as a listing, for each further TimeMap that this one names.

        Raises `InputRefused` where the source is no TimeMap.
        """
        with closing(source.open()) as stream:
            head = stream.read(_PIECE)
            if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                yield from _from_json(source, head + _rest(stream))
            else:
                yield from _from_links(source, head, stream)


def _rest(stream: BinaryIO) -> bytes:
    """What is left of the stream, up to a little more than is taken."""
    pieces, size = [], 0
    while size <= _MAX_JSON and (piece := stream.read(_PIECE)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _from_links(source: Source, head: bytes, stream: BinaryIO) -> Iterator[Found]:
    original, number, dateless = source.options.get("original"), 0, 0
    try:
        for number, link in enumerate(_links(head, stream), start=1):
            if "original" in link.rel:
                original = link.url
            elif "memento" in link.rel:
                captured = _moment_of_http_date(link.when)
                if captured is None:
                    dateless += 1
                else:
                    yield _pointer(f"{source.name}, link {number}", link.url, captured, original)
            elif "timemap" in link.rel and "self" not in link.rel and link.url != source.url:
                yield Pointer(name=f"{source.name}, link {number}", url=link.url, listing=True)
    except ValueError as problem:
        if not number:
            raise InputRefused(name=source.name, reason="is no TimeMap") from problem
        yield InputRefused(name=source.name, reason=f"is no TimeMap any more after link {number}: {problem}")
    if not number:
        yield Remark(source.name, "lists no captures")
    if dateless:
        yield Remark(source.name, f"passed over {dateless:,} mementos without a date that can be read")


def _links(head: bytes, stream: BinaryIO) -> Iterator[_Link]:
    """The links of the text, in flat memory. Raises `ValueError` where it goes wrong."""
    import codecs

    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    text, at, piece = "", 0, head
    while True:
        match = _ENTRY.match(text, at)
        # An entry that ends where the text so far ends may go on.
        if match is not None and (match.end() < len(text) or not piece):
            yield _link(match)
            at = match.end()
            continue
        rest = text[at:]
        if not piece:
            if rest.strip(" \t\r\n,\x00\ufeff"):
                raise ValueError("it breaks off, or is damaged")
            return
        if len(rest) > _MAX_ENTRY + _PIECE:
            raise ValueError("something longer than a link stands there")
        text, at = rest + decode(piece, final=False), 0
        piece = stream.read(_PIECE)


def _link(match: re.Match[str]) -> _Link:
    found: dict[str, str] = {}
    for pair in _PAIR.finditer(match[2]):
        value = re.sub(r"\\(.)", r"\1", pair[2]) if pair[2] is not None else pair[3] or ""
        found.setdefault(pair[1].lower(), value)
    return _Link(match[1].strip(), frozenset(found.get("rel", "").lower().split()), found.get("datetime", ""))


def _from_json(source: Source, data: bytes) -> Iterator[Found]:
    """The JSON that memento aggregators and some archives write: `original_uri` and `mementos.list`."""
    if len(data) > _MAX_JSON:
        raise InputRefused(name=source.name, reason=f"is larger than a TimeMap may be ({_MAX_JSON >> 20} MB)")
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        raise InputRefused(name=source.name, reason="is no TimeMap: it is damaged or breaks off") from None
    mementos = told.get("mementos") if isinstance(told, dict) else None
    listed = mementos.get("list") if isinstance(mementos, dict) else None
    indexed = told.get("timemap_index") if isinstance(told, dict) else None
    if not isinstance(listed, list) and not isinstance(indexed, list):
        raise InputRefused(name=source.name, reason="is no TimeMap: it lists no mementos")
    original = told.get("original_uri")
    dateless = 0
    for number, entry in enumerate(listed or (), start=1):
        url, when = (entry.get("uri"), entry.get("datetime")) if isinstance(entry, dict) else (None, None)
        captured = _moment_of_iso(when) if isinstance(when, str) else None
        if isinstance(url, str) and captured is not None:
            name = f"{source.name}, memento {number}"
            yield _pointer(name, url, captured, original if isinstance(original, str) else None)
        else:
            dateless += 1
    for entry in indexed or ():
        if isinstance(entry, dict) and isinstance(entry.get("uri"), str) and entry["uri"] != source.url:
            yield Pointer(name=source.name, url=entry["uri"], listing=True)
    if dateless:
        yield Remark(source.name, f"passed over {dateless:,} mementos without a date that can be read")


def _pointer(name: str, url: str, captured: int, original: str | None) -> Found:
    try:
        canonical_url(url)
    except ValueError:
        return InputRefused(name=name, reason=f"names no http or https address: {url[:200]!r}")
    original = original or original_of(url)
    if original is None:
        return InputRefused(name=name, reason=f"does not say of what it is a capture: {url[:200]}")
    return Pointer(name=name, url=raw_url(url), captured=captured, original=original)


def original_of(memento: str) -> str | None:
    """The URL that was looked at, read from the URL of a memento; None where it does not show."""
    match = re.search(r"/\d{14}(?:[a-z]{2}_)?/(https?://.+)\Z", memento, re.I | re.S)
    return match[1] if match else None


def _moment_of_http_date(text: str) -> int | None:
    """RFC 7089 allows one writing of a date only (that of RFC 9110, 5.6.7)."""
    match = _HTTP_DATE.fullmatch(text.strip())
    if match is None or match[2] not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(match[group]) for group in (1, 3, 4, 5, 6))
    try:
        return to_micros(datetime(year, _MONTHS.index(match[2]) + 1, day, hour, minute, second, tzinfo=UTC))
    except ValueError:
        return None


def _moment_of_iso(text: str) -> int | None:
    try:
        date = PartialDate.parse(text)
    except (ValueError, OverflowError):
        return None
    return date.start if date.precision == "time" else None
