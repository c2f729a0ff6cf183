"""Addresses: what identifies an article.

The canonical URL where there is one, else the file's own URI, else a name made from the content.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_TRACKING: Final = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")


def canonical_url(url: str) -> str:
    """`url` without what does not identify the page: fragment, default port, tracking parameters.

    Raises `ValueError` where `url` is not an absolute http or https URL.
    """
    parts = urlsplit(url.strip())
    host = parts.hostname
    if parts.scheme.lower() not in _DEFAULT_PORTS or not host:
        raise ValueError(f"not an http or https URL: {url!r}")
    scheme = parts.scheme.lower()
    port = parts.port
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith(_TRACKING)
    ]
    return urlunsplit((scheme, netloc, parts.path or "/", urlencode(query), ""))


def content_address(raw_hash: str) -> str:
    """The address of an article that came without a name, on standard input."""
    return f"stdin:{raw_hash[:16]}"
