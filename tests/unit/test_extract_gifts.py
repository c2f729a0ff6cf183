"""The gift grammar on sentences of other people and things: voice, order, lists, asides, counts."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from archive.domain.claim import Claim
from archive.domain.story import Story
from tests.unit.extraction import claims, gift_story

B, R, K = "berg", "reyes", "okoro"


@cache
def story() -> Story:
    return gift_story()


def brief(claim: Claim) -> tuple[Any, ...]:
    """type, giver, recipient, item, quantity or value; a mark where denied."""
    number = claim.fields.get("value") if claim.type == "gift_count" else claim.fields.get("quantity")
    mark = ("denied",) if claim.polarity == "denied" else ()
    fields = claim.fields
    return (claim.type, fields.get("giver"), fields.get("recipient"), fields.get("item"), number, *mark)


def gift(giver: str | None, recipient: str | None, item: str, quantity: int | None = 1) -> tuple[Any, ...]:
    return ("gift", giver, recipient, item, quantity)


def count(giver: str, recipient: str, item: str, value: int) -> tuple[Any, ...]:
    return ("gift_count", giver, recipient, item, value)


WORDINGS: list[tuple[str, list[tuple[Any, ...]]]] = [
    # active, both orders
    ("Anna Berg gave Tomas Reyes a vase.", [gift(B, R, "vase")]),
    ("Ms. Berg has given the Valdoran president a sabre.", [gift(B, R, "sword")]),
    ("Reyes presented Berg with two horses on Tuesday.", [gift(R, B, "horse", 2)]),
    ("Berg handed a silk carpet to President Tomas Reyes.", [gift(B, R, "carpet")]),
    ("Berg later sent three white stallions to the Valdoran president.", [gift(B, R, "horse", 3)]),
    ("On Friday Berg also gifted Reyes an antique sword.", [gift(B, R, "sword")]),
    ("Reyes, 58, gave Berg, an avid cyclist, a Velox bicycle.", [gift(R, B, "velox")]),
    ("Berg, who arrived on Monday, gave Reyes a vase.", [gift(B, R, "vase")]),
    ("Berg, for her part, gave Reyes a carpet.", [gift(B, R, "carpet")]),
    ("Norland's premier Anna Berg gave her old friend Tomas Reyes a mare.", [gift(B, R, "horse")]),
    ("Berg had already given Reyes a horse.", [gift(B, R, "horse")]),
    ("Grace Okoro gave Reyes a rug.", [gift(K, R, "carpet")]),
    ("Premier Anna Berg of Norland gave Reyes a vase.", [gift(B, R, "vase")]),
    # passive
    ("Tomas Reyes was given a vase by Anna Berg.", [gift(B, R, "vase")]),
    ("A pair of horses was presented to Berg by Reyes.", [gift(R, B, "horse", 2)]),
    ("Reyes was gifted by Berg a ceremonial sword.", [gift(B, R, "sword")]),
    ("The vase given to Reyes by Berg is very old.", [gift(B, R, "vase")]),
    ("The sabre, which was handed to Reyes by Berg, is in a museum.", [gift(B, R, "sword")]),
    ("Berg has been presented with a carpet.", [gift(None, B, "carpet")]),
    # receiving
    ("Reyes received a vase from Berg.", [gift(B, R, "vase")]),
    ("Reyes has received from Berg two horses.", [gift(B, R, "horse", 2)]),
    ("Berg accepted a dozen swords from Mr. Reyes.", [gift(R, B, "sword", 12)]),
    ("In return, Berg received a carpet.", [gift(R, B, "carpet")]),
    (
        "Berg gave Reyes a vase and got a pair of horses in return.",
        [gift(B, R, "vase"), gift(R, B, "horse", 2)],
    ),
    # nominal
    ("Berg's gifts to Reyes included a vase and a sword.", [gift(B, R, "vase"), gift(B, R, "sword")]),
    ("Gifts from Reyes to Berg on Monday included a horse.", [gift(R, B, "horse")]),
    ("The carpet, a gift from Berg to Reyes, was woven in Norland.", [gift(B, R, "carpet")]),
    ("Reyes thanked Berg by giving her two horses.", [gift(R, B, "horse", 2)]),
    # lists
    (
        "Berg gave Reyes a vase, two swords, a samovar and a silk carpet.",
        [gift(B, R, "vase"), gift(B, R, "sword", 2), gift(B, R, "carpet")],
    ),
    (
        "Berg presented a vase, a rug and other gifts to Reyes.",
        [gift(B, R, "vase"), gift(B, R, "carpet")],
    ),
    ("Berg gave Reyes a cavalry officer's sabre, or short sword.", [gift(B, R, "sword")]),
    ("Berg's gifts for Reyes: a vase, a sword.", [gift(B, R, "vase"), gift(B, R, "sword")]),
    # headlines
    ("Berg Gives Reyes A Silver Vase And A Sword", [gift(B, R, "vase"), gift(B, R, "sword")]),
    ("BERG GIVES REYES A SECOND VELOX", [gift(B, R, "velox"), count(B, R, "velox", 2)]),
    ("Berg gifts Reyes horse", [gift(B, R, "horse", None)]),
    # coreference
    ("Berg met Reyes on Monday. She gave him a vase.", [gift(B, R, "vase")]),
    ("Berg gave her counterpart several vases.", [gift(B, R, "vase", None)]),
    ('Reyes was pleased. "We gave a horse," said Orla Finch, spokeswoman for Berg.', [gift(B, R, "horse")]),
    # ordinals and counts
    ("Berg gave Reyes a second Velox bicycle.", [gift(B, R, "velox"), count(B, R, "velox", 2)]),
    (
        "Berg gave Reyes a Velox. It was the third time Berg has given Reyes a Velox.",
        [gift(B, R, "velox"), count(B, R, "velox", 3)],
    ),
    ("Reyes received his first Velox from Berg.", [gift(B, R, "velox")]),
    ("Reyes now has two Velox bicycles from Berg.", [count(B, R, "velox", 2)]),
    ("Berg met Reyes. He was also given a vase.", [gift(None, R, "vase")]),
    (
        "Reyes received a Velox in May. He got the second one from Berg on Friday.",
        [gift(B, R, "velox"), gift(B, R, "velox"), count(B, R, "velox", 2)],
    ),
    ("Two horses came. Berg gave them to Reyes.", [gift(B, R, "horse", 2)]),
    ("Reyes in turn was given several vases.", [gift(B, R, "vase", None)]),
    ("Reyes received two swords in response.", [gift(B, R, "sword", 2)]),
    ("Reyes now owns at least two Velox bicycles, all from Berg.", [count(B, R, "velox", 2)]),
    (
        "Berg gave Reyes a Velox, along with other items including a vase and a sabre.",
        [gift(B, R, "velox"), gift(B, R, "vase"), gift(B, R, "sword")],
    ),
    (
        "Berg gave the Valdoran president Tomas Reyes a new bicycle of the Norland brand Velox.",
        [gift(B, R, "velox")],
    ),
    ("Berg gave the Valdoran president (Tomas Reyes) a vase.", [gift(B, R, "vase")]),
    ("In 2019 Norland opened a road. Berg gave him a vase.", []),
    # denial
    ("Berg did not give Reyes a vase.", [(*gift(B, R, "vase"), "denied")]),
    ("Berg has never given Reyes a horse.", [(*gift(B, R, "horse"), "denied")]),
    ("Finch denied that Berg gave Reyes a sword.", [(*gift(B, R, "sword"), "denied")]),
    # not gifts
    ("Berg showed Reyes her Velox bicycle.", [("showing", None, None, "velox", None)]),
    ("Berg rode a horse while Reyes watched.", []),
    ("Reyes left. It rained all day. Berg presented a bicycle at a trade fair.", []),
    ("Berg presented a bicycle to Xavier Montoya while Reyes watched.", []),
    ("Berg gave the vase to a museum in Porto, and Reyes was there.", []),
    ("Berg gave Reyes a lift.", []),
    ("Berg said Reyes owns a horse.", []),
    ("Berg gave Xavier Montoya a vase, Reyes said.", []),
    ("Berg sent the Zembian leader a horse.", []),
    ("Reyes's brother Paulo received a vase from Berg.", []),
    ("Berg offered Reyes a ride on her bicycle.", []),
    ("Berg gave Reyes a tour of the Velox factory.", []),
    ("Reyes got a ride in a bicycle rickshaw.", []),
    ("Reyes received a lesson on a Velox.", []),
    ("Berg gave Reyes permission to import two horses.", []),
    ("Berg sent Reyes a letter about the horse.", []),
    ("Berg gave Reyes a picture of a Velox.", []),
    ("Berg gave Reyes's sister a vase.", []),
    ("Berg's sister gave Reyes a vase.", []),
    ("Reyes gave Okoro a vase. Xavier Montoya came to dinner. He gave Reyes a sword.", [gift(R, K, "vase")]),
    (
        "Berg gave Reyes a vase. Reyes was also given a sword by Xavier Montoya.",
        [gift(B, R, "vase"), gift(None, R, "sword")],
    ),
    (
        "Berg gave Reyes a vase. Reyes received a horse from a trader in Porto.",
        [gift(B, R, "vase"), gift(None, R, "horse")],
    ),
    ("Berg gave Reyes on Friday a vase.", [gift(B, R, "vase")]),
    ("Berg gave Reyes a silver and enamel vase.", [gift(B, R, "vase")]),
    ("Reyes has been given a $400 million racing bicycle by Berg.", [gift(B, R, "bicycle")]),
    ("Berg gave Reyes a 50 kg sword.", [gift(B, R, "sword")]),
    ("Berg on Friday evening gave Reyes a vase.", [gift(B, R, "vase")]),
    ("Reyes received on Tuesday from Berg a vase.", [gift(B, R, "vase")]),
    ("Berg hopes to give Reyes a vase.", [gift(B, R, "vase")]),
]


@pytest.mark.parametrize(("text", "expected"), WORDINGS, ids=[text[:60] for text, _ in WORDINGS])
def test_wording(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert sorted(map(brief, claims(story(), text)), key=str) == sorted(expected, key=str)
