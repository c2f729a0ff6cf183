"""The JSON forms of two versions compared and of edits, as `docs/json.md` promises them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from archive.domain.article_layers import NoticeTold
from archive.domain.claim import Claim
from archive.domain.claim_edit import ClaimEdit
from archive.domain.edit import Edit, VersionRef
from archive.domain.moment import short_iso
from archive.domain.text_change import ParagraphChange, Piece

if TYPE_CHECKING:
    from archive.service.article_diff import ArticleDiff, ClaimSides
    from archive.store.rows import Version

Form = dict[str, Any]

COLUMNS: Final = ("layer", "kind", "what", "before", "after")
"""The columns of a comparison as rows."""


def article_diff_form(diff: ArticleDiff) -> Form:
    """Two versions of an article compared, layer by layer."""
    return {
        "address": diff.after.address,
        "from": _version(diff.before),
        "to": _version(diff.after),
        "cause": diff.cause,
        "reread": diff.reread,
        "between": None
        if diff.not_before is None
        else [short_iso(diff.not_before), short_iso(diff.after.captured)],
        "marks": list(diff.marks),
        "notices": _notices(diff.notices),
        "notices_gone": _notices(diff.notices_gone),
        "headline": _pieces(diff.headline),
        "facts": [_sides(sides) for sides in diff.facts],
        "text": [_paragraph(change) for change in diff.edited],
        "unchanged": len(diff.text) - len(diff.edited),
        "links": [
            {
                "kind": change.kind,
                "medium": change.medium,
                "before": None if change.before is None else asdict(change.before),
                "after": None if change.after is None else asdict(change.after),
            }
            for change in diff.links
        ],
        "metadata": [asdict(change) for change in diff.metadata],
        "noise": [asdict(one) for one in diff.noise],
    }


def rows(diff: ArticleDiff) -> Iterator[dict[str, str | None]]:
    """The differences one by one, layer by layer: a line of `--format jsonl` and of `csv`."""
    for layer, kind, what, before, after in _cells(diff):
        yield dict(zip(COLUMNS, (layer, kind, what, before, after), strict=True))


def _cells(diff: ArticleDiff) -> Iterator[tuple[str, str, str, str | None, str | None]]:
    for notice in diff.notices:
        yield "notices", "added", notice.kind, None, notice.text
    for notice in diff.notices_gone:
        yield "notices", "removed", notice.kind, notice.text, None
    if diff.headline:
        yield "headline", "changed", "title", diff.before.title.value, diff.after.title.value
    for sides in diff.facts:
        names = ", ".join(part.name for part in sides.edit.parts)
        claim = sides.edit.claim
        what = f"{claim.story}/{claim.type}" + (f": {names}" if names else "")
        yield "facts", sides.edit.kind, what, sides.sentence_before or None, sides.sentence_after or None
    for change in diff.edited:
        yield "text", change.kind, _places(change), change.text_before or None, change.text_after or None
    for link in diff.links:
        before, after = (
            None if one is None else f"{one.url} {one.text}".strip() for one in (link.before, link.after)
        )
        yield "links", link.kind, link.medium, before, after
    for value in diff.metadata:
        yield "metadata", "changed", value.name, value.before, value.after
    for one in diff.noise:
        yield "noise", one.kind, one.where, one.before or None, one.after or None


def _places(change: ParagraphChange) -> str:
    places = (None if place is None else place + 1 for place in (change.before, change.after))
    return "paragraph " + " to ".join(str(place) for place in dict.fromkeys(places) if place is not None)


def _version(version: Version) -> Form:
    return {
        **_brief(version, version.title.value),
        "reader": {"name": version.reader, "version": version.reader_version},
        "text": version.text,
        "raw": version.raw,
    }


def _notices(notices: Iterable[NoticeTold]) -> list[Form]:
    return [{"kind": notice.kind, "text": notice.text} for notice in notices]


def _pieces(pieces: Iterable[Piece]) -> list[Form]:
    return [{"kind": piece.kind, "text": piece.text} for piece in pieces]


def _paragraph(change: ParagraphChange) -> Form:
    return {
        "kind": change.kind,
        "before": change.before,
        "after": change.after,
        "pieces": _pieces(change.pieces),
    }


def _sides(sides: ClaimSides) -> Form:
    return {
        **_claim_edit(sides.edit),
        "sentence_before": sides.sentence_before or None,
        "sentence_after": sides.sentence_after or None,
        "pieces": _pieces(sides.pieces),
    }


def _claim_edit(edit: ClaimEdit) -> Form:
    claim = edit.claim
    return {
        "kind": edit.kind,
        "story": claim.story,
        "type": claim.type,
        "key": dict(claim.key),
        "aspects": list(edit.aspects),
        "parts": [{"name": part.name, "before": part.before, "after": part.after} for part in edit.parts],
        "before": _claim(edit.before),
        "after": _claim(edit.after),
        "cause": edit.cause,
    }


def _claim(claim: Claim | None) -> Form | None:
    if claim is None:
        return None
    return {
        "claim_id": claim.claim_id,
        "fields": dict(claim.fields),
        "polarity": claim.polarity,
        "certainty": claim.certainty,
        "attribution": [link.source for link in claim.attribution],
        "quote": claim.evidence.exact,
    }


def edit_form(edit: Edit) -> Form:
    """An edit of an article: a line of `archive edits --format jsonl`."""
    return {
        "address": edit.address,
        "source": edit.source,
        "title": edit.title,
        "class": edit.edit_class,
        "marks": list(edit.marks),
        "stealthy": edit.stealthy,
        "from": _brief(edit.before, edit.before.title),
        "to": _brief(edit.after, edit.after.title),
        "between": None
        if edit.not_before is None
        else [short_iso(edit.not_before), short_iso(edit.after.captured)],
        "facts": [_claim_edit(one) for one in edit.facts],
        "notices": _notices(edit.notices),
        "corrected_in": edit.later,
        "publishers_elsewhere": edit.elsewhere,
        "copies": list(edit.copies),
    }


def _brief(version: Version | VersionRef, title: str | None) -> Form:
    return {
        "version": version.number,
        "version_id": version.version_id,
        "reported": {"value": short_iso(version.reported), "basis": version.reported_basis},
        "captured": short_iso(version.captured),
        "title": title,
    }
