"""`archive ingest`: put articles into the archive."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.options import check_date, format_option
from archive.cli.page import print_json, print_jsonl
from archive.cli.progress import watched
from archive.cli.session import Session
from archive.domain.address import canonical_url
from archive.errors import InputRefused
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.service.add_story import Added
    from archive.service.gather import Input
    from archive.service.ingest import Summary

_OUTCOMES = ("new", "changed", "unchanged")


def _check_url(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    try:
        return value if value is None else canonical_url(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _check_encoding(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    try:
        return value if value is None else codecs.lookup(value).name
    except LookupError as error:
        raise click.BadParameter(f"no such encoding: {value!r}; write utf-8, windows-1252, ...") from error


@click.command(short_help="Read articles into the archive.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--story",
    "stories",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Define this story first; repeatable.",
)
@click.option("--source", metavar="NAME", help="Who published the articles.")
@click.option(
    "--published",
    metavar="DATE",
    callback=check_date,
    help="When they were published: 2024, 2024-06, 2024-06-20 or a time.",
)
@click.option(
    "--modified", metavar="DATE", callback=check_date, help="When they were last edited at their source."
)
@click.option(
    "--captured", metavar="TIME", callback=check_date, help="When the copies were taken; now, if nobody says."
)
@click.option("--url", metavar="URL", callback=_check_url, help="The address of the one article given.")
@click.option("--title", metavar="TEXT", help="The title of the one article given.")
@click.option("--language", metavar="CODE", help="The language they are written in, as en.")
@click.option(
    "--encoding",
    metavar="NAME",
    callback=_check_encoding,
    help="The encoding of the files, where it is not UTF-8.",
)
@format_option("text", "json", "jsonl")
@click.pass_context
def ingest(
    ctx: click.Context, /, paths: tuple[str, ...], stories: tuple[Path, ...], form: str, **given: Any
) -> None:
    """Read articles into the archive: files, folders, patterns, or - for standard input.

    The archive is created if there is none. What is already there is passed over; a changed text
    at a known address becomes a further version. Metadata come from the options, from NAME.json
    beside NAME.txt, from front matter in the file, else from the text itself.

    \b
    Example:
        archive ingest articles/ --story story.toml
        archive ingest page.txt --url https://example.com/news/1 --published 2024-06-20
        pbpaste | archive ingest - --source "Example Times"
    """
    from archive.service.gather import gather

    session: Session = ctx.obj
    said = {name: value for name, value in given.items() if value is not None}
    _check_stories(stories)
    inputs = list(gather(paths))
    _check_single(inputs, said)
    if not stories and all(isinstance(item, InputRefused) for item in inputs):
        # There is nothing to record, and so no reason to create an archive.
        for item in inputs:
            click.echo(f"archive: {item}", err=True)
        ctx.exit(2)
    with session.writing() as archive:
        begun = archive.log.head()
        try:
            added, summary = _ingest(session, archive, stories, inputs, said)
        except KeyboardInterrupt:
            _interrupted(archive, begun)
            ctx.exit(130)
        defined = bool(archive.models.stories())
    _report(session, form, added, summary)
    if not defined and any(summary.outcomes.values()):
        session.note("no story is defined yet, so no claims were looked for: archive story add FILE")
    if summary.refused:
        ctx.exit(2)


def _check_stories(paths: tuple[Path, ...]) -> None:
    from archive.service.stories import check

    problems = [problem for path in paths for problem in check(path)]
    for problem in problems[:-1]:
        click.echo(f"archive: {problem}", err=True)
    if problems:
        raise problems[-1]


def _check_single(inputs: list[Input | InputRefused], said: dict[str, str]) -> None:
    named = [f"--{name}" for name in ("url", "title") if name in said]
    if named and len(inputs) > 1:
        names = " and ".join(named)
        raise click.UsageError(
            f"{names} can be given for a single article, and there are {len(inputs)} inputs; ingest it by itself"
        )


def _ingest(
    session: Session,
    archive: Archive,
    stories: tuple[Path, ...],
    inputs: list[Input | InputRefused],
    said: dict[str, str],
) -> tuple[list[Added], Summary]:
    added = []
    for path in stories:
        with watched(session, "reading for the story") as progress:
            added.append(archive.add_story(path, progress))
    with watched(session, "ingesting", len(inputs)) as progress:
        return added, archive.ingest(inputs, said, progress)


def _interrupted(archive: Archive, begun: int) -> None:
    head = archive.log.head()
    kept = f"what was recorded stays ({counted(head - begun, 'event')}, the log ends at @{head})"
    click.echo(
        f"archive: interrupted; {kept}; run the same command again to go on, it passes over what is there",
        err=True,
    )


def _report(session: Session, form: str, added: list[Added], summary: Summary) -> None:
    for refusal in summary.refused:
        click.echo(f"archive: {refusal}", err=True)
    if form != "text":
        document = _document(added, summary)
        print_json(document) if form == "json" else print_jsonl([document])
        return
    for warning in summary.warnings:
        session.note(warning)
    if session.quiet:
        return
    for story in added:
        if story.runs:
            click.echo(
                f"story {story.story}: {story.outcome}, {counted(story.claims, 'claim')} in articles already here"
            )
        else:
            click.echo(f"story {story.story}: {story.outcome}")
    total = sum(summary.outcomes.values()) + len(summary.refused)
    counts = [f"{summary.outcomes[outcome]} {outcome}" for outcome in _OUTCOMES]
    click.echo(f"{counted(total, 'input')}: {', '.join(counts)}, {len(summary.refused)} failed")
    for name, number in sorted(summary.claims.items()):
        click.echo(f"story {name}: {counted(number, 'claim')} found")


def _document(added: list[Added], summary: Summary) -> dict[str, Any]:
    return {
        **{outcome: summary.outcomes[outcome] for outcome in _OUTCOMES},
        "failed": len(summary.refused),
        "claims": dict(sorted(summary.claims.items())),
        "stories": [
            {"story": story.story, "outcome": story.outcome, "runs": story.runs, "claims": story.claims}
            for story in added
        ],
        "refused": [{"name": str(r.details["name"]), "reason": r.details["reason"]} for r in summary.refused],
        "warnings": list(summary.warnings),
        "addresses": list(summary.addresses),
    }
