"""Rules 1 to 3: who speaks for an article, how many are independent, and whose words they are."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.consolidate.voices import (
    first_public,
    newest_words,
    origins,
    publishers,
    rank,
    representatives,
)
from archive.domain.fact import Voice
from archive.domain.moment import PartialDate
from tests.unit.voices import articles, review, voice

MAY = "2024-05-01"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(
            voice(MAY, "A", at=9, claim={"relation": "ge"}, verdict=review("accepted")),
            voice(MAY, "A", at=1),
            id="reviewed over all",
        ),
        pytest.param(
            voice(MAY, "A", at=9, claim={"block": "caption"}),
            voice(MAY, "A", at=1, claim={"certainty": "hedged"}),
            id="stated over hedged",
        ),
        pytest.param(
            voice(MAY, "A", at=9), voice(MAY, "A", at=1, claim={"block": "headline"}), id="body over headline"
        ),
        pytest.param(
            voice(MAY, "A", at=9, claim={"block": "headline"}),
            voice(MAY, "A", at=1, claim={"block": "caption"}),
            id="headline over caption",
        ),
        pytest.param(
            voice(MAY, "A", at=9), voice(MAY, "A", at=1, claim={"relation": "ge"}), id="exact over bounded"
        ),
        pytest.param(voice(MAY, "A", at=1), voice(MAY, "A", at=9), id="lowest offset"),
    ],
)
def test_one_representative_speaks_for_an_article(better: Voice, worse: Voice) -> None:
    assert rank(better) < rank(worse)
    assert representatives([worse, better]) == representatives([better, worse]) == [better]


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        ([voice(MAY, "A"), voice(MAY, "B")], 2),
        ([voice(MAY, "A"), voice(MAY, "A", at=9)], 1),
        ([voice(MAY, "A", page="1"), voice(MAY, "A", page="2")], 1),
        ([voice(MAY, "The Post", page="1"), voice(MAY, "the  post", page="2")], 1),
        ([voice(MAY, "A", cluster="c"), voice("2024-05-02", "B", cluster="c")], 1),
        # Two outlets that both print one agency's text and also their own: the copies are the agency's.
        (
            [
                voice(MAY, "Wire", cluster="c"),
                voice("2024-05-02", "A", cluster="c"),
                voice("2024-05-02", "A", page="own"),
            ],
            2,
        ),
        ([voice(MAY, None, page="1"), voice(MAY, None, page="2")], 2),
        ([], 0),
    ],
)
def test_independent_publishers(voices: list[Voice], expected: int) -> None:
    assert publishers(voices) == expected


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        pytest.param([voice(MAY, n, by="aide") for n in "ABCDE"], ("aide",), id="five outlets, one aide"),
        pytest.param([voice(MAY, "A", by=("agency", "paper"))], ("agency",), id="first speaker of a chain"),
        pytest.param([voice(MAY, "A"), voice(MAY, "B")], ("A", "B"), id="nobody credited"),
        pytest.param(
            [voice(MAY, "A", by="aide"), voice(MAY, "B", leans_on=("agency", "aide"))],
            ("aide",),
            id="leans on one already counted",
        ),
        pytest.param(
            [voice(MAY, "A", leans_on=("agency", "aide"))], ("agency",), id="leans on whom it credits first"
        ),
        pytest.param(
            [voice(MAY, "A", leans_on=("x", "y")), voice("2024-05-02", "B", leans_on=("y",))],
            ("y",),
            id="no more origins than needed",
        ),
        pytest.param(
            [voice(MAY, "A", cluster="c"), voice("2024-05-02", "B", cluster="c")],
            ("A",),
            id="a copy adds none",
        ),
        pytest.param(
            [voice(MAY, "State Wire"), voice(MAY, "B", by="state_wire")],
            ("state_wire",),
            id="an outlet that others credit is one origin",
        ),
        pytest.param([voice(MAY, None, page="9")], ("https://nobody.example/9",), id="unknown outlet"),
    ],
)
def test_origins(voices: list[Voice], expected: tuple[str, ...]) -> None:
    assert origins(voices) == expected
    assert origins(list(reversed(voices))) == expected


@pytest.mark.parametrize(
    ("voices", "day", "trusted"),
    [
        pytest.param([voice(MAY, "A"), voice("2024-05-09", "B")], MAY, True, id="earliest"),
        pytest.param(
            [voice(MAY, "A", basis="captured"), voice("2024-05-09", "B")],
            "2024-05-09",
            True,
            id="when we looked does not date words while there is better",
        ),
        pytest.param([voice(MAY, "A", basis="captured")], MAY, False, id="nothing better"),
        pytest.param(
            [voice(MAY, "A", basis="captured", version=2)], MAY, True, id="an edit seen between two looks"
        ),
    ],
)
def test_when_words_became_public(voices: list[Voice], day: str, trusted: bool) -> None:
    (date,) = first_public(("words", each) for each in voices).values()
    assert (date.at, date.trusted) == (PartialDate(day).start, trusted)


def test_a_late_copy_is_no_newer_text() -> None:
    voices = [voice("2024-05-01", "A", cluster="c"), voice("2024-05-09", "B", cluster="c")]
    assert newest_words(voices) == PartialDate("2024-05-01").start


@given(articles("toll"), st.randoms(use_true_random=False))
def test_counts_do_not_depend_on_order(voices: list[Voice], chance: random.Random) -> None:
    shuffled = chance.sample(voices, len(voices))
    assert (publishers(shuffled), origins(shuffled)) == (publishers(voices), origins(voices))
    assert representatives(shuffled) == representatives(voices)
