"""Claims of two versions paired: what came, what went, and what says something else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.claim import Attribution, Claim, ClaimDate
from archive.domain.claim_edit import ClaimEdit, claim_edits
from archive.domain.edit import class_of
from tests.unit.voices import voice


def claim(
    value: int | None = 3, /, *, quote: str = "", place: str = "harbour", at: int = 0, **parts: Any
) -> Claim:
    """A claim of how many died in a place; `parts` are fields of the claim."""
    made = voice("2024-05-01", "Gazette", at=at, key={"place": place}, value=value).claim
    evidence = replace(
        made.evidence, exact=quote or f"{value} people died in the {place}", start=at, end=at + 9
    )
    return replace(made, evidence=evidence, **parts)


def told(edits: tuple[ClaimEdit, ...]) -> list[tuple[str, dict[str, tuple[object, object]]]]:
    return [(edit.kind, {part.name: (part.before, part.after) for part in edit.parts}) for edit in edits]


ADA = (Attribution("ada", "Ada", "said"),)
DAY = ClaimDate("2024-05-01", "day", "May 1", "explicit")
SAME_WORDS = "The mayor gave {} a boat in May."


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [], []),
        ([claim(3)], [claim(3)], []),
        ([claim(3)], [], [("withdrawn", {})]),
        ([], [claim(3)], [("added", {})]),
        ([claim(1)], [claim(2)], [("changed", {"value": (1, 2)})]),
        # Words that moved, or were written otherwise, say what they said.
        ([claim(3, at=10)], [claim(3, at=500, quote="In the harbour, three died")], []),
        # Said once more, or once less, is neither added nor withdrawn.
        ([claim(3), claim(3, at=90)], [claim(3)], []),
        ([claim(3)], [claim(3), claim(3, at=90)], []),
        # One of two places that said it says something else now.
        ([claim(3), claim(3, at=90)], [claim(3), claim(2, at=90)], [("changed", {"value": (3, 2)})]),
        ([claim(3)], [claim(3, certainty="hedged")], [("changed", {"certainty": ("stated", "hedged")})]),
        ([claim(3, attribution=ADA)], [claim(3)], [("changed", {"attribution": (("ada",), None)})]),
        ([claim(3)], [claim(3, polarity="denied")], [("changed", {"polarity": ("affirmed", "denied")})]),
        ([claim(3)], [claim(3, relation="ge")], [("changed", {"relation": ("eq", "ge")})]),
        ([claim(3)], [claim(3, event_date=DAY)], [("changed", {"event_date": (None, "2024-05-01")})]),
        ([claim(3)], [claim(3, direct_speech=True)], [("changed", {"direct_speech": (False, True)})]),
        # The value that was so before is not the one that is so now.
        (
            [claim(1)],
            [claim(1, role="previous"), claim(2)],
            [("changed", {"value": (1, 2)}), ("added", {})],
        ),
        # What is denied now is not what took its place.
        (
            [claim(3)],
            [claim(3, polarity="denied", at=5), claim(2, at=50)],
            [("added", {}), ("changed", {"value": (3, 2)})],
        ),
        # Another place in the same sentence is one claim that says something else.
        (
            [claim(3, place="harbour")],
            [claim(3, place="market")],
            [("changed", {"place": ("harbour", "market")})],
        ),
        # Another sentence about another place is another claim.
        (
            [claim(3, place="harbour")],
            [claim(8, place="market", quote="Eight were counted there, he said")],
            [("added", {}), ("withdrawn", {})],
        ),
    ],
)
def test_what_an_edit_did(before: list[Claim], after: list[Claim], expected: list[Any]) -> None:
    assert sorted(told(claim_edits(before, after)), key=repr) == sorted(expected, key=repr)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([claim(1)], [claim(2)], "value"),
        ([claim(3)], [claim(3, event_date=DAY)], "value"),
        ([claim(3)], [claim(3, polarity="denied")], "denial"),
        ([claim(3)], [], "denial"),
        ([], [claim(3, polarity="denied")], "denial"),
        ([claim(3)], [claim(3, certainty="hedged")], "stance"),
        ([claim(3)], [claim(3, attribution=ADA)], "stance"),
        ([], [claim(3)], "context"),
    ],
)
def test_the_class_of_an_edit_is_read_off_its_claims(
    before: list[Claim], after: list[Claim], expected: str
) -> None:
    edits = claim_edits(before, after)
    assert class_of(edits, headline=False, text=True) == expected
    more = class_of(edits, headline=True, text=True)
    assert more == ("headline" if expected == "context" else expected)
    assert class_of((), headline=False, text=True) == "text"
    assert class_of((), headline=False, text=False) == "noise"


def test_many_claims_are_not_compared_each_with_each() -> None:
    before = [claim(n, at=n) for n in range(300)]
    after = [claim(n + 1000, at=n) for n in range(300)]
    edits = claim_edits(before, after)
    assert {edit.kind for edit in edits} == {"added", "withdrawn"}
    assert len(edits) == 600


CLAIMS = st.lists(
    st.builds(
        claim,
        st.integers(1, 3),
        place=st.sampled_from(["harbour", "market"]),
        at=st.integers(0, 50),
        certainty=st.sampled_from(["stated", "hedged"]),
        polarity=st.sampled_from(["affirmed", "denied"]),
    ),
    max_size=5,
)


@given(CLAIMS, st.randoms())
def test_equal_claims_have_no_edit_wherever_they_stand(claims: list[Claim], chance: Any) -> None:
    moved = [
        replace(
            one, evidence=replace(one.evidence, start=one.evidence.start + 100, end=one.evidence.end + 100)
        )
        for one in claims
    ]
    chance.shuffle(moved)
    assert claim_edits(claims, moved) == ()


@given(CLAIMS, CLAIMS)
def test_no_claim_is_in_two_edits_and_none_says_the_same_on_both_sides(
    before: list[Claim], after: list[Claim]
) -> None:
    edits = claim_edits(before, after)
    for side, claims in (("before", before), ("after", after)):
        used = [id(one) for edit in edits if (one := getattr(edit, side)) is not None]
        assert len(used) == len(set(used))
        assert set(used) <= {id(one) for one in claims}
    assert all(edit.parts for edit in edits if edit.kind == "changed")
