"""States that verbs tell: resigned, was dismissed, replaced X, signed the treaty, voted it down.

| construction | example |
| --- | --- |
| subject | Berg resigned; the treaty expired |
| object | dismissed Berg; signed the treaty; named Berg finance minister |
| passive | Berg was dismissed; the treaty signed in May; Berg named finance minister |
| place | Berg replaces Lind as finance minister |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.extractors import english
from archive.extractors.state_mood import Mood, mood_of
from archive.extractors.state_objects import object_at
from archive.extractors.state_offices import Office, office_at
from archive.extractors.state_phrases import Referent, StateSentence
from archive.extractors.state_subjects import subjects_of
from archive.extractors.state_words import StateHit, StateType
from archive.extractors.token import Token
from archive.extractors.verb_groups import VerbGroup, takes_object, verb_group

_ONWARDS: Final = frozenset("back off up out that how why about".split())
"""Words behind a verb form that make it a past tense: "fired back", "proposed that"."""
_AGENT_REACH: Final = 10
_INSIDE: Final = frozenset(
    "therefore thus hence instead soon again duly eventually then yet thereby both all either neither in".split()
) - {"in"}
"""Adverbs that may stand between an auxiliary and its verb, beside those that any verb group may have."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A state that words tell: of whom, from which office, how it is meant, and the tokens `first` to `last` that say so."""

    hit: StateHit
    value: str
    trigger: int
    construction: str
    who: Referent | None
    office: Office | None
    mood: Mood
    first: int
    last: int
    parties: tuple[str, ...] = field(default=())


def verbs_of(sentence: StateSentence, at: int) -> Iterator[Stated]:
    """What the verb at token `at` tells of states."""
    found: list[Stated] = []
    for hit in sentence.hits[at]:
        if hit.state is None or hit.kind not in ("subject", "object"):
            continue
        group = _group(sentence, hit, at)
        if not _is_adjective(sentence, at, group):
            found += (
                _subject(sentence, hit, at, group)
                if hit.kind == "subject"
                else _object(sentence, hit, at, group)
            )
    special = {one.hit.type for one in found if one.hit.state is not None and one.hit.state.only}
    for one in found:
        if one.hit.type not in special or (one.hit.state is not None and one.hit.state.only):
            yield one


def _group(sentence: StateSentence, hit: StateHit, at: int) -> VerbGroup:
    """The verb group, across an adverb inside it: "will therefore suspend"."""
    group = verb_group(sentence.tokens, at, hit.length, hit.forms)
    if group.start == at and sentence.word(at - 1).endswith("n't"):
        return VerbGroup(at - 1, group.end, "active")
    if group.start == at and sentence.word(at - 1) in _INSIDE:
        outer = verb_group(sentence.tokens, at - 1, 1 + hit.length, hit.forms)
        return outer if outer.start < at - 1 else group
    return group


def _is_adjective(sentence: StateSentence, at: int, group: VerbGroup) -> bool:
    """ "The proposed deal", "its signed text"; a verb form after "the" is no verb."""
    before = sentence.word(at - 1)
    return group.start == at and (before in english.DETERMINERS | {"'s"} or before in english.POSSESSIVES)


def _mood(sentence: StateSentence, hit: StateHit, at: int, group: VerbGroup) -> Mood | None:
    return mood_of(
        sentence.tokens, group.start, at, gerund=hit.forms == frozenset(("gerund",)), bare="base" in hit.forms
    )


def _is_loose(sentence: StateSentence, hit: StateHit, at: int, group: VerbGroup) -> bool:
    words = [token.word for token in sentence.tokens[group.start : at]]
    gerund = hit.forms == frozenset(("gerund",)) and not set(words) & english.BE
    return gerund or "to" in words[-1:] or words[:1] == ["to"] or sentence.word(group.start - 1) == "to"


def _subject(sentence: StateSentence, hit: StateHit, at: int, group: VerbGroup) -> Iterator[Stated]:
    state, kind = hit.state, hit.type
    assert state is not None, "a verb of a state"
    passive = group.voice == "passive"
    if hit.forms == frozenset(("participle",)) and group.voice != "active" and not (passive and state.after):
        return
    if passive and not state.after:
        return
    mood = _mood(sentence, hit, at, group)
    if mood is None:
        return
    if not kind.at and _has_object(sentence, kind, group, numbers=True):
        return  # "ending years of talks": that is no end of anything in a state
    subjects = subjects_of(sentence, kind, group.start, loose=_is_loose(sentence, hit, at, group))
    if state.after is not None:
        yield from _in_place(sentence, hit, at, group, subjects, mood)
        return
    office = office_at(sentence, kind, group.end, direct=True) if kind.at else None
    if not _holds(hit, office):
        return
    last = office.end if office is not None else group.end
    for who in subjects:
        yield Stated(hit, state.value, at, "subject", who, office, mood, group.start, last)


def _in_place(
    sentence: StateSentence, hit: StateHit, at: int, group: VerbGroup, subjects: list[Referent], mood: Mood
) -> Iterator[Stated]:
    """ "Berg replaces Lind as finance minister": one comes and one goes; either way round in the passive."""
    state, kind = hit.state, hit.type
    assert state is not None, "a verb of a state"
    passive = group.voice == "passive" or (group.voice == "reduced" and sentence.word(group.end) == "by")
    end = group.end + (sentence.word(group.end) == "by") if passive else group.end
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
            yield Stated(hit, state.value, at, "place", who, office, mood, group.start, last)
    for who in goes:
        if who.id is not None and sentence.tokens[who.at].kind != "entity" and not passive:
            continue  # "will replace him" tells who comes
        yield Stated(hit, state.after or "", at, "place", who, office, mood, group.start, last)


def _only_office(sentence: StateSentence, kind: StateType, group: VerbGroup) -> Office | None:
    """The only post that a sentence names, which those who follow each other hold: "harbour chief since she succeeded Berg"."""
    posts = [
        at
        for at, token in enumerate(sentence.tokens)
        if token.kind == "entity" and token.id in kind.at and sentence.is_own_office(kind, at)
    ]
    return Office(group.start, group.end, sentence.tokens[posts[0]].id) if len(posts) == 1 else None


def _object(sentence: StateSentence, hit: StateHit, at: int, group: VerbGroup) -> Iterator[Stated]:
    state, kind = hit.state, hit.type
    assert state is not None, "a verb of a state"
    mood = _mood(sentence, hit, at, group)
    if mood is None or (state.ongoing and "gerund" not in hit.forms):
        return
    passive = group.voice == "passive"
    whom = None if passive else object_at(sentence, kind, group.end)
    if whom is None and not passive and not hit.particle and not kind.at:
        whom = _relative_object(sentence, kind, group)
    if whom is not None and whom.id is None and not whom.points and state.gives:
        whom = None  # "appointed finance minister" names nobody
    if whom is None and group.voice == "reduced" and not _has_object(sentence, kind, group):
        passive = _may_be_passive(sentence, group)
    if passive:
        yield from _passive(sentence, hit, at, group, mood)
        return
    if whom is None or whom.at == at or not _particle(sentence, hit, whom):
        return
    if state.only and not any(words in sentence.tokens[whom.at].word for words in state.only):
        return
    office = (
        office_at(sentence, kind, whom.at + 1 + len(hit.particle), direct=True, gives=state.gives)
        if kind.at
        else None
    )
    if not _holds(hit, office) or not _agent(sentence, hit, group, None):
        return
    last = max(group.end, whom.at + 1 + len(hit.particle), office.end if office else 0)
    parties = _parties(sentence, kind, group.start, back=True)
    yield Stated(hit, state.value, at, "object", whom, office, mood, group.start, last, parties)


def _relative_object(sentence: StateSentence, kind: StateType, group: VerbGroup) -> Referent | None:
    """ "The treaty that Norland signed"."""
    for at in range(group.start - 2, max(0, group.start - 6), -1):
        if sentence.word(at) in ("that", "which") and not _has_object(sentence, kind, group):
            before = at - 2 if sentence.word(at - 1) == "," else at - 1
            return sentence.named(kind, before) if before >= 0 else None
        if sentence.hits[at] or sentence.tokens[at].kind == "punct":
            return None
    return None


def _passive(
    sentence: StateSentence, hit: StateHit, at: int, group: VerbGroup, mood: Mood
) -> Iterator[Stated]:
    state, kind = hit.state, hit.type
    assert state is not None, "a verb of a state"
    if hit.particle:
        return  # in the passive nothing stands before it: "was voted down"
    office = office_at(sentence, kind, group.end, direct=True, gives=state.gives) if kind.at else None
    if office is not None and office.strange:
        return
    by = next(
        (i for i in range(group.end, min(len(sentence.tokens), group.end + 8)) if sentence.word(i) == "by"),
        None,
    )
    if not _agent(sentence, hit, group, by):
        return
    if office is None and by is not None and kind.at:
        link = next(
            (at for at in range(by + 1, min(len(sentence.tokens), by + 7)) if sentence.word(at) == "as"), None
        )
        office = office_at(sentence, kind, link, direct=False) if link is not None else None
    if not _holds(hit, office):
        return
    parties = _parties(sentence, kind, by + 1, back=False) if by is not None else ()
    last = office.end if office is not None else group.end
    loose = sentence.word(group.start) in ("being", "having")
    attached = group.voice == "reduced"
    for who in subjects_of(sentence, kind, group.start, loose=loose, attached=attached):
        if state.gives and who.id is None and not who.points:
            continue
        if state.only and not any(words in sentence.tokens[who.at].word for words in state.only):
            continue
        yield Stated(hit, state.value, at, "passive", who, office, mood, group.start, last, parties)


def _may_be_passive(sentence: StateSentence, group: VerbGroup) -> bool:
    """Whether a participle without an auxiliary can be one by what follows: "Berg sacked over", and not "Berg fired back"."""
    if group.end >= len(sentence.tokens):
        return True
    after = sentence.tokens[group.end]
    return after.kind != "word" or after.word not in _ONWARDS


def _has_object(sentence: StateSentence, kind: StateType, group: VerbGroup, *, numbers: bool = False) -> bool:
    """Whether an object that is no office follows: then the participle is a past tense."""
    end = sentence.after_times(group.end)
    if kind.at and office_at(sentence, kind, group.end, direct=True) is not None:
        return False
    if not takes_object(sentence.tokens, end) or _is_result(sentence.tokens[end]):
        return False
    return sentence.tokens[end].kind != "number" or (
        numbers and "ago" not in [sentence.word(end + 1), sentence.word(end + 2)]
    )


def _particle(sentence: StateSentence, hit: StateHit, whom: Referent) -> bool:
    """Whether the rest of the verb stands behind its object: "vote it down"."""
    return all(sentence.word(whom.at + 1 + step) == word for step, word in enumerate(hit.particle))


def _holds(hit: StateHit, office: Office | None) -> bool:
    """Whether the office is one of the story's, and named where it has to be."""
    if office is not None and office.strange:
        return False
    return office is not None or hit.state is None or not hit.state.needs_at


def _agent(sentence: StateSentence, hit: StateHit, group: VerbGroup, by: int | None) -> bool:
    """Whether those did it who alone can, where the state asks for that."""
    before = sentence.tokens[group.start - 1] if group.start else None
    bare = before is not None and before.number is not None and sentence.word(group.start) != "to"
    if hit.state is not None and hit.state.side and by is None and bare:
        return False  # "29 rejected it"
    if hit.state is None or not hit.state.agents:
        return True
    if by is not None:
        near = sentence.tokens[by + 1 : by + 1 + _AGENT_REACH]
    else:
        near = _clause_before(sentence, group.start)
    if (
        by is None
        and any(token.number is not None for token in near[-3:])
        and sentence.word(group.start) != "to"
    ):
        return False  # "only 12 senators backed it"
    if any(token.word in hit.state.agents for token in near) and not _counted(near):
        return True
    return by is not None and any(token.word in ("votes", "vote") or _is_result(token) for token in near)


def _counted(near: Sequence[Token]) -> bool:
    """Whether those who do it are only so many: "supported by 40 deputies"."""
    return (
        any(one.number is not None and not _is_result(one) for one in near[:2]) and near[0].number is not None
    )


def _is_result(token: Token) -> bool:
    return token.number is not None and token.number.against is not None


def _clause_before(sentence: StateSentence, start: int) -> Sequence[Token]:
    """The words of the clause before a verb group."""
    at = start
    while at > 0 and start - at < _AGENT_REACH:
        token = sentence.tokens[at - 1]
        if token.kind == "punct" or token.word in english.SUBORDINATORS | english.SAY:
            break
        at -= 1
    return sentence.tokens[at:start]


def _parties(sentence: StateSentence, kind: StateType, at: int, *, back: bool) -> tuple[str, ...]:
    """The parties that do it, in the order of the words: those in the clause before `at`, or behind "by"."""
    found: list[str] = []
    step = -1 if back else 1
    place = at - 1 if back else at
    while 0 <= place < len(sentence.tokens) and abs(place - at) < 10:
        token = sentence.tokens[place]
        if token.kind == "punct" and token.word != ",":
            break
        if token.word in english.SUBORDINATORS - {"who", "which"} or token.word in english.SAY:
            break
        if token.kind == "entity" and token.id in kind.by and sentence.word(place + 1) != "'s":
            found.append(token.id)
        place += step
    return tuple(dict.fromkeys(found[::-1] if back else found))
