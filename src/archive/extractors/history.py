"""Counts of another time: the toll of an earlier flood, last year's layoffs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from archive.domain.claim import Claim, ClaimDate, FieldValue
from archive.domain.moment import DAY, PartialDate
from archive.extractors.reading import ReadArticle

_A_YEAR: Final = 366 * DAY
_A_SEASON: Final = 45 * DAY


def is_history(event: ClaimDate | None, article: ReadArticle) -> bool:
    """Whether a count is dated before the story began; where that is not said, more than a year before the article."""
    since, anchor = article.lexis.story.since, article.anchor.date
    if since is not None:
        return _is_before(event, since.start)
    return anchor is not None and _is_before(event, anchor.start - _A_YEAR)


def of_their_time(article: ReadArticle, claims: Sequence[Claim]) -> list[Claim]:
    """Of two figures for the same thing, the one dated long before the article is of another time."""
    anchor, story = article.anchor.date, article.lexis.story
    if anchor is None or story.since is not None:
        return list(claims)
    before = anchor.start - _A_SEASON
    fresh: dict[tuple[object, ...], set[FieldValue]] = {}
    counts = [
        claim
        for claim in claims
        if story.facts[claim.type].consolidate == "count" and claim.role == "current"
    ]
    for claim in counts:
        if not _is_before(claim.event_date, before):
            fresh.setdefault(_counted(claim), set()).add(_value(article, claim))
    aged = {
        claim.claim_id
        for claim in counts
        if _is_before(claim.event_date, before)
        and fresh.get(_counted(claim), set()) - {_value(article, claim)}
    }
    return [replace(claim, role="historic") if claim.claim_id in aged else claim for claim in claims]


def without_single_fates(article: ReadArticle, claims: Sequence[Claim]) -> list[Claim]:
    """Leave out the "one" of somebody's fate ("one drowned in a cellar") where more are counted of the same."""
    facts = article.lexis.story.facts
    most: dict[tuple[object, ...], int] = {}
    for claim in claims:
        value = _value(article, claim)
        if facts[claim.type].counts and isinstance(value, int):
            key = (claim.type, claim.fields.get("measure"))
            most[key] = max(value, most.get(key, 0))
    return [
        claim
        for claim in claims
        if not (
            facts[claim.type].counts
            and _value(article, claim) == 1
            and claim.role == "current"
            and claim.relation == "eq"
            and most[claim.type, claim.fields.get("measure")] > 1
        )
    ]


def _counted(claim: Claim) -> tuple[object, ...]:
    return (claim.type, *claim.key.items())


def _value(article: ReadArticle, claim: Claim) -> FieldValue:
    return claim.fields.get(article.lexis.story.facts[claim.type].value or "")


def _is_before(date: ClaimDate | None, moment: int) -> bool:
    return date is not None and date.value is not None and PartialDate(date.value).end < moment
