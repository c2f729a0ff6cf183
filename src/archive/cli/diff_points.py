"""Between which points `archive diff` compares: what its words and its options say together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from archive.errors import NotFound
from archive.service.points import LATEST

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.service.diff import Side

Pair = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """The points of a diff as the user wrote them; `as_of` and `known_at` once for both ends, or once for each."""

    points: tuple[str, ...]
    as_of: tuple[str, ...]
    known_at: tuple[str, ...]

    def check(self) -> None:
        """Refuse what has more than two ends."""
        if len(self.points) > 2:
            raise click.UsageError("a diff has two ends: A..B, or A B")
        for name, values in (("--as-of", self.as_of), ("--known-at", self.known_at)):
            if len(values) > 2:
                raise click.UsageError(f"{name} is given once for both ends, or twice: for FROM and for TO")

    @property
    def is_last_change(self) -> bool:
        """Whether what the last command changed is asked for: nothing names two ends."""
        return not self.points and len(self.as_of) < 2 and len(self.known_at) < 2


def ends_of(archive: Archive, asked: Asked, stories: Sequence[str]) -> Iterator[tuple[str, Side, Side]]:
    """The two ends for each of `stories` that they are of; a snapshot is of one story.

    Raises `BadPoint`, `NotFound` and `SnapshotUnreadable`, and refuses what contradicts itself.
    """
    start, end = _texts(archive, asked)
    sides = archive.sides
    as_of = _spread("--as-of", [sides.as_of(each) for each in asked.as_of], asked, (start, end), archive, 0)
    known = _spread(
        "--known-at", [sides.known_at(each) for each in asked.known_at], asked, (start, end), archive, 1
    )
    if asked.is_last_change:
        eve = sides.eve_of_last_change(known[1])
        last = sides.find(end, "", as_of=as_of[1], known_at=known[1])
        before = eve.at(as_of[0]) if eve is not None else last
        yield from ((story, before, last) for story in stories)
        return
    missing: NotFound | None = None
    others: set[str] = set()
    found = False
    for story in stories:
        try:
            both = [
                sides.find(text, story, as_of=as_of[n], known_at=known[n])
                for n, text in enumerate((start, end))
            ]
        except NotFound as problem:  # no snapshot of this story, where others have one
            missing = missing or problem
            continue
        told = {side.snapshot.story for side in both if side.snapshot is not None}
        if told <= {story}:
            found = True
            yield story, both[0], both[1]
        others |= told
    if not found:
        raise missing or _of_others(others, stories)


def _of_others(told: set[str], stories: Sequence[str]) -> click.UsageError:
    compared = f"story {stories[0]}" if len(stories) == 1 else "any story of this archive"
    return click.UsageError(
        f"a snapshot of {' and one of '.join(sorted(told))} cannot be compared for {compared}"
    )


def _texts(archive: Archive, asked: Asked) -> tuple[str, str]:
    if not asked.points:
        return LATEST, LATEST
    if len(asked.points) == 2:
        return asked.points[0], asked.points[1]
    return archive.sides.split(asked.points[0]) or (asked.points[0], LATEST)


def _spread(
    option: str, values: Sequence[int], asked: Asked, ends: tuple[str, str], archive: Archive, axis: int
) -> Pair:
    """What an option says of each end: of an axis that the end leaves open, since nothing is said twice."""
    if not values:
        return None, None
    fixed = [_fixes(archive, text, axis) for text in ends]
    if asked.is_last_change and axis == 1:
        return None, values[0]
    if len(values) == 2:
        for text, settled in zip(ends, fixed, strict=True):
            if settled:
                raise click.UsageError(f"{option} twice is for FROM and TO, and {text} says that itself")
        return values[0], values[1]
    if all(fixed):
        raise click.UsageError(f"both ends say themselves what {option} says; leave it out")
    return None if fixed[0] else values[0], None if fixed[1] else values[0]


def _fixes(archive: Archive, text: str, axis: int) -> bool:
    """Whether a point says itself when (reported: 0, known: 1); a snapshot says both."""
    written = archive.sides.written(text)
    if written is None:
        return archive.sides.is_snapshot(text)
    return (written.as_of, written.known_at)[axis] is not None
