"""An article as a reader understood it: its text, the blocks of that text, and sourced metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from archive.domain.canonical import stable_id
from archive.domain.moment import PartialDate

BlockKind = Literal["chrome", "masthead", "byline", "headline", "caption", "body"]
"""What a stretch of text is. `chrome` is the site's own furniture and never carries a claim;
`masthead` and `byline` carry metadata; sub-headlines inside a text are `headline` too."""

Basis = Literal[
    "given",  # an option of the command
    "sidecar",  # NAME.json beside the article
    "front-matter",  # a block at the head of the file
    "prefix",  # a crawler's metadata glued before the text
    "json-ld",  # structured data in the page (schema.org)
    "meta",  # a meta, link or time element of the page
    "page",  # a visible element of the page: its h1, its title
    "feed",  # the entry of the feed, or of the sitemap, that led to the page
    "mail",  # a header of the mail
    "pdf",  # the document information of a PDF
    "http",  # a header of the server's answer
    "url",  # the address itself
    "inferred",  # a program's guess from all of the page: never as good as any of the above
    "header",  # a line of the page's header that names the publication date
    "byline",  # the byline or dateline of the article
    "text",  # the words of the article itself: a title read from its headline
    "in-body",  # the latest full date that the text mentions; never a publication date
    "captured",  # nothing better than the time we looked
    "none",  # unknown
]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of an article's text, in code points: `text[start:end]`."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sourced:
    """A metadata value with the place it was read from; `value` None means unknown."""

    value: str | None = None
    basis: Basis = "none"


@dataclass(frozen=True, slots=True)
class SourcedDate:
    """A date with the place it was read from and its exact wording there, where it was read."""

    date: PartialDate | None = None
    basis: Basis = "none"
    text: str | None = None


NoticeKind = Literal["correction", "clarification", "update", "retraction", "editors-note"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What the outlet itself says about a change of the article: `text[start:end]`, which quotes it."""

    kind: NoticeKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the article's text, absolute, and its words."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """An image that belongs to the article, and what stands in for it or under it."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value of the metadata that something else contradicts: both are kept.

    `field` names the metadata (`published`, `modified`, `title`, ...), `value` and `basis` are of what was
    not taken, or of what is taken in spite of `reason`.
    """

    field: str
    value: str
    basis: Basis
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a reader found besides the text and the metadata that facts rest on.

    `canonical` is the address that the page claims for itself. `access` tells whether everybody can
    read the whole of it, None where nothing says so.
    """

    author: Sourced = Sourced()
    section: Sourced = Sourced()
    canonical: Sourced = Sourced()
    access: Literal["open", "paywalled"] | None = None
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    notices: tuple[Notice, ...] = ()
    doubts: tuple[Doubt, ...] = ()


Rank = Literal["full", "excerpt"]
"""How much of the article a text is: an `excerpt` stands in for what could not be had (the text of a feed's
entry, the free lines of a paywalled page) and never replaces a `full` text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a reader made of one input.

    `text` is stored as it stands (no newline translation, no Unicode normalization), so that
    evidence offsets point into what the user gave. `blocks` cover it in order, without overlap.
    `options` are what the reader was set to, where it can be set.
    """

    text: str
    blocks: tuple[Block, ...]
    title: Sourced = Sourced()
    source: Sourced = Sourced()
    url: Sourced = Sourced()
    language: Sourced = Sourced()
    published: SourcedDate = SourcedDate()
    modified: SourcedDate = SourcedDate()
    captured: SourcedDate = SourcedDate()
    in_body: SourcedDate = SourcedDate()
    details: Details = Details()
    rank: Rank = "full"
    reader: str = "text"
    reader_version: str = "1"
    options: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def version_id(address: str, captured: int, text_hash: str) -> str:
    """The id of the article version first seen at `captured` (microseconds); it never changes."""
    return stable_id("version", address, captured, text_hash)
