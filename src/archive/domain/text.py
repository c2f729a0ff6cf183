"""Sentences: where they start and end within the blocks of an article."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from archive.domain.article import Block
from archive.domain.fold import fold

READ_BLOCKS: Final = ("headline", "body", "caption")
"""The kinds of block that carry claims."""

_ABBREVIATIONS: Final = frozenset(
    "mr mrs ms dr prof gen lt col maj capt cmdr adm brig supt insp cpl sgt sen rep gov pres st sr jr hon rev no vs etc inc ltd co corp"
    " jan feb mar apr jun jul aug sep sept oct nov dec approx rs dept est fig a.m p.m".split()
)
_STOP: Final = re.compile(r"[.!?](?:[\"')\]]|(?<=[\"'])\s?\[\d+\])*(?=\s)")
_OPENS: Final = re.compile(r"\s+[\"'(\[]*[A-Z0-9]")
_LAST_WORD: Final = re.compile(r"[\w.]+\Z")


MAX_SENTENCE: Final = 1500
"""Code points after which a sentence is cut at the next blank: real ones are shorter, and whatever
is longer (a table, a dump) must not make reading slower than in proportion to its length."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence `text[start:end]` of a block; `paragraph` counts paragraphs through the article."""

    start: int
    end: int
    block: str
    paragraph: int


@dataclass(frozen=True)
class SplitText:
    """A text with its sentences, each told on one line; they are looked for once, when somebody asks."""

    text: str
    blocks: Sequence[Block]

    @cached_property
    def _ends(self) -> tuple[list[int], list[int]]:
        found = sentences(self.text, self.blocks)
        return [one.start for one in found], [one.end for one in found]

    def lines(self) -> list[str]:
        """Every sentence, in order."""
        return [self._line(start, end) for start, end in zip(*self._ends, strict=True)]

    def around(self, start: int, end: int) -> str:
        """The sentence, or the sentences, that `text[start:end]` reaches across; empty outside of any."""
        starts, ends = self._ends
        first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
        return self._line(starts[first], ends[last]) if first <= last else ""

    def _line(self, start: int, end: int) -> str:
        return " ".join(self.text[start:end].split())


def sentences(text: str, blocks: Sequence[Block]) -> list[Sentence]:
    """The sentences of the headline, body and caption blocks, in order."""
    folded = fold(text)
    found: list[Sentence] = []
    number = 0
    for block in blocks:
        if block.kind not in READ_BLOCKS:
            continue
        for start, end in _paragraphs(folded, block.start, block.end):
            number += 1
            for first, last in _split(folded, start, end):
                found.append(Sentence(first, last, block.kind, number))
    return found


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A block is a paragraph as a rule; a blank line in one ends a paragraph all the same."""
    for piece in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text[start:end]):
        yield start + piece.start(), start + piece.end()


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of one paragraph: "Mr. Roe", "U.N.", initials and decimals end none."""
    first = start
    for stop in _STOP.finditer(text, start, end):
        if not _OPENS.match(text, stop.end(), end) or _abbreviated(text, first, stop.start()):
            continue
        yield from _trimmed(text, first, stop.end())
        first = stop.end()
    yield from _trimmed(text, first, end)


def _abbreviated(text: str, start: int, stop: int) -> bool:
    """Whether the period at `stop` belongs to an abbreviation or an initial."""
    if text[stop] != ".":
        return False
    word = _LAST_WORD.search(text, max(start, stop - 12), stop)
    if word is None:
        return False
    last = word[0].rsplit(".", 1)[-1]
    if word[0].lower() in _ABBREVIATIONS:
        return not (word[0].lower() == "no" and not text[stop + 1 : stop + 3].strip().isdigit())
    if len(last) == 1 and last.isalpha() and last.isupper():
        return "." in word[0] or word[0] != "I"
    return False


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE:
        cut = text.find(" ", start + MAX_SENTENCE, end)
        if cut < 0:
            break
        yield start, cut
        start = cut + 1
    if start < end:
        yield start, end
