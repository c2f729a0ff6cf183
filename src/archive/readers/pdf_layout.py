"""From the lines of a PDF's pages to paragraphs. A PDF holds glyphs at places, and no paragraphs.

Pure; what is left out (running heads) is counted, and a hyphen at the end of a line goes only where the same
file writes the word without it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+")
_BROKEN: Final = re.compile(r"([^\W\d_]+)-\Z")
_CONTINUED: Final = re.compile(r"[^\W\d_]+")
_ENDED: Final = re.compile(r"[.!?:;…][\"'”’»)\]]*\Z")
_WIDE: Final = 1.35
"""A gap between lines this many times the usual one begins a paragraph."""
_SIZES: Final = 1.08
"""Letters this many times larger or smaller are of another paragraph: a headline, a caption."""
_INDENT: Final = 0.6
"""How far a first line is indented at least, in heights of a letter."""
_MIN_PAGES: Final = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text, where it begins (in points, upwards), and the height of its letters."""

    text: str
    x: float
    y: float
    size: float


Page = Sequence[Line]


def without_running_heads(pages: Sequence[Page]) -> tuple[list[Page], int]:
    """The pages without the first and last lines that most of them share but for numbers, and how many those were."""
    if len(pages) < _MIN_PAGES:
        return list(pages), 0
    edges = Counter(mark for page in pages for mark in {_mark(line) for line in (*page[:1], *page[-1:])})
    common = {mark for mark, count in edges.items() if count >= _MIN_PAGES and 2 * count > len(pages)}
    kept: list[Page] = []
    for page in pages:
        first = 1 if page and _mark(page[0]) in common else 0
        last = len(page) - (1 if len(page) > first and _mark(page[-1]) in common else 0)
        kept.append(page[first:last])
    return kept, sum(map(len, pages)) - sum(map(len, kept))


def _mark(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.split()))


def paragraphs_of(pages: Sequence[Page]) -> list[str]:
    """The paragraphs of all pages in order, each on one line; one that runs on over a page stays in one piece."""
    words = {word.lower() for page in pages for line in page for word in _WORD.findall(line.text)}
    found: list[str] = []
    for page in pages:
        for number, lines in enumerate(_grouped(page)):
            text = _joined([line.text for line in lines], words)
            if number == 0 and found and _runs_on(found[-1], text):
                found[-1] = _joined([found[-1], text], words)
            elif text:
                found.append(text)
    return found


def _grouped(page: Page) -> list[list[Line]]:
    """The lines of each paragraph of a page."""
    groups: list[list[Line]] = []
    usual = _usual_gap(page)
    for line in page:
        if groups and _belongs(groups[-1], line, usual):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _usual_gap(page: Page) -> float:
    """The distance of lines of running text, in heights of a letter."""
    gaps = [(one.y - two.y) / one.size for one, two in pairwise(page) if _alike(one, two) and one.y > two.y]
    return median(gaps) if gaps else 1.2


def _alike(one: Line, two: Line) -> bool:
    return one.size < _SIZES * two.size and two.size < _SIZES * one.size


def _belongs(group: list[Line], line: Line, usual: float) -> bool:
    """Whether `line` goes on with the paragraph `group`."""
    last = group[-1]
    if not _alike(last, line):
        return False
    gap = (last.y - line.y) / last.size
    if gap < -0.5:  # back up the page: the next column
        return _runs_on(last.text, line.text)
    if gap > _WIDE * usual:
        return False
    left = min(one.x for one in group)
    indented = line.x - left > _INDENT * line.size
    return not (indented and len(group) > 1 and gap > 0.5)


def _runs_on(before: str, after: str) -> bool:
    """Whether a paragraph plainly goes on after a break: no sentence ended, and none begins."""
    before = before.rstrip()
    return bool(before) and not _ENDED.search(before) and after[:1].islower()


def _joined(lines: Sequence[str], words: set[str]) -> str:
    """The lines as one, with words that were broken at their ends mended where that is safe."""
    text = ""
    for line in (" ".join(line.split()) for line in lines):
        broken, continued = _BROKEN.search(text), _CONTINUED.match(line)
        if text.endswith("\u00ad"):
            text = text[:-1] + line
        elif broken and continued and continued[0][0].islower():
            known = (broken[1] + continued[0]).lower() in words
            text = (text[:-1] if known else text) + line
        else:
            text = f"{text} {line}" if text and line else text + line
    return text
