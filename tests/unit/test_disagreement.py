"""Why two sides differ: every reason, and what holds of all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.claim import ClaimDate
from archive.domain.consolidate.voices import field_of
from archive.domain.disagreement import DATE, Context, Reason, Side, reasons
from archive.domain.fact import Voice
from archive.domain.moment import DAY
from archive.domain.story import FactType, FieldType
from tests.unit.voices import COUNT, GIFT, articles, review, voice

TOLL = FactType(
    type="toll",
    fields={
        "place": FieldType(kind="entity"),
        "measure": FieldType(kind="ref"),
        "group": FieldType(kind="text"),
        "group_text": FieldType(kind="text"),
        "value": FieldType(kind="number"),
        "correction": FieldType(kind="flag"),
    },
    key=("place",),
    consolidate="count",
    value="value",
)
HEDGED = {"certainty": "hedged"}
AT_LEAST = {"relation": "ge"}
MONDAY, TUESDAY = "2024-05-06", "2024-05-07"


def side(value: Any, *voices: Voice, polarity: Any = "affirmed") -> Side:
    return Side(value=value, voices=voices, polarity=polarity)


def told(value: int, day: str = MONDAY, source: str = "A", **more: Any) -> Side:
    """One voice that tells `value`, of its own accord."""
    return side(value, voice(day, source, value=value, **more))


OTHER = Reason("origin")

CASES: dict[str, tuple[Side, Side, list[Reason]]] = {
    "nothing but other sources": (told(97), told(115, source="B"), [OTHER]),
    "the same source quoted differently": (
        told(97, by="ministry"),
        told(115, source="B", by="ministry"),
        [Reason("same-origin", None, None, ("ministry",))],
    ),
    "an outlet that is quoted by another, in other letters": (
        told(97, source="The Harbour Post"),
        told(115, source="B", by="the_harbour_post"),
        [Reason("same-origin", None, None, ("The Harbour Post",))],
    ),
    "one reported on an earlier day": (
        told(97, MONDAY),
        told(115, TUESDAY, "B"),
        [Reason("older", 0), OTHER],
    ),
    "one reported earlier on the same day": (
        told(97, f"{MONDAY}T08:00"),
        told(115, f"{MONDAY}T20:00", "B"),
        [OTHER],
    ),
    "published on one day, but told by its source the day before": (
        side(
            97,
            replace(
                base := voice(TUESDAY, "A", value=97),
                claim=replace(base.claim, report_date=ClaimDate(MONDAY, "day", "Monday", "explicit")),
            ),
        ),
        told(115, TUESDAY, "B"),
        [Reason("older", 0), OTHER],
    ),
    "one without a date": (
        told(97, TUESDAY, basis="captured"),
        told(115, MONDAY, "B"),
        [Reason("undated", 0), OTHER],
    ),
    "both without a date": (
        told(97, basis="captured"),
        told(115, source="B", basis="captured"),
        [Reason("undated", None), OTHER],
    ),
    "another measure": (
        told(97, measure="dead"),
        told(115, source="B", measure="presumed_dead"),
        [Reason("measure", None, "measure"), OTHER],
    ),
    "another group, whatever its wording": (
        told(97, group="children", group_text="kids"),
        told(115, source="B", group_text="people"),
        [Reason("scope", None, "group"), OTHER],
    ),
    "at least 80 against 97": (
        told(80, claim=AT_LEAST),
        told(97, source="B"),
        [Reason("bound", 0), OTHER],
    ),
    "at least 80 against 97, from one source": (
        told(80, claim=AT_LEAST, by="ministry"),
        told(97, source="B", by="ministry"),
        [Reason("bound", 0)],
    ),
    "at least 98 against 97": (told(98, claim=AT_LEAST), told(97, source="B"), [OTHER]),
    "at least 80 against at most 97": (
        told(80, claim=AT_LEAST),
        told(97, source="B", claim={"relation": "le"}),
        [Reason("bound", None), OTHER],
    ),
    "between 90 and 100 against 97": (
        told(90, value_to=100, claim={"relation": "range"}),
        told(97, source="B"),
        [Reason("bound", 0), OTHER],
    ),
    "a hedge": (told(97), told(115, source="B", claim=HEDGED), [Reason("hedge", 1), OTHER]),
    "a hedge that a reviewer took away": (
        told(97),
        told(115, source="B", claim=HEDGED, verdict=review("accepted")),
        [OTHER],
    ),
    "a denial": (
        told(97),
        side(97, voice(MONDAY, "B", value=97, claim={"polarity": "denied"}), polarity="denied"),
        [Reason("denial", 1), OTHER],
    ),
    "a correction, in so many words": (
        told(115),
        told(97, TUESDAY, "B", correction=True),
        [Reason("correction", 1), Reason("older", 0), OTHER],
    ),
    "a correction of something older": (
        told(115, TUESDAY),
        told(97, MONDAY, "B", correction=True),
        [Reason("older", 1), OTHER],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_why_two_sides_differ(case: str) -> None:
    first, second, expected = CASES[case]
    assert list(reasons(TOLL, first, second, Context("value"))) == expected


def test_a_correction_names_the_figure_that_it_takes_back() -> None:
    old, other, new = told(115), told(110, source="C"), told(97, TUESDAY, "B", correction=True)
    context = Context("value", {new.voices[0].address: frozenset({115})})
    assert Reason("correction", 1) in reasons(TOLL, old, new, context)
    assert Reason("correction", 1) not in reasons(TOLL, other, new, context)


def test_a_number_that_is_told_of_something_else() -> None:
    context = Context("value", {}, {115: (("measure", "injured"), ("place", None))})
    found = reasons(TOLL, told(97), told(115, source="B"), context)
    assert found == (Reason("measure", 1, "measure", "injured"), Reason("scope", 1, "place", None), OTHER)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2024-02", "2024-02-18", [Reason("precision", 1), OTHER]),
        ("2024-02-18", "2024", [Reason("precision", 0), OTHER]),
        ("2024-02-18", "2024-02-19", [OTHER]),
    ],
)
def test_dates_of_different_precision(one: str, other: str, expected: list[Reason]) -> None:
    first = side(one, voice(MONDAY, "A", of="gift", date=one))
    second = side(other, voice(MONDAY, "B", of="gift", date=other))
    assert list(reasons(GIFT, first, second, Context(DATE))) == expected


@st.composite
def sides(draw: st.DrawFn) -> tuple[Side, Side]:
    """Two sides of some articles, each of one value and one polarity."""
    found = []
    for voices in (draw(articles("toll", 4)), draw(articles("toll", 4))):
        value = field_of(voices[0], "value")
        polarity = voices[0].claim.polarity
        same = [v for v in voices if (field_of(v, "value"), v.claim.polarity) == (value, polarity)]
        found.append(Side(value=value, voices=tuple(same), polarity=polarity))
    return found[0], found[1]


@given(sides())
def test_the_reasons_are_the_same_from_either_side(two: tuple[Side, Side]) -> None:
    context = Context("value")
    there, back = reasons(COUNT, two[0], two[1], context), reasons(COUNT, two[1], two[0], context)
    assert {reason.exchanged() for reason in there} == set(back)
    assert len(there) == len(back)


@given(sides(), st.sampled_from([0, 1]), st.data())
def test_a_later_copy_changes_nothing(two: tuple[Side, Side], which: int, data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(two[which].voices))
    newest = max(v.reported for side in two for v in side.voices)
    copy = replace(
        original,
        claim=replace(original.claim, claim_id="copy"),
        address="https://mirror.example/1",
        source="Mirror",
        reported=newest + DAY,
        reported_basis="captured",
        version=1,
    )
    more = [*two]
    more[which] = replace(two[which], voices=(*two[which].voices, copy))
    context = Context("value")
    assert reasons(COUNT, more[0], more[1], context) == reasons(COUNT, two[0], two[1], context)
