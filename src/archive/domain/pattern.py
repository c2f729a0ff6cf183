"""The language that a story's frames are written in.

    {giver} ~2 <give> {recipient} ~5 {item+}

| form | matches |
| --- | --- |
| `word` | that word, in any case; punctuation stands for itself (`,` `'s`) |
| `<name>` | any word or phrase of the lexicon entry `name` |
| `{field}` `{field+}` | a mention that can fill the field; with `+` a list of them |
| `~n` | up to n plain words of the same clause |
| `..n` | up to n tokens of any kind |
| `(a b|c)` | one of the alternatives |
| `x?` | x or nothing |
| `!x` | not followed by x (at this place) |
| `^` `$` | the start of a clause, the end of one |

Every gap is bounded by `MAX_GAP`, so a frame reads a sentence in time linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MAX_GAP: Final = 30
"""The longest gap that a pattern may ask for, in tokens."""


class PatternError(ValueError):
    """A pattern that cannot be read; the message says what is wrong and at which part."""


@dataclass(frozen=True, slots=True)
class Word:
    """A literal word or punctuation mark, in lower case."""

    word: str


@dataclass(frozen=True, slots=True)
class Lexeme:
    """Any word or phrase of a lexicon entry."""

    name: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A mention that fills a field; `many` for a list of mentions."""

    field: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `limit` tokens: plain words of the clause, or with `anything` tokens of any kind."""

    limit: int
    anything: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several alternatives."""

    options: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """A part that may be absent."""

    node: Node


@dataclass(frozen=True, slots=True)
class Not:
    """A part that must not follow here."""

    node: Node


@dataclass(frozen=True, slots=True)
class Start:
    """The start of a sentence or clause."""


@dataclass(frozen=True, slots=True)
class End:
    """The end of a sentence or clause."""


Node = Word | Lexeme | Slot | Gap | Choice | Maybe | Not | Start | End

_PART: Final = re.compile(
    r"\s*(?:(?P<lex><[^<>\s]*>)|(?P<slot>\{[^{}]*\})|(?P<any>\.\.(?P<n>\d*))|(?P<gap>~(?P<m>\d*))"
    r"|(?P<mark>[()|?!^$])|(?P<word>'s|[^\W_][\w.'’-]*|[,;:\"–—-]))"
)
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*\Z")


def parse_pattern(text: str) -> tuple[Node, ...]:
    """Read a pattern. Raises `PatternError`."""
    reader = _Reader(list(_parts(text)))
    nodes = reader.alternatives()
    if reader.here() is not None:
        raise PatternError(f"unexpected {reader.here()!r}")
    if not _consumes(nodes):
        raise PatternError(
            "matches nothing: write at least one word, <lexicon> or {field} that is not optional"
        )
    return nodes


def _parts(text: str) -> Iterator[str]:
    position = 0
    while position < len(text.rstrip()):
        found = _PART.match(text, position)
        if not found:
            raise PatternError(
                f"cannot read {text[position:].strip()[:20]!r}; see docs/stories.md for the forms"
            )
        position = found.end()
        yield found.group().strip()


class _Reader:
    """Recursive descent over the parts of one pattern."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.at = 0

    def here(self) -> str | None:
        return self.parts[self.at] if self.at < len(self.parts) else None

    def alternatives(self) -> tuple[Node, ...]:
        """A sequence, or several separated by `|`."""
        options = [self.sequence()]
        while self.here() == "|":
            self.at += 1
            options.append(self.sequence())
        return options[0] if len(options) == 1 else (Choice(tuple(options)),)

    def sequence(self) -> tuple[Node, ...]:
        nodes: list[Node] = []
        while (part := self.here()) not in (None, "|", ")"):
            if part == "?":
                raise PatternError("'?' has nothing before it")
            node = self.one()
            while self.here() == "?":
                self.at += 1
                node = Maybe(node)
            nodes.append(node)
        return tuple(nodes)

    def one(self) -> Node:
        part = self.parts[self.at]
        self.at += 1
        if part == "(":
            inner = self.alternatives()
            if self.here() != ")":
                raise PatternError("'(' is never closed")
            self.at += 1
            return inner[0] if len(inner) == 1 else Choice((inner,))
        if part == "!":
            if self.here() in (None, "|", ")", "?"):
                raise PatternError("'!' has nothing after it")
            return Not(self.one())
        return _leaf(part)


def _leaf(part: str) -> Node:
    if part == "^":
        return Start()
    if part == "$":
        return End()
    if part.startswith("<"):
        return Lexeme(_named(part[1:-1], part))
    if part.startswith("{"):
        inner = part[1:-1].strip()
        return Slot(_named(inner.removesuffix("+"), part), inner.endswith("+"))
    if part.startswith(("~", "..")):
        digits = part.lstrip("~.")
        if not digits or not 1 <= int(digits) <= MAX_GAP:
            raise PatternError(f"the gap {part!r} needs a length from 1 to {MAX_GAP}")
        return Gap(int(digits), part.startswith(".."))
    return Word(part.replace("’", "'").lower())


def _named(name: str, part: str) -> str:
    if not _NAME.match(name):
        raise PatternError(f"{part!r} is not a name (lower-case letters, digits, '_')")
    return name


def _consumes(nodes: tuple[Node, ...]) -> bool:
    """Whether a match has at least one token that is not in a gap."""
    for node in nodes:
        if isinstance(node, (Word, Lexeme, Slot)):
            return True
        if isinstance(node, Choice) and all(_consumes(option) for option in node.options):
            return True
    return False


def slots(nodes: tuple[Node, ...]) -> Iterator[Slot]:
    """Every field named in a pattern, in order."""
    for node in _walk(nodes):
        if isinstance(node, Slot):
            yield node


def lexemes(nodes: tuple[Node, ...]) -> Iterator[str]:
    """Every lexicon entry named in a pattern, in order."""
    for node in _walk(nodes):
        if isinstance(node, Lexeme):
            yield node.name


def _walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if isinstance(node, (Maybe, Not)):
            yield from _walk((node.node,))
        elif isinstance(node, Choice):
            for option in node.options:
                yield from _walk(option)
