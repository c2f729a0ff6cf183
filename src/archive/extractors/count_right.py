"""What stands behind a number: "97 people ... have been killed", "97 still missing", "97 deaths"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from archive.domain.claim import Role
from archive.extractors import english
from archive.extractors.count_words import Hit
from archive.extractors.counted import PLANNED, Counted, CountSentence
from archive.extractors.number_groups import ADJECTIVAL, NumberGroup
from archive.extractors.token import Token
from archive.extractors.verb_groups import TRANSPARENT, takes_object, verb_group

_REACH: Final = 16
"""How far behind its group a number's verb may stand, in tokens."""
_PHRASE: Final = 7
"""Words that a phrase with a preposition may be long."""
_LISTS: Final = frozenset("list lists database register registry".split())
_RELATIVE: Final = frozenset(("who", "that", "which", "whom"))
_GOVERNORS: Final = english.PREPOSITIONS - {"of", "to", "with"}
_BETWEEN: Final = english.PREPOSITIONS | {
    "aboard",
    "inside",
    "outside",
    "nationwide",
    "worldwide",
    "so",
    "far",
}


def nouns_of(sentence: CountSentence, group: NumberGroup) -> Iterator[Counted]:
    """The nouns in the number's own group: "97 confirmed deaths", "97 missing workers"."""
    if sentence.word(group.at - 1) == "of" and sentence.word(group.at - 2) in _LISTS:
        return
    followed = sentence.word(group.end) in english.AUXILIARIES
    for order, at in (*group.nouns.items(), *(() if followed else group.states.items())):
        rule = sentence.words.rules[order]
        if any(hit.kind == "object" for hit in sentence.hits[at]) and takes_object(sentence.tokens, at + 1):
            continue  # "seven blasts killed 97 people"
        if followed and at < group.end - 1 and sentence.word(at) in ADJECTIVAL:
            continue  # "97 injured people have been discharged": others may be left
        if sentence.fits(rule, group):
            role: Role | None = "projected" if sentence.word(group.at - 1) in PLANNED else None
            yield Counted(rule, group.at, "noun", group.at, max(group.end, at + 1), role=role)


def predicate_of(sentence: CountSentence, group: NumberGroup) -> Iterator[Counted]:
    """The nearest verb or state behind the number that says something of those counted."""
    if _governed(sentence, group):
        return
    walk = _Walk(sentence, money=sentence.currency_of(group) is not None)
    for at in range(group.end, min(len(sentence.tokens), group.end + _REACH)):
        found = list(_said_here(sentence, group, at, walk.phrase, walk.linked))
        if found:
            yield from _unless_joined(sentence, found)
            return
        if not walk.goes_past(at):
            return


class _Walk:
    """The way from a number to its verb: through phrases ("in the north", "at two mosques") and auxiliaries.

    `phrase` is how much of a phrase may still follow; `linked`, that an auxiliary or "who" has been passed.
    """

    def __init__(self, sentence: CountSentence, *, money: bool) -> None:
        self._sentence = sentence
        self._money = money
        self.phrase = 0
        self.linked = False

    def goes_past(self, at: int) -> bool:
        """Whether the verb may still stand behind the token at `at`."""
        token, sentence = self._sentence.tokens[at], self._sentence
        if token.word not in english.AUXILIARIES and _other_verb(sentence, at):
            return False
        if token.kind == "number":
            return bool(self.phrase) and at in sentence.groups and not sentence.groups[at].units
        if token.word in english.CONJUNCTIONS or (
            token.kind == "punct" and not _relative_follows(sentence, at)
        ):
            return False
        return self._passes_word(token) and self._stays_in_phrase(at)

    def _passes_word(self, token: Token) -> bool:
        if token.word in _RELATIVE and self.phrase == 0:
            self.linked = True
        elif token.word in _BETWEEN and not self.linked:
            self.phrase = _PHRASE
            return not self._money  # an amount is "in" or "for" what has been looked up, and of nothing else
        elif token.word in TRANSPARENT or token.word.endswith("ly"):
            self.linked = self.linked or token.word in english.AUXILIARIES
        else:
            return not (self.linked or self.phrase == 0) or token.kind in ("punct", "date")
        return True

    def _stays_in_phrase(self, at: int) -> bool:
        if not self.phrase:
            return True
        others = any(hit.kind == "unit" for hit in self._sentence.hits[at])
        if others and self._sentence.word(at) not in english.AUXILIARIES:
            return False  # others than those counted
        self.phrase -= 1
        return self.phrase > 0 or self.linked


def _governed(sentence: CountSentence, group: NumberGroup) -> bool:
    """Whether a number is only where something happens, "at two mosques": no subject of what follows."""
    at = group.at - 1 - (sentence.word(group.at - 1) in english.DETERMINERS)
    return sentence.word(at) in _GOVERNORS and not group.units and not group.bare and not group.part


def done_by_others(sentence: CountSentence, group: NumberGroup) -> Iterator[Counted]:
    """ "The 1,500 jobs that Roe cut", "the 80 people Roe dismissed": a clause with a subject of its own."""
    start = group.end + (sentence.word(group.end) in ("that", "which", "whom"))
    if group.bare or start == group.end:
        return
    for at in range(start + 1, min(len(sentence.tokens), start + _PHRASE)):
        token = sentence.tokens[at]
        if token.kind in ("punct", "number"):
            return
        for hit in sentence.hits[at]:
            rule = sentence.words.rules[hit.rule]
            if hit.kind != "object" or hit.particle or not sentence.fits(rule, group):
                continue
            read = verb_group(sentence.tokens, at, hit.length, hit.forms)
            if read.voice != "passive" and read.start > start and not takes_object(sentence.tokens, read.end):
                yield Counted(rule, group.at, "object", group.at, read.end, verb=at)
                return


def _other_verb(sentence: CountSentence, at: int) -> bool:
    return any(hit.kind in ("subject", "object", "state") and not hit.particle for hit in sentence.hits[at])


def _relative_follows(sentence: CountSentence, at: int) -> bool:
    return sentence.word(at) == "," and sentence.word(at + 1) in _RELATIVE


def _said_here(
    sentence: CountSentence, group: NumberGroup, at: int, phrase: int, linked: bool
) -> Iterator[Counted]:
    for hit in sentence.hits[at]:
        rule = sentence.words.rules[hit.rule]
        if not sentence.fits(rule, group) or hit.particle:
            continue
        if hit.length == 1 and sentence.word(at) in english.AUXILIARIES:
            continue
        if hit.kind != "state" and sentence.word(at - 1) in english.ARTICLES:
            continue  # "for a march" is a noun
        if hit.forms == {"third"} and not _is_one(sentence, group):
            continue  # "600 sister marches" are no people who march
        if hit.forms == {"base"} and hit.length == 1 and phrase and not linked:
            continue  # "after the market protest"
        where = hit.kind == "state" and hit.length == 1 and sentence.word(at) in english.PREPOSITIONS
        if where and not _name_behind(sentence, at + 1):
            continue
        end = at + hit.length
        if hit.kind == "state":
            if (phrase and not linked) or (rule.count.money and not group.bare):
                continue  # of an amount that something else is said of: "a $2m fall in revenue"
            yield Counted(rule, group.at, "right", group.at, end)
        elif hit.kind in ("subject", "object"):
            read = verb_group(sentence.tokens, at, hit.length, hit.forms)
            if not _suffers(sentence, hit, read.voice, end, bool(phrase) and not linked):
                continue
            passive = hit.kind == "object"
            yield Counted(rule, group.at, "right", group.at, end, verb=at, passive=passive)


def _is_one(sentence: CountSentence, group: NumberGroup) -> bool:
    number = sentence.tokens[group.at].number
    return number is not None and number.value == 1


def _name_behind(sentence: CountSentence, at: int) -> bool:
    """Whether a place with a name follows: "80 soldiers in Norland"."""
    return any(token.kind in ("entity", "name") for token in sentence.tokens[at : at + 3])


def _suffers(sentence: CountSentence, hit: Hit, voice: str, end: int, in_phrase: bool) -> bool:
    """Whether the verb says of those before it what its rule counts."""
    if hit.kind == "subject":
        return voice != "passive"
    if voice == "passive":
        found = sentence.word(end) == "to" and sentence.word(end + 1) in ("have", "be")
        return not found  # "two bodies were found to have been counted twice"
    return voice == "reduced" and not takes_object(sentence.tokens, end) and not in_phrase


def _unless_joined(sentence: CountSentence, found: list[Counted]) -> list[Counted]:
    """ "97 people were killed or wounded" is neither 97 killed nor 97 wounded."""
    end = max(one.last for one in found)
    if sentence.word(end) not in ("or", "and", "/"):
        return found
    own = {(one.rule.fact.type, one.rule.count.measure) for one in found}
    after = end + 1
    while sentence.word(after) in TRANSPARENT and after < end + 3:
        after += 1
    if after >= len(sentence.tokens):
        return found
    others = {
        (rule.fact.type, rule.count.measure)
        for hit in sentence.hits[after]
        if hit.kind in ("object", "state", "noun")
        and (sentence.word(end) == "or" or not _counted_anew(sentence, after))
        for rule in (sentence.words.rules[hit.rule],)
    }
    return [] if others - own and not others & own else found


def _counted_anew(sentence: CountSentence, at: int) -> bool:
    """Whether what follows "and" counts its own: "killed and injured 300"."""
    return at + 1 < len(sentence.tokens) and sentence.tokens[at + 1].kind == "number"
