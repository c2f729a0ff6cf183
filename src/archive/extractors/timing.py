"""When: which date in a sentence is that of the event, and which that of the report."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Final

from archive.domain.claim import ClaimDate
from archive.domain.dates import resolve
from archive.domain.moment import PartialDate
from archive.extractors import english
from archive.extractors.cue import Cue
from archive.extractors.event_dates import SMALL, is_bound, is_event_date
from archive.extractors.token import Token

_NEAR: Final = 4


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
    report = cue.date if cue is not None else None
    said = {one.date for one in cues if one.date is not None}
    event: int | None = None
    for at in _by_distance(tokens, start, end):
        if (
            (at in asides and not _is_beside(tokens, at, end))
            or at in said
            or is_bound(tokens, at, start, end)
        ):
            continue
        if _is_report_date(tokens, at, start, end):
            if at >= end and any(token.word in ("which", "who", "after", "as") for token in tokens[end:at]):
                continue  # when something else was told
            owner = next((one for one in cues if one.start - _NEAR <= at <= one.end + _NEAR), None)
            if report is None and (owner is None or (cue is not None and owner.verb == cue.verb)):
                report = at
            continue
        if event is None and is_event_date(tokens, at, start, end, others):
            event = at
    return Times(_resolved(tokens, event, anchor), _resolved(tokens, report, anchor))


def report_date_at(tokens: Sequence[Token], cue: Cue, anchor: Anchor) -> ClaimDate | None:
    """The date beside an attribution, for a claim that stands in another sentence."""
    return _resolved(tokens, cue.date, anchor)


def _is_beside(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether no comma stands between a claim's words and the date behind them."""
    return at >= end and all(token.kind != "punct" for token in tokens[end:at])


def _resolved(tokens: Sequence[Token], at: int | None, anchor: Anchor) -> ClaimDate | None:
    mention = tokens[at].date if at is not None else None
    return None if mention is None else resolve(mention, anchor.date, anchor_basis=anchor.basis)


def _by_distance(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    """The dates of the sentence: those inside first, then the nearest, what follows before what precedes."""
    found = [at for at, token in enumerate(tokens) if token.kind == "date"]
    return sorted(found, key=lambda at: (max(start - at, at - end + 1, 0), at < start))


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
        if token.kind not in ("entity", "name") and token.word not in SMALL | {"reporters", "journalists"}:
            break
        back -= 1
        steps += 1
    ahead = at + 1
    return (
        ahead < len(tokens)
        and tokens[ahead].word in english.SAY
        and tokens[ahead].word not in ("report", "reports")
    )
