"""A claim in the making."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.domain.claim import FieldValue
from archive.extractors.candidate import Candidate
from archive.extractors.token import Token


@dataclass(slots=True)
class Draft:
    """A claim in the making: values by field, and the tokens that gave them.

    `closed`: the words go on to name a party that the story does not know, so nobody may be added.
    """

    candidate: Candidate
    sentence: int
    fields: dict[str, FieldValue]
    tokens: dict[str, Token] = field(default_factory=dict)
    closed: bool = False
