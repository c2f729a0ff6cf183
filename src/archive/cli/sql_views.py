"""What there is to ask in SQL: the views, their columns, and examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.cli.page import Page
from archive.errors import NotFound
from archive.store.view_notes import NOTES

Views = Mapping[str, Sequence[str]]
"""The columns of each view, by its name."""


def show_views(page: Page, views: Views) -> None:
    """Each view with what it shows; those of the stories after those of all archives."""
    for name in views:
        about = NOTES[name].about if name in NOTES else "One row for each claim of this type."
        page.line(f"{name}: {about}", hang=2)


def show_schema(page: Page, views: Views, name: str) -> None:
    """A view with the meaning of each of its columns. Raises `NotFound`."""
    name = name.strip().strip('"').lower()
    if name not in views:
        raise NotFound(kind="view", name=name, hint=f"; there are: {', '.join(views)}")
    note = NOTES.get(name)
    page.line(name, "label")
    page.line(note.about if note else "One row for each claim of this type, as in claims.", indent=2)
    meanings = note.meanings if note else NOTES["claims"].meanings
    for column in views[name]:
        meaning = meanings.get(column, "a field of the type" if note is None else "")
        if note is None and column.endswith("_text") and column.removesuffix("_text") in views[name]:
            meaning = f"the original wording of {column.removesuffix('_text')}"
        page.line(f"{column}: {meaning.replace('`', '')}", indent=4, hang=2)


def show_examples(page: Page) -> None:
    """Statements to begin with."""
    for name, note in NOTES.items():
        for question, statement in note.examples:
            page.line(f"-- {name}: {question}", "quiet")
            page.block(f"{statement};", indent=0)
            page.line()
