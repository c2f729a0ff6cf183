"""States and votes of a sentence as candidates, beside those of frames and counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from archive.domain.claim import Certainty, FieldValue, Polarity, Role
from archive.domain.story import Frame
from archive.extractors.candidate import Candidate
from archive.extractors.lexis import CompiledFrame, Lexis
from archive.extractors.state_memory import StateMemory
from archive.extractors.state_mood import Mood
from archive.extractors.state_motions import Tallied
from archive.extractors.state_nouns import nouns_of
from archive.extractors.state_offices import holder_of
from archive.extractors.state_phrases import Referent, StateSentence
from archive.extractors.state_verbs import Stated, verbs_of
from archive.extractors.state_votes import votes_of
from archive.extractors.state_words import StateType
from archive.extractors.token import Token
from archive.extractors.views import long_asides

_NOTHING: Final = re.compile(r"(?!)")
_AFTER_FRAMES: Final = 2_000_000
"""Where states stand among the frames of a story: behind frames and counts, which were written on purpose."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A result that numbers tell: the type, and the state."""

    type: str
    kind: StateType
    value: str


def states_in(
    tokens: Sequence[Token],
    readings: Callable[[Sequence[Token]], list[list[int]]],
    lexis: Lexis,
    memory: StateMemory,
) -> list[Candidate]:
    """The states and votes of a sentence; most sentences tell none, at the cost of one look."""
    found: list[Candidate] = []
    if lexis.states.speak(tokens):
        found = match_states(tokens, readings(tokens), lexis, memory)
    _note(tokens, lexis, memory)
    return found


def _note(tokens: Sequence[Token], lexis: Lexis, memory: StateMemory) -> None:
    """Remember what the sentence names: who holds which post, which treaty was spoken of, or another one."""
    sentence = StateSentence(tokens, lexis.states, memory, lexis.story)
    for kind in lexis.states.types:
        for at, token in enumerate(tokens):
            if token.kind == "entity" and token.id in kind.of:
                memory.spoken_of[kind.order], memory.strange[kind.order] = token.id, False
                beside = sentence.with_post(kind, Referent(at, token.id)).post if kind.at else None
                if beside is not None:
                    memory.posts[token.id] = beside
            elif token.word in kind.wording.nouns and sentence.is_another(kind, at):
                memory.strange[kind.order] = True
    memory.note(tokens)


def match_states(
    tokens: Sequence[Token], readings: Sequence[Sequence[int]], lexis: Lexis, memory: StateMemory
) -> list[Candidate]:
    """What the verbs, nouns and numbers of a sentence tell of states, read without asides first, then in full."""
    found: dict[tuple[object, ...], Candidate] = {}
    told: set[tuple[object, ...]] = set()
    for number in sorted(range(len(readings)), key=lambda number: (len(readings[number]), number)):
        view = readings[number]
        sentence = StateSentence([tokens[index] for index in view], lexis.states, memory, lexis.story, tokens)
        asides = long_asides(tokens, view) if number else frozenset()
        stated = list(_stated(sentence))
        for one in stated:
            values = _values(one, memory)
            if values is None:
                continue
            same = (one.hit.type.order, tuple(sorted(values.items(), key=str)))
            key = (view[one.trigger], *same)
            if key in found or (one.construction == "office" and same in told):
                continue
            told.add(same)
            found[key] = _candidate(one, values, tokens, view, number, len(found))
            found[key].asides = asides
        for tally in votes_of(sentence, lexis.states, stated):
            place = (tally.type.order, view[tally.at], tally.side)
            if place not in found:
                found[place] = _vote(tally, view, number)
                found[place].asides = asides
            outcome = _outcome(tally, lexis)
            if outcome is not None and (outcome.type, view[tally.at]) not in found:
                found[outcome.type, view[tally.at]] = _won(tally, outcome, view, number)
        memory.outcome = _result(stated) or memory.outcome
    return list(found.values())


def _result(stated: Sequence[Stated]) -> tuple[str, str] | None:
    """The motion that a sentence says passed or failed, and the side that won."""
    for one in stated:
        state = one.hit.state
        if state is not None and state.side is not None and one.who is not None and one.who.id is not None:
            return one.who.id, state.side
    return None


def _stated(sentence: StateSentence) -> Iterator[Stated]:
    for at, hits in enumerate(sentence.hits):
        if hits:
            yield from verbs_of(sentence, at)
            yield from nouns_of(sentence, at)
            for kind in dict.fromkeys(hit.type for hit in hits if hit.kind == "office"):
                held = holder_of(sentence, kind, at)
                hit = held[1].hit if held is not None else None
                if held is not None and hit is not None and hit.state is not None:
                    who, office = held
                    first, last = min(at, who.at), max(office.end, who.at + 1)
                    yield Stated(
                        hit, hit.state.value, at, "office", who, office, Mood("current"), first, last
                    )


def _values(one: Stated, memory: StateMemory) -> dict[str, FieldValue] | None:
    """The fields that the words give; None where they name neither somebody nor an office."""
    kind = one.hit.type
    wording, who = kind.wording, one.who
    value = one.value
    if one.office is not None and one.office.hit is not None and one.office.hit.state is not None:
        tells = one.office.hit.state
        if not (tells.subject_of or tells.object_of or tells.noun):
            value = tells.value  # "was appointed acting governor" makes nobody governor
    values: dict[str, FieldValue] = {kind.value: value}
    if who is None:
        return None
    if who.id is not None:
        values[wording.of] = who.id
    if wording.at is not None:
        post = _post(one, who, kind, memory)
        if post is not None:
            values[wording.at] = post
        if who.id is None and not who.points and post is None:
            return None
    if wording.by is not None and one.parties:
        values[wording.by] = one.parties
    return values


def _post(one: Stated, who: Referent, kind: StateType, memory: StateMemory) -> str | None:
    """The post: named, beside the name, the only one of the story, or the one that its holder was said to hold."""
    if one.office is not None and one.office.post is not None:
        return one.office.post
    if who.post is not None:
        return who.post
    if len(kind.at) == 1:
        return next(iter(kind.at))
    return memory.posts.get(who.id) if who.id is not None else None


def _candidate(
    one: Stated,
    values: dict[str, FieldValue],
    tokens: Sequence[Token],
    view: Sequence[int],
    number: int,
    apart: int,
) -> Candidate:
    kind, who = one.hit.type, one.who
    assert who is not None, "it was asked for"
    slots: dict[str, tuple[int, ...]] = {}
    scope = dict(values)
    compiled = _compiled(
        kind.fact.type, kind.order, f"{values[kind.value]}: {one.construction}", one.mood.role, one.mood.certainty, one.mood.polarity,
    )  # fmt: skip
    if who.points or (who.id is not None and tokens[view[who.at]].id == who.id):
        slots[kind.wording.of] = (view[who.at],)
    return Candidate(
        compiled,
        slots,
        view[one.first],
        view[one.last - 1] + 1,
        number,
        anchor=view[one.trigger],
        scope=scope,
        apart=apart + 1,
    )


def _vote(tally: Tallied, view: Sequence[int], number: int) -> Candidate:
    kind = tally.type
    value = kind.value
    scope: dict[str, FieldValue] = {"side": tally.side}
    slots: dict[str, tuple[int, ...]] = {}
    if tally.second is None:
        slots[value] = (view[tally.at],)
    else:
        scope[value] = tally.second
    if tally.motion is not None:
        scope[kind.wording.of] = tally.motion
    compiled = _compiled(kind.fact.type, kind.order, f"{tally.side}: votes", tally.role, None, "affirmed")
    apart = 1 + [one.side for one in kind.fact.sides].index(tally.side)
    return Candidate(
        compiled,
        slots,
        view[tally.first],
        view[tally.last - 1] + 1,
        number,
        anchor=view[tally.at],
        scope=scope,
        apart=apart,
    )


def _outcome(tally: Tallied, lexis: Lexis) -> _Outcome | None:
    """The result that the numbers of a vote alone tell."""
    wanted = tally.type.wording.outcome
    if tally.won is None or wanted is None:
        return None
    fact = lexis.story.facts[wanted]
    value = next((state.value for state in fact.states if state.side == tally.won and not state.only), None)
    kind = next((kind for kind in lexis.states.types if kind.fact is fact), None)
    return None if value is None or kind is None else _Outcome(wanted, kind, value)


def _won(tally: Tallied, outcome: _Outcome, view: Sequence[int], number: int) -> Candidate:
    kind = outcome.kind
    scope: dict[str, FieldValue] = {kind.value: outcome.value, kind.wording.of: tally.motion}
    compiled = _compiled(kind.fact.type, kind.order, f"{outcome.value}: votes", tally.role, None, "affirmed")
    return Candidate(
        compiled, {}, view[tally.first], view[tally.last - 1] + 1, number, anchor=view[tally.at], scope=scope
    )


@lru_cache(maxsize=4096)
def _compiled(
    kind: str,
    order: int,
    name: str,
    role: Role | None,
    certainty: Certainty | None,
    polarity: Polarity | None,
) -> CompiledFrame:
    return CompiledFrame(
        type=kind,
        frame=Frame(name=name, pattern="", nodes=(), role=role, certainty=certainty, polarity=polarity),
        order=_AFTER_FRAMES + order,
        regex=_NOTHING,
        slots=(),
        needs=(),
        unless=None,
        only_if=None,
    )
