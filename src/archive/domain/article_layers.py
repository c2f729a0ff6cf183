"""The layers in which two versions of an article differ, the facts and the words aside: links, media, metadata, noise.

Invariant: what is the same on both sides is in no layer, and what differs is in one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from archive.domain.article import Block, Image, Link, NoticeKind
from archive.domain.noise import NoiseKind, bare, noise_alone, noise_between
from archive.domain.notice_words import notice_kind
from archive.domain.text_change import ParagraphChange

_PARAGRAPH: Final = re.compile(r"\S(?:.|\n(?!\s*\n))*")
_NOTICE_BLOCKS: Final = frozenset({"body", "chrome", "byline"})


@dataclass(frozen=True, slots=True)
class NoticeTold:
    """A notice of the outlet, in its words."""

    kind: NoticeKind
    text: str


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A part of the metadata that differs, by its name; None where it was, or is, not stated."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A link or an image that came, went, leads elsewhere under the same words, or has other words."""

    kind: Literal["added", "removed", "retargeted", "reworded"]
    medium: Literal["link", "image"]
    before: Link | Image | None
    after: Link | Image | None


@dataclass(frozen=True, slots=True)
class Noise:
    """Something that differs though nobody edited the article; `where` is `text`, `title` or `between paragraphs`."""

    kind: NoiseKind
    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article: the kind of its block, and its place in the text, `text[start:end]`."""

    kind: str
    start: int
    end: int


def paragraphs_of(text: str, blocks: Sequence[Block]) -> list[Paragraph]:
    """The paragraphs of `text`, which hold all of it but white space: a blank line ends one, and so does a block."""
    found: list[Paragraph] = []
    at = 0
    for block in (*blocks, Block("body", len(text), len(text))):
        # Blocks cover a text; what none of them has is told of as the article's own.
        for kind, start, end in (("body", at, block.start), (block.kind, block.start, block.end)):
            if start < end:
                found += (
                    Paragraph(kind, *_trimmed(text, part.start(), part.end()))
                    for part in _PARAGRAPH.finditer(text, start, end)
                )
        at = max(at, block.end)
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    return start, end - (end - start - len(text[start:end].rstrip()))


def notices_told(paragraphs: Iterable[tuple[str, str]]) -> list[NoticeTold]:
    """The notices among the paragraphs, which are given with the kinds of their blocks."""
    return [
        NoticeTold(kind, " ".join(text.split()))
        for block, text in paragraphs
        if block in _NOTICE_BLOCKS and (kind := notice_kind(text)) is not None
    ]


def new_notices(before: Iterable[NoticeTold], after: Iterable[NoticeTold]) -> tuple[NoticeTold, ...]:
    """The notices of `after` that `before` does not have; a new date line of an old one makes none new."""
    known = {bare(notice.text) for notice in before}
    return tuple(notice for notice in after if bare(notice.text) not in known)


def changed_values(
    before: Mapping[str, str | None], after: Mapping[str, str | None]
) -> tuple[ChangedValue, ...]:
    """The parts that differ, in the order of `before`."""
    return tuple(
        ChangedValue(name, value, after.get(name))
        for name, value in before.items()
        if value != after.get(name)
    )


def link_changes(before: Sequence[Link], after: Sequence[Link]) -> tuple[LinkChange, ...]:
    """What became of the links; those of one target, or of one wording, are one link."""
    return tuple(_media_changes("link", before, after))


def image_changes(before: Sequence[Image], after: Sequence[Image]) -> tuple[LinkChange, ...]:
    """What became of the images; those of one target, or of one caption, are one image."""
    return tuple(_media_changes("image", before, after))


def _media_changes(
    medium: Literal["link", "image"], before: Sequence[Link | Image], after: Sequence[Link | Image]
) -> Iterator[LinkChange]:
    old = {each.url: each for each in before}
    new = {each.url: each for each in after}
    gone = [each for each in before if each.url not in new]
    for each in after:
        known = old.get(each.url)
        if known is not None:
            if bare(known.text) != bare(each.text):
                yield LinkChange("reworded", medium, known, each)
            continue
        same = next((one for one in gone if each.text and bare(one.text) == bare(each.text)), None)
        if same is None:
            yield LinkChange("added", medium, None, each)
        else:
            gone.remove(same)
            yield LinkChange("retargeted", medium, same, each)
    for each in gone:
        yield LinkChange("removed", medium, each, None)


def without_noise(
    changes: Iterable[ParagraphChange],
    kind_before: Callable[[int], str],
    kind_after: Callable[[int], str],
    linked: Collection[str],
) -> tuple[tuple[ParagraphChange, ...], tuple[Noise, ...]]:
    """The changes that are somebody's, and those that are noise; what is unchanged is kept among the first.

    `kind_before` and `kind_after` give the kind of block that a paragraph stands in, `linked` the words (`bare`) of
    the pages' links.
    """
    kept: list[ParagraphChange] = []
    noise: list[Noise] = []
    for change in changes:
        before, after = change.text_before, change.text_after
        kind: NoiseKind | None = None
        if change.kind == "came" and change.after is not None:
            kind = noise_alone(after, kind_after(change.after), linked)
        elif change.kind == "gone" and change.before is not None:
            kind = noise_alone(before, kind_before(change.before), linked)
        elif change.kind != "same" and change.before is not None and change.after is not None:
            kind = noise_between(before, after)
            if kind is None and kind_before(change.before) == kind_after(change.after) == "chrome":
                kind = noise_alone(after, "chrome", linked)
        if kind is None:
            kept.append(change)
        else:
            noise.append(Noise(kind, "text", before, after))
    return tuple(kept), tuple(noise)


def spacing_noise(
    texts: tuple[str, str],
    paragraphs: tuple[Sequence[Paragraph], Sequence[Paragraph]],
    changes: Sequence[ParagraphChange],
) -> tuple[Noise, ...]:
    """The white space between paragraphs, where it differs between two that stand one after the other on both sides."""
    following = {c.before: c.after for c in changes if c.before is not None and c.after is not None}
    found = []
    for before, after in following.items():
        if following.get(before + 1) != after + 1:
            continue
        gaps = [
            text[own[place].end : own[place + 1].start]
            for text, own, place in zip(texts, paragraphs, (before, after), strict=True)
        ]
        if gaps[0] != gaps[1]:
            found.append(Noise("white-space", "between paragraphs", gaps[0], gaps[1]))
    return tuple(found)
