"""`archive review`: what a person should look at, and a person's verdict on a claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archive.cli.options import as_of_option, format_option, known_at_option, story_option
from archive.cli.page import Page, print_list
from archive.cli.session import Session, check_type, stories_of
from archive.cli.verdicts import record
from archive.telling.labels import Labels
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.service.review_queue import Queue, Wanted

_STATUSES = ("corroborated", "single-origin", "disputed", "provisional", "denied", "retracted")
_REASONS = ("disputed", "contradiction", "provisional", "orphaned", "hedged", "single", "shared")
_LIMIT = 20

Command = TypeVar("Command", bound=Callable[..., Any])

note_option = click.option("--note", metavar="TEXT", default="", help="Why; it is shown with the claim.")
claim_argument = click.argument("claim", metavar="CLAIM")


def _filters(command: Command) -> Command:
    for option in (
        click.option(
            "--reason",
            "reasons",
            multiple=True,
            type=click.Choice(_REASONS),
            help="Only entries for this reason.",
        ),
        click.option(
            "--status",
            "statuses",
            multiple=True,
            type=click.Choice(_STATUSES),
            help="Only facts of this status.",
        ),
        click.option("--type", "types", metavar="TYPE", multiple=True, help="Only facts of this type."),
        story_option,
    ):
        command = option(command)
    return command


@click.group(invoke_without_command=True)
@_filters
@click.option(
    "--limit", type=click.IntRange(0), default=_LIMIT, show_default=True, help="How many; 0 for all."
)
@as_of_option
@known_at_option
@click.option("--interactive", is_flag=True, help="Step through the queue, as archive review walk does.")
@format_option("text", "json", "jsonl")
@click.pass_context
def review(
    ctx: click.Context,
    story: str | None,
    types: tuple[str, ...],
    statuses: tuple[str, ...],
    reasons: tuple[str, ...],
    limit: int,
    as_of: str | None,
    known_at: str | None,
    interactive: bool,
    form: str,
) -> None:
    """List what to review, the weightiest first, with the command to type; or record a verdict.

    In the queue are facts that sources dispute, articles that contradict themselves, figures that wait
    to be confirmed, verdicts on claims that no article makes any more, facts that rest on hedged words
    or on a single claim, and articles that share passages. A verdict outranks all counting and shows
    as such; withdraw takes it back.

    \b
    Example:
        archive review
        archive review --status disputed --format jsonl
        archive review --known-at 2024-07-01
        archive review walk
        archive review reject 3fa9c1d2 --note "misread: the sentence is about another car"
    """
    if ctx.invoked_subcommand is not None:
        return
    session: Session = ctx.obj
    if interactive:
        if as_of or known_at:
            raise click.UsageError("a verdict is given now: --as-of and --known-at are for the list alone")
        _walk(session, story, types, statuses, reasons)
        return
    queue = _load(session, story, types, statuses, reasons, limit or None, as_of, known_at)
    if form == "text":
        _write(session, queue, known_at)
    else:
        from archive.cli.review_text import entry_form

        print_list(map(entry_form, queue.entries), form)


@review.command()
@_filters
@click.pass_obj
def walk(
    session: Session,
    story: str | None,
    types: tuple[str, ...],
    statuses: tuple[str, ...],
    reasons: tuple[str, ...],
) -> None:
    """Step through the queue: accept, reject, correct, withdraw, skip or quit, with a note.

    Each answer is one letter; "a 2" accepts the second claim shown. Every verdict is recorded at once.

    \b
    Example:
        archive review walk --status disputed
    """
    _walk(session, story, types, statuses, reasons)


@review.command()
@claim_argument
@note_option
@click.pass_obj
def accept(session: Session, claim: str, note: str) -> None:
    """Accept a claim: it outweighs what contradicts it.

    \b
    Example:
        archive review accept 3fa9c1d2
    """
    record(session, claim, "accepted", note)


@review.command()
@claim_argument
@note_option
@click.pass_obj
def reject(session: Session, claim: str, note: str) -> None:
    """Reject a claim: it supports nothing from here on.

    \b
    Example:
        archive review reject 3fa9c1d2 --note "satire"
    """
    record(session, claim, "rejected", note)


@review.command()
@claim_argument
@click.argument("corrections", metavar="FIELD=VALUE...", nargs=-1, required=True)
@note_option
@click.pass_obj
def correct(session: Session, claim: str, corrections: tuple[str, ...], note: str) -> None:
    """Correct fields of a claim; `date` is when it happened, and FIELD= empties a field.

    A correction of what the claim is about (a field of its fact's key) takes it to the other fact.

    \b
    Example:
        archive review correct 3fa9c1d2 quantity=2 date=2024-06-19
    """
    record(session, claim, "corrected", note, corrections)


@review.command()
@claim_argument
@note_option
@click.pass_obj
def withdraw(session: Session, claim: str, note: str) -> None:
    """Take back the verdict on a claim; both stay in the log.

    \b
    Example:
        archive review withdraw 3fa9c1d2
    """
    record(session, claim, "withdrawn", note)


def _load(
    session: Session,
    story: str | None,
    types: tuple[str, ...],
    statuses: tuple[str, ...],
    reasons: tuple[str, ...],
    limit: int | None,
    as_of: str | None = None,
    known_at: str | None = None,
) -> Queue:
    from archive.service.review_queue import Wanted

    with session.reading() as archive:
        point = archive.resolve(as_of, known_at)
        stories = stories_of(archive, story, point.known_at)
        for name in types:
            check_type(stories, name)
        wanted: Wanted = Wanted(types=types, statuses=statuses, reasons=reasons, limit=limit)
        return archive.review_queue(stories, point, wanted)


def _walk(
    session: Session,
    story: str | None,
    types: tuple[str, ...],
    statuses: tuple[str, ...],
    reasons: tuple[str, ...],
) -> None:
    from archive.cli.review_walk import Walk

    Walk(session, lambda limit: _load(session, story, types, statuses, reasons, limit)).run()


def _write(session: Session, queue: Queue, known_at: str | None) -> None:
    from archive.cli.review_text import write_entry

    page = Page()
    total = len(queue.entries) + queue.more
    page.line(
        f"{counted(total, 'entry', 'entries')} to review, the weightiest first"
        if total
        else "Nothing to review.",
        "title",
    )
    with session.reading() as archive:
        position = archive.resolve("latest", known_at).known_at
        labels = {one.story: Labels(one) for one in stories_of(archive, None, position)}
    for number, entry in enumerate(queue.entries, start=1):
        page.line()
        write_entry(page, labels[entry.story], entry, number)
    if queue.more:
        page.line()
        page.line(f"and {queue.more} more; --limit 0 shows all", "quiet")
