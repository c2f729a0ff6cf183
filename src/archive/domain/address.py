"""Addresses: what identifies an article.

The canonical URL where there is one, else the file's own URI, else a name made from the content.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_TRACKING: Final = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")
_SAFE: Final = "%/:?@!$&'()*+,;=[]"


def canonical_url(url: str) -> str:
    """`url` without what does not identify the page: fragment, default port, tracking parameters.

    What is left of the query stays as it was written, since a server may tell `?1` from `?1=`;
    letters and spaces that a URL cannot hold are percent-encoded in UTF-8, as browsers do. A user
    name or a password is dropped: an address is shown and stored in the open.
    Raises `ValueError` where `url` is not an absolute http or https URL.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").rstrip(".")
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        raise ValueError(f"not an http or https URL: {url!r}")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _tracks(pair))
    return urlunsplit((scheme, netloc, quote(parts.path, safe=_SAFE) or "/", quote(query, safe=_SAFE), ""))


def _tracks(pair: str) -> bool:
    return unquote_plus(pair.partition("=")[0]).lower().startswith(_TRACKING)


def content_address(raw_hash: str) -> str:
    """The address of an article that came without a name, on standard input."""
    return f"stdin:{raw_hash[:16]}"
