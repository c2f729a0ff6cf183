"""Verb groups: the auxiliaries before a verb, and what they make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from archive.domain.inflect import verb_forms
from archive.extractors import english
from archive.extractors.count_words import Form
from archive.extractors.token import Token

Voice = Literal["active", "passive", "reduced"]

_GET: Final = frozenset(verb_forms("get")) | {"got"}
_HAVE: Final = frozenset(("have", "has", "had", "having"))
_MODAL: Final = frozenset("will would shall should can could may might must".split())
_RAISING: Final = frozenset(
    "feared believed thought known confirmed reported presumed understood said considered listed estimated"
    " expected likely set due still now also already currently since so far officially later initially"
    " recently remaining all both together immediately instantly reportedly being to".split()
)
"""Words between an auxiliary and its verb: "are feared to have been killed", "were later found"."""
_LINKS: Final = english.BE | _GET | _HAVE | _MODAL | {"to", "not", "never", "do", "does", "did", "n't"}
_REACH: Final = 8


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb with its auxiliaries: tokens `start` to `end`.

    `reduced`: a participle without an auxiliary, passive if those before it suffer it ("80 people killed").
    """

    start: int
    end: int
    voice: Voice


def verb_group(tokens: Sequence[Token], at: int, length: int, forms: frozenset[Form]) -> VerbGroup:
    """The group of the verb at tokens `at` to `at + length`."""
    start = at
    nearest = ""
    while start > 0 and at - start < _REACH:
        word = tokens[start - 1].word
        kind = tokens[start - 1].kind
        if kind not in ("word", "punct") or not (
            word in _LINKS or word in _RAISING or word in english.ADVERBS or word.endswith("ly")
        ):
            break
        if not nearest and word in english.BE | _GET | _HAVE | _MODAL | {"to"}:
            nearest = word
        start -= 1
    while start < at and tokens[start].word not in _LINKS:
        start += 1  # adverbs before the first auxiliary belong to whatever stands there
    return VerbGroup(start, at + length, _voice(nearest, forms))


def _voice(nearest: str, forms: frozenset[Form]) -> Voice:
    if nearest in english.BE | _GET and "participle" in forms:
        return "passive"
    if nearest == "" and "participle" in forms:
        return "reduced"
    return "active"


def takes_object(tokens: Sequence[Token], end: int) -> bool:
    """Whether an object seems to follow the verb that ends at `end`: "soldiers killed two civilians"."""
    if end >= len(tokens):
        return False
    token = tokens[end]
    if token.kind in ("entity", "name", "number", "item"):
        return True
    return token.kind == "word" and token.word in english.DETERMINERS | english.POSSESSIVES | {
        "them", "him", "her", "us", "people", "dozens", "hundreds", "thousands", "several", "many",
    }  # fmt: skip


TRANSPARENT: Final = (
    _LINKS
    | _RAISING
    | english.ADVERBS
    | frozenset(
        "there remain remains remained left total overall altogether combined more alone right".split()
    )
)
"""Words that a verb group may be made of before its verb or state."""
