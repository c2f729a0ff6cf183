"""Which articles were edited after they were published, what that did to their facts, and how openly.

Invariants: an edit leads from one version of an article to the next, in the order of capture as it is known at the
point, so that an older capture that comes in late makes other edits of the same looks; a text that stands in for
what could not be had (an excerpt) is edited by nobody when the whole comes; what another reading of ours made of the
same words is no edit. The cost follows the articles with more than one version.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from typing import Final

from archive.domain.article_layers import new_notices, without_noise
from archive.domain.claim import Claim, FieldValue, group_id
from archive.domain.claim_edit import ClaimEdit
from archive.domain.edit import (
    Edit,
    EditClass,
    VersionRef,
    by_materiality,
    class_of,
    owns_up,
)
from archive.domain.fact import Fact
from archive.domain.moment import END_OF_TIME
from archive.domain.noise import bare
from archive.domain.snapshot import Point
from archive.ports import Blobs
from archive.service.article_diff import Shown, cause_between, edits_of, marks_of, stood
from archive.service.definitions import story_at
from archive.service.facts import facts_at
from archive.store.edit_models import EditModels
from archive.store.queries_edits import VersionClaims
from archive.store.read_models import ReadModels
from archive.store.rows import Version
from archive.textdiff import changed_paragraphs

_ARTICLES: Final = 400
"""Articles whose versions are in memory at one time."""
_KEPT: Final = 16
"""Texts that are in memory at one time."""


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


@dataclass(frozen=True, slots=True)
class _Step:
    """A version and the one it followed, among all that are held of the article."""

    before: Version
    after: Version
    held: Sequence[Version]


def find_edits(
    models: ReadModels, edit_models: EditModels, blobs: Blobs, point: Point, wanted: WantedEdits
) -> EditsFound:
    """The edits that are known at `point`."""
    clusters = edit_models.edited()
    found: list[Edit] = []
    others = 0
    for addresses in _portions(clusters):
        held = edit_models.versions(addresses, point.known_at)
        steps = [step for versions in held.values() for step in _steps(versions, point.as_of, wanted)]
        shown = {version.version_id for step in steps for version in (step.before, step.after)}
        claims = edit_models.claims(shown, point.known_at, wanted.stories)
        told, untold = _told(steps, _Reader(blobs, _by_version(claims)), everything=wanted.everything)
        found += (edit for edit in told if not wanted.stealth or edit.stealthy)
        others += untold
    supported = _Support(models, edit_models, point, clusters).told(found)
    merged = list(_without_copies(supported, clusters))
    seen = edit_models.last_showing({edit.after.version_id for edit in merged}, point.known_at)
    dated = [replace(edit, not_before=seen.get(edit.after.version_id)) for edit in merged]
    return EditsFound(tuple(by_materiality(dated)), others)


def _told(steps: Iterable[_Step], reader: _Reader, *, everything: bool) -> tuple[list[Edit], int]:
    """The edits that changed facts, with `everything` all, and how many are left out."""
    told: list[Edit] = []
    untold = 0
    for step in steps:
        facts = reader.facts(step)
        if facts:
            told.append(reader.edit(step, facts, class_of(facts, headline=_headline(step), text=True)))
        elif everything:
            told.append(reader.plain(step))
        else:
            untold += 1
    return told, untold


def _portions(addresses: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted(addresses))
    while portion := list(islice(rest, _ARTICLES)):
        yield portion


def _steps(versions: Sequence[Version], as_of: int, wanted: WantedEdits) -> Iterator[_Step]:
    for before, after in pairwise(versions):
        if before.rank == "excerpt" and after.rank == "full":
            continue
        if after.reported > as_of or cause_between(before, after) != "source-edit":
            continue
        if wanted.source is not None and (after.source.value or "").casefold() != wanted.source.casefold():
            continue
        if wanted.since is not None and after.reported < wanted.since:
            continue
        if wanted.until is not None and after.reported > wanted.until:
            continue
        yield _Step(before, after, versions)


def _by_version(
    claims: Mapping[tuple[str, str], VersionClaims],
) -> dict[str, dict[str, VersionClaims]]:
    found: dict[str, dict[str, VersionClaims]] = {}
    for (story, version), told in claims.items():
        found.setdefault(version, {})[story] = told
    return found


def _headline(step: _Step) -> bool:
    return bare(step.before.title.value or "") != bare(step.after.title.value or "")


@dataclass
class _Reader:
    """Tells what an edit did; reads texts only where it has to."""

    blobs: Blobs
    claims: Mapping[str, Mapping[str, VersionClaims]]
    _shown: dict[str, Shown] = field(default_factory=dict)

    def facts(self, step: _Step) -> tuple[ClaimEdit, ...]:
        """What became of the claims, our own other readings left out."""
        edits = edits_of(
            self.claims.get(step.before.version_id, {}),
            self.claims.get(step.after.version_id, {}),
            lambda edit: stood(edit, self.shown(step.before), self.shown(step.after)),
        )
        return tuple(edit for edit in edits if edit.cause == "source-edit")

    def edit(self, step: _Step, facts: tuple[ClaimEdit, ...], edit_class: EditClass) -> Edit:
        """The edit with its marks and notices."""
        before, after = step.before, step.after
        notices = new_notices(self.shown(before).notices, self.shown(after).notices)
        marks = marks_of(before, after, notices, step.held)
        later = self._owned_later(step) if "no-correction" in marks and facts else None
        return Edit(
            address=after.address,
            source=after.source.value,
            title=after.title.value,
            before=_ref(before),
            after=_ref(after),
            edit_class=edit_class,
            facts=facts,
            marks=marks,
            notices=notices,
            later=later,
        )

    def plain(self, step: _Step) -> Edit:
        """An edit that changed no fact."""
        old, new = self.shown(step.before), self.shown(step.after)
        linked = {bare(link.text) for shown in (old, new) for link in shown.version.details.links}
        changes, _ = without_noise(
            changed_paragraphs(old.words, new.words),
            lambda n: old.paragraphs[n].kind,
            lambda n: new.paragraphs[n].kind,
            linked,
        )
        text = any(change.kind != "same" for change in changes)
        found = self.edit(step, (), class_of((), headline=_headline(step), text=text))
        marks = found.marks
        if found.edit_class == "text":  # words that nothing rests on need no correction
            marks = tuple(mark for mark in marks if mark != "no-correction")
        return replace(found, marks=marks if found.edit_class != "noise" else ())

    def _owned_later(self, step: _Step) -> int | None:
        """The first version after the edit with a notice that owns up to something."""
        known = self.shown(step.after).notices
        for version in step.held:
            if version.number > step.after.number and owns_up(
                new_notices(known, self.shown(version).notices)
            ):
                return version.number
        return None

    def shown(self, version: Version) -> Shown:
        """The version with its text; the last few are kept, as those of one article come together."""
        kept = self._shown.pop(version.version_id, None)
        if kept is None:
            kept = Shown(version, self.blobs.get(version.text).decode())
        self._shown[version.version_id] = kept
        if len(self._shown) > _KEPT:
            del self._shown[next(iter(self._shown))]
        return kept


def _ref(version: Version) -> VersionRef:
    return VersionRef(
        version_id=version.version_id,
        number=version.number,
        captured=version.captured,
        reported=version.reported,
        reported_basis=version.reported_basis,
        title=version.title.value,
    )


@dataclass(frozen=True)
class _Support:
    """How many publishers support the facts of an edit at the point, the article's own text aside."""

    models: ReadModels
    edit_models: EditModels
    point: Point
    clusters: Mapping[str, str]

    def told(self, edits: Sequence[Edit]) -> list[Edit]:
        """The edits with what others say of their facts."""
        groups = {(claim.story, _group(claim)) for edit in edits for claim in _claims_in(edit)}
        supporters = self._supporters(groups)
        return [
            replace(
                edit,
                elsewhere=max(
                    (
                        len(clusters - {self.clusters[edit.address]})
                        for claim in _claims_in(edit)
                        for clusters in supporters.get(_group(claim), ())
                    ),
                    default=0,
                ),
            )
            for edit in edits
        ]

    def _supporters(self, groups: Collection[tuple[str, str]]) -> dict[str, list[set[str]]]:
        if self.point.as_of == END_OF_TIME and self.point.known_at >= self.models.position():
            return self.edit_models.supporters_now({group for _, group in groups})
        found: dict[str, list[set[str]]] = {}
        for story in sorted({story for story, _ in groups}):
            own = {group for about, group in groups if about == story}
            definition = story_at(self.models, story, self.point.known_at)
            for fact in facts_at(self.models, definition, self.point, own):
                found.setdefault(group_id(fact.story, fact.type, _group_key(fact)), []).append(
                    {self.clusters.get(voice.address, voice.cluster) for voice in fact.supporting}
                )
        return found


def _claims_in(edit: Edit) -> Iterator[Claim]:
    for one in edit.facts:
        yield from (claim for claim in (one.before, one.after) if claim is not None)


def _group(claim: Claim) -> str:
    return group_id(claim.story, claim.type, claim.key)


def _group_key(fact: Fact) -> Mapping[str, FieldValue]:
    """The key that the fact's claims share; the fact's own may tell occurrences apart."""
    return fact.supporting[0].claim.key if fact.supporting else fact.key


def _without_copies(edits: Iterable[Edit], clusters: Mapping[str, str]) -> Iterator[Edit]:
    """The edits with the same one in copies of a text told once, by the article that was edited first."""
    alike: dict[tuple[object, ...], list[Edit]] = {}
    turns: Counter[tuple[object, ...]] = Counter()
    for edit in sorted(edits, key=lambda edit: (edit.after.reported, edit.address, edit.after.number)):
        if not edit.facts:
            yield edit
            continue
        what = (clusters[edit.address], tuple(map(_signature, edit.facts)))
        # An article that was edited twice in one way was edited twice.
        turns[(*what, edit.address)] += 1
        alike.setdefault((*what, turns[(*what, edit.address)]), []).append(edit)
    for first, *rest in alike.values():
        yield replace(first, copies=tuple(edit.address for edit in rest))


def _signature(edit: ClaimEdit) -> tuple[object, ...]:
    claim = edit.claim
    parts = tuple((part.name, part.before, part.after) for part in edit.parts)
    return (edit.kind, claim.story, claim.type, repr(sorted(claim.key.items())), parts)
