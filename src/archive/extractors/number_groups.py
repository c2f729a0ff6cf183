"""The noun group around a number: what is counted ("1,200 of its office workers", "97 confirmed dead")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.extractors import english
from archive.extractors.count_words import Hit
from archive.extractors.token import Token

_REACH: Final = 7
"""How many words a noun may stand behind its number."""
_STOPS: Final = (
    english.CONJUNCTIONS
    | english.SUBORDINATORS
    | english.PREPOSITIONS
    | english.AUXILIARIES
    | english.PRONOUNS
    | english.SAY
    | (english.DETERMINERS - {"other"})
) - {"other", "more"}
_PARTS: Final = frozenset("them whom these those which us".split())
ADJECTIVAL: Final = frozenset("dead injured wounded missing hurt trapped stranded displaced homeless".split())


@dataclass(slots=True)
class NumberGroup:
    """The group of the number at `at`; `end` is the token behind it.

    `units` and `nouns` are the rules whose words stand in it, `barred` those whose `not_of` do.
    `wording` is the head noun as it stands. `part`: of the same that another number counts ("12 of them"),
    or of what the rules `of_rules` count ("12 of the dead"). `among` is a number that it is taken from ("12 of 97").
    """

    at: int
    end: int
    units: set[int] = field(default_factory=set)
    nouns: dict[int, int] = field(default_factory=dict)
    states: dict[int, int] = field(default_factory=dict)
    barred: set[int] = field(default_factory=set)
    wording: str = ""
    part: bool = False
    of_rules: frozenset[int] = frozenset()
    among: int | None = None
    bare: bool = True


def number_group(tokens: Sequence[Token], hits: Sequence[Sequence[Hit]], at: int) -> NumberGroup:
    """Read the group to the right of the number at token `at`."""
    group = NumberGroup(at, at + 1)
    position = _past_of(tokens, hits, at + 1, group)
    if group.part:
        return group
    headed = False
    while position < min(len(tokens), at + 1 + _REACH + (position - at - 1)):
        token = tokens[position]
        if _stops(token) and not _joins_adjectives(tokens, hits, position):
            break
        length = _nominal(group, hits[position], position)
        if length:
            headed, position = True, position + length
            group.end, group.bare = position, False
            group.wording = tokens[position - 1].word
            continue
        if _predicative(hits[position]):
            if headed or not _unit_ahead(tokens, hits, position):
                break
            for hit in hits[position]:
                if not hit.particle and (hit.kind == "state" or "participle" in hit.forms):
                    group.states.setdefault(hit.rule, position)
        elif headed:
            break
        position += 1
        if position - at > _REACH:
            break
    if headed:
        group.end = _past_list(tokens, hits, group.end)
    if not headed and position > at + 1 and not _stops(tokens[at + 1]):
        group.end, group.bare = position, False
        group.wording = tokens[position - 1].word
    _unless_adjective(tokens, hits, group)
    return group


def _past_list(tokens: Sequence[Token], hits: Sequence[Sequence[Hit]], end: int) -> int:
    """Where a list of nouns under one number ends: "305 employees, contractors and residents"."""
    last = end
    at = end
    while at + 1 < len(tokens) and tokens[at].word in (",", "and", "or"):
        at += 1 + (tokens[at + 1].word in ("and", "or"))
        units = [hit.length for hit in hits[at] if hit.kind == "unit"] if at < len(tokens) else []
        if not units:
            return last
        at += max(units)
        last = at if tokens[at - 1].kind == "word" and (last > end or tokens[end].word != ",") else last
        if tokens[end].word == "," and last == end:
            last = _after_second(tokens, hits, at) or end
    return last


def _after_second(tokens: Sequence[Token], hits: Sequence[Sequence[Hit]], at: int) -> int | None:
    """A comma joins nouns only where "and" and another one follow."""
    if at + 1 >= len(tokens) or tokens[at].word not in ("and", "or"):
        return None
    units = [hit.length for hit in hits[at + 1] if hit.kind == "unit"]
    return at + 1 + max(units) if units else None


def _joins_adjectives(tokens: Sequence[Token], hits: Sequence[Sequence[Hit]], at: int) -> bool:
    """Whether "and" stands between two adjectives of one noun: "97 full-time and part-time workers"."""
    if tokens[at].word not in ("and", "or") or hits[at - 1] or tokens[at - 1].kind == "number":
        return False
    return at + 2 < len(tokens) and not hits[at + 1] and any(hit.kind == "unit" for hit in hits[at + 2])


def _past_of(
    tokens: Sequence[Token], hits: Sequence[Sequence[Hit]], position: int, group: NumberGroup
) -> int:
    """Go past "of its", "of the 97": what follows is what is counted. "Of them", "of the dead" count a part."""
    if position + 1 < len(tokens) and (tokens[position].word, tokens[position + 1].word) == ("out", "of"):
        position += 1
    if position >= len(tokens) or tokens[position].word != "of":
        return position
    position += 1
    if (
        position < len(tokens)
        and tokens[position].word in _PARTS
        and not (tokens[position].word in ("those", "these") and _named_next(hits, position))
    ):
        group.part, group.end, group.bare = True, position + 1, False
        return position + 1
    whose = position
    while position < len(tokens) and (
        tokens[position].word in english.DETERMINERS
        or tokens[position].kind in ("number", "entity", "name")
        or tokens[position].word in ("'s", "more", "about", "than", "own")
    ):
        if tokens[position].kind == "number":
            group.among = position
        position += 1
    if position > whose and tokens[whose].word in ("the", "those", "these"):
        _of_the_counted(tokens, hits, position, group)
    return position


def _named_next(hits: Sequence[Sequence[Hit]], at: int) -> bool:
    """Whether "those" is no pronoun: "23 of those confirmed dead"."""
    return at + 1 < len(hits) and any(hit.kind in ("noun", "state", "unit") for hit in hits[at + 1])


def _of_the_counted(
    tokens: Sequence[Token], hits: Sequence[Sequence[Hit]], position: int, group: NumberGroup
) -> None:
    """ "23 of those confirmed dead", "75 of the survivors" are parts of what the noun counts."""
    for at in range(position, min(len(tokens), position + 3)):
        counted = [hit for hit in hits[at] if hit.kind in ("noun", "state") or "participle" in hit.forms]
        if counted:
            group.part, group.bare = True, False
            group.end = at + max(hit.length for hit in counted)
            group.of_rules = frozenset(hit.rule for hit in counted)
            return
        if _stops(tokens[at]) or hits[at]:
            return


def _stops(token: Token) -> bool:
    if token.kind in ("punct", "date", "number"):
        return True
    if token.capital and token.word == "us":
        return False  # the country
    return token.kind == "word" and token.word in _STOPS


def _nominal(group: NumberGroup, hits: Sequence[Hit], position: int) -> int:
    """Take the nouns at a token into the group; the length of the longest."""
    longest = 0
    for hit in hits:
        if hit.kind == "unit":
            group.units.add(hit.rule)
            group.barred.discard(hit.rule)
        elif hit.kind == "bar":
            group.barred.add(hit.rule)
        elif hit.kind == "noun":
            group.nouns.setdefault(hit.rule, position)
        else:
            continue
        longest = max(longest, hit.length)
    return longest


def _predicative(hits: Sequence[Hit]) -> bool:
    return any(hit.kind in ("subject", "object", "state") and not hit.particle for hit in hits)


def _unit_ahead(tokens: Sequence[Token], hits: Sequence[Sequence[Hit]], at: int) -> bool:
    """Whether a participle or state describes a noun behind it: "97 missing workers"."""
    for position in range(at + 1, min(len(tokens), at + 3)):
        if _stops(tokens[position]) or tokens[position].word == "'s":
            return False
        if any(hit.kind in ("unit", "bar") for hit in hits[position]):
            return True
    return False


def _unless_adjective(tokens: Sequence[Token], hits: Sequence[Sequence[Hit]], group: NumberGroup) -> None:
    """ "97 dead whales" are whales: a noun that is an adjective too counts only as the last word."""
    if group.end >= len(tokens) or not group.nouns or group.wording not in ADJECTIVAL:
        return
    after = tokens[group.end]
    if (
        after.kind == "word"
        and not _stops(after)
        and not hits[group.end]
        and after.word.endswith("s")
        and not after.word.endswith("ss")
        and after.word not in english.ADVERBS
    ):
        group.nouns.clear()
        group.end += 1
        group.wording = after.word
