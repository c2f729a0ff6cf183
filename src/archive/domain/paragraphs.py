"""Paragraphs of a plain text, whatever way its lines were broken.

A text may give each paragraph a line of its own, with or without blank lines between, or be
wrapped at a fixed width. Lines are joined where the next word would not have fitted on the line
before it, or where a sentence plainly runs on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_LINE: Final = re.compile(r"[^\r\n]+")
_MIN_WIDTH: Final = 40
_MAX_WIDTH: Final = 120
"""Widths that people and programs wrap text at; longer lines are paragraphs."""
_MIN_WRAPPED: Final = 3
"""Full lines that it takes to believe in a width; of two lines one is always the longest."""
_ENDED: Final = re.compile(r"[.!?:;]['\")\]]*\Z")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph `text[start:end]`, without the white space around it.

    `alone_before` and `alone_after` tell whether a blank line, or the end of the text, is next to it.
    """

    start: int
    end: int
    text: str
    alone_before: bool
    alone_after: bool


def paragraphs(text: str, start: int = 0) -> list[Paragraph]:
    """The paragraphs of the folded `text` from `start` on, in order; blank lines are in none."""
    lines = _lines(text, start)
    width = _wrap_width(text, lines)
    spans: list[tuple[int, int, bool]] = []
    for first, last, gap in lines:
        if spans and not gap and _runs_on(text, spans[-1], (first, last), width):
            spans[-1] = (spans[-1][0], last, spans[-1][2])
        else:
            spans.append((first, last, gap))
    after = [gap for _, _, gap in spans[1:]] + [True] * bool(spans)
    return [
        Paragraph(first, last, text[first:last], gap, gap_after)
        for (first, last, gap), gap_after in zip(spans, after, strict=True)
    ]


def _lines(text: str, start: int) -> list[tuple[int, int, bool]]:
    """Start, end and "a blank line stands before" of every line that is not blank."""
    out: list[tuple[int, int, bool]] = []
    previous = start
    for match in _LINE.finditer(text, start):
        line = match[0]
        stripped = line.strip()
        if not stripped:
            continue
        first = match.start() + len(line) - len(line.lstrip())
        breaks = text.count("\n", previous, first) or text.count("\r", previous, first)
        out.append((first, first + len(stripped), breaks > 1 or not out))
        previous = first + len(stripped)
    return out


def _wrap_width(text: str, lines: list[tuple[int, int, bool]]) -> int | None:
    """The width the text is wrapped at, None where its lines are paragraphs."""
    pairs = [(one, two) for one, two in pairwise(lines) if not two[2]]
    if not pairs:
        return None
    width = max(last - first for first, last, _ in lines)
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        return None
    running = sum(
        1 for one, two in pairs if _is_full(text, one[:2], two[:2], width) and not _ended(text, one[1])
    )
    return width if running >= _MIN_WRAPPED and 2 * running >= len(pairs) else None


def _is_full(text: str, one: tuple[int, int], two: tuple[int, int], width: int) -> bool:
    """Whether the first word of line `two` would not have fitted on line `one`."""
    word = len(text[two[0] : min(two[1], two[0] + _MAX_WIDTH)].split(maxsplit=1)[0])
    return one[1] - one[0] + 1 + word > width - 3


def _ended(text: str, end: int) -> bool:
    return _ENDED.search(text[max(0, end - 6) : end]) is not None


def _runs_on(text: str, above: tuple[int, int, bool], line: tuple[int, int], width: int | None) -> bool:
    line_start = max(above[0], text.rfind("\n", above[0], above[1]) + 1)
    if width is not None and _is_full(text, (line_start, above[1]), line, width):
        return True
    long_enough = above[1] - line_start >= _MIN_WIDTH
    return long_enough and text[line[0]].islower() and not _ended(text, above[1])
