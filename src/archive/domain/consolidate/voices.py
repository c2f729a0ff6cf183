"""Weighing voices: who speaks for an article, how many are independent, and whose words they are.

Rules 1 to 3 of consolidation. Invariants: a copy of a text never raises a count of publishers or
origins, and a second claim of an article never raises that of publishers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

from archive.domain.claim import FieldValue
from archive.domain.fact import Voice
from archive.domain.moment import DAY

_BLOCK_RANK: Final = {"body": 0, "headline": 1, "caption": 2}
_Said = TypeVar("_Said", bound=Hashable)


def rank(voice: Voice) -> tuple[int, int, int, int, int, str]:
    """Order of preference within one article (rule 1), best first.

    A reviewer's acceptance, then stated over hedged, body over headline over caption, exact over
    bounded, and the lowest offset; ties break on the claim id.
    """
    claim = voice.claim
    return (
        0 if is_accepted(voice) else 1,
        0 if claim.certainty == "stated" else 1,
        _BLOCK_RANK.get(claim.block, 3),
        0 if claim.relation == "eq" else 1,
        claim.evidence.start,
        claim.claim_id,
    )


def in_order(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    """Voices by when they were reported, then address, then preference: an order without chance."""
    several = tuple(voices)
    if len(several) < 2:
        return several
    return tuple(sorted(several, key=lambda voice: (voice.reported, voice.address, rank(voice))))


def is_accepted(voice: Voice) -> bool:
    """Whether a reviewer accepted or corrected the claim (rule 9)."""
    return voice.review is not None and voice.review.verdict in ("accepted", "corrected")


def is_rejected(voice: Voice) -> bool:
    """Whether a reviewer rejected the claim (rule 9)."""
    return voice.review is not None and voice.review.verdict == "rejected"


def field_of(voice: Voice, name: str) -> FieldValue:
    """A field's value, as a reviewer corrected it where one did."""
    review = voice.review
    if review is not None and review.verdict == "corrected" and name in review.fields:
        return review.fields[name]
    return voice.claim.fields.get(name)


def representatives(voices: Iterable[Voice]) -> list[Voice]:
    """The preferred voice of each article (rule 1)."""
    best: dict[str, Voice] = {}
    for voice in voices:
        held = best.get(voice.address)
        if held is None or rank(voice) < rank(held):
            best[voice.address] = voice
    return list(in_order(best.values()))


def publishers(voices: Iterable[Voice]) -> int:
    """How many independent texts speak: copies are one (rule 2), and so are pages of one outlet."""
    return len(set(_speakers(voices).values()))


def _speakers(voices: Iterable[Voice]) -> dict[str, str]:
    """Who speaks in each cluster: the outlet of its earliest article, else the text itself."""
    return {cluster: speaker(voice) for cluster, voice in _originals(voices).items()}


def speaker(voice: Voice) -> str:
    """Who speaks in an article: its outlet, else the text itself."""
    return _folded(voice.source) if voice.source else voice.cluster


def _originals(voices: Iterable[Voice]) -> dict[str, Voice]:
    """A voice of the earliest article of each cluster."""
    first: dict[str, Voice] = {}
    for voice in voices:
        held = first.get(voice.cluster)
        if held is None or (voice.reported, voice.address) < (held.reported, held.address):
            first[voice.cluster] = voice
    return first


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    """A name without capitals, spaces and punctuation: an outlet's name and its id in a story meet."""
    return "".join(letter for letter in name.casefold() if letter.isalnum()) or name


@dataclass(frozen=True, slots=True)
class FirstPublic:
    """When words first became public (microseconds), and whether that date can be relied on."""

    at: int
    trusted: bool


def first_public(said: Iterable[tuple[_Said, Voice]]) -> dict[_Said, FirstPublic]:
    """When each thing said first became public (rule 2).

    Mirrors carry later dates of their own, so the earliest counts; a date that is only when we
    looked does not, while anybody has a better one.
    """
    earliest: dict[_Said, FirstPublic] = {}
    for what, voice in said:
        date = FirstPublic(voice.reported, is_trusted(voice))
        held = earliest.get(what)
        if held is None or (not date.trusted, date.at) < (not held.trusted, held.at):
            earliest[what] = date
    return earliest


def newest_words(voices: Iterable[Voice]) -> int:
    """When the newest of the texts that speak became public; a later copy is no newer text."""
    return max(date.at for date in first_public((voice.cluster, voice) for voice in voices).values())


def undecided(moment: int, other: int) -> bool:
    """Whether it cannot be told which of two times of publication (microseconds) came first.

    What is known by its day alone counts from that day's first microsecond: a midnight means a day.
    """
    if moment == other:
        return True
    return moment // DAY == other // DAY and 0 in (moment % DAY, other % DAY)


def is_trusted(voice: Voice) -> bool:
    """Whether the reported time can put this voice ahead of others.

    The time of our first look at a page without a date says only that the words are not newer, and a
    date that was guessed says less. A later version seen at a later look did change between the two.
    """
    return voice.reported_basis not in {"captured", "inferred"} or voice.version > 1


def origins(voices: Iterable[Voice]) -> tuple[str, ...]:
    """The sources that the voices' words come from (rule 3), sorted.

    A claim's origin is the first speaker of its attribution. A claim that credits nobody leans on
    whom its article credits for the same story, and adds an origin only where none of those is
    counted yet; an article that credits nobody at all speaks for itself, and a copy of it for the
    original. An outlet that speaks for itself and is credited by others is one origin.
    """
    voices = list(voices)
    credited = {voice.claim.attribution[0].source for voice in voices if voice.claim.attribution}
    named = {_folded(source): source for source in sorted(credited, reverse=True)}
    uncredited = [voice for voice in voices if not voice.claim.attribution]
    # The shortest lists first: they leave the least choice, and their sources may serve the others.
    for leans_on in sorted(
        {voice.claim.leans_on for voice in uncredited}, key=lambda each: (len(each), each)
    ):
        if leans_on and named.keys().isdisjoint(_folded(source) for source in leans_on):
            named[_folded(leans_on[0])] = leans_on[0]
    originals = _originals(voices)
    for cluster in sorted({voice.cluster for voice in uncredited if not voice.claim.leans_on}):
        source = originals[cluster].source or cluster
        named.setdefault(_folded(source), source)
    return tuple(sorted(named.values()))
