"""What is drawn, before it is drawn: the slots of a strip, what they hold, and what the blind are told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.domain.axis import slots
from archive.domain.moment import DAY, PartialDate
from archive.domain.picture import (
    ANSWERS,
    SIGNS,
    Heat,
    MatrixPicture,
    MatrixRow,
    Panel,
    Square,
    StepsPicture,
    Stretch,
    StripEdit,
    StripPicture,
    StripRow,
    heat,
)


def day(text: str) -> int:
    return PartialDate.parse(text).start


def strip(*rows: StripRow) -> StripPicture:
    return StripPicture(title="t", subtitle="s", levels=("wording", "detail", "figure"), rows=rows)


def test_answers_have_words_and_a_sign_of_their_own() -> None:
    assert SIGNS.keys() == ANSWERS.keys()
    assert len(set(SIGNS.values())) == len(SIGNS)


def test_a_cell_is_as_material_as_its_most_material_edit_and_silent_if_one_is() -> None:
    begin = day("2024-05-06")
    edits = (StripEdit(begin, 0), StripEdit(begin + 60, 2), StripEdit(begin + DAY, 1, silent=True))
    picture = strip(StripRow(label="A", edits=edits), StripRow(label="B", edits=(StripEdit(begin + DAY, 0),)))
    axis = slots(*picture.span(), 2)
    assert axis.words == "day"
    assert list(heat(picture, axis)) == [
        Heat(0, 0, level=2, number=2, silent=False),
        Heat(0, 1, level=1, number=1, silent=True),
        Heat(1, 1, level=0, number=1, silent=False),
    ]


@given(st.lists(st.tuples(st.integers(0, 300 * DAY), st.integers(0, 2), st.booleans()), min_size=1))
def test_no_edit_is_lost(said: list[tuple[int, int, bool]]) -> None:
    picture = strip(StripRow(label="A", edits=tuple(StripEdit(*each) for each in said)))
    cells = list(heat(picture, slots(*picture.span(), 40)))
    assert sum(cell.number for cell in cells) == len(said)
    assert max(cell.level for cell in cells) == max(level for _, level, _ in said)
    assert any(cell.silent for cell in cells) == any(silent for *_, silent in said)


def test_a_strip_begins_where_its_articles_were_published() -> None:
    row = StripRow(label="A", edits=(StripEdit(day("2024-05-06"), 0),), begins=day("2024-05-01"))
    assert strip(row).span() == (day("2024-05-01"), day("2024-05-06"))


def test_what_each_picture_says_to_those_who_cannot_see_it() -> None:
    row = MatrixRow(
        "Dead", "30 · disputed", (Square(answer="agrees"), Square(answer="differs"), Square(answer="agrees"))
    )
    grid = MatrixPicture(
        title="t",
        subtitle="s",
        sources=("A", "B", "C"),
        groups=(("g", (row,)),),
        left_out="Shown: 1 of 2 facts.",
    )
    assert grid.told == "Dead: 30 · disputed: 2 agrees, 1 differs. Shown: 1 of 2 facts."
    held = (
        Stretch(at=1, lane="20"),
        Stretch(at=2, lane="31", doubtful=True),
        Stretch(at=3, lane="", gone=True),
    )
    panel = Panel(label="Dead", numeric=True, stretches=held, dots=())
    steps = StepsPicture(title="t", subtitle="s", panels=(panel,))
    assert steps.told == "Dead: 20, then 31 (disputed), then nobody says it."
    edits = (StripEdit(1, 2, silent=True), StripEdit(2, 0))
    assert (
        strip(StripRow(label="A", edits=edits)).told
        == "A: 2 edits, the most material figure, 1 not made openly."
    )
