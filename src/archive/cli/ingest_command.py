"""`archive ingest`: put articles into the archive."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.options import check_date, fetch_options, format_option, pairs_as
from archive.cli.page import print_json, print_jsonl, say
from archive.cli.progress import watched
from archive.cli.session import Session
from archive.domain.address import canonical_url
from archive.domain.look import KINDS
from archive.errors import InputRefused
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.service.add_story import Added
    from archive.service.gather import Input, Remote
    from archive.service.summary import Problem, Summary

_SHOWN = ("new", "changed", "unchanged")
_OTHERS = ("gone", "moved", "blocked")


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


@click.command()
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
@click.option(
    "--as",
    "kind",
    type=click.Choice(KINDS),
    metavar="KIND",
    help=f"The format, where it is not what it looks like: {', '.join(KINDS)}.",
)
@click.option(
    "--offline", is_flag=True, help="Fetch nothing: of a feed, take the texts that it holds itself."
)
@click.option(
    "--limit", metavar="N", type=click.IntRange(min=1), help="Fetch N pages of each listing at most."
)
@click.option(
    "--map",
    "fields",
    metavar="OURS=THEIRS",
    multiple=True,
    callback=pairs_as("OURS=THEIRS, as text=articleBody"),
    help="Which field of JSON Lines holds the text, html, url, title, ...; repeatable.",
)
@click.option(
    "--memento",
    "server",
    metavar="SERVER",
    callback=_check_url,
    help="Take in what this web archive holds of each URL, as https://web.archive.org; of files, what they list.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    help="Read pages in N processes. [default: 1]",
)
@click.option("--fast", is_flag=True, help="Read pages with the faster, coarser extractor (extra `fast`).")
@fetch_options
@format_option("text", "json", "jsonl")
@click.pass_context
def ingest(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    stories: tuple[Path, ...],
    form: str,
    kind: str | None,
    offline: bool,
    limit: int | None,
    fields: dict[str, str],
    server: str | None,
    jobs: int,
    fast: bool,
    allow_host: tuple[str, ...],
    ignore_robots: bool,
    **given: Any,
) -> None:
    """Read articles into the archive: files, folders, patterns, URLs, or - for standard input.

    Takes pages, texts, PDF and mail, and what holds or names many of them: feeds, sitemaps, OPML, lists
    of URLs, WARC and WACZ, mailboxes, JSON Lines, listings of web archives. The format is told by the
    content. Pages that a listing names are fetched, politely and as robots.txt allows.

    The archive is created if there is none. What is already there is passed over; a changed text
    at a known address becomes a further version. Metadata come from the options, from NAME.json
    beside NAME.txt, from front matter in the file, else from the page or the text itself.

    \b
    Example:
        archive ingest articles/ --story story.toml
        archive ingest page.html --url https://example.com/news/1 --published 2024-06-20
        archive ingest https://example.com/news/1 https://example.com/feed.xml
        archive ingest crawl.warc.gz --jobs 2
        archive ingest --memento https://web.archive.org https://example.com/news/1
        pbpaste | archive ingest - --source "Example Times"
    """
    from archive.service.collect import Terms
    from archive.service.gather import gather

    session: Session = ctx.obj
    said = {name: value for name, value in given.items() if value is not None}
    _check_stories(stories)
    inputs = list(gather(paths))
    _check_single(inputs, said)
    terms = Terms(kind=kind, offline=offline, limit=limit, options=fields, memento=server)
    if not stories and all(isinstance(item, InputRefused) for item in inputs):
        # There is nothing to record, and so no reason to create an archive.
        for item in inputs:
            say(f"archive: {item}", err=True)
        ctx.exit(2)
    with session.writing(allowed_hosts=allow_host, obey_robots=not ignore_robots) as archive:
        begun = archive.log.head()
        try:
            added = _define(session, archive, stories)
            with watched(session, "ingesting", _total(inputs)) as progress:
                summary = archive.ingest(inputs, said, progress, terms=terms, jobs=jobs, fast=fast)
        except KeyboardInterrupt:
            _interrupted(archive, begun)
            ctx.exit(130)
        defined = bool(archive.models.stories())
    _report(session, form, added, summary)
    if not defined and any(summary.outcomes[outcome] for outcome in _SHOWN):
        session.note("no story is defined yet, so no claims were looked for: archive story add FILE")
    if summary.refused or any(_is_trouble(problem) for problem in summary.problems):
        ctx.exit(2)


def _is_trouble(problem: Problem) -> bool:
    """That a known article is gone is an answer; anything else that showed no article is trouble."""
    return not (problem.outcome == "gone" and problem.known)


def _total(inputs: list[Input | Remote | InputRefused]) -> int | None:
    """How many looks there will be, where each input is one for all that is known."""
    from archive.service.gather import Input

    return len(inputs) if len(inputs) > 1 and all(isinstance(item, Input) for item in inputs) else None


def _check_stories(paths: tuple[Path, ...]) -> None:
    from archive.service.stories import check

    problems = [problem for path in paths for problem in check(path)]
    for problem in problems[:-1]:
        say(f"archive: {problem}", err=True)
    if problems:
        raise problems[-1]


def _check_single(inputs: list[Input | Remote | InputRefused], said: dict[str, str]) -> None:
    named = [f"--{name}" for name in ("url", "title") if name in said]
    if named and len(inputs) > 1:
        names = " and ".join(named)
        raise click.UsageError(
            f"{names} can be given for a single article, and there are {len(inputs)} inputs; ingest it by itself"
        )


def _define(session: Session, archive: Archive, stories: tuple[Path, ...]) -> list[Added]:
    added = []
    for path in stories:
        with watched(session, "reading for the story") as progress:
            added.append(archive.add_story(path, progress))
    return added


def _interrupted(archive: Archive, begun: int) -> None:
    head = archive.log.head()
    kept = f"what was recorded stays ({counted(head - begun, 'event')}, the log ends at @{head})"
    say(
        f"archive: interrupted; {kept}; run the same command again to go on, it passes over what is there",
        err=True,
    )


def _report(session: Session, form: str, added: list[Added], summary: Summary) -> None:
    for refusal in summary.refused:
        say(f"archive: {refusal}", err=True)
    for problem in summary.problems:
        say(f"archive: {problem.name}: {problem.outcome}: {problem.reason}", err=True)
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
            say(
                f"story {story.story}: {story.outcome}, {counted(story.claims, 'claim')} in articles already here"
            )
        else:
            say(f"story {story.story}: {story.outcome}")
    total = sum(summary.outcomes.values()) + len(summary.refused)
    counts = [f"{summary.outcomes[outcome]} {outcome}" for outcome in _SHOWN]
    counts += [f"{summary.outcomes[o]} {o}" for o in _OTHERS if summary.outcomes[o]]
    say(f"{counted(total, 'input')}: {', '.join(counts)}, {_failed(summary)} failed")
    for name, number in sorted(summary.claims.items()):
        say(f"story {name}: {counted(number, 'claim')} found")


def _failed(summary: Summary) -> int:
    return len(summary.refused) + summary.outcomes["failed"]


def _document(added: list[Added], summary: Summary) -> dict[str, Any]:
    return {
        **{outcome: summary.outcomes[outcome] for outcome in (*_SHOWN, *_OTHERS)},
        "failed": _failed(summary),
        "claims": dict(sorted(summary.claims.items())),
        "stories": [
            {"story": story.story, "outcome": story.outcome, "runs": story.runs, "claims": story.claims}
            for story in added
        ],
        "refused": [{"name": str(r.details["name"]), "reason": r.details["reason"]} for r in summary.refused],
        "problems": [
            {"name": p.name, "outcome": p.outcome, "reason": p.reason, "known": p.known}
            for p in summary.problems
        ],
        "warnings": list(summary.warnings),
        "addresses": list(summary.addresses),
    }
