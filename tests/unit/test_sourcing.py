"""Who is named as the source of a count, in the many ways in which news reports name one."""

from __future__ import annotations

from functools import cache

import pytest

from archive.domain.claim import Claim
from archive.domain.story import Story
from archive.domain.story_parse import parse_story
from tests.unit.extraction import ROOT, claims

STORY = """
[story]
id = "mudslide"
title = "A mudslide at Port Ansel"
packs = ["casualties"]

[[entity]]
id = "interior_ministry"
kind = "source"
aliases = ["Interior Ministry", "Ministry of the Interior"]
[[entity]]
id = "rescue_service"
kind = "source"
aliases = ["Civil Rescue Service", "CRS"]
[[entity]]
id = "finch"
kind = "source"
aliases = ["Orla Finch", "Finch"]
[[entity]]
id = "norpress"
kind = "source"
aliases = ["Norpress"]
[[entity]]
id = "tellan"
kind = "party"
pronoun = "it"
aliases = ["Tellan Rail", "Tellan"]
[[entity]]
id = "ansel"
kind = "place"
aliases = ["Port Ansel"]
"""


@cache
def story() -> Story:
    pack = ROOT / "src" / "archive" / "packs" / "casualties.toml"
    return parse_story("mudslide.toml", STORY, {"casualties": pack.read_text(encoding="utf-8")})


def the_dead(text: str) -> Claim:
    found = [
        claim
        for claim in claims(story(), text, "2031-05-14")
        if claim.fields.get("measure") == "dead" and claim.fields.get("value") == 24
    ]
    assert len(found) == 1, found
    return found[0]


SAID = "24 people were killed"
SOURCES: list[tuple[str, list[str]]] = [
    # before what is said
    ("The Interior Ministry said 24 people were killed.", ["interior_ministry"]),
    ("The interior ministry said 24 people were killed.", ["interior_ministry"]),
    ("Officials said 24 people were killed.", ["officials"]),
    ("Rescue workers said 24 people were killed.", ["rescue workers"]),
    ("Two senior officials said 24 people were killed.", ["two senior officials"]),
    ("A top state official said Wednesday that 24 people were killed.", ["a top state official"]),
    ("A harbour pilot who asked not to be named said that 24 people were killed.", ["a harbour pilot"]),
    ("Two people close to the inquiry said 24 people were killed.", ["two people close to the inquiry"]),
    ("The head of the local clinic said 24 people were killed.", ["the head of the local clinic"]),
    ("A lawyer for the families said 24 people were killed.", ["a lawyer for the families"]),
    ("Survivors told reporters that 24 people were killed.", ["survivors"]),
    ("The mayor, Anton Bell, said 24 people were killed.", ["anton bell"]),
    ("Anton Bell, the mayor of the town, said 24 people were killed.", ["anton bell"]),
    ("Anton Bell, who lost a brother, said 24 people were killed.", ["anton bell"]),
    ("Town spokesman Anton Bell said 24 people were killed.", ["anton bell"]),
    ("Orla Finch on Tuesday said that 24 people were killed.", ["finch"]),
    ("Finch, in an interview with a radio station, said 24 people were killed.", ["finch"]),
    ("Finch in a statement released late Tuesday said 24 people were killed.", ["finch"]),
    ("On Tuesday, officials said 24 people were killed.", ["officials"]),
    ("Officials have since confirmed that 24 people were killed.", ["officials"]),
    ("An Interior Ministry spokesman said 24 people were killed.", ["interior_ministry"]),
    ("Interior Ministry officials said 24 people were killed.", ["interior_ministry"]),
    ("A statement by the Interior Ministry said 24 people were killed.", ["interior_ministry"]),
    ("An Interior Ministry statement said 24 people were killed.", ["interior_ministry"]),
    ("The police chief said 24 people were killed.", ["the police chief"]),
    ("Norpress reported that 24 people were killed.", ["norpress"]),
    (
        "Norpress reported on Tuesday that officials had said 24 people were killed.",
        ["officials", "norpress"],
    ),
    ("Norpress, citing Orla Finch, reported that 24 people were killed.", ["finch", "norpress"]),
    ("Norpress, citing people close to the inquiry, reported that 24 people were killed.", ["norpress"]),
    ("Norpress quoted Orla Finch as saying that 24 people were killed.", ["finch", "norpress"]),
    ("Orla Finch was quoted by Norpress as saying 24 people were killed.", ["finch", "norpress"]),
    ("Quoting Orla Finch, Norpress said 24 people were killed.", ["finch", "norpress"]),
    ("According to Norpress, 24 people were killed.", ["norpress"]),
    ("According to figures from the Interior Ministry, 24 people were killed.", ["interior_ministry"]),
    ("According to an updated interior ministry toll, 24 people were killed.", ["interior_ministry"]),
    ("According to hospital records, 24 people were killed.", ["hospital records"]),
    ("According to town spokesman Anton Bell, 24 people were killed.", ["anton bell"]),
    ("An inquiry by the Interior Ministry found that 24 people were killed.", ["interior_ministry"]),
    ("Hospital records show that 24 people were killed.", ["hospital records"]),
    ("The Interior Ministry believes 24 people were killed.", ["interior_ministry"]),
    ("The Interior Ministry put the death toll at 24.", ["interior_ministry"]),
    ("The Interior Ministry on Tuesday revised the death toll to 24.", ["interior_ministry"]),
    ("The Civil Rescue Service, which keeps the count, put the death toll at 24.", ["rescue_service"]),
    ("Anton Bell, the mayor, told Norpress that 24 people were killed.", ["anton bell", "norpress"]),
    ("The owner of Tellan Rail said 24 people were killed.", ["the owner of tellan rail"]),
    ("Tellan Rail said 24 people were killed.", ["tellan"]),
    ("A Tellan Rail statement said 24 people were killed.", ["tellan"]),
    ("The Herald of Ambry reported that 24 people were killed.", ["the herald of ambry"]),
    ("The rescue centre in Ambry said 24 people were killed.", ["the rescue centre in ambry"]),
    ("It was an order several survivors said came late, and 24 people were killed.", ["several survivors"]),
    ("Police and rescue workers said 24 people were killed.", ["police and rescue workers"]),
    (
        "Figures released by the Interior Ministry on Monday showed 24 people were killed.",
        ["interior_ministry"],
    ),
    ("Activists claim 24 people were killed.", ["activists"]),
    ("Residents of Ambry say 24 people were killed.", ["residents of ambry"]),
    ("The Interior Ministry's latest figures show that 24 people were killed.", ["interior_ministry"]),
    ("In a statement, the Interior Ministry said 24 people were killed.", ["interior_ministry"]),
    ("Speaking to reporters, Orla Finch said 24 people were killed.", ["finch"]),
    # behind what is said
    (f"{SAID}, officials said.", ["officials"]),
    (f"{SAID}, the Interior Ministry said on Tuesday.", ["interior_ministry"]),
    (f"{SAID}, the Interior Ministry said in a press release.", ["interior_ministry"]),
    (f"{SAID}, the Interior Ministry told lawmakers Tuesday.", ["interior_ministry"]),
    (f"{SAID}, Orla Finch told a meeting also attended by survivors.", ["finch"]),
    (f"{SAID}, Orla Finch told Norpress.", ["finch", "norpress"]),
    (f"{SAID} \u2014 the Interior Ministry reported Tuesday night.", ["interior_ministry"]),
    (f"{SAID}, said Orla Finch.", ["finch"]),
    (f"{SAID}, said the clinic's director, Anton Bell.", ["anton bell"]),
    (f"{SAID}, reckons Anton Bell of the Bureau.", ["anton bell"]),
    (f"{SAID}, according to police.", ["police"]),
    (f"{SAID}, according to coast guard spokesman Anton Bell.", ["anton bell"]),
    (f"{SAID}, according to a ministry statement issued on Tuesday.", ["a ministry statement"]),
    (f"{SAID}, Norpress reported, citing Orla Finch.", ["finch", "norpress"]),
    (f"{SAID}, by the estimate of the Interior Ministry.", ["interior_ministry"]),
    (f"{SAID}, police have revealed.", ["police"]),
    (f"{SAID}, Norpress quoted Orla Finch as saying.", ["finch", "norpress"]),
    (f"{SAID}, a man at the scene who saw the slide said.", ["a man at the scene"]),
    (
        "Police said the road was shut, and 24 people were killed, the Interior Ministry said.",
        ["interior_ministry"],
    ),
    ("Police said the road was shut; 24 people were killed.", []),
    ("Police said the road was shut, while 24 people were killed in Ambry.", []),
    (f'"{SAID}, a sad day for our company, and one we will not forget," said Orla Finch.', ["finch"]),
    (f"{SAID}, said Cmdr. Anton Bell.", ["anton bell"]),
    (f"{SAID} in the United States.", []),
    (f"{SAID}, in a number reported by Norpress that doesn't include the missing.", ["norpress"]),
    (
        f"{SAID}, state television reported, citing the Interior Ministry.",
        ["interior_ministry", "state television"],
    ),
    (f"{SAID}, state news agency ARN reported on Monday.", ["state news agency arn"]),
    (f"{SAID}, police and hospital officials said.", ["police and hospital officials"]),
    (f"{SAID}, a count by Norpress shows.", ["norpress"]),
    (f"{SAID}, a spokeswoman for the Interior Ministry said.", ["interior_ministry"]),
    (f"{SAID}, the governor's office said.", ["the governor's office"]),
    (f"{SAID}, as Norpress reported.", ["norpress"]),
    (f"{SAID}, said the mayor of Ambry, Anton Bell.", ["anton bell"]),
    (f"{SAID}, Orla Finch was quoted as saying by Norpress.", ["finch", "norpress"]),
    (f"{SAID}, according to a toll given by the Interior Ministry.", ["interior_ministry"]),
    (f'"{SAID}," read a statement by the Interior Ministry.', ["interior_ministry"]),
    # between its words
    ("The death toll, according to the Interior Ministry, rose to 24.", ["interior_ministry"]),
    ("The death toll, officials say, rose to 24.", ["officials"]),
    # who is meant
    (f"The Interior Ministry spoke of a disaster. {SAID}, it said.", []),
    (f"The Interior Ministry said help was coming. {SAID}, it added.", ["interior_ministry"]),
    (f"The Interior Ministry said help was coming. {SAID}, the ministry said.", ["interior_ministry"]),
    (f"Anton Bell, the mayor, said help was coming. {SAID}, the mayor said.", ["anton bell"]),
    (f"Anton Bell, the mayor, said help was coming. {SAID}, Bell said.", ["anton bell"]),
    (f"Anton Bell, the mayor, said help was coming. {SAID}, he said.", ["anton bell"]),
    (f"Tellan Rail ran the line. {SAID}, the company said.", ["tellan"]),
    (f"Norpress reported the slide first. {SAID}, the agency said.", ["norpress"]),
    (f"Norpress reported the slide first. {SAID}, according to the same source.", ["norpress"]),
    (f"The Interior Ministry said help was coming. {SAID}.", []),
    # quotations
    (f'"{SAID}," Orla Finch said.', ["finch"]),
    (f'"It is a disaster," said Orla Finch. "{SAID}."', ["finch"]),
    (f'"It is a disaster. {SAID}," said Orla Finch.', ["finch"]),
    (f'"It is a disaster," said Orla Finch. "The road is shut. {SAID}."', ["finch"]),
    (f"\u201cIt is a disaster,\u201d said Orla Finch. \u201cThe road is shut. {SAID}.\u201d", ["finch"]),
    (f'Orla Finch was tired.\n\n"{SAID}," she said.', []),
    (f'Orla Finch said help was coming.\n\n"{SAID}. We are tired."', ["finch"]),
    ('Orla Finch said: "Police said 24 people were killed."', ["police", "finch"]),
    (
        f"\u201cIt is a disaster. {SAID}.\n\n\u201cThe road is shut,\u201d Orla Finch told reporters.",
        ["finch"],
    ),
    # nobody
    (f"{SAID}.", []),
    (f"{SAID} amid reported landslides.", []),
    ("24 people were reported killed.", []),
    ("The slide claimed 24 lives.", []),
    ("The number of confirmed dead rose to 24.", []),
]


@pytest.mark.parametrize(("text", "sources"), SOURCES, ids=[text[:70] for text, _ in SOURCES])
def test_sources(text: str, sources: list[str]) -> None:
    assert [link.source for link in the_dead(text).attribution] == sources


HEADLINES: list[tuple[str, list[str]]] = [
    ("Mudslide kills 24 people: ministry", ["ministry"]),
    ("Interior Ministry: 24 people killed in mudslide", ["interior_ministry"]),
    ("Mudslide kills 24 people, officials say", ["officials"]),
    ("Mudslide kills 24 people: a long night in the hills", []),
]


@pytest.mark.parametrize(("headline", "sources"), HEADLINES)
def test_sources_of_a_headline(headline: str, sources: list[str]) -> None:
    body = "\n\nIt rained in the hills all day and all night, and the road was shut at once."
    found = [claim for claim in claims(story(), headline + body, "2031-05-14") if claim.block == "headline"]
    assert [[link.source for link in claim.attribution] for claim in found] == [sources]
