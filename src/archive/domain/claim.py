"""Claims: assertions by one article version, each with the exact words that support it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from archive.domain.canonical import stable_id

FieldValue = str | int | bool | None | tuple[str, ...]
"""A typed field: an id, a number, a flag, a list of ids. `NAME_text` fields keep original wording."""

Relation = Literal["eq", "ge", "le", "approx", "range"]
Role = Literal["current", "previous", "increment", "projected", "historic"]
"""What a figure is to its fact: `current`, the value itself; `previous`, what it was before;
`increment`, what came on top ("another 12"); `projected`, what is planned or expected; `historic`, a
count of the same kind from another event or year, which is kept and never weighed."""

Polarity = Literal["affirmed", "denied"]
Certainty = Literal["stated", "hedged"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """W3C Web Annotation text selectors: position in code points, and the quote with its context."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """One link of the chain that an assertion came through, nearest speaker first.

    `source` is an entity id of the story, or the folded wording where the story does not know it;
    `text` is the wording, `cue` the words that attribute ("said", "according to").
    """

    source: str
    text: str
    cue: str


@dataclass(frozen=True, slots=True)
class ClaimDate:
    """A date attached to a claim.

    `value` is an ISO value of reduced precision, or None where the wording cannot be resolved
    honestly ("several months after that"). `text` is the wording; `basis` how it was resolved:
    `explicit`, `relative_to_publication`, `relative_weekday`, `relative_to_event`, `context`;
    `anchor` is the date it was resolved against.
    """

    value: str | None
    precision: str | None
    text: str | None
    basis: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One assertion by one article version (DESIGN 6).

    `key` is the part of `fields` that says what the claim is about; claims with equal
    (story, type, key) are consolidated together. `leans_on` are the sources that the same article
    credits for the same story elsewhere: the origin of a claim that is not attributed itself.
    """

    claim_id: str
    assertion_key: str
    story: str
    type: str
    fields: Mapping[str, FieldValue]
    key: Mapping[str, FieldValue]
    relation: Relation = "eq"
    role: Role = "current"
    polarity: Polarity = "affirmed"
    certainty: Certainty = "stated"
    hedges: tuple[str, ...] = ()
    attribution: tuple[Attribution, ...] = ()
    leans_on: tuple[str, ...] = ()
    direct_speech: bool = False
    block: str = "body"
    event_date: ClaimDate | None = None
    report_date: ClaimDate | None = None
    evidence: Evidence
    frame: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A number or item near a story's topic words that no frame explained: shown, never counted."""

    story: str
    kind: Literal["number", "item"]
    text: str
    start: int
    end: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one extractor run found in one article version for one story."""

    claims: tuple[Claim, ...]
    sightings: tuple[Sighting, ...] = ()


def claim_id(
    address: str,
    text_hash: str,
    story: str,
    claim_type: str,
    fields: Mapping[str, FieldValue],
    polarity: str,
    start: int,
    end: int,
) -> str:
    """Identify an assertion by the words that make it.

    The text's hash stands for the version, not the time of the capture: the same words at the same
    address are the same claim whenever we looked, so archives built at different times agree.
    """
    return stable_id("claim", address, text_hash, story, claim_type, dict(fields), polarity, start, end)


def assertion_key(
    story: str, claim_type: str, key: Mapping[str, FieldValue], value: FieldValue, polarity: str
) -> str:
    """Identify what is asserted, wherever it stands: versions of an article compare claim by claim."""
    return stable_id("assertion", story, claim_type, dict(key), value, polarity)


def group_id(story: str, claim_type: str, key: Mapping[str, FieldValue]) -> str:
    """Identify the claims that are consolidated together."""
    return stable_id("group", story, claim_type, dict(key))
