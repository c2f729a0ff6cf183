"""A matrix of sources and facts as a picture to be drawn, all in words."""

from __future__ import annotations

from typing import Final

from archive.cli.matrix_text import MatrixText, figure, grouped, held
from archive.domain.matrix import Cell, Matrix
from archive.domain.picture import MatrixPicture, MatrixRow, Square
from archive.domain.story import Story
from archive.telling.labels import Labels

MOST_FACTS: Final = 40
MOST_SOURCES: Final = 30
"""More rows and columns than these are a picture that nobody can read."""


def matrix_picture(
    story: Story,
    matrix: Matrix,
    subtitle: str,
    *,
    facts: int = MOST_FACTS,
    sources: int = MOST_SOURCES,
) -> MatrixPicture:
    """The picture of `matrix`, cut to so many facts and sources; what is left out is told in it."""
    labels = Labels(story)
    text = MatrixText(labels)
    shown = matrix.cut(facts, sources)
    return MatrixPicture(
        title=story.title or story.story,
        subtitle=subtitle,
        sources=shown.sources,
        groups=tuple(
            (
                heading,
                tuple(
                    MatrixRow(
                        text.label(row),
                        held(labels, row),
                        tuple(_square(row.cell(source)) for source in shown.sources),
                    )
                    for row in rows
                ),
            )
            for heading, rows in grouped(shown.rows)
        ),
        left_out=_left_out(shown),
    )


def _square(cell: Cell) -> Square:
    return Square(answer=cell.answer, value=figure(cell), hedged=cell.hedged, copied=cell.copy_of is not None)


def _left_out(shown: Matrix) -> str:
    told = []
    if len(shown.rows) < shown.facts:
        told.append(f"{len(shown.rows)} of {shown.facts:,} facts, those that sources contradict first")
    if len(shown.sources) < shown.speakers:
        told.append(f"{len(shown.sources)} of {shown.speakers:,} sources, those that say most of these facts")
    return f"Shown: {'; '.join(told)}." if told else ""
