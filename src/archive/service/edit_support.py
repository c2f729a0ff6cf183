"""Who else says what an edit changed: publishers that support its facts, and copies that were edited alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.domain.claim import Claim, FieldValue, group_id
from archive.domain.claim_edit import ClaimEdit
from archive.domain.edit import Edit
from archive.domain.fact import Fact
from archive.domain.snapshot import Point
from archive.service.definitions import story_at
from archive.service.facts import facts_at
from archive.store.edit_models import EditModels
from archive.store.read_models import ReadModels


@dataclass(frozen=True)
class Support:
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
        if self.point.reported == "latest" and self.point.known_at >= self.models.position():
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


def without_copies(edits: Iterable[Edit], clusters: Mapping[str, str]) -> Iterator[Edit]:
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
