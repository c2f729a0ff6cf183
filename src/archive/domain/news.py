"""What there is to tell of the archive between two positions of its log.

Invariants: what became of an article is told look by look, from what was known before each, so that the
looks told of two stretches of the log are those told of both together; how a story's facts moved is the
difference of the stretch's two ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from archive.domain.change import Change
    from archive.domain.conflict import Conflict
    from archive.domain.story import Story

NewsKind = Literal["facts", "articles", "conflicts"]
"""Facts that changed; articles that were edited, disappeared or came back; new disagreements of sources."""
KINDS: Final[tuple[NewsKind, ...]] = get_args(NewsKind)

SightState = Literal["shown", "gone", "moved"]
What = Literal["edited", "gone", "moved", "back"]
"""What became of an article: its text changed; it is not found any more; it stands at another address;
it stands where it had been missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to be told: of which stories, through which watches, which kinds. Empty means all."""

    stories: tuple[str, ...] = ()
    watches: tuple[str, ...] = ()
    kinds: tuple[NewsKind, ...] = ()

    def has(self, kind: NewsKind) -> bool:
        """Whether that kind is wanted."""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was known of an article's presence before a look; moments in microseconds of capture time.

    `last` is the latest look that showed it, None where none did. `missing` is the first one since that
    did not find it, None where it stood; `moved_to` is where it was said to stand then. `latest` is the
    latest look that showed either.
    """

    last: int | None = None
    missing: int | None = None
    moved_to: str | None = None
    latest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One look that showed whether an article stands; `edited` where its text was another than before."""

    captured: int
    state: SightState
    edited: bool = False
    moved_to: str | None = None


def turn(before: Seen, sight: Sight) -> tuple[What, ...]:
    """What a look has to tell.

    Nothing, where a later look was known already (an old archive was brought in), and nothing of an
    article that was never seen.
    """
    if before.last is None or (before.latest is not None and sight.captured < before.latest):
        return ()
    if sight.state == "shown":
        told: tuple[What, ...] = ("edited",) if sight.edited else ()
        return told if before.missing is None else (*told, "back")
    moved_to = sight.moved_to if sight.state == "moved" else None
    if before.missing is not None and before.moved_to == moved_to:
        return ()
    return ("gone",) if sight.state == "gone" else ("moved",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleNews:
    """One thing that became of an article, and the look, at `position`, that showed it.

    `version` is the number of the version that the look showed, and `before` of the one that stood
    until then. What is gone vanished at some time after `last_seen` and not after `first_missing`
    (microseconds): nobody knows more. Of an edit, `says` are the sentences that were not there before, and
    `no_longer_says` those that are not there any more, in their order.
    """

    what: What
    position: int
    address: str
    captured: int
    title: str | None = None
    source: str | None = None
    url: str | None = None
    version: int | None = None
    before: int | None = None
    last_seen: int | None = None
    first_missing: int | None = None
    status: int | None = None
    moved_to: str | None = None
    says: tuple[str, ...] = ()
    no_longer_says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryNews:
    """How the facts of a story moved, and what its sources newly disagree about."""

    story: Story
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """All there is to tell of the positions above `after`, up to `upto`, which was recorded at `at`."""

    after: int
    upto: int
    at: int
    stories: tuple[StoryNews, ...] = ()
    articles: tuple[ArticleNews, ...] = ()


def newly_disputed(before: tuple[Conflict, ...], after: tuple[Conflict, ...]) -> Iterator[Conflict]:
    """The conflicts of `after` that are new since `before`, or have a side that is."""
    known = {(each.fact.fact_id, each.about): _sides(each) for each in before}
    for conflict in after:
        if not _sides(conflict) <= known.get((conflict.fact.fact_id, conflict.about), frozenset()):
            yield conflict


def without(told: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The sentences of `told` that `known` does not have, each as often as it is more; where they stand is no matter."""
    left = Counter(known)
    fresh = []
    for sentence in told:
        left[sentence] -= 1
        if left[sentence] < 0:
            fresh.append(sentence)
    return tuple(fresh)


def _sides(conflict: Conflict) -> frozenset[tuple[str, str]]:
    return frozenset((repr(stand.side.value), stand.side.polarity) for stand in conflict.sides)
