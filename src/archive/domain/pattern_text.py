"""Patterns as people read them: as they are written, and as an example of what they match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from archive.domain.pattern import Choice, End, Gap, Lexeme, Maybe, Node, Not, Slot, Start, Word

_TIGHT: Final = frozenset({",", ";", ":", "'s"})
"""Marks that stand at the end of the word before them."""


def written(nodes: Sequence[Node]) -> str:
    """A pattern as a story writes it; reading it again gives the same nodes."""
    return " ".join(_written(node) for node in nodes)


def _written(node: Node) -> str:
    match node:
        case Word(word):
            return word
        case Lexeme(name):
            return f"<{name}>"
        case Slot(field, many):
            return f"{{{field}+}}" if many else f"{{{field}}}"
        case Gap(limit, anything):
            return f"..{limit}" if anything else f"~{limit}"
        case Maybe(inner):
            return f"{_written(inner)}?"
        case Not(Maybe() as inner):
            return f"!({_written(inner)})"  # "!x?" would be "x must not follow, or nothing"
        case Not(inner):
            return f"!{_written(inner)}"
        case Choice(choices):
            return f"({' | '.join(written(option) for option in choices)})"
        case Start():
            return "^"
        case End():
            return "$"
    raise AssertionError(node)


def example(nodes: Sequence[Node], lexicon: Mapping[str, Sequence[str]], fields: Mapping[str, str]) -> str:
    """A shortest wording that a pattern matches: first choices, no optional part, `fields` for its slots."""
    words: list[str] = []
    for word in _example(nodes, lexicon, fields):
        if word in _TIGHT and words:
            words[-1] += word
        else:
            words.append(word)
    return " ".join(words)


def _example(
    nodes: Sequence[Node], lexicon: Mapping[str, Sequence[str]], fields: Mapping[str, str]
) -> list[str]:
    words: list[str] = []
    for node in nodes:
        match node:
            case Word(word):
                words.append(word)
            case Lexeme(name):
                words.append(lexicon[name][0])
            case Slot(field, _):
                words.append(fields.get(field, f"{{{field}}}"))
            case Choice(choices):
                words += _example(choices[0], lexicon, fields)
            case _:
                pass
    return words
