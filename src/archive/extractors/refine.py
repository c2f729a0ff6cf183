"""What an article as a whole settles: which thing a general word means, and who was left out."""

from __future__ import annotations

from collections.abc import Sequence

from archive.domain.claim import FieldValue
from archive.domain.story import FactType, Story
from archive.extractors.reading import ReadArticle
from archive.extractors.reference import Draft

_NEAR = 5
"""Sentences within which a party left out may be found in another claim."""


def refine(article: ReadArticle, drafts: Sequence[Draft]) -> None:
    """Turn "a luxury limousine" into the one make the article speaks of.

    Not where the article says that the make is unclear, and not where the words name another.
    """
    if article.unclear:
        return
    story = article.lexis.story
    for draft in drafts:
        fact = story.facts[draft.candidate.type]
        for name, kind in fact.fields.items():
            item = draft.fields.get(name)
            token = draft.tokens.get(name)
            if kind.kind != "item" or not isinstance(item, str):
                continue
            if token is not None and token.item is not None and token.item.branded:
                continue
            finer = _finer(article, story, item, draft, drafts)
            if finer is not None:
                draft.fields[name] = finer


def _finer(
    article: ReadArticle, story: Story, item: str, draft: Draft, drafts: Sequence[Draft]
) -> str | None:
    """The one more particular item that the article gives the same parties, or speaks of at all."""
    kinds = sorted(name for name in article.items if story.items[name].is_a == item)
    if not kinds:
        return None
    parties = {value for key, value in draft.fields.items() if key != "item" and value in story.entities}
    claimed = {
        value
        for other in drafts
        for value in other.fields.values()
        if value in kinds and parties <= set(other.fields.values())
    }
    if len(claimed) == 1:
        return str(next(iter(claimed)))
    return kinds[0] if len(kinds) == 1 else None


def complete(article: ReadArticle, drafts: Sequence[Draft]) -> None:
    """Give a claim the key fields it leaves out, where the article's other claims leave no doubt."""
    story = article.lexis.story
    for draft in drafts:
        fact = story.facts[draft.candidate.type]
        missing = [name for name in fact.key if draft.fields.get(name) is None]
        if not missing:
            continue
        agreeing = [
            other
            for other in drafts
            if other is not draft
            and other.candidate.type == draft.candidate.type
            and all(other.fields.get(name) is not None for name in fact.key)
            and all(other.fields[name] == draft.fields[name] for name in fact.key if name not in missing)
        ]
        for name in missing:
            if draft.closed and fact.fields[name].kind == "entity":
                continue
            values = {other.fields[name] for other in agreeing} or _nearby(drafts, draft, fact, name)
            if len(values) == 1:
                _give(draft, fact, name, next(iter(values)))


def _nearby(drafts: Sequence[Draft], draft: Draft, fact: FactType, name: str) -> set[FieldValue]:
    """Who does this to the same others in the sentences around: "Reyes was also given a vase"."""
    if fact.fields[name].kind != "entity":
        return set()
    known = [
        key for key in fact.key if fact.fields[key].kind == "entity" and draft.fields.get(key) is not None
    ]
    return {
        other.fields[name]
        for other in drafts
        if other.candidate.type == draft.candidate.type
        and abs(other.sentence - draft.sentence) <= _NEAR
        and other.fields.get(name) is not None
        and known
        and all(other.fields.get(key) == draft.fields[key] for key in known)
    }


def _give(draft: Draft, fact: FactType, name: str, value: FieldValue) -> None:
    clashes = fact.fields[name].kind == "entity" and any(
        draft.fields.get(other) == value for other in fact.key if fact.fields[other].kind == "entity"
    )
    if not clashes:
        draft.fields[name] = value
