"""Feeds: RSS, Atom and JSON Feed taken apart into the articles that they announce."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin

from archive.domain.address import canonical_url
from archive.errors import InputRefused
from archive.ports import Found, Source
from archive.readers.feed_entry import found_in
from archive.readers.feed_json import NotJson, read_json
from archive.readers.feed_text import decoded
from archive.readers.feed_xml import NotXml, read_xml
from archive.readers.kinds import kind_of
from archive.readers.tally import Tally
from archive.readers.wrappers import HEAD, unwrapped

LIMIT: Final = 8 * 2**20
"""Bytes that a feed may have, unpacked: it is read whole."""
_FEED_TYPES: Final = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
)
_HEADS: Final = 512 * 1024


class FeedOpener:
    """Takes a feed apart: a pointer for each entry, with the entry's own text to fall back on.

    The option `charset` is the encoding that the server said. The same bytes give the same pieces.
    """

    def open(self, source: Source) -> Iterator[Found]:
        """The entries in their order, then what is to be remarked of them.

        A broken feed gives what can be had. Raises `InputRefused` where `source` is no feed.
        """
        with unwrapped(source.name, source.open(), LIMIT) as stream:
            data = stream.read()
        _refuse_page(source, data)
        tally = Tally()
        text = decoded(data, source.options.get("charset"), tally)
        read = read_json if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")) else read_xml
        try:
            feed, entries = read(text, source.url, tally)
        except (NotXml, NotJson) as error:
            raise InputRefused(name=source.name, reason=f"is no feed: {error}") from error
        for entry in entries:
            found = found_in(entry, feed, source.name, tally)
            if found is not None:
                yield found
        yield from tally.remarks(source.name)


def advertised_feeds(page: bytes, url: str) -> tuple[str, ...]:
    """The addresses of the feeds that the page at `url` names in its head, in order, each once."""
    from lxml import html
    from lxml.etree import LxmlError

    try:
        root = html.fromstring(page[:_HEADS])
    except (LxmlError, ValueError):
        return ()
    base = next((href.strip() for href in root.xpath("//base/@href")), "")
    found: dict[str, None] = {}
    for link in root.iter("link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" not in (link.get("rel") or "").lower().split() or kind not in _FEED_TYPES:
            continue
        try:
            address = urljoin(urljoin(url, base), (link.get("href") or "").strip())
            canonical_url(address)
        except ValueError:
            continue
        found[address] = None
    return tuple(found)


def _refuse_page(source: Source, data: bytes) -> None:
    """Refuse a page that was served for a feed, with the feed that it names."""
    if not data.strip():
        raise InputRefused(name=source.name, reason="is no feed: it is empty")
    # Told that it should be a feed, for a server's warning above one makes no page of it.
    if kind_of(data[:HEAD], source.name, _FEED_TYPES[0]) != "html":
        return
    feeds = advertised_feeds(data, source.url or "")
    hint = f"; the page names this feed: {feeds[0]}" if feeds else ""
    raise InputRefused(name=source.name, reason=f"is a page (HTML), and no feed{hint}")
