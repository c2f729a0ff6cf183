"""What a vote is on: the motion that passed or failed, that stands behind "against", or that was spoken of last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.domain.claim import Role
from archive.extractors.state_objects import object_at
from archive.extractors.state_phrases import StateSentence
from archive.extractors.state_verbs import Stated
from archive.extractors.state_words import StateHit, StateType
from archive.extractors.verb_groups import takes_object, verb_group

VOTES: Final = frozenset(("vote", "votes", "ballots"))
_NEEDED: Final = frozenset(
    "if unless need needs needed require requires required would could may might must should will threshold whether".split()
)
_FIRST: Final = frozenset("announced reported said given counted put recorded declared".split())
REACH: Final = 16
_VOTED: Final = frozenset(("voted", "vote", "votes"))
_NO_MOTION: Final = frozenset(("source", "person", "party"))


@dataclass(frozen=True, slots=True)
class Tallied:
    """The number at token `at`, or its second half `second`, as the votes of one side; `motion` None: not named.

    `won` is the side that won, where the numbers alone say so: "voted 432-202 against the deal".
    """

    type: StateType
    side: str
    at: int
    first: int
    last: int
    motion: str | None
    second: int | None = None
    role: Role | None = None
    won: str | None = None


@dataclass(frozen=True, slots=True)
class Motion:
    """What is voted on; `id` None where it is not named."""

    id: str | None


STRANGE: Final = Motion("\0")
"""Something that the story does not have."""


class VoteSentence:
    """One reading of a sentence, with what it says passed or failed."""

    def __init__(self, sentence: StateSentence, kind: StateType, stated: Sequence[Stated]) -> None:
        self.sentence, self.kind = sentence, kind
        self.tokens = sentence.tokens
        self.stated = [one for one in stated if one.hit.type.fact.type == kind.wording.outcome]
        self.agreed = {one.trigger for one in stated}
        told = [one.hit for one in self.stated]
        self.outcomes = [
            (at, hit)
            for at, hits in enumerate(sentence.hits)
            for hit in hits
            if hit.state is not None
            and hit.state.side
            and hit.type.fact.type == kind.wording.outcome
            and (hit in told or not (hit.particle or (hit.kind == "noun" and hit.state.only)))
        ]

    def other(self, side: str) -> str:
        """The side against `side`: the first two that the story lists are each other's."""
        sides = [one.side for one in self.kind.fact.sides]
        return sides[1] if side == sides[0] else sides[0]

    def outcome_near(self, at: int, end: int) -> tuple[int, StateHit] | None:
        """The verb or noun that says how the vote with the pair at `at` ended: "to" behind it, else the nearest before, else behind."""
        for place, hit in self.outcomes:
            reach = REACH if self.sentence.word(at - 1) in _VOTED else 4
            if end < place <= end + reach and (self.sentence.word(place - 1) == "to" or hit.kind == "noun"):
                return place, hit
        before = [(place, hit) for place, hit in self.outcomes if place < at and at - place <= REACH]
        for place, _ in reversed(before):
            if not any(token.word in (";", "\u2014") for token in self.tokens[place:at]):
                told = [other for other_place, other in before if other_place == place]
                triggers = {one.trigger: one.hit for one in self.stated}
                return place, triggers.get(place, told[-1])
        if self.sentence.word(end + 1) in VOTES or (at < 5 and self.sentence.word(0) in ("by", "in", "with")):
            behind = [(place, hit) for place, hit in self.outcomes if end < place <= end + REACH]
            return behind[0] if behind else None
        return None

    def hits_at(self, at: int) -> Sequence[StateHit]:
        """The state words that start at a token; none beyond the sentence."""
        return self.sentence.hits[at] if 0 <= at < len(self.tokens) else ()

    def side_words(self, at: int) -> Iterator[StateHit]:
        """The words of a side that start at a token: "in favour"."""
        return (hit for hit in self.hits_at(at) if hit.kind == "side_word" and hit.type is self.kind)

    def is_needed(self, at: int, end: int | None = None) -> bool:
        """Whether the votes are only needed, expected or supposed."""
        start = at
        while (
            start > 0
            and at - start < REACH
            and self.sentence.word(start - 1) not in (",", ";", ":", "\u2014")
        ):
            start -= 1
        return any(token.word in _NEEDED for token in self.tokens[start : end or at])

    def role_at(self, at: int) -> Role | None:
        """`previous` for what was announced first, and is told otherwise now."""
        for place in range(max(0, at - 16), at - 1):
            if (
                self.sentence.word(place) in ("first", "initially", "originally")
                and self.sentence.word(place + 1) in _FIRST
            ):
                return "previous"
        return None

    def motion_behind(self, end: int) -> Motion:
        """The motion that a phrase from `end` on names; the sentence's where there is none; strange where it is another thing."""
        place = end
        while self.sentence.word(place) in ("of", "for", "on", "to"):
            place += 1
        found = object_at(self.sentence, self.kind, place)
        if found is not None:
            return Motion(found.id)
        opens = (
            place < len(self.tokens)
            and takes_object(self.tokens, place)
            and self.tokens[place].kind != "number"
        )
        if opens and self.sentence.word(place) not in ("it", "them") and not self._agreement_from(place):
            return STRANGE
        return self.default()

    def aimed_at(self, end: int) -> str | None:
        """The motion of no confidence in the person who stands at `end`, which "voted against Berg" is a vote for."""
        story = self.sentence.story
        outcome = story.facts.get(self.kind.wording.outcome or "")
        special = [words for state in (outcome.states if outcome is not None else ()) for words in state.only]
        for at in range(end, min(len(self.tokens), end + 4)):
            token = self.tokens[at]
            if token.kind != "entity" or token.id not in story.entities or self.sentence.is_owner(at):
                continue
            names = [alias.lower() for alias in story.entities[token.id].aliases]
            for motion in sorted(self.kind.of):
                name = (story.entities[motion].name or "").lower()
                if any(words in name for words in special) and any(alias in name for alias in names):
                    return motion
        return None

    def _agreement_from(self, place: int) -> bool:
        """Whether the phrase names something else that the story declares, which the vote may be about: "for the accord"."""
        return any(
            token.kind == "entity" and self.sentence.story.entities[token.id].kind not in _NO_MOTION
            for token in self.tokens[place : place + 6]
            if token.id in self.sentence.story.entities
        )

    def default(self) -> Motion:
        """The motion of the sentence: what it says passed or failed, else one that it names, else the one spoken of last."""
        for one in self.stated:
            if one.who is not None and one.who.id is not None:
                return Motion(one.who.id)
        named = [token.id for token in self.tokens if token.kind == "entity" and token.id in self.kind.of]
        if named:
            return Motion(named[-1])
        if any(self.is_strange(at, hit) for at, hit in self.outcomes):
            return STRANGE
        return Motion(self._recent())

    def _recent(self) -> str | None:
        memory, kind = self.sentence.memory, self.kind
        if memory.strange.get(kind.order):
            return None
        return next(iter(kind.of)) if len(kind.of) == 1 else memory.spoken_of.get(kind.order)

    def motion_of(self, at: int, hit: StateHit) -> Motion:
        """The motion that the outcome at `at` is said of."""
        for one in self.stated:
            if one.trigger == at and one.who is not None:
                return Motion(one.who.id)
        if at in self.agreed:
            only = self.kind.of
            return Motion(next(iter(only)) if len(only) == 1 else None)
        if self.is_strange(at, hit):
            return STRANGE
        named = [token.id for token in self.tokens if token.kind == "entity" and token.id in self.kind.of]
        return Motion(named[-1] if named else None)

    def is_strange(self, at: int, hit: StateHit) -> bool:
        """Whether an outcome is that of something that the story does not have."""
        if any(one.trigger == at for one in self.stated) or at in self.agreed:
            return False
        if hit.kind == "noun":
            return False
        group = verb_group(self.tokens, at, hit.length, hit.forms)
        if group.voice == "passive":
            return True
        if object_at(self.sentence, self.kind, group.end) is not None:
            return False
        end = self.sentence.after_times(group.end)
        return takes_object(self.tokens, end) and self.tokens[end].kind != "number"
