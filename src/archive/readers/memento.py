"""Mementos: captures that a web archive holds, and where it gives their bytes as they were recorded.

Wayback machines (OpenWayback, pywb and their kin) serve a capture at PREFIX/TIMESTAMP/URL with their own
banner and rewritten links in it, and at PREFIX/TIMESTAMPid_/URL as it was.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlsplit

from archive.domain.moment import to_micros

_STAMP: Final = re.compile(r"\d{14}")
_MEMENTO: Final = re.compile(r"(https?://[^/?#]+/[^?#]*?)/(\d{14})(?:[a-z]{2}_)?/(.+)\Z", re.I | re.S)
"""At least one part of a path stands before the timestamp: archives that have none do not know `id_`."""


def moment_of_stamp(stamp: str) -> int | None:
    """Microseconds of a timestamp of 14 digits (UTC); None where it is none, or names no real moment."""
    if not (_STAMP.fullmatch(stamp) and stamp.isascii()):
        return None
    try:
        return to_micros(datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC))
    except ValueError:
        return None


def raw_url(memento: str) -> str:
    """Where the bytes of a memento are served as they were recorded; `memento` itself where that is not known."""
    match = _MEMENTO.match(memento)
    return f"{match[1]}/{match[2]}id_/{match[3]}" if match else memento


def replayed(url: str) -> tuple[str, int | None]:
    """The address whose capture a web archive shows at `url`, and when it was taken; `url` itself elsewhere.

    An archive rewrites the links of a page that it shows, those by which the page names itself too.
    """
    match = _MEMENTO.match(url)
    if match is None or not re.match(r"https?://", match[3], re.I):
        return url, None
    return match[3], moment_of_stamp(match[2])


def memento_url(server: str, stamp: str, original: str) -> str:
    """Where `server` serves the bytes that it recorded of `original` at `stamp`. Raises `ValueError`."""
    base, path = _replay(server)
    return f"{base}{path}/{stamp}id_/{original}"


def listing_url(server: str, url: str) -> str:
    """The URL that lists the captures of `url` as CDX. Raises `ValueError` where `server` is no web address.

    The Wayback Machine has its listing beside its prefix `/web`, pywb within the collection.
    """
    base, path = _replay(server)
    listing = "/cdx/search/cdx" if path == "/web" else f"{path}/cdx"
    return f"{base}{listing}?url={quote(url, safe='')}&output=json"


def _replay(server: str) -> tuple[str, str]:
    """Scheme and host, and the path that stands before the timestamps; a host alone is a Wayback Machine."""
    parts = urlsplit(server.strip())
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError(f"not the http or https address of a web archive: {server!r}")
    return f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/") or "/web"
