"""From candidates to claims: stance, attribution, dates, evidence, and what follows from a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from archive.domain.claim import Certainty, Claim, FieldValue, Polarity, Relation, Role
from archive.domain.story import FactType
from archive.extractors import notices, stance
from archive.extractors.draft import Draft
from archive.extractors.evidence import evidence_of
from archive.extractors.history import is_history, of_their_time, without_single_fates
from archive.extractors.reading import ReadArticle, Sourcing, sourcing_of
from archive.extractors.reference import resolve_fields
from archive.extractors.refine import complete, refine
from archive.extractors.timing import Times, report_date_at, times_of
from archive.extractors.together import (
    corrected,
    derived,
    identified,
    identity,
    leaning,
    numbers_denied,
    once,
    parts,
)
from archive.extractors.token import Token


def claims_of(article: ReadArticle) -> tuple[Claim, ...]:
    """The claims of an article, in order of their place in the text."""
    drafts: list[Draft] = []
    made: list[tuple[Draft, Sourcing]] = []
    for number, part in enumerate(article.sentences):
        for candidate in part.candidates:
            sourcing = sourcing_of(article, number, candidate)
            draft = resolve_fields(article, number, candidate, sourcing.chain, drafts)
            if draft is not None:
                drafts.append(draft)
                made.append((draft, sourcing))
    refine(article, drafts)
    complete(article, drafts)
    claims: list[Claim] = []
    for _, group in groupby(made, key=lambda one: one[0].sentence):
        said = [claim for draft, sourcing in group for claim in _claims(article, draft, sourcing)]
        claims += parts(article, numbers_denied(article, said))
    claims = corrected(article, of_their_time(article, without_single_fates(article, claims)))
    claims += derived(article, claims)
    return leaning(once(claims), article)


def _is_wanted(article: ReadArticle, draft: Draft, fact: FactType) -> bool:
    """Whether a draft is about the story, and about something that is or was so.

    Fields that only certain items may fill hold such an item, now that general words are settled; and
    where nothing in the key is named, the sentence has not turned to something else that happened.
    """
    tokens, last = article.sentences[draft.sentence].tokens, draft.candidate.last
    named = any(fact.fields[name].kind in ("entity", "entities", "item") for name in fact.key)
    if stance.contrary_to_fact(tokens, draft.candidate.first, last):
        return False
    if not named and stance.of_another_affair(tokens, last):
        return False
    return all(
        draft.fields[name] in kind.items
        for name, kind in fact.fields.items()
        if kind.items and draft.fields.get(name) is not None
    )


def _claims(article: ReadArticle, draft: Draft, sourcing: Sourcing) -> list[Claim]:
    """The claim of a draft, and the one about the former value where the words give that too."""
    part = article.sentences[draft.sentence]
    story = article.lexis.story
    fact = story.facts[draft.candidate.type]
    frame = draft.candidate.compiled.frame
    first, last = draft.candidate.first, draft.candidate.last
    said = draft.candidate.said or (first, last)
    polarity: Polarity = frame.polarity or stance.polarity(part.tokens, *said)
    cue = sourcing.cue
    if cue is not None and cue.denies and frame.polarity is None:
        polarity = "affirmed" if polarity == "denied" and cue.verb >= first else "denied"
    hedges = stance.hedges(part.tokens, *said)
    here = sourcing.cue if sourcing.sentence == draft.sentence else None
    starts = [one.first for one in part.candidates if one.first != first]
    if not _is_wanted(article, draft, fact):
        return []
    notice = article.notices.at(draft.sentence, first)
    if notice == "before" and fact.value is None:
        return []  # taken back, and there is no former value to keep
    times = times_of(
        part.tokens, first, last, here, part.cues, starts, draft.candidate.asides, article.anchor
    )
    if sourcing.cue is not None and here is None:
        tokens = article.sentences[sourcing.sentence].tokens
        times = Times(times.event, report_date_at(tokens, sourcing.cue, article.anchor))
    role = _role(draft, fact, notice, part.tokens)
    if frame.role != "previous" and fact.consolidate != "event" and is_history(times.event, article):
        if fact.consolidate != "count" and not fact.states:
            return []
        role = "historic"  # the toll of another flood, and no former figure of this one
    fields = _fields(article, draft, fact)
    if notice == "now" and role == "current" and "correction" in fact.fields:
        fields["correction"] = True
    evidence = evidence_of(article, draft)
    key, claim_id, assertion = identity(article, fact, fields, polarity, evidence)
    claim = Claim(
        claim_id=claim_id,
        assertion_key=assertion,
        story=story.story,
        type=fact.type,
        fields=fields,
        key=key,
        relation=_relation(draft, fact, polarity) if notice is None else "eq",
        role=role,
        polarity=polarity,
        certainty=frame.certainty or _certainty(fact, hedges, role),
        hedges=hedges,
        attribution=() if notice is not None else sourcing.chain,
        direct_speech=part.tokens[first].quoted and part.tokens[last - 1].quoted,
        block=part.at.block,
        event_date=times.event,
        report_date=times.report,
        evidence=evidence,
        frame=frame.name,
    )
    claims = [claim]
    previous = draft.tokens.get("previous")
    if previous is not None and previous.number is not None and fact.value is not None:
        former = {**fields, fact.value: previous.number.value, f"{fact.value}_text": fields["previous_text"]}
        former = {
            name: value for name, value in former.items() if not name.startswith(("previous", "correction"))
        }
        claims.append(
            identified(
                article,
                replace(
                    claim, fields=former, role="previous", relation=_as_relation(previous.number.relation)
                ),
                fact,
            )
        )
    return claims


def _certainty(fact: FactType, hedges: Sequence[str], role: Role) -> Certainty:
    """Hedged by a word, or for an event by lying ahead; how many an announced plan means is stated."""
    counted = fact.counts or fact.states
    ahead = role == "projected" and not counted
    firm = counted and role == "projected" and set(hedges) <= set(_PLANS)
    return "hedged" if ahead or (hedges and not firm) else "stated"


_PLANS: Final = ("expected to", "likely")
_QUOTES: Final = {ord(mark): None for mark in '"\u201c\u201d'}
_RELATIONS: Final[Mapping[str, Relation]] = {
    "eq": "eq", "ge": "ge", "le": "le", "approx": "approx", "range": "range",
}  # fmt: skip


def _as_relation(relation: str) -> Relation:
    return _RELATIONS[relation]


def _relation(draft: Draft, fact: FactType, polarity: Polarity) -> Relation:
    """An ordinal is a lower bound, unless its frame says that it counts; a denied one is exact."""
    frame = draft.candidate.compiled.frame
    if frame.relation is not None:
        return "eq" if polarity == "denied" and frame.relation == "ge" else frame.relation
    token = draft.tokens.get(fact.value) if fact.value else None
    if token is None:
        items = [one.item for one in draft.tokens.values() if one.item is not None]
        if fact.consolidate != "count" or not items:
            return "eq"
        ordinal = items[0].ordinal is not None and polarity == "affirmed"
        return "ge" if ordinal else _as_relation(items[0].relation)
    if token.number is not None:
        return _as_relation(token.number.relation)
    return "ge" if token.kind == "ordinal" and polarity == "affirmed" else "eq"


def _role(draft: Draft, fact: FactType, notice: notices.Part | None, tokens: Sequence[Token]) -> Role:
    first, last = draft.candidate.first, draft.candidate.last
    frame = draft.candidate.compiled.frame
    token = draft.tokens.get(fact.value) if fact.value else None
    if frame.role is not None:
        return frame.role
    if token is not None and token.number is not None and token.number.extra:
        return "increment"
    figure = tokens.index(token) if token in tokens else last
    if notice == "before" or (fact.consolidate == "count" and stance.former(tokens, first, figure)):
        return "previous"
    return "projected" if stance.projected(tokens, *(draft.candidate.said or (first, last))) else "current"


def _fields(article: ReadArticle, draft: Draft, fact: FactType) -> dict[str, FieldValue]:
    """The values in the order the story declares them, each with its wording."""
    values = dict(draft.fields)
    texts = {name: article.spelling.of(token.start, token.end) for name, token in draft.tokens.items()}
    for name, token in draft.tokens.items():
        item = token.item
        if fact.fields[name].kind != "item" or item is None or name not in fact.key:
            continue
        quantity = item.quantity
        if quantity is None and item.quantity_text is None and item.singular and _is_headline(article, draft):
            quantity = 1  # headlines leave the article out
        for kind, value in (("quantity", quantity), ("ordinal", item.ordinal)):
            if fact.fields.get(kind) is not None and value is not None:
                values.setdefault(kind, value)
        if "quantity" in fact.fields and item.quantity_text is not None:
            texts["quantity"] = item.quantity_text
        if "variant" in fact.fields and item.variant is not None:
            values.setdefault("variant", _unquoted(article.spelling.of(*item.variant)))
    high = next((t.number.high for t in draft.tokens.values() if t.number and t.number.high), None)
    if high is not None and "value_to" in fact.fields:
        values.setdefault("value_to", high)
    ordered: dict[str, FieldValue] = {}
    for name in fact.fields:
        if values.get(name) is not None:
            ordered[name] = values[name]
        if name in texts and name != "variant":
            ordered[f"{name}_text"] = texts[name]
    return ordered


def _unquoted(wording: str) -> str:
    return wording.translate(_QUOTES).strip()


def _is_headline(article: ReadArticle, draft: Draft) -> bool:
    return article.sentences[draft.sentence].at.block == "headline"
