"""What holds of any voices: order, copies, second claims, denials and hedges (rules 1 to 9)."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archive.domain.canonical import canonical_json
from archive.domain.consolidate import consolidate
from archive.domain.fact import Fact, Voice
from archive.domain.fact_document import fact_document
from archive.domain.moment import DAY
from archive.domain.story import FactType
from tests.unit.voices import CERTAINTY, COUNT, GIFT, STATE, articles, review, told, voice

TYPES = {fact_type.type: fact_type for fact_type in (COUNT, GIFT, STATE)}
STORIES = st.sampled_from(sorted(TYPES)).flatmap(lambda of: st.tuples(st.just(TYPES[of]), articles(of)))
COUNTS = articles("toll")
VALUES = st.sampled_from([2, 3, 80, 97, 115, 500])
RISING_OR_NOT = st.sampled_from([COUNT, replace(COUNT, rising=False)])


def outline(facts: tuple[Fact, ...]) -> list[tuple[object, ...]]:
    return [
        (fact.fact_id, fact.value, fact.relation, fact.status, fact.publishers, fact.origins, fact.disputed)
        for fact in facts
    ]


@given(STORIES, st.randoms(use_true_random=False))
def test_the_order_of_voices_does_not_matter(
    story: tuple[FactType, list[Voice]], chance: random.Random
) -> None:
    fact_type, voices = story
    assert consolidate(fact_type, chance.sample(voices, len(voices))) == consolidate(fact_type, voices)


@given(STORIES, st.data())
def test_a_later_copy_changes_nothing(story: tuple[FactType, list[Voice]], data: st.DataObject) -> None:
    fact_type, voices = story
    address = data.draw(st.sampled_from(sorted({each.address for each in voices})))
    original = [each for each in voices if each.address == address]
    # A copy is of the text as it stands, and is newer than all that is dated by looking alone.
    assume(original[0].reported_basis != "captured")
    newest = max(each.reported for each in voices)
    copies = [
        replace(
            each,
            address="https://mirror.example/1",
            source="Mirror",
            reported=newest + DAY,
            version=1,
            claim=replace(
                each.claim, claim_id="z" + each.claim.claim_id, assertion_key=each.claim.assertion_key
            ),
        )
        for each in original
    ]
    assert outline(consolidate(fact_type, [*voices, *copies])) == outline(consolidate(fact_type, voices))


@given(STORIES, st.data())
def test_a_second_claim_of_an_article_is_no_other_publisher(
    story: tuple[FactType, list[Voice]], data: st.DataObject
) -> None:
    fact_type, voices = story
    each = data.draw(st.sampled_from(voices))
    again = replace(each, claim=replace(each.claim, claim_id="z" + each.claim.claim_id))
    before = [fact.publishers for fact in consolidate(fact_type, voices)]
    assert [fact.publishers for fact in consolidate(fact_type, [*voices, again])] == before


@given(RISING_OR_NOT, COUNTS, VALUES, st.integers(1, 28), st.sampled_from(["eq", "ge", "le", "approx"]))
def test_a_denial_never_raises_a_count(
    fact_type: FactType, voices: list[Voice], value: int, day: int, relation: str
) -> None:
    for role in ("current", "projected"):
        denying = {"polarity": "denied", "relation": relation, "role": role}
        denial = voice(f"2024-05-{day:02}", "D", value=value, claim=denying)
        before, after = consolidate(fact_type, voices), consolidate(fact_type, [*voices, denial])
        assume(before)
        was, now = before[0].value, after[0].value
        assert now == was or (isinstance(was, int) and isinstance(now, int) and now < was)
        assert denial in [each for one in after[0].denied for each in one.voices]


@given(STORIES, st.sampled_from(["x", "y"]), st.integers(1, 28))
def test_a_denial_only_ever_weakens(story: tuple[FactType, list[Voice]], who: str, day: int) -> None:
    """It brings no new supporter to any value, and what stood denied stays so."""
    fact_type, voices = story
    says: dict[str, dict[str, Any]] = {"toll": {"value": 97}, "holder": {"who": who}, "gift": {}}
    denial = voice(
        f"2024-05-{day:02}", "D", of=fact_type.type, claim={"polarity": "denied"}, **says[fact_type.type]
    )
    before = {fact.fact_id: fact for fact in consolidate(fact_type, voices)}
    after = {fact.fact_id: fact for fact in consolidate(fact_type, [*voices, denial])}
    assert before.keys() <= after.keys()
    for fact_id, fact in before.items():
        if fact.status == "denied":
            assert after[fact_id].status == "denied"


@given(STORIES, st.sampled_from(["historic", "increment", "projected"]), st.integers(1, 28), st.data())
def test_what_is_no_current_value_changes_none(
    story: tuple[FactType, list[Voice]], role: str, day: int, data: st.DataObject
) -> None:
    fact_type, voices = story
    assume(fact_type.consolidate != "event" or role != "increment")
    says = data.draw(articles(fact_type.type, most=1))[0]
    claim = replace(says.claim, role=role, polarity="affirmed")  # type: ignore[arg-type]
    moment = voice(f"2024-05-{day:02}", "N", of=fact_type.type)
    added = replace(says, claim=claim, review=None, address="https://n.example/1", reported=moment.reported)
    before, after = consolidate(fact_type, voices), consolidate(fact_type, [*voices, added])
    assert _current(after) == _current(before)
    if role == "historic":
        assert after == before


def _current(facts: tuple[Fact, ...]) -> list[Fact]:
    """The facts that somebody says are so; a denial of a second one may be shown with the plan of it."""
    apart = {"related": (), "denied": (), "rejected": (), "reviewed": False}
    return [replace(fact, **apart) for fact in facts if fact.role == "current" and fact.supporting]  # type: ignore[arg-type]


@given(COUNTS, VALUES, CERTAINTY)
def test_an_older_report_changes_no_count_that_may_fall(
    voices: list[Voice], value: int, certainty: str
) -> None:
    _assert_old_changes_nothing(replace(COUNT, rising=False), voices, value=value, certainty=certainty)


@given(articles("holder"), st.sampled_from(["x", "y", "z"]), CERTAINTY)
def test_an_older_report_changes_no_state(voices: list[Voice], who: str, certainty: str) -> None:
    _assert_old_changes_nothing(STATE, voices, who=who, certainty=certainty)


@given(COUNTS, VALUES, CERTAINTY)
def test_an_older_lower_report_changes_no_rising_count(
    voices: list[Voice], value: int, certainty: str
) -> None:
    lowest = min(int(str(each.claim.fields["value"])) for each in voices)
    _assert_old_changes_nothing(COUNT, voices, value=min(value, lowest), certainty=certainty)


def _assert_old_changes_nothing(
    fact_type: FactType, voices: list[Voice], *, certainty: str, **says: Any
) -> None:
    """A report from before all others gives support at most, where a stated and dated number leads.

    Denials are weighed against support, so it may bring back a value that one cancelled.
    """
    voices = [each for each in voices if each.claim.polarity == "affirmed"]
    before = consolidate(fact_type, voices)
    assume(
        before and before[0].role == "current" and before[0].relation == "eq" and before[0].status != "denied"
    )
    assume(any(_leads(each) for each in before[0].supporting))
    old = voice("2024-04-01", "Old", of=fact_type.type, claim={"certainty": certainty}, **says)
    (fact,) = consolidate(fact_type, [*voices, old])
    assert (fact.value, fact.relation) == (before[0].value, before[0].relation)
    assert fact.disputed == before[0].disputed
    # Bounds that came before the number count for it from where it is known earlier.
    assert {each.claim.claim_id for each in before[0].supporting} <= {
        each.claim.claim_id for each in fact.supporting
    }


def _leads(each: Voice) -> bool:
    return each.claim.certainty == "stated" and each.reported_basis != "captured"


@given(STORIES, STORIES, st.randoms(use_true_random=False))
def test_what_is_withdrawn_leaves_no_trace(
    story: tuple[FactType, list[Voice]], other: tuple[FactType, list[Voice]], chance: random.Random
) -> None:
    fact_type, voices = story
    before = _bytes(fact_type, voices)
    more = [replace(each, address=f"{each.address}/more") for each in other[1] if other[0] == fact_type]
    grown = chance.sample([*voices, *more], len(voices) + len(more))
    _bytes(fact_type, grown)
    assert _bytes(fact_type, [each for each in grown if each not in more]) == before


def _bytes(fact_type: FactType, voices: list[Voice]) -> bytes:
    return canonical_json([fact_document(fact) for fact in consolidate(fact_type, voices)])


@given(COUNTS, st.sampled_from([2, 3, 80, 97, 115, 500]), st.integers(1, 28))
def test_hedged_never_replaces_stated(voices: list[Voice], value: int, day: int) -> None:
    stated = [
        each
        for each in voices
        if (each.claim.certainty, each.claim.polarity, each.claim.role) == ("stated", "affirmed", "current")
    ]
    assume(any(each.review is None or each.review.verdict != "rejected" for each in stated))
    hedged = voice(f"2024-05-{day:02}", "H", value=value, claim={"certainty": "hedged"})
    before, after = consolidate(COUNT, stated), consolidate(COUNT, [*stated, hedged])
    assert [told(fact) for fact in after] == [told(fact) for fact in before] or (
        [fact.value for fact in after] == [fact.value for fact in before]
        and {fact.status for fact in (*before, *after)} == {"single-origin", "corroborated"}
    )


@given(STORIES)
def test_every_voice_stays_visible_or_speaks_through_its_article(story: tuple[FactType, list[Voice]]) -> None:
    fact_type, voices = story
    current = [each for each in voices if each.claim.polarity == "affirmed" and each.claim.role != "historic"]
    facts = consolidate(fact_type, voices)
    assume(facts or any(each.claim.role != "increment" for each in current))
    shown = {
        each.address
        for fact in facts
        for each in (*fact.supporting, *fact.dissenting, *fact.superseded, *fact.rejected, *fact.related)
    }
    assert {each.address for each in current} <= shown


@pytest.mark.parametrize("fact_type", TYPES.values(), ids=TYPES)
def test_nothing_comes_of_nothing(fact_type: FactType) -> None:
    assert consolidate(fact_type, []) == ()


def test_an_incomplete_key_supports_no_fact() -> None:
    assert consolidate(STATE, [voice("2024-05-01", "A", of="holder", who="x", key={"office": None})]) == ()


@pytest.mark.parametrize("fact_type", TYPES.values(), ids=TYPES)
def test_what_is_rejected_altogether_is_retracted_and_remembered(fact_type: FactType) -> None:
    says: dict[str, dict[str, Any]] = {
        "toll": {"value": 3},
        "holder": {"who": "x"},
        "gift": {"quantity": 1},
    }
    voices = [
        voice("2024-05-01", name, of=fact_type.type, verdict=review("rejected"), **says[fact_type.type])
        for name in "AB"
    ]
    (fact,) = consolidate(fact_type, voices)
    assert told(fact) == (None, "retracted")
    assert (fact.supporting, fact.publishers, fact.reviewed) == ((), 0, True)
    assert fact.rejected == tuple(voices)


def test_a_rejected_claim_stays_visible_beside_the_others() -> None:
    wrong = voice("2024-05-02", "B", value=115, verdict=review("rejected"))
    (fact,) = consolidate(COUNT, [voice("2024-05-01", "A", value=97), wrong])
    assert told(fact) == (97, "single-origin")
    assert (fact.rejected, fact.reviewed) == ((wrong,), True)
