"""Why a sentence was read as it was, and what stands unexplained in which wording."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.article import Block
from archive.domain.canonical import sha256_hex
from archive.domain.moment import PartialDate
from archive.domain.story import Story
from archive.domain.story_parse import parse_story
from archive.extractors.explained import Explained
from archive.extractors.explaining import Explainer
from archive.extractors.rules import RulesExtractor
from archive.extractors.wording import Wordings
from archive.ports import Reading
from archive.service.explain import explain_text

CUP = """
[story]
id = "cup"
title = "The cup"

[[entity]]
id = "roe"
kind = "party"
aliases = ["Jane Roe"]
[[entity]]
id = "lind"
kind = "party"
aliases = ["Per Lind"]

[[item]]
id = "cup"
heads = ["cup"]

[elsewhere]
phrases = ["the winter regatta"]

[lexicon]
win = ["won", "has won"]

[[fact]]
type = "win"
key = ["winner", "item"]
[fact.fields]
winner = { type = "entity", kinds = ["party"] }
item = { type = "item" }
[[fact.frame]]
name = "won"
pattern = "{winner} ~3 <win> ~2 {item}"
[[fact.frame]]
name = "won-easily"
pattern = "{winner} <win> {item}"
[[fact.frame]]
name = "was-won-by"
pattern = "{item} ..4 (was|is) won by {winner}"
unless = "almost"
[[fact.frame]]
name = "headline-win"
pattern = "{winner} <win>"
blocks = ["headline"]
"""

TOLL = """
[story]
id = "fire"
title = "A fire"

[[fact]]
type = "toll"
key = ["measure"]
[fact.fields]
measure = { type = "ref" }
value = { type = "number" }
[[fact.count]]
measure = "dead"
of = ["person"]
subject_of = ["die"]
object_of = ["kill"]
"""


def story(source: str = CUP) -> Story:
    return parse_story("s.toml", source)


def explained(text: str, source: str = CUP, published: str | None = None) -> Explained:
    day = PartialDate.parse(published) if published else None
    (one,) = explain_text(text, day, Explainer(story(source)).explain)
    return one


def test_what_was_seen_tried_and_made_of_a_sentence_is_told() -> None:
    one = explained("Jane Roe has reportedly won the cup on Monday, Per Lind said.", published="2030-05-08")
    assert [(m.text, m.kind, m.means) for m in one.mentions] == [
        ("Jane Roe", "entity", "roe (party)"),
        ("the cup", "item", "cup, 1 of them"),
        ("Monday", "date", "weekday"),
        ("Per Lind", "entity", "lind (party)"),
    ]
    (tried,) = [one for one in one.tried if one.outcome == "won"]
    assert (tried.type, tried.name) == ("win", "won")
    assert tried.slots == {"winner": "Jane Roe", "item": "the cup"}
    assert tried.hedges == ("reportedly",)
    assert [said.chain for said in one.attributions] == [("lind",)]
    assert one.dates == ("Monday",)
    (claim,) = one.claims
    assert tried.claims == (claim.claim_id,)
    assert claim.event_date is not None
    assert claim.event_date.value == "2030-05-06"
    assert (one.frames, one.counts) == (4, 0)


def test_what_loses_says_to_what() -> None:
    one = explained("Jane Roe won the cup.")
    assert [(tried.name, tried.outcome) for tried in one.tried] == [("won", "won"), ("won-easily", "lost")]
    assert one.tried[1].why == "[won] says more of the same words, or stands first in the story"


@pytest.mark.parametrize(
    ("text", "name", "reached", "failed", "found"),
    [
        ("Jane Roe took the cup.", "won", "{winner}", "<win>", "took the cup ."),
        ("Jane Roe won a big prize.", "won", "{winner} ~3 <win>", "{item}", "a big prize."),
        (
            "The cup, it seems, was won with ease.",
            "was-won-by",
            "{item} ..4 (was | is) won",
            "by",
            "with ease.",
        ),
    ],
)
def test_how_near_a_frame_came_that_does_not_match(
    text: str, name: str, reached: str, failed: str, found: str
) -> None:
    near = {miss.name: miss for miss in explained(text).near}
    assert (near[name].reached, near[name].failed) == (reached, failed)
    assert near[name].found.replace(" .", ".") == found.replace(" .", ".")
    assert near[name].matched < near[name].parts


def test_the_nearest_frame_comes_first_and_what_has_nothing_in_common_is_left_out() -> None:
    near = explained("The cup was won in a storm.").near
    assert near[0].name == "was-won-by"
    shares = [miss.matched / miss.parts for miss in near]
    assert shares == sorted(shares, reverse=True)
    assert explained("Rain fell all week.").near == ()


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("Jane Roe won.", "headline-win", "it is for headline only, and this is body"),
        ("The cup was almost taken but was won by Jane Roe.", "was-won-by", "its 'unless' stands in the sentence: almost"),
    ],
)  # fmt: skip
def test_a_condition_that_forbids_a_frame_is_named(text: str, name: str, why: str) -> None:
    near = {miss.name: miss for miss in explained(text).near}
    assert near[name].why == why
    assert near[name].matched == near[name].parts


def test_a_sentence_about_something_else_is_not_read() -> None:
    one = explained("At the winter regatta Jane Roe won the cup.")
    assert one.elsewhere == "the winter regatta"
    assert (one.tried, one.near, one.claims) == ((), (), ())


def test_counts_are_tried_beside_frames_and_numbers_that_count_nothing_say_why() -> None:
    one = explained("The fire killed 97 people after 12 hours in which 3 doors stayed shut.", TOLL)
    (tried,) = one.tried
    assert (tried.outcome, tried.pattern, tried.slots, tried.sets) == (
        "won",
        "",
        {"value": "97"},
        {"measure": "dead"},
    )
    assert tried.claims == (one.claims[0].claim_id,)
    why = {number.text: number.why for number in one.uncounted}
    assert why["3"] == "nothing joins it to a counting word: “killed” (dead)"
    none = explained("There were 3 doors.", TOLL)
    assert none.uncounted[0].why == "no counting word of the story stands in the sentence"


def test_each_sentence_of_a_text_is_told() -> None:
    told = explain_text("Jane Roe won the cup. Per Lind left.", None, Explainer(story()).explain)
    assert [(one.text, len(one.claims)) for one in told] == [
        ("Jane Roe won the cup.", 1),
        ("Per Lind left.", 0),
    ]


WORDS = ["Jane Roe", "Per Lind", "won", "has won", "the cup", "a cup", ",", "(", ")", "and", "was", "by", "not", "said", "he", "it",
         "97", "people", "died", "killed", "reportedly", "Monday", ".", '"', "the winter regatta", "almost", "another", "of"]  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25), st.sampled_from([CUP, TOLL]))
def test_what_is_explained_is_what_is_extracted(words: list[str], source: str) -> None:
    text = " ".join(words)
    made = story(source)
    told = explain_text(text, None, Explainer(made).explain)
    reading = Reading(
        address="", version_id="", text_hash=sha256_hex(text.encode()), text=text,
        blocks=(Block("body", 0, len(text)),), title=None, anchor=None, anchor_basis="none",
    )  # fmt: skip
    extracted = RulesExtractor().extract(made, reading).claims
    assert [claim for one in told for claim in one.claims] == list(extracted)
    for one in told:
        taken = [claim for tried in one.tried for claim in tried.claims]
        assert {claim.claim_id for claim in one.claims} <= set(taken)
        assert all(tried.outcome == "won" for tried in one.tried if tried.claims)
        assert all(0 < miss.matched <= miss.parts for miss in one.near)


@pytest.mark.parametrize(
    ("sentence", "at", "wording"),
    [
        ("Some 40 people fled by boat on Monday.", "40", "N people fled by"),
        ("In May Jane Roe paid 40 crowns for the cup.", "40", "{party} paid N crowns for {cup}"),
        ("He came second, then 7 more sailed; 8 stayed.", "7", "then N more sailed"),
        ("Nine went.", "Nine", "N went"),
    ],
)
def test_a_wording_leaves_out_what_is_particular(sentence: str, at: str, wording: str) -> None:
    start = sentence.index(at)
    got = Wordings(story()).around(sentence, start, start + len(at))
    assert got == wording
