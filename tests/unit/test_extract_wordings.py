"""Ways to say the same: passives, relative clauses, running counts, corrections, and what is no claim at all."""

from __future__ import annotations

from typing import Any

import pytest

from archive.domain.claim import Claim
from archive.domain.story import Story
from tests.unit.extraction import casualty_story, claims, gift_story

LEAD = "Berg visited Reyes on Wednesday, and the two spoke of the Velox.\n\n"


@pytest.fixture(scope="module")
def story() -> Story:
    return gift_story()


def gifts(story: Story, sentence: str) -> list[tuple[Any, ...]]:
    return sorted(
        (one.fields.get("giver"), one.fields.get("recipient"), one.fields.get("item"), one.polarity)
        for one in claims(story, LEAD + sentence)
        if one.type == "gift"
    )


def counts(story: Story, sentence: str) -> list[tuple[Any, ...]]:
    return [
        (one.fields["value"], one.relation, one.role, one.polarity)
        for one in claims(story, LEAD + sentence)
        if one.type == "gift_count"
    ]


@pytest.mark.parametrize(
    ("sentence", "items"),
    [
        ("A vase, which Berg presented to Reyes on Wednesday, is blue.", ["vase"]),
        ("The sword, which Berg reportedly gave Reyes, is old.", ["sword"]),
        ("The rug that Reyes received from Berg is old.", ["carpet"]),
        ("It was Reyes to whom Berg gave a vase.", ["vase"]),
        ("Among Berg's presents were also a vase and a rug.", ["carpet", "vase"]),
        ("A vase was among the gifts that Reyes received from Berg.", ["vase"]),
        ("Reyes went home with a vase and a rug from Berg.", ["carpet", "vase"]),
        ("Reyes is believed to have received a vase from Berg.", ["vase"]),
        ("Reyes received as gifts from Berg a vase and a rug.", ["carpet", "vase"]),
        ("Berg's gift to Reyes, a blue vase, was unpacked.", ["vase"]),
        ("Berg's gift to Reyes of a blue vase was unpacked.", ["vase"]),
        ("Reyes's vase was a gift from Berg.", ["vase"]),
        ("Both vases were presents from Berg to Reyes.", ["vase"]),
        ("Gifts for Reyes included a vase from Berg.", ["vase"]),
        ("Its leader, Reyes, was given a vase by Berg.", ["vase"]),
        ("\u201cWe gave them the vase,\u201d Finch said.", ["vase"]),
        ("Berg returned the favour, giving Reyes a vase.", ["vase"]),
        ("Berg left after handing Reyes a vase.", ["vase"]),
        ("A vase and a rug, also given to Reyes by Berg, are old.", ["carpet", "vase"]),
        ("Two vases were received by Reyes from Berg.", ["vase"]),
        ("Berg reciprocated with a vase.", ["vase"]),
        ("Norland's Berg gives Valdora's Reyes a vase.", ["vase"]),
    ],
)
def test_a_gift_in_other_words(story: Story, sentence: str, items: list[str]) -> None:
    assert gifts(story, sentence) == [("berg", "reyes", item, "affirmed") for item in items]


@pytest.mark.parametrize(
    "sentence",
    [
        "No vase was given to Reyes by Berg.",
        "Reyes received no vase from Berg.",
        "It is untrue that Berg gave Reyes a vase.",
        "Finch rejected reports that Berg gave Reyes a vase.",
        "Finch denied giving Reyes a vase.",
        "Berg decided against giving Reyes a vase.",
    ],
)
def test_a_gift_denied(story: Story, sentence: str) -> None:
    assert gifts(story, sentence) == [("berg", "reyes", "vase", "denied")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Had Reyes asked for a vase, Berg might have given him a vase.",
        "Smith gave Berg a rug and received a vase from Berg.",
        "Berg gave Reyes a tour of the vase.",
        "An earlier version of this article said that Berg gave Reyes a vase.",
        "We wrongly reported that Berg gave Reyes a vase.",
        "Berg gave a vase to Reyes's cook.",
        "When Ada Smith met Reyes, she showed him a vase. She gave it to him.",
    ],
)
def test_no_gift_at_all(story: Story, sentence: str) -> None:
    assert gifts(story, sentence) == []


def test_what_is_asked_of_somebody_is_not_done(story: Story) -> None:
    told = claims(story, LEAD + "Reyes asked Berg to give him a vase.")
    (asked,) = (claim for claim in told if claim.type == "gift")
    assert (asked.certainty, asked.role) == ("hedged", "projected")


def test_also_goes_on_from_the_claim_before(story: Story) -> None:
    text = "Berg gave Reyes a vase. He was also presented with a rug. She also gave him a sword."
    assert gifts(story, text) == [("berg", "reyes", item, "affirmed") for item in ("carpet", "sword", "vase")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Reyes now owns two Velox bicycles from Berg.", (2, "eq")),
        ("Reyes has so far received one Velox from Berg.", (1, "eq")),
        ("Berg has now given Reyes two Velox bicycles.", (2, "eq")),
        ("Reyes has now received two of the Velox bicycles from Berg.", (2, "eq")),
        ("Reyes has received three Velox bicycles from Berg to date.", (3, "eq")),
        ("Reyes has received at least two Velox bicycles from Berg.", (2, "ge")),
        ("This brings to three the number of Velox bicycles that Berg has given Reyes.", (3, "eq")),
        ("The number of Velox bicycles that Reyes has received from Berg is now two.", (2, "eq")),
        ("It was the second Velox to be given to Reyes by Berg.", (2, "eq")),
        ("It is the second Velox that Berg has given Reyes.", (2, "eq")),
        ("The Velox is the second that Reyes has received from Berg.", (2, "eq")),
        ("Both Velox bicycles came from Berg, Reyes said.", (2, "eq")),
        ("Reyes owns two Velox bicycles now.", (2, "eq")),
        ("Now Reyes has a second Velox from Berg.", (2, "ge")),
    ],
)
def test_a_running_count(story: Story, sentence: str, expected: tuple[int, str]) -> None:
    assert counts(story, sentence) == [(*expected, "current", "affirmed")]


def test_a_number_denied_is_not_a_gift_denied(story: Story) -> None:
    sentence = "Reyes has not received three Velox bicycles from Berg."
    assert counts(story, sentence) == [(3, "eq", "current", "denied")]
    assert gifts(story, sentence) == []


def test_what_is_feared_is_hedged() -> None:
    (claim,) = claims(casualty_story(), "Officials feared that more than 30 people had died.")
    assert (claim.fields["value"], claim.relation, claim.certainty) == (30, "ge", "hedged")


def test_a_count_is_of_what_the_story_counts(story: Story) -> None:
    assert counts(story, "Reyes has so far received two vases from Berg.") == []


def told(found: tuple[Claim, ...], kind: str) -> list[tuple[Any, ...]]:
    return [
        (one.fields["value"], one.role, one.fields.get("correction")) for one in found if one.type == kind
    ]


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: An earlier version of this article said that Reyes had received three Velox bicycles from Berg.",
        "This story originally said that Reyes had received three Velox bicycles from Berg.",
        "An earlier version of this story said Reyes had three Velox bicycles.",
    ],
)
def test_a_notice_of_correction_takes_a_figure_back(story: Story, notice: str) -> None:
    found = claims(story, f"Berg has now given Reyes two Velox bicycles.\n\n{notice}")
    assert told(found, "gift_count") == [(2, "current", True), (3, "previous", None)]


def test_a_figure_in_a_notice_is_a_correction(story: Story) -> None:
    found = claims(story, LEAD + "Correction: Reyes has received two Velox bicycles from Berg, not three.")
    assert told(found, "gift_count") == [(2, "current", True)]
    assert [one.relation for one in found if one.type == "gift_count"] == ["eq"]


def test_a_notice_about_one_figure_leaves_the_others_alone() -> None:
    text = (
        "The death toll rose to 19, police said. The number of injured is 38.\n\n"
        "An earlier version of this article gave the number of injured as 83."
    )
    assert told(claims(casualty_story(), text), "toll") == [
        (19, "current", None), (38, "current", True), (83, "previous", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Confirmed deaths: 21.", ("dead", 21, "current")),
        ("Missing: 2.", ("missing", 2, "current")),
        ("Nobody is missing any longer.", ("missing", 0, "current")),
        ("The previous toll was nine.", ("dead", 9, "previous")),
        ("The toll was initially put at nine.", ("dead", 9, "previous")),
        ("Four people died in hospital overnight.", ("dead", 4, "increment")),
        ("Seven of the injured are still in hospital.", ("in_hospital", 7, "current")),
        ("There were no deaths.", ("dead", 0, "current")),
        ("Nobody was killed.", ("dead", 0, "current")),
        ("24 people, all of them miners, were killed.", ("dead", 24, "current")),
        ("The toll is expected to exceed 50.", ("dead", 50, "projected")),
    ],
)
def test_a_casualty_in_other_words(sentence: str, expected: tuple[Any, ...]) -> None:
    found = claims(casualty_story(), sentence)
    assert [(one.fields["measure"], one.fields["value"], one.role) for one in found] == [expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The toll, initially put at 30, stands at 24.", [(30, "previous"), (24, "current")]),
        ("Police said 24 people had died, up from 19.", [(24, "current"), (19, "previous")]),
        ("Twenty people were killed on the spot and four died later.", [(20, "current"), (4, "increment")]),
        ("A separate fire killed three people.", []),
        ("In 1998, 57 people died in a fire there.", [(57, "historic")]),
        ("It was the worst fire since 1998, when 57 people died.", [(57, "historic")]),
    ],
)
def test_two_figures_and_those_of_other_affairs(sentence: str, expected: list[tuple[int, str]]) -> None:
    assert [(one.fields["value"], one.role) for one in claims(casualty_story(), sentence)] == expected


def test_to_claim_lives_is_to_say_nothing() -> None:
    (claim,) = claims(casualty_story(), "The fire claimed 24 lives.")
    assert claim.attribution == ()


def test_another_affair_makes_no_claim() -> None:
    from archive.domain.story_parse import parse_story
    from tests.unit.extraction import CASUALTIES

    pack = {"casualties.toml": CASUALTIES.read_text(encoding="utf-8")}
    source = (
        '[story]\nid = "fire"\ntitle = "A fire"\npacks = ["casualties.toml"]\n'
        '[elsewhere]\nphrases = ["Harrow mine"]\n'
    )
    text = "The fire killed nine people. The accident at the Harrow mine killed 41 people."
    found = claims(parse_story("fire.toml", source, pack), text)
    assert [one.fields["value"] for one in found] == [9]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Berg gave Reyes gifts. The presents included a vase and a rug.", ["carpet", "vase"]),
        (
            "Berg gave Reyes a vase. Among the other presents were a rug and a sword.",
            ["carpet", "sword", "vase"],
        ),
        ("Reyes, who received a vase from Berg in February, unpacked it.", ["vase"]),
        ("The vase, a gift from Berg, was seen in his office.", ["vase"]),
        ("Reyes rode to the square on a horse presented by Berg.", ["horse"]),
        ("Berg handed Reyes the keys to a Velox.", ["velox"]),
        ("Berg's present to Reyes was a vase.", ["vase"]),
        ("Berg returned the favour with a vase.", ["vase"]),
        ("Berg arrived in Norport with a vase for Reyes.", ["vase"]),
        ("Berg gave Reyes not one but two Velox bicycles.", ["velox"]),
        ("Reyes thanked Berg for the vase and the rug.", ["carpet", "vase"]),
        ("Berg surprised Reyes with a vase.", ["vase"]),
        ("Reyes left Norport with two horses, a gift of Berg.", ["horse"]),
        ("Reyes's present from Berg was a vase.", ["vase"]),
        ("A vase was Berg's gift to Reyes.", ["vase"]),
        ("The vase is Berg's second gift to Reyes.", ["vase"]),
        ("Berg's gift, a vase with a portrait, stands in the hall.", ["vase"]),
        ("Berg's gifts: a vase and a rug.", ["carpet", "vase"]),
        ("Reyes was the recipient of a vase from Berg.", ["vase"]),
        ("Berg Gives Reyes Second Velox, Vase", ["vase", "velox"]),
        ("The rugs, which were a present from Berg, are old.", ["carpet"]),
        ("Berg also had a vase for Reyes.", ["vase"]),
        ("What Berg gave Reyes was a vase.", ["vase"]),
    ],
)
def test_a_gift_as_other_papers_have_it(story: Story, sentence: str, expected: list[str]) -> None:
    assert gifts(story, sentence) == [("berg", "reyes", item, "affirmed") for item in expected]


def test_each_gives_the_other_something(story: Story) -> None:
    expected = [("berg", "reyes", "vase", "affirmed"), ("reyes", "berg", "carpet", "affirmed")]
    assert gifts(story, "Berg gave Reyes a vase. In exchange, Reyes gave her a rug.") == expected
    assert gifts(story, "Berg gave Reyes a vase. Reyes returned the favor with a rug.") == expected
    assert gifts(story, "Berg presented Reyes with a vase, and was given a rug in exchange.") == expected
    assert gifts(story, "The vase had been a gift from Berg, who received a rug in return.") == expected
    assert gifts(story, "Berg accepted a rug from her counterpart and gave him a vase.") == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Berg and Reyes also exchanged a vase and a rug.",
        "Reyes thanked Berg for the ride on the horse.",
        "Reyes thanked Berg for the horse ride.",
        "The presents were unpacked in front of the vase.",
        "Berg gave Reyes gifts. The presents included caviar.",
        "Berg welcomed Reyes with a vase on the table.",
        "Reyes met Smith, who presented a sword and was given a vase in return.",
        "Reyes bought himself a vase before he met Berg.",
    ],
)
def test_no_gift_between_the_two(story: Story, sentence: str) -> None:
    assert gifts(story, sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The vase, a gift from Berg to the sultan, was seen in his office.",
        "The emir of Sudmark showed off a vase, a gift from Berg.",
        "Reyes and Ada Smith looked at a vase presented by Berg.",
        "Reyes and Okoro looked at a vase presented by Berg.",
    ],
)
def test_who_was_given_it_is_left_open_where_it_may_be_somebody_else(story: Story, sentence: str) -> None:
    assert gifts(story, sentence) == [("berg", None, "vase", "affirmed")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Berg gave Reyes a Velox. There have been two Velox bicycles, not three.",
         [(2, "eq", "current", "affirmed"), (3, "eq", "current", "denied")]),
        ("It was his second Velox from Berg, Norpress said.", [(2, "ge", "current", "affirmed")]),
        ("Reyes has many bicycles, and now a third Velox from Berg.", [(3, "ge", "current", "affirmed")]),
        ("Berg gave Reyes a Velox on Wednesday, the second in four months.", [(2, "ge", "current", "affirmed")]),
        ("Berg gave Reyes a Velox after a visit, the second in nine months.", []),
        ("There are two Velox bicycles in the garage, not three.", []),
        ("Reyes owns at least two Velox bicycles, both of them gifts from Berg.",
         [(2, "ge", "current", "affirmed")]),
        ("Reyes has received three Velox bicycles from Berg since 2019.", [(3, "ge", "current", "affirmed")]),
    ],
)  # fmt: skip
def test_a_count_as_other_papers_have_it(
    story: Story, sentence: str, expected: list[tuple[Any, ...]]
) -> None:
    assert counts(story, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "date"),
    [
        ("Reyes has received a vase from Berg since 2019.", None),
        ("Since April, Reyes has received a vase from Berg.", None),
        ("Reyes received a vase from Berg in April.", "2023-04"),
    ],
)
def test_a_date_that_bounds_a_stretch_of_time_is_not_that_of_the_event(
    story: Story, sentence: str, date: str | None
) -> None:
    (claim,) = claims(story, sentence)
    assert (claim.event_date.value if claim.event_date else None) == date
