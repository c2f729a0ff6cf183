"""Events to rows: one function for each type of event, chosen by the type of its payload.

Invariant: the rows follow from the event (and the text of the blob it names) alone. What depends on
other events - which version is current, who is whose copy, the facts - is derived by the store and by
`projections.facts` from these rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from archive.domain.article import SourcedDate
from archive.domain.canonical import MAX_INTEGER, canonical_json
from archive.domain.claim import Claim, ClaimDate, group_id
from archive.domain.copies import Print, print_of, told_spans
from archive.domain.event import (
    ArticleCaptured,
    ArticleParsed,
    ClaimReviewed,
    ClaimsExtracted,
    Event,
    SnapshotTaken,
    StoryDefined,
    StoryRead,
)
from archive.domain.moment import PartialDate
from archive.domain.watch import WatchChanged, WatchRan
from archive.ports import Row

TextOf = Callable[[str], str]
"""Gives the text of the blob at an address."""

_UNTRUSTED = ("in-body", "inferred", "captured", "none")


def rows_of(event: Event, text_of: TextOf) -> Iterator[Row]:
    """The rows that `event` adds. Types that no read model shows add none."""
    payload = event.payload
    if isinstance(payload, ArticleCaptured):
        yield _capture(event, payload)
    elif isinstance(payload, ArticleParsed):
        yield from _reading(event, payload, text_of(payload.text))
    elif isinstance(payload, StoryDefined):
        yield _story(event, payload)
    elif isinstance(payload, ClaimsExtracted):
        yield from _run(event, payload)
    elif isinstance(payload, ClaimReviewed):
        yield _review(event, payload)
    elif isinstance(payload, StoryRead):
        yield _story_read(event, payload)
    elif isinstance(payload, SnapshotTaken):
        yield _snapshot(event, payload)
    elif isinstance(payload, WatchChanged):
        yield _watch_change(event, payload)
    elif isinstance(payload, WatchRan):
        yield _watch_run(event, payload)


def json_text(value: object) -> str:
    """`value` as canonical JSON text; dataclasses become objects and tuples lists."""
    return canonical_json(msgspec.to_builtins(value)).decode()


def _capture(event: Event, payload: ArticleCaptured) -> Row:
    return Row(
        "rm_captures",
        {
            "position": event.position,
            "address": payload.address,
            "captured": payload.captured,
            "outcome": payload.outcome,
            "raw": payload.raw or "",
            "size": payload.size,
            "name": payload.name,
            "recorded_at": event.recorded_at,
            "version_id": payload.version,
            "via": payload.via,
            "url": payload.url,
            "landed": payload.landed,
            "status": payload.status,
            "moved_to": payload.moved_to,
            "problem": payload.problem,
            "witnessed": int(payload.witnessed),
            "etag": _header(payload, "etag"),
            "last_modified": _header(payload, "last-modified"),
            "watch": payload.watch,
        },
    )


def _header(payload: ArticleCaptured, name: str) -> str | None:
    return next((value for key, value in payload.headers if key.lower() == name), None)


def first_reported(payload: ArticleParsed) -> tuple[int, str]:
    """When the words of an article's first version, or its first whole one, became public; how that is known.

    The publication date; where nobody knows it, the latest date the text mentions, before which it
    cannot have been written; failing that, the time we looked.
    """
    if payload.published.date is not None:
        return _start(payload.published.date), payload.published.basis
    if payload.in_body.date is not None:
        return _start(payload.in_body.date), "in-body"
    return payload.captured, "captured"


def later_reported(payload: ArticleParsed) -> tuple[int, str]:
    """When the words of a later version became public: a trusted modification date, or our look."""
    if payload.modified.date is not None and payload.modified.basis not in _UNTRUSTED:
        return _start(payload.modified.date), payload.modified.basis
    return payload.captured, "captured"


def _start(date: PartialDate) -> int:
    """When `date` begins; one that a page's program made up (the year 9999) no later than the latest point."""
    return min(date.start, MAX_INTEGER)


def _reading(event: Event, payload: ArticleParsed, text: str) -> Iterator[Row]:
    spans = told_spans(payload.blocks, len(text))
    mark = print_of(text, spans)
    first, later = first_reported(payload), later_reported(payload)
    yield Row(
        "rm_readings",
        {
            "position": event.position,
            "address": payload.address,
            "version_id": payload.version_id,
            "captured": payload.captured,
            "text": payload.text,
            "length": payload.length,
            "blocks": json_text([(block.kind, block.start, block.end) for block in payload.blocks]),
            **_sourced(payload),
            **_dated("published", payload.published),
            **_dated("modified", payload.modified),
            **_dated("in_body", payload.in_body),
            "first_reported": first[0],
            "first_basis": first[1],
            "later_reported": later[0],
            "later_basis": later[1],
            "reader": payload.reader,
            "reader_version": payload.reader_version,
            "warnings": json_text(payload.warnings),
            "print_id": mark.print_id,
            "recorded_at": event.recorded_at,
            "rank": payload.rank,
            "raw": payload.raw,
            "author": payload.details.author.value,
            "section": payload.details.section.value,
            "access": payload.details.access,
            "notices": len(payload.details.notices),
            "options": json_text(payload.options),
            "details": json_text(payload.details),
        },
    )
    yield from _print(mark, payload.text, spans)


def _sourced(payload: ArticleParsed) -> dict[str, str | None]:
    values: dict[str, str | None] = {}
    for name in ("title", "source", "url", "language"):
        sourced = getattr(payload, name)
        values |= {name: sourced.value, f"{name}_basis": sourced.basis}
    return values


def _dated(name: str, dated: SourcedDate) -> dict[str, str | None]:
    value = dated.date.value if dated.date is not None else None
    return {name: value, f"{name}_basis": dated.basis, f"{name}_text": dated.text}


def _print(mark: Print, text: str, spans: tuple[tuple[int, int], ...]) -> Iterator[Row]:
    values = {"print_id": mark.print_id, "text": text, "spans": json_text(spans), "size": mark.size}
    yield Row("rm_prints", values, shared=True)
    for shingle in mark.indexed():
        yield Row("rm_shingles", {"hash": shingle, "print_id": mark.print_id}, shared=True)


def _story(event: Event, payload: StoryDefined) -> Row:
    return Row(
        "rm_stories",
        {
            "position": event.position,
            "story": payload.story,
            "title": payload.title,
            "digest": payload.digest,
            "source": payload.source,
            "packs": json_text(payload.packs),
            "recorded_at": event.recorded_at,
        },
    )


def _story_read(event: Event, payload: StoryRead) -> Row:
    return Row(
        "rm_story_reads",
        {
            "position": event.position,
            "story": payload.story,
            "story_digest": payload.story_digest,
            "extractor_version": payload.extractor_version,
            "gate": payload.gate,
            "upto": payload.upto,
        },
    )


def _run(event: Event, payload: ClaimsExtracted) -> Iterator[Row]:
    place = {"position": event.position, "address": payload.address, "version_id": payload.version_id}
    yield Row(
        "rm_runs",
        {
            **place,
            "story": payload.story,
            "story_digest": payload.story_digest,
            "extractor": payload.extractor,
            "extractor_version": payload.extractor_version,
            "claim_count": len(payload.claims),
            "sighting_count": len(payload.sightings),
            "recorded_at": event.recorded_at,
        },
    )
    for at, claim in enumerate(payload.claims):
        yield Row("rm_claims", {**place, "ord": at, **_claim(claim)})
    for at, sighting in enumerate(payload.sightings):
        yield Row(
            "rm_sightings",
            {
                **place,
                "ord": at,
                "story": payload.story,
                "kind": sighting.kind,
                "text": sighting.text,
                "start": sighting.start,
                "stop": sighting.end,
                "sentence": sighting.sentence,
            },
        )


def _claim(claim: Claim) -> dict[str, Any]:
    said_by = [link.source for link in claim.attribution] or list(claim.leans_on)
    return {
        "claim_id": claim.claim_id,
        "assertion_key": claim.assertion_key,
        "group_id": group_id(claim.story, claim.type, claim.key),
        "story": claim.story,
        "type": claim.type,
        "fields": json_text(claim.fields),
        "claim_key": json_text(claim.key),
        "relation": claim.relation,
        "role": claim.role,
        "polarity": claim.polarity,
        "certainty": claim.certainty,
        "block": claim.block,
        "attributed_to": ", ".join(said_by) or None,
        "event_date": _value(claim.event_date),
        "report_date": _value(claim.report_date),
        "quote": claim.evidence.exact,
        "start": claim.evidence.start,
        "stop": claim.evidence.end,
        "frame": claim.frame,
        "document": json_text(claim),
    }


def _value(date: ClaimDate | None) -> str | None:
    return date.value if date is not None else None


def _review(event: Event, payload: ClaimReviewed) -> Row:
    return Row(
        "rm_reviews",
        {
            "position": event.position,
            "claim_id": payload.claim_id,
            "story": payload.story,
            "verdict": payload.verdict,
            "note": payload.note,
            "fields": json_text(payload.fields),
            "actor": event.actor,
            "recorded_at": event.recorded_at,
        },
    )


def _snapshot(event: Event, payload: SnapshotTaken) -> Row:
    return Row(
        "rm_snapshots",
        {
            "position": event.position,
            "name": payload.name,
            "story": payload.story,
            "as_of": payload.as_of,
            "known_at": payload.known_at,
            "digest": payload.digest,
            "blob": payload.blob,
            "recorded_at": event.recorded_at,
        },
    )


def _watch_change(event: Event, payload: WatchChanged) -> Row:
    return Row(
        "rm_watch_changes",
        {
            "position": event.position,
            "watch": payload.watch,
            "version": event.stream_version,
            "change": payload.change,
            "kind": payload.kind,
            "target": payload.target,
            "schedule": payload.schedule,
            "stories": json_text(payload.stories),
            "given": json_text(payload.given),
            "due": payload.due,
            "recorded_at": event.recorded_at,
        },
    )


def _watch_run(event: Event, payload: WatchRan) -> Row:
    return Row(
        "rm_watch_runs",
        {
            "position": event.position,
            "watch": payload.watch,
            "version": event.stream_version,
            "slot": payload.slot,
            "started": payload.started,
            "finished": payload.finished,
            "state": payload.state,
            "missed": payload.missed,
            "counts": json_text(payload.counts),
            "errors": json_text(payload.errors),
            "failures": payload.failures,
            "failing_since": payload.failing_since,
            "fresh": payload.fresh,
            "listing": payload.listing,
            "etag": payload.etag,
            "last_modified": payload.last_modified,
            "due": payload.due,
        },
    )
