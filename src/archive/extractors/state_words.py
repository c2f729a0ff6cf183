"""The words that a story tells states by, ready to be looked up: verbs, nouns, adjectives of an office, sides of a vote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from archive.domain.inflect import other_spellings, plural, verb_forms
from archive.domain.story import FactType, Side, State, StateWording, Story
from archive.extractors.count_words import Form
from archive.extractors.token import Token
from archive.extractors.words import phrase_words

StateKind = Literal["subject", "object", "noun", "office", "side_word", "side_verb"]
_BE: Final = {"am": "third", "is": "third", "are": "third", "was": "past", "were": "past"}


@dataclass(frozen=True, slots=True, eq=False)
class StateType:
    """A fact type that tells states, with the entities that its fields may name."""

    order: int
    fact: FactType
    wording: StateWording
    of: frozenset[str]
    at: frozenset[str]
    by: frozenset[str]
    persons: bool

    @property
    def value(self) -> str:
        """The field of the state, or of the number of votes."""
        assert self.fact.value is not None, "checked when the story was read"
        return self.fact.value


@dataclass(frozen=True, slots=True, eq=False)
class StateHit:
    """A word of state `state` of `type` at some token, `length` tokens long.

    `forms` are those of a verb that the word may be; `particle` the rest of its words, still to come
    behind the object: "vote it down". `side` is given for the words of a side of a vote.
    """

    kind: StateKind
    type: StateType
    length: int
    state: State | None = None
    forms: frozenset[Form] = frozenset()
    particle: tuple[str, ...] = ()
    side: str = ""


class StateWords:
    """The states of a story. A type of which the story names no entity makes no claims."""

    def __init__(self, story: Story) -> None:
        self.types = tuple(_types(story))
        self._at: dict[str, list[tuple[tuple[str, ...], StateHit]]] = {}
        for kind in self.types:
            for words, hit in _entries(kind):
                self._at.setdefault(words[0], []).append((words, hit))
        for entries in self._at.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self.firsts = frozenset(self._at)
        self.words = frozenset(
            word for entries in self._at.values() for words, _ in entries for word in words
        )
        """Every word of every entry."""
        self.posts = frozenset(post for kind in self.types for post in kind.at)
        texts = [story.title, *story.must_mention]
        texts += [text for entity in story.entities.values() for text in (entity.name or "", *entity.aliases)]
        self.own = frozenset(
            word.strip(".,'").removesuffix("'s") for text in texts for word in text.lower().split()
        )
        """The words by which the story tells what it is about, in lower case."""

    def speak(self, tokens: Sequence[Token]) -> bool:
        """Whether a sentence may tell a state at all: most do not, at the cost of one look."""
        if not self.firsts.isdisjoint([token.word for token in tokens]):
            return True
        return any(
            token.kind == "entity" and token.word.removeprefix("the ") in self.firsts for token in tokens
        )

    def hits(self, tokens: Sequence[Token], at: int) -> list[StateHit]:
        """What starts at token `at`: for each kind, type and particle the longest."""
        token = tokens[at]
        entries = self._at.get(token.word) if token.kind in ("word", "name") else None
        if token.kind == "entity" and token.word.startswith(
            "the "
        ):  # "the ratification" may be a motion's name
            named = token.word.removeprefix("the ")
            return [hit for words, hit in self._at.get(named, ()) if hit.kind == "noun" and words == (named,)]
        if not entries:
            return []
        found: dict[tuple[object, ...], StateHit] = {}
        reach: dict[tuple[object, ...], int] = {}
        adverb = at + 1 < len(tokens) and tokens[at + 1].word.endswith("ly")
        for words, entry in entries:
            hit = entry
            if len(words) > 1 and words != tuple(one.word for one in tokens[at : at + len(words)]):
                rest = tuple(one.word for one in tokens[at + 2 : at + 1 + len(words)]) if adverb else ()
                if words[1:] != rest:
                    continue
                hit = replace(entry, length=entry.length + 1)  # "voted overwhelmingly for"
            family = (hit.kind, hit.type.order)
            if hit.length < reach.get(family, 0):
                continue  # "vote down" is no "vote"
            reach.setdefault(family, hit.length)
            found.setdefault((*family, id(hit.state), hit.side, hit.particle), hit)
        return list(found.values())


def _types(story: Story) -> Iterable[StateType]:
    for order, fact in enumerate(story.facts.values()):
        if fact.wording is None:
            continue
        of = _entities(story, fact, fact.wording.of)
        if of:
            yield StateType(
                order=order,
                fact=fact,
                wording=fact.wording,
                of=of,
                at=_entities(story, fact, fact.wording.at),
                by=_entities(story, fact, fact.wording.by),
                persons=fact.wording.at is not None,
            )


def _entities(story: Story, fact: FactType, field: str | None) -> frozenset[str]:
    kinds = fact.fields[field].entity_kinds if field is not None else ()
    return frozenset(entity.id for entity in story.entities.values() if entity.kind in kinds)


def _entries(kind: StateType) -> Iterable[tuple[tuple[str, ...], StateHit]]:
    for state in kind.fact.states:
        verbs: Mapping[StateKind, Sequence[str]] = {"subject": state.subject_of, "object": state.object_of}
        for role, lemmas in verbs.items():
            for lemma in lemmas:
                yield from _verbs(role, kind, lemma, state)
        for noun in state.noun:
            for form in dict.fromkeys((noun, plural(noun))):
                words = phrase_words(form)
                yield words, StateHit("noun", kind, len(words), state)
        for adjective in state.office:
            words = phrase_words(adjective)
            yield words, StateHit("office", kind, len(words), state)
    for side in kind.fact.sides:
        yield from _sides(kind, side)


def _sides(kind: StateType, side: Side) -> Iterable[tuple[tuple[str, ...], StateHit]]:
    for phrase in side.words:
        words = phrase_words(phrase)
        yield words, StateHit("side_word", kind, len(words), side=side.side)
    for lemma in side.verbs:
        yield from _verbs("side_verb", kind, lemma, None, side.side)


def _verbs(
    role: StateKind, kind: StateType, lemma: str, state: State | None, side: str = ""
) -> Iterable[tuple[tuple[str, ...], StateHit]]:
    head, *rest = phrase_words(lemma)
    for form, names in _forms(head).items():
        hit = StateHit(role, kind, 1 + len(rest), state, names, side=side)
        yield (form, *rest), hit
        if len(rest) == 1 and role == "object":
            yield (form,), StateHit(role, kind, 1, state, names, tuple(rest), side)


def _forms(head: str) -> dict[str, frozenset[Form]]:
    named = verb_forms(head)
    forms: dict[str, set[Form]] = {}
    for name in ("base", "third", "past", "participle", "gerund"):
        forms.setdefault(getattr(named, name), set()).add(name)
    for past in other_spellings(head):
        forms.setdefault(past, set()).update(("past", "participle"))
    if head == "be":
        for word, name in _BE.items():
            forms.setdefault(word, set()).add(name)  # type: ignore[arg-type]
    return {form: frozenset(names) for form, names in forms.items()}
