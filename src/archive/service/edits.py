"""Which articles were edited after they were published, what that did to their facts, and how openly.

Invariants: an edit leads from one version of an article to the next, in the order of capture as it is known at the
point, so that an older capture that comes in late makes other edits of the same looks; a text that stands in for
what could not be had (an excerpt) is edited by nobody when the whole comes; what another reading of ours made of the
same words is no edit. The cost follows the articles with more than one version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Final

from archive.domain.edit import Edit, by_materiality, class_of
from archive.domain.snapshot import Point
from archive.service.article_diff import cause_between
from archive.service.edit_reader import EditReader, Step, headline_changed
from archive.service.edit_support import Support, without_copies
from archive.store.edit_models import EditModels
from archive.store.queries_edits import VersionClaims
from archive.store.read_models import ReadModels
from archive.store.rows import Version

_ARTICLES: Final = 400
"""Articles whose versions are in memory at one time."""
_TEXTS: Final = 64
"""Edits whose texts are in memory at one time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedEdits:
    """Which edits are asked for; None means all. `since` and `until` are reported times of the edit (microseconds).

    `everything` asks for those too that changed no fact, `stealth` for those alone that were not made openly.
    """

    stories: Collection[str] | None = None
    source: str | None = None
    since: int | None = None
    until: int | None = None
    stealth: bool = False
    everything: bool = False


@dataclass(frozen=True, slots=True)
class EditsFound:
    """The edits that were asked for, the most material first; `others` of the same articles and time changed no fact."""

    edits: tuple[Edit, ...]
    others: int


def find_edits(models: ReadModels, edit_models: EditModels, point: Point, wanted: WantedEdits) -> EditsFound:
    """The edits that are known at `point`."""
    clusters = edit_models.edited()
    found: list[Edit] = []
    others = 0
    for addresses in _portions(clusters):
        held = edit_models.versions(addresses, point.known_at)
        steps = [step for versions in held.values() for step in _steps(versions, point.as_of, wanted)]
        shown = {version.version_id for step in steps for version in (step.before, step.after)}
        claims = _by_version(edit_models.claims(shown, point.known_at, wanted.stories))
        if wanted.stories is not None:
            steps = [
                step for step in steps if {step.before.version_id, step.after.version_id} & claims.keys()
            ]
        told = list(_told(steps, EditReader(edit_models, claims), everything=wanted.everything))
        found += (edit for edit in told if not wanted.stealth or edit.stealthy)
        others += len(steps) - len(told)
    supported = Support(models, edit_models, point, clusters).told(found)
    merged = list(without_copies(supported, clusters))
    seen = edit_models.last_showing({edit.after.version_id for edit in merged}, point.known_at)
    dated = [replace(edit, not_before=seen.get(edit.after.version_id)) for edit in merged]
    return EditsFound(tuple(by_materiality(dated)), others)


def _told(steps: Sequence[Step], reader: EditReader, *, everything: bool) -> Iterator[Edit]:
    """The edits that changed facts; with `everything` all of them."""
    told = [(step, facts) for step in steps if (facts := reader.facts(step)) or everything]
    for start in range(0, len(told), _TEXTS):
        portion = told[start : start + _TEXTS]
        reader.look_ahead(step for step, _ in portion)
        for step, facts in portion:
            if facts:
                what = class_of(facts, headline=headline_changed(step), text=True)
                yield reader.edit(step, facts, what)
            else:
                yield reader.plain(step)


def _portions(addresses: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted(addresses))
    while portion := list(islice(rest, _ARTICLES)):
        yield portion


def _steps(versions: Sequence[Version], as_of: int, wanted: WantedEdits) -> Iterator[Step]:
    held = [version for version in versions if version.reported <= as_of]
    for before, after in pairwise(held):
        if before.rank == "excerpt" and after.rank == "full":
            continue
        if cause_between(before, after) != "source-edit":
            continue
        if wanted.source is not None and (after.source.value or "").casefold() != wanted.source.casefold():
            continue
        if wanted.since is not None and after.reported < wanted.since:
            continue
        if wanted.until is not None and after.reported > wanted.until:
            continue
        yield Step(before, after, held)


def _by_version(
    claims: Mapping[tuple[str, str], VersionClaims],
) -> dict[str, dict[str, VersionClaims]]:
    found: dict[str, dict[str, VersionClaims]] = {}
    for (story, version), told in claims.items():
        found.setdefault(version, {})[story] = told
    return found
