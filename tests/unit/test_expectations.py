"""Expectations as authors write them, and what is said where they cannot be read."""

from __future__ import annotations

import pytest

from archive.domain.expectations import ExpectedArticle, parse_expectations
from archive.domain.story import Story
from archive.domain.story_parse import parse_story
from archive.errors import StoryError

STORY = """
[story]
id = "mill"
title = "A mill"

[[entity]]
id = "guild"
kind = "party"
aliases = ["the Guild"]

[[fact]]
type = "toll"
key = ["measure", "place", "group", "party"]
value = "value"
[fact.fields]
measure = { type = "ref" }
place = { type = "ref" }
group = { type = "ref" }
party = { type = "entity", kinds = ["party"] }
value = { type = "number" }
value_to = { type = "number" }
correction = { type = "flag" }
ordinal = { type = "ordinal" }
[[fact.frame]]
pattern = "{value} dead"
"""


def story() -> Story:
    return parse_story("mill.toml", STORY)


def read(claims: str = "", traps: str = "") -> ExpectedArticle:
    source = f"[articles.post]\nclaims = [{claims}]\ntraps = [{traps}]\n"
    (article,) = parse_expectations("e.toml", source, story())
    return article


def problem(source: str) -> str:
    with pytest.raises(StoryError) as caught:
        parse_expectations("e.toml", source, story())
    return str(caught.value)


def test_what_says_which_claim_is_meant_is_kept_apart_from_what_is_said_of_it() -> None:
    (claim,) = read(
        '{ type = "toll", measure = "dead", value = 9, value_to = 12, correction = true, relation = "ge", '
        'by = ["police"], event = "2030-11", quote = "nine dead" }'
    ).claims
    assert claim.fields == {"measure": ("dead",), "value": (9,)}
    assert claim.absent == ("place", "group", "ordinal")
    assert claim.details == {
        "value_to": (12,),
        "correction": (True,),
        "certainty": ("stated",),
        "relation": ("ge",),
        "event": ("2030-11",),
        "by": (("police",),),
    }
    assert (claim.polarity, claim.role, claim.quote, claim.tier) == ("affirmed", None, "nine dead", "core")


def test_alternatives_and_nothing_are_written_with_a_bar() -> None:
    (claim,) = read(
        '{ type = "toll", measure = "dead|injured", value = 9, party = "guild|", place = "" }'
    ).claims
    assert claim.fields["measure"] == ("dead", "injured")
    assert claim.fields["party"] == ("guild", None)
    assert "place" not in claim.fields
    assert "place" not in claim.absent


def test_a_trap_keeps_its_conditions() -> None:
    (trap,) = read(traps='{ type = "*", where = { value = 41, text = "mill" }, why = "another" }').forbidden
    assert (trap.type, trap.where, trap.why) == ("*", {"value": (41,), "text": ("mill",)}, "another")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("[articles", "e.toml: TOML: "),
        ("", "e.toml: articles: is missing"),
        ("[articles]", "expects nothing"),
        ("[article.post]", "article: unknown key; did you mean 'articles'?"),
        ("[articles.post]\nclaim = []", "[articles.post], claim: unknown key; did you mean 'claims'?"),
        ('[articles.post]\nclaims = [{ type = "tol" }]', "claims 1, type: unknown name 'tol'; did you mean 'toll'?"),
        ('[articles.post]\nclaims = [{ type = "toll", valu = 2 }]', "claims 1, valu: unknown name 'valu'; did you mean 'value'?"),
        ('[articles.post]\nclaims = [{ type = "toll", role = "old" }]', "claims 1, role: unknown name 'old'"),
        ('[articles.post]\nclaims = [{ type = "toll", event = "May" }]', "claims 1, event: not a date"),
        ('[articles.post]\nclaims = [{ value = 2 }]', "claims 1, type: is missing"),
        ('[articles.post]\ntraps = [{ type = "toll", were = {} }]', "traps 1, were: unknown key; did you mean 'where'?"),
        ('[articles.post]\ntraps = [{ type = "toll", where = { vale = 2 } }]', "traps 1, where: unknown name 'vale'; did you mean 'value'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(source: str, told: str) -> None:
    assert told in problem(source)
