"""Notices of correction: "An earlier version of this article said three. It is two."

What a notice quotes from before is no longer the article's word; what it says instead is a
correction, and so is what the rest of the article says of the same figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from archive.domain.text import Sentence
from archive.extractors import english
from archive.extractors.token import Token

Part = Literal["before", "now"]
"""What a notice takes back, and what it puts in its place."""

_REACH: Final = 8
"""How many tokens after "an earlier version" its "said" may stand."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: the sentence that quotes the error, the tokens of the quotation, and the text it spans.

    `last` is the last sentence of its paragraph: those after `sentence` put it right.
    """

    sentence: int
    first: int
    end: int
    last: int
    start_at: int
    end_at: int


@dataclass(frozen=True, slots=True)
class Notices:
    """All notices of an article."""

    found: tuple[Notice, ...] = ()

    def at(self, sentence: int, token: int) -> Part | None:
        """Which part of a notice the words at `token` of `sentence` belong to, if any."""
        for notice in self.found:
            if sentence == notice.sentence:
                return "before" if notice.first <= token < notice.end else "now"
            if notice.sentence < sentence <= notice.last:
                return "now"
        return None

    def covers(self, offset: int) -> bool:
        """Whether the text at `offset` is part of a notice."""
        return any(notice.start_at <= offset < notice.end_at for notice in self.found)


def find_notices(sentences: Sequence[tuple[Sentence, Sequence[Token]]]) -> Notices:
    """The notices of an article, whose sentences are given in order."""
    found: list[Notice] = []
    for number, (at, tokens) in enumerate(sentences):
        first = _quotation(tokens)
        if first is None:
            continue
        last = number
        while last + 1 < len(sentences) and sentences[last + 1][0].paragraph == at.paragraph:
            last += 1
        end = (
            0
            if first == 0
            else next(
                (place for place in range(first, len(tokens)) if _turns(tokens, place)),
                len(tokens),
            )
        )
        found.append(Notice(number, first, end, last, at.start, sentences[last][0].end))
    return Notices(tuple(found))


def _quotation(tokens: Sequence[Token]) -> int | None:
    """Where the words that a notice takes back begin, 0 if it quotes none; None where the sentence is no notice."""
    pairs = [(tokens[at].word, tokens[at + 1].word) for at in range(len(tokens) - 1)]
    if not (english.OWN_TEXTS & set(pairs) or (tokens and tokens[0].word in english.NOTICE_OPENERS)):
        return None
    for at, pair in enumerate(pairs):
        if pair in english.WRONGLY_SAID:
            return at + 2
        if pair in english.EARLIER_VERSIONS:
            said = (
                place
                for place in range(at + 2, min(len(tokens), at + 2 + _REACH))
                if tokens[place].word in english.SAY | english.GIVE_A_FIGURE
            )
            verb = next(said, None)
            return None if verb is None else verb + 1
    return 0 if any(token.word in english.NOTICE_OPENERS for token in tokens) else None


def _turns(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sentence turns here from the error to what is right."""
    return tokens[at].word in (";", "\u2014") or (
        tokens[at].word in ("instead", "rather", "but")
        or (tokens[at].word == "in" and at + 1 < len(tokens) and tokens[at + 1].word == "fact")
    )
