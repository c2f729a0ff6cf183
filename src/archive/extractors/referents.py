"""Whom and what pronouns, "his counterpart" and sentences without a subject point to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from archive.domain.claim import Attribution, FieldValue
from archive.domain.story import FactType, FieldType, Story
from archive.extractors import english
from archive.extractors.draft import Draft
from archive.extractors.reading import ReadArticle
from archive.extractors.token import Token

BACK: Final = 3
"""How many sentences back a pronoun or a field left out may point."""
_SPEAKERS = ("we", "i", "us", "me", "my")
_ALSO = ("also", "too")
_RETURN = ("return", "turn", "exchange", "response")
"""Words with which the one who has given is the one who gets: nothing goes on from before."""
_NOMINATIVE = {"him": "he", "her": "she"}


def other_of(story: Story, known: Mapping[str, FieldValue]) -> str | None:
    """The one of the pair that `known` does not name, when it names exactly one of them."""
    named = [entity for entity in story.pair if entity in known.values()]
    if len(named) != 1 or len(story.pair) != 2:
        return None
    return story.pair[1] if named[0] == story.pair[0] else story.pair[0]


def referent(
    article: ReadArticle, draft: Draft, name: str, fact: FactType, chain: Sequence[Attribution]
) -> str | None:
    """What a pronoun, "it" or "his counterpart" stands for."""
    story = article.lexis.story
    token = draft.tokens[name]
    kind = fact.fields[name]
    if kind.kind == "item":
        antecedent = last_item(article, draft, token)
        if antecedent is None or antecedent.item is None:
            return None
        if token.word == "them" or (token.word == "it" and antecedent.item.singular):
            draft.tokens[name] = replace(token, item=antecedent.item)
        return antecedent.item.item
    entities = {key: value for key, value in draft.fields.items() if fact.fields[key].kind == "entity"}
    if token.kind == "entity":
        return other_of(story, entities)
    if token.word in _SPEAKERS:
        return _speaker(story, chain, kind) or spoken_for(story, chain)
    before = _last_entity(article, draft, token, kind, tuple(str(value) for value in entities.values()))
    if before is not None:
        return before
    other = other_of(story, entities)
    return other if other in article.entities else None


def continued(article: ReadArticle, draft: Draft, name: str, drafts: Sequence[Draft]) -> str | None:
    """Whom a pronoun means where "also" goes on from the claim before: "He was also given ..."."""
    part, token = article.sentences[draft.sentence], draft.tokens[name]
    clause = part.tokens[draft.candidate.first : draft.candidate.last]
    pronoun = _NOMINATIVE.get(token.word, token.word)
    words = {one.word for one in clause}
    if pronoun not in ("he", "she") or not drafts or words.isdisjoint(_ALSO) or words & {*_RETURN}:
        return None
    before = drafts[-1]
    value = before.fields.get(name)
    if before.candidate.type != draft.candidate.type or not 0 < draft.sentence - before.sentence <= 2:
        return None
    if not isinstance(value, str) or value in draft.fields.values():
        return None
    entity = article.lexis.story.entities.get(value)
    return value if entity is not None and entity.pronoun in (None, pronoun) else None


def _speaker(story: Story, chain: Sequence[Attribution], kind: FieldType) -> str | None:
    """The speaker himself, where the field asks for a kind of entity that no pair is of: a person, and no party."""
    source = chain[0].source if chain else ""
    return source if source not in story.pair and kind.entity_kinds and _fits(story, source, kind) else None


def spoken_for(story: Story, chain: Sequence[Attribution]) -> str | None:
    """The party that the nearest speaker of `chain` means by "we"."""
    for link in chain:
        entity = story.entities.get(link.source)
        if entity is not None and entity.speaks_for is not None:
            return entity.speaks_for
        if entity is not None and (entity.id in story.pair or entity.kind == "party"):
            return entity.id
    return None


def _last_entity(
    article: ReadArticle, draft: Draft, token: Token, kind: FieldType, excluded: Sequence[str]
) -> str | None:
    """The entity a pronoun stands for: the nearest before it in its sentence, or the subject of an earlier one."""
    story = article.lexis.story
    for candidate in _before(article, draft, token.start):
        if candidate.kind != "entity" or candidate.id in excluded or not _fits(story, candidate.id, kind):
            continue
        if story.entities[candidate.id].pronoun in (None, _NOMINATIVE.get(token.word, token.word)):
            return candidate.id
    return None


def last_item(article: ReadArticle, draft: Draft, token: Token) -> Token | None:
    """The nearest item before `token`, here or in the two sentences before."""
    for candidate in reversed(article.sentences[draft.sentence].tokens):
        if candidate.end <= token.start and candidate.item is not None:
            return candidate
    for part in article.before(draft.sentence, 2):
        for candidate in reversed(part.tokens):
            if candidate.item is not None:
                return candidate
    return None


def subject_of(article: ReadArticle, draft: Draft, kind: FieldType, excluded: Sequence[str]) -> str | None:
    """The first fitting entity of the sentence before the match, or of the sentence before."""
    story = article.lexis.story
    part = article.sentences[draft.sentence]
    if all(token.kind == "punct" for token in part.tokens[: draft.candidate.first]):
        ahead = _subject_ahead(article, draft, kind, excluded)
        if ahead is not None:
            return ahead
    if _stranger_opens(article, part.tokens[: draft.candidate.first]):
        return None
    for token in part.tokens[: draft.candidate.first]:
        if token.kind == "name" and token.id != "decoy":
            return None  # the subject is somebody whom the story does not know
        if token.kind == "entity" and token.id not in excluded and _fits(story, token.id, kind):
            return token.id
    for earlier in article.before(draft.sentence, 1):
        for token in earlier.tokens:
            if token.kind == "entity" and token.id not in excluded and _fits(story, token.id, kind):
                return token.id
    return None


def _subject_ahead(
    article: ReadArticle, draft: Draft, kind: FieldType, excluded: Sequence[str]
) -> str | None:
    """Who does what the match opens its sentence with: "By giving Reyes a vase, Berg won him over"."""
    story = article.lexis.story
    behind = article.sentences[draft.sentence].tokens[draft.candidate.last :]
    if len(behind) < 2 or behind[0].word != ",":
        return None
    if behind[1].kind == "entity" and behind[1].id not in excluded and _fits(story, behind[1].id, kind):
        return behind[1].id
    if behind[1].word not in ("he", "she", "it", "they"):
        return None
    return other_of(story, dict(zip(excluded, excluded, strict=True)))


def _stranger_opens(article: ReadArticle, tokens: Sequence[Token]) -> bool:
    """Whether a sentence starts with one capitalised word and a verb of the story: "Brandt gave ..."."""
    if len(tokens) < 2 or not tokens[0].capital or tokens[0].kind != "word":
        return False
    known = tokens[0].word in english.NP_STOPS | english.TITLES or article.lexis.knows(tokens[0].word)
    return not known and tokens[1].word in article.lexis.verbs | english.AUXILIARIES


def _before(article: ReadArticle, draft: Draft, end: int) -> Iterator[Token]:
    """The tokens before offset `end`, backwards: in the sentence, then in the ones before it.

    They end at a name that the story does not know: a pronoun may well mean that one.
    """
    here = [token for token in article.sentences[draft.sentence].tokens if token.end <= end]
    for at in range(len(here) - 1, -1, -1):
        yield here[at]
        if here[at].kind == "name" and here[at].id != "decoy" and _is_subject(here, at):
            return
    for part in article.before(draft.sentence, BACK):
        for at, token in enumerate(part.tokens):
            if token.kind == "name" and token.id != "decoy" and _is_subject(part.tokens, at):
                return
            yield token


def _is_subject(tokens: Sequence[Token], at: int) -> bool:
    """Whether an unknown name may be whom a later pronoun means: one that no preposition governs."""
    if at + 1 < len(tokens) and tokens[at + 1].kind == "entity":
        return False  # where somebody known is from
    while at and tokens[at - 1].kind == "name":
        at -= 1
    return at == 0 or tokens[at - 1].word not in english.PREPOSITIONS | {"the", "'s"}


def _fits(story: Story, entity: str, kind: FieldType) -> bool:
    found = story.entities.get(entity)
    return found is not None and (not kind.entity_kinds or found.kind in kind.entity_kinds)
