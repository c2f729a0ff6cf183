"""Noun phrases of a sentence that tells states: whom or what each means, where it starts, what rules it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from archive.domain.story import Story
from archive.extractors import english
from archive.extractors.state_memory import StateMemory
from archive.extractors.state_words import StateHit, StateType, StateWords
from archive.extractors.token import Token

TIMES: Final = frozenset(
    "morning afternoon evening night tonight today yesterday tomorrow week month year weekend late early last this next day hours hour"
    " ago earlier later same shortly minutes months weeks years days".split()
)
_DATED: Final = frozenset("on in at since late early by from until during".split())
_CLAUSE: Final = 6
BREAKS: Final = frozenset((";", "\u2014", ".", "?", "!"))
PERSONS: Final = frozenset("he she him her i we me".split())
THINGS: Final = frozenset(("it", "them", "they"))
THE: Final = frozenset("the this that its their a an his her our".split())
_ADJECTIVES: Final = frozenset(
    "shamed disgraced embattled beleaguered outgoing incoming veteran long-serving then current ex former late proposed draft controversial landmark"
    " historic new original entire whole two three four both all own".split()
)

_INDEFINITE: Final = frozenset("a an another any some every each other no".split())
_OTHERS: Final = frozenset("similar separate other different rival earlier previous".split())


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

    def __init__(
        self,
        tokens: Sequence[Token],
        words: StateWords,
        memory: StateMemory,
        story: Story,
        whole: Sequence[Token] = (),
    ) -> None:
        self.tokens = tokens
        self.whole = whole
        self.memory = memory
        self.story = story
        self._own = words.own
        self.posts = words.posts
        self._words = words

    @cached_property
    def hits(self) -> list[list[StateHit]]:
        """The state words that start at each token."""
        firsts = self._words.firsts
        return [
            self._words.hits(self.tokens, at) if token.word in firsts or token.kind == "entity" else []
            for at, token in enumerate(self.tokens)
        ]

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
        if token.word in (PERSONS if kind.persons else THINGS):
            if token.word in ("i", "we", "me"):
                return Referent(at, None, points=True)
            found = self.memory.meant(kind, self.tokens, at, self.story, other_than)
            return None if found is None else Referent(at, found)
        if token.word in kind.wording.nouns and self.word(at - 1) in THE - {"a", "an"} | {"'s"}:
            found = self.general(kind, at)
            return None if found is None else Referent(at, found)
        return None

    def general(self, kind: StateType, at: int) -> str | None:
        """What "the treaty" means: the story's only one, or the one named last, unless another was since."""
        if self.memory.strange.get(kind.order) or self.word(at + 1) in (
            "on",
            "for",
            "over",
            "of",
            "to",
            "'s",
        ):
            return None
        noun = self.tokens[at].word
        fitting = [
            name
            for name in kind.of
            if any(alias.lower().split()[-1] == noun for alias in self.story.entities[name].aliases)
        ]
        last = self.memory.spoken_of.get(kind.order)
        another = False
        for step, token in enumerate(self.tokens[:at]):
            if token.kind == "entity" and token.id in kind.of:
                last, another = token.id, False
            elif token.word in kind.wording.nouns and self.is_another(kind, step):
                another = True
        if another:
            return None
        if last in fitting or not fitting:
            return last if fitting or len(kind.of) == 1 else None
        return fitting[0] if len(fitting) == 1 and last is not None else None

    def is_another(self, kind: StateType, at: int) -> bool:
        """Whether the noun at `at` brings up another such thing: "a treaty", "a similar deal"; not ", a landmark treaty," of a name."""
        first = self.phrase_start(at)
        if first >= 2 and self.word(first - 1) == "," and self.names(kind, first - 2):
            return False
        if at and self.tokens[at - 1].kind == "name":
            return True  # "the Herring Pact"
        return self.word(first) in _INDEFINITE or any(
            token.word in _OTHERS for token in self.tokens[first:at]
        )

    def is_own_office(self, kind: StateType, at: int) -> bool:
        """Whether the post at `at` is the story's: no deputy, and of nobody whom the story does not name."""
        step = at - 1
        while step >= 0 and at - step < 6:
            token = self.tokens[step]
            if token.kind == "word" and token.word in kind.wording.other:
                return False
            if token.word == "whose":
                before = step - 2 if self.word(step - 1) == "," else step - 1
                return before < 0 or self.tokens[before].kind != "name" or self._is_known(self.tokens[before])
            owner = token.kind == "word" and token.capital and self.word(step + 1) == "'s"
            if (token.kind == "name" or owner) and not self._is_known(token):
                return False
            if token.kind == "word" and (
                token.word in THE | {"'s"} or token.word in _ADJECTIVES or self._is_modifier(step)
            ):
                step -= 1
                continue
            break
        if (
            self.word(0) in ("in", "at")
            and len(self.tokens) > 1
            and self.tokens[1].kind == "name"
            and not self._is_known(self.tokens[1])
        ):
            return False  # "In Orlane, the mayor resigned"
        where = next((i for i in range(at) if self.word(i) == "where"), None)
        return where is None or not any(
            token.kind == "name" and not self._is_known(token) for token in self.tokens[:where]
        )

    def _is_modifier(self, at: int) -> bool:
        word = self.tokens[at].word
        return any(hit.kind == "office" for hit in self.hits[at]) or word.endswith(("ed", "ing"))

    def _is_known(self, token: Token) -> bool:
        """Whether a name is among the words by which the story tells what it is about."""
        return any(part in self._own for part in token.word.split())

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

    def is_owner(self, at: int) -> bool:
        """Whether the name at `at` is only whose something is: "Berg's"."""
        return self.word(at + 1) == "'s"

    def is_governed(self, at: int, by: tuple[str, ...] = ()) -> bool:
        """Whether a preposition rules the noun phrase that the token at `at` ends."""
        titled = at > 1 and self.tokens[at - 1].kind == "entity" and self.tokens[at - 1].id in self.posts
        if not by and titled and (self.tokens[at - 2].kind == "name" or self.word(at - 2) == "'s"):
            return False  # "Bank of Orla chief executive Berg"
        first = self.phrase_start(at)
        before = self.word(first - 1)
        if not by and self.in_title(at, first):
            return False
        if not by and self.word(first - 2) == "to" and self.tokens[first - 1].kind == "word":
            return True  # "talks to save the pact"
        return (
            before in by
            if by
            else before in english.PREPOSITIONS - {"like", "since", "after", "before", "until"}
        )

    def in_title(self, at: int, first: int) -> bool:
        """Whether the phrase from `first` to the name at `at` ends a title: "Chief Clerk to the Treasury Anna Berg"."""
        last = self.tokens[at - 1]
        named = last.kind == "name" or (last.kind == "word" and last.capital)
        inside = at > first and named and self.tokens[at].kind == "entity"
        if not inside or self.word(first - 1) not in ("to", "of", "for") or first < 2:
            return False
        head = self.tokens[first - 2]
        return head.kind == "name" or head.capital

    def phrase_start(self, at: int) -> int:
        """Where the noun phrase that ends at `at` starts."""
        first = at
        while first > 0 and at - first < 8:
            token = self.tokens[first - 1]
            if token.kind in ("punct", "date", "number") or token.word in (
                english.PREPOSITIONS
                | english.CONJUNCTIONS
                | english.SUBORDINATORS
                | english.AUXILIARIES
                | english.SAY
            ):
                break
            first -= 1
            if token.word in english.DETERMINERS:
                break
        return first

    def before_times(self, at: int) -> int:
        """The last token up to `at` that is no adverb and no date."""
        while at >= 0:
            token = self.tokens[at]
            if (
                token.kind == "date"
                or token.word in english.ADVERBS
                or token.word in TIMES
                or token.word.endswith("ly")
            ):
                at -= 1
            elif (
                token.word in _DATED
                and at + 1 < len(self.tokens)
                and (self.tokens[at + 1].kind == "date" or self.tokens[at + 1].word in TIMES)
            ):
                at -= 1
            else:
                break
        return at

    def opened_by_date(self, at: int) -> bool:
        """Whether the clause of the verb at `at` opens with the end of a date: "18 months after it comes into force"."""
        before = [token for token in self.whole if token.end <= self.tokens[at].start]
        for token in reversed(before[-_CLAUSE:]):
            if token.kind == "date":
                return token.word.endswith((" after", " before", " until"))
            if token.kind == "punct" or token.word in english.SUBORDINATORS | english.CONJUNCTIONS:
                break
        return False

    def names(self, kind: StateType, at: int) -> bool:
        """Whether an entity stands at `at` that is in a state of the type, or the post of one."""
        return at >= 0 and self.tokens[at].kind == "entity" and self.tokens[at].id in kind.of | kind.at

    def after_times(self, at: int) -> int:
        """The first token from `at` that is no adverb and no date."""
        while at < len(self.tokens):
            token = self.tokens[at]
            if (
                token.kind == "date"
                or token.word in english.ADVERBS
                or (token.word.endswith("ly") and token.kind == "word")
            ):
                at += 1
            elif token.kind == "word" and (
                token.word in TIMES or (token.word in ("the", "a", "an") and self.word(at + 1) in TIMES)
            ):
                at += 1
            elif (
                token.word in _DATED
                and at + 1 < len(self.tokens)
                and (
                    self.tokens[at + 1].kind == "date"
                    or (self.tokens[at + 1].word in TIMES and self.word(at + 1) != "the")
                )
            ):
                at += 1
            else:
                break
        return at
