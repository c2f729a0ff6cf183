"""How firmly a clause is asserted: denied, hedged, only planned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.domain.claim import Polarity
from archive.extractors import english
from archive.extractors.token import Token

_BACK = 8
"""How far before a match its clause is searched for what weakens it."""
_AHEAD = 3
_REFUTED = 6
"""How far behind a match "is false" may stand."""
_EDGES = (",", ";", ":", "\u2014", "(", ")")


def _by_first(phrases: Sequence[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    index: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        index.setdefault(phrase[0], []).append(phrase)
    return index


_HEDGES: Final = _by_first(english.HEDGE_PHRASES)
_PROJECTED: Final = _by_first(english.PROJECTED)
_FORMER: Final = _by_first(english.FORMER)


def _reads(tokens: Sequence[Token], at: int, phrase: tuple[str, ...]) -> bool:
    return tuple(token.word for token in tokens[at : at + len(phrase)]) == phrase


def clause_start(tokens: Sequence[Token], start: int, *, reach: int = _BACK) -> int:
    """Where the clause that reads into `start` begins, at most `reach` tokens back."""
    at = start
    while at > 0 and start - at < reach:
        before = tokens[at - 1]
        if before.kind == "punct" and before.word in _EDGES:
            break
        if before.kind == "word" and before.word in ("but", "while", "although", "though"):
            break
        at -= 1
    return at


def polarity(tokens: Sequence[Token], start: int, end: int) -> Polarity:
    """`denied` where the clause of the match is negated."""
    first = clause_start(tokens, start, reach=4)
    for at in range(first, end):
        word = tokens[at].word
        if tokens[at].kind != "word":
            continue
        if word == "not" and at + 1 < len(tokens) and tokens[at + 1].word in ("only", "just", "merely"):
            continue
        if word == "not" and any(
            token.word in ("whether", "if", "clear", "certain") for token in tokens[at:start]
        ):
            continue
        if word == "no" and at + 1 < len(tokens) and tokens[at + 1].word in ("longer", "doubt"):
            continue
        if word in ("without", "no", "neither") and at < start - (tokens[start].kind == "item"):
            continue
        against = word == "against" and at + 1 < len(tokens) and tokens[at + 1].word.endswith("ing")
        if against or word in english.NEGATIONS or word.endswith("n't"):
            return "denied"
    return "denied" if _refuted(tokens, end) or _dismissed(tokens, start) else "affirmed"


def _dismissed(tokens: Sequence[Token], start: int) -> bool:
    """ "It is untrue that ...", "rejected claims that ..."."""
    before = [token.word for token in tokens[max(0, start - 4) : start]]
    if len(before) < 2 or before[-1] != "that":
        return False
    if before[-2] in english.FALSE or before[-3:-1] == ["not", "true"]:
        return True
    return before[-2] in english.RUMOURS and any(word in english.DENY for word in before[:-2])


def _refuted(tokens: Sequence[Token], end: int) -> bool:
    """ "... are false", said of what was just reported."""
    for at in range(end, min(len(tokens) - 1, end + _REFUTED)):
        if tokens[at].kind == "punct":
            return False
        if tokens[at].word in english.BE and tokens[at + 1].word in english.FALSE:
            return True
    return False


def hedges(tokens: Sequence[Token], start: int, end: int) -> tuple[str, ...]:
    """The words of the clause that make its assertion less than firm, in order."""
    first = clause_start(tokens, start)
    last = end
    while last < min(len(tokens), end + _AHEAD) and not (
        (tokens[last].kind == "punct" and tokens[last].word in _EDGES[1:])
        or tokens[last].word in english.GAP_STOPS
    ):
        last += 1
    found: list[str] = []
    for at in range(first, last):
        word = tokens[at].word
        if tokens[at].kind == "word" and word in english.HEDGE_WORDS and not _certain(tokens, at):
            found.append(word)
        found.extend(" ".join(phrase) for phrase in _HEDGES.get(word, ()) if _reads(tokens, at, phrase))
    if first == 0 and tokens and tokens[-1].word == "?":
        found.append("?")
    if first < len(tokens) and tokens[first].word == "if":
        found.append("if")
    return tuple(dict.fromkeys(found))


def _certain(tokens: Sequence[Token], at: int) -> bool:
    """ "may" as the name of a month reaches here only as a date; "could not" and "whether" stay hedges."""
    return tokens[at].word == "may" and tokens[at].capital and at > 0


def projected(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether the clause speaks of what is still to come."""
    first = clause_start(tokens, start, reach=4)
    asked = start and tokens[start - 1].word in english.REQUESTS
    if asked and any(token.word == "to" for token in tokens[start : start + 4]):
        return True
    for at in range(first, end):
        if any(_reads(tokens, at, phrase) for phrase in _PROJECTED.get(tokens[at].word, ())):
            after = tokens[at + 2] if at + 2 < len(tokens) and tokens[at + 1].word == "to" else None
            if after is None or (after.kind == "word" and after.word not in english.DETERMINERS):
                return True  # and not "was offered to Berg", "agreed to the plan"
    return False


def former(tokens: Sequence[Token], start: int, figure: int) -> bool:
    """Whether the words up to a figure say that it was given once, and not that it is given now.

    What stands before another number is about that one: "initially put at 30, it stands at 24".
    """
    first = clause_start(tokens, start, reach=3)
    numbers = [at for at in range(first, figure) if tokens[at].number is not None]
    first = numbers[-1] + 1 if numbers else first
    return any(
        _reads(tokens, at, phrase)
        for at in range(first, figure)
        for phrase in _FORMER.get(tokens[at].word, ())
    )


def of_another_affair(tokens: Sequence[Token], end: int) -> bool:
    """Whether a sentence, up to the end of a match, has turned to something else that happened."""
    return any(token.word in english.OTHER_AFFAIRS for token in tokens[:end] if token.kind == "word")


def contrary_to_fact(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether the match is what would have been: "had he asked, he might have got it"."""
    conditional = any(
        token.word == "if" or (token.word == "had" and (at == 0 or tokens[at - 1].kind == "punct"))
        for at, token in enumerate(tokens)
        if at < end
    )
    return conditional and any(
        tokens[at].word in ("would", "might", "could") and tokens[at + 1].word == "have"
        for at in range(clause_start(tokens, start, reach=4), min(end, len(tokens) - 1))
    )
