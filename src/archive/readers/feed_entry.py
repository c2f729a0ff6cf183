"""An entry of a feed, whatever format the feed is in, and what it becomes: an address to fetch, with a text to fall back on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from archive.domain.address import canonical_url
from archive.domain.canonical import sha256_hex
from archive.domain.look import Look, Pointer
from archive.readers.feed_dates import feed_date
from archive.readers.outlet import outlet_of
from archive.readers.tally import Tally

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*\Z")
_TAGS: Final = re.compile(r"</?[A-Za-z!][^<>]*>")
_SILENT: Final = re.compile(r"<(script|style)\b.*?</\1\s*>", re.I | re.S)
"""Markup whose content is not for reading."""
_LONGEST_NAME: Final = 2000
"""Characters of a title or a name that are looked at."""
_LONGEST_ID: Final = 200
_HTML: Final = frozenset({"text/html", "application/xhtml+xml", "html", "xhtml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed says of itself: `site` is the page it belongs to, `url` where it is itself, "" where unknown."""

    title: str = ""
    site: str = ""
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an entry says, "" for what it does not. Dates are as they were written.

    `links` are the addresses it gives for its page, the best first, and `guid` identifies it.
    `outlet` is who publishes it, where the entry itself says so. `content` is its text, of the media type
    `content_type`.
    """

    links: tuple[str, ...] = ()
    guid: str = ""
    title: str = ""
    published: str = ""
    modified: str = ""
    author: str = ""
    outlet: str = ""
    language: str = ""
    section: str = ""
    content: str = ""
    content_type: str = "text/html"


def found_in(entry: Entry, feed: Feed, name: str, tally: Tally) -> Pointer | Look | None:
    """What `entry` of the feed called `name` leads to.

    A pointer to its page, with its own text for when the page cannot be had; a look at that text where
    it names no page; None where it holds neither. What could not be read is counted in `tally`.
    """
    url = _address(entry.links, feed, tally)
    stated = _stated(entry, feed, url, tally)
    text = _page(entry, stated)
    if url is None:
        if text is None:
            tally.add("an entry with neither an address nor a text: passed over", entry.title or entry.guid)
            return None
        address = _own_address(entry, feed)
        return Look(name=f"{name}: {entry.title or entry.guid or 'an entry'}", via="feed", data=text, address=address,
                    kind="html", stated=stated, excerpt=True)  # fmt: skip
    instead = None
    if text is not None:
        instead = Look(name=url, via="feed", data=text, url=url, kind="html", stated=stated, excerpt=True)
    return Pointer(name=url, url=url, stated=stated, instead=instead)


def _address(links: tuple[str, ...], feed: Feed, tally: Tally) -> str | None:
    """The first of `links` that is an http or https address, made absolute."""
    for link in links:
        url = _absolute(link, feed.url or feed.site)
        if url is not None:
            return url
    for link in filter(None, links):
        tally.add("an address that cannot be fetched (not http or https, or relative to nothing)", link)
    return None


def _absolute(link: str, base: str) -> str | None:
    # Line ends and blanks inside an address come from the feed's layout.
    url = "".join(link.split("\n")).strip().replace(" ", "%20")
    if not url:
        return None
    try:
        if base and not urlsplit(url).scheme:
            url = urljoin(base, url)
        canonical_url(url)
    except ValueError:
        return None
    return url


def _stated(entry: Entry, feed: Feed, url: str | None, tally: Tally) -> Mapping[str, str]:
    language = entry.language or feed.language
    told = {
        "title": plain(entry.title),
        "author": plain(entry.author),
        "source": plain(entry.outlet) or outlet_of(plain(feed.title), feed.site, url or "") or "",
        "language": language if _LANGUAGE.match(language) else "",
        "section": plain(entry.section),
    }
    for key, text in (("published", entry.published), ("modified", entry.modified)):
        if not text.strip():
            continue
        date = feed_date(text)
        if date.doubt:
            tally.add(f"{key}: {date.doubt}", text.strip())
        told[key] = date.value or ""
    return {key: value for key, value in told.items() if value}


def plain(markup: str) -> str:
    """A title or a name as text: feeds put markup and twice-escaped letters there."""
    return " ".join(unescape(_TAGS.sub("", _SILENT.sub("", markup[:_LONGEST_NAME]))).split())


def _page(entry: Entry, stated: Mapping[str, str]) -> bytes | None:
    """The entry's text as a small page."""
    body = entry.content.strip()
    if not _TAGS.sub("", body).strip():
        return None
    if entry.content_type.lower() not in _HTML:
        body = "\n".join(f"<p>{escape(part)}</p>" for part in body.split("\n") if part.strip())
    title = escape(stated.get("title", ""))
    language = f' lang="{escape(stated["language"])}"' if "language" in stated else ""
    heading = f"<h1>{title}</h1>\n" if title else ""
    page = (
        f'<!DOCTYPE html>\n<html{language}>\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><article>\n{heading}{body}\n</article></body>\n</html>\n"
    )
    return page.encode("utf-8", "replace")


def _own_address(entry: Entry, feed: Feed) -> str:
    """The address of an entry that names no page: the feed's, with what identifies the entry in it."""
    identity = quote(entry.guid, safe="")
    if not identity or len(identity) > _LONGEST_ID:
        identity = sha256_hex(f"{entry.guid or (entry.title, entry.content)}".encode("utf-8", "replace"))[:16]
    return f"{feed.url or feed.site or 'feed:'}#{identity}"
