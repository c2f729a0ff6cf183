"""Sightings: numbers and items near a story's topic words that no claim accounts for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from archive.domain.claim import Claim, Sighting
from archive.extractors.reading import ReadArticle, ReadSentence
from archive.extractors.token import Token


def sightings_of(article: ReadArticle, claims: Sequence[Claim]) -> tuple[Sighting, ...]:
    """What a user should look at: the honest net under the frames."""
    found: list[Sighting] = []
    story = article.lexis.story
    counts = any(kind.kind == "number" for fact in story.facts.values() for kind in fact.fields.values())
    explained = _Explained(claims)
    for part in article.sentences:
        topical = _is_topical(part, article)
        for token in part.tokens if topical else ():
            kind = _kind(token, counts or topical > 1)
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
        spans = sorted((claim.evidence.start, claim.evidence.end) for claim in claims)
        self._starts = [start for start, _ in spans]
        self._ends = list(accumulate((end for _, end in spans), max))
        """How far the quotes go that start no later."""

    def holds(self, token: Token) -> bool:
        """Whether a claim quotes the token."""
        before = bisect_right(self._starts, token.start)
        return before > 0 and self._ends[before - 1] >= token.end


def _kind(token: Token, numbers: bool) -> str | None:
    if token.item is not None:
        return "item"
    if token.number is not None and not token.number.measure and numbers and token.word != "one":
        return "number"
    return None


def _is_topical(part: ReadSentence, article: ReadArticle) -> int:
    """How strongly a sentence smells of the story: topic words, and parties or items beside them."""
    topic = article.lexis.topic
    if not any(token.word in topic and token.kind == "word" for token in part.tokens):
        return 0
    return 1 + any(token.kind == "entity" or token.item is not None for token in part.tokens)
