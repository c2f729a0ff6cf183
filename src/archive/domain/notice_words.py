"""What an outlet itself says of a change it made: corrections, clarifications, updates, retractions, editors' notes.

English conventions, recognized at the beginning of a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from archive.domain.article import Block, Notice, NoticeKind
from archive.domain.fold import fold

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
