"""How firmly a count is told: stated, hedged with the words that hedge it, or denied."""

from __future__ import annotations

import pytest

from tests.unit.extraction import claims
from tests.unit.test_sourcing import story

TOLD: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("24 people were killed.", "stated", "affirmed", ()),
    ("An estimated 24 people were killed.", "stated", "affirmed", ()),
    ("24 people have been confirmed dead, and more are feared dead.", "stated", "affirmed", ()),
    ("24 people are believed to have been killed.", "hedged", "affirmed", ("believed to",)),
    ("It is believed that 24 people were killed.", "hedged", "affirmed", ("believed that",)),
    ("24 people are thought to have died.", "hedged", "affirmed", ("thought to",)),
    ("24 people are said to have died.", "hedged", "affirmed", ("said to have",)),
    ("24 people are feared dead.", "hedged", "affirmed", ("feared dead",)),
    ("24 people were feared to have died.", "hedged", "affirmed", ("feared to",)),
    ("24 people are presumed dead.", "hedged", "affirmed", ("presumed dead",)),
    ("Up to 24 people may have been killed.", "hedged", "affirmed", ("may",)),
    ("As many as 24 people might have died.", "hedged", "affirmed", ("might",)),
    ("24 people could have been killed, officials said.", "hedged", "affirmed", ("could",)),
    ("24 people were reportedly killed.", "hedged", "affirmed", ("reportedly",)),
    ("24 people allegedly died.", "hedged", "affirmed", ("allegedly",)),
    (
        "24 people were killed, according to unconfirmed reports.",
        "hedged",
        "affirmed",
        ("according to unconfirmed",),
    ),
    ("Officials fear 24 people were killed.", "hedged", "affirmed", ("officials fear",)),
    ("Nobody has confirmed that 24 people were killed.", "hedged", "affirmed", ("nobody has confirmed",)),
    ("It is unclear whether 24 people were killed.", "hedged", "affirmed", ("unclear", "whether")),
    ("24 people were not killed.", "stated", "denied", ()),
    ("It is not true that 24 people were killed.", "stated", "denied", ()),
    ("Officials denied that 24 people were killed.", "stated", "denied", ()),
    ("Reports that 24 people were killed are false.", "stated", "denied", ()),
]


@pytest.mark.parametrize(("text", "certainty", "polarity", "hedges"), TOLD, ids=[one[0] for one in TOLD])
def test_certainty(text: str, certainty: str, polarity: str, hedges: tuple[str, ...]) -> None:
    (found,) = (one for one in claims(story(), text, "2031-05-14") if one.fields.get("value") == 24)
    assert (found.certainty, found.polarity, found.hedges) == (certainty, polarity, hedges)
