"""Diff: how a story's facts moved between two points, and why.

Two stages, so that the cost follows what changed: the groups whose claims moved are found by index,
and only those are folded on both sides; deepdiff sees only the facts that differ. Where a side is a
snapshot file its facts are what the file says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from archive.compare import compare
from archive.domain.change import Cause, Change, Difference, Moved
from archive.domain.fact_document import VOICES
from archive.domain.snapshot import Point, Snapshot, snapshot_of
from archive.errors import NotFound
from archive.service.facts import facts_at, snapshot_at, story_at
from archive.service.movements import Movements
from archive.store.read_models import ReadModels

_SUPPORT: Final = frozenset({*VOICES, "origins", "publishers", "reported", "reviewed"})
"""Parts of a fact that say who supports it and not what is so."""

_CAUSES: Final[tuple[Cause, ...]] = ("review", "reporting", "source-edit", "story", "extractor")
"""Which cause names a change that has several: a verdict outranks all, then what others did."""


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a diff: a point of this archive, or a snapshot that was written to a file."""

    point: Point
    snapshot: Snapshot | None = None


@dataclass(frozen=True)
class Diff:
    """The outcome. `hidden` counts the facts of which only the support changed, when those are left out."""

    story: str
    start: Side
    end: Side
    changes: tuple[Change, ...]
    hidden: int
    models: ReadModels

    @cached_property
    def snapshots(self) -> tuple[Snapshot, Snapshot]:
        """Both ends as whole snapshots; folded only when asked for."""
        return self._whole(self.start), self._whole(self.end)

    @property
    def digests(self) -> tuple[str, str]:
        """The digests of both whole snapshots."""
        start, end = self.snapshots
        return start.digest, end.digest

    def _whole(self, side: Side) -> Snapshot:
        return side.snapshot or _snapshot_or_empty(self.models, self.story, side.point)


def diff(models: ReadModels, story: str, start: Side, end: Side, *, support: bool = False) -> Diff:
    """Compare `story` at two points. With `support`, changes of mere support are listed as well."""
    old, new = _facts(models, story, start, end)
    movements = Movements(models, story, start.point, end.point)
    changes: list[Change] = []
    hidden: set[str] = set()
    for difference in compare(old, new):
        if difference.path and difference.path[0] in _SUPPORT and not support:
            hidden.add(difference.fact_id)
            continue
        changes.append(_change(difference, old, new, movements))
    shown = {(change.type, str(change.key)) for change in changes}
    silent = [f for f in hidden if (new[f]["type"], str(new[f]["key"])) not in shown]
    return Diff(story, start, end, tuple(sorted(changes, key=_order)), len(silent), models)


def _facts(
    models: ReadModels, story: str, start: Side, end: Side
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The facts of both sides that may differ, as documents by fact id."""
    if start.snapshot is None and end.snapshot is None:
        groups: set[str] | None = models.moved_groups(story, start.point, end.point)
        if _definition(models, story, start.point) != _definition(models, story, end.point):
            groups = None  # another definition may read the same claims otherwise
        old = _documents(models, story, start.point, groups)
        return old, _documents(models, story, end.point, groups)
    sides = [side.snapshot or _snapshot_or_empty(models, story, side.point) for side in (start, end)]
    return sides[0].facts, sides[1].facts


def _definition(models: ReadModels, story: str, point: Point) -> str | None:
    return next((row.digest for row in models.stories(point.known_at) if row.story == story), None)


def _documents(models: ReadModels, story: str, point: Point, groups: set[str] | None) -> Mapping[str, Any]:
    if _definition(models, story, point) is None:
        return {}
    definition = story_at(models, story, point.known_at)
    return snapshot_of(story, point, facts_at(models, definition, point, groups)).facts


def _snapshot_or_empty(models: ReadModels, story: str, point: Point) -> Snapshot:
    """The snapshot at a point; an empty one where the story was not known yet."""
    try:
        return snapshot_at(models, story, point)
    except NotFound:
        return Snapshot(story, point, {})


def _change(
    difference: Difference, old: Mapping[str, Any], new: Mapping[str, Any], movements: Movements
) -> Change:
    before, after = old.get(difference.fact_id), new.get(difference.fact_id)
    fact = after if after is not None else before
    assert fact is not None
    moved = movements.of(before, after)
    whole = not difference.path
    return Change(
        kind=difference.kind,
        story=fact["story"],
        fact_id=difference.fact_id,
        type=fact["type"],
        key=fact["key"],
        path=".".join(difference.path),
        before=before["value"] if whole and before is not None else difference.before,
        after=after["value"] if whole and after is not None else difference.after,
        cause=_cause(moved, movements.fallback),
        evidence=tuple(sorted(moved, key=lambda item: (item.document["reported"], item.position))),
        fact=fact,
    )


def _cause(moved: Iterable[Moved], fallback: Cause) -> Cause:
    causes = {item.cause for item in moved}
    return next((cause for cause in _CAUSES if cause in causes), fallback)


def _order(change: Change) -> tuple[str, str, str]:
    return (change.type, str(sorted(change.key.items(), key=str)), change.path)
