"""What a verb or a noun is done to: the noun phrase behind it, straight or through a noun ("its obligations under X")."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from archive.domain.inflect import IRREGULAR_PAST
from archive.extractors import english
from archive.extractors.state_phrases import PERSONS, THINGS, TIMES, Referent, StateSentence
from archive.extractors.state_words import StateType

_FREE: Final = frozenset(
    "due effective unless amid once along together despite pending thanks ahead instead first altogether forever outright overnight again soon alone"
    " two-thirds unanimously yes no out down off over up back through aside".split()
)
"""Words behind a name that no compound goes on with: "left the treaty due to"."""
_REACH: Final = 14
_BEFORE_LINK: Final = 8
_BECOMES: Final = frozenset("become be is was are became becomes".split())


def object_at(
    sentence: StateSentence, kind: StateType, end: int, other_than: Collection[str | None] = ()
) -> Referent | None:
    """What the noun phrase that starts at `end` means, straight or through a noun ("its obligations under X").

    A pronoun means none of `other_than`: nobody who is the subject of the same verb.
    """
    at, head = _past_what(sentence, sentence.after_times(end)), -1
    while at < min(len(sentence.tokens), end + _REACH):
        token = sentence.tokens[at]
        if token.kind in ("entity", "name"):
            if sentence.is_owner(at):
                at += 2
                continue
            found = sentence.named(kind, at) if token.kind == "entity" else None
            if (
                found is not None
                and found.id is None
                and (holder := _holder_apposed(sentence, kind, at)) is not None
            ):
                return Referent(holder, sentence.tokens[holder].id, found.post)
            if found is not None and (found.id is not None or not _holder_follows(sentence, kind, at)):
                return sentence.with_post(kind, found) if _ends_phrase(sentence, kind, at) else None
            head = at if found is None else head
        elif token.kind == "word" and token.word in PERSONS | THINGS and not _is_possessive(sentence, at):
            return sentence.named(kind, at, other_than)
        elif _ends_here(sentence, kind, at, head):
            break
        elif token.word in english.PREPOSITIONS:
            head = -1
        elif token.kind in ("word", "item") and token.word not in ("that", "her"):
            head = at
        at += 1
    if head >= 0 and sentence.tokens[head].word in kind.wording.nouns:
        return sentence.named(kind, head)
    return None


def _is_possessive(sentence: StateSentence, at: int) -> bool:
    """Whether "her" at `at` is whose something is: "dismissed her deputy", but not "dismissed her on Monday"."""
    after = sentence.tokens[at + 1] if at + 1 < len(sentence.tokens) else None
    if sentence.word(at) != "her" or after is None or after.kind not in ("word", "entity", "item"):
        return False
    return after.word not in english.PREPOSITIONS | english.CONJUNCTIONS | english.ADVERBS | {"as"}


def _ends_here(sentence: StateSentence, kind: StateType, at: int, head: int) -> bool:
    """Whether the noun phrase, and what a noun leads on to, is over before the token at `at`."""
    token = sentence.tokens[at]
    if token.kind == "punct":
        return True
    if token.word == "that" and sentence.word(at - 1) in english.PREPOSITIONS:
        return False  # "under that treaty"; behind a verb it opens a clause
    if token.word in english.PREPOSITIONS:
        if kind.persons and _is_titled(sentence, kind, at, head):
            return False
        return head < 0 or sentence.word(head) not in kind.wording.through
    if token.word in english.AUXILIARIES | english.CONJUNCTIONS | english.SUBORDINATORS:
        return True
    if token.word in ("the", "a", "an") and head >= 0:
        return True  # another noun phrase: "agreed to extend the treaty"
    verb = token.word.endswith("ing") and token.kind in ("word", "item")
    tells = any(hit.kind in ("subject", "object") for hit in sentence.hits[at])
    return verb and (head >= 0 or tells)  # "a bill suspending the treaty", "proposed extending it"


def _past_what(sentence: StateSentence, at: int) -> int:
    """Behind "what could become" in "signed what could become the largest pact"."""
    if sentence.word(at) != "what":
        return at
    for step in range(at + 1, at + 5):
        if sentence.word(step) in _BECOMES:
            return step + 1
        if sentence.word(step) not in english.AUXILIARIES | english.ADVERBS:
            break
    return at


def _is_titled(sentence: StateSentence, kind: StateType, at: int, head: int) -> bool:
    """Whether the preposition at `at` stands in a title before a name: "Chief Clerk to the Treasury Anna Berg"."""
    if sentence.word(at) not in ("to", "of", "for") or head < 0:
        return False
    for step in range(at + 2, min(len(sentence.tokens), at + 6)):
        token = sentence.tokens[step]
        if token.kind == "entity" and token.id in kind.of:
            return sentence.in_title(step, at + 1)
        if token.kind not in ("name", "word"):
            return False
    return False


def object_through(sentence: StateSentence, kind: StateType, end: int, link: str) -> Referent | None:
    """What stands behind the preposition `link` of the verb that ends at `end`: "impeached Berg for abuse of power"."""
    for at in range(end, min(len(sentence.tokens), end + _BEFORE_LINK)):
        token = sentence.tokens[at]
        if token.word == link and sentence.tokens[at].kind == "word":
            return _listed_behind(sentence, kind, at + 1)
        if token.kind == "punct" or token.word in (
            english.CONJUNCTIONS | english.SUBORDINATORS | english.SAY | (english.AUXILIARIES - {"being"})
        ):
            break
    return None


def _listed_behind(sentence: StateSentence, kind: StateType, start: int) -> Referent | None:
    """The first of those that a phrase names, also in apposition: "on two counts, abuse of power and fraud"."""
    found = object_at(sentence, kind, start)
    if found is not None:
        return found
    commas = 0
    for at in range(start, min(len(sentence.tokens), start + _BEFORE_LINK)):
        token = sentence.tokens[at]
        if token.kind == "entity" and token.id in kind.of:
            return Referent(at, token.id)
        commas += token.word in (",", ":")
        other = token.kind == "punct" and token.word not in (",", ":")
        if other or commas > 1 or token.word in english.SUBORDINATORS | english.AUXILIARIES | english.SAY:
            break
    return None


def _holder_apposed(sentence: StateSentence, kind: StateType, at: int) -> int | None:
    """Where the holder stands behind the post at `at` and a comma: "of the finance minister, Anna Berg,"."""
    apposed = sentence.word(at + 1) == "," and sentence.word(at + 3) in (",", ".", "")
    return at + 2 if apposed and _holder_follows(sentence, kind, at + 1) else None


def _holder_follows(sentence: StateSentence, kind: StateType, at: int) -> bool:
    """Whether the name of its holder stands right behind the post at `at`: "finance minister Berg"."""
    after = sentence.tokens[at + 1] if at + 1 < len(sentence.tokens) else None
    return after is not None and after.kind == "entity" and after.id in kind.of


def _ends_phrase(sentence: StateSentence, kind: StateType, at: int) -> bool:
    """Whether the phrase ends with the name at `at`, or goes on to a noun that it is reached by ("Treaty obligations")."""
    if at + 1 >= len(sentence.tokens):
        return True
    after = sentence.tokens[at + 1]
    if after.kind != "word" or kind.persons or not after.word.isalpha():
        return True
    if (
        after.word in english.NP_STOPS
        or after.word in kind.wording.through
        or after.word in kind.wording.nouns
    ):
        return True
    if after.word.endswith(("ed", "ing", "ly")) or after.word in IRREGULAR_PAST:
        return True
    return after.word in TIMES | english.SAY | _FREE
