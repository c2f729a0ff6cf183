"""Nouns whose value a number is: "the toll rose from 80 to 97", "a workforce of 97", "bringing the total to 97"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from archive.extractors import english
from archive.extractors.change_words import (
    BRINGS,
    CHANGES,
    GROWS,
    LEVELS,
    MOVES,
    NEARS,
    PASSES,
    REACHES,
    REVISES,
    TALLIES,
)
from archive.extractors.count_left import ending_at
from archive.extractors.count_words import Bound, CountRule
from archive.extractors.counted import PLANNED, Counted, CountSentence
from archive.extractors.number_groups import NumberGroup

_HOLDS: Final = frozenset("include includes included comprise comprised".split())
"""What names a sum of a list: "pledges include $3m from Norland"."""
_TOTAL_GAP: Final = 18
_BARE_GAP: Final = 8
_LEADS: Final = BRINGS | CHANGES
_SETS: Final = BRINGS | LEVELS | REVISES


def total_of(sentence: CountSentence, group: NumberGroup) -> Iterator[Counted]:
    """The noun whose value the number is: "the toll rose to 97", "workforce of 97", "Dead: 97"."""
    at = group.at
    for end in range(at, max(0, at - _TOTAL_GAP), -1):
        token = sentence.tokens[end - 1]
        if token.word in (";", "while", "whereas", "although") or (
            token.number is not None and not token.number.measure and not _changes(sentence, end, at)
        ):
            return
        found = []
        for start, hit in ending_at(sentence, end, ("total", "noun", "state", "object", "subject", "unit")):
            rule = sentence.words.rules[hit.rule]
            counted = hit.kind == "total" or (
                (hit.kind == "noun" or (hit.kind == "unit" and _moves_to(sentence, rule, end, at)))
                and _stands_for_all(sentence, start)
            )
            told = hit.kind != "unit" or rule.count.level
            whole = start if counted else _number_of(sentence, start) if told else None
            if whole is None or not sentence.fits(rule, group):
                continue
            bound = _linked(sentence, whole, end, at)
            if bound is not None:
                around = (*sentence.tokens[max(0, whole - 4) : whole], *sentence.tokens[end:at])
                corrects = any(token.word in REVISES for token in around)
                planned = any(token.word in PLANNED for token in sentence.tokens[max(0, whole - 3) : end])
                by = sentence.word(at - 1) == "by"
                if by and not any(token.word in GROWS for token in sentence.tokens[whole:at]):
                    continue
                found.append(
                    Counted(
                        rule, at, "total", whole, group.end, bound=bound[0], corrects=corrects and not by and not rule.count.level,
                        role="increment" if by else "projected" if planned else None,
                    )
                )  # fmt: skip
        if found:
            yield from found
            return


def _moves_to(sentence: CountSentence, rule: CountRule, end: int, at: int) -> bool:
    """ "Troops will be cut to 80": those counted as a level, and a verb of change that leads to the number."""
    between = {token.word for token in sentence.tokens[end:at]}
    return rule.count.level and sentence.word(at - 1) == "to" and bool(between & LEVELS)


def _stands_for_all(sentence: CountSentence, start: int) -> bool:
    """Whether a noun is counted as a whole, "confirmed deaths rose", and not by a number of its own."""
    return not any(token.kind == "number" for token in sentence.tokens[max(0, start - 3) : start])


def _number_of(sentence: CountSentence, at: int) -> int | None:
    """Where "the number of people", "the count of those" starts that the word at `at` ends."""
    if sentence.word(at - 1) in TALLIES:
        return at - 1
    for start in range(at - 1, max(-1, at - 7), -1):
        token = sentence.tokens[start]
        if token.word == "of" and sentence.word(start - 1) in TALLIES:
            return start - 1
        if token.kind in ("punct", "number"):
            return None
    return None


def _linked(sentence: CountSentence, start: int, end: int, at: int) -> tuple[Bound | None] | None:
    """Whether the words between a total and a number make one the value of the other."""
    between = [token.word for token in sentence.tokens[end:at]]
    near = [word for word in between if word not in english.ADVERBS and not word.endswith("ly")]
    if not near:
        return None
    last = near[-1]
    number = sentence.tokens[at].number
    if number is not None and number.relation == "le" and any(word in _LEADS for word in near):
        return ("eq",)  # "up to 97" after a verb of change says where it went
    if last in PASSES:
        return ("ge",)
    if last in NEARS:
        return ("approx",)
    if last in (":", "\u2014"):
        return (None,) if len(near) == 1 else None
    if last == "of":
        plain = len(near) <= 4 and not any(word in english.AUXILIARIES for word in near)
        return (None,) if plain else None
    if last in _HOLDS and number is not None and number.currency is not None:
        return (None,)
    if last in REACHES or last in english.BE or last == "worth":
        return (None,)
    if last in ("to", "at", "from", "by", "past", "above", "beyond"):
        before = [token.word for token in sentence.tokens[max(0, start - 10) : start]]
        if any(word in CHANGES or word in english.BE for word in between) or any(
            word in _LEADS for word in before
        ):
            return ("ge",) if last in ("past", "above", "beyond") else (None,)
    return None


def _changes(sentence: CountSentence, end: int, at: int) -> bool:
    """Whether a number on the way is the former value: "rose from 80 to 97"."""
    return sentence.word(end - 2) in ("from", "by", "than") or sentence.word(at - 1) == "from"


def total_behind(sentence: CountSentence, group: NumberGroup) -> Iterator[Counted]:
    """ "... takes to 97 the number of people rescued": the total stands behind its value."""
    at = group.at
    if sentence.word(at - 1) != "to" or sentence.word(group.end) != "the":
        return
    if not any(token.word in BRINGS for token in sentence.tokens[max(0, at - 4) : at]):
        return
    for start in range(group.end + 1, min(len(sentence.tokens), group.end + 7)):
        for hit in sentence.hits[start]:
            rule = sentence.words.rules[hit.rule]
            if hit.kind in ("total", "object", "subject", "state", "noun") and sentence.is_number(
                rule, group
            ):
                yield Counted(rule, at, "total", at, start + hit.length)


def bare_total(sentence: CountSentence, group: NumberGroup) -> int | None:
    """Where "the total" starts whose value the number is, without a word of what it counts."""
    for start in range(max(1, group.at - _BARE_GAP), group.at - 1):
        if sentence.word(start - 1) != "the" or sentence.word(start) not in TALLIES:
            continue
        if sentence.word(start + 1) in TALLIES or sentence.word(start + 2) == "of":
            continue
        if sentence.word(start + 1) in MOVES and _linked(sentence, start, start + 1, group.at) is not None:
            return start
    return None


def brought_total(sentence: CountSentence, group: NumberGroup) -> int | None:
    """Where "bringing the total to" starts before a number that it introduces."""
    at = group.at
    if not sentence.led_to(at):
        return None
    words = [token.word for token in sentence.tokens[max(0, at - 10) : at]]
    for index, word in enumerate(words):
        if word in _SETS and any(other in TALLIES for other in words[index:]):
            return at - len(words) + index
    return None
