"""Draws numbers together: each with its relation to the truth, its currency, and whether it counts things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from archive.extractors.currencies import SIGNS
from archive.extractors.digits import TAILS, numeral
from archive.extractors.measures import is_age, is_measure
from archive.extractors.money import OPENERS, Figure, mark_conversions, read_figure
from archive.extractors.number_words import BELOW_HUNDRED, GROUPS, ORDINALS, SCALES
from archive.extractors.numerals import STARTS
from archive.extractors.ranges import (
    changed_from,
    more_after,
    more_before,
    opened_before,
    range_end,
    relation_after,
    relation_before,
    score_at,
)
from archive.extractors.token import NumberMention, Token

_TRIGGERS: Final = frozenset(STARTS | ORDINALS.keys() | SCALES.keys() | GROUPS.keys())
"""Words without one of which there is no number to draw together ("a" needs a scale after it)."""
_OPENING: Final = frozenset(STARTS | ORDINALS.keys() | OPENERS | {"a", "an"})
"""Words that a number, an amount or an ordinal may start with."""
_AFTER_A: Final = frozenset({*SCALES, *GROUPS, "half", "quarter", "few"})
_HEADS: Final = frozenset({*BELOW_HUNDRED, *SCALES, "half", "quarter"})
_PARTS: Final = frozenset({*TAILS, *BELOW_HUNDRED, "a", "and", "half"})


def merge_numbers(tokens: Sequence[Token]) -> list[Token]:
    """`tokens` with every number, amount and ordinal drawn together into one token."""
    words = [token.word for token in tokens]
    joined = [
        token
        for token in tokens
        if "-" in token.word and token.kind == "word" and token.word.partition("-")[0] in _HEADS
    ]
    if not joined and _TRIGGERS.isdisjoint(words) and "number" not in [token.kind for token in tokens]:
        return list(tokens)
    return _Merge(list(_parted(tokens) if joined else tokens)).run()


def _parted(tokens: Sequence[Token]) -> Iterator[Token]:
    """`tokens` with the numbers among words joined by hyphens taken apart: "two-million-dollar"."""
    before = ""
    for token in tokens:
        counted, before = before == "number", token.kind
        parts = token.word.split("-") if token.kind == "word" and "-" in token.word else ()
        if len(parts) == 2 and parts[0] in SCALES and numeral(parts[1]) is not None:
            mark = token.start + len(parts[0])  # "1.5 million-2 million"
            yield Token("word", parts[0], token.start, mark, quoted=token.quoted, aside=token.aside)
            yield Token("punct", "-", mark, mark + 1, quoted=token.quoted, aside=token.aside)
            yield Token("number", parts[1], mark + 1, token.end, quoted=token.quoted, aside=token.aside)
            continue
        if len(parts) < 2 or token.word in BELOW_HUNDRED or not _is_a_number(parts, counted=counted):
            yield token
            continue
        at = token.start
        for part in parts:
            yield Token("word", part, at, at + len(part), quoted=token.quoted, aside=token.aside)
            at += len(part) + 1


def _is_a_number(parts: Sequence[str], *, counted: bool) -> bool:
    """Whether words joined by hyphens are a number: "half-a-million" is, "one-on-one" and "million-dollar" are not.

    `counted`: a number stands before them, as in "2 million-dollar".
    """
    if parts[0] not in _HEADS or not all(part in _PARTS for part in parts[1:]):
        return False
    return counted or parts[0] not in SCALES or parts[1:] == ["plus"]


class _Merge:
    """One pass over a sentence."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._out: list[Token] = []
        self._age = -1
        """Where in `_out` the last age stands."""

    def run(self) -> list[Token]:
        """The sentence's tokens with its numbers drawn together."""
        tokens, out = self._tokens, self._out
        done = amounts = 0
        opening = [at for at, token in enumerate(tokens) if token.kind == "number" or token.word in _OPENING]
        for at in opening:
            token = tokens[at]
            if at < done or not (token.kind == "number" or self._may_open(at, token)):
                continue
            if token.kind == "word" and token.word in ORDINALS:
                out += tokens[done:at]
                out.append(
                    Token(  # a new one: all stories read the plain word
                        "ordinal", token.word, token.start, token.end, token.capital, value=ORDINALS[token.word],
                        quoted=token.quoted, aside=token.aside,
                    )
                )  # fmt: skip
                done = at + 1
            elif (figure := read_figure(tokens, at)) is not None:
                out += tokens[done:at]
                done = self._number(at, figure)
                amounts += figure.named
        out += tokens[done:]
        if amounts > 1:
            mark_conversions(out)
        return out

    def _may_open(self, at: int, token: Token) -> bool:
        """Whether the next word lets `token` open a number: "a dozen", "US$", "Rs 500"."""
        if token.word in STARTS or token.word in SIGNS or token.word in ORDINALS:
            return True
        after = self._tokens[at + 1] if at + 1 < len(self._tokens) else None
        if after is None:
            return False
        if after.word in _AFTER_A and token.word in ("a", "an"):
            return True
        return after.kind == "number" or after.word in ("$", ".")

    def _number(self, at: int, low: Figure) -> int:
        """Add the number that starts with `low` at `at`; the position behind it."""
        tokens, out = self._tokens, self._out
        ends = range_end(tokens, at, low)
        score = None if ends else score_at(tokens, low)
        end = score.end if score else low.end
        low, high, end = ends or (changed_from(tokens, at, low), None, end)
        relation, back = self._relation(high is not None)
        extra = more_before(out, len(out) - back)
        back += extra
        if extra and relation == "eq":
            relation, more = relation_before(out, len(out) - back)
            back += more
        word = " ".join(token.word for token in tokens[at:end])
        behind, taken = relation_after(tokens, end)
        if relation == "eq":
            relation = behind if taken else low.quantity.relation
        end += taken
        start = out[len(out) - back].start if back else tokens[at].start
        del out[len(out) - back :]
        age = is_age(out, tokens, end, low, listed=self._follows_an_age())
        if age:
            self._age = len(out)
        mention = NumberMention(
            value=low.value,
            relation=relation,
            high=high.value if high else None,
            measure=age or score is not None or is_measure(out, tokens, at, end, high or low),
            extra=bool(extra) or more_after(tokens, end),
            currency=low.currency,
            against=score.value if score else None,
        )
        first, last = tokens[at], tokens[end - 1]
        out.append(
            Token("number", word, start, last.end, number=mention, quoted=first.quoted, aside=first.aside)
        )
        return end

    def _relation(self, ranged: bool) -> tuple[str, int]:
        """The relation in the words before a number, and how many of them there are."""
        out = self._out
        if not ranged:
            return relation_before(out)
        back = relation_before(out)[1]
        back += opened_before(out, len(out) - back)
        return "range", back + (relation_before(out, len(out) - back)[1] if back else 0)

    def _follows_an_age(self) -> bool:
        return self._age >= 0 and len(self._out) - self._age in (2, 3)
