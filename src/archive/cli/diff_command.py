"""`archive diff`: how the reporting changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from archive.cli.diff_print import DiffForm, diff_form_options, print_diffs
from archive.cli.options import fits, key_option, known_at_option, story_option
from archive.cli.session import Session, check_key, stories_of

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.story import Story
    from archive.service.diff import Diff, Side


@click.command()
@click.argument("points", nargs=-1, metavar="[A..B | A B | A]")
@story_option
@key_option
@known_at_option
@click.option("--support/--no-support", help="Show facts too of which only the support changed.")
@diff_form_options
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there are differences, as git diff does.")
@click.pass_context
def diff(
    ctx: click.Context,
    points: tuple[str, ...],
    story: str | None,
    key: dict[str, str],
    known_at: str | None,
    support: bool,
    shown: DiffForm,
    exit_code: bool,
) -> None:
    """Show how the facts of a story changed between two points, and the sentences that changed them.

    A point is a date or time (what had been reported by its end), @POSITION or known:TIME (what
    the archive knew then), latest, previous (the snapshot kept last), or a snapshot's file or
    name. One point is compared with the latest. Without any point: what the last command
    changed that recorded something. Without --story, every story.

    \b
    Example:
        archive diff 2024-02-20..2024-06-21
        archive diff @12..latest --format json
        archive diff snapshots/before.json latest --exit-code
    """
    if len(points) > 2:
        raise click.UsageError("a diff has two ends: A..B, or A B")
    session: Session = ctx.obj
    with session.reading() as archive:
        stories = stories_of(archive, story)
        check_key(stories, key)
        ends = [(one, _sides(archive, one, points, known_at)) for one in stories]
        compared = [
            (one, _narrowed(archive.diff(one.story, start, end, support=support), key))
            for one, (start, end) in _fitting(ends, story)
        ]
        print_diffs(compared, shown)
    if exit_code and any(diff.changes for _, diff in compared):
        ctx.exit(1)


def _sides(
    archive: Archive, story: Story, points: tuple[str, ...], known_at: str | None
) -> tuple[Side, Side]:
    from archive.service.diff import Side
    from archive.service.points import LATEST, split_range

    if not points:
        return Side(archive.last_change()), archive.side(LATEST, story.story, known_at)
    start, end = split_range(points, lambda: (LATEST, LATEST))
    return archive.side(start, story.story, known_at), archive.side(end, story.story, known_at)


def _narrowed(diff: Diff, key: dict[str, str]) -> Diff:
    """The changes of the facts that were asked for; what is hidden is then not counted."""
    if not key:
        return diff
    return replace(diff, changes=tuple(change for change in diff.changes if fits(change.key, key)), hidden=0)


def _fitting(
    ends: list[tuple[Story, tuple[Side, Side]]], named: str | None
) -> list[tuple[Story, tuple[Side, Side]]]:
    """The stories that the snapshots among the points are of; all where there is no snapshot."""
    told = {side.snapshot.story for _, sides in ends for side in sides if side.snapshot is not None}
    fitting = [(story, sides) for story, sides in ends if told <= {story.story}]
    if not fitting:
        compared = f"story {named}" if named else "any story of this archive"
        raise click.UsageError(
            f"a snapshot of {' and one of '.join(sorted(told))} cannot be compared for {compared}"
        )
    return fitting
