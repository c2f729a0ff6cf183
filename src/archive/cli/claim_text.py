"""A claim or a sighting in a list: what is said, in which words, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.page import Page
from archive.domain.claim import Claim
from archive.domain.fact import Voice
from archive.domain.fact_document import voice_document
from archive.telling.fact_text import FactText
from archive.telling.labels import Labels, in_words

if TYPE_CHECKING:
    from archive.store.rows import SightingRow


def headline(labels: Labels, claim: Claim) -> str:
    """What a claim says, with everything that qualifies it."""
    marks = [
        claim.polarity if claim.polarity != "affirmed" else "",
        claim.certainty if claim.certainty != "stated" else "",
        claim.role if claim.role != "current" else "",
        {"ge": "at least", "le": "at most", "approx": "about", "range": "range"}.get(claim.relation, ""),
    ]
    said = labels.fields(claim.type, claim.fields)
    qualified = ", ".join(mark for mark in marks if mark)
    return f"{in_words(claim.type)}: {said}" + (f" ({qualified})" if qualified else "")


def write_claim(page: Page, labels: Labels, voice: Voice) -> None:
    """One claim of the list."""
    claim = voice.claim
    page.line(f"{headline(labels, claim)}  [{claim.claim_id[:8]}]", "label", indent=2, hang=4)
    if claim.event_date is not None and (claim.event_date.value or claim.event_date.text):
        date = claim.event_date
        wording = f" (“{date.text}”, {in_words(date.basis)})" if date.text else ""
        page.line(f"happened {date.value or 'at a time not resolved'}{wording}", indent=4, hang=2)
    FactText(page, labels).quote("", voice_document(voice))


def write_sighting(page: Page, row: SightingRow) -> None:
    """One sighting of the list."""
    page.line(f"{row.sighting.kind}: {row.sighting.text}", "label", indent=2, hang=4)
    page.line(f"“{' '.join(row.sighting.sentence.split())}”", indent=6, hang=1)
    published = row.published.date.value if row.published.date else "undated"
    page.line(
        f"{row.source or 'unknown source'}, {published} · {row.address}#{row.version}",
        "quiet",
        indent=8,
        hang=2,
    )
