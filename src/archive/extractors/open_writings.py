"""Things that are things to give only in the words around them: writings by number, a piece of stone.

"A letter" or "a document" between two parties is business and no present. Three of somebody's writings,
the message that bears this year's motto, and a letter beside a vase are presents; so is a piece of a stone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from archive.extractors import english
from archive.extractors.lexis import Lexis
from archive.extractors.number_words import VAGUE
from archive.extractors.open_nouns import MATERIALS
from archive.extractors.token import Token

_WRITINGS: Final = frozenset("documents writings works essays poems sermons encyclicals sheets".split())
"""What is given by number: "three documents", "several of her writings"."""
_PAPERS: Final = frozenset(("documents", "sheets"))
_CONTENTS: Final = frozenset(
    "on about over regarding concerning relating outlining detailing proving".split()
)
"""What stands behind papers of business: "two documents on trade"."""
_AUTHORED: Final = frozenset("writings works essays poems sermons encyclicals".split())
"""What is given by its author: "Ada Marsh's works"."""
_YEARLY: Final = frozenset("message letter encyclical almanac calendar".split())
_BESIDE: Final = frozenset("letter letters document documents writings works message".split())
_PIECES: Final = frozenset(
    "piece pieces block blocks chunk chunks slab slabs fragment fragments shard shards lump lumps".split()
)
_PLAIN: Final = frozenset(("paper",))
"""Materials of which a piece is worth nothing."""
_SENDING: Final = frozenset("send sends sent sending".split())
"""A message that is sent is read, and not given."""
_LONGEST: Final = 8
"""How many words a year's message may have before its noun."""


def is_written(tokens: Sequence[Token], start: int, head: int) -> bool:
    """Whether the plural at `head` are writings told by number or by author; a phrase starts at `start`."""
    word = tokens[head].word
    if not start or word not in _WRITINGS:
        return False
    before, after = tokens[start - 1], tokens[head + 1].word if head + 1 < len(tokens) else ""
    if word in _PAPERS and (after in _CONTENTS or (word == "documents" and before.word in VAGUE)):
        return False
    if _counts(before):
        return True
    if before.word == "the" and head > start and tokens[head - 1].word in ("collected", "complete"):
        return True
    if before.word in english.POSSESSIVES and start > 1:
        return start > 2 and tokens[start - 2].word == "of" and _counts(tokens[start - 3])
    named = start > 1 and (tokens[start - 2].kind in ("name", "entity") or tokens[start - 2].capital)
    return before.word == "'s" and named and word in _AUTHORED


def _counts(token: Token) -> bool:
    return token.word in VAGUE or (
        token.kind == "number" and token.number is not None and not token.number.measure
    )


def is_beside(tokens: Sequence[Token], start: int, head: int, ends: Collection[int]) -> bool:
    """Whether a writing goes on a list of things: "a vase and a letter". `ends` are the heads before it."""
    if tokens[head].word not in _BESIDE or start < 2 or tokens[start - 1].word not in english.DETERMINERS:
        return False
    joint = start - 2
    if tokens[joint].word not in ("and", ",", "plus"):
        return False
    return (joint - 1 if tokens[joint - 1].word == "," else joint) - 1 in ends


def is_piece(tokens: Sequence[Token], start: int, head: int) -> bool:
    """Whether the word at `head` is what a piece is of, or a piece whose whole is told: "a piece from the wall"."""
    word = tokens[head].word
    if word in MATERIALS - _PLAIN and start > 2 and tokens[start - 1].word == "of":
        return tokens[start - 2].word in _PIECES and _opens(tokens[start - 3])
    following = [token.word for token in tokens[head + 1 : head + 3]]
    whole = len(following) == 2 and following[0] == "from" and following[1] in english.DETERMINERS
    return word in _PIECES and whole and start > 0 and _opens(tokens[start - 1])


def _opens(token: Token) -> bool:
    return token.word in ("a", "an", "another") or _counts(token)


def yearly(tokens: Sequence[Token], at: int, lexis: Lexis) -> int | None:
    """The noun of the year's message that starts at `at`: "this year's Bread Day message", in capitals or quoted."""
    if tokens[at].word != "this year" or at + 2 >= len(tokens) or tokens[at + 1].word != "'s":
        return None
    if any(token.word in _SENDING for token in tokens[max(0, at - _LONGEST) : at]):
        return None
    titled = False
    for position in range(at + 2, min(len(tokens), at + 2 + _LONGEST)):
        token = tokens[position]
        if token.word in _YEARLY:
            return position if titled or token.quoted else None
        if token.word in ("of", "the", "for"):
            continue
        if token.kind not in ("word", "name") or token.word in lexis.verbs | english.NP_STOPS:
            return None
        titled = titled or token.capital or token.kind == "name"
    return None
