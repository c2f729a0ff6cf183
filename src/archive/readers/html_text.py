"""The text of a page's article and its blocks, made of the paragraphs that were found.

The headline comes first, since a changed headline is an edit; paragraphs are parted by blank lines.
What the page's structure leaves open (bylines, datelines, credits, furniture) is told by the words, as in
plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from archive.domain.article import Block
from archive.domain.blocks import segment
from archive.readers.html_body import HtmlParagraph
from archive.readers.html_tree import Passage, content_of, plain

_MAX_SUBHEAD: Final = 100
_ENDED: Final = re.compile(r"[.!?:;,…。！？]['\"’”)\]]*\Z")


def headed(title: str | None, paragraphs: Sequence[HtmlParagraph]) -> list[HtmlParagraph]:
    """The paragraphs under `title`, which stands once above the article, however often the page repeats it."""
    if title is None:
        return list(paragraphs)
    named = plain(title)
    first = next((number for number, one in enumerate(paragraphs) if one.kind != "headline"), 0)
    kept = [
        one
        for number, one in enumerate(paragraphs)
        if plain(one.text) != named or (number > first and one.kind != "headline")
    ]
    return [HtmlParagraph("headline", title), *kept]


def with_subheads(paragraphs: Iterable[HtmlParagraph], found: Iterable[Passage]) -> list[HtmlParagraph]:
    """The paragraphs, those that are short lines all in bold on the page turned into sub-headings."""
    bold = {
        plain(one.text) for one in found if not one.run and len(one.text) <= _MAX_SUBHEAD and _is_bold(one)
    }
    return [
        HtmlParagraph("headline", one.text)
        if one.kind == "body" and plain(one.text) in bold and not _ENDED.search(one.text)
        else one
        for one in paragraphs
    ]


def _is_bold(passage: Passage) -> bool:
    marked = [*passage.element.iter("b", "strong")]
    return bool(marked) and len(content_of(marked[0])) == len(passage.text)


def composed(paragraphs: Sequence[HtmlParagraph]) -> tuple[str, tuple[Block, ...]]:
    """The text, and its blocks in order: no two overlap, and together they hold all that is not blank."""
    text = "\n\n".join(one.text for one in paragraphs)
    told = iter(segment(text))
    block = next(told, None)
    out: list[Block] = []
    start = 0
    for one in paragraphs:
        end = start + len(one.text)
        inside: list[Block] = []
        while block is not None and block.start < end:
            inside.append(block)
            block = next(told, None)
        out += _blocks(one, start, end, inside)
        start = end + 2
    return text, tuple(out)


def _blocks(one: HtmlParagraph, start: int, end: int, told: list[Block]) -> list[Block]:
    """The blocks of one paragraph; `told` is what its words show."""
    if one.kind in {"headline", "caption"}:
        return [Block("headline" if one.kind == "headline" else "caption", start, end)]
    whole = bool(told) and told[0].start == start and told[-1].end == end
    if one.kind == "row" or not whole:
        return [Block("body", start, end)]
    # A paragraph of the page is no headline, however short it is.
    return [
        Block("body" if block.kind == "headline" else block.kind, block.start, block.end) for block in told
    ]
