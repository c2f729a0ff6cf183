"""The opener of each kind that holds or names many articles, loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from archive.ports import Opener

_OPENERS: Final = {
    "feed": ("feed", "FeedOpener"),
    "sitemap": ("sitemap", "SitemapOpener"),
    "urls": ("url_list", "UrlListOpener"),
    "opml": ("opml", "OpmlOpener"),
    "jsonl": ("json_lines", "JsonLinesOpener"),
    "warc": ("warc", "WarcOpener"),
    "wacz": ("wacz", "WaczOpener"),
    "timemap": ("timemap", "TimemapOpener"),
    "cdx": ("cdx", "CdxOpener"),
    "mbox": ("mbox", "MboxOpener"),
}
_BOUNDED: Final = frozenset({"jsonl", "warc", "wacz", "mbox"})
"""Formats that hold the articles themselves, so that what is too large for one is told by the opener."""


def opener_of(kind: str, max_bytes: int) -> Opener | None:
    """The opener of `kind`; None where the kind is one article. `max_bytes` is the most for one article."""
    if kind not in _OPENERS:
        return None
    module, name = _OPENERS[kind]
    make = getattr(import_module(f"archive.readers.{module}"), name)
    opener: Opener = make(max_bytes) if kind in _BOUNDED else make()
    return opener
