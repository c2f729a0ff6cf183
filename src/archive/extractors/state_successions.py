"""One who comes and one whose place is taken: "Berg replaces Lind as finance minister", "Lind was succeeded by Berg"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from archive.extractors import english
from archive.extractors.state_objects import object_at
from archive.extractors.state_offices import Office, office_at
from archive.extractors.state_phrases import Referent, StateSentence
from archive.extractors.state_words import StateHit, StateType
from archive.extractors.verb_groups import VerbGroup

_BY_REACH: Final = 8


def _inverted(sentence: StateSentence, kind: StateType, group: VerbGroup) -> list[Referent]:
    """The subject behind its verb: "Replacing him as treasurer is Berg"."""
    edges = [at for at in range(group.end, len(sentence.tokens)) if sentence.tokens[at].kind == "punct"]
    dashes = [at for at in edges if sentence.word(at) == "\u2014"]
    aside = range(dashes[0], dashes[1] + 1) if len(dashes) > 1 and dashes[0] == edges[0] else range(0)
    for at in range(group.end, len(sentence.tokens) - 1):
        if at in aside:
            continue
        if sentence.word(at) in english.BE:
            found = sentence.named(kind, at + 1)
            return [found] if found is not None else []
        if sentence.tokens[at].kind == "punct":
            break
    return []


def in_place(
    sentence: StateSentence, hit: StateHit, at: int, group: VerbGroup, subjects: list[Referent]
) -> Iterator[tuple[str, Referent, Office | None, int]]:
    """The state, whose it is, the office and the end of the words that say so, for one who comes and one who goes.

    "Berg replaces Lind as finance minister"; either way round in the passive, "Lind was replaced by Berg".
    """
    state, kind = hit.state, hit.type
    assert state is not None, "a verb of a state"
    if not subjects and at == 0:
        subjects = _inverted(sentence, kind, group)
    passive = group.voice == "passive" or (group.voice == "reduced" and sentence.word(group.end) == "by")
    end = group.end
    if passive:
        near = range(group.end, min(len(sentence.tokens), group.end + _BY_REACH))
        end = next((at + 1 for at in near if sentence.word(at) == "by"), end)
    taken = {one.id for one in subjects}
    other = object_at(sentence, kind, end, taken) if not passive or end > group.end else None
    office = None
    for start in (other.at + 1, group.end) if other is not None else (group.end,):
        office = office or office_at(sentence, kind, start, direct=False)
    if office is None and passive and other is not None:
        office = office_at(sentence, kind, group.end, direct=False)
    known = [one for one in (*subjects, other) if one is not None and one.id is not None]
    last = max(group.end, office.end if office else 0, other.at + 1 if other else 0)
    comes, goes = ([other] if other else [], subjects) if passive else (subjects, [other] if other else [])
    if not passive and other is not None and sentence.word(other.at + 1) in ("with", "by"):
        successor = object_at(sentence, kind, other.at + 2, taken | {other.id})
        if successor is None:
            return
        comes, known = [successor], [other, successor]
        office = office_at(sentence, kind, successor.at + 1, direct=False)
        last = max(last, successor.at + 1, office.end if office else 0)
    if (office is not None and office.strange) or (office is None and len(known) < 2):
        return
    office = office or _only_office(sentence, kind, group)
    for who in comes:
        if who.id is not None or who.points:
            yield state.value, who, office, last
    for who in goes:
        if who.id is not None and sentence.tokens[who.at].kind != "entity" and not passive:
            continue  # "will replace him" tells who comes
        yield state.after or "", who, office, last


def _only_office(sentence: StateSentence, kind: StateType, group: VerbGroup) -> Office | None:
    """The only post that a sentence names, which those who follow each other hold: "harbour chief since she succeeded Berg"."""
    posts = [
        at
        for at, token in enumerate(sentence.tokens)
        if token.kind == "entity" and token.id in kind.at and sentence.is_own_office(kind, at)
    ]
    return Office(group.start, group.end, sentence.tokens[posts[0]].id) if len(posts) == 1 else None
