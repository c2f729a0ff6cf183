"""`archive import`: bring in what another archive holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from archive.cli.options import format_option
from archive.cli.page import print_json, print_jsonl, say
from archive.cli.progress import watched
from archive.cli.session import Session
from archive.errors import ArchiveError, InputRefused
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.service.bring_in import BroughtIn
    from archive.service.foreign_stories import ForeignStory

_SHOWN: Final = ("new", "changed", "unchanged")
_LEFT: Final = {
    "SnapshotTaken": ("kept snapshot", "kept snapshots", "their points are positions of that archive"),
    "WatchChanged": ("change of a watch", "changes of watches", "what is watched here is decided here"),
    "WatchRan": ("run of a watch", "runs of watches", "what they brought is taken, not that they ran"),
}
_STORIES: Final = {
    "new": "defined here now",
    "here": "defined here already",
    "replaced": "replaced by theirs",
    "older": "theirs is an older definition of ours",
    "newer": "theirs is newer than ours, which stays in force; --stories theirs takes theirs",
    "differs": "theirs differs from ours, which stays in force; --stories theirs takes theirs",
}


@click.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--stories",
    "preferred",
    type=click.Choice(("ours", "theirs")),
    default="ours",
    show_default=True,
    help="Whose definition of a story is in force where both have one and they differ.",
)
@click.option("--dry-run", "dry", is_flag=True, help="Only say what would come; change nothing.")
@format_option("text", "json", "jsonl")
@click.pass_context
def import_(ctx: click.Context, /, paths: tuple[str, ...], preferred: str, dry: bool, form: str) -> None:
    """Bring in what another archive holds: its looks at articles, its stories and its reviewers' verdicts.

    PATH is another archive's database (a file or postgresql://...), or what `archive export events` wrote: a
    folder, or a zip file. What is here already is passed over, so that the same can be imported again, and two
    desks that import each other come to the same facts. Looks are put in by the time when they were made;
    articles are read for the stories that are defined here.

    Watches, kept snapshots and the targets of notifications stay where they are.

    \b
    Example:
        archive import ../other-desk/archive.db
        archive import events.zip --dry-run
        archive import postgresql://db.example/archive --stories theirs
    """
    session: Session = ctx.obj
    done: list[tuple[str, BroughtIn]] = []
    failed: list[ArchiveError] = []
    if not any("://" in path or Path(path).exists() for path in paths):
        # There is nothing to record, and so no reason to create an archive.
        raise InputRefused(name=paths[0], reason="no such file or folder")
    opening = session.reading() if dry else session.writing()
    with opening as archive:
        for path in paths:
            try:
                with watched(session, "importing") as progress:
                    brought = archive.bring_in(path, progress, prefer_theirs=preferred == "theirs", dry=dry)
            except KeyboardInterrupt:
                say(
                    "archive: interrupted; what was brought in stays; run the same command again to go on",
                    err=True,
                )
                ctx.exit(130)
            except ArchiveError as problem:
                if len(paths) == 1:
                    raise
                failed.append(problem)
            else:
                done.append((path, brought))
    _report(session, form, done, dry=dry)
    for failure in failed:
        say(f"archive: {failure}", err=True)
    if failed or any(brought.refusals for _, brought in done):
        ctx.exit(2)


def _report(session: Session, form: str, done: Sequence[tuple[str, BroughtIn]], *, dry: bool) -> None:
    for path, brought in done:
        for refusal in brought.refused:
            say(f"archive: {refusal}", err=True)
        if brought.refusals > len(brought.refused):
            say(f"archive: {path}: {brought.refusals - len(brought.refused):,} more were refused", err=True)
    if form != "text":
        documents = [_document(path, brought, dry=dry) for path, brought in done]
        print_json(documents) if form == "json" else print_jsonl(documents)
        return
    for path, brought in done:
        for warning in brought.looks.warnings:
            session.note(warning)
        for name, number in sorted(brought.left.items()):
            one, many, why = _LEFT[name]
            session.note(f"{path}: {counted(number, one, many)} left there: {why}")
        if brought.verdicts["unknown"]:
            found = counted(brought.verdicts["unknown"], "verdict")
            session.note(f"{path}: {found} left there: on claims that nobody made here")
        if not session.quiet:
            _tell(path, brought, dry=dry)


def _tell(path: str, brought: BroughtIn, *, dry: bool) -> None:
    if dry:
        looks = f"{counted(brought.coming, 'look')} would come ({brought.fresh:,} at addresses that are unknown here)"
    else:
        outcomes = brought.looks.outcomes
        others = sorted(set(outcomes) - set(_SHOWN))
        counts = [f"{outcomes[outcome]:,} {outcome}" for outcome in (*_SHOWN, *others)]
        looks = f"{counted(sum(outcomes.values()), 'look')} brought in: {', '.join(counts)}"
    say(f"{path}: {looks}; {brought.here:,} here already")
    for story in brought.stories:
        say(f"story {story.story}: {_told(story, dry=dry)}{_claims(brought, story.story)}")
    for name, number in sorted(brought.looks.claims.items()):
        if name not in {story.story for story in brought.stories}:
            say(f"story {name}: {counted(number, 'claim')} found")
    verdicts = brought.verdicts
    if verdicts["new"] or verdicts["here"]:
        say(
            f"{counted(verdicts['new'], 'verdict')} {'would come' if dry else 'brought in'}, {verdicts['here']:,} here already"
        )


def _told(story: ForeignStory, *, dry: bool) -> str:
    if dry and story.outcome in ("new", "replaced"):
        return "would be defined here" if story.outcome == "new" else "would be replaced by theirs"
    return _STORIES[story.outcome]


def _claims(brought: BroughtIn, story: str) -> str:
    """How many claims were found: in what came, and in what was here before."""
    came, before = brought.looks.claims[story], brought.reread[story]
    parts = [counted(came, "claim") + " found"] if came else []
    parts += [f"{counted(before, 'claim')} in articles already here"] if before else []
    return "".join(f", {part}" for part in parts)


def _document(path: str, brought: BroughtIn, *, dry: bool) -> dict[str, Any]:
    return {
        "name": path,
        "archive": brought.archive,
        "dry_run": dry,
        "looks": {
            "here": brought.here,
            **(
                {"coming": brought.coming, "at_unknown_addresses": brought.fresh}
                if dry
                else {
                    name: brought.looks.outcomes[name]
                    for name in (*_SHOWN, "gone", "moved", "blocked", "failed")
                }
            ),
        },
        "claims": dict(sorted(brought.looks.claims.items())),
        "claims_in_articles_here": dict(sorted(brought.reread.items())),
        "stories": [{"story": story.story, "outcome": story.outcome} for story in brought.stories],
        "verdicts": {name: brought.verdicts[name] for name in ("new", "here", "unknown")},
        "left": dict(sorted(brought.left.items())),
        "refused": [
            {"name": str(r.details["name"]), "reason": str(r.details["reason"])} for r in brought.refused
        ],
        "refusals": brought.refusals,
    }
