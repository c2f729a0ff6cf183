"""What an outlet says of a change it made: corrections, clarifications, updates, retractions, editors' notes.

English conventions, recognized at the beginning of a paragraph. A notice must never be lost: one that
stands on the page outside what was taken for the article, or in the page's structured data alone, is
added to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from archive.domain.article import Block, Notice, NoticeKind
from archive.domain.fold import fold
from archive.readers.html_tree import Passage, content_of, plain

_THIS: Final = r"(?:this|the)[ ](?:(?:above|news|original|preceding)[ ])?(?:article|story|report|post|piece|headline|column|page|item|caption|obituary)"
_VERSION: Final = (
    r"(?:an?|the|in[ ]an?)[ ](?:(?:earlier|previous|original|initial|prior)[ ])(?:version|headline|edition|photo[ ]caption|caption)s?"
    r"(?:[ ]of[ ](?:this|the)[ ][\w ]{3,40}?)?"
)
_STAMP: Final = r"(?:[ ]?\([^()]{1,60}\)|,?[ ](?:on[ ])?[A-Z0-9][\w,.: ]{2,40}?)?"
_RETRACTED: Final = re.compile(
    rf"(?:editor'?s'?[ ]note[ :.-]+)?(?:retract(?:ion|ed)\b{_STAMP}[ ]?[:.-]|{_THIS}[ ](?:was|has[ ]been|is|have[ ]been)[ ](?:retracted|withdrawn)\b"
    rf"|we[ ](?:have[ ])?(?:retracted|withdrawn)[ ]{_THIS})",
    re.I,
)
_CLARIFIED: Final = re.compile(
    rf"(?:clarifications?\b{_STAMP}[ ]?[:.-]|{_THIS}[ ](?:was|has[ ]been)[ ](?:\w+[ ]){{0,2}}(?:amended|updated|edited|changed|revised|clarified)\b"
    rf"[^.]{{0,80}}?\b(?:to[ ]clarify|clarif\w+|to[ ]make[ ]clear))",
    re.I,
)
_CORRECTED: Final = re.compile(
    rf"(?:(?:editor'?s'?[ ]note[ :.-]+)?(?:correct(?:ion|ions|ed)|errat(?:um|a)|corrigendum)(?:[ ]and[ ]clarifications?)?\b{_STAMP}[ ]?[:.-]"
    rf"|(?:editor'?s'?[ ]note[ :.-]+)?{_VERSION}[^.]{{0,80}}?\b(?:incorrect|misstat|mis\w+|wrong|err|inaccura|mistaken|said|stated|gave|omitted"
    rf"|contain|referred|named|identified|reported|described|listed|attributed|quoted|implied|suggested|used|included|had|was|did)"
    rf"|{_THIS}[ ](?:was|has[ ]been)[ ](?:\w+[ ]){{0,2}}(?:amended|corrected|edited[ ]to[ ]correct)\b"
    rf"|{_THIS}[ ](?:was|has[ ]been)[ ](?:\w+[ ]){{0,2}}(?:updated|revised|changed)\b[^.]{{0,80}}?\bto[ ](?:correct|fix|reflect[ ]that)"
    rf"|we[ ](?:have[ ])?(?:corrected|amended)[ ]{_THIS})",
    re.I,
)
_UPDATED: Final = re.compile(
    rf"(?:updates?(?:[ ]\d{{1,2}})?\b{_STAMP}[ ]?[:-][ ]|{_THIS}[ ](?:was|has[ ]been|is[ ]being|will[ ]be|is)[ ](?:\w+[ ]){{0,2}}(?:updated|developing)\b)",
    re.I,
)
_NOTED: Final = re.compile(
    r"(?:editor(?:ial|'?s'?|s')?[ ]note|note[ ](?:to[ ]readers|from[ ]the[ ]editors?)|publisher'?s[ ]note|from[ ]the[ ]editors?)\b[^.:]{0,40}[:.-]",
    re.I,
)
_KINDS: Final[tuple[tuple[NoticeKind, re.Pattern[str]], ...]] = (
    ("retraction", _RETRACTED),
    ("clarification", _CLARIFIED),
    ("correction", _CORRECTED),
    ("update", _UPDATED),
    ("editors-note", _NOTED),
)
_CUE: Final = re.compile(
    r"\W*(?:correct|clarif|errat|corrig|retract|updat|editor|note |publisher|from the ed|this |the |an? |in an |we )",
    re.I,
)
_MAX_LENGTH: Final = 2000
_MAX_SOUGHT: Final = 200
"""Notices that are looked for in the text word by word: each look reads all of it."""
_MIN_WORDS: Final = 4


def notice_kind(paragraph: str) -> NoticeKind | None:
    """What kind of notice the paragraph is by how it begins, None for any other paragraph."""
    head = fold(paragraph[:400]).strip(" *[(_#-\u2022")
    if not _CUE.match(head) or len(head.split()) < _MIN_WORDS:
        return None
    return next((kind for kind, pattern in _KINDS if pattern.match(head)), None)


def notices_in(text: str, blocks: Iterable[Block]) -> tuple[Notice, ...]:
    """The notices among the blocks of `text`; headlines and captions are none."""
    out: list[Notice] = []
    for block in blocks:
        if block.kind in {"body", "chrome", "byline"}:
            kind = notice_kind(text[block.start : block.end])
            if kind:
                out.append(Notice(kind, block.start, block.end))
    return tuple(out)


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
