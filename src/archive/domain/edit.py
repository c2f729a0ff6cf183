"""An edit of an article after it was published: what changed, how openly, and how much it matters.

What matters most comes first (`EDIT_CLASSES`): a fact says something else; a denial, or a claim that is withdrawn; how
surely and on whose word; the headline; facts that were added; text alone; noise. The classes are read off the claims
and the text, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

from archive.domain.article import NoticeKind
from archive.domain.article_layers import NoticeTold
from archive.domain.claim_edit import ClaimEdit

EditClass = Literal["value", "denial", "stance", "headline", "context", "text", "noise"]
EDIT_CLASSES: Final[tuple[EditClass, ...]] = get_args(EditClass)
"""The classes of edits, the most material first."""
Mark = Literal["no-correction", "date-unmoved", "date-contradicted", "headline", "restored"]
"""What strikes about an edit: no notice with it owns up to it; the page states the modification date it stated
before; it states one from before a look that still showed the old text; the headline changed too; the text is that of
an earlier version again."""
STEALTH: Final = frozenset({"no-correction", "date-unmoved", "date-contradicted"})
"""The marks of an edit that was not made openly."""

OWNING: Final[frozenset[NoticeKind]] = frozenset(
    {"correction", "clarification", "retraction", "editors-note"}
)
"""Notices that own up to a change; that a story was "updated" does not say what was wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRef:
    """A version as an edit names it; moments in microseconds."""

    version_id: str
    number: int
    captured: int
    reported: int
    reported_basis: str
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit of one article: the step from a version to the next.

    It was made after `not_before`, the last look that showed the old text (None where none is known but that of the
    old version itself), and not after the new version was captured. `notices` came with it, `later` is the first
    version after it whose notices own up to something. `elsewhere` is the number of other publishers that support one
    of the facts now; `copies` are addresses of syndicated copies with the same edit.
    """

    address: str
    source: str | None
    title: str | None
    before: VersionRef
    after: VersionRef
    edit_class: EditClass
    facts: tuple[ClaimEdit, ...] = ()
    marks: tuple[Mark, ...] = ()
    notices: tuple[NoticeTold, ...] = ()
    later: int | None = None
    not_before: int | None = None
    elsewhere: int = 0
    copies: tuple[str, ...] = ()

    @property
    def stealthy(self) -> bool:
        """Whether the edit was not made openly."""
        return not STEALTH.isdisjoint(self.marks)


def owns_up(notices: Iterable[NoticeTold]) -> bool:
    """Whether one of `notices` owns up to a change."""
    return any(notice.kind in OWNING for notice in notices)


def class_of(facts: Iterable[ClaimEdit], *, headline: bool, text: bool) -> EditClass:
    """The most material thing that an edit did; `text` tells whether its words changed, noise aside."""
    classes = {_class_of_claim(edit) for edit in facts}
    if headline:
        classes.add("headline")
    classes.add("text" if text else "noise")
    return min(classes, key=EDIT_CLASSES.index)


def _class_of_claim(edit: ClaimEdit) -> EditClass:
    if edit.kind == "added":
        return "denial" if edit.claim.polarity == "denied" else "context"
    if edit.kind == "withdrawn" or "denial" in edit.aspects:
        return "denial"
    return "value" if "value" in edit.aspects else "stance"


def by_materiality(edits: Iterable[Edit]) -> list[Edit]:
    """The most material edit first.

    By class; within one the stealthy before the open; then those of facts that more other publishers support; then
    those of more claims; then the latest.
    """

    def weight(edit: Edit) -> tuple[int, bool, int, int, int, str, int]:
        own = [one for one in edit.facts if _class_of_claim(one) == edit.edit_class]
        return (
            EDIT_CLASSES.index(edit.edit_class),
            not edit.stealthy,
            -edit.elsewhere,
            -len(own),
            -edit.after.reported,
            edit.address,
            edit.after.number,
        )

    return sorted(edits, key=weight)
