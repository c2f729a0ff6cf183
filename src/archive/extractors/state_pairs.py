"""Pairs of numbers that are the result of a vote: "by 52 votes to 48", "voted 432-202 against", "a 52-48 vote to reject"."""

from __future__ import annotations

from typing import Final

from archive.extractors import english
from archive.extractors.state_motions import STRANGE, Tallied, VoteSentence

_JOINS: Final = frozenset(("to", "against", "versus", "v", "vs", "-", "\u2014"))
_TALLY: Final = frozenset("vote tally result count score votes".split())
_SUPER: Final = frozenset(
    ("two-thirds", "supermajority", "three-fifths", "three-quarters", "filibuster", "quorum")
)


def pair_at(votes: VoteSentence, at: int) -> list[Tallied] | None:
    """Both numbers of "52 votes to 48": the larger is the winner's, unless more than a majority was needed."""
    found = _pair_end(votes, at)
    token = votes.tokens[at]
    if found is None or token.number is None:
        return None
    value, end = found
    if votes.is_needed(at):
        return []
    first = _first_side(votes, at, end, token.number.value, value)
    if first is None:
        return []
    side, motion, sided = first
    last = end + 1
    other = votes.other(side)
    second = votes.tokens[end]
    role = votes.role_at(at)
    won = (side if token.number.value > value else other) if sided and motion and not votes.stated else None
    ranged = token.number.value if token.number.high is not None else None
    made = [Tallied(votes.kind, side, at, at, last, motion, second=ranged, role=role, won=won)]
    if end == at:
        made.append(Tallied(votes.kind, other, at, at, last, motion, second=value, role=role))
    elif second.number is not None:
        made.append(Tallied(votes.kind, other, end, at, last, motion, role=role))
    return made


def _pair_end(votes: VoteSentence, at: int) -> tuple[int, int] | None:
    """The second number of a pair and where its words end."""
    token = votes.tokens[at]
    if token.number is not None and token.number.against is not None:
        return token.number.against, at
    if (
        token.number is not None
        and token.number.high is not None
        and ("-" in token.word or "\u2014" in token.word)
    ):
        return token.number.high, at  # "rejected 29-31" is no range
    step = at + 1
    while step < len(votes.tokens) and step - at < 3 and votes.tokens[step].word in votes.kind.wording.voters:
        step += 1
    if votes.sentence.word(step) not in _JOINS or step + 1 >= len(votes.tokens):
        return None
    other = votes.tokens[step + 1].number
    return None if other is None or other.measure else (other.value, step + 1)


def is_second(votes: VoteSentence, at: int) -> bool:
    """Whether the number at `at` is the second of a pair."""
    return any(
        found is not None and found[1] == at and before != at
        for before in range(max(0, at - 4), at)
        if votes.tokens[before].number is not None
        for found in [_pair_end(votes, before)]
    )


def _first_side(
    votes: VoteSentence, at: int, end: int, high: int, low: int
) -> tuple[str, str | None, bool] | None:
    """The side of the first number, the motion, and whether the words behind name the side.

    None where the vote is on something else, or its result is not told.
    """
    after = end + 1 + (votes.sentence.word(end + 1) in votes.kind.wording.voters)
    word = next((hit for hit in votes.side_words(after) if hit.side != "abstained"), None)
    if word is not None:
        motion = votes.motion_behind(after + word.length)
        return None if motion is STRANGE else (word.side, motion.id, True)
    near = votes.outcome_near(at, end)
    if near is None:
        return _as_before(votes, at, high, low)
    place, hit = near
    motion = votes.motion_of(place, hit)
    if motion is STRANGE:
        return None
    winner = hit.state.side if hit.state is not None else None
    if winner is None:
        return None
    if any(token.word in _SUPER for token in votes.tokens):
        return "for", motion.id, False
    return (winner if high >= low else votes.other(winner)), motion.id, False


def _as_before(votes: VoteSentence, at: int, high: int, low: int) -> tuple[str, str | None, bool] | None:
    """The sides of "the vote was 52 to 48", by the result that was told before."""
    told = votes.sentence.memory.outcome
    link, noun = votes.sentence.word(at - 1), votes.sentence.word(at - 2)
    if told is None or not (link in _TALLY or (noun in _TALLY and (link == ":" or link in english.BE))):
        return None
    motion, winner = told
    return (winner if high >= low else votes.other(winner)), motion, False
