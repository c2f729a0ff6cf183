"""The numbers of a sentence, told in a short notation that tests can set beside the words."""

from __future__ import annotations

from functools import cache
from typing import Final

from archive.domain.dates import find_dates
from archive.domain.story_parse import parse_story
from archive.extractors.lexis import Lexis
from archive.extractors.phrases import PlainSentence, mention_tokens
from archive.extractors.token import NumberMention, Token
from archive.extractors.words import searchable

_STORY: Final = """
[story]
id = "numbers"
title = "Numbers"
[[entity]]
id = "board"
kind = "source"
aliases = ["the Board"]
[[fact]]
type = "held"
[fact.fields]
holder = { type = "entity" }
value = { type = "number" }
[[fact.frame]]
name = "holds"
pattern = "{holder} holds {value}"
"""
_RELATIONS: Final = {"eq": "", "ge": ">=", "le": "<=", "approx": "~", "range": ""}


@cache
def _lexis() -> Lexis:
    return Lexis(parse_story("numbers.toml", _STORY, {}))


def tokens_of(text: str, language: str | None = None) -> list[Token]:
    """The tokens of `text` as one sentence of a story without items."""
    plain = PlainSentence(searchable(text, language), 0, len(text), find_dates(text))
    return mention_tokens(plain, _lexis())


def told(number: NumberMention) -> str:
    """ ">=80", "~200", "11000..12000", "+12" (on top), "(71)" (counts nothing), "40 USD", "31 GBP again"."""
    value = f"{number.value}" if number.high is None else f"{number.value}..{number.high}"
    text = ("+" if number.extra else "") + _RELATIONS[number.relation] + value
    if number.currency is not None:
        return f"{text} {number.currency}" + (" again" if number.conversion else "")
    return f"({text})" if number.measure else text


def numbers_in(text: str, language: str | None = None) -> list[str]:
    """Every number of `text` in the notation of `told`."""
    return [told(token.number) for token in tokens_of(text, language) if token.number is not None]


def mentions_in(text: str) -> list[NumberMention]:
    """Every number of `text`."""
    return [token.number for token in tokens_of(text) if token.number is not None]
