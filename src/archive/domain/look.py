"""Looks: what came back, byte for byte, when somebody looked at one address at one time.

A file that is read, a record of a web archive, an entry of a feed and an answer of a server are all
looks; what follows from one is decided by the service that ingests it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

Kind = Literal[
    "text",
    "html",
    "pdf",
    "mail",
    "mbox",
    "feed",
    "sitemap",
    "opml",
    "urls",
    "warc",
    "wacz",
    "jsonl",
    "timemap",
    "cdx",
]
"""A format that is read; `feed` is RSS, Atom or JSON Feed, `urls` a list of addresses, one a line."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

Via = Literal["file", "stdin", "web", "warc", "memento", "feed", "mail", "jsonl"]
"""How a look came to the archive."""

TroubleKind = Literal[
    "network",  # no connection, a name that does not resolve, a connection that broke off
    "timeout",  # a step, or the fetch as a whole, took too long
    "too-large",  # more bytes than are taken for an article, packed or unpacked
    "redirects",  # too many redirects, a loop, or one to nowhere
    "refused",  # an address that must not be fetched: another scheme, a private or metadata host
    "robots",  # the site's robots.txt does not allow it
    "protocol",  # an answer that is not HTTP, or cannot be unpacked
]


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect that was followed: the URL that answered, and with which status."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a look brought no answer; `retry_after` is how many seconds the server asked to wait."""

    kind: TroubleKind
    reason: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at one address.

    `name` is what messages call it. `data` is the body without transfer and content coding. `address`
    identifies the article where nothing better does (a file URI); `url` is what was asked for and
    `landed` the URL that answered in the end, where that is another. `captured` is in microseconds,
    None for now. `kind` is the format, where the user overrules what the content looks like. `sidecar`
    is what somebody wrote down beside the bytes, and outranks the page; `stated` is what a feed, a
    listing or a mail header says of it, and fills what the page leaves open. An `excerpt` is no page
    but a summary that stands in for one. `trouble` says why there is no answer; `instead` is what is
    taken where this look shows no article.
    """

    name: str
    via: Via = "file"
    data: bytes = b""
    address: str | None = None
    url: str | None = None
    landed: str | None = None
    captured: int | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    redirects: tuple[Hop, ...] = ()
    kind: str | None = None
    sidecar: Mapping[str, object] | None = None
    stated: Mapping[str, str] = field(default_factory=dict)
    excerpt: bool = False
    trouble: Trouble | None = None
    instead: Look | None = None
    same_as: int | None = None
    """The moment (microseconds) of an earlier capture of `url` whose bytes a web archive says these were, so that
    it does not hold them again; the status is then 304."""

    def header(self, name: str) -> str | None:
        """The first header called `name`, in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def page(self) -> str | None:
        """The URL of what is in `data`: where relative links start from."""
        return self.landed or self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """Something that is only named and has to be fetched: an entry of a feed, a line of a list.

    `stated` is what the listing says of it (title, published, modified, author, source, language,
    section). `instead` is the entry's own text, for when the page cannot be had. `captured` is when a
    web archive holds that it looked, with `original` the URL that was looked at then. `listing` tells
    that the URL names a listing (a sitemap of a sitemap index, a feed of an OPML) and no article.
    """

    name: str
    url: str
    stated: Mapping[str, str] = field(default_factory=dict)
    instead: Look | None = None
    captured: int | None = None
    original: str | None = None
    listing: bool = False
