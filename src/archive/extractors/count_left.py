"""What stands before a number and acts on those counted: "killed 97", "the layoff of 97", "bought it for 97m"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from archive.domain.claim import Role
from archive.extractors import english
from archive.extractors.change_words import LEVELS
from archive.extractors.count_words import CountRule, Hit
from archive.extractors.counted import PLANNED, Counted, CountSentence
from archive.extractors.number_groups import NumberGroup
from archive.extractors.verb_groups import verb_group

_SKIPPED: Final = (
    english.ADVERBS
    | (english.DETERMINERS - {"another"})
    | {
        "total",
        "of",
        "as",
        "many",
        "all",
        "in",
        "estimated",
        "additional",
        "first",
        "initial",
        "least",
        "up",
        "to",
    }
)
_ABOUT: Final = frozenset(
    "affecting involving impacting hitting covering for totalling totaling on from belonging".split()
)
_INFINITIVE_GAP: Final = 14
_DONE: Final = frozenset(
    "managed failed helped continued began started begun used said believed reported thought known appears appeared"
    " seems seemed claimed claims claim have has had having able alleged understood found led forced reportedly".split()
)
"""Words whose infinitive is of what has happened: "managed to send"."""
_LISTS: Final = frozenset("include includes included including".split())
_OBJECT_GAP: Final = 6
_PARTICLE_GAP: Final = 4
_PRICE_GAP: Final = 14


def object_of(sentence: CountSentence, group: NumberGroup) -> Iterator[Counted]:
    """The verb whose object the number is: "killed at least 97", "laid 97 people off", "fined Roe 2m"."""
    origin = _alternative(sentence, group.at)
    for end in _ends_before(sentence, origin):
        for start, hit in ending_at(sentence, end, ("object",)):
            rule = sentence.words.rules[hit.rule]
            if sentence.word(start - 1) in english.ARTICLES:
                continue  # "a fine of" is a noun
            if sentence.word(end) == "of":
                continue  # and so are "pledges of"
            last = _behind_particle(sentence, hit, group)
            if last is None or not (sentence.fits(rule, group) or _by_how_many(sentence, rule, group, end)):
                continue
            near = end == origin or _only_skipped(sentence, end, origin)
            if not (near or _indirect(sentence, rule, group, end, origin)):
                continue
            read = verb_group(sentence.tokens, start, hit.length, hit.forms)
            if read.voice == "passive" and not rule.count.money:
                continue
            planned = any(token.word in PLANNED for token in sentence.tokens[start : group.at])
            role: Role | None = "projected" if planned or _ahead(sentence, read.start, rule) else None
            yield Counted(rule, group.at, "object", start, last, verb=start, role=role)
        if any(hit.kind in ("object", "subject") for hit in sentence.hits[end - 1]):
            return


def _ahead(sentence: CountSentence, start: int, rule: CountRule) -> bool:
    """Whether an infinitive says what is to come: "Roe to cut 97 jobs", "a decision to close and lay off 97"."""
    if sentence.word(start) == "and" or sentence.word(start - 1) == "and":
        start = max(
            (at for at in range(max(0, start - _INFINITIVE_GAP), start) if sentence.word(at) == "to"),
            default=0,
        )
    if sentence.word(start) != "to" or start == 0:
        return False
    before = sentence.tokens[start - 1]
    if before.kind in ("entity", "name") or before.capital:
        return True
    return rule.count.agent is not None and before.word not in _DONE


def _alternative(sentence: CountSentence, at: int) -> int:
    """ "Cut 10 per cent of its staff, or 97 people": the number stands for the share before "or"."""
    before = at - 1
    if sentence.word(before) in ("or", "("):
        for position in range(before - 1, max(-1, before - 9), -1):
            number = sentence.tokens[position].number
            if number is not None:
                return position if number.measure and number.currency is None else at
    return at


def _ends_before(sentence: CountSentence, at: int) -> Iterator[int]:
    """The tokens behind which a verb could end that has the number as its object, nearest first."""
    for end in range(at, max(0, at - _OBJECT_GAP), -1):
        yield end
        token = sentence.tokens[end - 1]
        if token.kind in ("punct", "number", "date") or token.word in english.GAP_STOPS:
            return


def ending_at(sentence: CountSentence, end: int, kinds: tuple[str, ...]) -> Iterator[tuple[int, Hit]]:
    """The counting words of some kinds that end before token `end`, each with where it starts."""
    if end not in sentence.ends:
        return
    for start in range(end - 1, max(-1, end - 5), -1):
        for hit in sentence.hits[start]:
            if hit.kind in kinds and start + hit.length == end:
                yield start, hit


def _only_skipped(sentence: CountSentence, start: int, end: int) -> bool:
    return all(
        token.kind == "word" and (token.word in _SKIPPED or token.word.endswith("ly"))
        for token in sentence.tokens[start:end]
    )


def _indirect(sentence: CountSentence, rule: CountRule, group: NumberGroup, start: int, end: int) -> bool:
    """Whether only somebody stands between: "sent Norland 3,000 troops", "cut its workforce by 97"."""
    between = sentence.tokens[start:end]
    if sentence.word(end - 1) == "by":
        falls = any(token.word in LEVELS for token in sentence.tokens[max(0, start - 2) : start])
        return falls and rule.order in _rules_named(sentence, start, end)
    if not (rule.count.money or rule.order in group.units) or not between:
        return False
    if rule.count.money and any(
        hit.kind in ("noun", "act", "total") for hits in sentence.hits[start:end] for hit in hits
    ):
        return False  # "received pledges of 2m": the sum is the noun's
    first = between[0]
    opens = first.kind in ("entity", "name") or first.word in english.DETERMINERS | english.POSSESSIVES
    short = rule.count.money and first.kind == "word" and end - start <= 3
    opens = opens or (short and first.word not in _LISTS)
    return opens and not any(
        token.word in english.PREPOSITIONS | english.AUXILIARIES | english.SAY for token in between
    )


def _by_how_many(sentence: CountSentence, rule: CountRule, group: NumberGroup, end: int) -> bool:
    """ "Reduce its workforce by 6,000": the nouns before say what is counted."""
    return (
        sentence.word(group.at - 1) == "by"
        and sentence.is_number(rule, group)
        and rule.order in _rules_named(sentence, end, group.at)
    )


def _rules_named(sentence: CountSentence, start: int, end: int) -> set[int]:
    return {
        hit.rule for hits in sentence.hits[start:end] for hit in hits if hit.kind in ("unit", "noun", "total")
    } | {
        rule.order
        for rule in sentence.words.rules
        for hits in sentence.hits[start:end]
        for hit in hits
        if hit.kind == "total" and sentence.words.rules[hit.rule].fact is rule.fact
    }


def _behind_particle(sentence: CountSentence, hit: Hit, group: NumberGroup) -> int | None:
    """Where the verb's words end that stand behind its object; None if they do not follow."""
    if not hit.particle:
        return group.end
    size = len(hit.particle)
    for at in range(group.end, group.end + _PARTICLE_GAP):
        if tuple(token.word for token in sentence.tokens[at : at + size]) == hit.particle:
            return at + size
        if at >= len(sentence.tokens) or sentence.tokens[at].kind in ("punct", "number"):
            return None
    return None


def price_of(sentence: CountSentence, group: NumberGroup) -> Iterator[Counted]:
    """What a sum is given for: "buys Roe for 2m", "the acquisition of Roe for 2m"."""
    if sentence.word(group.at - 1) != "for":
        return
    for start in range(group.at - 2, max(-1, group.at - 2 - _PRICE_GAP), -1):
        token = sentence.tokens[start]
        if token.kind == "number" or token.word in (";", ":"):
            return
        for hit in sentence.hits[start]:
            rule = sentence.words.rules[hit.rule]
            sold = hit.particle == ("for",) or hit.kind == "act"
            if sold and rule.count.money and sentence.fits(rule, group):
                read = verb_group(sentence.tokens, start, 1, hit.forms)
                role: Role | None = "projected" if _ahead(sentence, read.start, rule) else None
                passive = hit.kind == "object" and read.voice == "passive"
                yield Counted(
                    rule, group.at, "object", start, group.end, verb=start, passive=passive, role=role
                )
                return


def act_of(sentence: CountSentence, group: NumberGroup) -> Iterator[Counted]:
    """The noun for what happens to those counted: "the layoff of 97 people", "layoffs affecting 97"."""
    at = group.at - 1
    while at > 0 and sentence.word(at) in english.ADVERBS:
        at -= 1
    if sentence.word(at) != "of" and sentence.word(at) not in _ABOUT:
        return
    for start, hit in ending_at(sentence, at, ("act", "noun")):
        rule = sentence.words.rules[hit.rule]
        if sentence.fits(rule, group) or (sentence.is_number(rule, group) and group.units):
            planned = any(token.word in PLANNED for token in sentence.tokens[max(0, start - 3) : start])
            role: Role | None = "projected" if planned else None
            yield Counted(rule, group.at, "act", start, group.end, verb=start, role=role)
