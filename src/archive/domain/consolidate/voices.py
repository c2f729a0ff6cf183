"""Weighing voices: who speaks for an article, how many are independent, and whose words they are.

Rules 1 to 3 of consolidation. Invariant: adding a copy of a text, or a second claim of the same
article, never raises a count of publishers or origins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive.domain.claim import FieldValue
from archive.domain.fact import Voice

_BLOCK_RANK = {"body": 0, "headline": 1, "caption": 2}


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
    return tuple(sorted(voices, key=lambda voice: (voice.reported, voice.address, rank(voice))))


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
    return len({_publisher(voice) for voice in _one_per_cluster(voices)})


def _publisher(voice: Voice) -> str:
    return voice.source.casefold() if voice.source else voice.cluster


def _one_per_cluster(voices: Iterable[Voice]) -> list[Voice]:
    first: dict[str, Voice] = {}
    for voice in in_order(voices):
        first.setdefault(voice.cluster, voice)
    return list(first.values())


def effective_reported(voices: Sequence[Voice]) -> dict[str, int]:
    """When each cluster's words first became public, by cluster (rule 2).

    Mirrors carry later dates of their own; a date that is only when we looked is not trusted while
    another member of the cluster has a better one.
    """
    trusted: dict[str, int] = {}
    untrusted: dict[str, int] = {}
    for voice in voices:
        earliest = trusted if is_trusted(voice) else untrusted
        earliest[voice.cluster] = min(voice.reported, earliest.get(voice.cluster, voice.reported))
    return untrusted | trusted


def is_trusted(voice: Voice) -> bool:
    """Whether the reported time can put this voice ahead of others.

    The time of our first look at a page without a date says only that the words are not newer.
    A later version seen at a later look did change between the two.
    """
    return voice.reported_basis != "captured" or voice.version > 1


def origins(voices: Iterable[Voice]) -> tuple[str, ...]:
    """The sources that the voices' words come from (rule 3), sorted.

    A claim's origin is the first speaker of its attribution. A claim that credits nobody leans on
    whom its article credits for the same story, and adds an origin only where none of those is
    counted yet; an article that credits nobody at all speaks for itself.
    """
    voices = list(in_order(voices))
    named = {voice.claim.attribution[0].source for voice in voices if voice.claim.attribution}
    for voice in voices:
        if voice.claim.attribution:
            continue
        leans_on = voice.claim.leans_on
        if not leans_on:
            named.add(voice.source or voice.cluster)
        elif named.isdisjoint(leans_on):
            named.add(leans_on[0])
    return tuple(sorted(named))
