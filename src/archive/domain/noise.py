"""What differs between two versions of a page though nobody edited the article, by class.

Readers take most of it away before a text is kept (`readers.html_noise`); what a plain text, a mail or an unusual
page still holds of it is told apart here. Invariant: noise is classed, and never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, Literal

from archive.domain import block_words as words
from archive.domain.fold import fold
from archive.domain.volatile_words import AGO, COUNTER

NoiseKind = Literal[
    "white-space", "typography", "capitals", "date-line", "counter", "related-links", "furniture"
]
"""Blanks and line breaks; curly quotes, dashes, ellipses and invisible characters; capital letters; lines that only
say when the page was updated; counts of comments and shares; links to other articles; the site's own furniture."""

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_DASH: Final = re.compile(r"\s*-+\s*")
_PARTS: Final = re.compile(r"\s*[|•·]\s*|\s+[/-]\s+")
_MAX_LINE: Final = 160
"""Longer lines are an article's words, whatever is said in them (as in `readers.html_noise`)."""


def one_spaced(text: str) -> str:
    """`text` with one blank wherever it has white space, and none at its ends."""
    return " ".join(text.split())


def typewritten(text: str) -> str:
    """`text` as a typewriter has it: one kind of quote, dash and blank, nothing invisible."""
    plain = _INVISIBLE.sub("", fold(text)).replace("…", "...").replace('"', "'")
    return _DASH.sub("-", one_spaced(plain))


def bare(text: str) -> str:
    """`text` typewritten in lower case: equal for what differs in its looks alone."""
    return typewritten(text).casefold()


def noise_between(before: str, after: str) -> NoiseKind | None:
    """Which noise makes the paragraph `after` of the paragraph `before`; None where an edit does, or where they are equal."""
    if before == after:
        return None
    if one_spaced(before) == one_spaced(after):
        return "white-space"
    if typewritten(before) == typewritten(after):
        return "typography"
    if bare(before) == bare(after):
        return "capitals"
    if max(len(before), len(after)) > _MAX_LINE:
        return None
    old, new = ([bare(part) for part in _PARTS.split(text)] for text in (before, after))
    others = [part for part in (*_without(old, new), *_without(new, old)) if part]
    kinds = {_line_kind(part) for part in others}
    if not others or None in kinds or len(kinds) > 2:
        return None
    return "date-line" if "date-line" in kinds else "counter"


def noise_alone(text: str, kind: str, linked: Collection[str]) -> NoiseKind | None:
    """Which noise a paragraph is that came or went whole; None where it is none.

    `kind` is that of its block, `linked` are the words (`bare`) of the page's links: a paragraph that is nothing but
    a link leads elsewhere.
    """
    low = bare(text)
    if len(low) <= words.FURNITURE_LENGTH:
        if words.SECTION_LABEL.match(low.rstrip(" :")) or low in linked:
            return "related-links"
        parts = {_line_kind(part) for part in _PARTS.split(low) if part}
        if len(text) <= _MAX_LINE and parts and None not in parts:
            return "date-line" if "date-line" in parts else "counter"
        if words.FURNITURE.match(low):
            return "furniture"
    return "furniture" if kind == "chrome" else None


def _without(parts: list[str], others: list[str]) -> list[str]:
    return [part for part in parts if part not in others]


def _line_kind(part: str) -> NoiseKind | None:
    """What a line, or a part of one between bars, is; `part` is bare."""
    if COUNTER.fullmatch(part):
        return "counter"
    if AGO.fullmatch(part) or words.CLOCK.match(part):
        return "date-line"
    stamp = words.STAMP.match(part)
    if stamp is not None and _is_date(stamp["when"]):
        return "date-line"
    return None


_MONTH: Final = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\b\.?|\btoday\b|\byesterday\b"
)


def _is_date(when: str) -> bool:
    """Whether words after "Updated" are a date and nothing else."""
    left = words.WEEKDAY_OR_TIME.sub("", _MONTH.sub("", when))
    return re.fullmatch(r"[\d\s/.,-]*", left) is not None
