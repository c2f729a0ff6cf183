"""What holds of any voices: order, copies, second claims, denials and hedges (rules 1 to 9)."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archive.domain.consolidate import consolidate
from archive.domain.fact import Fact, Voice
from archive.domain.moment import DAY
from archive.domain.story import FactType
from tests.unit.voices import COUNT, GIFT, STATE, articles, review, told, voice

TYPES = {fact_type.type: fact_type for fact_type in (COUNT, GIFT, STATE)}
STORIES = st.sampled_from(sorted(TYPES)).flatmap(lambda of: st.tuples(st.just(TYPES[of]), articles(of)))
COUNTS = articles("toll")


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


@given(COUNTS, st.sampled_from([2, 3, 80, 97, 115, 500]), st.integers(1, 28))
def test_a_denial_never_raises_a_count(voices: list[Voice], value: int, day: int) -> None:
    denial = voice(f"2024-05-{day:02}", "D", value=value, claim={"polarity": "denied"})
    before, after = consolidate(COUNT, voices), consolidate(COUNT, [*voices, denial])
    assume(before)
    was, now = before[0].value, after[0].value
    assert now == was or (isinstance(was, int) and isinstance(now, int) and now < was)


@given(COUNTS, st.sampled_from([2, 3, 80, 97, 115, 500]), st.integers(1, 28))
def test_hedged_never_replaces_stated(voices: list[Voice], value: int, day: int) -> None:
    stated = [
        each for each in voices if each.claim.certainty == "stated" and each.claim.polarity == "affirmed"
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
    current = [each for each in voices if each.claim.polarity == "affirmed"]
    shown = {
        each.address
        for fact in consolidate(fact_type, voices)
        for each in (*fact.supporting, *fact.dissenting, *fact.superseded, *fact.rejected)
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
