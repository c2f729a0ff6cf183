"""An article as a reader understood it: its text, the blocks of that text, and sourced metadata."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a reader made of one input.

    `text` is stored as it stands (no newline translation, no Unicode normalization), so that
    evidence offsets point into what the user gave. `blocks` cover it in order, without overlap.
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
    reader: str = "text"
    reader_version: str = "1"
    warnings: tuple[str, ...] = ()


def version_id(address: str, captured: int, text_hash: str) -> str:
    """The id of the article version first seen at `captured` (microseconds); it never changes."""
    return stable_id("version", address, captured, text_hash)
