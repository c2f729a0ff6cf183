"""An event in a line, and in full."""

from __future__ import annotations

from typing import Final

from archive.cli.json_forms import event_form
from archive.cli.page import Page
from archive.domain.event import (
    ArticleCaptured,
    ArticleParsed,
    ClaimReviewed,
    ClaimsExtracted,
    Event,
    EventsImported,
    Payload,
    StoryDefined,
    StoryRead,
)
from archive.domain.moment import SECOND, iso
from archive.domain.watch import WatchChanged, WatchRan
from archive.telling.lines import counted, in_json

_EXCERPT: Final = 4000
"""Characters of a payload that are shown to people."""


def write_event(page: Page, event: Event) -> None:
    """One line: position, time of recording, type, and what it is about."""
    recorded = iso(event.recorded_at // SECOND * SECOND).removesuffix("Z").replace("T", " ")
    page.line(f"@{event.position}  {recorded}  {event.type}  {about(event.payload)}", hang=4)


def about(payload: Payload) -> str:
    """What an event says, in a few words."""
    if isinstance(payload, ArticleCaptured):
        return f"{payload.outcome}  {payload.address}" + (f": {payload.problem}" if payload.problem else "")
    if isinstance(payload, ArticleParsed):
        return f"{payload.reader} {payload.reader_version}, {counted(payload.length, 'character')}  {payload.address}"
    if isinstance(payload, StoryDefined):
        return f"{payload.story}  {payload.digest[:12]}"
    if isinstance(payload, ClaimsExtracted):
        return f"{payload.story}, {counted(len(payload.claims), 'claim')}  {payload.address}"
    if isinstance(payload, ClaimReviewed):
        return f"{payload.verdict}  {payload.claim_id}" + (f"  “{payload.note}”" if payload.note else "")
    if isinstance(payload, StoryRead):
        return f"{payload.story}, {counted(payload.silent, 'version')} without a new result  up to @{payload.upto}"
    if isinstance(payload, WatchChanged):
        return f"{payload.change}  {payload.watch}, {payload.schedule}  {payload.target}"
    if isinstance(payload, WatchRan):
        found = ", ".join(f"{number} {outcome}" for outcome, number in sorted(payload.counts.items()))
        return f"{payload.state}  {payload.watch}" + (f", {found}" if found else "")
    if isinstance(payload, EventsImported):
        return f"{counted(len(payload.origins), 'event')} of {payload.name}  {payload.archive[:12]}"
    return f"{payload.name}  {payload.story}  {payload.digest[:12]}"


def write_whole(page: Page, event: Event) -> None:
    """The envelope, and the beginning of the payload."""
    form = event_form(event)
    page.line(f"@{event.position} {event.type}", "title")
    for name in ("schema", "stream", "stream_version", "recorded_at", "actor", "command", "commitment"):
        page.line(f"{name.replace('_', ' ')}: {form[name]}", indent=2, hang=2)
    payload = in_json(form["payload"], indent=2)
    page.line("payload:", indent=2)
    page.block(payload[:_EXCERPT], indent=4)
    if len(payload) > _EXCERPT:
        page.line("... (--format json shows all)", "quiet", indent=4)
