"""Sightings: numbers and items near a story's topic words that no claim accounts for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from archive.domain.claim import Claim, Sighting
from archive.extractors.reading import ReadArticle, ReadSentence
from archive.extractors.token import NumberMention, Token


def sightings_of(article: ReadArticle, claims: Sequence[Claim]) -> tuple[Sighting, ...]:
    """What a user should look at: the honest net under the frames."""
    found: list[Sighting] = []
    story = article.lexis.story
    kinds = {kind.kind for fact in story.facts.values() for kind in fact.fields.values()}
    counts, amounts = bool(kinds & {"number", "amount"}), "amount" in kinds
    explained = _Explained(claims)
    for part in article.sentences:
        topical = _is_topical(part, article)
        for token in part.tokens if topical else ():
            kind = _kind(token, counts or topical > 1, amounts)
            if kind is None or explained.holds(token):
                continue
            text = article.reading.text
            found.append(
                Sighting(
                    story=story.story,
                    kind="item" if kind == "item" else "number",
                    text=text[token.start : token.end],
                    start=token.start,
                    end=token.end,
                    sentence=text[part.at.start : part.at.end],
                )
            )
    return tuple(found)


class _Explained:
    """The words that claims quote, looked up in their order."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._claims = sorted(claims, key=lambda claim: (claim.evidence.start, claim.evidence.end))
        self._starts = [claim.evidence.start for claim in self._claims]
        self._ends = list(accumulate((claim.evidence.end for claim in self._claims), max))
        """How far the quotes go that start no later."""

    def holds(self, token: Token) -> bool:
        """Whether a claim quotes the token; a number, whether a claim also gives it as a value."""
        at = bisect_right(self._starts, token.start) - 1
        while at >= 0 and self._ends[at] >= token.end:
            claim = self._claims[at]
            if claim.evidence.end >= token.end and (token.number is None or _gives(claim, token.number)):
                return True
            at -= 1
        return False


def _gives(claim: Claim, number: NumberMention) -> bool:
    told = {number.value, str(number.value)}
    return any(value in told for value in claim.fields.values() if type(value) in (int, str))


def _kind(token: Token, numbers: bool, amounts: bool) -> str | None:
    number = token.number
    if token.item is not None:
        return "item"
    if number is None or not numbers or token.word == "one":
        return None
    if number.currency is not None:
        return "number" if amounts and not number.conversion else None
    return None if number.measure else "number"


def _is_topical(part: ReadSentence, article: ReadArticle) -> int:
    """How strongly a sentence smells of the story: topic words, and parties or items beside them."""
    topic = article.lexis.topic
    if not any(token.word in topic and token.kind in ("word", "name") for token in part.tokens):
        return 0
    return 1 + any(token.kind == "entity" or token.item is not None for token in part.tokens)
