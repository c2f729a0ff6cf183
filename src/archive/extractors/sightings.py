"""Sightings: numbers and items near a story's topic words that no claim accounts for."""

from __future__ import annotations

from collections.abc import Sequence

from archive.domain.claim import Claim, Sighting
from archive.extractors.reading import ReadArticle, ReadSentence
from archive.extractors.token import Token


def sightings_of(article: ReadArticle, claims: Sequence[Claim]) -> tuple[Sighting, ...]:
    """What a user should look at: the honest net under the frames."""
    found: list[Sighting] = []
    story = article.lexis.story
    counts = any(kind.kind == "number" for fact in story.facts.values() for kind in fact.fields.values())
    spans = [(claim.evidence.start, claim.evidence.end) for claim in claims]
    for part in article.sentences:
        topical = _is_topical(part, article)
        for token in part.tokens if topical else ():
            kind = _kind(token, counts or topical > 1)
            if kind is None or any(start <= token.start and token.end <= end for start, end in spans):
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
