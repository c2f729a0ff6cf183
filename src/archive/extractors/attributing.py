"""What an attribution covers: the sources of a stretch of words, from all attributions of its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from archive.domain.claim import Attribution
from archive.extractors import english
from archive.extractors.cue import Cue
from archive.extractors.token import Token

_BETWEEN: Final = english.DETERMINERS | english.ADVERBS | {"that", "how", "on", "early", "late", "in"}
_GOING_ON: Final = frozenset(("with", "including", "among", "leaving"))
_NESTED: Final = 4
"""Tokens that may stand between "X said that" and "Y had reported" for X to pass on what Y reported."""


def attribution_of(
    tokens: Sequence[Token], cues: Sequence[Cue], start: int, end: int
) -> tuple[tuple[Attribution, ...], Cue | None]:
    """The chain of sources for what stands at `start:end`: the one that introduces it, then the one that closes it.

    The cue is the nearest one, with the date of the first that has any.
    """
    if not cues:
        return (), None
    chosen = _introduced(tokens, cues, start, end)
    closing = _continued(tokens, cues, start) or _closing(tokens, cues, start, end)
    if closing is not None:
        if chosen and _is_new_clause(tokens, chosen[0].end, start):
            chosen = []
        chosen = [*chosen, closing]
    if not chosen:
        chosen = [
            cue for cue in cues if cue.verb < start and not cue.before and not _parted(tokens, cue.end, start)
        ]
        chosen = chosen[-1:]
    cited = [
        cue
        for cue in cues
        if cue.cites
        and any(one.start - 2 <= cue.end and cue.start <= one.end + 4 for one in chosen if one is not cue)
    ]
    if not chosen:
        return (), None
    date = next((cue.date for cue in chosen if cue.date is not None), None)
    return _joined((*cited, *chosen)), replace(chosen[0], date=date)


def _joined(cues: Iterable[Cue]) -> tuple[Attribution, ...]:
    chain: list[Attribution] = []
    for cue in cues:
        chain += [link for link in cue.chain if all(link.source != known.source for known in chain)]
    return tuple(chain)


def _introduced(tokens: Sequence[Token], cues: Sequence[Cue], start: int, end: int) -> list[Cue]:
    """The attributions before the words, innermost first: "X said that Y had reported ..." is Y, then X."""
    left = [
        cue
        for cue in cues
        if cue.before
        and cue.verb < start
        and (cue.verb == 0 or not _parted(tokens, cue.end, start))  # "According to X" holds for all of it
    ]
    if not left:
        return [cue for cue in cues if start <= cue.verb < end and (cue.before or _is_inserted(tokens, cue))][
            :1
        ]
    chosen = [left[-1]]
    for outer in reversed(left[:-1]):
        inner = chosen[-1]
        between = tokens[outer.end : inner.start]
        nested = len(between) <= _NESTED and all(
            token.word in _BETWEEN or token.kind == "date" for token in between
        )
        if nested or (tokens[inner.verb].quoted and not tokens[outer.verb].quoted):
            chosen.append(outer)
        else:
            break
    return chosen


def _is_inserted(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether an attribution stands between commas: "the toll, officials say, is 30"."""
    return (
        cue.start > 0
        and tokens[cue.start - 1].word == ","
        and cue.end < len(tokens)
        and tokens[cue.end].word == ","
    )


def _closing(tokens: Sequence[Token], cues: Sequence[Cue], start: int, end: int) -> Cue | None:
    """The first attribution behind the words that closes what came before it."""
    right = [
        cue for cue in cues if not cue.before and not cue.cites and _stands_behind(tokens, cue, start, end)
    ]
    right = right or [cue for cue in cues if cue.verb >= end - 1 and cue.cites]
    if not right or any(cue.before and end <= cue.start < right[0].start for cue in cues):
        return None
    return right[0]


def _stands_behind(tokens: Sequence[Token], cue: Cue, start: int, end: int) -> bool:
    """Whether an attribution follows the words, or the quotation in which they begin."""
    left_quotation = tokens[start].quoted and not tokens[cue.verb].quoted and cue.verb > start
    return cue.end > start and (cue.verb >= end - 1 or left_quotation)


def _continued(tokens: Sequence[Token], cues: Sequence[Cue], start: int) -> Cue | None:
    """The attribution that a sentence goes on from: "..., X said, bringing the total to 30"."""
    for cue in reversed(cues):
        if cue.before or cue.cites or cue.end > start:
            continue
        at = cue.end
        if at + 1 < len(tokens) and at <= start and tokens[at].word == ",":
            after = tokens[at + 1]
            if after.word in _GOING_ON or (after.kind == "word" and after.word.endswith("ing")):
                return None if any(token.word in (",", ";") for token in tokens[at + 1 : start]) else cue
    return None


def _parted(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether what was said ends between: "X said so; Y", "X said so, while Y"."""
    return any(
        tokens[at].word == ";"
        or (tokens[at].word in ("while", "whereas", "although") and at > start and tokens[at - 1].word == ",")
        for at in range(start, end)
    )


def _is_new_clause(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a clause of its own begins between: "X said so, and ..."."""
    return any(
        tokens[at].word in ("and", "but") and at > start and tokens[at - 1].word == ","
        for at in range(start, end)
    )
