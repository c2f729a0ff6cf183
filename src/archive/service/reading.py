"""An article version as the extractor sees it, from a fresh parse or from the archive."""

from __future__ import annotations

from archive.domain.article import Article, Basis
from archive.domain.event import ArticleParsed
from archive.domain.moment import PartialDate
from archive.ports import Blobs, Reading
from archive.store.rows import Version


def reading_for(parsed: ArticleParsed | Version, text_hash: str, text: str) -> Reading:
    """What the extractor is given; `text_hash` names the blob of `text`."""
    anchor, basis = anchor_of(parsed)
    return Reading(
        address=parsed.address,
        version_id=parsed.version_id,
        text_hash=text_hash,
        text=text,
        blocks=parsed.blocks,
        title=parsed.title.value,
        anchor=anchor,
        anchor_basis=basis,
        language=parsed.language.value,
    )


def stored_reading(version: Version, blobs: Blobs) -> Reading:
    """The reading of a version that is in the archive."""
    return reading_for(version, version.text, blobs.get(version.text).decode())


def anchor_of(parsed: ArticleParsed | Version | Article) -> tuple[PartialDate | None, Basis]:
    """The date that relative wording is resolved against: publication, else edit, else the text's own.

    The publication comes first even in an edited version: "Wednesday" was written then.
    """
    for dated in (parsed.published, parsed.modified, parsed.in_body):
        if dated.date is not None:
            return dated.date, dated.basis
    return None, "none"
