"""Two texts as a unified diff, which `patch` applies to the first to give the second (POSIX, diff -u)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from archive.domain.alignment import Block

CONTEXT: Final = 3
"""Lines around a change."""
_NO_NEWLINE: Final = "\\ No newline at end of file\n"


def lines_of(text: str) -> list[str]:
    """The lines of `text`, which end with a newline and with nothing else; they make it up."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def unified(
    old: Sequence[str], new: Sequence[str], blocks: Iterable[Block], names: tuple[str, str]
) -> Iterator[str]:
    """The lines of the diff; `blocks` are what `old` and `new` have in common, in order. Nothing where all is."""
    changes = list(_changes(old, new, blocks))
    if not changes:
        return
    yield f"--- {names[0]}\n"
    yield f"+++ {names[1]}\n"
    for hunk in _hunks(changes):
        yield from _hunk(old, new, hunk)


def _changes(
    old: Sequence[str], new: Sequence[str], blocks: Iterable[Block]
) -> Iterator[tuple[int, int, int, int]]:
    """The stretches that differ: where each begins and ends before and after."""
    i = j = 0
    for block in (*blocks, Block(len(old), len(new), 0)):
        if i < block.before or j < block.after:
            yield i, block.before, j, block.after
        i, j = block.before + block.size, block.after + block.size


def _hunks(changes: Iterable[tuple[int, int, int, int]]) -> Iterator[list[tuple[int, int, int, int]]]:
    """The changes in groups of those whose contexts meet."""
    group: list[tuple[int, int, int, int]] = []
    for change in changes:
        if group and change[0] - group[-1][1] > 2 * CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _hunk(
    old: Sequence[str], new: Sequence[str], changes: Sequence[tuple[int, int, int, int]]
) -> Iterator[str]:
    lead = min(CONTEXT, changes[0][0])
    tail = min(CONTEXT, len(old) - changes[-1][1])
    start, end = changes[0][0] - lead, changes[-1][1] + tail
    start_new, end_new = changes[0][2] - lead, changes[-1][3] + tail
    yield f"@@ -{_span(start, end)} +{_span(start_new, end_new)} @@\n"
    at = start
    for i, i_end, j, j_end in changes:
        yield from _written(" ", old[at:i])
        yield from _written("-", old[i:i_end])
        yield from _written("+", new[j:j_end])
        at = i_end
    yield from _written(" ", old[at:end])


def _span(start: int, end: int) -> str:
    return f"{start + 1 if end > start else start},{end - start}"


def _written(sign: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n{_NO_NEWLINE}"
