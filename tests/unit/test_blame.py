"""Blame over moments of voices: what each claim did as it came, and who is responsible for what is so now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.blame import Blame, Told, blame
from archive.domain.consolidate import consolidate
from archive.domain.fact import Voice
from archive.domain.moment import END_OF_TIME, PartialDate
from archive.domain.story import FactType
from tests.unit.voices import COUNT, GIFT, review, voice


def moments(voices: Sequence[Voice], gone: Sequence[tuple[str, Voice]] = ()) -> list[tuple[int, list[Voice]]]:
    """What is asserted from each time on; `gone` are voices that end at a date."""
    ends = {each.claim.claim_id: PartialDate(date).start for date, each in gone}
    times = sorted({each.reported for each in voices} | set(ends.values()))
    return [
        (
            at,
            [each for each in voices if each.reported <= at < ends.get(each.claim.claim_id, END_OF_TIME)],
        )
        for at in times
    ]


def blamed(
    fact_type: FactType,
    voices: Sequence[Voice],
    gone: Sequence[tuple[str, Voice]] = (),
    until: str | None = None,
) -> Blame:
    told = moments(voices, gone)
    end = END_OF_TIME if until is None else PartialDate(until).end
    last = [facts for at, heard in told if at <= end and (facts := consolidate(fact_type, heard))][-1]
    found = blame(fact_type, told, last[0].fact_id, end)
    assert found is not None
    return found


def did(found: Blame) -> list[tuple[str, str]]:
    return [(link.effect, link.standing) for link in found.chain]


def responsible(found: Blame, part: str) -> list[str | None]:
    sources = {link.voice.claim.claim_id: link.voice.source for link in found.chain}
    (one,) = [each for each in found.parts if each.part == part]
    return [sources[claim_id] for claim_id in one.claims]


def test_the_newest_figure_is_whose_it_is_and_the_old_one_is_superseded() -> None:
    found = blamed(
        COUNT,
        [
            voice("2024-01-01", "Gazette", value=4),
            voice("2024-01-02", "Herald", value=7),
            voice("2024-01-03", "Mercury", value=7),
        ],
    )
    assert did(found) == [("confirmed", "supporting"), ("set", "supporting"), ("set", "superseded")]
    assert responsible(found, "value") == ["Herald"]
    assert responsible(found, "status") == ["Mercury"]
    (value,) = [part for part in found.parts if part.part == "value"]
    assert (value.told, value.before) == (Told(7), Told(4))


def test_a_value_that_comes_back_counts_from_when_it_came_back() -> None:
    found = blamed(
        COUNT,
        [
            voice("2024-01-01", "Gazette", value=4),
            voice("2024-01-02", "Herald", value=7),
            voice("2024-01-03", "Post", value=4, correction=True),
        ],
    )
    assert responsible(found, "value") == ["Post"]
    assert found.chain[0].parts[0].before == Told(7)


def test_what_was_denied_and_by_whom() -> None:
    found = blamed(
        COUNT,
        [
            voice("2024-01-01", "Gazette", value=2),
            voice("2024-01-05", "Herald", value=3, claim={"polarity": "denied"}),
        ],
    )
    assert did(found) == [("denied", "denied"), ("set", "supporting")]
    assert responsible(found, "denied.3") == ["Herald"]
    assert found.chain[0].told == Told(3)


def test_who_withdraws_what_was_said_is_told_where_nobody_else_speaks() -> None:
    first = voice("2024-01-01", "Gazette", value=2)
    late = voice("2024-01-02", "Herald", value=5)
    found = blamed(COUNT, [first, late], [("2024-01-09", late)])
    assert did(found) == [("withdrawn", "gone"), ("set", "gone"), ("set", "supporting")]
    assert responsible(found, "value") == ["Herald"]
    assert (found.chain[0].parts[0].before, found.chain[0].parts[0].after) == (Told(5), Told(2))


@pytest.mark.parametrize(
    "edit",
    [{"certainty": "hedged"}, {"relation": "ge"}, {"role": "projected"}, {"attribution": ()}],
)
def test_an_edit_that_hedges_a_claim_or_changes_whose_word_it_is_is_a_link_of_its_own(
    edit: dict[str, Any],
) -> None:
    first = voice("2024-01-01", "Herald", value=1)
    old = voice("2024-01-02", "Gazette", value=2, by="mayor")
    edited = voice("2024-01-02", "Gazette", value=2, by="mayor", version=2, at=9)
    claim = replace(edited.claim, assertion_key=old.claim.assertion_key, **edit)
    new = replace(edited, claim=claim)
    third = PartialDate("2024-01-03").start
    told = [(first.reported, [first]), (old.reported, [first, old]), (third, [first, new])]
    found = blame(COUNT, told, consolidate(COUNT, [first, new])[0].fact_id, END_OF_TIME)
    assert found is not None
    assert [(link.at, link.voice) for link in found.chain if link.voice.source == "Gazette"] == [
        *sorted([(third, old), (third, new)], key=lambda each: each[1] is new),
        (old.reported, old),
    ]


def test_the_same_words_in_an_edited_article_are_one_link() -> None:
    old, edited = (
        voice("2024-01-01", "Gazette", value=2),
        voice("2024-01-01", "Gazette", value=2, version=2, at=9),
    )
    new = replace(edited, claim=replace(edited.claim, assertion_key=old.claim.assertion_key))
    told = [(old.reported, [old]), (PartialDate("2024-01-04").start, [new])]
    (fact,) = consolidate(COUNT, [new])
    found = blame(COUNT, told, fact.fact_id, END_OF_TIME)
    assert found is not None
    (link,) = found.chain
    assert (link.at, link.voice, link.earlier) == (old.reported, new, (old.claim.claim_id,))


def test_each_attribute_of_an_event_has_its_own_claim() -> None:
    found = blamed(
        GIFT,
        [
            voice("2024-01-01", "Gazette", of="gift", quantity=2),
            voice("2024-01-03", "Herald", of="gift", date="2024-01-02"),
        ],
    )
    assert responsible(found, "fact") == ["Gazette"]
    assert responsible(found, "value.quantity") == ["Gazette"]
    assert responsible(found, "value.date") == ["Herald"]


def test_a_rejected_claim_and_a_late_old_one_did_nothing() -> None:
    found = blamed(
        COUNT,
        [
            voice("2024-01-02", "Gazette", value=7),
            voice("2024-01-03", "Herald", value=9, verdict=review("rejected")),
        ],
    )
    assert did(found) == [("rejected", "rejected"), ("set", "supporting")]


def test_what_was_planned_gives_way_to_what_is_so() -> None:
    found = blamed(
        COUNT,
        [
            voice("2024-01-01", "Gazette", value=90, claim={"role": "projected"}),
            voice("2024-01-05", "Herald", value=8),
        ],
    )
    (value,) = [part for part in found.parts if part.part == "value"]
    assert (value.told, value.before) == (Told(8), Told(90, role="projected"))
    assert did(found) == [("set", "supporting"), ("set", "related")]


def test_what_is_not_told_by_then_is_nobodys() -> None:
    told = moments([voice("2024-01-02", "Gazette", value=7)])
    (fact,) = consolidate(COUNT, told[0][1])
    assert blame(COUNT, told, fact.fact_id, PartialDate("2024-01-01").end) is None
    assert blame(COUNT, told, "0" * 24, END_OF_TIME) is None


_voices = st.lists(
    st.builds(
        lambda day, source, value, denied, verdict: voice(
            f"2024-01-{day:02}",
            source,
            page=f"{day}-{value}",
            value=value,
            claim={"polarity": "denied" if denied else "affirmed"},
            verdict=review("rejected") if verdict else None,
        ),
        st.integers(1, 9),
        st.sampled_from(["Gazette", "Herald", "Post"]),
        st.integers(1, 4),
        st.sampled_from([False, False, True]),
        st.sampled_from([False, False, False, True]),
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda each: each.claim.claim_id,
)


@given(voices=_voices)
def test_every_claim_is_in_the_chain_once_and_every_part_has_its_claims(voices: list[Voice]) -> None:
    told = moments(voices)
    facts = consolidate(COUNT, voices)
    for fact in facts:
        found = blame(COUNT, told, fact.fact_id, END_OF_TIME)
        assert found is not None
        assert found.fact == fact
        chain = [link.voice.claim.claim_id for link in found.chain]
        assert len(chain) == len(set(chain))
        stands = {link.voice.claim.claim_id: link.standing for link in found.chain}
        parts = {
            "supporting": fact.supporting,
            "dissenting": fact.dissenting,
            "superseded": fact.superseded,
            "rejected": fact.rejected,
            "denied": [each for denial in fact.denied for each in denial.voices],
        }
        for standing, members in parts.items():
            for each in members:
                assert stands[each.claim.claim_id] in (standing, "supporting", "dissenting", "denied")
        values = {part.part: part for part in found.parts}
        assert all(part.claims for part in found.parts)
        if fact.value is not None:
            assert values["value"].told == Told(fact.value, fact.relation, fact.value_to, fact.role)
        assert values["status"].told == Told(fact.status)
        assert [link.at for link in found.chain] == sorted((link.at for link in found.chain), reverse=True)
