"""One claim: what it says, its sentence in context, who reviewed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.cli.claim_text import headline
from archive.cli.json_forms import claim_form
from archive.cli.page import Page
from archive.cli.session import stories_of
from archive.domain.moment import short_iso
from archive.errors import NotFound
from archive.telling.labels import Labels, in_words, moment_in_words

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.snapshot import Point
    from archive.store.rows import ClaimRow, Version


def claim_document(archive: Archive, claim_id: str, point: Point) -> dict[str, Any]:
    """The JSON form."""
    row, version, text = _found(archive, claim_id, point)
    return {
        **claim_form(row.claim),
        "frame": row.claim.frame,
        "leans_on": list(row.claim.leans_on),
        "article": {"address": row.address, "source": version.source.value, "title": version.title.value},
        "version": version.number,
        "position": row.position,
        "context": "".join(_context(row, text)),
        "reviews": [
            {
                "verdict": review.review.verdict,
                "note": review.review.note,
                "fields": dict(review.review.fields),
                "actor": review.actor,
                "position": review.position,
                "recorded_at": short_iso(review.recorded_at),
            }
            for review in archive.models.reviews(claim_id, point.known_at)
        ],
    }


def write_claim_page(archive: Archive, page: Page, claim_id: str, point: Point) -> None:
    """The claim for people, its words marked in the paragraph they stand in."""
    row, version, text = _found(archive, claim_id, point)
    claim = row.claim
    (story,) = stories_of(archive, claim.story, point.known_at)
    labels = Labels(story)
    page.line(headline(labels, claim), "title", hang=2)
    page.line(f"claim {claim_id}", "quiet")
    page.line()
    before, exact, after = _context(row, text)
    page.line(f"{before}[[{exact}]]{after}", indent=2)
    page.line()
    _facts_about(page, labels, row, version)
    for review in archive.models.reviews(claim_id, point.known_at):
        said = review.review
        corrected = labels.fields(claim.type, said.fields)
        parts = [f"{said.verdict} by {review.actor} at @{review.position}", corrected, said.note]
        page.line("review: " + "; ".join(part for part in parts if part), indent=2, hang=4)


def _facts_about(page: Page, labels: Labels, row: ClaimRow, version: Version) -> None:
    claim = row.claim
    stated = version.published.date
    published = moment_in_words(stated.value) if stated else "no publication date"
    lines = [
        f"source: {version.source.value or 'unknown'}, {published}",
        f"article: {row.address}#{version.number}",
        f"place: {claim.block}, characters {claim.evidence.start} to {claim.evidence.end}",
        f"read as: frame {claim.frame}, in run @{row.position}",
    ]
    if claim.attribution:
        chain = "; ".join(
            f"{labels.name(link.source)} (“{link.text}”, {link.cue})" for link in claim.attribution
        )
        lines.append(f"attributed to: {chain}")
    if claim.leans_on:
        lines.append(f"the article leans on: {labels.names(claim.leans_on)}")
    if claim.hedges:
        lines.append(f"hedged by: {', '.join(claim.hedges)}")
    for name, date in (("happened", claim.event_date), ("told", claim.report_date)):
        if date is not None and (date.value or date.text):
            anchor = f", from {date.anchor}" if date.anchor else ""
            wording = (
                f" (“{date.text}”, {in_words(date.basis)}{anchor})"
                if date.text
                else f" ({in_words(date.basis)})"
            )
            lines.append(f"{name}: {date.value or 'not resolved'}{wording}")
    for line in lines:
        page.line(line, indent=2, hang=4)


def _found(archive: Archive, claim_id: str, point: Point) -> tuple[ClaimRow, Version, str]:
    row = archive.models.claim(claim_id, point.known_at)
    version = archive.models.version(row.version_id, point.known_at) if row is not None else None
    if row is None or version is None:
        raise NotFound(kind="claim", name=claim_id, hint="; archive claims lists them")
    if version.reported > point.as_of:
        raise NotFound(
            kind="claim",
            name=claim_id,
            hint=f" by then: its words are public since {short_iso(version.reported)}",
        )
    return row, version, archive.blobs.get(version.text).decode()


def _context(row: ClaimRow, text: str) -> tuple[str, str, str]:
    """The paragraph that holds the claim's words: what is before them, they themselves, what is after."""
    start, end = row.claim.evidence.start, row.claim.evidence.end
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return text[first:start], text[start:end], text[end : last if last >= 0 else len(text)]
