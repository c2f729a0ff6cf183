"""The words that a story counts by, ready to be looked up: nouns of those counted, verbs, states, totals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, Literal

from archive.domain.claim import Role
from archive.domain.inflect import other_spellings, verb_forms
from archive.domain.story import Count, FactType, Frame, Story
from archive.extractors.token import Token
from archive.extractors.words import phrase_words

WordKind = Literal["unit", "bar", "subject", "object", "state", "noun", "act", "total"]
Bound = Literal["eq", "ge", "approx"]
Form = Literal["base", "third", "past", "participle", "gerund", ""]


@dataclass(frozen=True, slots=True)
class CountRule:
    """A count of one fact type, with the place it has among all."""

    order: int
    fact: FactType
    count: Count


@dataclass(frozen=True, slots=True)
class Hit:
    """A counting word at some token: `length` tokens, of rule `rule`.

    `forms` are those of a verb that the word may be. `particle` are the rest of its words, still to come
    behind the object: "laid 80 workers off", "pulled six from".
    """

    kind: WordKind
    rule: int
    length: int
    forms: frozenset[Form] = frozenset()
    particle: tuple[str, ...] = ()


_DEMONYM: Final = re.compile(
    r"[a-z]{2,}(?:ans|ians|eans)|britons|israelis|iraqis|pakistanis|kuwaitis|saudis|yemenis|emiratis|omanis|nepalis"
    r"|bangladeshis|afghans|turks|poles|danes|swedes|finns|greeks|kurds|thais|serbs|czechs|croats|scots|germans"
    r"|filipinos|spaniards|frenchmen|dutchmen|irishmen|englishmen|uzbeks|kazakhs|tajiks|slovaks|slovenes|uyghurs"
)
"""Plural names of nationals, who are people."""


_MOST_KNOWN: Final = 8192


def is_demonym(noun: str) -> bool:
    """Whether a lower-case noun names nationals: "canadians"."""
    return _DEMONYM.fullmatch(noun) is not None


class CountWords:
    """The counting words of a story."""

    def __init__(self, story: Story) -> None:
        self.rules = tuple(
            CountRule(order, fact, count)
            for order, (fact, count) in enumerate(
                (fact, count)
                for fact in story.facts.values()
                for count in fact.counts
                if not story.measures or count.measure in story.measures
            )
        )
        self._at: dict[str, list[tuple[tuple[str, ...], Hit]]] = {}
        for rule in self.rules:
            for words, hit in _entries(rule):
                self._at.setdefault(words[0], []).append((words, hit))
        for entries in self._at.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self.firsts = frozenset(self._at)
        self._alone = {
            word: _longest(entries)
            for word, entries in self._at.items()
            if all(len(words) == 1 for words, _ in entries)
        }
        """What the words mean that begin no phrase, so that their neighbours need no look."""
        self._known: dict[tuple[str, ...], list[Hit]] = {}
        """What was found for the others, by the words from there on."""
        self._people = [
            Hit("unit", rule.order, 1)
            for rule in self.rules
            if "people" in rule.count.of or "person" in rule.count.of
        ]

    @cached_property
    def counts_money(self) -> bool:
        """Whether any rule counts amounts."""
        return any(rule.count.money for rule in self.rules)

    @cached_property
    def counts_things(self) -> bool:
        """Whether any rule counts anything else."""
        return not all(rule.count.money for rule in self.rules)

    @cached_property
    def topic(self) -> frozenset[str]:
        """Words that smell of the story: all but the nouns of people and things at large."""
        return frozenset(
            words[0]
            for entries in self._at.values()
            for words, hit in entries
            if hit.kind not in ("unit", "bar") and not hit.particle
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every entry."""
        return frozenset(word for entries in self._at.values() for words, _ in entries for word in words)

    def hits(self, tokens: Sequence[Token], at: int) -> Sequence[Hit]:
        """What starts at token `at`: for each kind and rule the longest."""
        token = tokens[at]
        word = token.word
        if word not in self.firsts or token.kind not in ("word", "name"):
            return self._people if token.capital and _is_demonym(word) else ()
        alone = self._alone.get(word)
        if alone is not None:
            return alone
        here = tuple([one.word for one in tokens[at : at + self._widest]])
        known = self._known.get(here)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = _longest([entry for entry in self._at[word] if here[: len(entry[0])] == entry[0]])
            self._known[here] = known
        return known

    @cached_property
    def _widest(self) -> int:
        return max((len(words) for entries in self._at.values() for words, _ in entries), default=1)


@lru_cache(maxsize=4096)
def _is_demonym(word: str) -> bool:
    return _DEMONYM.fullmatch(word) is not None


def _longest(entries: Iterable[tuple[tuple[str, ...], Hit]]) -> list[Hit]:
    """Of entries sorted by length, the first of each kind, rule and particle."""
    found: dict[tuple[str, int, tuple[str, ...]], Hit] = {}
    for _, hit in entries:
        found.setdefault((hit.kind, hit.rule, hit.particle), hit)
    return list(found.values())


def _entries(rule: CountRule) -> Iterable[tuple[tuple[str, ...], Hit]]:
    count, order = rule.count, rule.order
    nouns: Mapping[WordKind, Sequence[str]] = {
        "unit": count.of, "bar": count.not_of, "state": count.state, "noun": count.noun,
        "act": count.act, "total": count.total,
    }  # fmt: skip
    for kind, phrases in nouns.items():
        for phrase in phrases:
            words = phrase_words(phrase)
            yield words, Hit(kind, order, len(words))
    verbs: Mapping[WordKind, Sequence[str]] = {"subject": count.subject_of, "object": count.object_of}
    for kind, lemmas in verbs.items():
        for lemma in lemmas:
            yield from _verb_entries(kind, order, lemma)


def _verb_entries(kind: WordKind, order: int, lemma: str) -> Iterable[tuple[tuple[str, ...], Hit]]:
    head, *rest = phrase_words(lemma)
    named = verb_forms(head)
    forms: dict[str, set[Form]] = {}
    for name in ("base", "third", "past", "participle", "gerund"):
        forms.setdefault(getattr(named, name), set()).add(name)
    for past in other_spellings(head):
        forms.setdefault(past, set()).update(("past", "participle"))
        if past.endswith("lled"):
            forms.setdefault(past[:-2] + "ing", set()).add("gerund")
    if head == "be":
        forms |= {"are": {"third"}, "were": {"past"}}
    for form, names in forms.items():
        hit = Hit(kind, order, 1 + len(rest), frozenset(names))
        yield (form, *rest), hit
        if rest and kind == "object":
            yield (form,), Hit(kind, order, 1, frozenset(names), particle=tuple(rest))


@lru_cache(maxsize=4096)
def count_frame(measure: str, name: str, relation: Bound | None, role: Role | None) -> Frame:
    """The stand-in for a frame that a count's claim is said to come from."""
    return Frame(
        name=f"{measure}: {name}",
        pattern="",
        nodes=(),
        set={"measure": measure},
        relation=relation,
        role=role,
    )
