"""`archive diff --article`: two versions of one article, layer by layer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import click

from archive.cli.output import open_result, opened_page, to_terminal, write_text
from archive.cli.session import Session, stories_of
from archive.errors import BadPoint, NotFound
from archive.service.points import LATEST
from archive.telling.lines import counted, in_json, plain

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.cli.diff_print import DiffForm
    from archive.domain.snapshot import Point
    from archive.service.article_diff import ArticleDiff
    from archive.store.rows import Version

_NUMBER: Final = re.compile(r"[1-9]\d{0,5}")
_ID: Final = re.compile(r"[0-9a-f]{4,24}")
_EXPECTED: Final = "write a version's number or id, latest, or a date"
_OF_FACTS: Final = {
    "types": "--type",
    "key": "--key",
    "sources": "--source",
    "where": "--where",
    "support": "--support",
}
"""Options of the diff of a story that have no meaning for an article."""
EXIT_DIFFERENT: Final = 1
"""As `git diff --exit-code` ends where there are differences."""


def article_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--article` and `--noise` of `archive diff`: with them the versions of an article are compared instead.

    It stands below the options that it takes along: the points, `--as-of`, `--known-at`, `--story`, the form.
    """

    @wraps(command)
    def either(*args: Any, article: str | None, noise: bool, **options: Any) -> Any:
        if article is None:
            if noise:
                raise click.UsageError("--noise goes with --article")
            return command(*args, **options)
        return _instead(article, noise=noise, **options)

    for option in (
        click.option(
            "--noise", is_flag=True, help="With --article: show noise piece by piece, not its amount alone."
        ),
        click.option(
            "--article",
            metavar="ADDRESS",
            help="Compare two versions of this article instead: 1..3, 2 (with the latest), ids or dates; the last two.",
        ),
    ):
        either = option(either)
    return either


def _instead(
    article: str,
    *,
    points: tuple[str, ...],
    as_of: tuple[str, ...],
    known_at: tuple[str, ...],
    stories: tuple[str, ...],
    shown: DiffForm,
    exit_code: bool,
    quiet: bool,
    noise: bool,
    **of_facts: Any,
) -> None:
    for name, value in of_facts.items():
        if value:
            raise click.UsageError(f"{_OF_FACTS[name]} does not go with --article")
    for name, values in (("--as-of", as_of), ("--known-at", known_at)):
        if len(values) > 1:
            raise click.UsageError(f"with --article, {name} is given once: it says which versions there are")
    context = click.get_current_context()
    differs = diff_article(
        context.obj,
        article,
        points,
        shown=shown,
        stories=stories,
        as_of=next(iter(as_of), None),
        known_at=next(iter(known_at), None),
        noise=noise,
        quiet=quiet,
    )
    if differs and (exit_code or quiet):
        context.exit(EXIT_DIFFERENT)


def diff_article(
    session: Session,
    address: str,
    versions: Sequence[str],
    *,
    shown: DiffForm,
    stories: Sequence[str] = (),
    as_of: str | None = None,
    known_at: str | None = None,
    noise: bool = False,
    quiet: bool = False,
) -> bool:
    """Print how one version of an article differs from another, and return whether it does, noise aside.

    `versions` are what the user wrote: none (the last two), `N`, `N..M` or `N M`; `as_of` and `known_at` say which
    versions there are. Raises `NotFound`, and `BadPoint` for what is no version.
    """
    if shown.what in ("names", "summary"):
        raise click.UsageError(
            f"--article has no {'--name-only' if shown.what == 'names' else '--summary'}; --stat tells how much each layer differs"
        )
    with session.reading() as archive:
        point = archive.resolve(as_of, known_at)
        found = _address(archive, address, point)
        held = _held(archive, found, point)
        before, after = _chosen(archive, held, versions)
        named = [story.story for name in stories for story in stories_of(archive, name, point.known_at)]
        diff = archive.article_diff(held, before, after, point.known_at, named or None)
        if not quiet:
            _print(archive, diff, point, shown, noise=noise)
    return diff.edited_at_all


def _address(archive: Archive, text: str, point: Point) -> str:
    """The article's address: `text` may be one, a file, or the id of a version."""

    from archive.cli.which import find_one

    kind, name = find_one(archive, text, "article", "version", point=point)
    if kind == "article":
        return name
    version = archive.models.version(name, point.known_at)
    assert version is not None
    return version.address


def _held(archive: Archive, address: str, point: Point) -> list[Version]:
    """The versions of the article that had been reported by the point."""
    known = archive.models.versions(address, point.known_at)
    held = [version for version in known if version.reported <= point.as_of]
    if not held:
        raise NotFound(kind="version", name=address, hint=" that was reported by then")
    return held


def _chosen(archive: Archive, held: Sequence[Version], words: Sequence[str]) -> tuple[Version, Version]:
    """The two of the versions `held` that `words` name; the last two without any."""
    parts = _parts(words)
    if not parts:
        if len(held) < 2:
            raise NotFound(
                kind="second version", name=held[0].address, hint=f": it has {counted(len(held), 'version')}"
            )
        return held[-2], held[-1]
    ends = [_version(archive, held, part) for part in parts]
    return (ends[0], ends[1]) if len(ends) == 2 else (ends[0], held[-1])


def _parts(words: Sequence[str]) -> list[str]:
    """What names each end."""
    if len(words) > 2:
        raise click.UsageError("a diff has two ends: 1..3, or 1 3")
    if len(words) != 1:
        return list(words)
    left, separator, right = words[0].partition("..")
    if not separator:
        return [left]
    if not left or not right:
        raise BadPoint(text=words[0], reason="a range has two ends: 1..3")
    return [left, right]


def _version(archive: Archive, held: Sequence[Version], text: str) -> Version:
    """The version that `text` names: by its number, its id or the beginning of one, or as the one of a date."""
    if text == LATEST:
        return held[-1]
    if _NUMBER.fullmatch(text):
        numbered = [version for version in held if version.number == int(text)]
        if numbered:
            return numbered[0]
    if _ID.fullmatch(text):
        named = [version for version in held if version.version_id.startswith(text)]
        if len(named) == 1:
            return named[0]
    if text.startswith("@"):
        raise BadPoint(text=text, reason=f"{_EXPECTED}; --known-at says which versions were known")
    try:
        end = archive.resolve(text).as_of
    except BadPoint as error:
        if _NUMBER.fullmatch(text) or _ID.fullmatch(text):
            hint = f": {held[0].address} has {counted(len(held), 'version')}"
            raise NotFound(kind="version", name=text, hint=hint) from error
        raise BadPoint(text=text, reason=_EXPECTED) from error
    by_then = [version for version in held if version.reported <= end]
    if not by_then:
        raise NotFound(kind="version", name=text, hint=f": {held[0].address} was first reported later")
    return by_then[-1]


def _print(archive: Archive, diff: ArticleDiff, point: Point, shown: DiffForm, *, noise: bool) -> None:
    from archive.telling.article_diff_form import COLUMNS, article_diff_form, rows

    if shown.form == "csv":
        with open_result("csv", COLUMNS, shown.output) as table:
            table.write([row[name] for name in COLUMNS] for row in rows(diff))
        return
    if shown.form == "json":
        written = in_json(article_diff_form(diff), indent=2) + "\n"
    elif shown.form == "jsonl":
        written = "".join(f"{in_json(row)}\n" for row in rows(diff))
    elif shown.form == "patch":
        written = _patch(archive, diff)
        if to_terminal(shown.output):
            written = plain(written)
    else:
        _print_for_people(archive, diff, point, shown, noise=noise)
        return
    write_text(written, shown.output)


def _print_for_people(
    archive: Archive, diff: ArticleDiff, point: Point, shown: DiffForm, *, noise: bool
) -> None:
    from archive.service.definitions import story_at
    from archive.telling.article_diff_text import (
        in_html_page,
        in_markdown_page,
        write_article_diff,
        write_stat,
    )
    from archive.telling.article_told import article_told, stat

    about = {sides.edit.claim.story for sides in diff.facts}
    stories = {story: story_at(archive.models, story, point.known_at) for story in about}
    told = article_told(diff, stories, noise=noise or shown.form == "html")
    if shown.form == "html":
        write_text(in_html_page(told), shown.output)
    elif shown.form == "markdown":
        write_text(in_markdown_page(told, diff.after.number), shown.output)
    else:
        with opened_page(shown.output) as page:
            if shown.what == "stat":
                write_stat(page, told, stat(diff))
            else:
                write_article_diff(page, told)


def _patch(archive: Archive, diff: ArticleDiff) -> str:
    """What leads from the text of the one version to that of the other; `patch` applies it."""
    from archive.textdiff import unified_diff

    texts = [archive.blobs.get(version.text).decode() for version in (diff.before, diff.after)]
    names = [f"{version.address}#{version.number}" for version in (diff.before, diff.after)]
    return unified_diff(texts[0], texts[1], (names[0], names[1]))
