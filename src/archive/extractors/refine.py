"""What an article as a whole settles: which thing a general word means, and who was left out.

Each step goes by what the words gave, not by what the same step has just added.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

from archive.domain.claim import FieldValue
from archive.domain.story import FactType, FieldType, Story
from archive.extractors.draft import Draft
from archive.extractors.reading import ReadArticle
from archive.extractors.referents import other_of

_NEAR: Final = 5
"""Sentences within which a party left out may be found in another claim."""


def refine(article: ReadArticle, drafts: Sequence[Draft]) -> None:
    """Turn "a luxury car" into the one make the article speaks of.

    Not where the article says that the make is unclear, and not where the words name another.
    """
    if article.unclear:
        return
    story = article.lexis.story
    told = {_parties(draft, story) for draft in drafts}
    for draft in drafts:
        fact = story.facts[draft.candidate.type]
        for name, kind in fact.fields.items():
            item = draft.fields.get(name)
            token = draft.tokens.get(name)
            if kind.kind != "item" or not isinstance(item, str) or _is_strangers(draft, fact):
                continue
            if token is not None and token.item is not None and token.item.branded:
                continue
            finer = _finer(article, item, _parties(draft, story)[0], told)
            if finer is not None:
                draft.fields[name] = finer


def _is_strangers(draft: Draft, fact: FactType) -> bool:
    """Whether somebody unknown has the part of a party that is left out: their car may be of any make."""
    return draft.closed and any(
        draft.fields.get(name) is None for name in fact.key if fact.fields[name].kind == "entity"
    )


def _parties(draft: Draft, story: Story) -> tuple[frozenset[str], frozenset[str]]:
    """The entities and the items of a draft."""
    values = [value for value in draft.fields.values() if isinstance(value, str)]
    return (
        frozenset(value for value in values if value in story.entities),
        frozenset(value for value in values if value in story.items),
    )


def _finer(
    article: ReadArticle,
    item: str,
    parties: frozenset[str],
    told: set[tuple[frozenset[str], frozenset[str]]],
) -> str | None:
    """The one more particular item that the article gives the same parties, or speaks of at all."""
    items = article.lexis.story.items
    kinds = {name for name in article.items if name in items and items[name].is_a == item}
    claimed = {kind for others, items in told if parties <= others for kind in items & kinds}
    for found in (claimed, kinds):
        if len(found) == 1:
            return next(iter(found))
    return None


def complete(article: ReadArticle, drafts: Sequence[Draft]) -> None:
    """Give a claim the key fields it leaves out, where the article's other claims leave no doubt."""
    story = article.lexis.story
    known = _Known(story, drafts)
    found: list[tuple[Draft, FactType, str, FieldValue]] = []
    for draft in drafts:
        fact = story.facts[draft.candidate.type]
        if fact.sides:
            continue  # which vote it was is settled by the words around, and by no other vote's numbers
        missing = [name for name in fact.key if draft.fields.get(name) is None]
        for name in missing:
            if draft.closed and name in article.lexis.agents[fact.type]:
                continue
            values = known.elsewhere(draft, fact, name) or known.nearby(draft, fact, name)
            if not values and name not in article.lexis.agents[fact.type]:
                values = _opposite(article, draft, fact, name)
            if len(values) == 1:
                found.append((draft, fact, name, next(iter(values))))
    for draft, fact, name, value in found:
        _give(draft, fact, name, value)


def _opposite(article: ReadArticle, draft: Draft, fact: FactType, name: str) -> set[FieldValue]:
    """The other one of the pair, where the words before the match leave nobody else: "The vase, sent by Berg".

    Either they name him, or the match opens its sentence and the sentence before names him.
    """
    story, kind = article.lexis.story, fact.fields[name]
    other = other_of(story, {key: draft.fields.get(key) for key in fact.key})
    entity = story.entities.get(other or "")
    if (
        kind.kind != "entity"
        or entity is None
        or (kind.entity_kinds and entity.kind not in kind.entity_kinds)
    ):
        return set()
    tokens, first, last = (
        article.sentences[draft.sentence].tokens,
        draft.candidate.first,
        draft.candidate.last,
    )
    ahead = tokens[:first] if any(token.kind != "punct" for token in tokens[:first]) else ()
    before = ahead or [token for part in article.before(draft.sentence, 1) for token in part.tokens]
    named = {token.id for token in before if token.kind == "entity"}
    strangers = any(token.kind == "name" and token.id != "decoy" for token in ahead)
    given_away = any(token.word in ("to", "for") for token in tokens[last : last + 3])
    third = any(_is_third(story, token.id, kind) for token in (*before, *tokens) if token.kind == "entity")
    return {entity.id} if entity.id in named and not (strangers or given_away or third) else set()


def _is_third(story: Story, name: str, kind: FieldType) -> bool:
    """Whether somebody outside the pair could have the part too."""
    found = story.entities.get(name)
    return found is not None and name not in story.pair and found.kind in kind.entity_kinds


class _Known:
    """What the claims of an article say of each other's missing fields, looked up by what they share.

    Types with the same key speak of the same things: who gave one settles whose are counted.
    """

    def __init__(self, story: Story, drafts: Sequence[Draft]) -> None:
        self._whole: dict[tuple[str, ...], list[dict[str, FieldValue]]] = {}
        self._tables: dict[
            tuple[tuple[str, ...], tuple[str, ...]], dict[tuple[FieldValue, ...], list[dict[str, FieldValue]]]
        ] = {}
        self._places: dict[tuple[object, ...], list[int]] = {}
        self._values: dict[tuple[object, ...], list[FieldValue]] = {}
        for draft in drafts:
            fact = story.facts[draft.candidate.type]
            given = {name: draft.fields.get(name) for name in fact.key}
            if None not in given.values():
                whole = self._whole.setdefault(fact.key, [])
                if given not in whole[-1:]:
                    whole.append(given)
            for name, value in given.items():
                parties = _entities(fact, {other: entry for other, entry in given.items() if other != name})
                if parties and value is not None:
                    signature = _signature(name, parties)
                    self._places.setdefault(signature, []).append(draft.sentence)
                    self._values.setdefault(signature, []).append(value)

    def elsewhere(self, draft: Draft, fact: FactType, name: str) -> set[FieldValue]:
        """The values of `name` in claims that have a whole key and agree on what this one has of it."""
        present = tuple(other for other in fact.key if draft.fields.get(other) is not None)
        if not present:
            return set()
        table = self._tables.get((fact.key, present))
        if table is None:
            table = self._tables[fact.key, present] = {}
            for given in self._whole.get(fact.key, ()):
                table.setdefault(tuple(given[other] for other in present), []).append(given)
        agreeing = table.get(tuple(draft.fields[other] for other in present), [])
        return {given[name] for given in agreeing}

    def nearby(self, draft: Draft, fact: FactType, name: str) -> set[FieldValue]:
        """Who does this to the same others in the sentences around: "Reyes was also given a vase"."""
        if fact.fields[name].kind != "entity":
            return set()
        rest = {other: draft.fields.get(other) for other in fact.key if other != name}
        signature = _signature(name, _entities(fact, rest))
        places = self._places.get(signature, [])
        first = bisect_left(places, draft.sentence - _NEAR)
        last = bisect_right(places, draft.sentence + _NEAR)
        return set(self._values.get(signature, [])[first:last])


def _entities(fact: FactType, fields: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
    """The fields that name a party, which two claims have to share to be compared."""
    return {
        name: value
        for name, value in fields.items()
        if value is not None and fact.fields[name].kind == "entity"
    }


def _signature(name: str, rest: Mapping[str, FieldValue]) -> tuple[object, ...]:
    return (name, *sorted((key, str(value)) for key, value in rest.items()))


def _give(draft: Draft, fact: FactType, name: str, value: FieldValue) -> None:
    clashes = fact.fields[name].kind == "entity" and any(
        draft.fields.get(other) == value for other in fact.key if fact.fields[other].kind == "entity"
    )
    if not clashes:
        draft.fields[name] = value
