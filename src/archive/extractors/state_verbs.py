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
from archive.extractors.state_objects import object_at, object_through
from archive.extractors.state_offices import ORDINALS, Office, office_at
from archive.extractors.state_phrases import Referent, StateSentence
from archive.extractors.state_subjects import subjects_of
from archive.extractors.state_successions import in_place
from archive.extractors.state_words import StateHit, StateType
from archive.extractors.token import Token
from archive.extractors.verb_groups import VerbGroup, takes_object, verb_group

_ONWARDS: Final = frozenset("back off up out that how why about".split())
"""Words behind a verb form that make it a past tense: "fired back", "proposed that"."""
_AGENT_REACH: Final = 10
_REACHED_BY: Final = frozenset("for on over with of".split())
_PRESIDING: Final = frozenset("speaker chairman chairwoman chairperson registrar judge court".split())
"""Those who rule on a motion alone, without a vote."""
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
    if group.start == at and before in ORDINALS and sentence.tokens[group.end : group.end + 1]:
        return sentence.tokens[group.end].id in sentence.posts  # "the first elected treasurer"
    return group.start == at and (before in english.DETERMINERS | {"'s"} or before in english.POSSESSIVES)


def _mood(sentence: StateSentence, hit: StateHit, at: int, group: VerbGroup) -> Mood | None:
    whole = sentence.whole or sentence.tokens
    headline = whole[-1].word not in (".", "!", ",")  # whose present tense tells the past
    verb = not hit.forms.isdisjoint(("base", "third")) and "past" not in hit.forms
    present = not headline and (verb or sentence.word(group.start) in ("is", "are"))
    if present and group.start in (at, at - 1) and sentence.opened_by_date(group.start):
        return Mood("projected")
    return mood_of(
        sentence.tokens,
        group.start,
        at,
        gerund=hit.forms == frozenset(("gerund",)),
        bare="base" in hit.forms,
        present=present,
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
        for value, who, held, last in in_place(sentence, hit, at, group, subjects):
            yield Stated(hit, value, at, "place", who, held, mood, group.start, last)
        return
    office = office_at(sentence, kind, group.end, direct=True) if kind.at else None
    if not _holds(hit, office):
        return
    last = office.end if office is not None else group.end
    for who in subjects:
        yield Stated(hit, state.value, at, "subject", who, office, mood, group.start, last)


def _object(sentence: StateSentence, hit: StateHit, at: int, group: VerbGroup) -> Iterator[Stated]:
    state, kind = hit.state, hit.type
    assert state is not None, "a verb of a state"
    mood = _mood(sentence, hit, at, group)
    if mood is None or (state.ongoing and "gerund" not in hit.forms):
        return
    if not kind.persons and (link := _link(sentence, hit, group)) is not None:
        whom = object_through(sentence, kind, group.end - (not hit.particle), link)
        if whom is not None and _agent(sentence, hit, group, None):
            last = max(group.end, whom.at + 1)
            yield Stated(hit, state.value, at, "object", whom, None, mood, group.start, last)
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
    if not is_only(sentence, hit, whom):
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
    loose = sentence.word(group.start) in ("being", "having", "to")
    attached = group.voice == "reduced"
    for who in subjects_of(sentence, kind, group.start, loose=loose, attached=attached):
        if state.gives and who.id is None and not who.points:
            continue
        if not is_only(sentence, hit, who):
            continue
        yield Stated(hit, state.value, at, "passive", who, office, mood, group.start, last, parties)


def _link(sentence: StateSentence, hit: StateHit, group: VerbGroup) -> str | None:
    """The preposition by which a verb done to somebody reaches what it names: "impeached Berg for abuse of power"."""
    if len(hit.particle) == 1 and hit.particle[0] in english.PREPOSITIONS:
        return hit.particle[0]
    last = sentence.word(group.end - 1)
    passive = hit.length == 2 and not hit.particle and group.voice == "passive"
    return last if passive and last in _REACHED_BY else None


def is_only(sentence: StateSentence, hit: StateHit, whom: Referent) -> bool:
    """Whether the thing is of the kind that the state asks for by words of its name: "lost the no-confidence motion"."""
    if hit.state is None or not hit.state.only:
        return True
    entity = sentence.story.entities.get(whom.id or "")
    texts = [sentence.tokens[whom.at].word, (entity.name or "") if entity is not None else ""]
    return any(words in text.lower() for words in hit.state.only for text in texts)


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
    if hit.state is not None and hit.state.side and by is None and _presides(sentence, group.start):
        return False  # "the speaker rejected the motion" is no vote
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


def _presides(sentence: StateSentence, start: int) -> bool:
    """Whether one who presides is the subject of the verb at `start`: "the deputy speaker of the assembly"."""
    for token in _clause_before(sentence, start):
        if token.word in english.PREPOSITIONS:
            return False
        if token.word.split(" ")[-1] in _PRESIDING:
            return True
    return False


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
