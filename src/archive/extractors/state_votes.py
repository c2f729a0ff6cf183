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
from typing import Final

from archive.extractors import english
from archive.extractors.phrases import is_national
from archive.extractors.state_motions import STRANGE, VOTES, Tallied, VoteSentence
from archive.extractors.state_pairs import is_second, pair_at
from archive.extractors.state_phrases import StateSentence
from archive.extractors.state_verbs import Stated
from archive.extractors.state_words import StateWords
from archive.extractors.verb_groups import TRANSPARENT

_NONE: Final = frozenset(("none", "nobody", "no"))
_PARTS: Final = frozenset(("including", "another", "of", "than", "plus", "by", "margin", "majority"))
_WEAK: Final = frozenset(("for", "yes", "no", "aye", "nay"))
_GIVEN: Final = frozenset("cast polled recorded counted".split())
_BODIES: Final = frozenset(
    "parliament senate assembly house chamber congress council legislature commons lords".split()
)
_RELATIVES: Final = frozenset(("who", "that", "which"))
_VOTING: Final = frozenset("voted vote voting votes abstained abstaining abstain".split())
"""Words that tell of a vote whatever it is on; "opposed" needs its motion."""


def votes_of(sentence: StateSentence, words: StateWords, stated: Sequence[Stated]) -> Iterator[Tallied]:
    """The votes that the numbers of a sentence give; none where it is another matter's vote."""
    for kind in words.types:
        if kind.fact.sides:
            yield from _read(VoteSentence(sentence, kind, stated))


def _read(votes: VoteSentence) -> Iterator[Tallied]:
    """Each number's side, in the order of the words."""
    if not any(token.number is not None or token.word in _NONE for token in votes.tokens):
        return
    for at, token in enumerate(votes.tokens):
        if token.word in _NONE and token.kind == "word":
            yield from _beside(votes, at, zero=True)
        if token.number is None or token.number.extra or token.number.currency is not None:
            continue
        pair = pair_at(votes, at)
        if pair is not None:
            yield from pair
        elif not token.number.measure and not is_second(votes, at) and not _is_part(votes, at):
            yield from _voters(votes, at) or _beside(votes, at) or _listed(votes, at) or _winners(votes, at)


def _voters(votes: VoteSentence, at: int) -> list[Tallied]:
    """ "92 deputies voted against the motion", "four abstaining"."""
    end = _noun_end(votes, at)
    if end is None:
        return []
    step = end
    if votes.sentence.word(step) in _RELATIVES:
        step += 1
    while (
        step < len(votes.tokens) and step - end < 5 and votes.tokens[step].word in TRANSPARENT - {"to", "not"}
    ):
        if any(hit.kind == "side_verb" for hit in votes.sentence.hits[step]):
            break
        step += 1
    hit = next(
        (hit for hit in votes.hits_at(step) if hit.kind == "side_verb" and hit.type is votes.kind), None
    )
    if hit is None or votes.is_needed(at, step):
        return []
    motion = votes.motion_behind(step + hit.length)
    if motion is STRANGE and (aimed := votes.aimed_at(step + hit.length)) is not None:
        side = votes.other(hit.side)  # who votes against the premier votes for the motion
        return [Tallied(votes.kind, side, at, at, step + hit.length, aimed, role=votes.role_at(at))]
    if motion is STRANGE:
        return []
    bare = end == at + 1 and votes.sentence.word(step) in english.BE
    if votes.sentence.word(step) not in _VOTING and (motion.id is None or bare):
        return []
    return [Tallied(votes.kind, hit.side, at, at, step + hit.length, motion.id, role=votes.role_at(at))]


def _beside(votes: VoteSentence, at: int, *, zero: bool = False) -> list[Tallied]:
    """ "14 in favour", "91 votes against", "none against", "12 abstentions"."""
    end = at + 1 if zero else _noun_end(votes, at)
    if end is None:
        return []
    if zero and votes.sentence.word(end) in VOTES:
        end += 1
    if votes.sentence.word(end) in _GIVEN and votes.sentence.word(end - 1) in VOTES:
        end += 1  # "31 votes cast in favour"
    hit = next(iter(votes.side_words(end)), None)
    if hit is None or votes.is_needed(at):
        return []
    word = votes.sentence.word(end)
    sided = any(
        other.kind in ("side_word", "side_verb")
        and other.side != hit.side
        and votes.sentence.word(place) not in _WEAK
        for place, hits in enumerate(votes.sentence.hits)
        for other in hits
    )
    if (word in _WEAK or zero) and not (sided or votes.sentence.word(end - 1) in VOTES - {"no"}):
        return []
    motion = votes.motion_behind(end + hit.length)
    if motion is STRANGE:
        return []
    second = 0 if zero else None
    return [
        Tallied(
            votes.kind, hit.side, at, at, end + hit.length, motion.id, second=second, role=votes.role_at(at)
        )
    ]


def _listed(votes: VoteSentence, at: int) -> list[Tallied]:
    """ "Against the deal were 146", "for: 153"."""
    link = votes.sentence.word(at - 1)
    if link not in ("were", "was", ":"):
        return []
    for place in range(at - 2, max(-1, at - 9), -1):
        if votes.tokens[place].number is not None:
            return []
        hit = next(iter(votes.side_words(place)), None)
        if hit is not None and (
            place == 0
            or votes.tokens[place - 1].kind == "punct"
            or votes.sentence.word(place - 1) in ("voted", "and", "voting")
        ):
            motion = votes.motion_behind(place + hit.length) if link != ":" else votes.default()
            return (
                []
                if motion is STRANGE
                else [Tallied(votes.kind, hit.side, at, place, at + 1, motion.id, role=votes.role_at(at))]
            )
    return []


def _winners(votes: VoteSentence, at: int) -> list[Tallied]:
    """ "Ratified with 153 votes": those of the side that won."""
    if votes.sentence.word(at - 1) != "with" or votes.sentence.word(at + 1) not in VOTES:
        return []
    near = votes.outcome_near(at, at)
    if near is None or near[1].state is None or near[1].state.side is None:
        return []
    motion = votes.motion_of(*near)
    return (
        []
        if motion is STRANGE
        else [Tallied(votes.kind, near[1].state.side, at, at, at + 2, motion.id, role=votes.role_at(at))]
    )


def _noun_end(votes: VoteSentence, at: int) -> int | None:
    """Behind the noun of those who vote; right behind the number where it has none; None where it counts something else."""
    voters = votes.kind.wording.voters
    whole = _whole_end(votes, at)
    if whole is not None:
        return whole
    step = at + 1
    if is_national(votes.sentence.word(step)):
        step += 1
    word = votes.sentence.word(step)
    if word in voters:
        step += 1
        step = _body_end(votes, step)
        if votes.sentence.word(step) == "out" and votes.sentence.word(step + 1) == "of":
            step += 3 + (votes.sentence.word(step + 3) in voters)
        elif votes.sentence.word(step) in ("from", "of", "in") and not any(votes.side_words(step)):
            return None
        return step
    if votes.hits_at(at + 1) or word in TRANSPARENT or word in _RELATIVES:
        return at + 1
    return None


def _body_end(votes: VoteSentence, at: int) -> int:
    """Behind "of the 60-seat assembly" at `at`, which is where all vote; `at` where a part is named: "of the opposition"."""
    if votes.sentence.word(at) not in ("of", "in", "from"):
        return at
    for step in range(at + 1, min(len(votes.tokens), at + 7)):
        token = votes.tokens[step]
        if token.word.rsplit(" ", 1)[-1] in _BODIES:
            return step + 1
        if token.kind == "punct" or token.word in english.PREPOSITIONS - {"of"} | english.CONJUNCTIONS:
            break
    return at


def _whole_end(votes: VoteSentence, at: int) -> int | None:
    """Behind "of the 60 deputies" where it only says of how many the number at `at` is: nobody "who" follows."""
    step = at + 2 + (votes.sentence.word(at + 2) in ("the", "its", "all"))
    if (
        votes.tokens[at].number is None
        or votes.sentence.word(at + 1) != "of"
        or step + 1 >= len(votes.tokens)
    ):
        return None
    whole = (
        votes.tokens[step].number is not None and votes.sentence.word(step + 1) in votes.kind.wording.voters
    )
    return step + 2 if whole and votes.sentence.word(step + 2) not in _RELATIVES else None


def _is_part(votes: VoteSentence, at: int) -> bool:
    """Whether a number is a part of others, or a margin."""
    before, after = votes.sentence.word(at - 1), votes.sentence.word(at + 1)
    if after in ("more", "fewer") or before in _PARTS - {"of"}:
        return True
    if after == "of":
        return _whole_end(votes, at) is None
    if any(place < at and _whole_end(votes, place) is not None for place in (at - 2, at - 3) if place >= 0):
        return True  # 60 of "20 of the 60 deputies voted"
    if before == "of" and votes.sentence.word(at - 2) == "out":
        return True
    if before == "of":
        return votes.sentence.word(at - 2) in ("margin", "majority", "one", "two", "some", "defeat")
    return False
