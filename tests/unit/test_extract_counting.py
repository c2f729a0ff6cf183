"""The grammar of counts, over the built-in packs: what a number counts, whose it is, and of which part."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from archive.domain.claim import Claim
from archive.domain.story import Story
from archive.domain.story_parse import parse_story
from archive.extractors.rules import RulesExtractor
from archive.service.packs import built_in_pack
from tests.unit.extraction import claims, extract

NAMES = """
[[entity]]
id = "norland"
kind = "party"
aliases = ["Norland"]
[[entity]]
id = "velmar"
kind = "party"
aliases = ["Velmar", "Velmar Motors"]
[[entity]]
id = "aldor"
kind = "place"
aliases = ["Aldor"]
[[entity]]
id = "varn"
kind = "place"
aliases = ["Varn"]
"""


@cache
def story(pack: str) -> Story:
    source = f'[story]\nid = "t"\ntitle = "T"\npacks = ["{pack}"]\n{NAMES}'
    return parse_story("t.toml", source, {pack: built_in_pack(pack) or ""})


def told(claim: Claim) -> dict[str, Any]:
    """What matters here: the fields without their wordings, relation and role where they are not plain."""
    fields = {
        name: value
        for name, value in claim.fields.items()
        if not name.endswith("_text") and name not in ("previous", "party")
    }
    return (
        fields
        | ({"relation": claim.relation} if claim.relation != "eq" else {})
        | ({"role": claim.role} if claim.role != "current" else {})
    )


def dead(value: int, **more: Any) -> dict[str, Any]:
    return {"measure": "dead", "value": value} | more


def hurt(value: int, **more: Any) -> dict[str, Any]:
    return {"measure": "injured", "value": value} | more


def gone(value: int, **more: Any) -> dict[str, Any]:
    return {"measure": "missing", "value": value} | more


def cut(value: int, **more: Any) -> dict[str, Any]:
    return {"measure": "jobs_cut", "value": value} | more


def staff(value: int, **more: Any) -> dict[str, Any]:
    return {"measure": "workforce", "value": value} | more


def sent(value: int, **more: Any) -> dict[str, Any]:
    return {"measure": "troops_sent", "value": value} | more


def there(value: int, **more: Any) -> dict[str, Any]:
    return {"measure": "troops_present", "value": value} | more


def hit(value: int, **more: Any) -> dict[str, Any]:
    return {"measure": "affected", "value": value} | more


def held(value: int, **more: Any) -> dict[str, Any]:
    return {"measure": "arrested", "value": value} | more


def crowd(value: int, **more: Any) -> dict[str, Any]:
    return {"measure": "attended", "value": value} | more


def money(measure: str, value: int, currency: str = "USD", **more: Any) -> dict[str, Any]:
    return {"measure": measure, "currency": currency, "value": value} | more


CASUALTIES: list[tuple[str, list[dict[str, Any]]]] = [
    ("At least 97 people were killed and 300 injured.", [dead(97, relation="ge"), hurt(300)]),
    ("The blast killed 97 people, injured 300 and left 40 missing.", [dead(97), hurt(300), gone(40)]),
    ("The toll rose from 80 to 97 on Monday.", [dead(97), dead(80, role="previous")]),
    ("The toll stands at 97, up from 80.", [dead(97), dead(80, role="previous")]),
    (
        "The toll was revised down to 97 from 115.",
        [dead(97, correction=True), dead(115, role="previous")],
    ),
    ("Death toll in Aldor tops 100", [dead(100, place="aldor", relation="ge")]),
    ("It was the scene of a capsize in 1996, in which 500 people died.", [dead(500, role="historic")]),
    ("The death toll could top 200.", [dead(200, role="projected")]),
    ("The death toll is nearing 100.", [dead(100, relation="approx")]),
    ("The number of people killed has risen to 97.", [dead(97)]),
    ("The number of those known to have died reached 97.", [dead(97)]),
    ("Between 11,000 and 12,000 people have died.", [dead(11000, value_to=12000, relation="range")]),
    ("Dozens of people were killed.", [dead(24, relation="ge")]),
    ("Nineteen people died, five of them children.", [dead(19), dead(5, group="children")]),
    ("97 people, including 12 children, were killed.", [dead(97), dead(12, group="children")]),
    (
        "Three soldiers and nine civilians were killed.",
        [dead(3, group="soldiers"), dead(9, group="civilians")],
    ),
    ("The fire claimed the lives of 24 people.", [dead(24)]),
    ("The quake left 97 people dead.", [dead(97)]),
    ("Aldor: 84 dead, 350 injured", [dead(84, place="aldor"), hurt(350, place="aldor")]),
    ("97 people died in Aldor and 12 in Varn.", [dead(97, place="aldor"), dead(12, place="varn")]),
    ("In Aldor, 97 people were killed.", [dead(97, place="aldor")]),
    ("Rain fell on Aldor. At least 31 people died there.", [dead(31, place="aldor", relation="ge")]),
    ("In Aldor 97 people died. 12 people are missing in that area alone.", [
        dead(97, place="aldor"), gone(12, place="aldor"),
    ]),
    ("97 people were killed in Aldor and Varn.", [dead(97)]),
    ("The toll from the quake that struck Aldor rose to 97.", [dead(97)]),
    ("Rescuers pulled six survivors from the rubble.", [{"measure": "rescued", "value": 6}]),
    ("Another 12 bodies were recovered, bringing the death toll to 109.", [
        {"measure": "bodies", "value": 12, "role": "increment"}, dead(109),
    ]),
    ("The crash takes to 46 the number of people killed this year.", [dead(46)]),
    ("97 people were killed or wounded.", []),
    ("88 bodies have been identified.", []),
    ("97 dead whales were found on the beach.", []),
    ("793 injured passengers have been discharged.", []),
    ("They went through a list of 3,200 missing people.", []),
    ("Divers looked for the missing as thousands of mourners prayed.", []),
    ("Only 75 of the 325 students survived.", [{"measure": "survived", "group": "students", "value": 75}]),
    ("At least 23 of those confirmed dead are students.", [dead(23, group="students", relation="ge")]),
    ("A 41-year-old driver was hurt.", []),
    ("Some 18,000 people have been displaced.", [{"measure": "displaced", "value": 18000, "relation": "approx"}]),
    ("1,404 people are in critical condition.", [{"measure": "critical", "value": 1404}]),
]  # fmt: skip

HEADCOUNTS: list[tuple[str, list[dict[str, Any]]]] = [
    ("Velmar plans to cut more than 15,000 jobs.", [cut(15000, relation="ge", role="projected")]),
    ("Velmar to cut 4,200 jobs", [cut(4200, role="projected")]),
    ("Velmar laid 400 workers off in March.", [cut(400)]),
    ("Velmar is laying off another 9,000 workers.", [cut(9000, role="increment")]),
    ("About 1,200 Velmar workers have been made redundant.", [cut(1200, relation="approx")]),
    ("Velmar will cut 10 percent of its workforce, or 1,200 employees.", [cut(1200, role="projected")]),
    ("The loss of 1,200 jobs was announced by Velmar.", [cut(1200)]),
    ("Some 1,200 workers will lose their jobs at Velmar.", [cut(1200, relation="approx", role="projected")]),
    ("Velmar had a workforce of 124,800.", [staff(124800)]),
    ("Velmar employs about 12,000 people.", [staff(12000, relation="approx")]),
    ("Velmar's headcount fell to 44,400 from 46,500.", [staff(44400), staff(46500, role="previous")]),
    ("Velmar had about 1,600 full-time and part-time employees.", [staff(1600, relation="approx")]),
    ("Harrow Steel laid off 18,000 workers.", []),
    ("Harrow Steel said on Monday it would cut 11,000 jobs.", []),
    ("Velmar closed 40 stores.", []),
    ("Norland has sent about 12,000 troops to Varn.", [sent(12000, relation="approx", place="varn")]),
    ("Norland dispatched another 1,500 soldiers.", [sent(1500, role="increment")]),
    ("Norland will deploy 3,000 troops.", [sent(3000, role="projected")]),
    ("Some 11,000 Norland soldiers have arrived in Varn.", [
        there(11000, relation="approx", place="varn"),
    ]),
    ("The number of Norland troops in Varn rose by 2,000, bringing the total to 10,000.", [
        there(2000, role="increment", place="varn"), there(10000, place="varn"),
    ]),
    ("Norland troops in Varn will be cut to 2,500.", [there(2500, place="varn", role="projected")]),
    ("Each truck carried 40 men in uniform.", []),
    ("The breach exposed the data of 143 million customers of Velmar.", [hit(143_000_000)]),
    ("As many as 500 million guests may be affected.", [hit(500_000_000, relation="le")]),
    ("Hackers stole data on 12 million Canadians from Velmar.", [hit(12_000_000)]),
    ("300 million customers had their passwords stolen.", [hit(300_000_000)]),
    ("Police arrested 1,065 protesters, bringing the total to 1,600.", [held(1065), held(1600)]),
    ("There had been 1,445 arrests by Monday.", [held(1445)]),
    ("More than 240,000 people marched through Varn.", [crowd(240000, relation="ge", place="varn")]),
    ("Police put the turnout at 38,000.", [crowd(38000)]),
    ("A crowd of 5,000 gathered.", [crowd(5000)]),
]  # fmt: skip

AMOUNTS: list[tuple[str, list[dict[str, Any]]]] = [
    ("Velmar was fined 2.4 billion euros.", [money("fine", 2_400_000_000, "EUR")]),
    ("The board fined Velmar €2.4bn.", [money("fine", 2_400_000_000, "EUR")]),
    ("The court upheld a €2.4bn fine against Velmar.", [money("fine", 2_400_000_000, "EUR")]),
    ("Velmar must pay a fine of 318 million euros, up from 287.5 million euros.", [
        money("fine", 318_000_000, "EUR"), money("fine", 287_500_000, "EUR", role="previous"),
    ]),
    ("A €1.1bn fine was handed to the chipmaker Harrow.", []),
    ("Norland pledged $500 million in aid.", [money("pledged", 500_000_000)]),
    ("Norland pledged $3 million and Velmar $2 million.", [money("pledged", 3_000_000), money("pledged", 2_000_000)]),
    ("Norland will give a further $6m.", [money("donated", 6_000_000, role="increment")]),
    ("Norland approved a $61bn aid package.", [money("aid", 61_000_000_000)]),
    ("The flood caused damage of $30m.", [money("damage", 30_000_000)]),
    ("The storm cost insurers an estimated $3.6bn.", [money("cost", 3_600_000_000, relation="approx")]),
    ("Velmar buys Harrow for $26.2 billion", [money("deal", 26_200_000_000)]),
    ("Velmar will buy Harrow for $196 per share.", []),
    ("Velmar agreed to a deal worth $3bn.", [money("deal", 3_000_000_000)]),
    ("Velmar lost 12 million francs last year.", []),
    ("Velmar lost $12 million.", [money("loss", 12_000_000)]),
    ("Billions of dollars in aid were promised.", []),
    ("Velmar raised between $3 million and $5 million.", [
        money("raised", 3_000_000, value_to=5_000_000, relation="range"),
    ]),
]  # fmt: skip


def unordered(found: list[dict[str, Any]]) -> list[tuple[tuple[str, str], ...]]:
    return sorted(tuple(sorted((key, str(value)) for key, value in one.items())) for one in found)


@pytest.mark.parametrize(
    ("pack", "sentence", "expected"),
    [
        *(("casualties", *row) for row in CASUALTIES),
        *(("headcount", *row) for row in HEADCOUNTS),
        *(("money", *row) for row in AMOUNTS),
    ],
)
def test_what_a_number_counts(pack: str, sentence: str, expected: list[dict[str, Any]]) -> None:
    assert unordered([told(claim) for claim in claims(story(pack), sentence)]) == unordered(expected)


@pytest.mark.parametrize(
    ("pack", "sentence", "party"),
    [
        ("headcount", "Norland has sent 12,000 troops.", "norland"),
        ("headcount", "12,000 Norland soldiers are in Varn.", "norland"),
        ("headcount", "Velmar's workforce fell to 900.", "velmar"),
        ("headcount", "Velmar said it will cut 900 jobs.", "velmar"),
        ("money", "Velmar was fined $2m.", "velmar"),
        ("money", "The board imposed a $2m fine on Velmar.", "velmar"),
        ("money", "Norland's Anna Berg said it would donate $2m.", "norland"),
        ("money", "Charities had pledged $2m.", None),
    ],
)
def test_whose_it_is(pack: str, sentence: str, party: str | None) -> None:
    (claim,) = claims(story(pack), sentence)
    assert claim.fields.get("party") == party


def test_who_was_spoken_of_last_is_meant_by_the_company() -> None:
    text = "Velmar announced a new plan.\n\nThe company will cut 900 jobs."
    (claim,) = claims(story("headcount"), text)
    assert claim.fields["party"] == "velmar"


def test_a_stranger_spoken_of_last_keeps_what_is_his() -> None:
    text = "On Monday Harrow Steel announced a new plan.\n\nThe company will cut 900 jobs."
    assert not claims(story("headcount"), text)


def test_a_story_adds_words_to_what_a_pack_counts() -> None:
    more = """
[[fact]]
type = "headcount"
[[fact.count]]
measure = "arrested"
of = ["stilt walker"]
object_of = ["arrest", "shoo away"]
"""
    pack = built_in_pack("headcount") or ""
    wide = parse_story(
        "t.toml", f'[story]\nid = "t"\ntitle = "T"\npacks = ["headcount"]\n{NAMES}{more}', {"headcount": pack}
    )
    found = claims(wide, "The guards shooed 14 stilt walkers away. Police arrested 9 people.")
    assert [told(claim) for claim in found] == [held(14), held(9)]


def test_only_the_measures_that_a_story_asks_for_make_claims() -> None:
    source = f'[story]\nid = "t"\ntitle = "T"\npacks = ["casualties"]\nmeasures = ["injured"]\n{NAMES}'
    narrow = parse_story("t.toml", source, {"casualties": built_in_pack("casualties") or ""})
    assert [told(claim) for claim in claims(narrow, "The blast killed 97 people and injured 300.")] == [
        hurt(300)
    ]


def test_what_is_dated_before_the_story_began_is_of_another_time() -> None:
    source = f'[story]\nid = "t"\ntitle = "T"\npacks = ["casualties"]\nsince = "2023-05"\n{NAMES}'
    since = parse_story("t.toml", source, {"casualties": built_in_pack("casualties") or ""})
    found = claims(since, "In March 2023, 12 people were killed. In June 2023, 97 people were killed.")
    assert [(claim.fields["value"], claim.role) for claim in found] == [(12, "historic"), (97, "current")]


@pytest.mark.parametrize(
    ("required", "text", "concerned"),
    [
        (["Norland"], "Norland sent troops.", True),
        (["Norland"], "NORLAND SENDS TROOPS", True),
        (["Norland", "Velmar"], "Norland sent troops.", False),
        (["Velmar Motors", "Velmar"], "Velmar cut jobs.", True),
        (["Velmar Motors"], "Velmar cut jobs.", True),
        (["snow storm", "blizzard"], "Blizzard closes roads", True),
        (["snow|rain", "Norland"], "It rained: rain in Norland.", True),
        (["snow|rain", "Norland"], "Fog in Norland.", False),
        (["snow-storm"], "A snow storm came.", True),
    ],
)
def test_which_articles_a_story_concerns(required: list[str], text: str, concerned: bool) -> None:
    source = f'[story]\nid = "t"\ntitle = "T"\npacks = ["headcount"]\nmust_mention = {required!r}\n{NAMES}'
    asking = parse_story("t.toml", source, {"headcount": built_in_pack("headcount") or ""})
    assert RulesExtractor().concerns(asking, text) is concerned


@pytest.mark.parametrize(
    ("pack", "sentence", "sighted"),
    [
        ("casualties", "97 people were killed in 40 villages.", ["40"]),
        ("casualties", "97 people were killed or wounded.", ["97"]),
        ("casualties", "Of 120 passengers, 97 died and 12 are missing.", ["120"]),
        ("headcount", "Harrow Steel laid off 18,000 workers.", ["18,000"]),
        ("money", "Harrow was fined $3m and Velmar 2 million euros ($2.2m).", ["$3m"]),
        ("casualties", "The 41-year-old died at 14:30, 12 percent of the way up.", []),
    ],
)
def test_every_number_that_counts_nothing_is_sighted(pack: str, sentence: str, sighted: list[str]) -> None:
    assert [one.text for one in extract(story(pack), sentence).sightings] == sighted
