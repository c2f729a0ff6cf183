"""Which articles are one text: for people, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from archive.cli.page import Page, print_list
from archive.domain.moment import short_iso
from archive.telling.labels import moment_in_words
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.domain.copies import Overlap
    from archive.service.copies import CopyGroup, Shared
    from archive.store.rows import ArticleRow

Form = dict[str, Any]


def show_copies(groups: Sequence[CopyGroup], shared: Sequence[Shared], form: str) -> None:
    """Print the groups of copies, then the pairs that share passages."""
    if form != "text":
        print_list([*map(group_form, groups), *map(shared_form, shared)], form)
        return
    page = Page()
    page.line(
        f"{counted(len(groups), 'text')} in several articles, each one voice; "
        f"{counted(len(shared), 'pair')} of articles that share passages, counted apart",
        "title",
    )
    for group in groups:
        page.line()
        _write(page, group.counted, "counted")
        for copy in group.copies:
            _write(page, copy.article, _in_words(copy.overlap))
    for pair in shared:
        page.line()
        page.line("shares passages", "doubt", indent=2)
        _write(page, pair.left, f"{_percent(pair.overlap)[0]} % of it stands in the other")
        _write(page, pair.right, f"{_percent(pair.overlap)[1]} % of it stands in the other")


def _write(page: Page, row: ArticleRow, standing: str) -> None:
    version = row.version
    reported = f"{moment_in_words(short_iso(version.reported))} ({version.reported_basis})"
    page.line(
        f"{version.source.value or 'unknown source'}, {reported}: {version.title.value or 'untitled'}",
        "label" if standing == "counted" else "",
        indent=2,
        hang=4,
    )
    page.line(f"{standing} · {version.address}", "quiet", indent=6, hang=2)


def _in_words(found: Overlap) -> str:
    of_counted, of_copy = _percent(found)
    if min(of_counted, of_copy) < 50:
        return f"copy by way of another one: {of_copy} % of it stands in the counted one"
    return f"copy: {of_copy} % of it stands in the counted one, {of_counted} % of that in it"


def _percent(found: Overlap) -> tuple[int, int]:
    from archive.service.copies import shares

    return shares(found)


def group_form(group: CopyGroup) -> Form:
    """A group of copies; shares are in percent."""
    return {
        "kind": "copies",
        "counted": _article(group.counted),
        "copies": [
            {
                **_article(copy.article),
                "share_in_counted": _percent(copy.overlap)[1],
                "share_of_counted": _percent(copy.overlap)[0],
            }
            for copy in group.copies
        ],
    }


def shared_form(pair: Shared) -> Form:
    """Two articles that share passages; shares are in percent."""
    articles = zip((pair.left, pair.right), _percent(pair.overlap), strict=True)
    return {
        "kind": "shared",
        "articles": [{**_article(row), "share_in_other": share} for row, share in articles],
    }


def _article(row: ArticleRow) -> Form:
    version = row.version
    return {
        "address": version.address,
        "version": version.number,
        "source": version.source.value,
        "title": version.title.value,
        "reported": short_iso(version.reported),
        "reported_basis": version.reported_basis,
    }
