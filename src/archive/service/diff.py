"""Diff: how a story's facts moved between two points, and why.

Two stages, so that the cost follows what changed: the groups whose claims moved are found by index,
and only those are folded on both sides; deepdiff sees only the facts that differ. Where a side is a
snapshot file its facts are what the file says.

Invariant: the changes are those of folding both sides whole and comparing them by deepdiff.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from archive.compare import compare
from archive.domain.change import CAUSES, Cause, Change, Difference, Moved
from archive.domain.fact import Voice
from archive.domain.fact_document import VOICES, fact_document
from archive.domain.permalink import ChangeId
from archive.domain.scope import Scope
from archive.domain.snapshot import Point, Snapshot
from archive.domain.story import FactType, Story
from archive.errors import NotFound
from archive.service.definitions import story_if_known
from archive.service.facts import fold, snapshot_at
from archive.service.movements import Movements
from archive.store.read_models import ReadModels

Facts = Mapping[str, Mapping[str, Any]]

_SUPPORT: Final = frozenset({*VOICES, "origins", "publishers", "reported", "reviewed"})
"""Parts of a fact that say who supports it and not what is so."""


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a diff: a point of this archive, or a snapshot that was kept or written to a file.

    `name` is what the point alone does not say: which snapshot it is, or which command it is the eve of.
    """

    point: Point
    snapshot: Snapshot | None = None
    name: str | None = None

    def at(self, as_of: int | None) -> Side:
        """The same with another reported time, where one is given."""
        return self if as_of is None else replace(self, point=Point(as_of, self.point.known_at))


@dataclass(frozen=True)
class Diff:
    """The outcome. `hidden` counts the facts of which only the support changed, when those are left out."""

    story: str
    start: Side
    end: Side
    changes: tuple[Change, ...]
    hidden: int
    models: ReadModels

    def permalink(self, change: Change) -> ChangeId:
        """What names one of the changes for ever."""
        return ChangeId(change.fact_id, change.path, self.start.point, self.end.point)

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


def diff(
    models: ReadModels,
    story: str,
    start: Side,
    end: Side,
    *,
    support: bool = False,
    scope: Scope | None = None,
    groups: Collection[str] | None = None,
) -> Diff:
    """Compare `story` at two points. With `support`, changes of mere support are listed as well.

    `groups` are those that may have moved between the points, where that is known already.
    """
    return _Comparison(models, story, start, end, scope or Scope(), groups).diff(support=support)


def diffs(
    models: ReadModels, stories: Sequence[str], start: Side, end: Side, *, support: bool, scope: Scope
) -> Iterator[Diff]:
    """Compare each of `stories`, one after the other; what moved is looked up once for all of them.

    Of several stories those that did not move are left out.
    """
    if len(stories) == 1 or start.snapshot is not None or end.snapshot is not None:
        for story in stories:
            yield diff(models, story, start, end, support=support, scope=scope)
        return
    moved = models.moved(None, start.point, end.point)
    old, new = (
        {row.story: row.digest for row in models.stories(side.point.known_at)} for side in (start, end)
    )
    for story in stories:
        if story in moved or old.get(story) != new.get(story):
            groups = moved.get(story, set())
            yield diff(models, story, start, end, support=support, scope=scope, groups=groups)


class _Comparison:
    """One story at two points."""

    def __init__(
        self,
        models: ReadModels,
        story: str,
        start: Side,
        end: Side,
        scope: Scope,
        groups: Collection[str] | None,
    ) -> None:
        self._models = models
        self._story = story
        self._start = start
        self._end = end
        self._scope = scope
        self._definitions = [self._definition(side.point) for side in (start, end)]
        self._redefined: frozenset[str] = frozenset()
        self._between: Facts = {}
        self.old, self.new = self._facts(groups)

    def diff(self, *, support: bool) -> Diff:
        """The changes that are asked for, in order, and how many facts are left out."""
        differences = [each for each in compare(self.old, self.new) if self._covers(each)]
        silent = [each for each in differences if _mere_support(each.path)]
        told = differences if support else [each for each in differences if not _mere_support(each.path)]
        looked_at = told if support or not self._scope.looks_inside else differences
        found = zip(looked_at, self._changes(looked_at), strict=True)
        fitting = [(each, change) for each, change in found if self._scope.fits(change)]
        changes = [change for each, change in fitting if support or not _mere_support(each.path)]
        hidden: set[str] = set()
        if not support:
            left_out = [each for each, _ in fitting] if self._scope.looks_inside else silent
            hidden = {each.fact_id for each in left_out}
        hidden -= {change.fact_id for change in changes}
        ordered = tuple(sorted(changes, key=_order))
        return Diff(self._story, self._start, self._end, ordered, len(hidden), self._models)

    def _covers(self, difference: Difference) -> bool:
        fact = self.new.get(difference.fact_id) or self.old[difference.fact_id]
        return self._scope.covers(fact["type"], fact["key"])

    def _definition(self, point: Point) -> Story | None:
        return story_if_known(self._models, self._story, point.known_at)

    def _facts(self, groups: Collection[str] | None) -> tuple[Facts, Facts]:
        """The facts of both sides that may differ, as documents by fact id."""
        if self._start.snapshot is not None or self._end.snapshot is not None:
            sides = [
                side.snapshot or _snapshot_or_empty(self._models, self._story, side.point)
                for side in (self._start, self._end)
            ]
            return sides[0].facts, sides[1].facts
        if groups is None:
            groups = self._models.moved_groups(self._story, self._start.point, self._end.point)
        first, last = self._definitions
        self._redefined = _folded_otherwise(first, last)
        groups = set(groups) | self._groups_of(self._redefined)
        if self._scope.narrows:
            groups = self._narrowed(groups)
        if not groups:
            return {}, {}
        points = [self._start.point, self._end.point]
        before, after = self._models.voices_at(self._story, points, groups)
        if self._redefined and first is not None and last is not None:
            self._between = self._documents(last, before)
        return self._documents(first, before), self._documents(last, after)

    def _groups_of(self, types: Iterable[str]) -> set[str]:
        known = max(self._start.point.known_at, self._end.point.known_at)
        return {row.group_id for name in types for row in self._models.groups(self._story, known, name)}

    def _narrowed(self, groups: set[str]) -> set[str]:
        """Those of `groups` that are asked for by their type and key."""
        keys = self._models.group_keys(self._story, groups)
        return {row.group_id for row in keys if self._scope.covers(row.type, row.key)}

    def _documents(self, definition: Story | None, voices: Iterable[Voice]) -> Facts:
        if definition is None:
            return {}
        return {fact.fact_id: fact_document(fact) for fact in fold(definition, voices)}

    def _changes(self, differences: Sequence[Difference]) -> list[Change]:
        ids = dict.fromkeys(difference.fact_id for difference in differences)
        pairs = {fact_id: (self.old.get(fact_id), self.new.get(fact_id)) for fact_id in ids}
        movements = Movements(self._models, self._story, self._start.point, self._end.point, pairs.values())
        evidence = {fact_id: tuple(_ordered(movements.of(*pair))) for fact_id, pair in pairs.items()}
        standing: dict[str, Cause] = {
            fact_id: movements.of_standing(*pairs[fact_id])
            for fact_id, found in evidence.items()
            if not found
        }
        return [
            self._change(each, evidence[each.fact_id], standing.get(each.fact_id, "reporting"))
            for each in differences
        ]

    def _change(self, difference: Difference, evidence: tuple[Moved, ...], otherwise: Cause) -> Change:
        before, after = self.old.get(difference.fact_id), self.new.get(difference.fact_id)
        fact = after if after is not None else before
        assert fact is not None
        cause = self._cause(difference, evidence, before, after)
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
            cause=cause or otherwise,
            evidence=evidence,
            fact=fact,
            was=before,
        )

    def _cause(
        self,
        difference: Difference,
        evidence: Sequence[Moved],
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
    ) -> Cause | None:
        """Why this part of the fact changed; None where no claim that moved tells."""
        fact = after if after is not None else before
        assert fact is not None
        redefined = fact["type"] in self._redefined
        if redefined and self._is_there_between(difference, after):
            return "story"
        causes = {moved.cause for moved in _bearing(difference, evidence, before, after)}
        return next((cause for cause in CAUSES if cause in causes), None)

    def _is_there_between(self, difference: Difference, after: Mapping[str, Any] | None) -> bool:
        """Whether the new definition alone, over what was reported before, makes the change."""
        between = self._between.get(difference.fact_id)
        if not difference.path or between is None or after is None:
            return self._definitions[0] is not None and (between is None) == (after is None)
        there: Any = between
        for step in difference.path:
            there = there.get(step) if isinstance(there, Mapping) else None
        return bool(there == difference.after)


def _mere_support(path: Sequence[str]) -> bool:
    """Whether a part of a fact says who supports it, or who denies it, and not what is so or denied.

    An edit anywhere in an article makes new claims of all of its words: who denies a value moves, that it is denied does not.
    """
    return bool(path) and (path[0] in _SUPPORT or (path[0] == "denied" and len(path) > 2))


def _folded_otherwise(old: Story | None, new: Story | None) -> frozenset[str]:
    """The types that two definitions make other facts of, given the same claims."""
    if old is None or new is None:
        whole = old or new
        return frozenset(whole.facts) if whole is not None else frozenset()
    types = old.facts.keys() | new.facts.keys()
    return frozenset(name for name in types if _fold(old.facts.get(name)) != _fold(new.facts.get(name)))


def _fold(fact_type: FactType | None) -> object:
    """What consolidation takes from a type; its frames and words are the extractor's."""
    if fact_type is None:
        return None
    return (
        fact_type.key,
        fact_type.consolidate,
        fact_type.value,
        fact_type.attributes,
        fact_type.rising,
        fact_type.fields,
    )


def _bearing(
    difference: Difference,
    evidence: Sequence[Moved],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> Sequence[Moved]:
    """The claims that made this part of the fact what it is, where they can be told; else all that moved."""
    path = difference.path
    if _mere_support(path):
        bearing = [moved for moved in evidence if moved.claim_id in path]
    elif path and path[0] == "denied":
        denial = difference.before if difference.kind == "removed" else difference.after
        bearing = [moved for moved in evidence if moved.claim_id in denial["claims"]]
    else:
        bearing = [
            moved
            for moved in evidence
            if moved.cause == "review" or _stands(moved, after if moved.came else before)
        ]
    return bearing or evidence


def _stands(moved: Moved, fact: Mapping[str, Any] | None) -> bool:
    """Whether the claim carries the fact, or denies it: it is more than a voice in the background."""
    if fact is None:
        return False
    denials = fact["denied"].values()
    return moved.claim_id in fact["supporting"] or any(moved.claim_id in each["claims"] for each in denials)


def _snapshot_or_empty(models: ReadModels, story: str, point: Point) -> Snapshot:
    """The snapshot at a point; an empty one where the story was not known yet."""
    try:
        return snapshot_at(models, story, point)
    except NotFound:
        return Snapshot(story, point, {})


def _ordered(evidence: Iterable[Moved]) -> list[Moved]:
    return sorted(evidence, key=lambda moved: (moved.document["reported"], moved.position))


def _order(change: Change) -> tuple[str, str, str]:
    return (change.type, str(sorted(change.key.items(), key=str)), change.path)
