"""Targets and deliveries, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.cli.page import Page
from archive.domain.moment import iso
from archive.domain.news import KINDS, Wanted
from archive.domain.target import Progress, Target
from archive.telling.labels import moment_in_words
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.service.notify import Delivered


def write_target(page: Page, target: Target, progress: Progress, head: int) -> None:
    """A target: where it is, what it wants, how far it was told, and what is wrong with it."""
    signed = ", signed" if target.secret is not None else ""
    page.line(f"{target.name}: {target.kind} {target.shown}{signed}", "label")
    behind = head - progress.told
    waiting = f", {counted(behind, 'position')} to go" if behind else ""
    page.line(f"{_wanted(target.wanted)}; told up to @{progress.told}{waiting}", indent=2, hang=2)
    if progress.succeeded is not None:
        page.line(f"last delivered {_moment(progress.succeeded)}", "quiet", indent=2)
    if progress.failures:
        times = "once" if progress.failures == 1 else f"{progress.failures:,} times in a row"
        page.line(f"failed {times}: {progress.problem}", "doubt", indent=2, hang=2)
        page.line(f"tried again from {_moment(progress.due)} on", "doubt", indent=2)


def _wanted(wanted: Wanted) -> str:
    words = ", ".join(wanted.kinds or KINDS)
    if wanted.stories:
        words += f" of {', '.join(wanted.stories)}"
    if wanted.watches:
        words += f" through {', '.join(wanted.watches)}"
    return words


def _moment(micros: int) -> str:
    return moment_in_words(iso(micros))


def target_form(target: Target, progress: Progress) -> dict[str, Any]:
    """The JSON form of a target, without what is secret."""
    wanted = target.wanted
    return {
        "name": target.name,
        "kind": target.kind,
        "destination": target.shown,
        "signed": target.secret is not None,
        "stories": list(wanted.stories),
        "watches": list(wanted.watches),
        "only": list(wanted.kinds),
        "created": iso(target.created),
        "told": progress.told,
        "delivered": None if progress.succeeded is None else iso(progress.succeeded),
        "failures": progress.failures,
        "problem": progress.problem,
        "due": iso(progress.due) if progress.failures else None,
    }


def delivered_text(delivered: Delivered) -> str:
    """How it went with one target, in a line."""
    name, stretch = delivered.target.name, f"@{delivered.after}..@{delivered.upto}"
    if delivered.outcome == "sent":
        return f"{name}: sent {counted(delivered.items, 'item')} of {stretch}"
    if delivered.outcome == "nothing":
        return f"{name}: nothing to tell of {stretch}"
    if delivered.outcome == "lost":
        return f"{name}: took too long; {stretch} is delivered again"
    due = "" if delivered.due is None else f"; tried again from {_moment(delivered.due)} on"
    return f"{name}: not delivered: {delivered.problem}{due}"


def delivered_form(delivered: Delivered) -> dict[str, Any]:
    """The JSON form of a delivery."""
    return {
        "target": delivered.target.name,
        "outcome": delivered.outcome,
        "after": delivered.after,
        "upto": delivered.upto,
        "items": delivered.items,
        "id": delivered.message_id,
        "problem": delivered.problem,
        "due": None if delivered.due is None else iso(delivered.due),
        "turned": delivered.turned,
    }
