"""CDX listings: which captures a web archive has of an address, one a line, with digest and status.

Four writings: lines of space-separated fields (with the legend ` CDX N b a ...` or in the order of the Wayback CDX
server), a JSON array whose first row names the fields, JSON objects one a line, and CDXJ (a key, a timestamp,
and a JSON object). A capture whose digest an earlier one of the address had is not fetched again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from archive.domain.address import canonical_url
from archive.domain.look import Look, Pointer
from archive.errors import InputRefused
from archive.ports import Found, Remark, Source
from archive.readers.json_rows import NoJson, Readable, json_rows
from archive.readers.memento import memento_url, moment_of_stamp

_ORDER: Final = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
_LEGEND: Final = {
    "N": "urlkey",
    "b": "timestamp",
    "a": "original",
    "m": "mimetype",
    "s": "statuscode",
    "k": "digest",
}
_SYNONYMS: Final = {"url": "original", "mime": "mimetype", "status": "statuscode", "sha1": "digest"}
_HTML: Final = frozenset({"text/html", "application/xhtml+xml", "", "-", "unk"})
_GOOD: Final = frozenset({"", "-", "200", "203"})
_REVISIT: Final = "warc/revisit"
_MAX_LINE: Final = 256 * 1024
_MAX_DIGESTS: Final = 200_000

Row = Mapping[str, str]


class CdxOpener:
    """Takes CDX listings apart. The option `memento_server` says which web archive the listing is of."""

    def open(self, source: Source) -> Iterator[Found]:
        """A pointer for each capture of a page, and a look for what the listing itself tells.

        An answer of 404 is known without fetching, and so is a page whose digest was there before: a look with
        status 304 and `same_as`. Raises `InputRefused` where no server is given, or nothing is a CDX row.
        """
        server = source.options.get("memento_server", "")
        try:
            memento_url(server, "", "")
        except ValueError:
            reason = "lists captures of a web archive and does not say of which; say --memento SERVER"
            raise InputRefused(name=source.name, reason=reason) from None
        listing = _Listing(source.name, server)
        with closing(source.open()) as stream:
            try:
                for row in _rows(stream):
                    if (found := listing.found(row)) is not None:
                        yield found
            except NoJson as problem:
                if not listing.number:
                    raise InputRefused(name=source.name, reason="is no CDX listing") from problem
                yield InputRefused(name=source.name, reason=f"{problem} after row {listing.number}")
        if listing.number and listing.number == listing.odd:
            raise InputRefused(name=source.name, reason="is no CDX listing")
        yield from listing.remarks()


def _rows(stream: BinaryIO) -> Iterator[Row]:
    """The rows, with the names of the Wayback CDX server for their fields. Raises `NoJson`."""
    head = stream.readline(_MAX_LINE)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{"}:
        yield from _json_rows(_Rejoined(head, stream))
        return
    order: tuple[str, ...] = _ORDER
    line = head
    while line:
        text = line.decode("utf-8", "replace").strip()
        parts = text.split()
        if text.startswith("CDX "):
            order = tuple(_LEGEND.get(part, part) for part in parts[1:])
        elif len(parts) > 2 and parts[2].startswith("{"):
            yield _cdxj(text)
        elif text and not text.startswith("!"):
            yield dict(zip(order, parts, strict=False))
        line = stream.readline(_MAX_LINE)


def _cdxj(text: str) -> Row:
    key, stamp, told = text.split(None, 2)
    try:
        fields = json.loads(told)
    except (ValueError, RecursionError):
        return {}
    return {**_named(fields), "urlkey": key, "timestamp": stamp} if isinstance(fields, dict) else {}


def _json_rows(stream: Readable) -> Iterator[Row]:
    order: list[str] | None = None
    for value in json_rows(stream):
        if isinstance(value, dict):
            yield _named(value)
        elif isinstance(value, list):
            if order is None:
                order = [_SYNONYMS.get(str(name), str(name)) for name in value]
            elif value:
                yield dict(zip(order, map(str, value), strict=False))
        else:
            yield {}


def _named(fields: Mapping[str, object]) -> Row:
    return {_SYNONYMS.get(str(key), str(key)): str(value) for key, value in fields.items()}


class _Rejoined:
    """A stream of which the first bytes were read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1) -> bytes:
        """What was read already, then the rest."""
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._rest.read(size)


@dataclass(slots=True)
class _Listing:
    """One listing, and what was met in it so far; `seen` are digests of the address in hand."""

    name: str
    server: str
    number: int = 0
    odd: int = 0
    address: str = ""
    seen: dict[str, int] = field(default_factory=dict)
    passed: Counter[str] = field(default_factory=Counter)
    odd_rows: list[int] = field(default_factory=list)

    def found(self, row: Row) -> Found | None:
        """What `row` comes to; None for what is no capture of a page."""
        self.number += 1
        stamp, original = row.get("timestamp", ""), row.get("original", "")
        captured = moment_of_stamp(stamp)
        address = _address(original)
        if captured is None or address is None:
            self.odd += 1
            self.odd_rows.append(self.number) if self.odd <= 5 else None
            return None
        name = f"{self.name}, row {self.number}"
        status, media = row.get("statuscode", ""), row.get("mimetype", "").lower()
        if status in {"404", "410"}:
            return Look(name=name, via="memento", url=original, captured=captured, status=int(status))
        if status not in _GOOD or media not in _HTML | {_REVISIT}:
            self.passed["redirects and errors" if status not in _GOOD else "other files"] += 1
            return None
        if address != self.address or len(self.seen) >= _MAX_DIGESTS:
            self.address, self.seen = address, {}
        digest = row.get("digest", "")
        earlier = self.seen.get(digest) if len(digest) > 1 else None
        if earlier is not None:
            return Look(
                name=name, via="memento", url=original, captured=captured, status=304, same_as=earlier
            )
        self.seen[digest] = captured
        url = memento_url(self.server, stamp, original)
        return Pointer(name=name, url=url, captured=captured, original=original)

    def remarks(self) -> Iterator[Remark]:
        """What was passed over."""
        if not self.number:
            yield Remark(self.name, "lists no captures")
        if self.odd:
            some = ", ".join(map(str, self.odd_rows)) + (", ..." if self.odd > 5 else "")
            yield Remark(self.name, f"passed over {self.odd:,} rows that name no capture: row {some}")
        if self.passed:
            parts = ", ".join(f"{count:,} {what}" for what, count in sorted(self.passed.items()))
            yield Remark(self.name, f"passed over {parts}")


def _address(original: str) -> str | None:
    try:
        return canonical_url(original)
    except ValueError:
        return None
