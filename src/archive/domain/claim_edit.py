"""What an edit of an article did to its claims: which came, which went, and which say something else now.

Invariants: two equal lists of claims have no edit between them, wherever in the text the claims stand; an edit names
a claim before, a claim after, or both; no claim is in two edits. What is asserted elsewhere in the article as well is
neither added nor withdrawn when it is said once more or once less.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from archive.domain.change import Cause
from archive.domain.claim import Claim, ClaimDate, FieldValue

Aspect = Literal["value", "denial", "certainty", "attribution", "date"]
"""In what a claim differs: what it asserts; whether it affirms or denies it; how surely; on whose word; since when."""

_WORDING: Final = ("variant",)
"""Fields that keep the article's own words, beside those called NAME_text: other words for the same are no change."""
_ASPECTS: Final[dict[str, Aspect]] = {
    "polarity": "denial",
    "certainty": "certainty",
    "attribution": "attribution",
    "direct_speech": "attribution",
    "report_date": "date",
}
_WORD: Final = re.compile(r"\w+")
_RESEMBLING: Final = 0.5
"""The share of words in common that makes two quotes one sentence about something else."""
_MOST: Final = 40_000
"""Pairs of claims that are compared each with each; where a page of tables was exchanged whole, they came and went."""


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part of a claim that differs: a field by its name, else `polarity`, `certainty`, `attribution`, ..."""

    name: str
    before: FieldValue
    after: FieldValue

    @property
    def aspect(self) -> Aspect:
        """What kind of part it is."""
        return _ASPECTS.get(self.name, "value")


@dataclass(frozen=True, slots=True)
class ClaimEdit:
    """A claim that came with an edit (no `before`), went with it (no `after`), or says something else since.

    `cause` is `source-edit`; where the claim's sentence stands in both versions and they were read by different
    extractors or definitions, what differs is our reading: `extractor` or `story`.
    """

    before: Claim | None
    after: Claim | None
    parts: tuple[PartChange, ...] = ()
    cause: Cause = "source-edit"

    @property
    def claim(self) -> Claim:
        """The claim after the edit; before it, where it is gone."""
        claim = self.after or self.before
        assert claim is not None
        return claim

    @property
    def kind(self) -> Literal["added", "withdrawn", "changed"]:
        """Whether the claim came, went, or says something else."""
        if self.before is None:
            return "added"
        return "withdrawn" if self.after is None else "changed"

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """In what the claim differs, each once; empty where it came or went whole."""
        return tuple(dict.fromkeys(part.aspect for part in self.parts))


def claim_edits(before: Sequence[Claim], after: Sequence[Claim]) -> tuple[ClaimEdit, ...]:
    """What became of the claims `before`, in the order of the text after; what went stands last."""
    said = {id(claim): _said(claim) for claim in (*before, *after)}
    gone, came = _without_equals(before, after, said)
    if not gone and not came:
        return ()
    pairs: list[tuple[Claim, Claim]] = []
    for about, near in ((_about, _nearness), (_kind, _sameness)):
        pairs += (found := _closest(gone, came, about, near))
        paired = {id(claim) for pair in found for claim in pair}
        gone = [claim for claim in gone if id(claim) not in paired]
        came = [claim for claim in came if id(claim) not in paired]
    says_before, says_after = ({said[id(claim)] for claim in claims} for claims in (before, after))
    edits = [ClaimEdit(old, new, tuple(part_changes(old, new))) for old, new in pairs]
    edits += [ClaimEdit(None, claim) for claim in came if said[id(claim)] not in says_before]
    edits += [ClaimEdit(claim, None) for claim in gone if said[id(claim)] not in says_after]
    edits.sort(key=lambda edit: (edit.after is None, edit.claim.evidence.start, edit.claim.claim_id))
    return tuple(edits)


def part_changes(before: Claim, after: Claim) -> Iterator[PartChange]:
    """The parts in which two claims differ, wording aside."""
    old, new = _parts(before), _parts(after)
    for name in [*old, *(name for name in new if name not in old)]:
        if old.get(name) != new.get(name):
            yield PartChange(name, old.get(name), new.get(name))


def _parts(claim: Claim) -> dict[str, FieldValue]:
    """All that a claim says, by name, without its wording and its place."""
    fields = {
        name: value for name, value in claim.fields.items() if not _is_wording(name) and value is not None
    }
    # A reviewer's correction stands in the key alone.
    fields |= {name: value for name, value in claim.key.items() if value is not None}
    stance: dict[str, FieldValue] = {
        "relation": claim.relation,
        "role": claim.role,
        "polarity": claim.polarity,
        "certainty": claim.certainty,
        "attribution": tuple(link.source for link in claim.attribution) or None,
        "direct_speech": claim.direct_speech,
        "event_date": _day(claim.event_date),
        "report_date": _day(claim.report_date),
    }
    return {**fields, **stance}


def _is_wording(name: str) -> bool:
    return name.endswith("_text") or name in _WORDING


def _day(date: ClaimDate | None) -> str | None:
    return None if date is None else date.value or date.text


def _said(claim: Claim) -> Hashable:
    """Equal for two claims that say the same, wherever they stand and in whatever words."""
    return (claim.story, claim.type, frozenset(_parts(claim).items()))


def _without_equals(
    before: Sequence[Claim], after: Sequence[Claim], said: Mapping[int, Hashable]
) -> tuple[list[Claim], list[Claim]]:
    """The claims that have no equal on the other side, each equal counted once; `said` is by `id`."""
    waiting = Counter(said[id(claim)] for claim in after)
    gone = []
    for claim in before:
        if waiting[said[id(claim)]]:
            waiting[said[id(claim)]] -= 1
        else:
            gone.append(claim)
    # Of several equal claims the last are those that came.
    came = []
    for claim in reversed(after):
        if waiting[said[id(claim)]]:
            waiting[said[id(claim)]] -= 1
            came.append(claim)
    return gone, came[::-1]


def _about(claim: Claim) -> tuple[Any, ...]:
    """Equal for claims about one thing."""
    return (claim.story, claim.type, *sorted((name, str(value)) for name, value in claim.key.items()))


def _kind(claim: Claim) -> tuple[Any, ...]:
    return (claim.story, claim.type)


def _nearness(old: Claim, new: Claim) -> float:
    """How near two claims about one thing are."""
    differing = {part.name for part in part_changes(old, new)}
    far = 4 * ("role" in differing) + 2 * ("polarity" in differing) + len(differing) / 100
    return (1 + _sameness(old, new)) / (1 + far)


def _sameness(old: Claim, new: Claim) -> float:
    """How much of the words of two quotes is the same; 0 where it is less than half."""
    overlap = _overlap(old, new)
    return overlap if overlap >= _RESEMBLING else 0.0


def _overlap(old: Claim, new: Claim) -> float:
    """The share of the words of two quotes that both have."""
    one, other = ({*_WORD.findall(claim.evidence.exact.casefold())} for claim in (old, new))
    return len(one & other) / max(1, len(one | other))


def _closest(
    gone: Iterable[Claim],
    came: Iterable[Claim],
    about: Callable[[Claim], tuple[Any, ...]],
    near: Callable[[Claim, Claim], float],
) -> list[tuple[Claim, Claim]]:
    """The nearest pairs of claims that are `about` the same, the nearest first, each claim in one at most."""
    old, new = _grouped(gone, about), _grouped(came, about)
    found: list[tuple[Claim, Claim]] = []
    for key in (key for key in old if key in new):
        if len(old[key]) * len(new[key]) > _MOST:
            continue
        scored = [
            (-score, i, j)
            for i, one in enumerate(old[key])
            for j, other in enumerate(new[key])
            if (score := near(one, other)) > 0
        ]
        taken: tuple[set[int], set[int]] = set(), set()
        for _, i, j in sorted(scored):
            if i not in taken[0] and j not in taken[1]:
                taken[0].add(i)
                taken[1].add(j)
                found.append((old[key][i], new[key][j]))
    return found


def _grouped(
    claims: Iterable[Claim], about: Callable[[Claim], tuple[Any, ...]]
) -> dict[tuple[Any, ...], list[Claim]]:
    groups: dict[tuple[Any, ...], list[Claim]] = {}
    for claim in claims:
        groups.setdefault(about(claim), []).append(claim)
    return groups
