"""Whose a count is and where: the party that acts, and the place that a part of it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.domain.story import Story
from archive.extractors import english
from archive.extractors.counted import Counted, CountSentence
from archive.extractors.token import Token
from archive.extractors.verb_groups import verb_group

_PLACED: Final = frozenset("in at across near around on inside outside from".split())
_REACH: Final = 12
_AT: Final = frozenset("at of by from in".split())


@dataclass(frozen=True, slots=True)
class Scope:
    """`party`, the agent's id; `stranger`, that somebody unknown to the story acts. `place`, of a part."""

    party: str | None = None
    stranger: bool = False
    place: str | None = None


def scope_of(sentence: CountSentence, one: Counted, story: Story) -> Scope:
    """The scope that the words around a count give it."""
    place = _place(sentence, one, story)
    field = one.rule.count.agent
    if field is None:
        return Scope(place=place)
    kinds = one.rule.fact.fields[field].entity_kinds
    for token in _agents(sentence, one):
        if token.kind == "name":
            return Scope(stranger=True, place=place)
        entity = story.entities.get(token.id)
        if entity is not None and (not kinds or entity.kind in kinds):
            return Scope(party=entity.id, place=place)
    return Scope(place=place)


def _agents(sentence: CountSentence, one: Counted) -> Iterator[Token]:
    """Who may be the agent, the likeliest first."""
    tokens = sentence.tokens
    if one.passive and one.verb is not None:
        yield from _after(tokens, one.last, ("by",))
        yield from _inside(tokens, one)
        return
    if one.construction == "object" and one.verb is not None:
        yield from _subject(tokens, verb_group(tokens, one.verb, 1, frozenset(("base",))).start)
        return
    yield from _inside(tokens, one)
    yield from _owner(tokens, one.first)
    yield from _after(tokens, one.last, tuple(_AT))


def _after(tokens: Sequence[Token], end: int, links: tuple[str, ...]) -> Iterator[Token]:
    for at in range(end, min(len(tokens) - 1, end + 4)):
        if tokens[at].word in links:
            following = tokens[at + 1]
            if following.word == "the" and at + 2 < len(tokens):
                following = tokens[at + 2]
            if following.kind in ("entity", "name"):
                yield following
            return
        if tokens[at].kind == "punct":
            return


def _inside(tokens: Sequence[Token], one: Counted) -> Iterator[Token]:
    """Names inside the group: "12,000 Norland troops"."""
    for token in tokens[one.at : one.last]:
        if token.kind == "entity":
            yield token


def _owner(tokens: Sequence[Token], start: int) -> Iterator[Token]:
    """ "Roe's workforce", "Roe layoffs"."""
    for at in range(start - 1, max(-1, start - 5), -1):
        token = tokens[at]
        if token.kind in ("entity", "name"):
            yield token
            return
        if token.kind == "punct" or token.word in english.PREPOSITIONS | english.AUXILIARIES:
            return


def _subject(tokens: Sequence[Token], start: int) -> Iterator[Token]:
    """The subject of the verb group that starts at `start`, its head first."""
    for at in range(start - 1, max(-1, start - 1 - _REACH), -1):
        token = tokens[at]
        if token.kind == "punct" and token.word not in (",", "(", ")"):
            return
        if token.word in ("and", "but") and at < start - 1:
            continue
        if token.word in ("it", "they", "we", "he", "she", "that", "who", "which"):
            if token.word in ("that", "who", "which"):
                continue
            return
        if token.kind in ("entity", "name"):
            if at and tokens[at - 1].word in english.PREPOSITIONS and tokens[at - 1].word != "by":
                continue
            yield token
            return


def _place(sentence: CountSentence, one: Counted, story: Story) -> str | None:
    """A declared place beside the count, or one of several that are told apart."""
    tokens = sentence.tokens
    for at in (*range(one.last, min(len(tokens), one.last + 4)), *_before(tokens, one.first)):
        token = tokens[at]
        entity = story.entities.get(token.id) if token.kind == "entity" else None
        if entity is not None and entity.kind == "place":
            return entity.id
        if token.kind == "punct" and token.word != "," and at >= one.last:
            break
    return _stranger_place(tokens, one)


def _before(tokens: Sequence[Token], first: int) -> Iterator[int]:
    """Where "In Norland, 97 people" and "Norland reported 97" name their place."""
    for at in range(first - 1, max(-1, first - 5), -1):
        if tokens[at].kind == "number" or tokens[at].word in (";", "and", "while"):
            return
        yield at


def _stranger_place(tokens: Sequence[Token], one: Counted) -> str | None:
    """ "97 in Aldor alone": a place that the story does not declare counts as a part where the words say so."""
    for at in range(one.last, min(len(tokens) - 2, one.last + 4)):
        if tokens[at].word not in _PLACED or tokens[at + 1].kind != "name":
            continue
        end = at + 1
        while end < len(tokens) and tokens[end].kind == "name":
            end += 1
        if end < len(tokens) and tokens[end].word == "alone":
            return " ".join(token.word for token in tokens[at + 1 : end])
    return None
