"""A snapshot that was kept: what it froze, when, and its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.cli.page import Page
from archive.cli.session import stories_of
from archive.domain.fact_document import listed
from archive.domain.moment import short_iso
from archive.telling.fact_text import FactText
from archive.telling.labels import Labels, in_words, point_in_words
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.snapshot import Snapshot
    from archive.store.rows import SnapshotRow


def snapshot_document(archive: Archive, position: int) -> dict[str, Any]:
    """The JSON form: the snapshot as it was kept, with its name and where the log holds it."""
    row, kept = _found(archive, position)
    return {
        "name": row.name,
        "position": row.position,
        "recorded_at": short_iso(row.recorded_at),
        **kept.document(),
    }


def write_snapshot_page(archive: Archive, page: Page, position: int) -> None:
    """The snapshot for people."""
    row, kept = _found(archive, position)
    (story,) = stories_of(archive, kept.story, kept.point.known_at)
    page.line(f"snapshot {row.name} of {story.title or story.story}", "title")
    where = point_in_words(kept.point)
    page.line(f"{where}; kept @{row.position}, {counted(len(kept.facts), 'fact')}", "quiet")
    page.line(f"digest {kept.digest}", "quiet")
    labels = Labels(story)
    text, shown = FactText(page, labels, quotes=1), None
    ordered = sorted(kept.facts.items(), key=lambda item: labels.order(item[1]["type"], item[1]["key"]))
    for fact_id, document in ordered:
        if document["type"] != shown:
            page.line()
            page.line(in_words(document["type"]).capitalize(), "label")
        shown = document["type"]
        text.fact(listed(document), fact_id)


def _found(archive: Archive, position: int) -> tuple[SnapshotRow, Snapshot]:
    from archive.domain.snapshot import read_snapshot

    row = next(row for row in archive.models.snapshots() if row.position == position)
    return row, read_snapshot(archive.blobs.get(row.blob))
