"""The JSON forms of the command line, as `docs/json.md` promises them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from archive.domain.article import Sourced, SourcedDate
from archive.domain.claim import Claim
from archive.domain.codec import encode
from archive.domain.event import Event
from archive.domain.fact import Voice
from archive.domain.moment import iso, short_iso
from archive.domain.snapshot import Point
from archive.telling.change_form import change_form

if TYPE_CHECKING:
    from archive.service.diff import Diff
    from archive.store.rows import ArticleRow, CaptureRow, Presence, SightingRow, Version

Form = dict[str, Any]


def dated(date: SourcedDate) -> Form:
    """A date with its precision and the place it was read from."""
    value = date.date
    return {
        "value": value.value if value else None,
        "precision": value.precision if value else None,
        "basis": date.basis,
    }


def sourced(value: Sourced) -> Form:
    """A value with the place it was read from."""
    return {"value": value.value, "basis": value.basis}


def claim_form(claim: Claim) -> Form:
    """What one assertion says, and in which words."""
    form = dataclasses.asdict(claim)
    names = (
        "claim_id assertion_key story type fields relation role polarity certainty hedges attribution "
        "direct_speech block event_date report_date evidence"
    ).split()
    return {name: form[name] for name in names}


def voice_form(voice: Voice) -> Form:
    """A claim as an article asserts it: a line of `archive claims --format jsonl`."""
    form = claim_form(voice.claim)
    form["article"] = {
        "address": voice.address,
        "title": voice.title,
        "source": voice.source,
        "published": dated(voice.published),
    }
    form["version"] = voice.version
    form["extractor"] = {"name": voice.extractor, "version": voice.extractor_version}
    form["frame"] = voice.claim.frame
    if voice.review is not None:
        review = voice.review
        form["review"] = {"verdict": review.verdict, "note": review.note, "fields": dict(review.fields)}
    return form


def sighting_form(row: SightingRow) -> Form:
    """A sighting and where it stands."""
    return {
        **dataclasses.asdict(row.sighting),
        "article": {"address": row.address, "source": row.source, "published": dated(row.published)},
        "version": row.version,
    }


def diff_form(diff: Diff) -> Form:
    """A whole diff of one story."""
    start, end = diff.digests
    return {
        "from": _side(diff.start.point, start),
        "to": _side(diff.end.point, end),
        "story": diff.story,
        "changes": [{"id": str(diff.permalink(change)), **change_form(change)} for change in diff.changes],
    }


def _side(point: Point, digest: str) -> Form:
    return {"reported": point.reported, "position": point.known_at, "digest": digest}


def article_form(row: ArticleRow) -> Form:
    """An article as it stands at a point."""
    version = row.version
    return {
        "address": version.address,
        "title": version.title.value,
        "source": version.source.value,
        "url": version.url.value,
        "language": version.language.value,
        "published": dated(version.published),
        "modified": dated(version.modified),
        "reported": {"value": short_iso(version.reported), "basis": version.reported_basis},
        "version": version.number,
        "version_id": version.version_id,
        "author": version.details.author.value,
        "section": version.details.section.value,
        "rank": version.rank,
        "versions": row.versions,
        "captures": row.captures,
        "presence": presence_form(row.presence),
        "copies": list(row.copies),
        "shares_passages": list(row.shares),
        "length": version.length,
        "warnings": list(version.warnings),
    }


def presence_form(presence: Presence) -> Form:
    """What the latest look found, and between which two looks a vanished article vanished."""
    seen, missing = presence.last_seen, presence.first_missing
    return {
        "outcome": presence.outcome,
        "last_seen": None if seen is None else short_iso(seen),
        "first_missing": None if missing is None else short_iso(missing),
        "problem": presence.problem,
        "moved_to": presence.moved_to,
    }


def version_form(version: Version) -> Form:
    """One version of an article."""
    return {
        "version": version.number,
        "version_id": version.version_id,
        "captured": short_iso(version.captured),
        "reported": {"value": short_iso(version.reported), "basis": version.reported_basis},
        "title": sourced(version.title),
        "source": sourced(version.source),
        "published": dated(version.published),
        "modified": dated(version.modified),
        "length": version.length,
        "text": version.text,
        "reader": {"name": version.reader, "version": version.reader_version, "options": version.options},
        "rank": version.rank,
        "raw": version.raw,
        "details": dataclasses.asdict(version.details),
        "position": version.position,
        "warnings": list(version.warnings),
    }


def capture_form(capture: CaptureRow) -> Form:
    """One look at an address."""
    return {
        "position": capture.position,
        "captured": short_iso(capture.captured),
        "outcome": capture.outcome,
        "name": capture.name,
        "size": capture.size,
        "raw": capture.raw or None,
        "version_id": capture.version_id,
        "via": capture.via,
        "url": capture.url,
        "landed": capture.landed,
        "status": capture.status,
        "moved_to": capture.moved_to,
        "problem": capture.problem,
        "recorded_at": iso(capture.recorded_at),
    }


def event_form(event: Event) -> Form:
    """An event: its envelope and its payload."""
    payload: Mapping[str, Any] = json.loads(encode(event.payload))
    return {
        "position": event.position,
        "type": event.type,
        "schema": event.schema,
        "stream": event.stream,
        "stream_version": event.stream_version,
        "recorded_at": iso(event.recorded_at),
        "actor": event.actor,
        "command": event.command,
        "commitment": event.commitment,
        "payload": payload,
    }
