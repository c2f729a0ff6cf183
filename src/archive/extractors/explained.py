"""Why a sentence was read as it was: what was seen in it, tried on it, and made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from archive.domain.claim import Claim

Outcome = Literal["won", "lost"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A token that is more than a word: its wording, what kind it is, and what it was taken for."""

    text: str
    kind: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A frame or a count that matched.

    `pattern` is empty for a count, whose grammar is the extractor's. `slots` are the words that fill the
    fields. `why` says what a loser lost to, or why a winner made no claim. The stance is that of the words alone: an attribution may turn it round.
    """

    type: str
    name: str
    pattern: str
    words: str
    slots: Mapping[str, str]
    sets: Mapping[str, str]
    outcome: Outcome
    why: str = ""
    claims: tuple[str, ...] = ()
    polarity: str = "affirmed"
    hedges: tuple[str, ...] = ()
    projected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A frame that did not match: how much of its pattern did, and where it went no further.

    `matched` of `parts` are parts other than gaps. `reached` is the pattern up to there, `words` what it
    matched, `failed` the part that did not follow, `found` the words that stand there instead. `why` is
    given instead where the whole pattern matches and a condition forbids it.
    """

    type: str
    name: str
    pattern: str
    matched: int
    parts: int
    reached: str = ""
    words: str = ""
    failed: str = ""
    found: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A number that counts nothing, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Attributed:
    """An attribution of the sentence: its words, the chain, and whether it denies."""

    text: str
    chain: tuple[str, ...]
    denies: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One sentence. `start` is its place in the text; `frames`, `counts` and `states` are how many there were to try."""

    text: str
    start: int
    block: str
    mentions: tuple[Mention, ...]
    tried: tuple[Tried, ...]
    near: tuple[NearMiss, ...]
    uncounted: tuple[Uncounted, ...]
    attributions: tuple[Attributed, ...]
    dates: tuple[str, ...]
    claims: tuple[Claim, ...]
    frames: int
    counts: int
    states: int
    elsewhere: str = ""
