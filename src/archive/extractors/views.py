"""Readings of a sentence: all of it, and without the asides that part what belongs together."""

from __future__ import annotations

from collections.abc import Sequence

from archive.extractors import english
from archive.extractors.token import Token

_LONGEST = 14
"""The longest aside, in tokens, that is dropped."""
_DATE_LENGTH = 5
"""Tokens of a date with its preposition and commas."""
_OPENERS = english.DETERMINERS | {
    "who", "which", "whose", "for", "in", "as", "according", "including", "along", "then", "now", "himself",
    "herself", "aged", "like", "with", "on", "at", "during", "meanwhile", "however", "too", "also",
    "one", "known", "named", "called",
}  # fmt: skip

_CLAUSES = english.CONJUNCTIONS | (english.SUBORDINATORS - {"as", "who", "which", "whose"})
"""What opens a clause, or another member of a list, and no aside."""


def long_asides(tokens: Sequence[Token], view: Sequence[int]) -> frozenset[int]:
    """The tokens that `view` leaves out in stretches too long to be a mere date: what is dated there is the aside."""
    kept = frozenset(view)
    left: set[int] = set()
    stretch: list[int] = []
    for at in range(len(tokens) + 1):
        if at < len(tokens) and at not in kept:
            stretch.append(at)
            continue
        if len(stretch) > _DATE_LENGTH:
            left.update(stretch)
        stretch = []
    return frozenset(left)


def views(tokens: Sequence[Token]) -> list[list[int]]:
    """The token indexes of each reading, the whole sentence first; readings that say the same once."""
    whole = without_brackets = list(range(len(tokens)))
    marks = {token.word for token in tokens if token.kind == "punct"}
    if "(" in marks:
        without_brackets = _drop(whole, _bracketed(tokens))
    if "," in marks:
        without_brackets = _drop(without_brackets, _titled(tokens, without_brackets))
    if "," in marks or "\u2014" in marks:
        without_asides = _drop(without_brackets, _asides(tokens, without_brackets))
    else:
        without_asides = without_brackets
    without_brackets = _named_once(tokens, without_brackets)
    dates = _dates(tokens)
    undated = _drop(without_brackets, dates)
    without_asides = _drop(_named_once(tokens, without_asides), dates)
    found = [whole]
    for view in (without_brackets, undated, without_asides):
        if view != found[-1]:
            found.append(view)
    return found


def _named_once(tokens: Sequence[Token], view: list[int]) -> list[int]:
    """Without a name that has become the second of two for the same entity: "the premier (Anna Berg)"."""
    if [token.kind for token in tokens].count("entity") < 2:
        return view
    return [
        index
        for at, index in enumerate(view)
        if not (
            at
            and tokens[index].kind == "entity"
            and tokens[index].id
            and tokens[view[at - 1]].id == tokens[index].id
            and tokens[view[at - 1]].kind == "entity"
        )
    ]


def _drop(indexes: list[int], dropped: set[int]) -> list[int]:
    return indexes if not dropped else [index for index in indexes if index not in dropped]


def _bracketed(tokens: Sequence[Token]) -> set[int]:
    """Parentheses with what is in them."""
    dropped: set[int] = set()
    opened: int | None = None
    for at, token in enumerate(tokens):
        if token.word == "(" and token.kind == "punct":
            opened = at
        elif token.word == ")" and token.kind == "punct" and opened is not None:
            dropped.update(range(opened, at + 1))
            opened = None
    return dropped


def _dates(tokens: Sequence[Token]) -> set[int]:
    """Dates with the preposition before them and the time of day behind them."""
    dropped: set[int] = set()
    for at in [at for at, token in enumerate(tokens) if token.kind == "date"]:
        dropped.add(at)
        if at and tokens[at - 1].word in ("on", "in", "at", "since", "by", "late", "early"):
            dropped.add(at - 1)
        if at + 1 < len(tokens) and tokens[at + 1].word in ("morning", "afternoon", "evening", "night"):
            dropped.add(at + 1)
    return dropped


def _titled(tokens: Sequence[Token], view: Sequence[int]) -> set[int]:
    """The commas around a name that says who holds the title before it: "its leader, Roe, had"."""
    dropped: set[int] = set()
    for at in range(1, len(view) - 2):
        if tokens[view[at]].word != ",":
            continue
        before, opening, name, closing = (tokens[index] for index in view[at - 1 : at + 3])
        if (
            before.word in english.TITLES
            and (opening.word, closing.word) == (",", ",")
            and name.kind == "entity"
        ):
            dropped |= {view[at], view[at + 2]}
    return dropped


def _asides(tokens: Sequence[Token], view: Sequence[int]) -> set[int]:
    """What stands between two commas or two dashes and reads like an insertion."""
    dropped: set[int] = set()
    at = 0
    while at < len(view):
        word = tokens[view[at]].word
        if tokens[view[at]].kind == "punct" and word in (",", "\u2014"):
            close = _close(tokens, view, at, word)
            if close is not None and _is_aside(tokens, view, at, close):
                end = close + (1 if word == "\u2014" or _drops_comma(tokens, view, at) else 0)
                dropped.update(view[position] for position in range(at, end))
                at = end
                continue
        at += 1
    return dropped


def _close(tokens: Sequence[Token], view: Sequence[int], at: int, mark: str) -> int | None:
    for position in range(at + 1, min(len(view), at + 2 + _LONGEST)):
        token = tokens[view[position]]
        if token.kind == "punct":
            if token.word == mark:
                return position
            if token.word not in (",", "'") or mark == ",":
                return None
    return None


def _is_aside(tokens: Sequence[Token], view: Sequence[int], at: int, close: int) -> bool:
    """An age, an apposition to a name, a participle or a phrase that opens like an insertion.

    Items never belong to an aside: between commas they are members of a list.
    """
    inside = [tokens[view[position]] for position in range(at + 1, close)]
    if not inside or at == 0:
        return False
    first, before = inside[0], tokens[view[at - 1]]
    if tokens[view[at]].word == "\u2014":
        return True
    if first.kind == "number" and len(inside) == 1:
        return True
    if inside[-1].number is not None and inside[-1].number.conversion:  # ", or about $2.6 billion,"
        return True
    if first.word in ("who", "which", "whose"):
        return True
    if any(token.item is not None for token in inside):
        return False
    if first.word in _CLAUSES:
        return False
    if first.kind == "entity" and len(inside) == 1 and before.word in english.TITLES:
        return False  # its commas go, see _titled
    if first.kind == "entity" and (len(inside) == 1 or inside[1].word in english.SAY):
        return len(inside) > 1 or (before.kind == "entity" and before.id == first.id)
    if first.word in _OPENERS or first.kind == "date":
        return before.kind in ("entity", "name", "item", "date") or first.word in (
            "for",
            "in",
            "according",
            "as",
            "however",
            "including",
        )
    return first.word.endswith(("ing", "ed")) or (first.kind == "word" and len(inside) <= 4)


def _drops_comma(tokens: Sequence[Token], view: Sequence[int], at: int) -> bool:
    """Whether the closing comma goes too: after a subject it does, inside a list it parts two members."""
    return tokens[view[at - 1]].kind != "item"
