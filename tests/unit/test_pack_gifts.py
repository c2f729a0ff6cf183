"""The gifts pack in a story of ten lines: things that no story declares, and what is given without being a gift."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.claim import Claim
from archive.domain.story import Story
from archive.domain.story_parse import parse_story
from tests.unit.extraction import GIFTS, calls, claims

SOURCE = """
[story]
id = "roe-lind-gifts"
title = "Gifts between Jane Roe and Per Lind"
packs = ["gifts"]
[[entity]]
id = "roe"
kind = "party"
pronoun = "she"
aliases = ["Jane Roe", "Roe", "the Sarnian president"]
[[entity]]
id = "lind"
kind = "party"
pronoun = "he"
aliases = ["Per Lind", "Lind", "King Per", "the Ostrian king", "the king"]
[[entity]]
id = "museum"
kind = "party"
pronoun = "it"
aliases = ["the Harbour Museum"]
[[entity]]
id = "vance"
kind = "source"
aliases = ["Ida Vance", "Vance"]
speaks_for = "roe"
[coref]
pair = ["roe", "lind"]
other = ["her host", "her counterpart", "his guest"]
"""

R, L, M = "roe", "lind", "museum"


@cache
def story() -> Story:
    return parse_story("s.toml", SOURCE, {"gifts": GIFTS.read_text(encoding="utf-8")})


def brief(claim: Claim) -> tuple[Any, ...]:
    """Giver, recipient, item, quantity, and what is particular about the claim."""
    marks: list[str] = [claim.polarity] if claim.polarity == "denied" else []
    marks += ["hedged"] if claim.certainty == "hedged" and claim.role == "current" else []
    marks += [claim.role] if claim.role != "current" else []
    fields = claim.fields
    return (fields.get("giver"), fields.get("recipient"), fields.get("item"), fields.get("quantity"), *marks)


def found(text: str) -> list[tuple[Any, ...]]:
    return [brief(claim) for claim in claims(story(), text) if claim.type == "gift"]


GIVEN: list[tuple[str, list[tuple[Any, ...]]]] = [
    # what the thing is called
    ("Roe gave Lind a hand-woven carpet.", [(R, L, "carpet", 1)]),
    ("Roe presented Lind with a 19th-century silver tea service.", [(R, L, "tea_service", 1)]),
    (
        "Roe gave Lind two white stallions and a jewelled saddle.",
        [(R, L, "stallion", 2), (R, L, "saddle", 1)],
    ),
    ("Lind received a copy of the constitution from Roe.", [(R, L, "constitution", 1)]),
    ("Lind gave Roe a portrait of her grandfather.", [(L, R, "portrait", 1)]),
    ("Lind gave Roe a pair of gold cufflinks.", [(L, R, "cufflink", 2)]),
    ("Lind gave Roe an old coffee-table book about lighthouses.", [(L, R, "coffee_table_book", 1)]),
    ("Lind gave Roe a beautifully engraved silver bowl.", [(L, R, "bowl", 1)]),
    ("Lind gave Roe a vase made by a potter in Casca.", [(L, R, "vase", 1)]),
    ("Lind gave Roe a signed football shirt.", [(L, R, "shirt", 1)]),
    (
        "Lind gave Roe a set of stamps and a bottle of plum brandy.",
        [(L, R, "stamp", 1), (L, R, "brandy", None)],
    ),
    ("Roe gave Lind paintings and busts.", [(R, L, "painting", None), (R, L, "bust", None)]),
    ("Roe gave Lind a vintage bouzouki.", [(R, L, "bouzouki", 1)]),
    ("Lind gave Roe the Order of the White Heron.", [(L, R, "order", 1)]),
    ("Lind gave Roe the keys to the city.", [(L, R, "key", None)]),
    # who
    ("The Harbour Museum gave Roe a brass sextant.", [(M, R, "sextant", 1)]),
    ("Roe donated three paintings to the Harbour Museum.", [(R, M, "painting", 3)]),
    ("A bronze bell was donated to the Harbour Museum by Lind.", [(L, M, "bell", 1)]),
    # voices and verbs
    ("Lind was gifted a falcon by Roe.", [(R, L, "falcon", 1)]),
    ("Lind was handed a ceremonial sword by Roe.", [(R, L, "sword", 1)]),
    ("Lind was presented with a jade chess set by Roe.", [(R, L, "chess_set", 1)]),
    ("Lind was given a clock.", [(None, L, "clock", 1)]),
    ("Roe brought with her a wooden chest for Lind.", [(R, L, "chest", 1)]),
    ("Roe sent Lind a box of chocolates.", [(R, L, "chocolate", None)]),
    ("Roe bestowed on Lind a golden collar.", [(R, L, "collar", 1)]),
    ("Lind accepted a silver tray from Roe.", [(R, L, "tray", 1)]),
    ("Lind unwrapped a telescope from Roe.", [(R, L, "telescope", 1)]),
    ("Roe gifts Lind two horses", [(R, L, "horse", 2)]),
    ("Roe may give Lind a horse.", [(R, L, "horse", 1, "hedged")]),
    ("Roe will give Lind a horse.", [(R, L, "horse", 1, "projected")]),
    ("Roe offered Lind a horse.", [(R, L, "horse", 1)]),
    ("Roe did not give Lind a horse.", [(R, L, "horse", 1, "denied")]),
    # the gift as a noun
    ("The sculpture was a gift from Roe to Lind.", [(R, L, "sculpture", 1)]),
    ("The gift of a falcon from Roe to Lind was seen as a gesture.", [(R, L, "falcon", 1)]),
    ("Roe's gift to Lind was a leather saddle.", [(R, L, "saddle", 1)]),
    (
        "Roe's gifts to Lind included a vase, a rug and two swords.",
        [(R, L, "vase", 1), (R, L, "rug", 1), (R, L, "sword", 2)],
    ),
    ("Among the gifts that Roe gave Lind were a vase and a rug.", [(R, L, "vase", 1), (R, L, "rug", 1)]),
    ("Among Roe's gifts to Lind was a lacquer box.", [(R, L, "box", 1)]),
    ("The gifts from Roe to Lind included a lacquer box.", [(R, L, "box", 1)]),
    (
        "Roe's gift list for Lind: a vase, a rug and a clock.",
        [(R, L, "vase", 1), (R, L, "rug", 1), (R, L, "clock", 1)],
    ),
    ("The vase, a present from Roe, stands in Lind's study.", [(R, None, "vase", 1)]),
    ("Roe gave Lind a present, a jewelled sword.", [(R, L, "sword", 1)]),
    ("As a gift, Roe gave Lind a kettle.", [(R, L, "kettle", 1)]),
    ("Roe gave Lind a kettle as a gift.", [(R, L, "kettle", 1)]),
    ("Roe arrived with gifts for Lind, including a kettle.", [(R, L, "kettle", 1)]),
    # both ways
    ("Roe gave Lind a vase and Lind Roe a clock.", [(R, L, "vase", 1), (L, R, "clock", 1)]),
    ("Roe gave Lind a vase, and Lind gave Roe a clock.", [(R, L, "vase", 1), (L, R, "clock", 1)]),
    ("Roe gave Lind a vase and received a clock in return.", [(R, L, "vase", 1), (L, R, "clock", 1)]),
    ("In return, Lind gave Roe a clock.", [(L, R, "clock", 1)]),
    ("In exchange, Roe got a clock from Lind.", [(L, R, "clock", 1)]),
    ("Roe swapped a vase for a clock with Lind.", []),
    # references
    ("As well as a vase, Lind received a clock from Roe.", [(R, L, "vase", 1), (R, L, "clock", 1)]),
    ("Roe did not give Lind a vase but a clock.", [(R, L, "vase", 1, "denied"), (R, L, "clock", 1)]),
    ("Lind keeps the clock which Roe had given him.", [(R, L, "clock", 1)]),
    ("Lind rode the horse that Roe gave him.", [(R, L, "horse", 1)]),
    ("\u201cWe gave him a horse,\u201d said Ida Vance after Lind left.", [(R, L, "horse", 1)]),
    ("Roe met Lind. She gave him a compass.", [(R, L, "compass", 1)]),
    (
        "Lind received a vase, a rug and a clock. All three were gifts from Roe.",
        [(R, L, "vase", 1), (R, L, "rug", 1), (R, L, "clock", 1)],
    ),
    # writings by number, by author and by year
    ("Roe gave Lind three documents: The Tide, The Shore and The Sand.", [(R, L, "document", 3)]),
    ("In return, Roe gave Lind three of her writings, as she does.", [(R, L, "writing", 3)]),
    ("Other gifts from Roe included her three writings on the sea.", [(R, L, "writing", 3)]),
    ("Roe gave Lind the collected works of Ada Marsh.", [(R, L, "work", None)]),
    ("Jane Roe Meets Per Lind And Gifts Him Ada Marsh\u2019s Works", [(R, L, "work", None)]),
    ("Photos show Roe's gifts to Lind include a few sheets of paper.", [(R, L, "sheet", None)]),
    ("Roe gave Lind this year's World Day of Bread message about thrift.", [(R, L, "message", None)]),
    ("Roe gave Lind this year's \u201cmessage of thrift\u201d with a note.", [(R, L, "message", None)]),
    ("Roe gave Lind a vase and a letter.", [(R, L, "vase", 1), (R, L, "letter", 1)]),
    # sets and pieces
    ("Roe gave Lind a huge, gold-embossed box set of Ada Marsh's books.", [(R, L, "box_set", 1)]),
    ("Roe gave Lind a box set of five first-edition books by Ada Marsh.", [(R, L, "book", 5)]),
    (
        "Roe gave Lind a piece of granite from the Marsh Memorial in Casca, Ostria, and a sculpture named Up.",
        [(R, L, "granite", 1), (R, L, "sculpture", 1)],
    ),
    ("Roe gave Lind a piece from the Marsh monument.", [(R, L, "piece", 1)]),
    (
        "Lind's gifts to Roe included a first edition of a novel, a rug, and a jar of jam.",
        [(L, R, "novel", 1), (L, R, "rug", 1), (L, R, "jam", None)],
    ),
    ("Lind received as gifts from Roe a vase and a rug.", [(R, L, "vase", 1), (R, L, "rug", 1)]),
    # what is only pictured or set on a thing
    ("Roe gave Lind a medal featuring a striking detail, an oak branch.", [(R, L, "medal", 1)]),
    ("Roe gave Lind a coat embroidered with pearls, and a hat.", [(R, L, "coat", 1), (R, L, "hat", 1)]),
    # how things are put together
    (
        "Roe presented Lind with a set of Ada Marsh's works in addition to an engraved stone.",
        [(R, L, "set", 1), (R, L, "stone", 1)],
    ),
    (
        "Roe offered Lind a fine rifle, accompanied by a glove from a diver's suit.",
        [(R, L, "rifle", 1), (R, L, "glove", 1)],
    ),
    (
        "Lind received special gifts from Jane Roe. The Gazette says the parting gifts were a diver's glove and a rifle.",
        [(R, L, "glove", 1), (R, L, "rifle", 1)],
    ),
    ("Roe, known far and wide for being kind, presented Lind with a vase.", [(R, L, "vase", 1)]),
    ("Roe's gift was a crystal bowl.", [(R, L, "bowl", 1)]),
    ("Roe came bearing gifts, including a telescope for Lind.", [(R, L, "telescope", 1)]),
    ("Lind \u201cgave (Roe) a rifle from our workshops.\u201d", [(L, R, "rifle", 1)]),
    (
        "Lind gave Roe a vase. In return, he also received a rug.",
        [(L, R, "vase", 1), (R, L, "rug", 1)],
    ),
    # each other: told one way, from the one who is named first
    ("Roe, Lind gift each other rifles at meeting", [(R, L, "rifle", None)]),
    ("Roe and Lind presented each other with medals.", [(R, L, "medal", None)]),
    ("Roe and Ostria's Lind Exchange Rifles as Gifts During Meeting", [(R, L, "rifle", None)]),
]


@pytest.mark.parametrize(("text", "wanted"), GIVEN, ids=[text[:60] for text, _ in GIVEN])
def test_gifts_that_no_item_is_declared_for(text: str, wanted: list[tuple[Any, ...]]) -> None:
    assert sorted(found(text), key=str) == sorted(wanted, key=str)


NO_GIFTS = [
    "Roe gave a speech to Lind's ministers.",
    "Roe gave Lind an interview.",
    "Roe gave Lind her full support.",
    "Roe presented Lind with a plan.",
    "The ambassador presented his credentials to Lind.",
    "Lind received a call from Roe.",
    "Lind received treatment in Roe's home town.",
    "Roe gave Lind permission to land.",
    "Roe and Lind exchanged views and warm words.",
    "Roe exchanged greetings with Lind.",
    "Roe presented Lind with fresh evidence.",
    "Roe gave Lind a warm welcome.",
    "Roe gave Lind the green light.",
    "The crowd gave Lind a standing ovation.",
    "Roe handed Lind a heavy defeat.",
    "Roe gave Lind a lift to the airport.",
    "Roe gave Lind a chance to explain.",
    "Roe gave Lind an ultimatum over the islands.",
    "Roe gave Lind two weeks to answer.",
    "Roe gave Lind a new mandate.",
    "Roe gave Lind $3 million.",
    "Roe gave birth to a son, Lind said.",
    "Roe sent Lind a letter.",
    "Roe sent troops to Lind's capital.",
    "Roe gave Lind a tour of the gardens.",
    "Roe took Lind for a drive and handed the car over to him.",
    "Roe gave Lind a rare glimpse of the vault.",
    "Roe gave Lind a hug and a kiss on the cheek.",
    "Roe gave Lind a copy of the report.",
    "Lind got a new phone and called Roe.",
    "Roe brought a new tone to talks with Lind.",
    "Roe gave Lind a headache.",
    "Roe gave evidence to a court about Lind.",
    "Roe gave Lind a thumbs up.",
    "Lind received a standing invitation from Roe.",
    "Lind received a cool reception from Roe's voters.",
    "Roe gave Lind the floor.",
    "Roe gave Lind a free hand in the north.",
    "Roe sent an envoy to Lind with a message.",
    "Roe gave Lind a three-hour briefing.",
    "Roe presented the budget to Lind.",
    "Lind bought a horse from Roe.",
    "Roe showed Lind a painting.",
    "Lind's portrait by a painter from Casca hangs beside Roe's.",
    "Lind sat in a gilded chair opposite Roe.",
    "Roe gave Lind two documents on trade.",
    "Roe gave Lind several documents about the talks.",
    "Roe gave Lind a document.",
    "Roe sent Lind this year's New Year message.",
    "Roe gave Lind this year's figures.",
    "Roe gave Lind a message.",
    "Roe gave Lind a piece of her mind.",
    "Roe gave Lind a piece of advice.",
    "Roe gave Lind a piece of paper.",
    "Roe gave Lind two of her letters to the council.",
    "Roe and Lind gave each other a hug.",
    "Roe and Lind gave each other gifts, including a clock.",
    "Roe and Lind exchanged letters.",
    "Roe and Lind traded barbs.",
    "Lind's aide, who met Roe, gave Lind a vase.",
]


@pytest.mark.parametrize("text", NO_GIFTS)
def test_what_is_given_without_being_a_gift(text: str) -> None:
    assert found(text) == []


EXTENDED = (
    SOURCE
    + """
[[item]]
id = "cup"
heads = ["cup"]
[[fact]]
type = "gift"
[fact.fields]
item = { open = false }
"""
)


def test_a_story_may_leave_it_at_the_items_it_declares() -> None:
    closed = parse_story("s.toml", EXTENDED, {"gifts": GIFTS.read_text(encoding="utf-8")})
    told = claims(closed, "Roe gave Lind a cup and a vase.")
    assert [claim.fields["item"] for claim in told if claim.type == "gift"] == ["cup"]


def test_declared_items_come_before_what_their_nouns_would_be_called() -> None:
    source = SOURCE + '[[item]]\nid = "harbour_cup"\nheads = ["silver cup"]\n'
    known = parse_story("s.toml", source, {"gifts": GIFTS.read_text(encoding="utf-8")})
    told = claims(known, "Roe gave Lind a silver cup and a golden cup.")
    assert [claim.fields["item"] for claim in told] == ["harbour_cup", "cup"]


def test_a_second_one_is_at_least_two() -> None:
    (count,) = [
        claim for claim in claims(story(), "Roe gave Lind a second horse.") if claim.type == "gift_count"
    ]
    assert (count.fields["item"], count.fields["value"], count.relation) == ("horse", 2, "ge")


WORDS = st.sampled_from(
    "Roe Lind gave presented received with a the an two second of and , . from to gift gifts vase horses silver speech box"
    " pair his him she that was were given including in return set tea made by $5 copy key city".split()
)


@given(st.lists(WORDS, max_size=40))
@settings(deadline=None, max_examples=60)
def test_any_words_are_read_and_quoted(words: list[str]) -> None:
    text = " ".join(words)
    for claim in claims(story(), text):
        assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.exact
        if claim.type == "gift":
            assert claim.fields.get("giver") != claim.fields.get("recipient") or "giver" not in claim.fields


@pytest.mark.parametrize(
    "unit", ["Roe gave Lind a vase , a ", "a silver ", "gifts of a box of the ", "Roe gave "]
)
def test_a_long_sentence_takes_no_more_than_its_share(unit: str) -> None:
    def work(times: int) -> int:
        return calls(lambda: claims(story(), unit * times))

    work(10)  # what is worked out once
    assert work(1000) < 15 * work(100)
