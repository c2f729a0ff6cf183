"""When: which date in a sentence is that of the event, and which that of the report."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from archive.domain.claim import ClaimDate
from archive.domain.dates import resolve
from archive.domain.moment import PartialDate
from archive.extractors import english
from archive.extractors.cues import Cue
from archive.extractors.token import Token

_NEAR = 4
_SMALL = frozenset(
    (
        "in",
        "on",
        "at",
        "by",
        "the",
        "since",
        "until",
        "of",
        "earlier",
        "late",
        "early",
        "back",
        "just",
        "only",
        "this",
        "during",
        "again",
        "and",
    )
)
_BREAKS = (";", ":", "\u2014", "(", ")")
_BOUNDS = ("since", "until")
"""What makes a date the end of a stretch of time, and not the day of what happened in it."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What relative dates are counted from."""

    date: PartialDate | None
    basis: str


@dataclass(frozen=True, slots=True)
class Times:
    """The dates of a claim."""

    event: ClaimDate | None = None
    report: ClaimDate | None = None


def times_of(
    tokens: Sequence[Token],
    start: int,
    end: int,
    cue: Cue | None,
    cues: Sequence[Cue],
    others: Sequence[int],
    asides: Container[int],
    anchor: Anchor,
) -> Times:
    """The event date and the report date of the claim at `start:end`.

    `others` are the first tokens of the other claims of the sentence: a date beyond one of them is
    theirs, and one in an aside is the aside's. A date beside a verb of saying or publishing is the report's (DESIGN 6).
    """
    event: Token | None = None
    report: Token | None = None
    for at in _by_distance(tokens, start, end):
        token = tokens[at]
        if at in asides or _is_bound(tokens, at):
            continue
        if _is_report_date(tokens, at, start, end):
            owner = next((other for other in cues if other.start - _NEAR <= at <= other.end + _NEAR), None)
            if report is None and (owner is None or owner is cue):
                report = token
            continue
        if event is None and _is_event_date(tokens, at, start, end, others):
            event = token
    return Times(_resolved(event, anchor), _resolved(report, anchor))


def report_date_at(tokens: Sequence[Token], cue: Cue, anchor: Anchor) -> ClaimDate | None:
    """The date beside an attribution, for a claim that stands in another sentence."""
    near = (at for at in range(max(0, cue.start - _NEAR), min(len(tokens), cue.end + _NEAR)))
    return _resolved(next((tokens[at] for at in near if tokens[at].kind == "date"), None), anchor)


def _resolved(token: Token | None, anchor: Anchor) -> ClaimDate | None:
    if token is None or token.date is None:
        return None
    return resolve(token.date, anchor.date, anchor_basis=anchor.basis)


def _by_distance(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    """The dates of the sentence: those inside first, then the nearest, what follows before what precedes."""
    found = [at for at, token in enumerate(tokens) if token.kind == "date"]
    return sorted(found, key=lambda at: (max(start - at, at - end + 1, 0), at < start))


def _is_bound(tokens: Sequence[Token], at: int) -> bool:
    """Whether the date only ends a stretch of time; "since 1998, when" goes on about 1998."""
    told = [token.word for token in tokens[at + 1 : at + 3]]
    return at > 0 and tokens[at - 1].word in _BOUNDS and "when" not in told


def _is_report_date(tokens: Sequence[Token], at: int, start: int, end: int) -> bool:
    """Whether the verb just before the date, or just after it, is one of saying or publishing."""
    back = at - 1
    steps = 0
    while back >= 0 and steps < _NEAR:
        token = tokens[back]
        if token.kind == "word" and token.word in english.REPORTING and not start <= back < end:
            return True
        if (
            token.kind == "word"
            and token.word == "by"
            and back
            and tokens[back - 1].word in english.REPORTING
        ):
            return True
        if token.kind not in ("entity", "name") and token.word not in _SMALL | {"reporters", "journalists"}:
            break
        back -= 1
        steps += 1
    ahead = at + 1
    return (
        ahead < len(tokens)
        and tokens[ahead].word in english.SAY
        and tokens[ahead].word not in ("report", "reports")
    )


def _is_event_date(tokens: Sequence[Token], at: int, start: int, end: int, others: Sequence[int]) -> bool:
    if start <= at < end:
        return not _belongs_elsewhere(tokens, at, start)
    if at >= end:
        if any(end <= other <= at for other in others):
            return False
        between = tokens[end:at]
        if any(token.kind == "punct" and token.word in _BREAKS for token in between):
            return False
        stops = english.GAP_STOPS - {"when", "while"} | {"as", "after", "before"}
        if any(token.word in stops for token in between):
            return False
        return not _belongs_elsewhere(tokens, at, end)
    between = tokens[at + 1 : start]
    if any(other <= at for other in others) and any(at < other < start for other in others):
        return False
    if tokens[at + 1].word == "," and at + 2 < len(tokens) and tokens[at + 2].word == "when":
        return not any(
            other.kind == "punct" and other.word in (*_BREAKS, ",") for other in tokens[at + 3 : start]
        )
    opening = all(token.word in _SMALL or token.kind == "punct" for token in tokens[:at])
    if opening:
        return not any(token.word in _BREAKS or token.word in ("that", "which", "who") for token in between)
    broken = any(token.kind == "punct" and token.word in _BREAKS for token in between)
    joins = any(
        token.word in english.CONJUNCTIONS | {"while", "whereas", "after", "before", "when"} - {"nor"}
        for token in between
    )
    return not broken and not joins and not _belongs_elsewhere(tokens, at, 0) and len(between) <= 14


def _belongs_elsewhere(tokens: Sequence[Token], at: int, floor: int) -> bool:
    """Whether the date follows another verb's participle: "adopted in December"."""
    back = at - 1
    if back > 0 and tokens[back].word in ("a", "an", "the") and tokens[back - 1].word == "of":
        return True  # "the site of a 1918 battle"
    while back >= floor and tokens[back].word in _SMALL:
        back -= 1
    if back < floor or tokens[back].kind != "word":
        return False
    word = tokens[back].word
    return (
        (word.endswith("ed") or word in english.PARTICIPLES)
        and word not in english.NP_STOPS
        and back >= floor
    )
