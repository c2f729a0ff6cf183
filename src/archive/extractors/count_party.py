"""Whose a count is where its own words do not say: the only party of the story, or the one spoken of last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from archive.domain.story import FactType
from archive.extractors.draft import Draft
from archive.extractors.reading import ReadArticle
from archive.extractors.token import Token

_BACK: Final = 3
"""Sentences within which a party that a count leaves out may have been named."""


def fill_agent(article: ReadArticle, draft: Draft, fact: FactType) -> None:
    """Give a count the party it leaves out."""
    measure = draft.fields.get("measure")
    agent = next((count.whose for count in fact.counts if count.measure == measure), None)
    if agent is None or draft.fields.get(agent) is not None:
        return
    named = agent in draft.fields
    kinds = fact.fields[agent].entity_kinds
    parties = [
        entity.id for entity in article.lexis.story.entities.values() if not kinds or entity.kind in kinds
    ]
    if len(parties) == 1:
        draft.fields[agent] = parties[0]
        return
    if named:
        del draft.fields[agent]
        return
    for token in _spoken_of(article, draft):
        if token.kind == "entity" and token.id in parties:
            draft.fields[agent] = token.id
            return


def _spoken_of(article: ReadArticle, draft: Draft) -> Iterator[Token]:
    """The tokens before the match, nearest first, then those of its sentence behind it."""
    tokens = article.sentences[draft.sentence].tokens
    yield from reversed(tokens[: draft.candidate.first])
    for part in article.before(draft.sentence, _BACK):
        yield from reversed(part.tokens)
    yield from tokens[draft.candidate.last :]
