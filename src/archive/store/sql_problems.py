"""What was wrong with a statement, in words: where it is, and what was probably meant.

Each message is one line; `details["place"]` of the error has the line of the statement with a mark under
the place, where that is known.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from time import monotonic

from archive.errors import QueryRefused
from archive.store.sql_words import Place, Word, place

READS_ONLY = "queries only read"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment `at` (of `monotonic`) at which a statement is stopped, `seconds` after it was asked."""

    at: float
    seconds: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline of what begins now."""
        return cls(monotonic() + seconds, seconds)

    @property
    def left(self) -> float:
        """Seconds that are left; none are where it is 0 or less."""
        return self.at - monotonic()

    def check(self) -> None:
        """Raise `QueryRefused` where no time is left."""
        if self.left <= 0:
            raise too_long(self.seconds)


def refused(problem: str, sql: str = "", offset: int | None = None, hint: str = "") -> QueryRefused:
    """The error that says `problem`, where in `sql` it is (in characters), and `hint`."""
    found: Place | None = None
    if offset is not None and 0 <= offset <= len(sql):
        found = place(sql, offset)
        problem += f" (line {found.line}, column {found.column})"
    return QueryRefused(problem=" ".join((problem + hint).split()), place=found)


def too_long(seconds: float) -> QueryRefused:
    """The statement did not end in time."""
    return refused(f"stopped after {seconds:.3g} seconds; narrow the query down, or allow more time")


def missing_value(sql: str, name: str, offset: int) -> QueryRefused:
    """A parameter has no value."""
    return refused(f"no value for :{name}", sql, offset, f"; give it one with: --param {name}=VALUE")


def unknown_view(name: str, views: Collection[str], sql: str, offset: int | None) -> QueryRefused:
    """No view is called so."""
    near = _near(name, views)
    return refused(f"no table or view {name!r}", sql, offset, f"; {near}there are: {', '.join(views)}")


def unknown_column(name: str, columns: Sequence[str], sql: str, offset: int | None) -> QueryRefused:
    """None of the views that the statement names has such a column."""
    bare = name.rpartition(".")[2]
    near = _near(bare, columns).strip() or (f"there are: {', '.join(columns)}" if columns else "")
    return refused(f"no column {name!r}", sql, offset, f"; {near}" if near else "")


def _near(name: str, there: Collection[str]) -> str:
    found = difflib.get_close_matches(name.lower(), there, n=1, cutoff=0.7)
    return f"did you mean {found[0]}? " if found else ""


def offset_of(name: str, found: Sequence[Word]) -> int | None:
    """Where in a statement of these words `name` stands first, which may be several words with points between."""
    parts = [part.lower() for part in name.split(".")]
    names = [word for word in found if word.kind in ("word", "quoted") or word.text == "."]
    wanted = [part for each in parts for part in (each, ".")][:-1]
    for at in range(len(names) - len(wanted) + 1):
        if [word.name for word in names[at : at + len(wanted)]] == wanted:
            return names[at].start
    return None
