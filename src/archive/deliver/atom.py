"""An Atom feed file (RFC 4287) of what was told, the newest first, for any feed reader.

Invariants: the file is a whole and valid feed at every moment; an entry keeps its id, so that a message
that is delivered again changes nothing; a file that is not such a feed is never overwritten.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid4, uuid5
from xml.etree import ElementTree as ET

from archive.domain.message import Message
from archive.domain.moment import iso
from archive.errors import BadTarget, NotDelivered

MOST_ENTRIES: Final = 200
"""Entries that the file keeps; older ones go."""
_LARGEST: Final = 64 * 1024 * 1024
_ATOM: Final = "http://www.w3.org/2005/Atom"
_GENERATOR: Final = "news-archive"
_ENTRY: Final = f"{{{_ATOM}}}entry"
_ID: Final = f"{{{_ATOM}}}id"


class AtomFile:
    """Writes messages into feed files; a destination is a path."""

    def __init__(self, most: int = MOST_ENTRIES) -> None:
        self._most = most

    def check(self, destination: str) -> None:
        """Refuse a path without a folder, and a file that is no feed of the archive."""
        path = Path(destination)
        if not path.parent.is_dir():
            raise BadTarget(destination=destination, problem=f"the folder {path.parent} does not exist")
        try:
            _feed(path)
        except (OSError, ValueError) as problem:
            raise BadTarget(destination=destination, problem=_said(problem)) from problem

    def send(self, destination: str, secret: str | None, message: Message) -> None:  # noqa: ARG002 - a file is not signed
        """Put the items of `message` on top of the feed; raises `NotDelivered`."""
        path = Path(destination)
        try:
            feed = _feed(path)
            _replace(path, _text(_renewed(feed, message, self._most)))
        except (OSError, ValueError) as problem:
            raise NotDelivered(target=message.target, reason=_said(problem)) from problem


def _said(problem: OSError | ValueError) -> str:
    return (problem.strerror or "cannot be written") if isinstance(problem, OSError) else str(problem)


def _feed(path: Path) -> ET.Element | None:
    """The feed in the file, None where there is no file. Raises `OSError`, and `ValueError` for another file."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if not path.exists():
        return None
    if path.stat().st_size > _LARGEST:
        raise ValueError("the file there is larger than any feed of an archive")
    try:
        feed = fromstring(path.read_bytes(), forbid_dtd=True)
    except (ET.ParseError, DefusedXmlException, ValueError) as problem:
        raise ValueError("the file there is not a feed, and is left as it is") from problem
    if feed.tag != f"{{{_ATOM}}}feed" or feed.findtext(f"{{{_ATOM}}}generator") != _GENERATOR:
        raise ValueError("the file there is not a feed of an archive, and is left as it is")
    assert isinstance(feed, ET.Element)
    return feed


def _renewed(feed: ET.Element | None, message: Message, most: int) -> ET.Element:
    entries = _entries(message)
    told = {entry.findtext(_ID) for entry in entries}
    old = [] if feed is None else feed.findall(_ENTRY)
    entries += [entry for entry in old if entry.findtext(_ID) not in told]
    renewed = ET.Element(f"{{{_ATOM}}}feed")
    known = None if feed is None else feed.findtext(_ID)
    _add(renewed, "id", known or _urn("feed", message.message_id))
    _add(renewed, "title", f"News archive: {message.target}")
    _add(renewed, "updated", iso(message.at))
    _add(ET.SubElement(renewed, f"{{{_ATOM}}}author"), "name", "News archive")
    _add(renewed, "generator", _GENERATOR)
    renewed.extend(entries[:most])
    return renewed


def _entries(message: Message) -> list[ET.Element]:
    entries = []
    for item in message.items:
        entry = _entry(message, item.key, item.title)
        if item.link is not None:
            ET.SubElement(entry, f"{{{_ATOM}}}link", {"rel": "alternate", "href": item.link})
        ET.SubElement(entry, f"{{{_ATOM}}}category", {"term": str(item.form["kind"])})
        _add(entry, "content", item.html, type="html")
        entries.append(entry)
    if message.more:
        entry = _entry(message, "more", f"and {message.more:,} more")
        _add(entry, "content", f"{message.title}; {message.more:,} items are not listed here.")
        entries.append(entry)
    return entries


def _entry(message: Message, key: str, title: str) -> ET.Element:
    entry = ET.Element(_ENTRY)
    _add(entry, "id", _urn(message.message_id, key))
    _add(entry, "title", title)
    _add(entry, "updated", iso(message.at))
    return entry


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = text


def _urn(*parts: str) -> str:
    """A stable id: a UUID of the name, since a `tag:` URI would need a domain of the user's."""
    return uuid5(NAMESPACE_URL, " ".join(("news-archive", *parts))).urn


def _text(feed: ET.Element) -> bytes:
    ET.register_namespace("", _ATOM)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _replace(path: Path, data: bytes) -> None:
    """Put `data` in the place of the file at once: a reader sees the old feed or the new one."""
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
