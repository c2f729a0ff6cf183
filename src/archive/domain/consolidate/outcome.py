"""The outcome: a fact built from the voices that stand for and against it, and its status (rule 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.domain.canonical import stable_id
from archive.domain.claim import Claim, FieldValue, Role
from archive.domain.consolidate.voices import in_order, is_accepted, newest_words, origins, publishers
from archive.domain.fact import Denial, Fact, FactValue, Status, Voice


def status_of(supporting: Sequence[Voice], *, disputed: bool, provisional: bool) -> Status:
    """The status of what is not denied. A reviewer's verdict outranks a dispute (rule 9).

    Corroborated takes two independent texts and two origins: five outlets that quote one aide, or
    one outlet that quotes two, corroborate nothing.
    """
    if any(is_accepted(voice) for voice in supporting):
        disputed = provisional = False
    if disputed:
        return "disputed"
    if provisional:
        return "provisional"
    if publishers(supporting) >= 2 and len(origins(supporting)) >= 2:
        return "corroborated"
    return "single-origin"


def build(
    claim: Claim,
    *,
    value: FactValue,
    status: Status,
    supporting: Sequence[Voice] = (),
    counted: Sequence[Voice] = (),
    dissenting: Sequence[Voice] = (),
    superseded: Sequence[Voice] = (),
    rejected: Sequence[Voice] = (),
    related: Sequence[Voice] = (),
    denied: tuple[Denial, ...] = (),
    relation: str = "eq",
    value_to: int | None = None,
    role: Role = "current",
    disputed: Mapping[str, tuple[FieldValue, ...]] | None = None,
    variants: tuple[str, ...] = (),
    number: int = 1,
) -> Fact:
    """Build the fact that `claim` is about.

    `counted` are the voices that publishers, origins and the reported time are taken from, where
    they are more than `supporting` shows. The first occurrence keeps the bare key.
    """
    key = dict(claim.key)
    if number > 1:
        key["ordinal"] = number
    weighed = counted or supporting
    denying = [voice for denial in denied for voice in denial.voices]
    shown = (*weighed, *dissenting, *superseded, *rejected, *related, *denying)
    return Fact(
        fact_id=stable_id("fact", claim.story, claim.type, key),
        story=claim.story,
        type=claim.type,
        key=key,
        value=value,
        relation=relation,
        value_to=value_to,
        role=role,
        status=status,
        reported=newest_words(weighed or denying or shown),
        origins=origins(weighed),
        publishers=publishers(weighed),
        supporting=in_order(supporting),
        dissenting=in_order(dissenting),
        superseded=in_order(superseded),
        rejected=in_order(rejected),
        related=in_order(related),
        variants=variants,
        disputed=disputed or {},
        denied=denied,
        reviewed=any(voice.review is not None for voice in shown),
    )
