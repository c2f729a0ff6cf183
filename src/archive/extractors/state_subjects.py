"""Whom or what a verb is said of: the subject right before it, of the verb it goes on from, or behind "who"."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from archive.extractors import english
from archive.extractors.state_offices import ORDINALS
from archive.extractors.state_phrases import BREAKS, PERSONS, THE, THINGS, TIMES, Referent, StateSentence
from archive.extractors.state_words import StateType

_REACH: Final = 24
_RELATIVE: Final = frozenset(("who", "which", "that"))
_JOINS: Final = frozenset(("and", "or", "but", "then"))
_POINTERS: Final = PERSONS | THINGS | {"they", "you", "who"}


def subjects_of(
    sentence: StateSentence, kind: StateType, start: int, *, loose: bool = False, attached: bool = False
) -> list[Referent]:
    """Who or what the verb group that starts at `start` is said of; none where it is somebody unknown.

    `loose`: an infinitive or a gerund, whose subject need not stand right before it. `attached`: a participle
    that may belong to the name right before it, whatever rules that ("under the treaty, signed in May,").
    """
    at = sentence.before_times(start - 1)
    if "to" in (sentence.word(start), sentence.word(at)):
        post = start - 1 if sentence.word(start) == "to" else at - 1
        first = _ordinal(sentence, kind, post)
        if first:
            meant = _nearest(sentence, kind, first, first - 1, loose=True, attached=False)
            return [replace(one, post=one.post or sentence.tokens[post].id) for one in meant]
    if loose and sentence.word(at) == "by" and at and (found := _first_subject(sentence, kind, at, False)):
        return found  # "Berg stunned the house by resigning"
    if attached and sentence.word(at) == ";" and sentence.word(len(sentence.tokens) - 1) != ".":
        return _first_subject(sentence, kind, at, loose)  # a headline: "Berg loses vote; ousted as mayor"
    placed = sentence.word(at - 2) in english.PREPOSITIONS  # "Berg, mayor of Orlane, resigned"
    if sentence.word(at) == "," and at and sentence.tokens[at - 1].kind == "name" and not placed:
        return []  # "the deputy minister, Paul Venn, resigned"
    goes_on = sentence.word(at) in _JOINS or (sentence.word(at) == "," and not sentence.names(kind, at - 1))
    if goes_on:
        while sentence.word(at) in _JOINS | {","}:
            at -= 1
        return _first_subject(sentence, kind, at + 1, loose)
    if sentence.word(at) in _RELATIVE:
        return _antecedent(sentence, kind, at - 1)
    return _nearest(sentence, kind, start, at, loose=loose, attached=attached)


def _ordinal(sentence: StateSentence, kind: StateType, at: int) -> int:
    """Where "the first treasurer" starts that ends at `at`, whom an infinitive goes on from; 0 where there is none."""
    if not kind.at or at < 2 or sentence.tokens[at].id not in kind.at:
        return 0
    first = sentence.phrase_start(at)
    return first if any(sentence.word(step) in ORDINALS for step in range(first, at)) else 0


def _antecedent(sentence: StateSentence, kind: StateType, at: int) -> list[Referent]:
    """Whom "who" behind the token at `at` means."""
    at -= sentence.word(at) == ","
    found = sentence.named(kind, at) if at >= 0 and _follows(sentence, at) else None
    return [] if found is None else _joined(sentence, kind, found)


def _nearest(
    sentence: StateSentence, kind: StateType, start: int, at: int, *, loose: bool, attached: bool
) -> list[Referent]:
    """The noun phrase nearest to the verb that no preposition rules, from token `at` on back."""
    near = True
    while at >= 0 and start - at <= _REACH:
        token = sentence.tokens[at]
        if token.kind == "punct" and (token.word in BREAKS or token.word == ":"):
            listed = token.word == ":" and at > 0 and sentence.names(kind, at - 1)
            return _listed(sentence, kind, at - 1) if listed else []
        if token.kind in ("entity", "name") or token.word in _POINTERS:
            owner = sentence.is_owner(at) or sentence.word(at - 1) == "not"
            if owner and loose and (found := sentence.named(kind, at)) is not None:
                return [found]  # "Berg's decision to resign"
            beside = attached and at >= start - 2
            if not owner and (beside or _is_subject(sentence, kind, at, near=near, loose=loose)):
                if _is_apposed(sentence, kind, at):
                    at -= 2
                    continue
                found = sentence.named(kind, at) or _beside_unknown(sentence, kind, at)
                return [] if found is None else _joined(sentence, kind, found)
        elif token.kind == "word" and not loose and _is_noun(sentence, at):
            head = sentence.named(kind, at)
            first = sentence.phrase_start(at)
            if head is not None:
                return _joined(sentence, kind, head)
            if sentence.word(first - 1) not in english.PREPOSITIONS - {"like"}:
                return []
            at, near = first - 1, False
        at -= 1
    return _ahead(sentence, kind, start) if loose else []


def _is_apposed(sentence: StateSentence, kind: StateType, at: int) -> bool:
    """Whether a post only says who a name before it is, in the phrase of a thing: "the motion against Berg, the mayor, passed"."""
    if kind.persons or sentence.tokens[at].id not in sentence.posts:
        return False
    first = sentence.phrase_start(at)
    return first >= 2 and sentence.word(first - 1) == "," and sentence.tokens[first - 2].kind == "entity"


def _beside_unknown(sentence: StateSentence, kind: StateType, at: int) -> Referent | None:
    """Who is named first beside somebody unknown: "treasurer Berg and her deputy Paul Venn resigned"."""
    first = sentence.phrase_start(at)
    name = first - 2
    if not kind.persons or sentence.word(first - 1) != "and" or not sentence.names(kind, name):
        return None
    start = sentence.phrase_start(name)
    opens = start == 0 or sentence.tokens[start - 1].kind == "punct"
    verbs = any(sentence.hits[step] for step in range(start, first))
    return sentence.named(kind, name) if opens and not verbs and sentence.word(name + 1) == "and" else None


def _is_subject(sentence: StateSentence, kind: StateType, at: int, *, near: bool, loose: bool) -> bool:
    """Whether the name at `at` can be a subject: nothing rules it, or a noun that a state reaches it by."""
    if not sentence.is_governed(at) or (near and _through(sentence, kind, at)):
        return True
    return loose and sentence.is_governed(at, ("by", "for", "on"))


def _ahead(sentence: StateSentence, kind: StateType, start: int) -> list[Referent]:
    """The subject of a clause that stands behind one without its own: "After resigning, Berg left"."""
    comma = next(
        (at for at in range(start, len(sentence.tokens)) if sentence.word(at) == ","), len(sentence.tokens)
    )
    if start > 2 or comma + 1 >= len(sentence.tokens):
        return []
    at = comma + 1
    while (
        at + 1 < len(sentence.tokens)
        and sentence.tokens[at].kind == "word"
        and sentence.tokens[at].word in THE
    ):
        at += 1
    found = sentence.named(kind, at)
    return [] if found is None or sentence.is_owner(at) else [found]


def _follows(sentence: StateSentence, at: int) -> bool:
    """Whether nobody was left out between the token at `at` and the next but one, which "who" may mean instead."""
    first = sentence.tokens[at].end
    last = sentence.tokens[min(at + 2, len(sentence.tokens) - 1)].start
    return not any(
        token.kind in ("entity", "name") and first <= token.start and token.end <= last
        for token in sentence.whole
    )


def _listed(sentence: StateSentence, kind: StateType, at: int) -> list[Referent]:
    found = sentence.named(kind, at)
    return [] if found is None else [found]


def _first_subject(sentence: StateSentence, kind: StateType, end: int, loose: bool) -> list[Referent]:
    """The subject of the verb that another goes on from: "Berg met Lind and resigned"."""
    start = end
    while (
        start > 0
        and sentence.word(start - 1) not in BREAKS
        and sentence.word(start - 1) not in ("that", "while", "but")
    ):
        start -= 1
    for at in range(start, end):
        token = sentence.tokens[at]
        if token.kind in ("entity", "name") or token.word in PERSONS | THINGS:
            if sentence.is_owner(at) or sentence.is_governed(at) or token.word in ("this", "that"):
                continue
            found = sentence.named(kind, at)
            if found is not None or token.kind == "name" or not loose:
                return [] if found is None else [found]
        if token.kind == "word" and token.word in kind.wording.nouns and (found := sentence.named(kind, at)):
            return [found]
    return []


def _joined(sentence: StateSentence, kind: StateType, found: Referent) -> list[Referent]:
    """With those before it in a list: "Berg and Lind"; and the post that it stands beside."""
    if found.id is None and found.post is not None:
        found = _appositive(sentence, kind, found)
    several = [sentence.with_post(kind, found)]
    at = found.at
    while at >= 2 and sentence.word(at - 1) in ("and", ",") and sentence.names(kind, at - 2):
        other = sentence.named(kind, at - 2)
        listed = sentence.word(at - 1) == "and" or at == 2  # "Berg, Lind resign"
        if other is None or other.id is None or found.id is None or not listed:
            break
        several.append(sentence.with_post(kind, other))
        at -= 2
    return several


def _appositive(sentence: StateSentence, kind: StateType, found: Referent) -> Referent:
    """The name before a post: "Berg, the finance minister, resigned" and not only the minister."""
    first = sentence.phrase_start(found.at)
    if (
        first >= 2
        and sentence.word(first - 1) == ","
        and sentence.tokens[first - 2].kind == "entity"
        and sentence.tokens[first - 2].id in kind.of
    ):
        return Referent(first - 2, sentence.tokens[first - 2].id, found.post)
    return found


def _through(sentence: StateSentence, kind: StateType, at: int) -> bool:
    """Whether the name at `at` is ruled by a noun that a state reaches it by: "participation in the treaty"."""
    first = sentence.phrase_start(at)
    return (
        sentence.word(first - 1) in english.PREPOSITIONS and sentence.word(first - 2) in kind.wording.through
    )


def _is_noun(sentence: StateSentence, at: int) -> bool:
    """Whether the word right before a verb is a noun, and so its subject's head or the end of a phrase."""
    word = sentence.tokens[at].word
    return (
        word not in english.NP_STOPS
        and not word.endswith("ly")
        and word not in TIMES
        and word not in ("both", "all", "each")
    )
