"""Conditions on changes: the small language of `archive diff --where`.

    type = casualties and key.place = harbour
    path = value and before < 10 and after >= 10
    not (cause = extractor or cause = story) and source ~ "Gazette"

    condition  = term { ("and" | "or") term }        "and" binds closer than "or"
    term       = "not" term | "(" condition ")" | FIELD OPERATOR VALUE
    OPERATOR   = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~"

A value is a word, or stands in quotes ('...' or "..."); `none` without quotes is what is not there. Two numbers
are compared as numbers, anything else as text without regard to case, but nothing that begins with a letter is more or
less than a number; `~` asks whether the value is part
of the text. A field may hold several values (the sources of a change): it is enough that one of them fits,
and `!=` asks that none is equal.

Invariant: a condition is data. Reading one runs nothing, and asking it takes time in proportion to its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from operator import eq, ge, gt, le, lt
from typing import Any, Final

from archive.errors import BadCondition

Lookup = Callable[[str], Sequence[Any]]
"""Gives the values of a field: text, whole numbers, flags; none where it holds nothing."""
Condition = Callable[[Lookup], bool]

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<operator><=|>=|!=|=|<|>|~)"""
    r"""|"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<word>[^\s()=!<>~"']+))"""
)
_ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq}
_DEEPEST: Final = 50
"""Parentheses and negations within each other; more is no question that a person asks."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse_condition(
    text: str,
    fields: Callable[[str], bool],
    known: Sequence[str],
    values: Mapping[str, Sequence[str]] | None = None,
) -> Condition:
    """What `text` asks. `fields` tells whether there is a field of a name; `known` lists them for people.

    `values` are those of the fields that hold no others: to ask whether such a field is equal to something else is a slip.

    Raises `BadCondition` with the place (a character, counted from 1) of what is wrong.
    """
    return _Parser(text, fields, known, values or {}).whole()


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            odd = text[at]
            problem = f"the quote that opens here is not closed: {odd}" if odd in "\"'" else f"what is {odd}"
            raise BadCondition(text=text, at=at + 1, problem=problem)
        kind = str(found.lastgroup)
        yield _Token(kind, found[kind], found.start(kind) + 1)
        at = found.end()


class _Parser:
    """Reads a condition from left to right, each part by a method named after it in the grammar."""

    def __init__(
        self,
        text: str,
        fields: Callable[[str], bool],
        known: Sequence[str],
        values: Mapping[str, Sequence[str]],
    ) -> None:
        self._text = text
        self._fields = fields
        self._known = known
        self._values = values
        self._tokens = list(_tokens(text))
        self._next = 0

    def whole(self) -> Condition:
        condition = self._any(0)
        rest = self._peek()
        if rest is not None:
            raise self._wrong(rest, f"expected 'and' or 'or' before {rest.text!r}")
        return condition

    def _any(self, depth: int) -> Condition:
        parts = [self._all(depth)]
        while self._take_word("or"):
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else lambda lookup: any(part(lookup) for part in parts)

    def _all(self, depth: int) -> Condition:
        parts = [self._term(depth)]
        while self._take_word("and"):
            parts.append(self._term(depth))
        return parts[0] if len(parts) == 1 else lambda lookup: all(part(lookup) for part in parts)

    def _term(self, depth: int) -> Condition:
        token = self._take("a comparison, as type = casualties")
        if depth > _DEEPEST:
            raise self._wrong(token, f"more than {_DEEPEST} parentheses and negations within each other")
        if token.kind == "open":
            inner = self._any(depth + 1)
            closing = self._take("a closing parenthesis")
            if closing.kind != "close":
                raise self._wrong(closing, f"expected 'and', 'or' or ')' before {closing.text!r}")
            return inner
        if token.kind == "word" and token.text.casefold() == "not":
            negated = self._term(depth + 1)
            return lambda lookup: not negated(lookup)
        return self._comparison(token)

    def _comparison(self, name: _Token) -> Condition:
        if name.kind != "word":
            raise self._wrong(name, f"expected a field before {name.text!r}")
        if not self._fields(name.text):
            raise self._wrong(name, f"no field {name.text!r} (fields: {', '.join(self._known)})")
        operator = self._take(f"=, !=, <, <=, >, >= or ~ after {name.text!r}")
        if operator.kind != "operator":
            raise self._wrong(operator, f"expected =, !=, <, <=, >, >= or ~ after {name.text!r}")
        value = self._take(f"a value after {operator.text!r}")
        if value.kind not in ("word", "single", "double"):
            raise self._wrong(value, f"expected a value after {operator.text!r}")
        absent = value.kind == "word" and value.text.casefold() == "none"
        if absent and operator.text not in ("=", "!="):
            raise self._wrong(value, "none is only equal to something or not; quote it if it is a word")
        field, sign, wanted = name.text, operator.text, value.text
        held = self._values.get(field)
        if held and not absent and sign in ("=", "!=") and wanted.casefold() not in held:
            raise self._wrong(value, f"no {field} {wanted!r} ({field}: {', '.join(held)})")
        if absent:
            return lambda lookup: bool(lookup(field)) == (sign == "!=")
        if sign == "!=":
            return lambda lookup: not any(_holds(each, "=", wanted) for each in lookup(field))
        return lambda lookup: any(_holds(each, sign, wanted) for each in lookup(field))

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self, expected: str) -> _Token:
        token = self._peek()
        if token is None:
            raise BadCondition(text=self._text, at=len(self._text) + 1, problem=f"expected {expected}")
        self._next += 1
        return token

    def _take_word(self, word: str) -> bool:
        token = self._peek()
        if token is None or token.kind != "word" or token.text.casefold() != word:
            return False
        self._next += 1
        return True

    def _wrong(self, token: _Token, problem: str) -> BadCondition:
        return BadCondition(text=self._text, at=token.at, problem=problem)


def _holds(value: Any, sign: str, wanted: str) -> bool:
    text = _text(value)
    if sign == "~":
        return wanted.casefold() in text.casefold()
    numbers = _number(text), _number(wanted)
    if numbers[0] is not None and numbers[1] is not None:
        return _ORDER[sign](*numbers)
    if sign != "=" and numbers[1] is not None and text[:1].isalpha():
        return False
    return _ORDER[sign](text.casefold(), wanted.casefold())


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
