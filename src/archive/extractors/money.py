"""Amounts of money: the sign or letters before a number, the noun behind it, and conversions in brackets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from archive.domain.canonical import MAX_INTEGER
from archive.extractors import currencies
from archive.extractors.digits import Numeral
from archive.extractors.numerals import STARTS, read_quantity
from archive.extractors.quantity import Quantity, word_at
from archive.extractors.token import Token

_SPACED_SCALES: Final = {"m": 10**6, "b": 10**9, "k": 1000, "t": 10**12, "mm": 10**6}
"""Scales that are letters only behind an amount: $40 m."""
_BETWEEN: Final = frozenset(
    "( , or / = about around some roughly approximately nearly equivalent equal to the of worth \u2014".split()
)
_CONVERTS: Final = frozenset("( or / = equivalent equal \u2014".split())
"""What must stand between an amount and the same in another currency."""
_LETTERS: Final = frozenset((*currencies.DOLLARS, *currencies.CODES, *currencies.LETTERS))
OPENERS: Final = frozenset((*_LETTERS, *currencies.SIGNS))
"""Signs and letters that an amount may start with."""
_REACH: Final = 8
"""How far before a bracket, in tokens, the amount stands that it converts."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its currency. `start`: its sign is in it; `named`: a currency was written."""

    quantity: Quantity
    start: int
    end: int
    currency: str | None = None
    named: bool = False

    @property
    def value(self) -> int:
        """The number, never more than a stored number can be."""
        return min(self.quantity.value, MAX_INTEGER)


def read_figure(tokens: Sequence[Token], at: int) -> Figure | None:
    """The number or amount that starts at `at`, with "$" or "Rs" before and "euros" behind it."""
    number_at, currency, signed = _before(tokens, at)
    token = tokens[number_at] if number_at < len(tokens) else None
    if token is None or not (token.kind == "number" or token.word in STARTS or token.word in ("a", "an")):
        return None
    quantity = read_quantity(tokens, number_at)
    if quantity is None:
        return None
    if signed and quantity.written is not None and quantity.scale == 1:
        quantity = _with_letter(tokens, quantity)
    found, end = _behind(tokens, quantity, signed=signed)
    if signed and not quantity.exact:
        return Figure(quantity, at, end, None, named=True)
    if found is not None and not signed:
        currency = currencies.NOUNS.get(found, currencies.CODES.get(found))
        return Figure(quantity, at, end, currency if quantity.exact else None, named=True)
    if found is not None and found in currencies.CODES:
        currency = currencies.CODES[found]  # "$40 million AUD"
    return Figure(quantity, at, end, currency, named=signed)


def _glued(tokens: Sequence[Token], at: int) -> bool:
    """Whether nothing stands between the tokens `at - 1` and `at`."""
    return at < len(tokens) and tokens[at - 1].end == tokens[at].start


def _before(tokens: Sequence[Token], at: int) -> tuple[int, str | None, bool]:
    """Where the number of an amount starts, its currency, and whether there is a sign at all."""
    token = tokens[at]
    if token.kind == "punct" and token.word in currencies.SIGNS:
        return at + 1, currencies.SIGNS[token.word], True
    if token.kind == "number" or token.word not in _LETTERS or at + 1 >= len(tokens):
        return at, None, False
    after = tokens[at + 1]
    if after.word in currencies.SIGNS:
        glued = _glued(tokens, at + 1) and (after.word != "$" or token.word in currencies.DOLLARS)
        if after.word == "$" and glued:
            return at + 2, currencies.DOLLARS[token.word], True
        return at, None, False
    if after.word == "." and token.word in ("rs", "re", "fr") and at + 2 < len(tokens):
        dotted = tokens[at + 2].kind == "number"
        return (at + 2, currencies.LETTERS.get(token.word), True) if dotted else (at, None, False)
    if after.kind != "number" or not token.capital:
        return at, None, False
    if token.word in currencies.CODES:
        return at + 1, currencies.CODES[token.word], True
    if token.word in currencies.LETTERS and (len(token.word) > 1 or _glued(tokens, at + 1)):
        return at + 1, currencies.LETTERS[token.word], True
    return at, None, False


def _with_letter(tokens: Sequence[Token], quantity: Quantity) -> Quantity:
    scale = _SPACED_SCALES.get(word_at(tokens, quantity.end))
    written = quantity.written
    if scale is None or written is None or quantity.end - 1 < 0:
        return quantity
    value, rest = divmod(written.digits * scale, 10**written.decimals)
    return Quantity(value, quantity.end + 1, written, scale, exact=not rest)


def _behind(tokens: Sequence[Token], quantity: Quantity, *, signed: bool) -> tuple[str | None, int]:
    """The currency's noun or code behind a number, and where it ends."""
    at = quantity.end
    for size in (3, 2, 1):
        name = " ".join(token.word for token in tokens[at : at + size])
        if size == 1 and name in currencies.CODES and at < len(tokens) and tokens[at].capital:
            return name, at + 1
        if name not in currencies.NOUNS or at + size > len(tokens):
            continue
        return (name, at + size) if signed or _is_money(tokens, quantity, name, at + size) else (None, at)
    return None, at


def _is_money(tokens: Sequence[Token], quantity: Quantity, name: str, end: int) -> bool:
    """Whether a noun that also means something else is a currency here: "50 million pounds", "has won"."""
    least = currencies.NEED_SCALE.get(name)
    if least is None:
        return True
    if quantity.value < least:
        return False
    of = word_at(tokens, end) == "of"
    return not (name in ("pound", "pounds") and of and word_at(tokens, end + 1) not in currencies.OF_MONEY)


def share(low: Figure, high: Figure) -> tuple[Figure, Figure] | None:
    """The two ends of a range with what each takes over from the other: "$3-5 billion", "11 to 12,000".

    None where they are in two currencies, or the second is not the greater.
    """
    if low.named and high.named and low.currency != high.currency:
        return None
    if low.named != high.named:
        currency = low.currency if low.named else high.currency
        low = replace(low, currency=currency, named=True)
        high = replace(high, currency=currency, named=True)
    scale = _shared_scale(low.quantity, high.quantity)
    if scale > 1 and low.quantity.written is not None:
        value, rest = divmod(low.quantity.written.digits * scale, 10**low.quantity.written.decimals)
        low = replace(low, quantity=replace(low.quantity, value=value, scale=scale, exact=not rest))
    if not (low.quantity.exact and high.quantity.exact):
        low, high = replace(low, currency=None), replace(high, currency=None)
    return (low, high) if low.value < high.value else None


def share_backwards(low: Figure, high: Figure) -> Figure:
    """What a former number takes over from the one it became, be it the greater or the less."""
    if low.named and high.named and low.currency != high.currency:
        return low
    one, other = low.quantity.written, high.quantity.written
    if one is None or other is None or low.quantity.scale > 1 or one.scale > 1 or one.grouped:
        return low
    scale = high.value * 10**other.decimals // other.digits if other.digits else 1
    value, rest = divmod(one.digits * scale, 10**one.decimals)
    if scale == 1 or not high.value <= 10 * value <= 100 * high.value:
        scale, (value, rest) = 1, divmod(one.digits, 10**one.decimals)
    quantity = replace(low.quantity, value=value, scale=scale, exact=not rest)
    if high.named and not low.named and (scale > 1 or high.quantity.scale == 1):
        return replace(low, quantity=quantity, currency=None if rest else high.currency, named=True)
    return replace(low, quantity=quantity, currency=None if rest else low.currency)


def _shared_scale(low: Quantity, high: Quantity) -> int:
    """The scale that the lower end of a range leaves to the upper one to name; 1 if none."""
    one, other = low.written, high.written
    if one is None or other is None or low.scale > 1 or one.scale > 1 or not other.digits:
        return 1
    if one.digits * 10**other.decimals >= other.digits * 10**one.decimals and not other.grouped:
        return 1
    named: int = high.value * 10**other.decimals // other.digits
    if named > 1:
        return named
    thousands = other.grouped and other.digits % 1000 == 0 and not one.decimals and one.digits < 1000
    near = one.digits * 1000 < other.digits <= one.digits * 10_000
    return 1000 if thousands and near and not one.grouped else 1


def mark_conversions(tokens: Sequence[Token]) -> None:
    """Mark the amounts that give the amount before them in another currency: "2.4bn euros ($2.6bn)"."""
    amounts = [at for at, token in enumerate(tokens) if token.number is not None and token.number.currency]
    for first, at in pairwise(amounts):
        number, other = tokens[at].number, tokens[first].number
        if number is None or other is None or number.currency == other.currency:
            continue
        if _converts(tokens, first, at, chained=other.conversion):
            tokens[at].number = replace(number, conversion=True)


def _converts(tokens: Sequence[Token], first: int, at: int, *, chained: bool) -> bool:
    between = [token.word for token in tokens[first + 1 : at]]
    if tokens[at].aside and not tokens[first].aside and len(between) <= _REACH:
        return True
    if chained and ")" not in between and set(between) <= _BETWEEN | {";", "and"}:
        return True
    if set(between) <= _BETWEEN and _CONVERTS & set(between):
        return "to" not in between or bool({"equivalent", "equal"} & set(between))
    closed = at + 1 < len(tokens) and tokens[at + 1].word in (")", ",", ";")
    opened = "(" in between and set(between[between.index("(") :]) <= _BETWEEN
    return opened and closed and ")" not in between and len(between) <= _REACH


def without_currency(figure: Figure) -> Numeral | None:
    """The plain numeral of a figure without scale or currency: what a year, an age or a name's number is."""
    written = figure.quantity.written
    if figure.named or written is None or figure.quantity.scale > 1 or written.grouped:
        return None
    return written
