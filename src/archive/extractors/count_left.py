"""What stands before a number: "killed 97", "the layoff of 97", "the toll rose from 80 to 97"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from archive.domain.claim import Role
from archive.domain.inflect import all_forms
from archive.extractors import english
from archive.extractors.count_words import CountRule, Hit
from archive.extractors.counted import PLANNED, Bound, Counted, CountSentence
from archive.extractors.number_groups import NumberGroup
from archive.extractors.verb_groups import verb_group


def _forms(verbs: str) -> frozenset[str]:
    return frozenset(form for verb in verbs.split() for form in all_forms(verb))


PASSES: Final = _forms("top pass exceed surpass cross eclipse")
"""Verbs that make a number a lower bound: the toll passed 100."""
_NEARS: Final = _forms("near approach")
_REACHES: Final = _forms("reach hit total number equal have") | PASSES | _NEARS
"""Verbs whose object is the count itself."""
CHANGES: Final = _forms(
    "rise climb increase grow jump soar surge mount swell go fall drop decline decrease shrink dip come revise raise"
    " lower cut reduce update bring take push lift put estimate stand remain stay hold leap creep edge tick double"
    " triple slip plunge correct adjust count value up expand ramp build inch bump hike trim slash halve amount add up"
)
_LEVELS: Final = _forms(
    "rise fall drop cut reduce increase grow go decline shrink swell climb lower raise double"
)
_MOVES: Final = CHANGES | _REACHES | english.AUXILIARIES | {"at", "to"}
_REVISES: Final = _forms("revise lower correct reduce cut adjust") | {"down", "downward", "downwards"}
_GROWS: Final = _forms("rise climb increase grow jump swell up expand go")
_BRINGS: Final = _forms("bring take push raise lift swell")
_TALLIES: Final = frozenset("total tally count number figure toll overall amount sum".split())
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
_OBJECT_GAP: Final = 6
_PARTICLE_GAP: Final = 4
_PRICE_GAP: Final = 14
_BARE_GAP: Final = 8
_TOTAL_GAP: Final = 18


def object_of(sentence: CountSentence, group: NumberGroup) -> Iterator[Counted]:
    """The verb whose object the number is: "killed at least 97", "laid 97 people off", "fined Roe 2m"."""
    origin = _alternative(sentence, group.at)
    for end in _ends_before(sentence, origin):
        for start, hit in _ending_at(sentence, end, ("object",)):
            rule = sentence.words.rules[hit.rule]
            if sentence.word(start - 1) in english.ARTICLES:
                continue  # "a fine of" is a noun
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
            role: Role | None = "projected" if planned or _ahead(sentence, read.start) else None
            yield Counted(rule, group.at, "object", start, last, verb=start, role=role)
        if any(hit.kind in ("object", "subject") for hit in sentence.hits[end - 1]):
            return


def _ahead(sentence: CountSentence, start: int) -> bool:
    """ "Roe to cut 97 jobs", as headlines say what is to come."""
    if sentence.word(start) != "to" or start == 0:
        return False
    before = sentence.tokens[start - 1]
    return before.kind in ("entity", "name") or before.capital


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


def _ending_at(sentence: CountSentence, end: int, kinds: tuple[str, ...]) -> Iterator[tuple[int, Hit]]:
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
        falls = any(token.word in _LEVELS for token in sentence.tokens[max(0, start - 2) : start])
        return falls and rule.order in _rules_named(sentence, start, end)
    if not (rule.count.money or rule.order in group.units) or not between:
        return False
    first = between[0]
    opens = first.kind in ("entity", "name") or first.word in english.DETERMINERS | english.POSSESSIVES
    opens = opens or (rule.count.money and first.kind == "word" and end - start <= 3)
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
                role: Role | None = "projected" if _ahead(sentence, read.start) else None
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
    for start, hit in _ending_at(sentence, at, ("act", "noun")):
        rule = sentence.words.rules[hit.rule]
        if sentence.fits(rule, group) or (sentence.is_number(rule, group) and group.units):
            planned = any(token.word in PLANNED for token in sentence.tokens[max(0, start - 3) : start])
            role: Role | None = "projected" if planned else None
            yield Counted(rule, group.at, "act", start, group.end, verb=start, role=role)


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
        for start, hit in _ending_at(sentence, end, ("total", "noun", "state", "object", "subject", "unit")):
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
                corrects = any(token.word in _REVISES for token in around)
                planned = any(token.word in PLANNED for token in sentence.tokens[max(0, whole - 3) : end])
                by = sentence.word(at - 1) == "by"
                if by and not any(token.word in _GROWS for token in sentence.tokens[whole:at]):
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
    return rule.count.level and sentence.word(at - 1) == "to" and bool(between & _LEVELS)


def _stands_for_all(sentence: CountSentence, start: int) -> bool:
    """Whether a noun is counted as a whole, "confirmed deaths rose", and not by a number of its own."""
    return not any(token.kind == "number" for token in sentence.tokens[max(0, start - 3) : start])


def _number_of(sentence: CountSentence, at: int) -> int | None:
    """Where "the number of people", "the count of those" starts that the word at `at` ends."""
    if sentence.word(at - 1) in _TALLIES:
        return at - 1
    for start in range(at - 1, max(-1, at - 7), -1):
        token = sentence.tokens[start]
        if token.word == "of" and sentence.word(start - 1) in _TALLIES:
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
    if number is not None and number.relation == "le" and any(word in _BRINGS | CHANGES for word in near):
        return ("eq",)  # "up to 97" after a verb of change says where it went
    if last in PASSES:
        return ("ge",)
    if last in _NEARS:
        return ("approx",)
    if last in (":", "\u2014"):
        return (None,) if len(near) == 1 else None
    if last == "of":
        plain = len(near) <= 4 and not any(word in english.AUXILIARIES for word in near)
        return (None,) if plain else None
    if last in _REACHES or last in english.BE or last == "worth":
        return (None,)
    if last in ("to", "at", "from", "by", "past", "above", "beyond"):
        before = [token.word for token in sentence.tokens[max(0, start - 10) : start]]
        if any(word in CHANGES or word in english.BE for word in between) or any(
            word in _BRINGS | CHANGES for word in before
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
    if not any(token.word in _BRINGS for token in sentence.tokens[max(0, at - 4) : at]):
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
    for start in range(max(0, group.at - _BARE_GAP), group.at - 1):
        words = (sentence.word(start - 1), sentence.word(start), sentence.word(start + 1))
        if (
            words[0] == "the"
            and words[1] in _TALLIES
            and (words[2] in CHANGES | _REACHES | english.AUXILIARIES)
        ):
            linked = _linked(sentence, start, start + 1, group.at)
            return start if linked is not None else None
    return None


def brought_total(sentence: CountSentence, group: NumberGroup) -> int | None:
    """Where "bringing the total to" starts before a number that it introduces."""
    at = group.at
    if not sentence.led_to(at):
        return None
    words = [token.word for token in sentence.tokens[max(0, at - 10) : at]]
    for index, word in enumerate(words):
        if word in _BRINGS | _LEVELS | _REVISES and any(other in _TALLIES for other in words[index:]):
            return at - len(words) + index
    return None
