"""Where a count is from: a place that makes it a part of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from archive.domain.story import Story
from archive.extractors import english
from archive.extractors.counted import Counted, CountSentence
from archive.extractors.token import Token

_PLACED: Final = frozenset("in at across near around on inside outside from through throughout".split())
_POINTING: Final = frozenset("that this the one".split())
_REGIONS: Final = frozenset(
    "area region province state city town district county village neighbourhood neighborhood country island zone".split()
)
"""Nouns that mean the place spoken of last."""
_NEAR: Final = 6
_AHEAD: Final = 9


def place_of(sentence: CountSentence, one: Counted, story: Story, last: str | None = None) -> str | None:
    """A declared place beside the count, or one of several that are told apart.

    `last` is the place that was spoken of last: what "there" and "in that area" mean.
    """
    tokens = sentence.tokens
    found = [
        entity.id
        for at in _around(tokens, one)
        if tokens[at].kind == "entity"
        and (entity := story.entities.get(tokens[at].id)) is not None
        and entity.kind == "place"
        and _is_where(tokens, at, one)
    ]
    if found and _joined(tokens, found[0]):
        return None  # "in Norland and Varn": both together
    return found[0] if found else _label(tokens, one, story) or _stranger_place(tokens, one, last)


def _label(tokens: Sequence[Token], one: Counted, story: Story) -> str | None:
    """The place that a line or clause of figures is headed by: "Norland: 84 dead, 350 injured"."""
    for at in range(one.first - 1, 0, -1):
        if tokens[at].word == ";":
            return None
        if tokens[at].word == ":" and tokens[at - 1].kind == "entity":
            entity = story.entities.get(tokens[at - 1].id)
            return entity.id if entity is not None and entity.kind == "place" else None
    return None


def _around(tokens: Sequence[Token], one: Counted) -> Iterator[int]:
    """Inside the match, behind it, then before it, within the clause and up to the next number."""
    yield from range(one.at + 1, one.last)
    for at in range(one.last, min(len(tokens), one.last + _AHEAD)):
        if tokens[at].kind == "number" or (tokens[at].kind == "punct" and tokens[at].word != ","):
            break
        if tokens[at].word in english.GAP_STOPS and not (
            tokens[at].word == "and" and at + 1 < len(tokens) and tokens[at + 1].kind == "entity"
        ):
            break
        yield at
    for at in range(one.at - 1, max(-1, one.first - _NEAR), -1):
        if tokens[at].kind == "number" or tokens[at].word == ";":
            return
        if tokens[at].word in english.GAP_STOPS:
            if at < one.first:
                return
            continue
        if at < one.first or not _in_clause(tokens, one.first, at):
            yield at


def _in_clause(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether a clause of its own begins between: "the quake that struck Norland"."""
    return any(token.word in english.GAP_STOPS for token in tokens[first:at])


def _is_where(tokens: Sequence[Token], at: int, one: Counted) -> bool:
    """Whether a name says where: "in Norland", "Norland's", "the Norland region", "97 Norland soldiers"."""
    if tokens[at - 1].word == "and" and tokens[at - 2].kind == "entity":
        return True
    if one.at < at < one.last or (
        at + 1 < len(tokens) and tokens[at + 1].word in ("'s", "reported", "recorded")
    ):
        return True
    for before in reversed(tokens[max(0, at - 6) : at]):
        if before.word in _PLACED:
            return before.word != "from" or not one.rule.count.money
        if before.word in ("to", "into"):
            return not one.rule.count.money
        if before.word in english.PREPOSITIONS - {"of"}:
            return False
    return False


def _joined(tokens: Sequence[Token], place: str) -> bool:
    """Whether the words join the place to another one: "in Norland and Varn"."""
    for at in range(1, len(tokens) - 1):
        before, after = tokens[at - 1], tokens[at + 1]
        after = tokens[at + 2] if after.word == "the" and at + 2 < len(tokens) else after
        if tokens[at].word != "and" or place not in (before.id, after.id) or before.id == after.id:
            continue
        if before.kind in ("entity", "name") and after.kind in ("entity", "name"):
            return True
    return False


def last_place(tokens: Sequence[Token], story: Story) -> str | None:
    """The declared place that a sentence names last."""
    for token in reversed(tokens):
        entity = story.entities.get(token.id) if token.kind == "entity" else None
        if entity is not None and entity.kind == "place":
            return entity.id
    return None


def _meant(tokens: Sequence[Token], at: int, last: str | None) -> str | None:
    """The place of "there", "in that area", "in the district alone" at token `at`; its words if none is known."""
    words = [token.word for token in tokens[at : at + 4]]
    if words[:1] == ["there"]:
        return last
    if len(words) < 3 or words[1] not in _POINTING or words[2] not in _REGIONS:
        return None
    alone = words[3:] == ["alone"]
    if words[1] == "the" and not alone:
        return None
    return last or (" ".join(words[1:3]) if alone else None)


def _stranger_place(tokens: Sequence[Token], one: Counted, last: str | None) -> str | None:
    """ "97 in Aldor alone": a place that the story does not declare counts as a part where the words say so."""
    for at in range(one.last, min(len(tokens), one.last + 2)):
        meant = _meant(tokens, at, last)
        if meant is not None:
            return meant
    start = one.at + 1 if one.construction == "part" else one.last
    for at in range(start, min(len(tokens) - 1, one.last + 4)):
        if tokens[at].word not in _PLACED or tokens[at + 1].kind != "name":
            continue
        end = at + 1
        while end < len(tokens) and tokens[end].kind == "name":
            end += 1
        if one.apart or (end < len(tokens) and tokens[end].word == "alone"):
            return " ".join(token.word for token in tokens[at + 1 : end])
    return None
