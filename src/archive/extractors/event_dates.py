"""Whether a date in a sentence is that of the event a claim is about, and not of something else in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.extractors import english, speech, stance
from archive.extractors.token import Token

SMALL: Final = frozenset(
    "in on at by the since until of earlier later late early back just only this during again and".split()
)
"""Words that may stand beside a date and change nothing about what it is the date of."""
_OPENING: Final = SMALL | {"as"}
_BREAKS: Final = (";", ":", "\u2014", "(", ")")
_BOUNDS: Final = frozenset("since until till starting beginning from through".split())
"""What makes a date the end of a stretch of time, and not the day of what happened in it."""
_PLANNED: Final = frozenset("will would expected planned plans planning plan due scheduled set".split())
_WITHIN: Final = frozenset("on in the this of end middle beginning start late early mid".split())
_RELATIVE: Final = frozenset("that which who whose where".split())
_TOTALS: Final = frozenset(
    "toll tolls number total count tally cost costs figure losses damage bill estimate turnout".split()
)
_ADDING: Final = frozenset(
    "raising bringing pushing taking lifting lowering increasing driving making".split()
)
"""Participles that give a sum, which is older than what was just added to it."""
_HAPPENINGS: Final = frozenset(
    "crash crashes accident disaster quake earthquake earthquakes tremor fire fires wildfire wildfires blaze flood floods"
    " flooding storm hurricane typhoon cyclone tornado attack attacks blast blasts bombing bombings explosion"
    " explosions shooting massacre sinking collapse derailment collision eruption tsunami landslide stampede crush"
    " outbreak war battle raid strike strikes breach hack cyberattack march rally protest".split()
)
_LEFT: Final = 14
_NEAR: Final = 6


def is_bound(tokens: Sequence[Token], at: int, start: int, end: int) -> bool:
    """Whether the date only ends a stretch of time; "since 1998, when" goes on about 1998.

    "By Monday" is the day of a count that was made, and only the last day of what is still planned.
    """
    if not at:
        return False
    back = at - 1
    while back and at - back < _NEAR and tokens[back].word in _WITHIN:
        back -= 1
    before = "starting" if tokens[at - 1].word == "as" else tokens[back].word  # "as soon as this week"
    if before == "by" or (before == "before" and at < start):
        ahead = tokens[max(0, min(at, start) - _LEFT) : end]
        return stance.projected(tokens, start, end) or any(token.word in _PLANNED for token in ahead)
    if any(token.word == "dating" for token in tokens[max(0, at - 3) : at]):
        return True
    told = [token.word for token in tokens[at + 1 : at + 3]]
    return before in _BOUNDS and "when" not in told


def is_event_date(tokens: Sequence[Token], at: int, start: int, end: int, others: Sequence[int]) -> bool:
    """Whether the date at `at` is that of the claim at `start:end`; `others` are where other claims start."""
    if _is_one_of_two(tokens, at):
        return False
    if start <= at < end:
        return (
            not _belongs_elsewhere(tokens, at, start)
            and not _in_relative_clause(tokens, at, start, end)
            and not _is_of_what_is_summed(tokens, at, start, end)
        )
    if at >= end:
        return _goes_on(tokens, at, end, others) and not _is_of_what_is_summed(tokens, at, start, end)
    return _comes_before(tokens, at, start, end, others)


def _goes_on(tokens: Sequence[Token], at: int, end: int, others: Sequence[int]) -> bool:
    if any(end <= other <= at for other in others):
        return False
    between = tokens[end:at]
    if any(
        token.kind == "punct" and token.word in _BREAKS and not _is_clock(tokens, end + place)
        for place, token in enumerate(between)
    ):
        return False
    stops = english.GAP_STOPS - {"when", "while"} | {"as", "after", "before"}
    if any(token.word in stops for token in between):
        return False
    return not _belongs_elsewhere(tokens, at, end)


def _is_clock(tokens: Sequence[Token], at: int) -> bool:
    """ "14:00 on Monday"."""
    return tokens[at].word == ":" and at + 1 < len(tokens) and tokens[at + 1].word.isdigit()


def _clause_of_date(tokens: Sequence[Token], at: int) -> bool:
    """ "In 1996, when", "a capsize in 1996, in which": the clause tells of that time."""
    told = [token.word for token in tokens[at + 1 : at + 4]]
    if told[:1] == [","]:
        told = told[1:]
        return told[:1] == ["when"] or told[:2] in (["in", "which"], ["during", "which"])
    return told[:1] == ["when"]


def _comes_before(tokens: Sequence[Token], at: int, start: int, end: int, others: Sequence[int]) -> bool:
    between = tokens[at + 1 : start]
    if any(other <= at for other in others) and any(at < other < start for other in others):
        return False
    if _clause_of_date(tokens, at):
        return not any(
            other.kind == "punct" and other.word in (*_BREAKS, ",") for other in tokens[at + 3 : start]
        )
    if any(token.word in _ADDING for token in tokens[max(0, start - 3) : start + 1]):
        return False
    if any(token.word in _BREAKS for token in between if token.kind == "punct"):
        return False
    if all(token.word in _OPENING or token.kind == "punct" for token in tokens[:at]):
        return not any(token.word in ("that", "which", "who") for token in between)
    if _in_aside_clause(tokens, at) or len(between) > _LEFT or _is_of_what_is_summed(tokens, at, start, end):
        return False
    commas = [place for place in range(at + 1, start) if tokens[place].word == ","]
    if commas:
        follows = tokens[commas[0] + 1]
        goes_on = follows.word.endswith("ing") or follows.word == "with"
        return goes_on and len(commas) == 1 and not _belongs_elsewhere(tokens, at, 0)
    if between and between[-1].word == "and" and tokens[start].number is not None:
        between = between[:-1]  # "9 came on Monday and 7 left"
    joins = any(
        token.word in english.CONJUNCTIONS | {"while", "whereas", "after", "before", "when"} - {"nor"}
        for token in between
    )
    return not joins and not _belongs_elsewhere(tokens, at, 0)


def _in_aside_clause(tokens: Sequence[Token], at: int) -> bool:
    """Whether the date stands in a relative clause about somebody or something else: "who came on Monday"."""
    for place in range(at - 1, max(-1, at - _LEFT), -1):
        token = tokens[place]
        if token.kind == "punct" and token.word in (*_BREAKS, ","):
            continue
        if token.word in ("which", "who", "whose", "where"):
            return True
        if token.word == "that" and place:
            before = tokens[place - 1]
            return before.kind in ("word", "name", "entity", "item") and before.word not in speech.SAYING
    return False


def _is_one_of_two(tokens: Sequence[Token], at: int) -> bool:
    """Whether the date is an end of a stretch: "late last year and in January"."""
    for step in (1, -1):
        position = at + step
        joined = False
        while 0 <= position < len(tokens) and abs(position - at) < 4:
            token = tokens[position]
            if token.kind == "date":
                if joined:
                    return True
                break
            joined = joined or token.word in ("and", "or", "to")
            if token.word not in SMALL | {"or", "to"}:
                break
            position += step
    return False


def _in_relative_clause(tokens: Sequence[Token], at: int, start: int, end: int) -> bool:
    """Whether the date tells when something else was, on the way to the figure: "the quake that struck on Friday has killed 30"."""
    if not any(tokens[place].word in _RELATIVE for place in range(start + 1, at)):
        return False
    return any(tokens[place].number is not None for place in range(at + 1, end))


def _is_of_what_is_summed(tokens: Sequence[Token], at: int, start: int, end: int) -> bool:
    """Whether the date is that of what the sum was caused by: "the toll of the crash on Friday"."""
    if not any(token.word in _TOTALS for token in tokens[start:end]):
        return False
    return any(
        tokens[place].word in _HAPPENINGS and tokens[place].kind in ("word", "name")
        for place in range(max(0, at - _NEAR), at)
    )


def _belongs_elsewhere(tokens: Sequence[Token], at: int, floor: int) -> bool:
    """Whether the date follows another verb's participle: "adopted in December"."""
    back = at - 1
    if back > 0 and tokens[back].word in ("a", "an", "the") and tokens[back - 1].word == "of":
        return True  # "the site of a 1918 battle"
    while back >= floor and tokens[back].word in SMALL:
        back -= 1
    if back < floor or tokens[back].kind != "word":
        return False
    word = tokens[back].word
    if back and tokens[back - 1].word in english.BE and (floor or tokens[at + 1].word == "to"):
        return False  # "was ordered on Friday to pay"
    return (word.endswith("ed") or word in english.PARTICIPLES) and word not in english.NP_STOPS
