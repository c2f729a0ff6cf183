"""A statement in SQL as its words: what is a name, what a text, a comment, a parameter, and where it stands.

Nothing is refused here: that is the database's affair. Words tell which views a statement names, where its
parameters are, and to which place in it a message points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["word", "quoted", "text", "comment", "number", "parameter", "sign"]

_BOTH: Final = r"""
  (?P<comment>--[^\n]*|/\*)
| (?P<text>{text}'(?:[^']|'')*'?)
| (?P<quoted>"(?:[^"]|"")*"?{quoted})
| (?P<word>[^\W\d][\w$]*)
| (?P<number>\d[\w.]*|\.\d\w*)
| (?P<parameter>:[^\W\d]\w*)
| (?P<sign>::|[^\s])
"""
_PATTERNS: Final = {
    "sqlite": re.compile(_BOTH.format(text="", quoted=r"|`(?:[^`]|``)*`?|\[[^\]]*\]?"), re.X),
    # E'...' knows backslashes, $tag$...$tag$ ends only with the same tag.
    "postgresql": re.compile(
        _BOTH.format(
            text=r"\$(?P<tag>\w*)\$(?s:.)*?(?:\$(?P=tag)\$|\Z)|[eE]'(?:[^'\\]|''|\\(?s:.))*'?|", quoted=""
        ),
        re.X,
    ),
}
_NESTING: Final = re.compile(r"/\*|\*/")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a statement, from `start` to `end` in characters."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """The name that a word or a quoted name stands for, in small letters."""
        if self.kind == "quoted":
            quote = self.text[0]
            inner = self.text[1:].removesuffix({"[": "]"}.get(quote, quote))
            return inner.replace(quote * 2, quote).lower()
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a statement something stands, counted from 1, and its line with a mark under the place."""

    line: int
    column: int
    excerpt: str
    mark: str


def words(sql: str, dialect: str) -> Iterator[Word]:
    """The words of `sql`, as `sqlite` or `postgresql` tells them apart."""
    pattern = _PATTERNS[dialect]
    found = pattern.search(sql)
    while found is not None:
        kind: Kind = found.lastgroup if found.lastgroup != "tag" else "text"  # type: ignore[assignment]  # the groups' names
        end = found.end()
        if found[0] == "/*":
            end = _end_of_comment(sql, end, nested=dialect == "postgresql")
        yield Word(kind, sql[found.start() : end], found.start(), end)
        found = pattern.search(sql, end)


def _end_of_comment(sql: str, start: int, *, nested: bool) -> int:
    depth = 1
    for mark in _NESTING.finditer(sql, start):
        if mark[0] == "*/":
            depth -= 1
        elif nested:
            depth += 1
        if not depth:
            return mark.end()
    return len(sql)


def names_in(sql: str, dialect: str) -> set[str]:
    """Every name in `sql`, in small letters: more than those of views, but no view that it reads is missing."""
    return {word.name for word in words(sql, dialect) if word.kind in ("word", "quoted")}


def parameters_in(sql: str, dialect: str) -> list[Word]:
    """Every place where `sql` has a parameter `:name`."""
    return [word for word in words(sql, dialect) if word.kind == "parameter"]


def is_blank(sql: str, dialect: str) -> bool:
    """Whether there is nothing in `sql` but comments and semicolons."""
    return all(word.kind == "comment" or word.text == ";" for word in words(sql, dialect))


def is_finished(sql: str, dialect: str) -> bool:
    """Whether `sql` ends with a semicolon that stands in no text and no comment."""
    last = None
    for word in words(sql, dialect):
        if word.kind != "comment":
            last = word
        elif word.text.startswith("/*") and not word.text.endswith("*/"):
            return False
    return last is not None and last.text == ";"


def numbered(sql: str, order: Iterable[str]) -> str:
    """`sql` with each `:name` as `$1`, `$2`, ... by its place in `order`; nothing else moves from its place."""
    numbers = {name: f"${number}" for number, name in enumerate(order, start=1)}
    parts, end = [], 0
    for word in parameters_in(sql, "postgresql"):
        parts += [sql[end : word.start], numbers[word.text[1:]].ljust(word.end - word.start)]
        end = word.end
    return "".join([*parts, sql[end:]])


_ROOM: Final = 72
"""Characters of a line that are shown around a place."""


def place(sql: str, offset: int) -> Place:
    """Where the character at `offset` stands."""
    begin = sql.rfind("\n", 0, offset) + 1
    end = sql.find("\n", offset)
    line = sql[begin : len(sql) if end < 0 else end].rstrip()
    at = offset - begin
    left = max(0, at - _ROOM // 2) if len(line) > _ROOM else 0
    shown = line[left : left + _ROOM].replace("\t", " ")
    if left:
        shown = "…" + shown[1:]
    if left + _ROOM < len(line):
        shown = shown[:-1] + "…"
    return Place(sql.count("\n", 0, offset) + 1, at + 1, shown, " " * (at - left) + "^")
