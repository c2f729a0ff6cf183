"""Edits of articles as a heat strip to be drawn, all in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from archive.domain.edit import Edit, EditClass, by_materiality
from archive.domain.matrix import NAMELESS
from archive.domain.picture import StripEdit, StripPicture, StripRow
from archive.telling.lines import counted

MOST_ARTICLES: Final = 60
"""More rows than these are a picture that nobody can read."""

LEVELS: Final = (
    "wording or noise",
    "the headline, or facts added",
    "how surely, or on whose word",
    "a fact changed, denied or withdrawn",
)
"""How material an edit is, in as many steps as people tell apart by shade."""

_LEVEL: Final[dict[EditClass, int]] = {
    "noise": 0,
    "text": 0,
    "context": 1,
    "headline": 1,
    "stance": 2,
    "denial": 3,
    "value": 3,
}


def edits_picture(
    title: str, subtitle: str, edits: Iterable[Edit], *, most: int = MOST_ARTICLES
) -> StripPicture:
    """The picture of `edits`: one row for each article, those with the most material edits first."""
    by_article: dict[str, list[Edit]] = {}
    for edit in by_materiality(edits):
        by_article.setdefault(edit.address, []).append(edit)
    shown = list(by_article.values())[:most]
    left_out = ""
    if len(shown) < len(by_article):
        left_out = (
            f"Shown: {len(shown)} of {counted(len(by_article), 'article')}, the most material edits first."
        )
    return StripPicture(
        title=title,
        subtitle=subtitle,
        levels=LEVELS,
        rows=tuple(_row(members) for members in shown),
        left_out=left_out,
    )


def _row(edits: list[Edit]) -> StripRow:
    first = min(edits, key=lambda edit: edit.after.number)
    about = edits[0].title or edits[0].address
    copies = len({address for edit in edits for address in edit.copies})
    also = f" (and {counted(copies, 'copy', 'copies')} of it)" if copies else ""
    return StripRow(
        label=f"{edits[0].source or NAMELESS}{also}: {about}",
        edits=tuple(
            StripEdit(edit.after.reported, _LEVEL[edit.edit_class], edit.stealthy)
            for edit in sorted(edits, key=lambda edit: (edit.after.reported, edit.after.number))
        ),
        begins=first.before.reported if first.before.number == 1 else None,
    )
