"""Counts as news writes them, found over noun and verb groups instead of word by word.

A pack says what it counts by its words alone (`[[fact.count]]`); here is the grammar around them, which
is the same for tolls, troops, layoffs and amounts:

| construction | example |
| --- | --- |
| noun | 97 deaths; a 2.4 billion euro fine |
| object | killed 97 people; cut 1,200 jobs |
| right | 97 people are missing; died; were killed; 97 workers laid off |
| act | the layoff of 1,200 workers |
| total | the toll rose from 80 to 97; a workforce of 12,000; Dead: 97 |
| part | 97 people, including 12 children; 12 of them children |
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.domain.claim import FieldValue, Role
from archive.domain.story import Story
from archive.extractors.count_left import act_of, object_of, price_of
from archive.extractors.count_parts import (
    former_values,
    gapped,
    name_parts,
    part_of,
    places_apart,
    share_the_verb,
)
from archive.extractors.count_right import done_by_others, nouns_of, predicate_of
from archive.extractors.count_scope import scope_of
from archive.extractors.count_totals import bare_total, brought_total, total_behind, total_of
from archive.extractors.count_words import CountWords, is_demonym
from archive.extractors.counted import Counted, CountSentence
from archive.extractors.number_groups import NumberGroup
from archive.extractors.recent import Recent
from archive.extractors.token import Token

_MODALS: Final = ("could", "may", "might")
_RESULTS: Final = frozenset("resulting result results leading lead meaning mean means".split())
_WILL: Final = frozenset("will would could may might plans planned".split())
_STRENGTH: Final = {"object": 0, "right": 1, "noun": 2, "act": 3, "total": 4, "part": 5}
"""Which construction a number belongs to where it could belong to several: the tightest."""


def counted_in(sentence: CountSentence, recent: Recent, before: Sequence[Counted] = ()) -> list[Counted]:
    """What the numbers of one reading of a sentence count, in the order of the words.

    `before` is what another reading of it has found already.
    """
    found: list[Counted] = list(before)
    known = {one.at for one in before}
    known |= {group.among for group in sentence.groups.values() if group.among is not None}
    for group in sentence.groups.values():
        if group.at in known:
            continue
        if group.of_rules or not sentence.is_countable(group):
            continue
        options = [
            *nouns_of(sentence, group),
            *object_of(sentence, group),
            *price_of(sentence, group),
            *act_of(sentence, group),
            *predicate_of(sentence, group),
            *done_by_others(sentence, group),
            *total_of(sentence, group),
            *total_behind(sentence, group),
        ]
        brought = _brought(sentence, group, found, recent)
        found += brought if brought and all(_is_apart(one, brought[0]) for one in options) else _best(options)
    for one in found:
        one.role = one.role or may_come(sentence, one)
    found += gapped(sentence, found)
    found += share_the_verb(sentence, found)
    name_parts(sentence, [one for one in found if one.at not in known])
    taken = {one.at for one in found}
    for group in sentence.groups.values():
        part = None if group.at in taken | known else part_of(sentence, group, found)
        if part is not None:
            found.append(part)
    found += places_apart(sentence, found)
    standing = former_values(sentence, sorted(found, key=lambda one: one.at))
    return [one for one in standing if one.at not in known]


def may_come(sentence: CountSentence, one: Counted) -> Role | None:
    """ "Could cut 97 jobs" is of what is to come; "may have cut" and "may be missing" are of what is."""
    if one.rule.count.agent is None or one.at < one.first:
        return None
    for at in range(max(0, one.first - 4), one.last):
        barred = ("have",) if sentence.word(at) == "could" else ("have", "be")
        if sentence.word(at) in _MODALS and sentence.word(at + 1) not in barred:
            return "projected"
    return (
        "projected"
        if one.construction in ("act", "noun") and _results_from_a_plan(sentence, one.first)
        else None
    )


def _results_from_a_plan(sentence: CountSentence, first: int) -> bool:
    """ "The plants will close, resulting in the loss of 97 jobs"."""
    near = {token.word for token in sentence.tokens[max(0, first - 5) : first]}
    before = {token.word for token in sentence.tokens[:first]}
    return bool(near & _RESULTS) and bool(before & _WILL)


def _is_apart(one: Counted, brought: Counted) -> bool:
    """Whether an option is a total named elsewhere than in "bringing the total to"."""
    return one.construction == "total" and one.first < brought.first


def _best(options: Sequence[Counted]) -> list[Counted]:
    """For each type the tightest construction, then the first rule."""
    best: dict[str, Counted] = {}
    for one in sorted(options, key=lambda one: (_strength(one), one.first - one.last, one.rule.order)):
        best.setdefault(one.rule.fact.type, one)
    tightest = min((_strength(one) for one in best.values()), default=0)
    tight = [one for one in best.values() if _strength(one) == tightest]
    longest = max((one.last for one in tight), default=0)
    return [one for one in tight if one.construction != "right" or one.last == longest]


def _strength(one: Counted) -> int:
    """An amount's own noun says more than the verb: "announced a $2m loan"."""
    if one.rule.count.money and one.construction == "noun":
        return -1
    return _STRENGTH[one.construction]


def _brought(
    sentence: CountSentence, group: NumberGroup, found: Sequence[Counted], recent: Recent
) -> list[Counted]:
    """ "... bringing the total to 97": of what was counted last."""
    start = brought_total(sentence, group)
    if start is None:
        start = bare_total(sentence, group)
    if start is None:
        return []
    before = [one for one in found if one.at < group.at and one.part is None]
    if before:
        one = Counted(before[-1].rule, group.at, "total", start, group.end, like=before[-1])
        return [one] if sentence.is_number(one.rule, group) else []
    return [
        Counted(rule, group.at, "total", start, group.end)
        for rule in recent.last.values()
        if sentence.is_number(rule, group)
    ]


def values_of(
    sentence: CountSentence, one: Counted, story: Story, recent: Recent
) -> dict[str, FieldValue] | None:
    """The fields that the words around a count give; None where it is somebody else's."""
    scope = scope_of(sentence, one, story, recent)
    if scope.stranger:
        return None
    fields = one.rule.fact.fields
    values: dict[str, FieldValue] = {}
    whose = one.rule.count.whose
    if whose is not None and (scope.party is not None or not scope.open):
        values[whose] = scope.party
    if scope.place is not None and "place" in fields:
        values["place"] = scope.place
    if one.part is not None and "group" in fields and not (scope.place and is_demonym(one.part)):
        values["group"] = one.part
    if one.corrects and "correction" in fields:
        values["correction"] = True
    currency = sentence.currency_of(sentence.groups[one.at])
    if currency is not None and "currency" in fields:
        values["currency"] = currency
    return values


def counts_anything(tokens: Sequence[Token], words: CountWords) -> bool:
    """Whether a sentence has a number and a counting word at all: most have not, at the cost of one look."""
    counting = not words.firsts.isdisjoint([token.word for token in tokens])
    return counting and any(token.number is not None for token in tokens)
