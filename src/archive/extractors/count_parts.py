"""Numbers that lean on another one of their sentence: parts of it, its former value, its partners in a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.domain.inflect import is_plural, plural
from archive.extractors import english
from archive.extractors.counted import Counted, CountSentence
from archive.extractors.number_groups import NumberGroup

AMONG: Final = frozenset("including includes included include among".split())
_FORMERLY: Final = frozenset("from against versus".split())
_BEFORE_FORMER: Final = english.DETERMINERS | {"earlier", "previous", "initial"}
_COMPARED: Final = frozenset("with to".split())


def part_of(sentence: CountSentence, group: NumberGroup, found: Sequence[Counted]) -> Counted | None:
    """ "..., including 12 children", "12 of them children": the same measure, of a part."""
    if group.of_rules:
        whom, rule = _whom(sentence, group), sentence.words.rules[min(group.of_rules)]
        return Counted(rule, group.at, "part", group.at, group.end + 1, part=_many(whom)) if whom else None
    among = _among_the(sentence, group)
    if among is not None and group.wording:
        rule = sentence.words.rules[among]
        return Counted(
            rule, group.at, "part", group.at, max(group.end, group.at + 1), part=_many(group.wording)
        )
    before = [one for one in found if one.at < group.at and one.part is None]
    if not before:
        return None
    if group.part:
        whom = _whom(sentence, group)
        if not whom and sentence.word(group.end) in ("in", "at") and _place_behind(sentence, group.end + 1):
            whole = before[-1]
            return Counted(
                whole.rule, group.at, "part", group.at, group.end, role=whole.role, apart=True, like=whole
            )
    elif sentence.word(group.at - 1) in AMONG or sentence.word(group.at - 2) in AMONG:
        whom = group.wording
    else:
        return None
    if not whom:
        return None
    whole = before[-1]
    if whole.rule.count.money:
        return None
    last = max(group.end, group.at + 1)
    return Counted(
        whole.rule, group.at, "part", group.at, last, role=whole.role, part=_many(whom), like=whole
    )


def _among_the(sentence: CountSentence, group: NumberGroup) -> int | None:
    """The rule of "Among the dead were six officers", "among the injured there are 14 children"."""
    for at in range(group.at - 1, max(0, group.at - 6), -1):
        if sentence.word(at - 1) != "the" and sentence.tokens[at - 1].number is None:
            continue
        rules = [hit.rule for hit in sentence.hits[at] if hit.kind in ("noun", "state")]
        if rules and "among" in (sentence.word(at - 2), sentence.word(at - 3)):
            return min(rules)
    return None


def _whom(sentence: CountSentence, group: NumberGroup) -> str:
    """The noun that "12 of them (were)" is followed by."""
    at = group.end
    while sentence.word(at) in english.BE | english.DETERMINERS and at < group.end + 2:
        at += 1
    if at >= len(sentence.tokens) or sentence.tokens[at].kind != "word":
        return ""
    return sentence.word(at) if any(hit.kind == "unit" for hit in sentence.hits[at]) else ""


def _many(noun: str) -> str:
    return noun if is_plural(noun) else plural(noun)


def name_parts(sentence: CountSentence, found: Sequence[Counted]) -> None:
    """ "75 of the 325 students survived" is a count of students, where it counts no party's own."""
    for one in found:
        group = sentence.groups[one.at]
        if one.part is None and sentence.word(one.at - 1) == "including" and not one.rule.count.money:
            one.part = _many(group.wording) if group.wording else None
        if group.among is not None and one.part is None and one.rule.count.agent is None:
            one.part = _many(group.wording) if group.wording not in ("", "people", "persons") else None


def gapped(sentence: CountSentence, found: Sequence[Counted]) -> list[Counted]:
    """ "Norland pledged $3m and Varn $2m": each amount in turn has the verb, and its own subject."""
    added: list[Counted] = []
    taken = {one.at: one for one in found}
    for at, group in sorted(sentence.groups.items()):
        start = at - 1 - (sentence.word(at - 1) == "(")
        if sentence.word(start) in ("at", "with"):
            start -= 1 + (sentence.word(start - 1) == ",")
        if at in taken or start < 1 or sentence.tokens[start].kind not in ("entity", "name"):
            continue
        known, apart = sentence.tokens[start].kind == "entity", start < at - 1
        while start > 0 and sentence.tokens[start - 1].kind == "name":
            start -= 1
        if sentence.word(start - 1) == "the":
            start -= 1
        before = [one for one in taken.values() if one.at < at and one.rule.count.whose is not None]
        if not before and known and apart:
            added += _listed(sentence, group, start)
            continue
        if not before or sentence.word(start - 1) not in (",", "and", ";", "while"):
            continue
        whole = max(before, key=lambda one: one.at)
        if whole.rule.count.whose is None or not sentence.fits(whole.rule, group):
            continue
        one = Counted(whole.rule, at, "part", start, group.end, role=whole.role, like=whole)
        taken[at] = one
        added.append(one)
    return added


def _listed(sentence: CountSentence, group: NumberGroup, start: int) -> list[Counted]:
    """ "The largest pledges came from Norland ($3m) and Varn, at $2m"."""
    rules = [
        sentence.words.rules[hit.rule]
        for hits in sentence.hits[:start]
        for hit in hits
        if hit.kind in ("noun", "act", "total", "object") and not hit.particle
    ]
    fitting = [rule for rule in rules if rule.count.money and rule.count.whose and sentence.fits(rule, group)]
    return [Counted(fitting[-1], group.at, "part", start, group.end)] if fitting else []


def places_apart(sentence: CountSentence, found: Sequence[Counted]) -> list[Counted]:
    """ "..., with 452 in Aldor, 41 in Varn": the same measure, each of its place."""
    added: list[Counted] = []
    taken = {one.at: one for one in found}
    for at, group in sorted(sentence.groups.items()):
        if at in taken or sentence.word(group.end) not in ("in", "at", "from", "across"):
            continue
        money = sentence.currency_of(group) is not None
        before = [one for one in taken.values() if one.at < at and one.part is None]
        named = _place_behind(sentence, group.end + 1)
        if not before or named is None or sentence.word(at - 1) not in (",", "and", "with", ":", "\u2014"):
            continue
        whole = max(before, key=lambda one: one.at)
        counts = sentence.is_number(whole.rule, group) and (group.bare or whole.rule.order in group.units)
        if not counts:
            continue
        if money and sentence.word(group.end) == "from":  # whose it is, and not where
            named = group.end
        one = Counted(whole.rule, at, "part", at, named, role=whole.role, apart=not money, like=whole)
        taken[at] = one
        added.append(one)
        if whole.construction != "part":
            whole.apart = True
    return added


def _place_behind(sentence: CountSentence, at: int) -> int | None:
    """The token after the name that starts at `at`, perhaps behind "the"."""
    at += sentence.word(at) == "the"
    end = at
    while end < len(sentence.tokens) and sentence.tokens[end].kind in ("name", "entity") and end < at + 5:
        end += 1
    return end if end > at else None


def share_the_verb(sentence: CountSentence, found: list[Counted]) -> list[Counted]:
    """ "Three soldiers and nine civilians were killed": both numbers have the verb, each for its own part."""
    taken = {one.at: one for one in found}
    added: list[Counted] = []
    for one in sorted(found, key=lambda counted: counted.at):
        if one.construction not in ("object", "right") or one.part is not None or one.rule.count.money:
            continue
        step = 1 if one.construction == "object" else -1
        partner = _partner(sentence, one.at, step)
        chain: list[NumberGroup] = []
        while partner is not None and partner.at not in taken and partner.wording:
            chain.append(partner)
            partner = _partner(sentence, partner.at, step)
        own = sentence.groups[one.at]
        wordings = {group.wording for group in (own, *chain)}
        if not chain or not own.wording or len(wordings) < 2:
            continue
        one.part = _many(own.wording)
        for group in chain:
            if not sentence.fits(one.rule, group):
                continue
            shared = Counted(
                one.rule, group.at, one.construction, min(one.first, group.at), max(one.last, group.end),
                verb=one.verb, passive=one.passive, part=_many(group.wording),
            )  # fmt: skip
            taken[group.at] = shared
            added.append(shared)
    return added


def _partner(sentence: CountSentence, at: int, step: int) -> NumberGroup | None:
    """The group joined to that of the number at `at` by "and" or a comma, to its right or left."""
    if step > 0:
        end = sentence.groups[at].end
        while sentence.word(end) in (",", "and", "plus") and end < sentence.groups[at].end + 2:
            end += 1
        if end == sentence.groups[at].end:
            return None
        return sentence.groups.get(end)
    start = at
    while sentence.word(start - 1) in (",", "and", "plus") and start > at - 2:
        start -= 1
    if start == at:
        return None
    return next((group for group in sentence.groups.values() if group.end == start and group.at < at), None)


def former_values(sentence: CountSentence, found: Sequence[Counted]) -> list[Counted]:
    """Tie former values to the present ones: "97, up from 80", "from 80 to 97"; what is left is `found`'s rest."""
    standing = list(found)
    for at in sentence.groups:
        if not _is_former(sentence, at):
            continue
        mine = [one for one in standing if one.at == at]
        present = _present(sentence, at, [one for one in standing if one.at != at and one.part is None])
        if present is not None and any(one.rule is not present.rule for one in mine):
            for one in mine if _compared_before(sentence, at) else ():
                one.role = "previous"
            continue  # "cut 97 jobs from its 1,200-strong workforce"
        if present is None:
            for one in mine:
                one.role = "previous"
            continue
        present.previous = at
        present.first, present.last = min(present.first, at), max(present.last, at + 1)
        standing = [one for one in standing if one.at != at]
    return standing


def _is_former(sentence: CountSentence, at: int) -> bool:
    if _compared_before(sentence, at):
        return True
    before = [sentence.word(at - 1), sentence.word(at - 2), sentence.word(at - 3)]
    while before and before[0] in _BEFORE_FORMER:
        before.pop(0)
    if not before:
        return False
    if before[0] in _FORMERLY:
        return True
    return before[0] in _COMPARED and before[1:2] == ["compared"]


def _compared_before(sentence: CountSentence, at: int) -> bool:
    """ "... compared with a profit of 2m"."""
    for start in range(at - 1, max(0, at - 6), -1):
        if sentence.tokens[start].kind in ("number", "punct"):
            return False
        if sentence.word(start) == "compared" and sentence.word(start + 1) in _COMPARED:
            return True
    return False


def _present(sentence: CountSentence, at: int, others: Sequence[Counted]) -> Counted | None:
    """The number that the former one at `at` has become: just before it, or behind "to"."""
    money = sentence.tokens[at].number
    near = [
        one
        for one in others
        if one.rule.count.money == (money is not None and money.currency is not None)
        and (
            (one.at < at and at - one.at <= 10)
            or (one.at > at and one.at - at <= 6 and sentence.word(one.at - 1) == "to")
        )
    ]
    after = [one for one in near if one.at > at]
    return after[0] if after else (near[-1] if near else None)
