"""Numbers in digits and words, and how they stand to the truth: at least, about, up to, between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from archive.extractors import english
from archive.extractors.token import NumberMention, Token

_YEAR: Final = re.compile(r"(?:1[5-9]|20)\d\d\Z")


_STARTS: Final = frozenset(
    (
        "a",
        "an",
        "dozen",
        *english.UNITS,
        *english.TENS,
        *(f"{ten}-{one}" for ten in english.TENS for one in english.UNITS),
    )
)
"""Words that a number may start with."""


_TRIGGERS: Final = frozenset((_STARTS - {"a", "an"}) | english.ORDINALS.keys() | english.SCALES.keys())
"""Words without one of which there is no number to draw together ("a" needs a scale after it)."""


def merge_numbers(tokens: Sequence[Token]) -> list[Token]:
    """`tokens` with every number and ordinal drawn together into one token."""
    if not any(token.kind == "number" or token.word in _TRIGGERS for token in tokens):
        return list(tokens)
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "word" and token.word in english.ORDINALS:
            token.kind, token.value = "ordinal", english.ORDINALS[token.word]
            out.append(token)
            at += 1
            continue
        read = _number(tokens, at) if token.kind == "number" or token.word in _STARTS else None
        if read is None:
            out.append(token)
            at += 1
            continue
        value, used = read
        last, high = _range(tokens, at, at + used)
        low_at = at
        relation = "range" if high is not None else "eq"
        if relation == "eq":
            relation, back = _relation(out)
        else:
            back = 1 if out and out[-1].word in ("between", "from") else 0
        extra, back = _extra(out, back)
        kept = len(out) - back
        start = out[kept].start if back else tokens[low_at].start
        del out[kept:]
        measure = _measured(tokens, last, out)
        mention = NumberMention(value, relation, high, measure, extra or _more_after(tokens, last))
        word = tokens[low_at].word
        out.append(Token("number", word, start, tokens[last - 1].end, number=mention))
        at = last
    return out


def _number(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """The value of the number at `at`, and how many tokens it takes."""
    token = tokens[at]
    if token.kind == "number" and "-" not in token.word:
        return _scaled(tokens, at + 1, token.word, 1)
    if token.kind == "number":
        return int(token.word.split("-")[0]), 1
    if token.kind != "word":
        return None
    word = token.word
    if word == "one" and not _counts_one(tokens, at):
        return None
    if word in english.UNITS:
        return _scaled(tokens, at + 1, str(english.UNITS[word]), 1)
    tens, _, unit = word.partition("-")
    if tens in english.TENS and (not unit or unit in english.UNITS):
        value = english.TENS[tens] + english.UNITS.get(unit, 0)
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if not unit and following and 0 < english.UNITS.get(following.word, 0) < 10:
            return _scaled(tokens, at + 2, str(value + english.UNITS[following.word]), 2)
        return _scaled(tokens, at + 1, str(value), 1)
    if word in ("a", "an") and at + 1 < len(tokens) and tokens[at + 1].word in english.SCALES:
        return _scaled(tokens, at + 1, "1", 1)
    if word == "dozen" and at + 1 < len(tokens):
        return 12, 1
    return None


def _scaled(tokens: Sequence[Token], at: int, digits: str, used: int) -> tuple[int, int]:
    """Take in the "million" that may follow, and the rest of "two hundred and five"."""
    digits = digits.replace(",", "")
    scale = english.SCALES.get(tokens[at].word) if at < len(tokens) else None
    if scale is None:
        return int(float(digits)) if "." in digits else int(digits), used
    whole, _, fraction = digits.partition(".")
    value = int(whole) * scale
    if fraction:
        value += int(fraction) * scale // 10 ** len(fraction)
    used += 1
    following = at + 1
    if following < len(tokens) and tokens[following].word == "and":
        following += 1
    if following < len(tokens) and scale in (100, 1000) and tokens[following].kind in ("word", "number"):
        rest = _number(tokens, following)
        if rest is not None and rest[0] < scale and tokens[following].word != "one":
            return value + rest[0], used + (following - at - 1) + rest[1]
    return value, used


def _counts_one(tokens: Sequence[Token], at: int) -> bool:
    """Whether "one" is a number here, and not "the second one" or "this one"."""
    before = tokens[at - 1].word if at else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if (
        before in english.DETERMINERS
        or before in english.ORDINALS
        or before in ("new", "which", "such", "no")
    ):
        return False
    if after is None or after.kind == "punct":
        return False
    if after.word == "from":
        return False
    return after.word not in english.AUXILIARIES - {"is", "was"} or before in ("only", "at", "least")


def _range(tokens: Sequence[Token], at: int, end: int) -> tuple[int, int | None]:
    """The end of a range like "80 to 100", and its upper number."""
    token = tokens[at]
    if token.kind == "number" and "-" in token.word:
        low, high = (int(part) for part in token.word.split("-"))
        return end, high if high > low else None
    if end + 1 >= len(tokens) or tokens[end].word not in ("to", "and", "-", "\u2014"):
        return end, None
    if tokens[end].word == "and" and (at == 0 or tokens[at - 1].word != "between"):
        return end, None
    if (
        tokens[end].word == "to"
        and at
        and tokens[at - 1].word not in ("from", "some", "about", "between", "around")
    ):
        return end, None
    if tokens[end].word == "to" and at and tokens[at - 1].word == "from":
        return end, None
    read = _number(tokens, end + 1)
    low_read = _number(tokens, at)
    if read is None or low_read is None or read[0] <= low_read[0]:
        return end, None
    return end + 1 + read[1], read[0]


def _relation(before: Sequence[Token]) -> tuple[str, int]:
    """What the words just before a number make of it, and how many of them there are."""
    for phrases, relation in ((english.AT_LEAST, "ge"), (english.AT_MOST, "le"), (english.ABOUT, "approx")):
        for phrase in phrases:
            size = len(phrase)
            if len(before) >= size and tuple(token.word for token in before[-size:]) == phrase:
                return relation, size
    return "eq", 0


def _extra(before: Sequence[Token], back: int) -> tuple[bool, int]:
    if len(before) > back and before[len(before) - back - 1].word in ("another", "further", "additional"):
        size = 2 if len(before) > back + 1 and before[len(before) - back - 2].word in ("a", "an") else 1
        return True, back + size
    return False, back


def _more_after(tokens: Sequence[Token], at: int) -> bool:
    if at < len(tokens) and tokens[at].word == "more" and at + 1 < len(tokens):
        return tokens[at + 1].word != "than"
    return at < len(tokens) and tokens[at].word in ("further", "additional", "extra")


def _measured(tokens: Sequence[Token], at: int, before: Sequence[Token]) -> bool:
    if before and before[-1].word in ("$", "\u20ac", "\u00a3", "\u00a5", "#"):
        return True
    if before and before[-1].word in ("in", "since", "until") and _YEAR.match(tokens[at - 1].word):
        return True
    if at >= len(tokens):
        return False
    return tokens[at].word in english.MEASURES or tokens[at].word in ("%", "\u00b0", ":")
