"""`archive log`: the events themselves, in the order in which they were recorded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

import click

from archive.cli.event_text import write_event
from archive.cli.json_forms import event_form
from archive.cli.options import format_option, known_at_option
from archive.cli.page import Page, print_list
from archive.cli.session import Session
from archive.domain.codec import PAYLOADS

if TYPE_CHECKING:
    from archive.domain.event import Event
    from archive.ports import EventLog

_STRIDE: Final = 256
"""Events read at a time when the log is read from its end."""


@click.command()
@click.option("--after", metavar="POSITION", type=click.IntRange(0), default=0, help="Only later events.")
@known_at_option
@click.option("--limit", metavar="N", type=click.IntRange(1, 1_000_000_000), help="At most so many events.")
@click.option(
    "--type",
    "types",
    type=click.Choice(sorted(PAYLOADS)),
    multiple=True,
    help="Only events of this type; repeatable.",
)
@click.option("--stream", metavar="TEXT", help="Only streams that contain this text.")
@click.option("--reverse", is_flag=True, help="Newest first.")
@format_option("text", "json", "jsonl")
@click.pass_obj
def log(
    session: Session,
    after: int,
    known_at: str | None,
    limit: int | None,
    types: tuple[str, ...],
    stream: str | None,
    reverse: bool,
    form: str,
) -> None:
    """List the events of the log. Nothing in it is ever changed; corrections are further events.

    A position has no reported time; --known-at ends the list where the log ended then.

    \b
    Example:
        archive log --reverse --limit 10
        archive log --type StoryDefined --format jsonl
        archive log --after 40 --known-at 2024-07-01
    """
    with session.reading() as archive:
        upto = archive.resolve("latest", known_at).known_at
        events = _newest_first(archive.log, after, upto) if reverse else archive.log.read(after, upto)
        wanted = (
            event
            for event in events
            if (not types or event.type in types) and (stream is None or stream in event.stream)
        )
        chosen = islice(wanted, limit)
        if form != "text":
            print_list(map(event_form, chosen), form)
            return
        page = Page()
        for event in chosen:
            write_event(page, event)


def _newest_first(log: EventLog, after: int, end: int) -> Iterator[Event]:
    while end > after:
        start = max(after, end - _STRIDE)
        yield from reversed(list(log.read(start, end)))
        end = start
