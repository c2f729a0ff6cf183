"""One article: its versions, the looks at it, its text and what it claims."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from archive.cli.articles_command import write_article
from archive.cli.claim_text import write_claim
from archive.cli.json_forms import article_form, capture_form, version_form, voice_form
from archive.cli.page import Page
from archive.cli.session import stories_of
from archive.domain.moment import iso, short_iso
from archive.errors import NotFound
from archive.telling.labels import Labels
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.fact import Voice
    from archive.domain.snapshot import Point
    from archive.domain.story import Story
    from archive.store.rows import CaptureRow, Version

EXCERPT: Final = 800
"""Characters of the text that are shown where not all is asked for."""


def article_document(archive: Archive, address: str, version_id: str | None, point: Point) -> dict[str, Any]:
    """The JSON form; `version_id` chooses the text, the version current at `point` by default."""
    chosen = _chosen(archive, address, version_id, point)
    voices = [voice for _, found in _claims(archive, chosen, point) for voice in found]
    return {
        **article_form(archive.models.articles(point.as_of, point.known_at, [address])[0]),
        "all_versions": [version_form(version) for version in _versions(archive, address, point)],
        "all_captures": [
            capture_form(capture) for capture in archive.models.captures(address, point.known_at)
        ],
        "text": archive.blobs.get(chosen.text).decode(),
        "claims": [voice_form(voice) for voice in voices],
    }


def write_article_page(
    archive: Archive, page: Page, address: str, version_id: str | None, point: Point, *, whole: bool
) -> None:
    """The article for people."""
    chosen = _chosen(archive, address, version_id, point)
    write_article(page, archive.models.articles(point.as_of, point.known_at, [address])[0])
    for warning in chosen.warnings:
        page.line(f"warning: {warning}", "doubt", indent=4, hang=2)
    page.line()
    page.line("Versions", "label")
    for version in _versions(archive, address, point):
        page.line(_version(version), indent=2, hang=4)
    page.line()
    page.line("Captures", "label")
    for capture in archive.models.captures(address, point.known_at):
        page.line(_capture(capture), indent=2, hang=4)
    _write_details(page, chosen)
    page.line()
    text = archive.blobs.get(chosen.text).decode()
    page.line(f"Text of version {chosen.number}", "label")
    page.block(text if whole else text[:EXCERPT], indent=2)
    if not whole and len(text) > EXCERPT:
        page.line(
            f"... {counted(len(text) - EXCERPT, 'more character')} (--text shows all)", "quiet", indent=2
        )
    for story, voices in _claims(archive, chosen, point):
        page.line()
        page.line(f"{story.title or story.story}: {counted(len(voices), 'claim')}", "label")
        for voice in sorted(voices, key=lambda voice: voice.claim.evidence.start):
            write_claim(page, Labels(story), voice)


def _capture(capture: CaptureRow) -> str:
    parts = [capture.outcome, counted(capture.size, "byte")]
    if capture.status is not None:
        parts.append(f"HTTP {capture.status}")
    if capture.via not in {"file", "web"}:
        parts.append(f"from {capture.via}")
    if capture.landed:
        parts.append(f"answered by {capture.landed}")
    why = f": {capture.problem}" if capture.problem else ""
    return f"{iso(capture.captured)}  {', '.join(parts)}{why}  @{capture.position}"


def _write_details(page: Page, version: Version) -> None:
    """What contradicts what in the metadata, what the outlet says of its changes, and how much else there is."""
    details = version.details
    lines = [f"{doubt.field} {doubt.value} ({doubt.basis}): {doubt.reason}" for doubt in details.doubts]
    if details.access:
        lines.append(f"{details.access}, as the page says")
    if details.links or details.images:
        lines.append(
            f"{counted(len(details.links), 'link')}, {counted(len(details.images), 'image')} (--format json lists them)"
        )
    if details.notices:
        kinds = Counter(notice.kind for notice in details.notices)
        lines.append("notices: " + ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())))
    if lines:
        page.line()
        page.line("Page", "label")
        for line in lines:
            page.line(line, indent=2, hang=4)


def _version(version: Version) -> str:
    reported = f"reported {short_iso(version.reported)} ({version.reported_basis})"
    captured = f"captured {iso(version.captured)}"
    read = f"read by {version.reader} {version.reader_version}"
    return f"{version.number}  {reported}, {captured}, {counted(version.length, 'character')}, {read}  [{version.version_id[:8]}]"


def _versions(archive: Archive, address: str, point: Point) -> list[Version]:
    """The versions that were public and known at `point`. The looks at the article are ours, and have no reported time."""
    known = archive.models.versions(address, point.known_at)
    return [version for version in known if version.reported <= point.as_of]


def _chosen(archive: Archive, address: str, version_id: str | None, point: Point) -> Version:
    current = archive.models.current(address, point.as_of, point.known_at)
    public = _versions(archive, address, point)
    version = current if version_id is None else next((v for v in public if v.version_id == version_id), None)
    if version is not None and current is not None:
        return version
    known = archive.models.versions(address, point.known_at)
    name = address if version_id is None else version_id
    since = [v.reported for v in known if version_id in (None, v.version_id)]
    hint = f" by then: it is public since {short_iso(min(since))}" if since else ""
    raise NotFound(kind="article" if version_id is None else "version", name=name, hint=hint)


def _claims(archive: Archive, version: Version, point: Point) -> list[tuple[Story, list[Voice]]]:
    """The claims of a version by story; of an earlier version, those made while it was current."""
    models, known_at = archive.models, point.known_at
    current = models.current(version.address, point.as_of, known_at)
    as_of = point.as_of if current and current.version_id == version.version_id else version.reported
    if not models.stories(known_at):
        return []
    found = [
        (story, models.voices(story.story, as_of, known_at, address=version.address))
        for story in stories_of(archive, None, known_at)
    ]
    return [(story, voices) for story, voices in found if voices]
