"""Which office the words beside a state name: the story's post, "the job", or another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from archive.extractors import english
from archive.extractors.state_phrases import Referent, StateSentence
from archive.extractors.state_words import StateHit, StateType

_WEAK: Final = frozenset("to from of for in at".split())
_SEEKERS: Final = frozenset(
    "candidate nominee hopeful contender spokesman spokeswoman aide adviser election race elect".split()
)
_NO_OFFICE: Final = frozenset(
    "alongside unopposed effective pending citing saying despite amid there here together instead live".split()
)
"""Words behind "appointed" that begin no office."""
ORDINALS: Final = frozenset("first second third fourth fifth last latest only".split())
_REACH: Final = 8
_LINKS: Final = frozenset(("as", "remains", "remain", "became", "becomes", "stays")) | english.BE


@dataclass(frozen=True, slots=True)
class Office:
    """The office at tokens `start` to `end`: `post` (None: "the job", whichever that is) and what its adjective tells.

    `strange`: it is an office that the story does not have.
    """

    start: int
    end: int
    post: str | None = None
    hit: StateHit | None = None
    strange: bool = False


def office_at(
    sentence: StateSentence, kind: StateType, end: int, *, direct: bool, gives: bool = False
) -> Office | None:
    """The office named from token `end` on: "as finance minister", "from the post of"; `direct`: also without a link.

    `gives`: what one is put into, so that "to the board" is an office too.
    """
    at = sentence.after_times(end)
    link = sentence.word(at)
    if link == "as" or (link == "to" and sentence.word(at + 1) in ("be", "become")):
        return _phrase(sentence, kind, end, at + (1 if link == "as" else 2), firm=True)
    if link in _WEAK:
        found = _phrase(sentence, kind, end, at + 1, firm=False)
        away = (
            link in (("from", "of", "to") if gives else ("from", "of"))
            and sentence.word(at + 1) in english.DETERMINERS
        )
        if found is None or found.strange:
            return Office(end, at + 1, strange=True) if away else None
        return found
    firm = gives and link not in _NO_OFFICE
    return _phrase(sentence, kind, end, at, firm=firm) if direct else None


def _phrase(sentence: StateSentence, kind: StateType, start: int, at: int, *, firm: bool) -> Office | None:
    hit: StateHit | None = None
    head = False
    for step in range(at, min(len(sentence.tokens), at + _REACH)):
        token = sentence.tokens[step]
        hit = hit or next(
            (one for one in sentence.hits[step] if one.kind == "office" and one.type is kind), None
        )
        if token.kind == "entity" and token.id in kind.at:
            if sentence.word(step + 1) == "'s":
                return _owned(sentence, kind, start, step, hit)
            if _is_attribute(sentence, at, step):
                return Office(start, step + 1, strange=True)
            if not sentence.is_own_office(kind, step) or sentence.word(step + 1) in _SEEKERS:
                return Office(start, step + 1, strange=True)
            return Office(start, step + 1, token.id, hit)
        if token.kind == "word" and token.word in kind.wording.at_nouns:
            if sentence.word(step + 1) == "of":
                named = _phrase(sentence, kind, start, step + 2, firm=True)
                return named or Office(start, step + 2, strange=True)
            if sentence.word(step + 1) == "as":
                return _phrase(sentence, kind, start, step + 2, firm=True)
            return Office(start, step + 1, None, hit)
        if token.kind == "word" and token.word in kind.wording.other:
            return Office(start, step + 1, strange=True)
        if token.kind == "punct" or token.word in (
            english.PREPOSITIONS
            | english.CONJUNCTIONS
            | (english.SUBORDINATORS - {"that"})
            | english.AUXILIARIES
        ):
            break
        plain = token.word not in english.DETERMINERS | english.ADVERBS | {"'s"}
        head = head or (plain and token.kind not in ("date", "number"))
    first = sentence.tokens[at] if at < len(sentence.tokens) else None
    definite = first is not None and (first.word in english.DETERMINERS or first.kind in ("name", "entity"))
    return Office(start, at + 1, strange=True) if head and (firm or definite) else None


def _owned(sentence: StateSentence, kind: StateType, start: int, at: int, hit: StateHit | None) -> Office:
    """The office in "the treasurer's job"; none of the story's in "the treasurer's residence"."""
    for step in range(at + 2, min(len(sentence.tokens), at + 4)):
        if sentence.tokens[step].word in kind.wording.at_nouns:
            return Office(start, step + 1, sentence.tokens[at].id, hit)
    return Office(start, at + 2, strange=True)


def _is_attribute(sentence: StateSentence, first: int, at: int) -> bool:
    """Whether the office at `at` gives nobody the post: "became the first treasurer to resign", "treasurer in name only"."""
    if sentence.word(at + 1) == "in" and sentence.word(at + 2) == "name":
        return True
    ordinal = any(sentence.word(step) in ORDINALS for step in range(first, at))
    return ordinal and sentence.word(at + 1) == "to"


def holder_of(sentence: StateSentence, kind: StateType, at: int) -> tuple[Referent, Office] | None:
    """Whom the adjective at `at` makes a holder of the office behind it: "acting governor Berg", "Berg as acting governor"."""
    hit = next(one for one in sentence.hits[at] if one.kind == "office" and one.type is kind)
    if sentence.tokens[-1].word == "?":
        return None
    if sentence.word(at - 1) == ":" and at > 1 and (listed := sentence.named(kind, at - 2)) is not None:
        return listed, Office(at, at + hit.length, None, hit)
    post = next(
        (
            step
            for step in range(at + hit.length, min(len(sentence.tokens), at + hit.length + 3))
            if sentence.tokens[step].kind == "entity"
        ),
        None,
    )
    if post is None or sentence.tokens[post].id not in kind.at or not sentence.is_own_office(kind, post):
        return None
    office = Office(at, post + 1, sentence.tokens[post].id, hit)
    behind = post + 2 if sentence.word(post + 1) == "," else post + 1
    if (
        behind < len(sentence.tokens)
        and sentence.tokens[behind].id in kind.of
        and sentence.tokens[behind].kind == "entity"
    ):
        closed = behind == post + 1 or sentence.word(behind + 1) in (",", "", ".", "\u2014")
        if closed and sentence.word(behind + 1) != "'s":
            return Referent(behind, sentence.tokens[behind].id), office
    start = at
    while start > 0 and (
        sentence.word(start - 1) in english.DETERMINERS
        or sentence.tokens[start - 1].kind == "name"
        or sentence.word(start - 1) == "'s"
    ):
        start -= 1
    return _before(sentence, kind, start, office)


def _before(
    sentence: StateSentence, kind: StateType, start: int, office: Office
) -> tuple[Referent, Office] | None:
    """The holder before an office: "Berg, the acting governor"; of an acting one also "Berg stays on as"."""
    link = sentence.word(start - 1)
    if link == "," and start > 1 and sentence.tokens[start - 2].id in kind.of:
        found = sentence.named(kind, start - 2)
        return None if found is None else (found, office)
    if office.hit is None or link not in (_LINKS if _only_adjectives(office.hit) else ("is",)):
        return None
    for at in range(start - 2, max(-1, start - 9), -1):
        token = sentence.tokens[at]
        if token.kind == "name" or (token.kind == "punct" and token.word != ","):
            return None
        found = sentence.named(kind, at) if token.kind == "entity" or token.word in ("he", "she") else None
        if found is not None and found.id is not None and sentence.word(at + 1) != "'s":
            return found, office
    return None


def _only_adjectives(hit: StateHit) -> bool:
    """Whether the state is told by adjectives alone: to be acting is a state, to be new is none that lasts."""
    state = hit.state
    return state is not None and not (state.subject_of or state.object_of or state.noun)
