"""JSON Feed (jsonfeed.org, 1.0 and 1.1)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from archive.readers.feed_entry import Entry, Feed
from archive.readers.tally import Tally


class NotJson(ValueError):
    """It is no JSON Feed."""


def read_json(text: str, url: str | None, tally: Tally) -> tuple[Feed, Iterator[Entry]]:
    """What the feed `text` says of itself, and its entries in order. Raises `NotJson`."""
    try:
        content = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise NotJson(f"it is not JSON that can be read: {error}") from error
    items = content.get("items") if isinstance(content, dict) else None
    if not isinstance(items, list) or "jsonfeed.org/version" not in _text(content, "version"):
        raise NotJson("it is no JSON Feed")
    feed = Feed(
        title=_text(content, "title"),
        site=_text(content, "home_page_url"),
        url=url or _text(content, "feed_url"),
        language=_text(content, "language"),
    )
    return feed, (_entry(item, content) for item in _objects(items, tally))


def _objects(items: list[Any], tally: Tally) -> Iterator[Mapping[str, Any]]:
    for item in items:
        if isinstance(item, dict):
            yield item
        else:
            tally.add("an entry that is no object: passed over", str(item))


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any]) -> Entry:
    tags = item.get("tags")
    markup, plain = _text(item, "content_html"), _text(item, "content_text")
    return Entry(
        links=(_text(item, "url"), _text(item, "external_url"), _link(_text(item, "id"))),
        guid=_text(item, "id"),
        title=_text(item, "title"),
        published=_text(item, "date_published"),
        modified=_text(item, "date_modified"),
        author=_authors(item) or _authors(feed),
        language=_text(item, "language"),
        section=tags[0] if isinstance(tags, list) and len(tags) == 1 and isinstance(tags[0], str) else "",
        content=markup or plain or _text(item, "summary"),
        content_type="text/html" if markup else "text/plain",
    )


def _text(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value.strip() if isinstance(value, str) else ""


def _link(identity: str) -> str:
    """The id where it is an address, which the format asks for."""
    return identity if identity.startswith(("http://", "https://")) else ""


def _authors(holder: Mapping[str, Any]) -> str:
    authors = holder.get("authors")
    listed = authors if isinstance(authors, list) else [holder.get("author")]
    return ", ".join(name for part in listed if isinstance(part, dict) and (name := _text(part, "name")))
