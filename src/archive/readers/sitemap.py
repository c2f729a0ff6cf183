"""Sitemaps (sitemaps.org, 0.9), news sitemaps and sitemap indexes, in flat memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin

from archive.domain.address import canonical_url
from archive.domain.look import Pointer
from archive.errors import InputRefused
from archive.ports import Found, Source
from archive.readers.feed_dates import feed_date
from archive.readers.tally import Tally
from archive.readers.wrappers import unwrapped
from archive.readers.xml_stream import LIMIT, Element, elements

_ROOTS: Final = {"urlset": "url", "sitemapindex": "sitemap"}
_STATED: Final = {
    ("lastmod",): "modified",
    ("news", "title"): "title",
    ("news", "publication_date"): "published",
    ("news", "publication", "name"): "source",
    ("news", "publication", "language"): "language",
}
_DATES: Final = frozenset({"modified", "published"})


class SitemapOpener:
    """Takes a sitemap apart: a pointer for each address it lists."""

    def open(self, source: Source) -> Iterator[Found]:
        """The entries in their order; those of an index point to listings.

        What stands before a place that cannot be read is given, with a remark. Raises `InputRefused`
        where `source` is no sitemap.
        """
        tally = Tally()
        count = 0
        with unwrapped(source.name, source.open(), LIMIT) as stream:
            try:
                for entry in _entries(elements(source.name, stream, "sitemap", _ROOTS)):
                    count += 1
                    yield _found(source, entry, count, tally)
            except InputRefused as refusal:
                if not count:
                    raise
                tally.add(f"broken after {count} entries, which were taken: it {refusal.details['reason']}")
        yield from tally.remarks(source.name)


class _Entry:
    """What one entry says; the first of several values of one name counts."""

    def __init__(self, root: str) -> None:
        self.listing = root == "sitemapindex"
        self.loc = ""
        self.said: dict[str, str] = {}


def _entries(stream: Iterator[Element]) -> Iterator[_Entry]:
    entry = None
    for element in stream:
        root, *below = element.path
        if len(below) == 0 or below[0] != _ROOTS[root]:
            continue
        if len(below) == 1:
            if element.event == "start":
                entry = _Entry(root)
            elif entry is not None:
                yield entry
                entry = None
        elif element.event == "end" and element.text and entry is not None:
            within = tuple(below[1:])
            if within == ("loc",):
                entry.loc = entry.loc or element.text
            elif within in _STATED:
                entry.said.setdefault(_STATED[within], element.text)


def _found(source: Source, entry: _Entry, number: int, tally: Tally) -> Found:
    try:
        url = urljoin(source.url or "", entry.loc)
        canonical_url(url)
    except ValueError:
        reason = f"not an http or https address: {entry.loc[:200]!r}" if entry.loc else "gives no address"
        return InputRefused(name=f"{source.name}: entry {number}", reason=reason)
    stated: dict[str, str] = {}
    for key, text in entry.said.items():
        if key not in _DATES:
            stated[key] = " ".join(text.split())
            continue
        date = feed_date(text)
        if date.doubt:
            tally.add(f"{key}: {date.doubt}", text)
        if date.value:
            stated[key] = date.value
    return Pointer(name=url, url=url, stated=stated, listing=entry.listing)
