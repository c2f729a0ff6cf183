"""What an ingestion did, for whoever asked for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from archive.domain.event import Outcome
from archive.errors import InputRefused


@dataclass(frozen=True, slots=True)
class Problem:
    """A look that showed no article: what it found, why, and whether the archive holds an article there."""

    name: str
    outcome: Outcome
    reason: str
    known: bool


@dataclass(slots=True)
class Summary:
    """What an ingestion did.

    `outcomes` counts looks by outcome, `claims` the claims found for each story; `refused` is what could
    not be taken, and why; `problems` are the looks that showed no article, by name; `known` counts looks that
    were recorded already and so were passed over.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    refused: list[InputRefused] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    known: int = 0
