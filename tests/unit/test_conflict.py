"""Where the sources of a fact disagree: which facts, which sides, and how each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from archive.domain.conflict import Conflict, conflicts
from archive.domain.consolidate import consolidate
from archive.domain.disagreement import Reason
from archive.domain.fact import Voice
from archive.domain.story import FactType
from tests.unit.voices import COUNT, GIFT, STATE, articles, review, voice

HEDGED = {"certainty": "hedged"}
DENIED = {"polarity": "denied"}
TYPES = {kind.type: kind for kind in (COUNT, GIFT, STATE)}


def found(kind: FactType, voices: Sequence[Voice], *, superseded: bool = False) -> list[Conflict]:
    facts = consolidate(kind, voices)
    return [one for fact in facts for one in conflicts(kind, fact, voices, facts, superseded=superseded)]


def outline(conflict: Conflict) -> list[tuple[object, str, int | None]]:
    return [(stand.side.value, stand.standing, stand.against) for stand in conflict.sides]


def kinds(conflict: Conflict) -> list[list[str]]:
    return [[reason.kind for reason in stand.reasons] for stand in conflict.sides]


def test_no_conflict_where_all_agree_or_a_newer_report_rules() -> None:
    assert found(COUNT, [voice("2024-05-06", "A", value=80), voice("2024-05-07", "B", value=97)]) == []
    bound = voice("2024-05-06", "A", value=80, claim={"relation": "ge"})
    assert found(COUNT, [bound, voice("2024-05-06", "B", value=97)]) == []


def test_two_figures_of_one_day() -> None:
    (conflict,) = found(COUNT, [voice("2024-05-06", "A", value=80), voice("2024-05-06", "B", value=97)])
    assert (conflict.about, conflict.fact.status) == ("value", "disputed")
    assert outline(conflict) == [(97, "held", None), (80, "dissenting", 0)]
    assert kinds(conflict) == [[], ["origin"]]


def test_what_agrees_with_both_is_shown_beside_them() -> None:
    voices = [
        voice("2024-05-06", "A", value=80),
        voice("2024-05-06", "B", value=97),
        voice("2024-05-06", "C", value=90, claim={"relation": "ge"}),
    ]
    (conflict,) = found(COUNT, voices)
    assert outline(conflict) == [(97, "held", None), (90, "compatible", 0), (80, "dissenting", 0)]
    assert kinds(conflict)[1] == ["bound", "origin"]


def test_a_bound_and_a_number_of_one_value_are_two_sides() -> None:
    voices = [
        voice("2024-05-06", "A", value=2),
        voice("2024-05-06", "B", value=2, claim={"relation": "ge"}),
        voice("2024-05-06", "C", value=3),
        voice("2024-05-06", "D", value=3),
    ]
    (conflict,) = found(COUNT, voices)
    assert outline(conflict) == [(3, "held", None), (2, "compatible", 0), (2, "dissenting", 0)]


def test_a_fall_that_nobody_confirmed() -> None:
    voices = [voice("2024-05-06", "A", value=97), voice("2024-05-08", "B", value=80)]
    (conflict,) = found(COUNT, voices)
    assert conflict.fact.status == "provisional"
    assert outline(conflict) == [(97, "held", None), (80, "dissenting", 0)]
    # The first in a reason is the side that is held: it is the older one.
    assert conflict.sides[1].reasons == (Reason("older", 0), Reason("origin"))


def test_a_figure_that_is_only_hedged_stands_alone() -> None:
    (conflict,) = found(COUNT, [voice("2024-05-06", "A", value=97, claim=HEDGED)])
    assert conflict.fact.status == "provisional"
    assert outline(conflict) == [(97, "held", None)]


def test_a_denial_stands_against_the_value_it_denies() -> None:
    voices = [
        voice("2024-05-06", "A", value=97),
        voice("2024-05-06", "B", value=80),
        voice("2024-05-05", "C", value=80, claim=DENIED),
    ]
    (conflict,) = found(COUNT, voices)
    assert outline(conflict) == [(97, "held", None), (80, "dissenting", 0), (80, "denied", 1)]
    assert kinds(conflict)[2] == ["denial", "older", "origin"]


def test_a_denial_of_what_nobody_says_is_no_conflict() -> None:
    assert (
        found(COUNT, [voice("2024-05-06", "A", value=97), voice("2024-05-06", "B", value=5, claim=DENIED)])
        == []
    )


def test_a_denied_value_is_a_side_even_if_a_newer_report_replaced_it() -> None:
    voices = [
        voice("2024-05-06", "A", value=80),
        voice("2024-05-07", "B", value=97),
        voice("2024-05-07", "C", value=80, claim=DENIED),
    ]
    (conflict,) = found(COUNT, voices)
    assert outline(conflict) == [(97, "held", None), (80, "superseded", 0), (80, "denied", 1)]


def test_replaced_values_are_sides_where_they_are_asked_for() -> None:
    voices = [voice("2024-05-06", "A", value=80), voice("2024-05-07", "B", value=97)]
    (conflict,) = found(COUNT, voices, superseded=True)
    assert outline(conflict) == [(97, "held", None), (80, "superseded", 0)]
    assert kinds(conflict)[1] == ["older", "origin"]


def test_a_correction_knows_the_figure_that_it_replaced() -> None:
    voices = [
        voice("2024-05-06", "A", value=115),
        voice("2024-05-08", "B", value=97, correction=True),
        voice("2024-05-08", "B", value=115, at=9, claim={"role": "previous"}),
    ]
    (conflict,) = found(COUNT, voices, superseded=True)
    assert outline(conflict) == [(97, "held", None), (115, "superseded", 0)]
    assert conflict.sides[1].reasons == (Reason("correction", 0), Reason("older", 1), Reason("origin"))


def test_a_rival_number_that_another_fact_has() -> None:
    key = {"place": "harbour", "measure": "dead"}
    kind = replace(COUNT, key=("place", "measure"))
    voices = [
        voice("2024-05-06", "A", value=97, key={**key}),
        voice("2024-05-06", "B", value=80, key={**key}),
    ]
    (fact,) = consolidate(kind, voices)
    elsewhere = consolidate(kind, [voice("2024-05-06", "A", value=80, key={**key, "measure": "injured"})])
    (conflict,) = conflicts(kind, fact, voices, [fact, *elsewhere])
    assert Reason("measure", 1, "measure", "injured") in conflict.sides[1].reasons


def test_dates_of_an_event() -> None:
    voices = [
        voice("2024-05-06", "A", of="gift", date="2024-02-18"),
        voice("2024-05-06", "B", of="gift", date="2024-02"),
        voice("2024-05-09", "C", of="gift", date="2023-09"),
    ]
    (conflict,) = found(GIFT, voices)
    assert conflict.about == "date"
    assert outline(conflict) == [
        ("2024-02-18", "held", None),
        ("2024-02", "compatible", 0),
        ("2023-09", "dissenting", 0),
    ]
    assert kinds(conflict) == [[], ["precision", "origin"], ["older", "origin"]]


def test_an_article_that_contradicts_itself_about_an_event() -> None:
    voices = [
        voice("2024-05-06", "A", of="gift", date="2024-02-18"),
        voice("2024-05-06", "A", of="gift", date="2023-09", at=9),
    ]
    (conflict,) = found(GIFT, voices)
    assert outline(conflict) == [("2024-02-18", "held", None), ("2023-09", "dissenting", 0)]
    assert kinds(conflict)[1] == ["same-origin"]


def test_an_event_that_is_denied_altogether() -> None:
    voices = [voice("2024-05-06", "A", of="gift"), voice("2024-05-07", "B", of="gift", claim=DENIED)]
    (conflict,) = found(GIFT, voices)
    assert conflict.about == "whole"
    assert outline(conflict) == [(True, "held", None), (None, "denied", 0)]


def test_a_state_with_two_holders() -> None:
    voices = [voice("2024-05-06", "A", of="holder", who="x"), voice("2024-05-06", "B", of="holder", who="y")]
    (conflict,) = found(STATE, voices)
    assert conflict.about == "who"
    assert [standing for _, standing, _ in outline(conflict)] == ["held", "dissenting"]


def test_what_a_reviewer_rejected_is_no_side() -> None:
    voices = [
        voice("2024-05-06", "A", value=97),
        voice("2024-05-06", "B", value=80, verdict=review("rejected")),
    ]
    assert found(COUNT, voices) == []


@given(st.sampled_from(sorted(TYPES)).flatmap(lambda of: st.tuples(st.just(TYPES[of]), articles(of))))
def test_every_open_fact_is_a_conflict_and_every_conflict_has_its_sides(
    story: tuple[FactType, list[Voice]],
) -> None:
    kind, voices = story
    facts = consolidate(kind, voices)
    listed = found(kind, voices)
    listed_ids = {conflict.fact.fact_id for conflict in listed}
    open_ids = {f.fact_id for f in facts if f.status in ("disputed", "provisional") or f.dissenting}
    assert open_ids <= listed_ids
    for conflict in listed:
        held, *others = conflict.sides
        assert (held.standing, held.against) == ("held", None)
        assert all(stand.against is not None and stand.standing != "held" for stand in others)
        assert all(stand.since <= stand.until for stand in conflict.sides)
    assert {f.fact_id for f in facts if f.status == "disputed"} <= {
        c.fact.fact_id for c in listed if any(s.standing == "dissenting" for s in c.sides)
    }
