"""A builder of voices for the tests of consolidation: say what matters, the rest is plain."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from archive.domain.article import SourcedDate
from archive.domain.canonical import stable_id
from archive.domain.claim import Attribution, Claim, ClaimDate, Evidence, FieldValue
from archive.domain.event import ClaimReviewed
from archive.domain.fact import Fact, Voice
from archive.domain.moment import PartialDate
from archive.domain.story import FactType, FieldType

GIFT = FactType(
    type="gift",
    fields={
        "giver": FieldType(kind="entity"),
        "recipient": FieldType(kind="entity"),
        "item": FieldType(kind="item"),
        "quantity": FieldType(kind="quantity"),
        "nth": FieldType(kind="ordinal"),
    },
    key=("giver", "recipient", "item"),
    consolidate="event",
    attributes=("quantity",),
)
COUNT = FactType(
    type="toll",
    fields={"place": FieldType(kind="entity"), "value": FieldType(kind="number")},
    key=("place",),
    consolidate="count",
    value="value",
)
STATE = FactType(
    type="holder",
    fields={"office": FieldType(kind="entity"), "who": FieldType(kind="entity")},
    key=("office",),
    consolidate="state",
    value="who",
)
KEYS: dict[str, dict[str, FieldValue]] = {
    "gift": {"giver": "ada", "recipient": "bo", "item": "boat"},
    "toll": {"place": "harbour"},
    "holder": {"office": "mayor"},
}


def review(verdict: str, **fields: str | int | None) -> ClaimReviewed:
    """A verdict on whatever claim it is given to; `fields` are what it corrects."""
    return ClaimReviewed(claim_id="", story="s", verdict=verdict, note="checked", fields=fields)  # type: ignore[arg-type]


def voice(
    reported: str,
    source: str | None,
    /,
    *,
    of: str = "toll",
    by: str | tuple[str, ...] = (),
    leans_on: tuple[str, ...] = (),
    page: str = "1",
    cluster: str | None = None,
    version: int = 1,
    basis: str = "byline",
    date: str | None = None,
    verdict: ClaimReviewed | None = None,
    at: int = 0,
    key: dict[str, FieldValue] | None = None,
    claim: dict[str, Any] | None = None,
    **fields: FieldValue,
) -> Voice:
    """A claim of `source`, public since `reported`; `page` tells articles of one source apart.

    `by` is the chain of attribution, `at` the offset of the words, `claim` sets fields of the claim.
    """
    address = f"https://{(source or 'nobody').replace(' ', '').lower()}.example/{page}"
    own_key = KEYS[of] if key is None else key
    settings: dict[str, Any] = {"role": "current", "polarity": "affirmed", **(claim or {})}
    chain = (by,) if isinstance(by, str) else by
    identity = stable_id(address, version, of, own_key, fields, settings, date, at, list(chain))
    return Voice(
        claim=Claim(
            claim_id=identity,
            assertion_key=identity,
            story="s",
            type=of,
            fields={**own_key, **fields},
            key=own_key,
            attribution=tuple(Attribution(name, name, "said") for name in chain),
            leans_on=leans_on,
            event_date=ClaimDate(date, PartialDate(date).precision, date, "explicit") if date else None,
            evidence=Evidence(f"words at {at}", "", "", at, at + 5),
            frame="f",
            **settings,
        ),
        address=address,
        version_id=f"{address}#{version}",
        version=version,
        title="A title",
        source=source,
        published=SourcedDate(PartialDate(reported), "byline"),
        reported=PartialDate.parse(reported).start,
        reported_basis=basis,
        cluster=cluster or address,
        position=1,
        extractor="rules",
        extractor_version="1",
        story_digest="d",
        review=verdict,
    )


def told(fact: Fact) -> tuple[object, str]:
    """What a fact says, and how surely."""
    return fact.value, fact.status


def sources(voices: tuple[Voice, ...]) -> list[str | None]:
    """Who speaks, in order."""
    return [each.source for each in voices]


CREDITS = st.sampled_from([(), ("aide",), ("agency",), ("agency", "aide"), ("x", "agency")])
CERTAINTY = st.sampled_from(["stated", "stated", "hedged"])
VERDICTS = st.sampled_from([None] * 6 + ["accepted", "rejected"])


@st.composite
def articles(draw: st.DrawFn, of: str, most: int = 6) -> list[Voice]:
    """Voices of a few articles: of one article all share outlet, day, version and cluster."""
    voices: list[Voice] = []
    for page in range(draw(st.integers(1, most))):
        source = draw(st.sampled_from(["A", "B", "C", None]))
        day = f"2024-05-{draw(st.integers(1, 9)):02}"
        basis = draw(st.sampled_from(["byline", "byline", "byline", "captured"]))
        cluster = draw(st.sampled_from([None, None, "c1", "c2"]))
        version = draw(st.sampled_from([1, 1, 1, 2]))
        leans_on = draw(CREDITS)
        for at in range(draw(st.integers(1, 2))):
            verdict = draw(VERDICTS)
            voices.append(
                voice(
                    day,
                    source,
                    of=of,
                    by=draw(CREDITS),
                    leans_on=leans_on,
                    page=str(page),
                    cluster=cluster,
                    version=version,
                    basis=basis,
                    at=at,
                    verdict=review(verdict) if verdict else None,
                    **draw(_SAYS[of]),
                )
            )
    return voices


ROLES = ["current"] * 6 + ["previous", "increment", "projected", "historic"]


def _claims(relations: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "role": st.sampled_from(ROLES),
            "certainty": CERTAINTY,
            "polarity": st.sampled_from(["affirmed"] * 4 + ["denied"]),
            "relation": st.sampled_from(relations),
        }
    )


_SAYS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "toll": st.fixed_dictionaries(
        {
            "value": st.sampled_from([2, 3, 80, 97, 100, 115]),
            "value_to": st.just(110),
            "claim": _claims(["eq", "eq", "eq", "ge", "le", "approx", "range"]),
        }
    ),
    "holder": st.fixed_dictionaries({"who": st.sampled_from(["x", "y"]), "claim": _claims(["eq"])}),
    "gift": st.fixed_dictionaries(
        {
            "nth": st.sampled_from([None, None, 1, 2]),
            "date": st.sampled_from([None, "2024", "2024-02", "2024-02-18", "2023-09", "2024-05-01"]),
            "quantity": st.sampled_from([None, 1, 2]),
            "claim": _claims(["eq"]),
        }
    ),
}
"""What a claim of each type may say."""
