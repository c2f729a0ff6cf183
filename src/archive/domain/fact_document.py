"""Facts as documents: what snapshots hold and what `--format json` prints.

A document is built of dicts keyed by stable ids, never of lists compared by position, and holds
nothing that depends on when or in which order the archive came to know it: the same articles give
the same documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from archive.domain.moment import PartialDate, short_iso

if TYPE_CHECKING:
    from archive.domain.fact import Denial, Fact, Voice

Document = dict[str, Any]

VOICES = ("supporting", "dissenting", "superseded", "rejected", "related")
"""The parts of a document that hold claims, keyed by claim id; `related` is left out where it is empty."""


_FACT: Final = (
    "story", "type", "key", "value", "relation", "status", "reported", "origins", "publishers", "supporting",
    "dissenting", "superseded", "rejected", "variants", "disputed", "denied", "reviewed", "role", "value_to", "related",
)  # fmt: skip
_VOICE: Final = (
    "claim_id", "quote", "source", "published", "reported", "reported_basis", "address", "version", "cluster",
    "title", "certainty", "relation", "attribution", "event_date", "fields", "role", "review",
)  # fmt: skip
"""The order of reading."""


def fact_document(fact: Fact) -> Document:
    """The fact as a dict keyed by stable ids throughout, in values that JSON gives back as they were.

    `role`, `value_to` and `related` are there only where they say something, so that facts without them
    have one document, and one digest, in snapshots of any age.
    """
    document: Document = {
        "story": fact.story,
        "type": fact.type,
        "key": _plain(fact.key),
        "value": _plain(fact.value),
        "relation": fact.relation,
        "status": fact.status,
        "reported": short_iso(fact.reported),
        "origins": dict.fromkeys(fact.origins, True),
        "publishers": fact.publishers,
        "supporting": _voices(fact.supporting),
        "dissenting": _voices(fact.dissenting),
        "superseded": _voices(fact.superseded),
        "rejected": _voices(fact.rejected),
        "variants": {variant.casefold(): variant for variant in fact.variants},
        "disputed": {name: _plain(values) for name, values in fact.disputed.items()},
        "denied": {_denied_key(denial): _denial(denial) for denial in fact.denied},
        "reviewed": fact.reviewed,
    }
    if fact.role != "current":
        document["role"] = fact.role
    if fact.value_to is not None:
        document["value_to"] = fact.value_to
    if fact.related:
        document["related"] = _voices(fact.related)
    return document


def _plain(value: Any) -> Any:
    """A value as JSON has it: dicts and lists, no other containers."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _denied_key(denial: Denial) -> str:
    return "*" if denial.value is None else str(denial.value)


def _denial(denial: Denial) -> Document:
    return {"value": _plain(denial.value), "claims": _voices(denial.voices)}


def _voices(voices: Iterable[Voice]) -> Document:
    return {voice.claim.claim_id: voice_document(voice) for voice in voices}


def voice_document(voice: Voice) -> Document:
    """One claim as it stands inside a fact: who says it, in which words, since when."""
    claim = voice.claim
    published = voice.published
    document: Document = {
        "claim_id": claim.claim_id,
        "quote": claim.evidence.exact,
        "source": voice.source,
        "published": {
            "value": published.date.value if published.date else None,
            "precision": published.date.precision if published.date else None,
            "basis": published.basis,
        },
        "reported": short_iso(voice.reported),
        "reported_basis": voice.reported_basis,
        "address": voice.address,
        "version": voice.version,
        "cluster": voice.cluster,
        "title": voice.title,
        "certainty": claim.certainty,
        "relation": claim.relation,
        "attribution": [link.source for link in claim.attribution],
        "event_date": claim.event_date.value if claim.event_date else None,
        "fields": _plain(claim.fields),
    }
    if claim.role != "current":
        document["role"] = claim.role
    if voice.review is not None:
        document["review"] = {
            "verdict": voice.review.verdict,
            "note": voice.review.note,
            "fields": _plain(voice.review.fields),
        }
    return document


def claims_in(document: Mapping[str, Any]) -> Document:
    """Every claim of a fact document by its id, those of its denials among them."""
    claims = {claim_id: claim for part in VOICES for claim_id, claim in document.get(part, {}).items()}
    for denial in document["denied"].values():
        claims |= denial["claims"]
    return claims


def part_holding(claim_id: str, document: Mapping[str, Any]) -> str | None:
    """How a claim stands to a fact: the part of its document that holds it, `denied` for a denial; None if it is in none."""
    if any(claim_id in denial["claims"] for denial in document["denied"].values()):
        return "denied"
    return next((part for part in VOICES if claim_id in document.get(part, ())), None)


def ordered(document: Mapping[str, Any], attributes: Sequence[str] = ()) -> Document:
    """A fact document in the order of reading, wherever it comes from: canonical JSON knows only the alphabet.

    `attributes` are those of the fact's type. What has no place in the order follows by the alphabet. Claims
    and wordings are put in their order by `listed`.
    """
    shown = _by(_FACT, document)
    shown["key"] = _by((), document["key"])
    for name in ("value", "disputed"):
        if isinstance(shown[name], Mapping):
            shown[name] = _by(("date", *attributes), shown[name])
    for name in VOICES:
        if name in shown:
            shown[name] = {claim_id: _voice(voice) for claim_id, voice in shown[name].items()}
    shown["denied"] = {
        key: {
            "value": denial["value"],
            "claims": {claim_id: _voice(voice) for claim_id, voice in denial["claims"].items()},
        }
        for key, denial in document["denied"].items()
    }
    return shown


def _voice(document: Mapping[str, Any]) -> Document:
    voice = _by(_VOICE, document)
    voice["published"] = _by(("value", "precision", "basis"), voice["published"])
    voice["fields"] = dict(sorted(voice["fields"].items()))
    if "review" in voice:
        review = _by(("verdict", "note", "fields"), voice["review"])
        voice["review"] = {**review, "fields": dict(sorted(review["fields"].items()))}
    return voice


def _by(order: Sequence[str], document: Mapping[str, Any]) -> Document:
    """`document` with the names of `order` first and the number of an occurrence last."""
    names = [name for name in order if name in document]
    others = sorted(document.keys() - set(names), key=lambda name: (name == "ordinal", name))
    return {name: document[name] for name in (*names, *others)}


def listed(document: Mapping[str, Any]) -> Document:
    """A fact document in the form that is printed: lists where the order of reading matters.

    Claims are ordered by when they were reported, then by address and claim id; denied values by size, wordings by the alphabet.
    """
    shown = dict(document)
    for name in VOICES:
        shown[name] = _by_report(document.get(name, {}))
    shown["origins"] = sorted(document["origins"])
    shown["variants"] = [wording for _, wording in sorted(document["variants"].items())]
    shown["denied"] = [
        {"value": denial["value"], "claims": _by_report(denial["claims"])}
        for _, denial in sorted(document["denied"].items(), key=lambda each: (len(each[0]), each[0]))
    ]
    return shown


def _by_report(claims: Mapping[str, Document]) -> list[Document]:
    return sorted(
        claims.values(), key=lambda c: (PartialDate(c["reported"]).start, c["address"], c["claim_id"])
    )
