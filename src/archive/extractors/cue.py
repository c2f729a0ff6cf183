"""An attribution, and the sentence that it is read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from archive.domain.claim import Attribution
from archive.extractors import english
from archive.extractors.cue_edges import before_adjuncts
from archive.extractors.sources import Source, phrase_left, read_phrase, source_right
from archive.extractors.speakers import Speakers, Spelling
from archive.extractors.token import Token

_CLAUSE: Final = 9
"""Tokens that a relative clause between a speaker and the verb may have."""


@dataclass(frozen=True, slots=True)
class Cue:
    """An attribution at tokens `start` to `end`; `chain` is nearest speaker first.

    `before`: it stands before what it covers ("X said that ..."), else after it (", X said").
    `date` is the token of the day on which it was said, where the words give one.
    """

    start: int
    end: int
    chain: tuple[Attribution, ...]
    before: bool
    verb: int
    denies: bool = False
    cites: bool = False
    date: int | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What a cue is read from."""

    tokens: Sequence[Token]
    spelling: Spelling
    speakers: Speakers

    def word(self, at: int) -> str:
        """The word at `at`, nothing beyond the ends."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def wording(self, start: int, end: int) -> str:
        """The text of the tokens `start:end`."""
        return self.spelling.of(self.tokens[start].start, self.tokens[end - 1].end)

    def right(self, at: int, cue: str) -> Source | None:
        """The source that starts at `at`."""
        return source_right(self.tokens, at, cue, self.spelling, self.speakers)


def subject_of_saying(sentence: Heard, at: int, cue: str) -> tuple[Source, int | None] | None:
    """The source that ends just before a verb of saying, and the date between them."""
    tokens = sentence.tokens
    at, date = before_adjuncts(tokens, at)
    if at < 0:
        return None
    if tokens[at].word == ",":
        inserted = _beside_insertion(sentence, at, cue)
        return None if inserted is None else (inserted, date)
    if tokens[at].word in ("who", "which"):
        at -= 2 if sentence.word(at - 1) == "," else 1
    end = at + 1
    if tokens[at].word == ")" and at >= 3:
        opened = next(
            (place for place in range(at - 1, max(-1, at - 6), -1) if tokens[place].word == "("), at
        )
        end = opened if opened < at else end
    start = phrase_left(tokens, end - 1)
    read = read_phrase(tokens, start, end, cue, sentence.spelling, sentence.speakers)
    if read is None and start <= end:
        read = _behind_relative(sentence, end - 1, cue)
    return None if read is None else (read, date)


def _behind_relative(sentence: Heard, at: int, cue: str) -> Source | None:
    """The source of "a pilot who asked not to be named said"."""
    tokens = sentence.tokens
    for position in range(at, max(0, at - _CLAUSE), -1):
        token = tokens[position]
        if token.kind not in ("word", "name", "entity") or token.word == "that":
            return None
        if token.word == "who":
            start = phrase_left(tokens, position - 1)
            return read_phrase(tokens, start, position, cue, sentence.spelling, sentence.speakers)
    return None


def _beside_insertion(sentence: Heard, at: int, cue: str) -> Source | None:
    """The source of "X, citing Y, said", "the minister, X, said", "X, who was there, said"."""
    tokens = sentence.tokens
    opened = next(
        (
            place
            for place in range(at - 1, max(0, at - 22), -1)
            if tokens[place].word == "," or tokens[place].word in (";", ":", "\u2014")
        ),
        0,
    )
    if not opened or tokens[opened].word != ",":
        return None
    spelling, speakers = sentence.spelling, sentence.speakers
    start = phrase_left(tokens, opened - 1)
    outer = read_phrase(tokens, start, opened, cue, spelling, speakers)
    inner = None
    if at - opened <= 12 and phrase_left(tokens, at - 1) == opened + 1:
        inner = read_phrase(tokens, opened + 1, at, cue, spelling, speakers)
    name = inner if inner is not None and inner.chain and _is_name(tokens, opened + 1, at) else None
    if name is not None and start < opened and (outer is None or not _is_name(tokens, start, opened)):
        speakers.heard(name.chain, sentence.wording(start, opened))
        return Source(name.chain, start, at)
    if outer is None:
        return None
    if inner is not None and outer.chain:
        speakers.heard(outer.chain, sentence.wording(opened + 1, at))
    return Source(outer.chain, start, at)


def _is_name(tokens: Sequence[Token], start: int, end: int) -> bool:
    return tokens[end - 1].kind in ("name", "entity") and all(
        token.word not in english.PREPOSITIONS for token in tokens[start:end]
    )
