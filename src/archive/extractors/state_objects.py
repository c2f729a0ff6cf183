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

def object_at(sentence: StateSentence, kind: StateType, end: int, other_than: Collection[str | None] = ()) -> Referent | None:
    """What the noun phrase that starts at `end` means, straight or through a noun ("its obligations under X").

    A pronoun means none of `other_than`: nobody who is the subject of the same verb.
    """
    at, head = sentence.after_times(end), -1
    while at < min(len(sentence.tokens), end + 14):
        token = sentence.tokens[at]
        if token.kind == "punct":
            break
        if token.kind in ("entity", "name"):
            if sentence.is_owner(at):
                at += 2
                continue
            found = sentence.named(kind, at) if token.kind == "entity" else None
            if found is not None and found.id is None and _holder_follows(sentence, kind, at):
                at += 1
                continue
            if found is not None:
                return sentence.with_post(kind, found) if _ends_phrase(sentence, kind, at) else None
            head = at
        elif token.kind == "word" and token.word in PERSONS | THINGS:
            after = sentence.tokens[at + 1] if at + 1 < len(sentence.tokens) else None
            if token.word == "her" and after is not None and after.kind in ("word", "entity", "item"):
                if after.word not in english.PREPOSITIONS | english.CONJUNCTIONS | english.ADVERBS | {"as"}:
                    at += 1
                    continue
            return sentence.named(kind, at, other_than)
        elif token.word == "that" and sentence.word(at - 1) in english.PREPOSITIONS:
            pass  # "under that treaty"; behind a verb it opens a clause
        elif token.word in english.PREPOSITIONS:
            if head < 0 or sentence.word(head) not in kind.wording.through:
                break
            head = -1
        elif token.word in english.AUXILIARIES | english.CONJUNCTIONS | english.SUBORDINATORS:
            break
        elif token.kind in ("word", "item"):
            if token.word.endswith("ing") and (head >= 0 or any(hit.kind in ("subject", "object") for hit in sentence.hits[at])):
                break  # "a bill suspending the treaty", "proposed extending it"
            head = at
        at += 1
    if head >= 0 and sentence.tokens[head].word in kind.wording.nouns:
        return sentence.named(kind, head)
    return None


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
    if after.word in english.NP_STOPS or after.word in kind.wording.through or after.word in kind.wording.nouns:
        return True
    if after.word.endswith(("ed", "ing", "ly")) or after.word in IRREGULAR_PAST:
        return True
    return after.word in TIMES | english.SAY | _FREE
