"""Copies: which articles are one text, whose date counts, and which share passages and want a look."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.domain.copies import Overlap, Print, overlap, print_of, told_spans
from archive.domain.snapshot import Point
from archive.ports import Blobs
from archive.store.read_models import ReadModels
from archive.store.rows import ArticleRow, Version

Prints = Callable[[Version], Print]


@dataclass(frozen=True, slots=True)
class Copy:
    """An article of a group, and what it shares with the one that is counted."""

    article: ArticleRow
    overlap: Overlap


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Articles that count as one voice. `counted` has the earliest date that can be trusted: it is
    what their words are dated by, and whose publisher speaks."""

    counted: ArticleRow
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """Two articles that share passages and are no copies; `left` was reported first."""

    left: ArticleRow
    right: ArticleRow
    overlap: Overlap


def copy_groups(models: ReadModels, blobs: Blobs, point: Point) -> list[CopyGroup]:
    """The groups of articles whose texts are copies at `point`, by when the first of each was reported."""
    rows = {row.version.address: row for row in models.articles(point.as_of, point.known_at)}
    prints = _prints(blobs)
    groups: dict[str, CopyGroup] = {}
    for address, row in rows.items():
        first = min((address, *row.copies))
        if row.copies and first not in groups:
            members = sorted((rows[each] for each in (address, *row.copies)), key=_precedence)
            groups[first] = _group(members, prints)
    return sorted(groups.values(), key=lambda group: _precedence(group.counted))


def shared_passages(
    models: ReadModels, blobs: Blobs, addresses: Collection[str] | None, point: Point
) -> list[Shared]:
    """The pairs of articles (of `addresses`) that share passages at `point`, the greatest share first.

    Of two groups of copies the pair with the most in common stands for all.
    """
    rows = {row.version.address: row for row in models.articles(point.as_of, point.known_at, addresses)}
    prints = _prints(blobs)
    best: dict[tuple[str, str], Shared] = {}
    for address, row in rows.items():
        for other in row.shares:
            if address < other and other in rows:
                pair = _shared(row, rows[other], prints)
                low, high = sorted(min((each, *rows[each].copies)) for each in (address, other))
                best[low, high] = min(pair, best.get((low, high), pair), key=_prominence)
    return sorted(best.values(), key=_prominence)


def _prominence(pair: Shared) -> tuple[int, tuple[bool, int, str], tuple[bool, int, str]]:
    return (-max(shares(pair.overlap)), _precedence(pair.left), _precedence(pair.right))


def shares(found: Overlap) -> tuple[int, int]:
    """How much of the first text stands in the second, and of the second in the first, in percent."""
    return found.common * 100 // (found.size_a or 1), found.common * 100 // (found.size_b or 1)


def _precedence(row: ArticleRow) -> tuple[bool, int, str]:
    """Whose date counts: the earliest, but a date that is only when we looked comes last (rule 2)."""
    version = row.version
    looked_at = version.reported_basis == "captured" and version.number == 1
    return (looked_at, version.reported, version.address)


def _group(members: Sequence[ArticleRow], prints: Prints) -> CopyGroup:
    counted, *others = members
    original = prints(counted.version)
    return CopyGroup(counted, tuple(Copy(row, overlap(original, prints(row.version))) for row in others))


def _shared(one: ArticleRow, other: ArticleRow, prints: Prints) -> Shared:
    left, right = sorted((one, other), key=_precedence)
    return Shared(left, right, overlap(prints(left.version), prints(right.version)))


def _prints(blobs: Blobs) -> Prints:
    """Prints by the hash of the text: the same words at many addresses are read once."""

    @lru_cache(maxsize=256)
    def read(text: str, spans: Iterable[tuple[int, int]]) -> Print:
        return print_of(blobs.get(text).decode(), spans)

    return lambda version: read(version.text, told_spans(version.blocks, version.length))
