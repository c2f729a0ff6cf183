"""Who or what is in a state: the subject and the object of a verb, the office beside them, read over noun phrases."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from archive.domain.inflect import IRREGULAR_PAST
from archive.domain.story import Story
from archive.extractors import english
from archive.extractors.state_memory import StateMemory
from archive.extractors.state_words import StateHit, StateType, StateWords
from archive.extractors.token import Token

_REACH: Final = 24
_TIMES: Final = frozenset(
    "morning afternoon evening night tonight today yesterday tomorrow week month year weekend late early last this next day hours hour"
    " ago earlier later same shortly minutes months weeks years days".split()
)
_DATED: Final = frozenset("on in at since late early by from until during".split())
_BREAKS: Final = frozenset((";", "\u2014", ".", "?", "!"))
_PERSONS: Final = frozenset("he she him her i we me".split())
_THINGS: Final = frozenset(("it", "them", "they"))
_THE: Final = frozenset("the this that its their a an his her our".split())
_RELATIVE: Final = frozenset(("who", "which", "that"))
_FREE: Final = frozenset(
    "due effective unless amid once along together despite pending thanks ahead instead first altogether forever outright overnight again soon alone"
    " two-thirds unanimously yes no out down off over up back through aside".split()
)
"""Words behind a name that no compound goes on with: "left the treaty due to"."""
_ADJECTIVES: Final = frozenset(
    "shamed disgraced embattled beleaguered outgoing incoming veteran long-serving then current ex former late proposed draft controversial landmark"
    " historic new original entire whole two three four both all own".split()
)


@dataclass(frozen=True, slots=True)
class Referent:
    """Somebody or something at token `at`: the entity `id`, or only `post` where it is named by its office alone.

    `points`: a pronoun of the first person, to be settled by who speaks.
    """

    at: int
    id: str | None
    post: str | None = None
    points: bool = False


class StateSentence:
    """One reading of a sentence, with the state words in it."""

    def __init__(self, tokens: Sequence[Token], words: StateWords, memory: StateMemory, story: Story, whole: Sequence[Token] = ()) -> None:
        self.tokens = tokens
        self._whole = whole
        self.memory = memory
        self.story = story
        self._own = words.own
        self._words = words

    @cached_property
    def hits(self) -> list[list[StateHit]]:
        """The state words that start at each token."""
        return [self._words.hits(self.tokens, at) for at in range(len(self.tokens))]

    def word(self, at: int) -> str:
        """The word of the token at `at`; empty beyond the sentence."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    # --- who is meant -------------------------------------------------------------------------

    def named(self, kind: StateType, at: int, other_than: Collection[str | None] = ()) -> Referent | None:
        """What the token at `at` means, if it can be in a state of the type; its owner is not ("Berg's deputy")."""
        token = self.tokens[at]
        if token.kind == "entity":
            if token.id in kind.of:
                return Referent(at, token.id)
            if token.id in kind.at and self.is_own_office(kind, at):
                return Referent(at, None, token.id)
            return None
        if token.kind != "word":
            return None
        if token.word in (_PERSONS if kind.persons else _THINGS):
            if token.word in ("i", "we", "me"):
                return Referent(at, None, points=True)
            found = self.memory.meant(kind, self.tokens, at, self.story, other_than)
            return None if found is None else Referent(at, found)
        if token.word in kind.wording.nouns and self.word(at - 1) in _THE - {"a", "an"} | {"'s"}:
            found = self.general(kind, at)
            return None if found is None else Referent(at, found)
        return None

    def general(self, kind: StateType, at: int) -> str | None:
        """What "the treaty" means: the story's only one, or the one named last, unless another was since."""
        if self.memory.strange.get(kind.order) or self.word(at + 1) in ("on", "for", "over", "of", "to", "'s"):
            return None
        noun = self.tokens[at].word
        fitting = [
            name
            for name in kind.of
            if any(alias.lower().split()[-1] == noun for alias in self.story.entities[name].aliases)
        ]
        last = self.memory.spoken_of.get(kind.order)
        for token in self.tokens[:at]:
            if token.kind == "entity" and token.id in kind.of:
                last = token.id
        if last in fitting or not fitting:
            return last if fitting or len(kind.of) == 1 else None
        return fitting[0] if len(fitting) == 1 and last is not None else None

    def is_own_office(self, kind: StateType, at: int) -> bool:
        """Whether the post at `at` is the story's: no deputy, and of nobody whom the story does not name."""
        step = at - 1
        while step >= 0 and at - step < 6:
            token = self.tokens[step]
            if token.kind == "word" and token.word in kind.wording.other:
                return False
            owner = token.kind == "word" and token.capital and self.word(step + 1) == "'s"
            if (token.kind == "name" or owner) and not self._is_known(token):
                return False
            if token.kind == "word" and (token.word in _THE | {"'s"} or token.word in _ADJECTIVES or self._is_modifier(step)):
                step -= 1
                continue
            break
        if self.word(0) in ("in", "at") and len(self.tokens) > 1 and self.tokens[1].kind == "name" and not self._is_known(self.tokens[1]):
            return False  # "In Orlane, the mayor resigned"
        where = next((i for i in range(at) if self.word(i) == "where"), None)
        return where is None or not any(token.kind == "name" and not self._is_known(token) for token in self.tokens[:where])

    def _is_modifier(self, at: int) -> bool:
        word = self.tokens[at].word
        return any(hit.kind == "office" for hit in self.hits[at]) or word.endswith(("ed", "ing"))

    def _is_known(self, token: Token) -> bool:
        """Whether a name is among the words by which the story tells what it is about."""
        return any(part in self._own for part in token.word.split())

    # --- subjects -----------------------------------------------------------------------------

    def subjects(
        self, kind: StateType, start: int, *, loose: bool = False, attached: bool = False
    ) -> list[Referent]:
        """Who or what the verb group that starts at `start` is said of; none where it is somebody unknown.

        `loose`: an infinitive or a gerund, whose subject need not stand right before it. `attached`: a participle
        that may belong to the name right before it, whatever rules that ("under the treaty, signed in May,").
        """
        at = self._before_times(start - 1)
        if self.word(at) == "," and at >= 2 and self.tokens[at - 1].kind == "name" and self._apposed(at - 1):
            return []  # "the deputy minister, Paul Venn, resigned"
        if self.word(at) in ("and", "or", "but", "then") or (self.word(at) == "," and not self._names(kind, at - 1)):
            while self.word(at) in ("and", "or", "but", "then", ","):
                at -= 1
            return self._first_subject(kind, at + 1, loose)
        if self.word(at) in _RELATIVE:
            at -= 1
            if self.word(at) == ",":
                at -= 1
            found = self.named(kind, at) if at >= 0 and self._follows(at) else None
            return [] if found is None else self._joined(kind, found)
        near = True
        while at >= 0 and start - at <= _REACH:
            token = self.tokens[at]
            if token.kind == "punct":
                if token.word == ":" and at and self._names(kind, at - 1):
                    return self._listed(kind, at - 1)
                if token.word in _BREAKS or token.word == ":":
                    return []
            elif token.kind in ("entity", "name") or token.word in _PERSONS | _THINGS | {"they", "you", "who"}:
                if self._is_owner(at):
                    if loose and (found := self.named(kind, at)) is not None:
                        return [found]
                elif (attached and at >= start - 2) or not self._governed(at) or (near and self._through(kind, at)) or (
                    loose and self._governed(at, ("by", "for", "on"))
                ):
                    found = self.named(kind, at)
                    return [] if found is None else self._joined(kind, found)
            elif token.kind == "word" and not loose and self._is_noun(at):
                head = self.named(kind, at)
                if head is not None:
                    return self._joined(kind, head)
                first = self._phrase_start(at)
                if self.word(first - 1) not in english.PREPOSITIONS - {"like"}:
                    return []
                at, near = first - 1, False
            at -= 1
        return self._ahead(kind, start) if loose else []

    def _ahead(self, kind: StateType, start: int) -> list[Referent]:
        """The subject of a clause that stands behind one without its own: "After resigning, Berg left"."""
        comma = next((at for at in range(start, len(self.tokens)) if self.word(at) == ","), len(self.tokens))
        if start > 2 or comma + 1 >= len(self.tokens):
            return []
        at = comma + 1
        while at + 1 < len(self.tokens) and self.tokens[at].kind == "word" and self.tokens[at].word in _THE:
            at += 1
        found = self.named(kind, at)
        return [] if found is None or self._is_owner(at) else [found]

    def _follows(self, at: int) -> bool:
        """Whether nobody was left out between the token at `at` and the next but one, which "who" may mean instead."""
        first = self.tokens[at].end
        last = self.tokens[min(at + 2, len(self.tokens) - 1)].start
        return not any(token.kind in ("entity", "name") and first <= token.start and token.end <= last for token in self._whole)

    def _apposed(self, at: int) -> bool:
        """Whether the strange name that ends at `at` stands between commas."""
        while at > 0 and self.tokens[at].kind == "name":
            at -= 1
        return self.word(at) == ","

    def _listed(self, kind: StateType, at: int) -> list[Referent]:
        found = self.named(kind, at)
        return [] if found is None else [found]

    def _names(self, kind: StateType, at: int) -> bool:
        return at >= 0 and self.tokens[at].kind == "entity" and self.tokens[at].id in kind.of | kind.at

    def _first_subject(self, kind: StateType, end: int, loose: bool) -> list[Referent]:
        """The subject of the verb that another goes on from: "Berg met Lind and resigned"."""
        start = end
        while start > 0 and self.word(start - 1) not in _BREAKS and self.word(start - 1) not in ("that", "while", "but"):
            start -= 1
        for at in range(start, end):
            token = self.tokens[at]
            if token.kind in ("entity", "name") or token.word in _PERSONS | _THINGS:
                if self._is_owner(at) or self._governed(at) or token.word in ("this", "that"):
                    continue
                found = self.named(kind, at)
                if found is not None or token.kind == "name" or not loose:
                    return [] if found is None else [found]
            if token.kind == "word" and token.word in kind.wording.nouns and (found := self.named(kind, at)):
                return [found]
        return []

    def _joined(self, kind: StateType, found: Referent) -> list[Referent]:
        """With those before it in a list: "Berg and Lind"; and the post that it stands beside."""
        if found.id is None and found.post is not None:
            found = self._appositive(kind, found)
        several = [self.with_post(kind, found)]
        at = found.at
        while at >= 2 and self.word(at - 1) in ("and", ",") and self._names(kind, at - 2):
            other = self.named(kind, at - 2)
            if other is None or other.id is None or found.id is None or self.word(at - 1) == ",":
                break
            several.append(self.with_post(kind, other))
            at -= 2
        return several

    def with_post(self, kind: StateType, found: Referent) -> Referent:
        """`found` with the post that stands right before or behind: "finance minister Berg", "Berg, the finance minister,"."""
        if not kind.at or found.post is not None:
            return found
        at = found.at
        for near in (at - 1, at - 2 if self.word(at - 1) == "," else -1):
            if near >= 0 and self.tokens[near].kind == "entity" and self.tokens[near].id in kind.at:
                if not self.is_own_office(kind, near):
                    return found
                return Referent(at, found.id, self.tokens[near].id)
        return found

    def _appositive(self, kind: StateType, found: Referent) -> Referent:
        """The name before a post: "Berg, the finance minister, resigned" and not only the minister."""
        first = self._phrase_start(found.at)
        if first >= 2 and self.word(first - 1) == "," and self.tokens[first - 2].kind == "entity" and self.tokens[first - 2].id in kind.of:
            return Referent(first - 2, self.tokens[first - 2].id, found.post)
        return found

    def _is_owner(self, at: int) -> bool:
        return self.word(at + 1) == "'s"

    def _governed(self, at: int, by: tuple[str, ...] = ()) -> bool:
        """Whether a preposition rules the noun phrase that the token at `at` ends."""
        first = self._phrase_start(at)
        before = self.word(first - 1)
        if not by and self.word(first - 2) == "to" and self.tokens[first - 1].kind == "word":
            return True  # "talks to save the pact"
        return before in by if by else before in english.PREPOSITIONS - {"like", "since", "after", "before", "until"}

    def _through(self, kind: StateType, at: int) -> bool:
        """Whether the name at `at` is ruled by a noun that a state reaches it by: "participation in the treaty"."""
        first = self._phrase_start(at)
        return self.word(first - 1) in english.PREPOSITIONS and self.word(first - 2) in kind.wording.through

    def _phrase_start(self, at: int) -> int:
        """Where the noun phrase that ends at `at` starts."""
        first = at
        while first > 0 and at - first < 8:
            token = self.tokens[first - 1]
            if token.kind in ("punct", "date", "number") or token.word in (
                english.PREPOSITIONS | english.CONJUNCTIONS | english.SUBORDINATORS | english.AUXILIARIES | english.SAY
            ):
                break
            first -= 1
            if token.word in english.DETERMINERS:
                break
        return first

    def _is_noun(self, at: int) -> bool:
        """Whether the word right before a verb is a noun, and so its subject's head or the end of a phrase."""
        word = self.tokens[at].word
        return word not in english.NP_STOPS and not word.endswith("ly") and word not in _TIMES and word not in ("both", "all", "each")

    def _before_times(self, at: int) -> int:
        """The last token up to `at` that is no adverb and no date."""
        while at >= 0:
            token = self.tokens[at]
            if token.kind == "date" or token.word in english.ADVERBS or token.word in _TIMES or token.word.endswith("ly"):
                at -= 1
            elif token.word in _DATED and at + 1 < len(self.tokens) and (
                self.tokens[at + 1].kind == "date" or self.tokens[at + 1].word in _TIMES
            ):
                at -= 1
            else:
                break
        return at

    # --- objects ------------------------------------------------------------------------------

    def object_at(self, kind: StateType, end: int, other_than: Collection[str | None] = ()) -> Referent | None:
        """What the noun phrase that starts at `end` means, straight or through a noun ("its obligations under X").

        A pronoun means none of `other_than`: nobody who is the subject of the same verb.
        """
        at, head = self.after_times(end), -1
        while at < min(len(self.tokens), end + 14):
            token = self.tokens[at]
            if token.kind == "punct":
                break
            if token.kind in ("entity", "name"):
                if self._is_owner(at):
                    at += 2
                    continue
                found = self.named(kind, at) if token.kind == "entity" else None
                if found is not None and found.id is None and self._holder_follows(kind, at):
                    at += 1
                    continue
                if found is not None:
                    return self.with_post(kind, found) if self._ends_phrase(kind, at) else None
                head = at
            elif token.kind == "word" and token.word in _PERSONS | _THINGS:
                after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
                if token.word == "her" and after is not None and after.kind in ("word", "entity", "item"):
                    if after.word not in english.PREPOSITIONS | english.CONJUNCTIONS | english.ADVERBS | {"as"}:
                        at += 1
                        continue
                return self.named(kind, at, other_than)
            elif token.word == "that" and self.word(at - 1) in english.PREPOSITIONS:
                pass  # "under that treaty"; behind a verb it opens a clause
            elif token.word in english.PREPOSITIONS:
                if head < 0 or self.word(head) not in kind.wording.through:
                    break
                head = -1
            elif token.word in english.AUXILIARIES | english.CONJUNCTIONS | english.SUBORDINATORS:
                break
            elif token.kind in ("word", "item"):
                if token.word.endswith("ing") and (head >= 0 or any(hit.kind in ("subject", "object") for hit in self.hits[at])):
                    break  # "a bill suspending the treaty", "proposed extending it"
                head = at
            at += 1
        if head >= 0 and self.tokens[head].word in kind.wording.nouns:
            return self.named(kind, head)
        return None

    def _holder_follows(self, kind: StateType, at: int) -> bool:
        """Whether the name of its holder stands right behind the post at `at`: "finance minister Berg"."""
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return after is not None and after.kind == "entity" and after.id in kind.of

    def _ends_phrase(self, kind: StateType, at: int) -> bool:
        """Whether the phrase ends with the name at `at`, or goes on to a noun that it is reached by ("Treaty obligations")."""
        if at + 1 >= len(self.tokens):
            return True
        after = self.tokens[at + 1]
        if after.kind != "word" or kind.persons or not after.word.isalpha():
            return True
        if after.word in english.NP_STOPS or after.word in kind.wording.through or after.word in kind.wording.nouns:
            return True
        if after.word.endswith(("ed", "ing", "ly")) or after.word in IRREGULAR_PAST:
            return True
        return after.word in _TIMES | english.SAY | _FREE

    def after_times(self, at: int) -> int:
        """The first token from `at` that is no adverb and no date."""
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.kind == "date" or token.word in english.ADVERBS or (token.word.endswith("ly") and token.kind == "word"):
                at += 1
            elif token.kind == "word" and (token.word in _TIMES or (token.word == "the" and self.word(at + 1) in _TIMES)):
                at += 1
            elif token.word in _DATED and at + 1 < len(self.tokens) and (
                self.tokens[at + 1].kind == "date" or (self.tokens[at + 1].word in _TIMES and self.word(at + 1) != "the")
            ):
                at += 1
            else:
                break
        return at
