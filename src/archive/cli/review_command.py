"""`archive review`: a person's verdict on a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive.cli.session import Session, stories_of
from archive.cli.which import find_one
from archive.domain.moment import PartialDate

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.event import Verdict

note_option = click.option("--note", metavar="TEXT", default="", help="Why; it is shown with the claim.")
claim_argument = click.argument("claim", metavar="CLAIM")


@click.group(short_help="Accept, reject or correct a claim.")
def review() -> None:
    """Accept, reject or correct a claim; the verdict outranks all counting and shows as such.

    \b
    Example:
        archive review reject 3fa9c1d2 --note "misread: the sentence is about another car"
    """


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
    _record(session, claim, "accepted", note)


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
    _record(session, claim, "rejected", note)


@review.command()
@claim_argument
@click.argument("corrections", metavar="FIELD=VALUE...", nargs=-1, required=True)
@note_option
@click.pass_obj
def correct(session: Session, claim: str, corrections: tuple[str, ...], note: str) -> None:
    """Correct fields of a claim; `date` is when it happened.

    \b
    Example:
        archive review correct 3fa9c1d2 quantity=2 date=2024-06-19
    """
    _record(session, claim, "corrected", note, corrections)


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
    _record(session, claim, "withdrawn", note)


def _record(
    session: Session, claim: str, verdict: Verdict, note: str, corrections: tuple[str, ...] = ()
) -> None:
    with session.reading() as archive:
        _, claim_id = find_one(archive, claim, "claim")
        fields = _fields(archive, claim_id, corrections)
    with session.writing() as archive:
        position = archive.review(claim_id, verdict, note, fields)
    click.echo(f"claim {claim_id} {verdict} @{position}")


def _fields(archive: Archive, claim_id: str, corrections: tuple[str, ...]) -> dict[str, str | int | None]:
    if not corrections:
        return {}
    row = archive.models.claim(claim_id)
    assert row is not None, "found just now"
    (story,) = stories_of(archive, row.claim.story)
    allowed = [*story.facts[row.claim.type].fields, "date"]
    fields: dict[str, str | int | None] = {}
    for correction in corrections:
        name, separator, value = correction.partition("=")
        if not separator:
            raise click.UsageError(f"not a correction: {correction!r}; write FIELD=VALUE")
        if name not in allowed:
            raise click.UsageError(f"{row.claim.type} has no field {name!r}; it has: {', '.join(allowed)}")
        fields[name] = _value(name, value)
    return fields


def _value(name: str, value: str) -> str | int | None:
    if name == "date":
        try:
            return PartialDate.parse(value).value
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    return int(value) if value.isascii() and value.isdigit() else value or None
