"""What changes on a page from one look to the next though nobody edited the article, and so is no text.

Relative times, counters of shares and comments, and links to other articles that rotate. Only whole
paragraphs, and whole parts of a line between bars or dots, are taken out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from archive.domain import block_words as words
from archive.domain.fold import fold
from archive.domain.volatile_words import AGO, COUNTER
from archive.readers.html_body import HtmlParagraph
from archive.readers.html_tree import Element, Passage, content_of, plain

_PARTS: Final = re.compile(r"\s*[|•·]\s*")
_MAX_LINE: Final = 160
_LABEL: Final = 16
"""The letters outside the link in a line such as "Read more: ...", at most."""


def linked_texts(found: Iterable[Passage]) -> frozenset[str]:
    """The plain words of the passages that are nothing but links, a label of a few letters aside."""
    return frozenset(
        plain(passage.text)
        for passage in found
        if not passage.run and _is_linked(passage.element, passage.text)
    )


def _is_linked(element: Element, text: str) -> bool:
    inside = sum(len(content_of(link)) for link in element.iter("a"))
    if inside:
        return len(text) - inside <= max(_LABEL, len(text) // 10) and 2 * inside > len(text)
    return next(element.iterancestors("a"), None) is not None


def without_noise(paragraphs: Iterable[HtmlParagraph], linked: Collection[str]) -> list[HtmlParagraph]:
    """The paragraphs without what rotates; `linked` are the words of those that are links alone."""
    out: list[HtmlParagraph] = []
    listing = False
    for paragraph in paragraphs:
        low = fold(paragraph.text).lower()
        label = len(low) <= words.FURNITURE_LENGTH and words.SECTION_LABEL.match(low.rstrip(" :")) is not None
        is_link = plain(paragraph.text) in linked
        if is_link and (listing or _is_prompt(low)):
            continue
        if listing and not is_link:
            listing = False
        if label:
            listing = True
        kept = _without_volatile(paragraph)
        if kept is not None:
            out.append(kept)
    return [one for number, one in enumerate(out) if not _is_orphan(out, number)]


def _is_prompt(low: str) -> bool:
    return len(low) <= words.FURNITURE_LENGTH and words.FURNITURE.match(low) is not None


def _is_orphan(paragraphs: list[HtmlParagraph], number: int) -> bool:
    """Whether a label such as "Related stories" stands above nothing any more."""
    low = fold(paragraphs[number].text).lower().rstrip(" :")
    return len(low) <= 60 and words.SECTION_LABEL.match(low) is not None


def _without_volatile(paragraph: HtmlParagraph) -> HtmlParagraph | None:
    if len(paragraph.text) > _MAX_LINE or paragraph.kind == "row":
        return paragraph
    parts = _PARTS.split(paragraph.text)
    kept = [part for part in parts if not (AGO.fullmatch(part) or COUNTER.fullmatch(part))]
    if len(kept) == len(parts):
        return paragraph
    text = " | ".join(part for part in kept if part)
    return HtmlParagraph(paragraph.kind, text) if text else None
