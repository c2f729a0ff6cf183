"""The edges of an attribution: what may stand between a speaker, the verb, and what is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.extractors import english, speech
from archive.extractors.token import Token

_SKIPPED: Final = (english.ADVERBS - {"even"}) | frozenset(
    "has have had since was were did not would reportedly initially originally first all both who".split()
)
_ADJUNCT: Final = 14
_DATE_WORDS: Final = (
    frozenset("on in at by late early later earlier around about the this".split()) | speech.DAYPARTS
)
_SPOKEN: Final = frozenset("interview speech conference video address remarks hearing".split())
_CLOSERS: Final = frozenset((".", ",", ";", ")", "\u2014", "without", "describing", "?", "!"))


def before_adjuncts(tokens: Sequence[Token], at: int) -> tuple[int, int | None]:
    """From the token before a verb back to the end of its subject, and the date on the way.

    Over adverbs, auxiliaries and what tells where and when it was said: "X in a statement released on Monday said".
    """
    date: int | None = None
    while at >= 0:
        token = tokens[at]
        if token.kind == "date":
            date = date or at
        elif token.kind == "word" and token.word in ("turn", "fact") and at and tokens[at - 1].word == "in":
            at -= 1
        elif token.kind == "ordinal" and token.word == "first":
            pass
        elif token.kind != "word" or (token.word not in _SKIPPED and token.word not in _DATE_WORDS):
            opened = _adjunct_start(tokens, at)
            if opened is None:
                break
            dated = next((place for place in range(opened, at) if tokens[place].kind == "date"), None)
            date = date or dated
            at = opened
        elif token.word not in _SKIPPED and not _beside_date(tokens, at, date):
            break
        at -= 1
    return at, date


def _beside_date(tokens: Sequence[Token], at: int, date: int | None) -> bool:
    return (
        date is not None
        or (at > 0 and tokens[at - 1].kind == "date")
        or tokens[at].word in ("late", "earlier")
    )


def _adjunct_start(tokens: Sequence[Token], at: int) -> int | None:
    """Where "in a statement (released on Monday)" starts that ends at `at`, None where nothing like it ends there."""
    written = False
    for position in range(at, max(-1, at - 9), -1):
        token = tokens[position]
        if token.kind == "punct" or token.word in english.AUXILIARIES or token.word in english.CONJUNCTIONS:
            return None
        if token.kind == "word" and (speech.is_document(token.word) or token.word in _SPOKEN):
            written = True
        if token.word in ("in", "at", "during", "on", "via", "through") and written:
            return position or None
        if token.word in ("following", "after", "into") and position and at - position < 5:
            return position
    return None


def after_adjuncts(
    tokens: Sequence[Token], end: int, *, audience: bool = False, described: bool = False
) -> tuple[int, int | None]:
    """From behind a verb of saying to the end of what tells when, where and to whom, and the date in it.

    Stays at `end` where what follows is already what was said. `described`: what follows describes the
    source ("a statement issued on Monday").
    """
    at, date = _over_dates(tokens, end)
    if at < len(tokens) and tokens[at].word not in _CLOSERS:
        audience = audience or tokens[at].word in ("reporters", "journalists", "lawmakers")
        prepared = tokens[at].word in speech.ADJUNCTS | {"to"}
        participle = described and (tokens[at].word in speech.RELEASED or tokens[at].word in ("who", "which"))
        if audience or prepared or participle:
            stop = _adjunct_end(tokens, at)
            if stop is not None:
                dated = next((place for place in range(at, stop) if tokens[place].kind == "date"), None)
                return stop, date if date is not None else dated
    return (at, date) if date is not None else (end, None)


def _over_dates(tokens: Sequence[Token], at: int) -> tuple[int, int | None]:
    position, date = at, None
    while position < len(tokens) and position - at < 8:
        token = tokens[position]
        if token.kind == "date":
            date = position if date is None else date
        elif not (token.kind == "word" and token.word in _DATE_WORDS | {"again", "too"}) and not (
            token.kind == "number"
            and date is not None
            and position > at
            and tokens[position - 1].word == "at"
        ):
            break
        position += 1
    if date is None:
        return at, None
    while position > at and tokens[position - 1].word in (
        "on",
        "in",
        "at",
        "by",
        "the",
        "around",
        "about",
        "this",
    ):
        position -= 1
    return position, date


def _adjunct_end(tokens: Sequence[Token], at: int) -> int | None:
    """Where the phrase at `at` ends at a mark, at "that" or after a date; None where a clause may have begun."""
    for position in range(at, min(at + _ADJUNCT, len(tokens))):
        token = tokens[position]
        if token.word in _CLOSERS or token.word in ("that", ":"):
            return position
        if token.kind == "number" or token.word in english.AUXILIARIES - {"being"}:
            return None
        if token.kind == "date":
            return _over_dates(tokens, position)[0]
    return len(tokens) if len(tokens) - at < _ADJUNCT else None


def opening_date(tokens: Sequence[Token], start: int) -> int | None:
    """The date of "On Monday, X said"."""
    if start < 2 or start > 6 or tokens[start - 1].word != ",":
        return None
    date = start - 2 if tokens[start - 2].kind == "date" else None
    if date is None or any(token.word not in _DATE_WORDS for token in tokens[:date]):
        return None
    return date


def opens_clause(tokens: Sequence[Token], start: int, past: int) -> bool:
    """Whether "X said" that starts at `start` introduces what follows rather than closing what came before.

    `past` is the end of what tells when and where it was said.
    """
    word = tokens[past].word if past < len(tokens) else ""
    if word in (":", "that"):
        return True
    closes = past >= len(tokens) or word in _CLOSERS or (word.endswith("ing") and tokens[past].kind == "word")
    preceded = start > 0 and (
        tokens[start - 1].word in (",", "\u2014", "?", "!")
        or (tokens[start - 1].quoted and not tokens[start].quoted)
        or (tokens[start - 1].word == "as" and start > 1 and tokens[start - 2].word == ",")
    )
    return not (preceded and closes)
