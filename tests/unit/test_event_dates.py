"""Which date of a sentence is the day of what is counted, which that of the report, and which neither."""

from __future__ import annotations

from functools import cache

import pytest

from archive.domain.claim import Claim
from archive.domain.story import Story
from archive.domain.story_parse import parse_story
from tests.unit.extraction import ROOT, claims

STORY = """
[story]
id = "ansel"
title = "Port Ansel"
packs = ["casualties", "headcount", "money"]

[[entity]]
id = "norpress"
kind = "source"
aliases = ["Norpress"]
[[entity]]
id = "tellan"
kind = "party"
pronoun = "it"
aliases = ["Tellan Rail", "Tellan"]
"""


@cache
def story() -> Story:
    folder = ROOT / "src" / "archive" / "packs"
    packs = {
        name: (folder / f"{name}.toml").read_text(encoding="utf-8")
        for name in ("casualties", "headcount", "money")
    }
    return parse_story("ansel.toml", STORY, packs)


def counted(text: str, value: int) -> Claim:
    found = [claim for claim in claims(story(), text, "2031-05-14") if claim.fields.get("value") == value]
    assert len(found) == 1, found
    return found[0]


# 2031-05-14 is a Wednesday.
DATES: list[tuple[str, str | None, str | None]] = [
    # the day of the event
    ("24 people were killed on Monday.", "2031-05-12", None),
    ("On Monday, 24 people were killed.", "2031-05-12", None),
    ("On Monday a mudslide killed 24 people.", "2031-05-12", None),
    ("24 people were killed in a mudslide on Monday.", "2031-05-12", None),
    ("24 people were killed last week.", "2031-05", None),
    ("24 people were killed yesterday.", "2031-05-13", None),
    ("24 people were killed in April.", "2031-04", None),
    ("24 people were killed on 3 May.", "2031-05-03", None),
    ("A mudslide in the hills killed 24 people on Monday.", "2031-05-12", None),
    ("A mudslide struck Ambry on Monday, killing 24 people.", "2031-05-12", None),
    ("A mudslide struck Ambry on Monday, killing 24 people and injuring 60.", "2031-05-12", None),
    ("On Monday night a mudslide struck Ambry, killing 24 people.", "2031-05-12", None),
    ("In 1999, 24 people were killed there.", "1999", None),
    ("That was in 1999, when 24 people were killed.", "1999", None),
    ("It was the worst since 1999, when 24 people were killed.", "1999", None),
    ("A 1999 mudslide killed 24 people.", "1999", None),
    ("24 people were arrested by Monday.", "2031-05-12", None),
    ("There had been 24 arrests by 14:00 on Monday.", "2031-05-12", None),
    ("As of Monday, 24 people were missing.", "2031-05-12", None),
    ("Tellan Rail was ordered on Monday to pay a fine of $24.", "2031-05-12", None),
    ("Tellan Rail announced $24 million in aid on Monday.", "2031-05-12", None),
    ("The $24 million fine dates back to 2027.", "2027", None),
    # the day of the report
    ("Norpress reported on Monday that 24 people were killed.", None, "2031-05-12"),
    ("Norpress on Monday reported that 24 people were killed.", None, "2031-05-12"),
    ("Norpress reported Monday that 24 people were killed.", None, "2031-05-12"),
    ("Norpress said late on Monday that 24 people were killed.", None, "2031-05-12"),
    ("Norpress said early today that 24 people were killed.", None, "2031-05-14"),
    ("On Monday, Norpress said 24 people were killed.", None, "2031-05-12"),
    ("24 people were killed, Norpress said on Monday.", None, "2031-05-12"),
    ("24 people were killed, Norpress reported Monday night.", None, "2031-05-12"),
    ("24 people were killed, officials told lawmakers Monday.", None, "2031-05-12"),
    ("24 people were killed, officials said in a statement on Monday.", None, "2031-05-12"),
    ("24 people were killed, officials said in Ambry on Monday.", None, "2031-05-12"),
    ("24 people were killed, according to a ministry statement issued on Monday.", None, "2031-05-12"),
    ("24 people were killed, said Anton Bell on Monday.", None, "2031-05-12"),
    ("Officials in a statement released Monday said 24 people were killed.", None, "2031-05-12"),
    ("The ministry on Monday put the death toll at 24.", None, "2031-05-12"),
    ("The ministry revised the death toll on Monday to 24.", None, "2031-05-12"),
    ("24 people were killed on Sunday, Norpress said on Monday.", "2031-05-11", "2031-05-12"),
    ("Norpress said on Monday that 24 people were killed on Sunday.", "2031-05-11", "2031-05-12"),
    ("Norpress reported on Monday that officials said 24 people were killed.", None, "2031-05-12"),
    ('Anton Bell spoke on Sunday. "24 people were killed," he said on Monday.', None, "2031-05-12"),
    ('Anton Bell said on Monday: "24 people were killed."', None, "2031-05-12"),
    ("The ministry raised the death toll to 24 late on Monday.", None, "2031-05-12"),
    ("Figures released by the ministry on Monday showed 24 people were killed.", None, "2031-05-12"),
    # neither: the day of something else
    ("The death toll from the mudslide that struck on Friday has risen to 24.", None, None),
    (
        "The death toll from the mudslide that struck Ambry, a town, on Friday night, has risen to 24.",
        None,
        None,
    ),
    ("The death toll in the train crash on Friday rose to 24.", None, None),
    ("The fire in Ambry in April will cost insurers $24 million.", None, None),
    ("One more body was found on Monday, bringing the death toll to 24.", None, None),
    ("As a body was found, on Monday night, the death toll climbed to 24.", None, None),
    ("The storm, which formed on Friday, has killed 24 people.", None, None),
    ("A bridge built in 1962 fell and killed 24 people.", None, None),
    ("The road was shut on Monday, and 24 people were missing.", None, None),
    ("Norpress said on Monday the road was shut; 24 people were killed.", None, None),
    # ends and stretches of time
    ("Tellan Rail will cut 24 jobs by December.", None, None),
    ("Tellan Rail plans to cut 24 jobs by the end of December.", None, None),
    ("By December, Tellan Rail will cut 24 jobs.", None, None),
    ("Tellan Rail will cut 24 jobs starting in June.", None, None),
    ("Tellan Rail has cut 24 jobs since March.", None, None),
    ("Tellan Rail cut 24 jobs late last year and in January.", None, None),
    ("A leak dating back to 2027 exposed the data of 24 customers.", None, None),
    ("24 people are missing until Friday.", None, None),
    # what cannot be told
    ("24 people were killed recently.", None, None),
    ("Several months after that, 24 people were killed.", None, None),
]


@pytest.mark.parametrize(("text", "event", "report"), DATES, ids=[text[:70] for text, _, _ in DATES])
def test_dates(text: str, event: str | None, report: str | None) -> None:
    found = counted(text, 24_000_000 if "million" in text else 24)
    assert (
        found.event_date.value if found.event_date else None,
        found.report_date.value if found.report_date else None,
    ) == (event, report)


@pytest.mark.parametrize("text", ["24 people were killed on Monday.", "24 people were killed yesterday."])
def test_without_a_trusted_anchor_no_day_is_invented(text: str) -> None:
    found = claims(story(), text, None)
    assert [claim.event_date.value if claim.event_date else None for claim in found] == [None]
