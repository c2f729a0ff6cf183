"""Edits as a heat strip: which article has which row, how material each edit is, and what is left out."""

from __future__ import annotations

import pytest

from archive.cli.edits_picture import LEVELS, edits_picture
from archive.domain.edit import EDIT_CLASSES, Edit, EditClass, Mark, VersionRef
from archive.domain.moment import DAY, PartialDate
from archive.domain.picture import StripEdit, StripRow

BEGIN = PartialDate.parse("2024-05-06").start


def version(number: int) -> VersionRef:
    at = BEGIN + (number - 1) * DAY
    return VersionRef(
        version_id=f"v{number}",
        number=number,
        captured=at,
        reported=at,
        reported_basis="byline",
        title="Boat lost",
    )


def edit(
    name: str,
    number: int = 2,
    edit_class: EditClass = "value",
    *,
    source: str | None = "Gull",
    marks: tuple[Mark, ...] = (),
    copies: tuple[str, ...] = (),
) -> Edit:
    return Edit(
        address=f"https://gull.example/{name}",
        source=source,
        title="Boat lost",
        before=version(number - 1),
        after=version(number),
        edit_class=edit_class,
        marks=marks,
        copies=copies,
    )


@pytest.mark.parametrize(
    ("edit_class", "level"),
    [("value", 3), ("denial", 3), ("stance", 2), ("headline", 1), ("context", 1), ("text", 0), ("noise", 0)],
)
def test_how_material_an_edit_is(edit_class: EditClass, level: int) -> None:
    (row,) = edits_picture("t", "s", [edit("a", edit_class=edit_class)]).rows
    assert row.edits == (StripEdit(BEGIN + DAY, level),)


def test_what_matters_more_is_never_drawn_as_less() -> None:
    levels = [
        edits_picture("t", "s", [edit("a", edit_class=each)]).rows[0].edits[0].level for each in EDIT_CLASSES
    ]
    assert levels == sorted(levels, reverse=True)
    assert set(levels) == set(range(len(LEVELS)))


def test_one_row_for_each_article_from_its_publication_on() -> None:
    found = edits_picture(
        "t",
        "s",
        [edit("a", 3, "text"), edit("b", 3, "stance"), edit("a", 2, "value", marks=("no-correction",))],
    )
    assert found.rows == (
        StripRow(
            label="Gull: Boat lost",
            edits=(StripEdit(BEGIN + DAY, 3, silent=True), StripEdit(BEGIN + 2 * DAY, 0)),
            begins=BEGIN,
        ),
        # Its first version is not among the edits: when it was published is not known here.
        StripRow(label="Gull: Boat lost", edits=(StripEdit(BEGIN + 2 * DAY, 2),)),
    )


def test_copies_with_the_same_edit_are_counted_and_an_unknown_source_is_called_so() -> None:
    (row,) = edits_picture("t", "s", [edit("a", source=None, copies=("https://echo.example/a",))]).rows
    assert row.label == "source unknown (and 1 copy of it): Boat lost"


def test_the_most_material_are_shown_and_the_number_of_all_is_told() -> None:
    found = edits_picture(
        "t",
        "s",
        [edit("a", edit_class="text"), edit("b", edit_class="value"), edit("c", edit_class="stance")],
        most=2,
    )
    assert [row.edits[0].level for row in found.rows] == [3, 2]
    assert found.left_out == "Shown: 2 of 3 articles, the most material edits first."
