"""What claims mean together: parts and wholes, corrections, what follows from a claim, whose words they lean on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from archive.domain.claim import Claim, Evidence, FieldValue, Polarity
from archive.domain.claim import assertion_key as key_of_assertion
from archive.domain.claim import claim_id as id_of_claim
from archive.domain.story import FactType
from archive.extractors.reading import ReadArticle


def numbers_denied(article: ReadArticle, claims: Sequence[Claim]) -> list[Claim]:
    """The claims of a sentence; "was not given three" denies the three, and not that anything was given."""
    facts = article.lexis.story.facts
    denied = [
        tuple(claim.key.items())
        for claim in claims
        if claim.polarity == "denied" and facts[claim.type].consolidate == "count"
    ]
    return (
        list(claims)
        if not denied
        else [
            claim
            for claim in claims
            if not (
                claim.polarity == "denied"
                and facts[claim.type].consolidate == "event"
                and tuple(claim.key.items()) in denied
            )
        ]
    )


def parts(article: ReadArticle, claims: Sequence[Claim]) -> list[Claim]:
    """The claims of a sentence; of two counts of the same, the lower one is a part: "20 died at once and four later"."""
    facts = article.lexis.story.facts
    most: dict[tuple[object, ...], int] = {}
    for claim in claims:
        value = claim.fields.get(facts[claim.type].value or "")
        if _adds_up(claim, facts[claim.type]) and isinstance(value, int):
            most[_counted(claim)] = max(value, most.get(_counted(claim), value))
    return [
        replace(claim, role="increment")
        if _adds_up(claim, facts[claim.type])
        and claim.fields.get(facts[claim.type].value or "") != most.get(_counted(claim))
        else claim
        for claim in claims
    ]


def _adds_up(claim: Claim, fact: FactType) -> bool:
    if not fact.rising or fact.consolidate != "count":
        return False
    if claim.role != "current" or claim.polarity != "affirmed" or claim.certainty != "stated":
        return False
    return not any(fact.fields[name].kind in ("entity", "item") for name in fact.key)


def _counted(claim: Claim) -> tuple[object, ...]:
    return (claim.type, *claim.key.items())


def identified(article: ReadArticle, claim: Claim, fact: FactType) -> Claim:
    """`claim` with its ids, which depend on all that it says."""
    key, claim_id, assertion = identity(article, fact, claim.fields, claim.polarity, claim.evidence)
    return replace(claim, key=key, claim_id=claim_id, assertion_key=assertion)


def identity(
    article: ReadArticle,
    fact: FactType,
    fields: Mapping[str, FieldValue],
    polarity: Polarity,
    evidence: Evidence,
) -> tuple[dict[str, FieldValue], str, str]:
    """The key of a claim and its two ids."""
    story, reading = article.lexis.story.story, article.reading
    key = {name: fields.get(name) for name in fact.key}
    value = fields.get(fact.value) if fact.value else fields.get("ordinal")
    return (
        key,
        id_of_claim(
            reading.address,
            reading.text_hash,
            story,
            fact.type,
            fields,
            polarity,
            evidence.start,
            evidence.end,
        ),
        key_of_assertion(story, fact.type, key, value, polarity),
    )


def corrected(article: ReadArticle, claims: Sequence[Claim]) -> list[Claim]:
    """Mark what an article says of a figure that it takes back elsewhere, in a notice of correction."""
    facts = article.lexis.story.facts
    taken_back = {
        (claim.type, tuple(claim.key.items())): claim.fields.get(str(facts[claim.type].value))
        for claim in claims
        if claim.role == "previous" and article.notices.covers(claim.evidence.start)
    }
    marked: list[Claim] = []
    for claim in claims:
        fact, former = facts[claim.type], taken_back.get((claim.type, tuple(claim.key.items())))
        value = claim.fields.get(fact.value) if fact.value else None
        if former is not None and value != former and claim.role == "current" and "correction" in fact.fields:
            fields = {**claim.fields, "correction": True}
            marked.append(identified(article, replace(claim, fields=fields), fact))
        else:
            marked.append(claim)
    return marked


def derived(article: ReadArticle, claims: Sequence[Claim]) -> list[Claim]:
    """What the story says follows: a second X given means at least two."""
    story = article.lexis.story
    found: list[Claim] = []
    outright: dict[tuple[str, FieldValue], list[Claim]] = {}
    for claim in claims:
        value = story.facts[claim.type].value
        outright.setdefault((claim.type, claim.fields.get(value) if value else None), []).append(claim)
    for rule in story.derive:
        target = story.facts[rule.target]
        for claim in claims:
            ordinal = claim.fields.get(rule.ordinal)
            if (
                claim.type != rule.source
                or not isinstance(ordinal, int)
                or ordinal < 2
                or target.value is None
            ):
                continue
            if (rule.items and claim.fields.get("item") not in rule.items) or _told(
                outright, claim, rule.target, ordinal
            ):
                continue
            kept = {
                name: value
                for name, value in claim.fields.items()
                if name in rule.keep or name.removesuffix("_text") in rule.keep
            }
            derived = replace(
                claim,
                type=rule.target,
                fields={**kept, target.value: ordinal},
                relation="ge" if claim.polarity == "affirmed" else "eq",
                frame=f"{claim.frame} (derived)",
            )
            found.append(identified(article, derived, target))
    return found


def _told(
    outright: Mapping[tuple[str, FieldValue], list[Claim]], claim: Claim, target: str, value: int
) -> bool:
    """Whether the article says outright, on the same words, what would be derived."""
    return any(
        other.evidence.start < claim.evidence.end and claim.evidence.start < other.evidence.end
        for other in outright.get((target, value), ())
    )


def once(claims: Sequence[Claim]) -> list[Claim]:
    """Every claim once, in order of place."""
    seen: dict[str, Claim] = {}
    for claim in claims:
        seen.setdefault(claim.claim_id, claim)
    return sorted(seen.values(), key=lambda claim: (claim.evidence.start, claim.evidence.end))


def leaning(claims: Sequence[Claim], article: ReadArticle) -> tuple[Claim, ...]:
    """Add the sources that the article credits elsewhere for the same story."""
    known = article.lexis.story.entities
    credited = sorted({link.source for claim in claims for link in claim.attribution if link.source in known})
    leaning = [
        tuple([name for name in credited if all(link.source != name for link in claim.attribution)])
        for claim in claims
    ]
    return tuple(
        replace(claim, leans_on=names) if names else claim
        for claim, names in zip(claims, leaning, strict=True)
    )
