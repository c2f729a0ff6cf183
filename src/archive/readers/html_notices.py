"""What an outlet says of a change it made: corrections, clarifications, updates, retractions, editors' notes.

English conventions, recognized at the beginning of a paragraph. A notice must never be lost: one that
stands on the page outside what was taken for the article, or in the page's structured data alone, is
added to the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from archive.domain.notice_words import notice_kind
from archive.readers.html_tree import Passage, content_of, plain

_MAX_LENGTH: Final = 2000
_MAX_SOUGHT: Final = 200
"""Notices that are looked for in the text word by word: each look reads all of it."""


def lost_notices(found: Iterable[Passage], corrections: Iterable[str], kept: Sequence[str]) -> list[str]:
    """The notices on the page, and in its structured data, that the paragraphs `kept` do not hold."""
    known = {plain(text) for text in kept}
    whole = f" {' '.join(plain(text) for text in kept)} "
    lost: list[str] = []
    looked = 0
    for text in (*_on_page(found), *corrections):
        words = plain(text)
        if not words or words in known:
            continue
        known.add(words)
        looked += 1
        if looked > _MAX_SOUGHT:
            break
        if f" {words} " not in whole:
            lost.append(text)
    return lost


def _on_page(found: Iterable[Passage]) -> Iterable[str]:
    for passage in found:
        text = passage.text
        if len(text) <= _MAX_LENGTH and notice_kind(text) and _belongs(passage):
            yield text


def _belongs(passage: Passage) -> bool:
    """Whether a passage may be the article's: not part of a menu or a reader's comment, and no link elsewhere."""
    element, text = passage.element, passage.text
    for ancestor in (element, *element.iterancestors()):
        names = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}".lower()
        if (
            ancestor.tag in {"nav", "a", "form"}
            or "comment" in names
            or "related" in names
            or "teaser" in names
        ):
            return False
    if passage.run:
        return True
    linked = sum(len(content_of(link)) for link in element.iter("a"))
    return 5 * linked < 4 * len(text)
