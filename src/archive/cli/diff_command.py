"""`archive diff`: how the reporting changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from archive.cli.diff_article import EXIT_DIFFERENT, article_options
from archive.cli.diff_points import Asked, ends_of
from archive.cli.diff_print import DiffForm, diff_form_options, print_diffs
from archive.cli.options import key_option
from archive.cli.session import Session, check_key, check_type, stories_of
from archive.errors import NotFound

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.edit import Edit
    from archive.domain.scope import Scope
    from archive.domain.story import Story
    from archive.service.diff import Diff, Side


def _point_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--known-at",
            metavar="@POSITION|TIME",
            multiple=True,
            help="What the archive knew by then, at both ends; given twice, at FROM and at TO.",
        ),
        click.option(
            "--as-of",
            metavar="TIME",
            multiple=True,
            help="What had been reported by then, at both ends; given twice, at FROM and at TO.",
        ),
    ):
        command = option(command)
    return command


def _scope_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--where",
            metavar="CONDITION",
            help="Only changes of which this holds, as 'path = value and after > 10'; docs/diff.md lists the fields.",
        ),
        click.option(
            "--source",
            "sources",
            metavar="NAME",
            multiple=True,
            help="Only changes that claims of this outlet made; repeatable.",
        ),
        key_option,
        click.option(
            "--type", "types", metavar="TYPE", multiple=True, help="Only facts of this type; repeatable."
        ),
        click.option(
            "--story",
            "stories",
            metavar="STORY",
            multiple=True,
            help="Only this story; repeatable. [default: every story]",
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("points", nargs=-1, metavar="[A..B | A B | A]")
@_point_options
@_scope_options
@click.option("--support/--no-support", help="Show facts too of which only the support changed.")
@diff_form_options
@article_options
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there are differences, as git diff does.")
@click.option("--quiet", is_flag=True, help="Print nothing, and exit with 1 if there are differences.")
@click.pass_context
def diff(
    ctx: click.Context,
    points: tuple[str, ...],
    as_of: tuple[str, ...],
    known_at: tuple[str, ...],
    stories: tuple[str, ...],
    types: tuple[str, ...],
    key: dict[str, str],
    sources: tuple[str, ...],
    where: str | None,
    support: bool,
    shown: DiffForm,
    exit_code: bool,
    quiet: bool,
) -> None:
    """Show how the facts of a story changed between two points, and the sentences that changed them.

    A point is a date or time (what had been reported by its end), as people write it too
    ("3 days ago"); @POSITION or known:TIME (what the archive knew then); both together, as
    2024-06@41; latest; previous (the snapshot kept last); or a snapshot's file or name. One
    point is compared with the latest. Without any point: what the last command changed that
    could change facts. Without --story, every story.

    With --article, two versions of that article are compared in layers instead: what it claims,
    its words, links and media, what it says of itself, and what is mere noise.

    \b
    Example:
        archive diff 2024-02-20..2024-06-21
        archive diff "2 weeks ago" --type casualties --key place=harbour
        archive diff @12..latest --where 'path = value and source ~ Gazette'
        archive diff --as-of 2024-06 --known-at 2024-07 --known-at latest
        archive diff snapshots/before.json latest --exit-code
        archive diff --article https://news.example/lamps 1..3
    """
    asked = Asked(points, as_of, known_at)
    asked.check()
    scope = _scope(types, key, sources, where)
    session: Session = ctx.obj
    with session.reading() as archive:
        named = _named(archive, stories)
        _check(archive, named, scope)
        ends = list(ends_of(archive, asked, named))
        ends = ends if stories else _told_of(archive, ends)
        shown.check(stories=len(ends), narrowed=scope.narrows or scope.looks_inside)
        found = _compared(archive, ends, scope, support)
        if quiet:
            different = any(diff.changes for diff in found)
        else:
            compared = [(_story(archive, diff.story), diff) for diff in found]
            different = any(diff.changes for _, diff in compared)
            if not different and sources:
                _check_sources(archive, sources)
            if not different and key:
                _note_key(session, archive, named, scope)
            print_diffs(
                compared, shown, several=len(ends) > 1, edits=lambda diff: _edits_between(archive, diff)
            )
    if different and (exit_code or quiet):
        ctx.exit(EXIT_DIFFERENT)


def _told_of(archive: Archive, ends: list[tuple[str, Side, Side]]) -> list[tuple[str, Side, Side]]:
    """Those of `ends` whose story was defined by the later of its two points; all where none was."""
    defined: dict[int, set[str]] = {}
    kept: list[tuple[str, Side, Side]] = []
    for story, start, end in ends:
        known_at = max(start.point.known_at, end.point.known_at)
        if known_at not in defined:
            defined[known_at] = {row.story for row in archive.models.stories(known_at)}
        if story in defined[known_at]:
            kept.append((story, start, end))
    return kept or ends


def _edits_between(archive: Archive, diff: Diff) -> Sequence[Edit]:
    from archive.cli.diff_pictures import edits_between

    return edits_between(archive, diff)


def _named(archive: Archive, stories: Sequence[str]) -> list[str]:
    """The stories that are asked for, each once; all without any. Raises `NotFound` and `NoStory`."""
    if stories:
        return [stories_of(archive, story)[0].story for story in dict.fromkeys(stories)]
    known = [row.story for row in archive.models.stories()]
    return known or [story.story for story in stories_of(archive, None)]


def _scope(types: Sequence[str], key: dict[str, str], sources: Sequence[str], where: str | None) -> Scope:
    from archive.domain.scope import Scope, condition_on_changes

    return Scope(
        frozenset(types),
        key,
        frozenset(source.casefold() for source in sources),
        None if where is None else condition_on_changes(where),
    )


def _check(archive: Archive, named: Sequence[str], scope: Scope) -> None:
    """Refuse types and key fields that no story has; only then does every story have to be read."""
    if scope.narrows:
        stories = [_story(archive, name) for name in named]
        for fact_type in sorted(scope.types):
            check_type(stories, fact_type)
        check_key(stories, scope.key)


def _check_sources(archive: Archive, sources: Sequence[str]) -> None:
    for source in sources:
        if not archive.models.has_source(source):
            raise NotFound(kind="source", name=source, hint="; archive articles shows them")


def _note_key(session: Session, archive: Archive, named: Sequence[str], scope: Scope) -> None:
    """Say so where no fact that ever was is about what `--key` asks for: an id is easily mistyped."""
    rows = (row for story in named for row in archive.models.groups(story))
    if not any(scope.covers(row.type, row.key) for row in rows):
        asked = ", ".join(f"{name}={value}" for name, value in scope.key.items())
        session.note(f"no fact has {asked}; archive facts --format json shows the keys")


def _story(archive: Archive, name: str) -> Story:
    return stories_of(archive, name)[0]


def _compared(
    archive: Archive, ends: Sequence[tuple[str, Side, Side]], scope: Scope, support: bool
) -> Iterator[Diff]:
    """The diff of each story; of several, only those that have anything to tell."""
    for (start, end), members in groupby(ends, key=lambda each: each[1:]):
        stories = [story for story, _, _ in members]
        for diff in archive.diffs(stories, start, end, support=support, scope=scope):
            if diff.changes or diff.hidden or len(ends) == 1:
                yield diff
