"""A matrix of sources and facts for people and for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from archive.cli.page import UNWRAPPED, Page
from archive.domain.matrix import AGAINST, Cell, Matrix, Row
from archive.domain.picture import ANSWERS, SIGNS
from archive.telling.labels import Labels, in_words
from archive.telling.lines import plain
from archive.telling.markdown import escaped, table

_RELATIONS: Final = {"ge": "≥", "le": "≤", "approx": "~", "range": ""}
_LONGEST: Final = 7
"""More letters than these do not fit between two columns."""

_LEAST_LABEL: Final = 26
_MOST_LABEL: Final = 60

GROUPS: Final = ("Sources differ", "No source differs", "One source only")
"""Headings, by `group_of`."""


def group_of(row: Row) -> int:
    """In which group of `GROUPS` a fact stands; a copy is no second source."""
    if row.contested:
        return 0
    speaking = [cell for cell in row.cells.values() if cell.answer not in ("before", "rejected")]
    return 1 if sum(cell.copy_of is None for cell in speaking) > 1 else 2


def grouped(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The rows under their headings, the facts that sources contradict first."""
    for group, heading in enumerate(GROUPS):
        members = [row for row in rows if group_of(row) == group]
        if members:
            yield heading, members


def held(labels: Labels, row: Row) -> str:
    """What is held of a fact, and how it stands."""
    fact = row.fact
    told = "" if fact.value is None else labels.value(fact.value, fact.relation, fact.value_to)
    role = fact.role if fact.role != "current" else ""
    return " · ".join(part for part in (told, role, fact.status) if part)


def figure(cell: Cell) -> str:
    """What a source says, where that is a figure or a date that is short enough; empty otherwise."""
    value = cell.value
    if isinstance(value, bool) or cell.answer not in ("agrees", "differs", "denies", "excludes", "before"):
        return ""
    if isinstance(value, int):
        to = f"-{cell.value_to}" if cell.relation == "range" and cell.value_to is not None else ""
        written = f"{_RELATIONS.get(cell.relation, '')}{value:,}{to}"
    else:
        written = str(value) if cell.about == "date" else ""
    return written if len(written) <= _LONGEST else ""


def letters(number: int) -> str:
    """A, B, ... Z, AA, AB, ...: the name of a column."""
    word = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        word = chr(ord("A") + rest) + word
    return word


def sign(cell: Cell) -> str:
    """One cell in few letters: a sign for the answer, the figure, `?` where hedged, `c` where copied."""
    return SIGNS[cell.answer] + figure(cell) + ("?" if cell.hedged else "") + ("c" if cell.copy_of else "")


class MatrixText:
    """Puts a matrix of one story into words."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def write(self, page: Page, matrix: Matrix) -> None:
        """The matrix for people: sources by letter, then a line of signs for each fact.

        Where a terminal is too narrow for all sources there are as many tables as are needed, each of them
        without the facts on which all of its sources are silent.
        """
        names = {source: letters(place) for place, source in enumerate(matrix.sources)}
        page.line()
        for source, name in names.items():
            page.line(f"{name:>3}  {source}", indent=0, hang=5)
        sizes = {
            source: max(len(names[source]), *(len(sign(row.cell(source))) for row in matrix.rows)) + 2
            for source in matrix.sources
        }
        for sources in _tables(matrix.sources, sizes, page.width):
            self._table(page, matrix, sources, sizes, names)
        page.line()
        for line in _key(matrix):
            page.line(line, "quiet", hang=2)

    def _table(
        self,
        page: Page,
        matrix: Matrix,
        sources: Sequence[str],
        sizes: dict[str, int],
        names: dict[str, str],
    ) -> None:
        """The columns of some sources, with the facts of which one of them speaks."""
        columns = sum(sizes[source] for source in sources)
        longest = [len(plain(self._label(row))) for row in matrix.rows]
        longest += [len(plain(held(self._labels, row))) + 2 for row in matrix.rows]
        width = min(max(longest), max(page.width - columns - 2, _LEAST_LABEL))
        if page.width < UNWRAPPED:
            width = min(width, _MOST_LABEL)
        page.line()
        head = "".join(names[source].ljust(sizes[source]) for source in sources)
        page.block(" " * (width + 2) + head.rstrip(), indent=0)
        told = [row for row in matrix.rows if not row.cells.keys().isdisjoint(sources)]
        for heading, rows in grouped(told):
            page.line(heading, "label")
            for row in rows:
                signs = "".join(sign(row.cell(source)).ljust(sizes[source]) for source in sources)
                first, *rest = _wrapped(self._label(row), width)
                page.block(f"{first.ljust(width)}  {signs.rstrip()}", indent=0)
                for line in [*rest, *_wrapped(held(self._labels, row), width - 2, "  ")]:
                    page.block(line, indent=0)

    def _label(self, row: Row) -> str:
        fact = row.fact
        about, label = in_words(fact.type), in_words(self._labels.key(fact.type, fact.key))
        return label if label.lower().startswith(about) else f"{about.capitalize()} · {label}"

    def label(self, row: Row) -> str:
        """What the fact of a row is about, with its type."""
        return self._label(row)

    def markdown(self, matrix: Matrix) -> str:
        """The matrix as one table, and the key to it."""
        rows = [
            [
                escaped(self._label(row)),
                escaped(held(self._labels, row)),
                *(escaped(sign(row.cell(source))) for source in matrix.sources),
            ]
            for _, members in grouped(matrix.rows)
            for row in members
        ]
        head = ("fact", "held", *(escaped(source) for source in matrix.sources))
        return table(head, rows) + "\n" + "  \n".join(escaped(line) for line in _key(matrix)) + "\n"


def _tables(sources: Sequence[str], sizes: dict[str, int], width: int) -> Iterator[list[str]]:
    """The sources in runs whose columns fit beside a label."""
    room, used = max(width - _LEAST_LABEL - 2, 12), 0
    run: list[str] = []
    for source in sources:
        if run and used + sizes[source] > room:
            yield run
            run, used = [], 0
        run.append(source)
        used += sizes[source]
    if run:
        yield run


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    text = plain(" ".join(text.split()))
    return [indent + line for line in textwrap.wrap(text, width, break_on_hyphens=False)] or [indent]


def _key(matrix: Matrix) -> Iterator[str]:
    """What the signs mean; only those that are there."""
    cells = [row.cell(source) for row in matrix.rows for source in matrix.sources]
    there = {cell.answer for cell in cells}
    yield ", ".join(f"{SIGNS[answer]} {words}" for answer, words in ANSWERS.items() if answer in there)
    if any(cell.hedged for cell in cells):
        yield "? hedged"
    if any(cell.copy_of for cell in cells):
        yield "c copied from another source, and no voice of its own"


def row_form(matrix: Matrix, row: Row) -> dict[str, Any]:
    """The JSON form of a fact with what each source says of it."""
    fact = row.fact
    return {
        "story": fact.story,
        "type": fact.type,
        "key": dict(fact.key),
        "fact_id": fact.fact_id,
        "value": dict(fact.value) if isinstance(fact.value, Mapping) else fact.value,
        "value_to": fact.value_to,
        "relation": fact.relation,
        "role": fact.role,
        "status": fact.status,
        "contested": row.contested,
        "sources": {source: _cell_form(row.cell(source)) for source in matrix.sources if source in row.cells},
        "silent": [source for source in matrix.sources if source not in row.cells],
    }


def _cell_form(cell: Cell) -> dict[str, Any]:
    return {
        "answer": cell.answer,
        "against": cell.answer in AGAINST,
        "about": cell.about,
        "value": list(cell.value) if isinstance(cell.value, tuple) else cell.value,
        "value_to": cell.value_to,
        "relation": cell.relation,
        "hedged": cell.hedged,
        "copy_of": cell.copy_of,
        "claims": [voice.claim.claim_id for voice in cell.voices],
    }
