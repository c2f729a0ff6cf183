"""Facts: the consolidated value of one key of a story, with what supports and opposes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from archive.domain.claim import FieldValue

if TYPE_CHECKING:
    from archive.domain.article import SourcedDate
    from archive.domain.claim import Claim, Role
    from archive.domain.event import ClaimReviewed

Status = Literal[
    "corroborated",
    "single-origin",
    "disputed",
    "provisional",
    "superseded",
    "denied",
    "retracted",
]

AttributeValue = FieldValue
FactValue = FieldValue | Mapping[str, AttributeValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A claim as one article asserts it at a point in time, with all that weighs on it.

    `reported` is when these words became public (microseconds); `reported_basis` says how that is
    known. `cluster` is the same for all copies of one text: copies are one voice. `position` is
    where the log recorded the run that found the claim.
    """

    claim: Claim
    address: str
    version_id: str
    version: int
    title: str | None
    source: str | None
    published: SourcedDate
    reported: int
    reported_basis: str
    cluster: str
    position: int
    extractor: str
    extractor_version: str
    story_digest: str
    review: ClaimReviewed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """A value that somebody denied, and who."""

    value: FieldValue
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The consolidated value of one key of a story.

    `value` is a number or an id for counts and states, and a mapping of attributes for events;
    `value_to` is the upper end where the relation is `range`. `role` is `projected` where the value is
    so far only planned or expected, and `previous` where it is only told as what was so before.
    `reported` is when the newest supporting words became public (microseconds). `origins` are the
    attributed sources behind the supporting claims, `publishers` the number of independent texts.
    `superseded` are earlier reports that a newer one replaced, `dissenting` those that contradict it
    still, `rejected` those that a reviewer took out of the reckoning. `related` are claims of other roles,
    which give no value that the fact could have now: former figures, increments, plans. `disputed` maps
    an attribute to all its values, the preferred one first.
    """

    fact_id: str
    story: str
    type: str
    key: Mapping[str, FieldValue]
    value: FactValue
    relation: str
    value_to: int | None = None
    role: Role = "current"
    status: Status
    reported: int
    origins: tuple[str, ...]
    publishers: int
    supporting: tuple[Voice, ...]
    dissenting: tuple[Voice, ...] = ()
    superseded: tuple[Voice, ...] = ()
    rejected: tuple[Voice, ...] = ()
    related: tuple[Voice, ...] = ()
    variants: tuple[str, ...] = ()
    disputed: Mapping[str, tuple[FieldValue, ...]] = field(default_factory=dict)
    denied: tuple[Denial, ...] = ()
    reviewed: bool = False
