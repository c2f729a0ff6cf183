"""RSS and Atom, read by feedparser from bytes: it is never given an address, and opens nothing.

Its own reading of dates is not used: it takes "19-06-2024 13:59 IST" for a day of 2019.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from archive.readers.feed_entry import Entry, Feed
from archive.readers.feed_text import safe_xml
from archive.readers.tally import Tally

_TEXTS: Final = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_NAME_AND_MAIL: Final = re.compile(
    r"(?:(?P<before>[^@<(]*)[<(])?\s*(?:mailto:)?[^@\s()<>]+@[^@\s()<>]+\s*[>)]?\s*(?:\((?P<after>[^()@]+)\))?\s*\Z"
)
_LONGEST_NAME: Final = 200
_MOST_TAGS: Final = 500_000
"""Every tag takes time and memory, and 8 MiB hold millions; a feed of 5,000 entries has a tenth of this."""

_MOST_ATTRIBUTES: Final = 200
"""The parser looks each attribute of a tag up among all of them: 100,000 in one tag took it two minutes."""


class NotXml(ValueError):
    """Nothing in it is a feed in XML."""


def read_xml(text: str, url: str | None, tally: Tally) -> tuple[Feed, Iterator[Entry]]:
    """What the feed `text` says of itself, and its entries in order. Raises `NotXml`."""
    from feedparser import parse

    if text.count("<") > _MOST_TAGS:
        raise NotXml(f"it holds over {_MOST_TAGS:,} tags, which no feed has")
    try:
        data = safe_xml(text)
    except ValueError as error:
        raise NotXml(str(error)) from error
    _refuse_hostile(data)
    headers = {"content-type": "application/xml; charset=utf-8"}
    if url:
        headers["content-location"] = url
    try:
        # The entry's markup is left as it stands: the reader of pages reads it, and nobody is shown it.
        parsed = parse(
            io.BytesIO(data),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        # Whatever hostile markup does to the parser, it ends the reading of this feed alone.
        raise NotXml(f"the parser of feeds failed on it ({type(error).__name__})") from error
    entries: Sequence[Mapping[str, Any]] = parsed.entries
    version: str = parsed.version or ""
    if not version and not entries:
        raise NotXml("it holds no feed (RSS, Atom or JSON Feed)")
    if parsed.bozo:
        problem = str(parsed.get("bozo_exception", "")).removeprefix("<unknown>:")
        tally.add("is not well-formed; what could be had of it was taken", problem)
    channel: Mapping[str, Any] = parsed.feed
    feed = Feed(
        title=_text(channel, "title"),
        site=_text(channel, "link"),
        url=url or _own_url(channel),
        language=_text(channel, "language"),
    )
    outlet = _text(channel, "publisher") if "@" not in _text(channel, "publisher") else ""
    author = _author(channel) if version.startswith("atom") else ""
    return feed, (_entry(entry, version, outlet, author) for entry in entries)


class _Guard:
    """What is called for every element of well-formed XML, before the parser of feeds sees it."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(attributes) > _MOST_ATTRIBUTES:
            raise NotXml(f"its <{tag.rpartition('}')[2][:60]}> has over {_MOST_ATTRIBUTES} attributes")

    def close(self) -> None:
        """Nothing is built."""


def _refuse_hostile(data: bytes) -> None:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, XMLParser

    parser = XMLParser(target=_Guard())
    try:
        parser.feed(data)
        parser.close()
    except (ParseError, DefusedXmlException):
        # What follows is mended by the other parser, which reads one attribute after the other.
        return


def _entry(entry: Mapping[str, Any], version: str, outlet: str, author: str) -> Entry:
    published, modified = _text(entry, "published") or _text(entry, "created"), _text(entry, "updated")
    if not published and not version.startswith("atom"):
        # Outside Atom the only date of an entry (dc:date) is that of its publication.
        published, modified = modified, ""
    content, content_type = _content(entry)
    return Entry(
        links=(_text(entry, "feedburner_origlink"), _text(entry, "link")),
        guid=_text(entry, "id"),
        title=_text(entry, "title"),
        published=published,
        modified=modified,
        author=_author(entry) or author,
        outlet=_outlet(entry) or outlet,
        language=_language(entry),
        section=_section(entry),
        content=content,
        content_type=content_type,
    )


def _text(holder: Mapping[str, Any], key: str) -> str:
    """A value as text, "" where it is none. Past the package's own `get`, which gives one date for another."""
    value = dict.get(holder, key) if isinstance(holder, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _parts(holder: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """A value that is a list of parts, or one part."""
    value = dict.get(holder, key) if isinstance(holder, dict) else None
    parts = value if isinstance(value, list) else [value]
    return [part for part in parts if isinstance(part, dict)]


def _content(entry: Mapping[str, Any]) -> tuple[str, str]:
    """The entry's longest text that is one, else its summary, each with its media type."""
    texts = [
        (_text(part, "value"), _text(part, "type") or "text/html")
        for part in _parts(entry, "content")
        if (_text(part, "type") or "text/html") in _TEXTS
    ]
    best = max(texts, key=lambda text: len(text[0]), default=("", ""))
    if best[0]:
        return best
    details = _parts(entry, "summary_detail")
    return _text(entry, "summary"), (_text(details[0], "type") if details else "") or "text/html"


def _author(holder: Mapping[str, Any]) -> str:
    """The names of its authors; an address for mail is no name.

    RSS writes `desk@there.example (Name)`, which the parser of feeds parts in the middle of a long domain.
    """
    parts, whole = _parts(holder, "authors"), _text(holder, "author")
    if "@" in whole and len(parts) <= 1:
        match = _NAME_AND_MAIL.match(whole[:_LONGEST_NAME])
        return (match["after"] or match["before"] or "").strip() if match else ""
    names = [_text(part, "name") for part in parts] or [whole]
    return ", ".join(dict.fromkeys(name for name in names if name and "@" not in name))


def _outlet(entry: Mapping[str, Any]) -> str:
    """Who publishes the entry, where a feed of many sources says it of each."""
    sources = [_text(part, "title") for part in _parts(entry, "source")]
    publisher = _text(entry, "publisher")
    return next((name for name in (*sources, publisher) if name and "@" not in name), "")


def _language(entry: Mapping[str, Any]) -> str:
    said = [
        _text(part, "language")
        for key in ("title_detail", "content", "summary_detail")
        for part in _parts(entry, key)
    ]
    return _text(entry, "language") or next((language for language in said if language), "")


def _section(entry: Mapping[str, Any]) -> str:
    """The category, where there is one alone: several are keywords."""
    tags = [_text(tag, "label") or _text(tag, "term") for tag in _parts(entry, "tags")]
    return tags[0] if len(tags) == 1 else ""


def _own_url(channel: Mapping[str, Any]) -> str:
    links = _parts(channel, "links")
    return next((_text(link, "href") for link in links if _text(link, "rel") == "self"), "")
