"""Review: a person's verdict on a claim, as an event that another event can undo."""

from __future__ import annotations

from collections.abc import Mapping

from archive.domain.event import ClaimReviewed, NewEvent, Verdict, claim_stream
from archive.errors import NotFound
from archive.ports import EventLog, Unit
from archive.store.read_models import ReadModels


def review(
    log: EventLog,
    models: ReadModels,
    claim_id: str,
    verdict: Verdict,
    note: str = "",
    fields: Mapping[str, str | int | None] | None = None,
) -> int:
    """Record a verdict and return its position. Raises `NotFound` where no such claim is known."""
    row = models.claim(claim_id)
    if row is None:
        raise NotFound(kind="claim", name=claim_id, hint="; archive claims lists them")
    reviewed = ClaimReviewed(
        claim_id=claim_id, story=row.claim.story, verdict=verdict, note=note, fields=dict(fields or {})
    )
    (appended,) = log.append([Unit(events=[NewEvent(claim_stream(claim_id), reviewed)])])
    return appended.positions[-1]
