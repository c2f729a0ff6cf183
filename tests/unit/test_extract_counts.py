"""The casualty pack: numbers, how they stand to the truth, and what they count."""

from __future__ import annotations

from functools import cache

import pytest

from archive.domain.claim import Claim
from archive.domain.story import Story
from tests.unit.extraction import casualty_story, claims

Told = tuple[object, object, str, str, str]


@cache
def story() -> Story:
    return casualty_story()


def brief(claim: Claim) -> Told:
    fields = claim.fields
    return (fields.get("measure"), fields.get("value"), claim.relation, claim.role, claim.polarity)


def says(
    measure: str, value: int, relation: str = "eq", role: str = "current", polarity: str = "affirmed"
) -> Told:
    return (measure, value, relation, role, polarity)


COUNTS: list[tuple[str, list[Told]]] = [
    ("The death toll rose to 11 on Wednesday.", [says("dead", 11)]),
    ("Death toll rises to 12", [says("dead", 12)]),
    ("Marla Dawn toll reaches 14", [says("dead", 14)]),
    ("At least 80 people are dead, police said.", [says("dead", 80, "ge")]),
    ("At least 80 dead in market fire", [says("dead", 80, "ge")]),
    (
        "The toll was revised down to 97 from 115.",
        [says("dead", 97), says("dead", 115, role="previous")],
    ),
    (
        "The death toll was revised down from 14 to 13 on Thursday.",
        [says("dead", 13), says("dead", 14, role="previous")],
    ),
    (
        "Police revised the number of deaths from the fire at Skerry to 97, down from their earlier toll of 115.",
        [says("dead", 97), says("dead", 115, role="previous")],
    ),
    ("The fires claimed at least 115 lives.", [says("dead", 115, "ge")]),
    ("They worked through a list of 3,200 missing people.", []),
    ("Another 12 people are missing.", [says("missing", 12)]),
    ("Three are dead and another 12 missing.", [says("dead", 3), says("missing", 12)]),
    ("Four people were killed on Monday when the ferry sank.", [says("dead", 4)]),
    ("At least 18 were taken to hospital.", [says("in_hospital", 18, "ge")]),
    ("The coastguard said that 12 people were still missing.", [says("missing", 12)]),
    ("Fourteen people died in the sinking, police said on Saturday.", [says("dead", 14)]),
    ("He denied that 15 people had died.", [says("dead", 15, polarity="denied")]),
    ("One person is still missing: a deckhand.", [says("missing", 1)]),
    ("Between 40 and 50 people were injured.", [says("injured", 40, "range")]),
    ("Up to 30 people are feared dead.", [says("dead", 30, "le")]),
    ("Some 1,200 people were rescued.", [says("rescued", 1200, "approx")]),
    ("The fire killed 79 people and injured 22.", [says("dead", 79), says("injured", 22)]),
    ("Police said 58 people were missing and presumed dead.", [says("presumed_dead", 58)]),
    ("The number of people confirmed dead has reached 30.", [says("dead", 30)]),
    (
        "Two more people have died, bringing the death toll to 14.",
        [says("dead", 2, role="increment"), says("dead", 14)],
    ),
    ("The final death toll stands at seventy-two.", [says("dead", 72)]),
    ("The health ministry said the number of injured had risen to 250.", [says("injured", 250)]),
    ("Boats pulled 61 people from the water before dark.", [says("rescued", 61)]),
    (
        "The death toll climbed to 97, up from 80 on Friday.",
        [says("dead", 97), says("dead", 80, role="previous")],
    ),
    ("No fewer than 17 people were injured.", [says("injured", 17, "ge")]),
    ("Nearly two hundred people were hurt.", [says("injured", 200, "approx")]),
    ("About 1.2 million people have been evacuated.", [says("evacuated", 1_200_000, "approx")]),
    (
        "The blaze left 12 people dead and more than 60 injured.",
        [says("dead", 12), says("injured", 60, "ge")],
    ),
    ("More than 60 firefighters attended.", []),
    ("The ferry lies in 24 metres of water.", []),
    ("The dead included a man of 71.", []),
    ("The building had 24 storeys and 120 flats.", []),
    ("In 2017 people died there too.", []),
]


@pytest.mark.parametrize(("text", "expected"), COUNTS, ids=[text[:60] for text, _ in COUNTS])
def test_count(text: str, expected: list[Told]) -> None:
    assert sorted(map(brief, claims(story(), text)), key=str) == sorted(expected, key=str)


def test_a_range_keeps_its_upper_end() -> None:
    (claim,) = claims(story(), "Between 40 and 50 people were injured.")
    assert claim.fields["value_to"] == 50


def test_a_correction_says_so() -> None:
    now, before = claims(story(), "Police revised the death toll down to 97 from 115.")
    assert (now.fields["correction"], now.fields["previous"]) == (True, 115)
    assert before.role == "previous"


def test_what_is_feared_or_may_come_is_hedged() -> None:
    for text in ("Up to 30 people are feared dead.", "The death toll could reach 100, police said."):
        (claim,) = claims(story(), text)
        assert claim.certainty == "hedged", text
