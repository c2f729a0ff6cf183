"""The fields of a claim: those that the words name, and those that they leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from archive.domain.claim import Attribution, FieldValue
from archive.domain.story import FactType, FieldType, Fill, Story
from archive.extractors import english
from archive.extractors.candidate import Candidate
from archive.extractors.count_party import fill_agent
from archive.extractors.draft import Draft
from archive.extractors.reading import ReadArticle
from archive.extractors.referents import (
    BACK,
    continued,
    last_item,
    other_of,
    referent,
    spoken_for,
    subject_of,
)  # fmt: skip
from archive.extractors.token import Token

_FORWARD = 9
"""How many tokens after a match somebody left out may still be named."""


def resolve_fields(
    article: ReadArticle,
    number: int,
    candidate: Candidate,
    chain: Sequence[Attribution],
    drafts: Sequence[Draft],
) -> Draft | None:
    """The fields of a candidate with every reference resolved; None where it cannot be a claim."""
    story = article.lexis.story
    fact = story.facts[candidate.type]
    part = article.sentences[number]
    draft = Draft(candidate, number, {})
    waiting: list[str] = []
    for name, indexes in candidate.slots.items():
        token = part.tokens[indexes[0]]
        draft.tokens[name] = token
        if token.word == "one" and token.item is None and fact.fields[name].kind == "item":
            _count_pronoun(draft, fact, part.tokens[indexes[0] - 1])
        if not _take(article, draft, name, fact.fields[name], [part.tokens[index] for index in indexes]):
            waiting.append(name)
    draft.fields.update(candidate.compiled.frame.set)
    draft.fields.update(candidate.scope)
    for name in waiting:
        meant = continued(article, draft, name, drafts) or referent(article, draft, name, fact, chain)
        if meant is None:
            return None
        draft.fields[name] = meant
    draft.closed = _stranger_follows(part.tokens, candidate.first, candidate.last)
    for name, rule in _fills(fact, candidate):
        if name in draft.fields:
            continue
        barred = draft.closed and name in article.lexis.agents[fact.type] and rule != "subject"
        value = None if barred else _filled(article, draft, name, fact, rule, chain, drafts)
        if value is not None:
            draft.fields[name] = value
        elif name in candidate.compiled.frame.fill and rule != "other":
            return None  # the frame rests on somebody whom nothing around it names
    _count_items(draft, fact)
    fill_agent(article, draft, fact)
    for name, kind in fact.fields.items():
        if (
            kind.default is not None
            and name not in draft.fields
            and (
                kind.default in article.items
                or kind.default in article.entities
                or kind.kind not in ("item", "entity")
            )
        ):
            draft.fields[name] = kind.default
    return draft if _is_possible(draft, fact) else None


def _count_pronoun(draft: Draft, fact: FactType, before: Token) -> None:
    """ "The second one" is one, and the second."""
    for name, kind in fact.fields.items():
        if name == "ordinal" and kind.kind == "ordinal" and before.kind == "ordinal":
            draft.fields[name] = before.value
        elif name == "quantity" and kind.kind == "quantity":
            draft.fields[name] = 1


def _count_items(draft: Draft, fact: FactType) -> None:
    """A count whose number stands with its item ("now has two cars", "has a second car") takes it from there."""
    if fact.consolidate != "count" or fact.value is None or fact.value in draft.fields:
        return
    for token in draft.tokens.values():
        number = None if token.item is None else token.item.ordinal or token.item.quantity
        if number is not None:
            draft.fields[fact.value] = number


_MAKING = frozenset(
    "made painted drawn designed created built written woven carved produced crafted signed".split()
)


def _stranger_follows(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether "from" or "by" with somebody unknown comes after the match, in the same clause.

    "By" names who did it only in the passive.
    """
    passive = any(
        token.word in english.BE or token.word in english.PARTICIPLES for token in tokens[first:end]
    )
    for at in range(end, min(len(tokens) - 1, end + _FORWARD)):
        token, after = tokens[at], tokens[at + 1]
        if token.kind == "punct" or token.word in english.GAP_STOPS:
            return False
        if token.word == "by" and (not passive or tokens[at - 1].word in _MAKING):
            continue  # who made the thing, and not who did something with it
        if token.word in ("from", "by") and after.kind in ("word", "name"):
            return not after.word.endswith("ing") and after.word not in ("there", "then", "now", "far")
    return False


def _take(article: ReadArticle, draft: Draft, name: str, kind: FieldType, tokens: Sequence[Token]) -> bool:
    """Put what `tokens` name outright into the draft; False where they only point."""
    token = tokens[0]
    if kind.kind == "entities":
        draft.fields[name] = tuple(dict.fromkeys(one.id for one in tokens if one.kind == "entity" and one.id))
        return True
    if kind.kind == "entity":
        if token.kind != "entity" or not token.id:
            return False
        draft.fields[name] = token.id
    elif kind.kind == "item":
        if token.item is None:
            return False
        draft.fields[name] = token.item.item
    elif kind.kind == "ordinal":
        draft.fields[name] = token.number.value if token.number is not None else token.value
    elif kind.kind in ("number", "amount", "quantity") and token.number is not None:
        draft.fields[name] = token.number.value
    elif kind.kind == "ref":
        draft.fields[name] = token.word.replace(",", "")
    else:
        start = token.item.variant[0] if token.item is not None and token.item.variant else token.start
        draft.fields[name] = article.spelling.of(start, tokens[-1].end)
    return True


def _fills(fact: FactType, candidate: Candidate) -> Iterator[tuple[str, Fill]]:
    own = candidate.compiled.frame.fill
    for name, rule in own.items():
        yield name, rule
    for name, kind in fact.fields.items():
        if kind.fill is not None and name not in own:
            yield name, kind.fill


def _filled(
    article: ReadArticle,
    draft: Draft,
    name: str,
    fact: FactType,
    rule: Fill,
    chain: Sequence[Attribution],
    drafts: Sequence[Draft],
) -> FieldValue:
    """A field that the words leave out, found by `rule`; None where it is not clear."""
    story = article.lexis.story
    kind = fact.fields[name]
    entities = {key: value for key, value in draft.fields.items() if fact.fields[key].kind == "entity"}
    if rule == "other":
        return other_of(story, entities)
    if rule == "speaker":
        return spoken_for(story, chain)
    if rule == "subject":
        return subject_of(article, draft, kind, [str(value) for value in entities.values()])
    if kind.kind == "item":
        token = article.sentences[draft.sentence].tokens[draft.candidate.first]
        antecedent = last_item(article, draft, token)
        found = antecedent.item.item if antecedent is not None and antecedent.item is not None else None
        return _earlier_item(drafts, draft) or found
    if kind.kind == "ref":
        return _earlier_reference(article, draft, kind)
    earlier = _earlier_field(article, drafts, draft, name, entities)
    if earlier is not None:
        return earlier
    other = other_of(story, entities)
    near = (article.sentences[draft.sentence], *article.before(draft.sentence, 1))
    if other is not None and any(token.id == other for part in near for token in part.tokens):
        return other
    return None


def _shares_item(story: Story, draft: Draft, earlier: Draft) -> bool:
    """Whether both name the same kind of thing, one of them perhaps in more general words."""
    mine = {token.item.item for token in draft.tokens.values() if token.item is not None}
    theirs = {token.item.item for token in earlier.tokens.values() if token.item is not None}
    above = {story.items[name].is_a for name in mine | theirs if name in story.items} - {None}
    return bool(mine & theirs or (mine & above and theirs) or (theirs & above and mine))


def _earlier_field(
    article: ReadArticle, drafts: Sequence[Draft], draft: Draft, name: str, entities: Mapping[str, FieldValue]
) -> FieldValue:
    same_thing = not entities and any(token.item and token.item.ordinal for token in draft.tokens.values())
    for earlier in reversed(drafts):
        if draft.sentence - earlier.sentence > BACK and not same_thing:
            return None
        if same_thing and not _shares_item(article.lexis.story, draft, earlier):
            continue  # "the first X" is one of the Xs spoken of before
        value = earlier.fields.get(name)
        agrees = all(earlier.fields.get(key) == other for key, other in entities.items())
        if value is not None and agrees and value not in entities.values():
            return value
    return None


def _earlier_item(drafts: Sequence[Draft], draft: Draft) -> FieldValue:
    entities = {key: value for key, value in draft.fields.items() if isinstance(value, str)}
    for earlier in reversed(drafts):
        if draft.sentence - earlier.sentence > BACK:
            return None
        item = earlier.fields.get("item")
        if item is not None and all(
            earlier.fields.get(key, value) == value for key, value in entities.items()
        ):
            return item
    return None


def _earlier_reference(article: ReadArticle, draft: Draft, kind: FieldType) -> str | None:
    for part in (article.sentences[draft.sentence], *article.before(draft.sentence, 1)):
        for at, token in enumerate(part.tokens):
            if token.kind == "number" and at and part.tokens[at - 1].word in kind.after:
                return token.word.replace(",", "")
    return None


def _points(token: Token) -> bool:
    """Whether a token only points to somebody or something named elsewhere."""
    return token.word in english.PERSONAL or token.word in ("it", "them", "one")


def _is_possible(draft: Draft, fact: FactType) -> bool:
    """Nobody gives to himself, and a claim says something about at least one field of its key.

    One whose words name nobody and nothing ("this is the second") needs its whole key from around it.
    """
    points = len(draft.tokens) > 1 and all(_points(token) for token in draft.tokens.values())
    if points and any(draft.fields.get(name) is None for name in fact.key):
        return False  # "he received them" says nothing of its own
    entities = [
        value
        for name, value in draft.fields.items()
        if fact.fields[name].kind == "entity" and name in fact.key and value is not None
    ]
    if len(set(entities)) != len(entities):
        return False
    if fact.value is not None and fact.value not in draft.fields:
        return False
    named = any(fact.fields[name].kind in ("entity", "item", "entities") for name in draft.tokens)
    asks = any(fact.fields[name].kind in ("entity", "item") for name in fact.key)
    if asks and not named and not fact.counts and fact.wording is None:
        return all(draft.fields.get(name) is not None for name in fact.key)
    return any(draft.fields.get(name) is not None for name in fact.key)
