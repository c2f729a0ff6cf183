"""Recording a verdict: which claim is meant, and what a correction says, checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from archive.cli.session import Session, stories_of
from archive.cli.which import find_one
from archive.domain.moment import PartialDate

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.event import Verdict
    from archive.domain.story import Story

_NAMES = ("entity", "entities")
_NUMBERS = ("number", "quantity", "ordinal")


def record(
    session: Session, claim: str, verdict: Verdict, note: str, corrections: Sequence[str] = ()
) -> None:
    """Record `verdict` on the claim that `claim` stands for, and say so. Raises `NotFound`, `UsageError`."""
    with session.reading() as archive:
        _, claim_id = find_one(archive, claim, "claim")
        fields = _fields(archive, claim_id, corrections)
    with session.writing() as archive:
        position = archive.review(claim_id, verdict, note, fields)
    click.echo(f"claim {claim_id} {verdict} @{position}")


def _fields(archive: Archive, claim_id: str, corrections: Sequence[str]) -> dict[str, str | int | None]:
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
        fields[name] = _value(story, row.claim.type, name, value)
    return fields


def _value(story: Story, claim_type: str, name: str, value: str) -> str | int | None:
    """The value of a field as claims hold it; nothing after the `=` empties the field."""
    if not value:
        return None
    if name == "date" and name not in story.facts[claim_type].fields:
        try:
            return PartialDate.parse(value).value
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    kind = story.facts[claim_type].fields[name].kind
    number = int(value) if value.isascii() and value.isdigit() else None
    if kind in _NUMBERS and number is None:
        raise click.UsageError(f"{name} is a whole number, not {value!r}")
    if kind in _NAMES and value not in story.entities:
        raise click.UsageError(
            f"the story has no entity {value!r}; it has: {', '.join(sorted(story.entities))}"
        )
    if kind == "item" and value not in story.items:
        raise click.UsageError(f"the story has no item {value!r}; it has: {', '.join(sorted(story.items))}")
    return value if number is None or kind in (*_NAMES, "item") else number
