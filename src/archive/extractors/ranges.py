"""What the words around a number make of it: at least, about, up to, between, another, or so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from archive.extractors import number_words as words
from archive.extractors.money import Figure, read_figure, share, share_backwards
from archive.extractors.quantity import word_at
from archive.extractors.token import Token

_REACH: Final = 4
"""How far before "X to Y", in tokens, a verb makes a change of it."""


def _by_last(*sets: tuple[str, Sequence[tuple[str, ...]]]) -> Mapping[str, list[tuple[tuple[str, ...], str]]]:
    """Phrases by their last word, the longest first."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for relation, phrases in sets:
        for phrase in phrases:
            index.setdefault(phrase[-1], []).append((phrase, relation))
    for found in index.values():
        found.sort(key=lambda one: -len(one[0]))
    return index


_BEFORE: Final = _by_last(("ge", words.AT_LEAST), ("le", words.AT_MOST), ("approx", words.ABOUT))
_AFTER: Final = frozenset(phrase[0] for phrase in words.AFTER)


def range_end(tokens: Sequence[Token], at: int, low: Figure) -> tuple[Figure, Figure, int] | None:
    """Both ends of the range that starts with `low` at `at`, and where it ends: "11 to 12,000"."""
    join = low.end
    if join + 1 >= len(tokens):
        return None
    word = word_at(tokens, join)
    dash = word in ("-", "\u2014") and _tight(tokens, join)
    if not dash and word not in ("to", "and", "or"):
        return None
    high = read_figure(tokens, join + 1) or (None if dash else _high_with_relation(tokens, join + 1))
    if high is None or high.quantity.vague != low.quantity.vague:
        return None
    ends = share(low, high)
    if ends is None or not (dash or _joins(tokens, at, word, *ends)):
        return None
    return (*ends, high.end)


def _high_with_relation(tokens: Sequence[Token], at: int) -> Figure | None:
    """The upper end in "between 100 and as many as 200"."""
    for size in (1, 2, 3):
        if at + size < len(tokens) and relation_before(tokens, at + size)[1] == size:
            return read_figure(tokens, at + size)
    return None


def changed_from(tokens: Sequence[Token], at: int, low: Figure) -> Figure:
    """`low` with the scale and currency that the number it changed to names: "from 1.2 to 1.5 million"."""
    if word_at(tokens, at - 1) != "from" or word_at(tokens, low.end) != "to" or low.end + 1 >= len(tokens):
        return low
    high = read_figure(tokens, low.end + 1)
    return low if high is None else share_backwards(low, high)


def score_at(tokens: Sequence[Token], low: Figure) -> Figure | None:
    """The second number of a result such as "2-1" or "51-49", which is no range."""
    join = low.end
    if join + 1 >= len(tokens) or word_at(tokens, join) not in ("-", "\u2014") or not _tight(tokens, join):
        return None
    return read_figure(tokens, join + 1)


def _tight(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at - 1].end == tokens[at].start and tokens[at].end == tokens[at + 1].start


def _joins(tokens: Sequence[Token], at: int, word: str, low: Figure, high: Figure) -> bool:
    """Whether "and", "or" or "to" between two numbers makes one range of them."""
    start = _before_relation(tokens, at)
    before = word_at(tokens, start - 1)
    if word == "and":
        return before == "between" or word_at(tokens, at - 1) == "between"
    if word == "or":
        return high.value <= 10 * max(1, low.value)
    if before == "from" or word_at(tokens, at - 1) == "from":
        return _spans(tokens, start if before == "from" else at)
    nearby = {token.word for token in tokens[max(0, at - _REACH) : at]}
    return word_at(tokens, at - 1) in words.SPAN_PRECEDERS or not nearby & (words.CHANGES | words.CONTESTS)


def _spans(tokens: Sequence[Token], at: int) -> bool:
    """Whether the "from" before `at` opens a range, and not a change: "estimates range from 200 to 300"."""
    return any(token.word in words.SPANS for token in tokens[max(0, at - 1 - _REACH) : at - 1])


def _before_relation(tokens: Sequence[Token], at: int) -> int:
    return at - relation_before(tokens, at)[1]


def relation_before(before: Sequence[Token], end: int | None = None) -> tuple[str, int]:
    """What the words just before `end` make of a number there, and how many of them there are."""
    end = len(before) if end is None else end
    for phrase, relation in _BEFORE.get(word_at(before, end - 1), ()):
        size = len(phrase)
        if size > end or any(word_at(before, end - size + step) != part for step, part in enumerate(phrase)):
            continue
        if phrase == ("up", "to") and _goes_up(before, end - 2):
            return "eq", 0
        if phrase in (("over",), ("about",)) and word_at(before, end - 2) in words.TOPICS:
            return "eq", 0  # "concern over 12 deaths"
        return relation, size
    return "eq", 0


def _goes_up(before: Sequence[Token], end: int) -> bool:
    """Whether "up to" tells where a number went: "bringing the toll up to 97", "Toll up to 97"."""
    change = any(token.word in words.CHANGE_TO for token in before[max(0, end - 4) : end])
    return change or word_at(before, end - 1) in words.TALLIES


def relation_after(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """The relation in the words just behind a number, and how many of them there are."""
    if word_at(tokens, at) not in _AFTER:
        return "eq", 0
    for phrase, relation in words.AFTER.items():
        if all(word_at(tokens, at + step) == part for step, part in enumerate(phrase)):
            glued = at and at < len(tokens) and tokens[at].start - tokens[at - 1].end
            if phrase == ("plus",) and glued and word_at(tokens, at + 1) in ("a", "an", "the", ""):
                continue
            if phrase == ("+",) and glued:
                continue
            return relation, len(phrase)
    return "eq", 0


def opened_before(before: Sequence[Token], end: int) -> int:
    """How many words before a range belong to it: "between", "anywhere from"."""
    last = word_at(before, end - 1)
    if last == "between":
        return 2 if word_at(before, end - 2) in ("anywhere", "somewhere") else 1
    if last == "from" and _spans(before, end):
        return 2 if word_at(before, end - 2) in ("anywhere", "somewhere") else 1
    return 0


def more_before(before: Sequence[Token], end: int) -> int:
    """How many words before `end` say that the number comes on top of another: "a further", "another"."""
    if word_at(before, end - 1) not in words.MORE:
        return 0
    return 2 if word_at(before, end - 2) in ("a", "an", "yet", "some", "the") else 1


def more_after(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words behind a number say so: "12 more", "12 additional"."""
    if word_at(tokens, at) == "more":
        return at + 1 < len(tokens) and tokens[at + 1].word != "than"
    return word_at(tokens, at) in words.MORE_AFTER
