"""Sources against facts: what each source is told to say of each fact, and in which order both stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.consolidate import consolidate
from archive.domain.fact import Fact, Voice
from archive.domain.matrix import SILENT, Matrix, matrix, newest, spoken_by, voices_of
from archive.domain.story import FactType
from tests.unit.voices import COUNT, GIFT, STATE, articles, review, voice

HEDGED = {"certainty": "hedged"}
DENIED = {"polarity": "denied"}
TYPES = {kind.type: kind for kind in (COUNT, GIFT, STATE)}


def table(kind: FactType, voices: Sequence[Voice]) -> Matrix:
    return matrix(TYPES, consolidate(kind, voices))


def answers(found: Matrix) -> dict[str, str]:
    """Of the only fact, the answer of each source."""
    (row,) = found.rows
    return {source: row.cell(source).answer for source in found.sources}


def test_who_says_the_figure_that_is_held_agrees_and_who_says_another_differs() -> None:
    voices = [voice("2024-05-06", "A", value=80), voice("2024-05-06", "B", value=97)]
    found = table(COUNT, [*voices, voice("2024-05-06", "C", value=97)])
    assert answers(found) == {"A": "differs", "B": "agrees", "C": "agrees"}
    (row,) = found.rows
    assert row.contested
    assert [row.cell(source).value for source in "ABC"] == [80, 97, 97]


def test_what_a_newer_report_replaced_is_no_disagreement() -> None:
    found = table(COUNT, [voice("2024-05-06", "A", value=80), voice("2024-05-09", "B", value=97)])
    assert answers(found) == {"A": "before", "B": "agrees"}
    assert not found.rows[0].contested


def test_a_bound_that_leaves_room_agrees() -> None:
    bound = voice("2024-05-06", "A", value=80, claim={"relation": "ge"})
    found = table(COUNT, [bound, voice("2024-05-06", "B", value=97)])
    cell = found.rows[0].cell("A")
    assert (cell.answer, cell.relation, cell.value) == ("agrees", "ge", 80)


def test_a_denial_of_what_is_held_denies_and_one_of_another_value_does_not() -> None:
    said = [voice("2024-05-06", "A", value=97), voice("2024-05-06", "B", value=97)]
    denial = voice("2024-05-05", "C", value=97, claim=DENIED)
    assert answers(table(COUNT, [*said, denial]))["C"] == "denies"
    other = voice("2024-05-06", "C", value=120, claim=DENIED)
    found = table(COUNT, [*said, other])
    assert answers(found)["C"] == "excludes"
    assert not found.rows[0].contested


def test_a_source_that_says_both_is_told_to_say_both() -> None:
    voices = [
        voice("2024-05-06", "A", value=97, page="1"),
        voice("2024-05-06", "A", value=80, page="2"),
        voice("2024-05-06", "B", value=97),
    ]
    assert answers(table(COUNT, voices)) == {"A": "both", "B": "agrees"}


def test_of_several_figures_of_one_source_the_newest_is_told() -> None:
    voices = [
        voice("2024-05-02", "A", value=20, page="1"),
        voice("2024-05-04", "A", value=34, page="2"),
        voice("2024-05-08", "A", value=10, page="3", basis="captured"),
    ]
    (row,) = table(COUNT, [*voices[:2], voice("2024-05-06", "B", value=50)]).rows
    assert (row.cell("A").answer, row.cell("A").value) == ("before", 34)
    assert [each.claim.fields["value"] for each in sorted(voices, key=newest)] == [34, 20, 10]


def test_hedged_is_only_what_is_never_stated() -> None:
    voices = [
        voice("2024-05-06", "A", value=97, claim=HEDGED),
        voice("2024-05-06", "B", value=97, claim=HEDGED, page="1"),
        voice("2024-05-06", "B", value=97, page="2"),
    ]
    (row,) = table(COUNT, voices).rows
    assert (row.cell("A").hedged, row.cell("B").hedged) == (True, False)


def test_a_copy_names_whose_text_it_is_and_stands_beside_it() -> None:
    voices = [
        voice("2024-05-06", "Wire", value=97, cluster="one"),
        voice("2024-05-07", "Echo", value=97, cluster="one"),
        voice("2024-05-06", "Desk", value=97),
    ]
    found = table(COUNT, voices)
    (row,) = found.rows
    assert {source: row.cell(source).copy_of for source in found.sources} == {
        "Desk": None,
        "Wire": None,
        "Echo": "Wire",
    }
    assert found.sources == ("Desk", "Wire", "Echo")


def test_a_contested_attribute_of_an_event_is_named() -> None:
    voices = [
        voice("2024-05-06", "A", of="gift", date="2024-02"),
        voice("2024-05-06", "B", of="gift", date="2024-02"),
        voice("2024-05-06", "C", of="gift", date="2023-09"),
        voice("2024-05-06", "D", of="gift"),
    ]
    found = table(GIFT, voices)
    assert answers(found) == {"A": "agrees", "B": "agrees", "C": "differs", "D": "agrees"}
    cell = found.rows[0].cell("C")
    assert (cell.about, cell.value) == ("date", "2023-09")


def test_what_a_reviewer_rejected_is_told_and_weighs_nothing() -> None:
    voices = [
        voice("2024-05-06", "A", value=97),
        voice("2024-05-06", "B", value=80, verdict=review("rejected")),
    ]
    found = table(COUNT, voices)
    assert answers(found) == {"A": "agrees", "B": "rejected"}
    assert not found.rows[0].contested


def test_states_are_told_like_numbers() -> None:
    voices = [
        voice("2024-05-06", "A", of="holder", who="tamm"),
        voice("2024-05-06", "B", of="holder", who="ras"),
    ]
    assert sorted(answers(table(STATE, voices)).values()) == ["agrees", "differs"]


def test_facts_that_sources_contradict_come_first_and_then_those_of_which_many_speak() -> None:
    quiet = [voice("2024-05-06", "A", value=1, key={"place": "pier"})]
    spoken = [voice("2024-05-06", source, value=2, key={"place": "dock"}) for source in "ABC"]
    contested = [
        voice("2024-05-06", "A", value=3, key={"place": "quay"}),
        voice("2024-05-06", "B", value=4, key={"place": "quay"}),
    ]
    facts = [fact for voices in (quiet, spoken, contested) for fact in consolidate(COUNT, voices)]
    found = matrix(TYPES, facts)
    assert [row.fact.key["place"] for row in found.rows] == ["quay", "dock", "pier"]
    assert found.sources == ("A", "B", "C")
    assert found.rows[0].cell("C") is SILENT


def test_a_cut_keeps_the_first_facts_and_who_speaks_most_of_them() -> None:
    facts: list[Fact] = []
    for number, place in enumerate(("quay", "dock", "pier")):
        speakers = ["A", "B", "C"][: 3 - number]
        voices = [voice("2024-05-06", one, value=7, key={"place": place}) for one in speakers]
        facts += consolidate(COUNT, voices)
    cut = matrix(TYPES, facts).cut(2, 2)
    assert [row.fact.key["place"] for row in cut.rows] == ["quay", "dock"]
    assert cut.sources == ("A", "B")
    assert (cut.facts, cut.speakers) == (3, 3)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Boat lost", "“Boat lost” (source unknown)"),
        (None, "“7” (source unknown)"),
        (" ", "“7” (source unknown)"),
    ],
)
def test_two_texts_of_unknown_sources_are_two(title: str | None, name: str) -> None:
    assert spoken_by(replace(voice("2024-05-06", None, value=1, page="7"), title=title)) == name


@given(st.data())
def test_every_source_that_speaks_has_an_answer_whatever_the_order(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([COUNT, GIFT, STATE]))
    voices = data.draw(articles(kind.type))
    found = table(kind, voices)
    for row in found.rows:
        speaking = {spoken_by(each) for _, members in voices_of(row.fact) for each in members}
        assert speaking == set(row.cells)
        assert all(row.cell(source).answer != "silent" for source in speaking)
        assert speaking <= set(found.sources)
    assert table(kind, data.draw(st.permutations(voices))) == found
