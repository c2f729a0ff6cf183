"""A made-up story over the gift grammar of the reference story, and short ways to read with it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from archive.domain.blocks import segment
from archive.domain.canonical import sha256_hex
from archive.domain.claim import Claim, Extraction
from archive.domain.moment import PartialDate
from archive.domain.story import Story
from archive.domain.story_parse import parse_story
from archive.extractors.rules import RulesExtractor
from archive.ports import Reading

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "examples" / "putin-kim-gifts" / "story.toml"
GIFTS = ROOT / "src" / "archive" / "packs" / "gifts.toml"
OWN = "# --- what the gifts pack is told"
"""Where the reference story comes to what is not about its people and things."""
CASUALTIES = ROOT / "src" / "archive" / "packs" / "casualties.toml"

HEADER = """
[story]
id = "gifts"
title = "Gifts between two leaders"
packs = ["gifts"]

[[entity]]
id = "berg"
kind = "party"
pronoun = "she"
aliases = ["Anna Berg", "Berg", "Ms. Berg", "the Norland premier", "Norland's premier"]
[[entity]]
id = "reyes"
kind = "party"
pronoun = "he"
aliases = ["Tomas Reyes", "Reyes", "Mr. Reyes", "the Valdoran president"]
[[entity]]
id = "okoro"
kind = "party"
aliases = ["Grace Okoro", "Okoro"]
[[entity]]
id = "norland"
kind = "party"
pronoun = "it"
aliases = ["Norland"]
[[entity]]
id = "ostria"
kind = "country"
aliases = ["Ostria"]
[[entity]]
id = "finch"
kind = "source"
aliases = ["Orla Finch", "Finch"]
speaks_for = "berg"
[[entity]]
id = "norpress"
kind = "source"
aliases = ["Norpress"]
[[entity]]
id = "valdia"
kind = "source"
aliases = ["Valdia"]
[[entity]]
id = "aide"
kind = "person"
aliases = ["Pia Holm"]
[[entity]]
id = "council"
kind = "regime"
aliases = ["the Ethics Council", "Ethics Council"]

[coref]
pair = ["berg", "reyes"]
other = ["her counterpart", "his counterpart", "her host"]

[[item]]
id = "bicycle"
heads = ["bicycle", "bike"]
[[item]]
id = "velox"
is_a = "bicycle"
heads = ["Velox"]
[[item]]
id = "horse"
heads = ["horse", "stallion", "mare"]
[[item]]
id = "vase"
heads = ["vase"]
[[item]]
id = "sword"
heads = ["sword", "sabre"]
[[item]]
id = "carpet"
heads = ["carpet", "rug"]
"""

_EXTRACTOR = RulesExtractor()


def gift_story() -> Story:
    """The gifts pack, and what else the reference story reads, with other people and other things."""
    own = REFERENCE.read_text(encoding="utf-8")
    own = own[own.index(OWN) :].replace('"aurus_car"', '"velox"').replace('"kim_jong_un"', '"reyes"')
    return parse_story("gifts.toml", HEADER + own, {"gifts": GIFTS.read_text(encoding="utf-8")})


def casualty_story() -> Story:
    """The casualty pack with a made-up disaster."""
    source = """
[story]
id = "fire"
title = "A fire"
packs = ["casualties.toml"]
[[entity]]
id = "police"
kind = "source"
aliases = ["police", "the police"]
[[entity]]
id = "ministry"
kind = "source"
aliases = ["the health ministry", "health ministry"]
"""
    return parse_story("fire.toml", source, {"casualties.toml": CASUALTIES.read_text(encoding="utf-8")})


def reading(text: str, anchor: str | None = "2023-05-12", basis: str = "byline") -> Reading:
    """`text` as the text reader's blocks would have it, published on `anchor`."""
    return Reading(
        address="file:a.txt",
        version_id="v1",
        text_hash=sha256_hex(text.encode()),
        text=text,
        blocks=segment(text),
        title=None,
        anchor=PartialDate.parse(anchor) if anchor else None,
        anchor_basis=basis,
    )


def extract(story: Story, text: str, anchor: str | None = "2023-05-12") -> Extraction:
    """What the rules find."""
    return _EXTRACTOR.extract(story, reading(text, anchor))


def claims(story: Story, text: str, anchor: str | None = "2023-05-12") -> tuple[Claim, ...]:
    """The claims alone."""
    return extract(story, text, anchor).claims


def calls(work: Callable[[], object]) -> int:
    """How many functions `work` calls, its measure of effort."""
    number = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return number
