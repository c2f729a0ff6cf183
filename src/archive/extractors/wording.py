"""The wording around a figure with what is particular taken out, so that like stands with like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.domain.dates import find_dates
from archive.domain.story import Story
from archive.extractors.lexis import Lexis
from archive.extractors.phrases import PlainSentence, mention_tokens
from archive.extractors.token import Token
from archive.extractors.words import searchable

_BEFORE: Final = 2
_AFTER: Final = 3
"""How many words on either side tell one wording from another; more would make each sentence its own."""
_LEFT_OUT: Final = frozenset({"a", "an", "the"})
_ENDS: Final = frozenset({".", "?", "!", ";", ":", "\u2014"})


class Wordings:
    """Wordings in the terms of one story."""

    def __init__(self, story: Story) -> None:
        self._lexis = Lexis(story)
        self._story = story

    def around(self, sentence: str, start: int, end: int) -> str:
        """The words around `sentence[start:end]`: "N people were {party}", numbers as N, mentions as their kind."""
        tokens = mention_tokens(
            PlainSentence(searchable(sentence), 0, len(sentence), find_dates(sentence)), self._lexis
        )
        at = next((i for i, token in enumerate(tokens) if token.start < end and start < token.end), None)
        if at is None:
            return " ".join(sentence[start:end].lower().split())
        before = self._kept(tokens[:at][::-1], _BEFORE)[::-1]
        return " ".join((*before, self._shown(tokens[at]), *self._kept(tokens[at + 1 :], _AFTER)))

    def _kept(self, tokens: Sequence[Token], limit: int) -> list[str]:
        """The nearest words, as far as the clause goes."""
        kept: list[str] = []
        for token in tokens:
            if len(kept) == limit or token.word in _ENDS:
                break
            if token.word not in _LEFT_OUT and (token.kind != "punct" or token.word == ","):
                kept.append(self._shown(token))
        while kept and kept[-1] == ",":
            kept.pop()
        return kept

    def _shown(self, token: Token) -> str:
        if token.kind == "number":
            return "N"
        if token.kind == "ordinal":
            return "Nth"
        if token.kind == "date":
            return "DATE"
        if token.kind == "item" and token.item is not None:
            return f"{{{token.item.item}}}"
        if token.kind == "entity":
            known = self._story.entities.get(token.id)
            return f"{{{known.kind}}}" if known is not None else "{other}"
        return "NAME" if token.kind == "name" else token.word
