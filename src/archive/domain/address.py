"""Addresses: what identifies an article.

The canonical URL where there is one, else the file's own URI, else a name made from the content. Invariant: an address
is its own address, and depends on nothing but the standard library: it must be the same after every upgrade.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from archive.domain.host import normal_host, same_site, without_prefixes
from archive.domain.page_variants import (
    asks_for_a_form,
    kept_by_a_cache,
    looks_like_an_article,
    plain_host,
    plain_path,
)
from archive.domain.tracking import tracks

LONGEST: Final = 2600
"""Bytes of an address, and of a URL as it is written, at the most: an index of PostgreSQL holds 2,704 in a row."""

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_SAFE: Final = "%/:?@!$&'()*+,;=[]"
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPED_AMPERSAND: Final = re.compile(r"^(?:amp;)+", re.I)
"""What is left before a name where a page or a feed wrote `&amp;` once too often; no site has such names."""
_SESSION: Final = re.compile(r";jsessionid=[^/;]*", re.I)
_INDEX: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.I)
_LAYERS: Final = 8
"""How often one URL may be wrapped in another."""
_DIGIT: Final = re.compile(r"\d")
_NUMBER: Final = re.compile(r"\d{5}")


def canonical_url(url: str) -> str:
    """`url` as it identifies its page: without what does not, and in one spelling.

    Dropped are the fragment (a `#!` route stays), the default port, a user name or password, what `tracking`
    names, and the forms that `page_variants` names (AMP, print, a cache's copy). Host, escapes and dot segments
    take their normal form (RFC 3986 section 6.2.2, RFC 3492); letters and spaces that a URL cannot hold are
    percent-encoded in UTF-8, as browsers do. What is left of the query stays as it was written and in its order, since a
    server may tell `?1` from `?1=`. Scheme, `www.` and mobile hosts, letter case and a trailing slash stay too: that
    they make no difference is true of most sites and not of all (`is_variant` compares without them).
    Raises `ValueError` where `url` is not an absolute http or https URL, or is longer than `LONGEST`.
    """
    for _ in range(_LAYERS):
        if is_overlong(url):
            raise ValueError(f"a URL of more than {LONGEST:,} bytes: {url[:80]!r}")
        once = _once(url)
        if once == url:
            return once
        url = once
    raise ValueError(f"a URL wrapped in too many others: {url!r}")


def is_overlong(address: str) -> bool:
    """Whether an address, or a URL, is longer than any that is kept."""
    return len(address.encode("utf-8", "replace")) > LONGEST


def content_address(raw_hash: str) -> str:
    """The address of an article that came without a name, on standard input."""
    return f"stdin:{raw_hash[:16]}"


def address_for(asked: str | None, landed: str | None, claimed: str | None) -> str:
    """The address of an article asked for at `asked`, answered at `landed`, whose page names `claimed` as its URL.

    What the page claims counts where it can be right: on the same site, and no less of an article than where it stands,
    as the canonical links are that name a home page, a section or a script without its query on every page. Else
    it is where the page landed, else what was asked for. Raises `ValueError` where none is an address.
    """
    here = _first_url(landed, asked)
    if claimed:
        try:
            there = canonical_url(urljoin(here or "", claimed.strip()))
        except ValueError:
            there = None
        if there and (here is None or _plausible(there, here)):
            return there
    if here is None:
        raise ValueError(f"no http or https URL: {landed or asked or claimed!r}")
    return here


def is_variant(one: str, other: str) -> bool:
    """Whether two URLs differ as forms of one page do, so that a redirect from one to the other is no move.

    That is in what `canonical_url` drops, and in scheme, `www.`, `m.` and the like before the host, a trailing
    slash and `index.html`. What is no http or https URL is a variant of itself alone.
    """
    try:
        return _bare(canonical_url(one)) == _bare(canonical_url(other))
    except ValueError:
        return one == other


def _once(url: str) -> str:
    """`url` with each rule applied once."""
    parts = urlsplit(_slashes(url.strip()))
    scheme, name = parts.scheme.lower(), parts.hostname or ""
    host = normal_host(name)
    if scheme not in _DEFAULT_PORTS or not host or ("[" in parts.netloc and ":" not in name):
        raise ValueError(f"not an http or https URL: {url!r}")
    path = _without_dots(_normal(_SESSION.sub("", parts.path))) or "/"
    query = _query(parts.query)
    fragment = _normal(parts.fragment) if parts.fragment.startswith("!") and len(parts.fragment) > 1 else ""
    inside = kept_by_a_cache(host, path)
    if inside is not None:
        return inside + (f"?{query}" if query else "")
    port = parts.port
    host = plain_host(host)
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    return urlunsplit((scheme, netloc, plain_path(path), query, fragment))


def _slashes(url: str) -> str:
    """A backslash before the query is a slash to every browser, and must not hide which host is meant."""
    end = min((place for place in (url.find("?"), url.find("#")) if place >= 0), default=len(url))
    return url[:end].replace("\\", "/") + url[end:]


def _query(query: str) -> str:
    pairs = (_normal(_ESCAPED_AMPERSAND.sub("", pair)) for pair in query.split("&"))
    return "&".join(pair for pair in pairs if pair and not tracks(pair) and not asks_for_a_form(pair))


def _normal(text: str) -> str:
    """`text` with capital escapes, none where none is needed, and one for whatever a URL cannot hold."""

    def escape(found: re.Match[str]) -> str:
        if found[1] is None:
            return "%25"
        letter = chr(int(found[1], 16))
        return letter if letter in _UNRESERVED else found[0].upper()

    return quote(_ESCAPE.sub(escape, text), safe=_SAFE)


def _without_dots(path: str) -> str:
    """RFC 3986 section 5.2.4: `.` and `..` are no names."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _first_url(*urls: str | None) -> str | None:
    for url in urls:
        try:
            if url:
                return canonical_url(url)
        except ValueError:
            continue
    return None


def _bare(url: str) -> tuple[str, int | None, str, str, str]:
    parts = urlsplit(url)
    path = _INDEX.sub("/", parts.path).rstrip("/")
    return without_prefixes(parts.hostname or ""), parts.port, path, parts.query, parts.fragment


def _plausible(claimed: str, here: str) -> bool:
    """Whether the page at `here` can be the one at `claimed`."""
    there, stood = urlsplit(claimed), urlsplit(here)
    if not same_site(there.hostname or "", stood.hostname or ""):
        return False
    named, trail = _segments(there.path), _segments(stood.path)
    if named == trail:
        dropped = stood.query if not there.query else ""
        return not _DIGIT.search(dropped) or bool(named and _identifies(named[-1]))
    if there.query:
        return True
    if not named:
        return False
    if trail[: len(named)] == named:
        return _identifies(named[-1])
    return _says_enough(named[-1]) or not (stood.query or (trail and _says_enough(trail[-1])))


def _segments(path: str) -> list[str]:
    return [segment for segment in _INDEX.sub("/", path).split("/") if segment]


def _says_enough(segment: str) -> bool:
    return looks_like_an_article(segment.partition(".")[0])


def _identifies(segment: str) -> bool:
    """Whether a `segment` in the middle of a path names an article: a long number, or a headline's worth of words."""
    return segment.count("-") >= 3 or _NUMBER.search(segment) is not None
