"""Why a claim was made, or why a sentence makes none."""

from __future__ import annotations

from collections.abc import Callable

from archive.domain.article import Block
from archive.domain.canonical import sha256_hex
from archive.domain.moment import PartialDate
from archive.errors import NotFound
from archive.extractors.explained import Explained
from archive.ports import Blobs, Reading
from archive.service.reading import stored_reading
from archive.store.read_models import ReadModels

Explain = Callable[[Reading, int, int], list[Explained]]
"""Explains the sentences of a reading that overlap a stretch of its text."""


def explain_text(text: str, published: PartialDate | None, explain: Explain) -> list[Explained]:
    """Every sentence of a text that stands by itself, as the body of an article published on that day."""
    reading = Reading(
        address="",
        version_id="",
        text_hash=sha256_hex(text.encode()),
        text=text,
        blocks=(Block("body", 0, len(text)),),
        title=None,
        anchor=published,
        anchor_basis="given" if published else "none",
    )
    return explain(reading, 0, len(text))


def explain_claim(models: ReadModels, blobs: Blobs, claim_id: str, explain: Explain) -> list[Explained]:
    """The sentence that a claim was read from, read again today in its article. Raises `NotFound`."""
    row = models.claim(claim_id)
    version = models.version(row.version_id) if row is not None else None
    if row is None or version is None:
        raise NotFound(kind="claim", name=claim_id, hint="; archive claims lists them")
    evidence = row.claim.evidence
    return explain(stored_reading(version, blobs), evidence.start, evidence.end)
