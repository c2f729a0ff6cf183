"""A number of a sentence that turned out to count something, and the sentence it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from archive.domain.claim import Role
from archive.extractors.count_words import Bound, CountRule, CountWords, Hit
from archive.extractors.number_groups import NumberGroup, number_group
from archive.extractors.token import Token

PLANNED: Final = frozenset("planned expected proposed possible potential upcoming intended future".split())
"""Words that make a count one of what is to come."""
_SUM: Final = 1_000_000
"""A number without a noun that may be an amount."""
_VAGUE: Final = frozenset("dozens scores hundreds thousands millions billions trillions tens".split())
Construction = Literal["noun", "object", "act", "right", "total", "part"]


@dataclass(slots=True)
class Counted:
    """The number at token `at` counts by `rule`; the words for it are tokens `first` to `last`.

    `verb` is where the verb stands, if one does; `passive`, that those counted suffer it. `bound` is what
    the verb makes of an exact number ("tops 100"). `part`: of whom the number is a part ("children"). `corrects`: the words revise an earlier figure down.
    `apart`: counts of several places stand side by side, so that a place makes it a part.
    `like`: the count whose total it is, and so of the same place.
    """

    rule: CountRule
    at: int
    construction: Construction
    first: int
    last: int
    verb: int | None = None
    passive: bool = False
    bound: Bound | None = None
    role: Role | None = None
    part: str | None = None
    previous: int | None = None
    corrects: bool = False
    apart: bool = False
    like: Counted | None = None

    def standing_at(self, at: int) -> Counted:
        """The same at token `at` of another reading, where the words for it are left open."""
        return Counted(
            self.rule, at, self.construction, 0, 0, verb=self.verb, passive=self.passive, bound=self.bound,
            role=self.role, part=self.part, corrects=self.corrects, apart=self.apart, like=self.like,
        )  # fmt: skip


@dataclass(slots=True)
class CountSentence:
    """One reading of a sentence: its tokens, the counting words at each, and the groups of its numbers.

    `named` are the rules whose nouns stood shortly before, so that a bare number may count them too.
    `currency` is that of the last amount before: "another 3 million" is as much of it.
    """

    tokens: Sequence[Token]
    words: CountWords
    named: frozenset[int]
    currency: str | None = None
    hits: list[Sequence[Hit]] = field(default_factory=list)
    ends: set[int] = field(default_factory=set)
    """The tokens before which a counting word ends."""
    _groups: dict[int, NumberGroup] | None = None

    def __post_init__(self) -> None:
        words, tokens = self.words, self.tokens
        firsts = words.firsts
        self.hits = [
            words.hits(tokens, at) if token.word in firsts or token.capital else ()
            for at, token in enumerate(tokens)
        ]
        self.ends = {at + hit.length for at, hits in enumerate(self.hits) if hits for hit in hits}

    @property
    def groups(self) -> dict[int, NumberGroup]:
        """The group of each number, by its token; read when first asked for, as many readings add nothing."""
        if self._groups is None:
            self._groups = {
                at: number_group(self.tokens, self.hits, at)
                for at, token in enumerate(self.tokens)
                if token.number is not None and not token.number.conversion
            }
        return self._groups

    def is_countable(self, group: NumberGroup) -> bool:
        """Whether any rule of the story counts numbers of this sort."""
        number = self.tokens[group.at].number
        if number is None:
            return False
        if self.currency_of(group) is not None:
            return self.words.counts_money
        return self.words.counts_things and not number.measure

    def word(self, at: int) -> str:
        """The word of the token at `at`; empty beyond the sentence."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def _named_before(self, rule: CountRule, group: NumberGroup) -> bool:
        """Whether a noun of the rule stands before the number in its sentence."""
        return any(
            hit.rule == rule.order and hit.kind in ("unit", "noun", "total")
            for hits in self.hits[: group.at]
            for hit in hits
        )

    def led_to(self, at: int) -> bool:
        """Whether "to" leads to the number: "rose to 97", "brings the total up to 97"."""
        number = self.tokens[at].number
        return self.word(at - 1) == "to" or (number is not None and number.relation == "le")

    def is_number(self, rule: CountRule, group: NumberGroup) -> bool:
        """Whether the number is of the sort that the rule counts: an amount of money, or a plain number."""
        number = self.tokens[group.at].number
        if number is None or (self.currency_of(group) is not None) != rule.count.money:
            return False
        if rule.count.money and (
            self.tokens[group.at].word.split()[0] in _VAGUE or self._is_rate(group.at + 1)
        ):
            return False  # "billions of dollars", "$196 per share"
        return (rule.count.money or not number.measure) and rule.order not in group.barred

    def currency_of(self, group: NumberGroup) -> str | None:
        """The currency of a number: its own, or for a bare sum of millions that of the amount before."""
        number = self.tokens[group.at].number
        if number is None or number.currency is not None or number.measure:
            return None if number is None else number.currency
        if number.value < _SUM or not group.bare or not self.words.counts_money:
            return None
        before = [token.number for token in self.tokens[: group.at] if token.number is not None]
        own = [one.currency for one in before if one.currency is not None]
        return own[-1] if own else self.currency

    def last_currency(self) -> str | None:
        """The currency of the last amount in the sentence; None where there is none."""
        found: str | None = None
        for at, token in enumerate(self.tokens):
            number = token.number
            if number is None or number.conversion:
                continue
            bare_sum = number.currency is None and number.value >= _SUM
            found = (self.currency_of(self.groups[at]) if bare_sum else number.currency) or found
        return found

    def _is_rate(self, at: int) -> bool:
        return self.word(at) in ("per", "each", "apiece") or (self.word(at), self.word(at + 1)) == (
            "a",
            "share",
        )

    def fits(self, rule: CountRule, group: NumberGroup) -> bool:
        """Whether the number can count what the rule counts: it is of the sort, with nouns that fit."""
        if not self.is_number(rule, group):
            return False
        if rule.count.money or rule.order in group.units or rule.order in group.nouns:
            return True
        if rule.count.needs_unit:
            return (group.bare or group.part) and (
                rule.order in self.named or self._named_before(rule, group)
            )
        return True
