"""The numbers of a vote: how many were for, against, abstained.

| construction | example |
| --- | --- |
| pair | passed by 52 votes to 48; voted 432-202 against; a 52-48 vote to reject |
| voters | 92 deputies voted against the motion; four abstaining |
| side | 14 in favour, none against; with 12 abstentions; against: 146 |
| winners | ratified with 153 votes |

A margin ("by three votes", "a majority of 12") is no number of votes, nor is a part ("seven of the 49", "10 from the opposition").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.domain.claim import Role
from archive.extractors import english
from archive.extractors.phrases import is_national
from archive.extractors.state_objects import object_at
from archive.extractors.state_phrases import StateSentence
from archive.extractors.state_verbs import Stated
from archive.extractors.state_words import StateHit, StateType, StateWords
from archive.extractors.verb_groups import TRANSPARENT, takes_object, verb_group

_JOINS: Final = frozenset(("to", "against", "versus", "v", "vs", "-", "\u2014"))
_NONE: Final = frozenset(("none", "nobody", "no"))
_VOTES: Final = frozenset(("vote", "votes", "ballots"))
_PARTS: Final = frozenset(("including", "another", "of", "than", "plus", "by", "margin", "majority"))
_TALLY: Final = frozenset("vote tally result count score votes".split())
_NEEDED: Final = frozenset(
    "if unless need needs needed require requires required would could may might must should will threshold whether".split()
)
_SUPER: Final = frozenset(("two-thirds", "supermajority", "three-fifths", "three-quarters", "filibuster", "quorum"))
_FIRST: Final = frozenset("announced reported said given counted put recorded declared".split())
_WEAK: Final = frozenset(("for", "yes", "no", "aye", "nay"))
_REACH: Final = 16


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


def votes_of(sentence: StateSentence, words: StateWords, stated: Sequence[Stated]) -> Iterator[Tallied]:
    """The votes that the numbers of a sentence give; none where it is another matter's vote."""
    for kind in words.types:
        if kind.fact.sides:
            yield from _Votes(sentence, kind, stated).read()


class _Votes:
    """The votes of one type in one reading of a sentence."""

    def __init__(self, sentence: StateSentence, kind: StateType, stated: Sequence[Stated]) -> None:
        self._sentence, self._kind = sentence, kind
        self._tokens = sentence.tokens
        self._stated = [one for one in stated if one.hit.type.fact.type == kind.wording.outcome]
        self._agreed = {one.trigger for one in stated}
        told = [one.hit for one in self._stated]
        self._outcomes = [
            (at, hit)
            for at, hits in enumerate(sentence.hits)
            for hit in hits
            if hit.state is not None and hit.state.side and hit.type.fact.type == kind.wording.outcome and (not hit.particle or hit in told)
        ]

    def read(self) -> Iterator[Tallied]:
        """Each number's side, in the order of the words."""
        if not any(token.number is not None or token.word in _NONE for token in self._tokens):
            return
        for at, token in enumerate(self._tokens):
            if token.word in _NONE and token.kind == "word":
                yield from self._beside(at, zero=True)
            if token.number is None or token.number.extra or token.number.currency is not None:
                continue
            pair = self._pair(at)
            if pair is not None:
                yield from pair
            elif not token.number.measure and not self._second_of_pair(at) and not self._is_part(at):
                yield from self._voters(at) or self._beside(at) or self._listed(at) or self._winners(at)

    # --- pairs --------------------------------------------------------------------------------

    def _pair_end(self, at: int) -> tuple[int, int] | None:
        """The second number of a pair and where its words end."""
        token = self._tokens[at]
        if token.number is not None and token.number.against is not None:
            return token.number.against, at
        if token.number is not None and token.number.high is not None and ("-" in token.word or "\u2014" in token.word):
            return token.number.high, at  # "rejected 29-31" is no range
        step = at + 1
        while step < len(self._tokens) and step - at < 3 and self._tokens[step].word in self._kind.wording.voters:
            step += 1
        if self._sentence.word(step) not in _JOINS or step + 1 >= len(self._tokens):
            return None
        other = self._tokens[step + 1].number
        return None if other is None or other.measure else (other.value, step + 1)

    def _second_of_pair(self, at: int) -> bool:
        return any(
            found is not None and found[1] == at and before != at
            for before in range(max(0, at - 4), at)
            if self._tokens[before].number is not None
            for found in [self._pair_end(before)]
        )

    def _pair(self, at: int) -> list[Tallied] | None:
        """Both numbers of "52 votes to 48": the larger is the winner's, unless more than a majority was needed."""
        found = self._pair_end(at)
        token = self._tokens[at]
        if found is None or token.number is None:
            return None
        value, end = found
        if self._is_needed(at):
            return []
        first = self._first_side(at, end, token.number.value, value)
        if first is None:
            return []
        side, motion, sided = first
        last = end + 1
        other = self._other(side)
        second = self._tokens[end]
        role = self._role(at)
        won = (side if token.number.value > value else other) if sided and motion and not self._stated else None
        ranged = token.number.value if token.number.high is not None else None
        made = [Tallied(self._kind, side, at, at, last, motion, second=ranged, role=role, won=won)]
        if end == at:
            made.append(Tallied(self._kind, other, at, at, last, motion, second=value, role=role))
        elif second.number is not None:
            made.append(Tallied(self._kind, other, end, at, last, motion, role=role))
        return made

    def _first_side(self, at: int, end: int, high: int, low: int) -> tuple[str, str | None, bool] | None:
        """The side of the first number, the motion, and whether the words behind name the side; None where the vote is on something else, or its result is not told."""
        after = end + 1 + (self._sentence.word(end + 1) in self._kind.wording.voters)
        word = next((hit for hit in self._side_words(after) if hit.side != "abstained"), None)
        if word is not None:
            motion = self._object(after + word.length)
            return None if motion is _STRANGE else (word.side, motion.id, True)
        near = self._outcome_near(at, end)
        if near is None:
            return self._as_before(at, end, high, low)
        place, hit = near
        motion = self._motion_of(place, hit)
        if motion is _STRANGE:
            return None
        assert hit.state is not None and hit.state.side is not None, "an outcome has a side"
        winner = hit.state.side
        if any(token.word in _SUPER for token in self._tokens):
            return "for", motion.id, False
        return (winner if high >= low else self._other(winner)), motion.id, False

    def _as_before(self, at: int, end: int, high: int, low: int) -> tuple[str, str | None, bool] | None:
        """The sides of "the vote was 52 to 48", by the result that was told before."""
        told = self._sentence.memory.outcome
        if told is None or not any(token.word in _TALLY for token in self._tokens[max(0, at - 6) : end + 2]):
            return None
        motion, winner = told
        return (winner if high >= low else self._other(winner)), motion, False

    def _outcome_near(self, at: int, end: int) -> tuple[int, StateHit] | None:
        """The verb or noun that says how the vote with the pair at `at` ended: "to" behind it, else the nearest before, else behind."""
        for place, hit in self._outcomes:
            if end < place <= end + 4 and (self._sentence.word(place - 1) == "to" or hit.kind == "noun"):
                return place, hit
        before = [(place, hit) for place, hit in self._outcomes if place < at and at - place <= _REACH]
        for place, hit in reversed(before):
            if not any(token.word in (";", "\u2014") for token in self._tokens[place:at]):
                told = [other for other_place, other in before if other_place == place]
                triggers = {one.trigger: one.hit for one in self._stated}
                return place, triggers.get(place, told[-1])
        if self._sentence.word(end + 1) in _VOTES or (at == 1 and self._sentence.word(0) == "by"):
            behind = [(place, hit) for place, hit in self._outcomes if end < place <= end + _REACH]
            return behind[0] if behind else None
        return None

    def _other(self, side: str) -> str:
        sides = [one.side for one in self._kind.fact.sides]
        return sides[1] if side == sides[0] else sides[0]

    # --- single numbers -----------------------------------------------------------------------

    def _voters(self, at: int) -> list[Tallied]:
        """ "92 deputies voted against the motion", "four abstaining"."""
        end = self._noun_end(at)
        if end is None:
            return []
        step = end
        if self._sentence.word(step) in _RELATIVES:
            step += 1
        while step < len(self._tokens) and step - end < 5 and self._tokens[step].word in TRANSPARENT - {"to", "not"}:
            if any(hit.kind == "side_verb" for hit in self._sentence.hits[step]):
                break
            step += 1
        hit = next((hit for hit in self._hits(step) if hit.kind == "side_verb" and hit.type is self._kind), None)
        if hit is None or self._is_needed(at, step):
            return []
        motion = self._object(step + hit.length)
        if motion is _STRANGE:
            return []
        if self._sentence.word(step) not in ("voted", "vote", "voting", "votes", "abstained", "abstaining", "abstain") and (
            motion.id is None or self._sentence.word(step) in english.BE
        ):
            return []
        return [Tallied(self._kind, hit.side, at, at, step + hit.length, motion.id, role=self._role(at))]

    def _beside(self, at: int, *, zero: bool = False) -> list[Tallied]:
        """ "14 in favour", "91 votes against", "none against", "12 abstentions"."""
        end = at + 1 if zero else self._noun_end(at)
        if end is None:
            return []
        if zero and self._sentence.word(end) in _VOTES:
            end += 1
        hit = next(iter(self._side_words(end)), None)
        if hit is None or self._is_needed(at):
            return []
        word = self._sentence.word(end)
        sided = any(
            other.kind in ("side_word", "side_verb") and other.side != hit.side and self._sentence.word(place) not in _WEAK
            for place, hits in enumerate(self._sentence.hits)
            for other in hits
        )
        if (word in _WEAK or zero) and not (sided or self._sentence.word(end - 1) in _VOTES - {"no"}):
            return []
        motion = self._object(end + hit.length)
        if motion is _STRANGE:
            return []
        second = 0 if zero else None
        return [Tallied(self._kind, hit.side, at, at, end + hit.length, motion.id, second=second, role=self._role(at))]

    def _listed(self, at: int) -> list[Tallied]:
        """ "Against the deal were 146", "for: 153"."""
        link = self._sentence.word(at - 1)
        if link not in ("were", "was", ":"):
            return []
        for place in range(at - 2, max(-1, at - 9), -1):
            if self._tokens[place].number is not None:
                return []
            hit = next(iter(self._side_words(place)), None)
            if hit is not None and (place == 0 or self._tokens[place - 1].kind == "punct" or self._sentence.word(place - 1) in ("voted", "and", "voting")):
                motion = self._object(place + hit.length) if link != ":" else self._default()
                return [] if motion is _STRANGE else [Tallied(self._kind, hit.side, at, place, at + 1, motion.id, role=self._role(at))]
        return []

    def _winners(self, at: int) -> list[Tallied]:
        """ "Ratified with 153 votes": those of the side that won."""
        if self._sentence.word(at - 1) != "with" or self._sentence.word(at + 1) not in _VOTES:
            return []
        near = self._outcome_near(at, at)
        if near is None or near[1].state is None or near[1].state.side is None:
            return []
        motion = self._motion_of(*near)
        return [] if motion is _STRANGE else [Tallied(self._kind, near[1].state.side, at, at, at + 2, motion.id, role=self._role(at))]

    # --- words around -------------------------------------------------------------------------

    def _hits(self, at: int) -> Sequence[StateHit]:
        return self._sentence.hits[at] if 0 <= at < len(self._tokens) else ()

    def _side_words(self, at: int) -> Iterator[StateHit]:
        return (hit for hit in self._hits(at) if hit.kind == "side_word" and hit.type is self._kind)

    def _noun_end(self, at: int) -> int | None:
        """Behind the noun of those who vote; right behind the number where it has none; None where it counts something else."""
        voters = self._kind.wording.voters
        step = at + 1
        if is_national(self._sentence.word(step)):
            step += 1
        word = self._sentence.word(step)
        if word in voters:
            step += 1
            if self._sentence.word(step) == "out" and self._sentence.word(step + 1) == "of":
                step += 3 + (self._sentence.word(step + 3) in voters)
            elif self._sentence.word(step) in ("from", "of", "in") and not any(self._side_words(step)):
                return None
            return step
        if self._hits(at + 1) or word in TRANSPARENT or word in _RELATIVES:
            return at + 1
        return None

    def _is_part(self, at: int) -> bool:
        """Whether a number is a part of others, or a margin."""
        before, after = self._sentence.word(at - 1), self._sentence.word(at + 1)
        if after in ("of", "more", "fewer") or before in _PARTS - {"of"}:
            return True
        if before == "of" and self._sentence.word(at - 2) == "out":
            return True
        if before == "of":
            return self._sentence.word(at - 2) in ("margin", "majority", "one", "two", "some", "defeat")
        return False

    def _is_needed(self, at: int, end: int | None = None) -> bool:
        """Whether the votes are only needed, expected or supposed."""
        start = at
        while start > 0 and at - start < _REACH and self._sentence.word(start - 1) not in (",", ";", ":", "\u2014"):
            start -= 1
        return any(token.word in _NEEDED for token in self._tokens[start : end or at])

    def _role(self, at: int) -> Role | None:
        """`previous` for what was announced first, and is told otherwise now."""
        for place in range(max(0, at - 16), at - 1):
            if self._sentence.word(place) in ("first", "initially", "originally") and self._sentence.word(place + 1) in _FIRST:
                return "previous"
        return None

    def _object(self, end: int) -> _Motion:
        """The motion that a phrase from `end` on names; the sentence's where there is none; strange where it is another thing."""
        place = end
        while self._sentence.word(place) in ("of", "for", "on", "to"):
            place += 1
        found = object_at(self._sentence, self._kind, place)
        if found is not None:
            return _Motion(found.id)
        opens = place < len(self._tokens) and takes_object(self._tokens, place) and self._tokens[place].kind != "number"
        if opens and self._sentence.word(place) not in ("it", "them") and not self._agreement_from(place):
            return _STRANGE
        return self._default()

    def _agreement_from(self, place: int) -> bool:
        """Whether the phrase names something else that the story declares, which the vote may be about: "for the accord"."""
        return any(
            token.kind == "entity" and self._sentence.story.entities[token.id].kind not in ("source", "person", "party")
            for token in self._tokens[place : place + 6]
            if token.id in self._sentence.story.entities
        )

    def _default(self) -> _Motion:
        """The motion of the sentence: what it says passed or failed, else one that it names, else the one spoken of last."""
        for one in self._stated:
            if one.who is not None and one.who.id is not None:
                return _Motion(one.who.id)
        named = [token.id for token in self._tokens if token.kind == "entity" and token.id in self._kind.of]
        if named:
            return _Motion(named[-1])
        if any(self._is_strange(at, hit) for at, hit in self._outcomes):
            return _STRANGE
        return _Motion(self._recent())

    def _recent(self) -> str | None:
        memory, kind = self._sentence.memory, self._kind
        if memory.strange.get(kind.order):
            return None
        return next(iter(kind.of)) if len(kind.of) == 1 else memory.spoken_of.get(kind.order)

    def _motion_of(self, at: int, hit: StateHit) -> _Motion:
        """The motion that the outcome at `at` is said of."""
        for one in self._stated:
            if one.trigger == at and one.who is not None:
                return _Motion(one.who.id)
        if at in self._agreed:
            only = self._kind.of
            return _Motion(next(iter(only)) if len(only) == 1 else None)
        if self._is_strange(at, hit):
            return _STRANGE
        named = [token.id for token in self._tokens if token.kind == "entity" and token.id in self._kind.of]
        return _Motion(named[-1] if named else None)

    def _is_strange(self, at: int, hit: StateHit) -> bool:
        """Whether an outcome is that of something that the story does not have."""
        if any(one.trigger == at for one in self._stated) or at in self._agreed:
            return False
        if hit.kind == "noun":
            return False
        group = verb_group(self._tokens, at, hit.length, hit.forms)
        if group.voice == "passive":
            return True
        end = self._sentence.after_times(group.end)
        return takes_object(self._tokens, end) and self._tokens[end].kind != "number"


_RELATIVES: Final = frozenset(("who", "that", "which"))


@dataclass(frozen=True, slots=True)
class _Motion:
    """What is voted on; `id` None where it is not named."""

    id: str | None


_STRANGE: Final = _Motion("\0")
