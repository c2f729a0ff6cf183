"""What reading costs and what it must never depend on: the length of a sentence, other stories, the process.

Nothing is timed here: work is counted in calls, which are the same on every machine. `scripts/bench.py` times.
"""

from __future__ import annotations

import locale
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.article import Block
from archive.domain.claim import Extraction
from archive.domain.story import Story
from archive.domain.story_parse import parse_story
from archive.extractors.rules import RulesExtractor
from archive.ports import Reading
from tests.unit.extraction import ROOT, calls, reading

PACKS = ("casualties", "headcount", "money", "status", "gifts")
NAMES = """
[story]
id = "{pack}"
title = "The harbour of Velmora"
packs = ["{pack}"]
[[entity]]
id = "velmora"
kind = "party"
pronoun = "it"
aliases = ["Velmora", "the Velmora Harbour Authority"]
[[entity]]
id = "quill"
kind = "party"
pronoun = "she"
aliases = ["Anna Quill", "Quill"]
[[entity]]
id = "marsh"
kind = "person"
pronoun = "he"
aliases = ["Tom Marsh", "Marsh"]
[[entity]]
id = "chair"
kind = "post"
aliases = ["harbour chief", "chair of the Harbour Authority"]
[[entity]]
id = "pact"
kind = "agreement"
aliases = ["the Dock Pact", "Dock Pact"]
[[entity]]
id = "aldor"
kind = "place"
aliases = ["Aldor"]
[[entity]]
id = "courier"
kind = "source"
aliases = ["Aldor Courier"]
"""
WORDS = (
    "Velmora Quill Marsh Aldor Courier Nordal Brecht the a an of in to by from with and or but , . ; : ( ) \u201c \u201d"
    " ' 's - \u2014 ? people workers soldiers jobs killed dead injured missing were was have been had said according to"
    " at least more than up 12 97 1,200 2.5 3 $ \u20ac 40m million billion dozen dozens hundreds two twenty-one half"
    " pledged donated fine cut sack layoffs sent arrested rose fell toll total bringing including another previously"
    " signed ratified resigned appointed harbour chief Dock Pact gave given vase horses gift Tuesday 3 May 2021 19"
    " yesterday not no nobody if may reportedly it he she its who which that them 2-1 11-12,000 per cent US Mr. No."
).split()


@cache
def story(pack: str) -> Story:
    text = (ROOT / "src" / "archive" / "packs" / f"{pack}.toml").read_text("utf-8")
    return parse_story(f"{pack}.toml", NAMES.format(pack=pack), {pack: text})


RULES = RulesExtractor()


@cache
def alone(pack: str) -> RulesExtractor:
    """An extractor that never reads for another story."""
    assert pack in PACKS
    return RulesExtractor()


ARTICLE = """Toll in Velmora rises to 97

At least 97 people were killed and 1,200 injured when a crane fell in Velmora on Tuesday, up from 80, officials said.
Twelve of them were children. "We sent 300 soldiers," said Anna Quill, who pledged \u20ac2.5 million and gave a vase.

The harbour chief, Tom Marsh, resigned on 3 May 2021. The Aldor Courier reported that 40 people were missing in Aldor.
Velmora will cut 1,500 jobs, more than a third of its workforce, and signed the Dock Pact the same day.
A further 12 Workers were Killed, Velmora said, 40 Troops arrived, and it paid a Fine of $3 million for the Layoffs.

\u201cWe shall see to it. At least 30 people were killed, and 200 soldiers were sent,\u201d said Tom Marsh.
"""


def blocks_of(text: str) -> Reading:
    return replace(reading(text), blocks=(Block("body", 0, len(text)),))


@given(st.lists(st.sampled_from(WORDS), max_size=80), st.sampled_from([" ", "\u00a0", "\n", "  ", ""]))
@settings(max_examples=60, deadline=None)
def test_whatever_is_found_is_quoted_in_order(words: list[str], space: str) -> None:
    text = space.join(words)
    for pack in PACKS:
        _check(text, RULES.extract(story(pack), reading(text)))


@given(st.text(max_size=200), st.sampled_from(WORDS))
@settings(max_examples=40, deadline=None)
def test_any_characters_are_read(text: str, word: str) -> None:
    mixed = f"{text} 97 people were {word} {text[::-1]}"
    for pack in PACKS:
        _check(mixed, RULES.extract(story(pack), reading(mixed)))


def _check(text: str, found: Extraction) -> None:
    places = [(claim.evidence.start, claim.evidence.end) for claim in found.claims]
    assert places == sorted(places)
    for claim in found.claims:
        quote = claim.evidence
        assert 0 <= quote.start < quote.end <= len(text)
        assert quote.exact == text[quote.start : quote.end]
        assert text.startswith(quote.prefix, quote.start - len(quote.prefix))
        assert text.startswith(quote.suffix, quote.end)
    starts = [seen.start for seen in found.sightings]
    assert starts == sorted(starts)
    for seen in found.sightings:
        assert seen.text == text[seen.start : seen.end] != ""
        assert seen.text in seen.sentence


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize(
    "unit",
    [
        "97 people and 12 soldiers were killed , ",
        "$40 million or 3 million or ",
        "twenty thousand and five hundred ",
        "said Velmora , according to Quill , ",
        "\u201c it was ( Tom Marsh ) \u2014 ",
        "a vase , two horses and a ",
        "including including including ",
        "1,2,3,4,5,6,7,8,9,10-11-12,",
        "Aldor in Aldor, ",
        "the of the of ",
        "......''''''((((((",
        "12",
    ],
)
def test_work_grows_with_the_length_of_a_sentence(unit: str, pack: str) -> None:
    told = story(pack)

    def read(characters: int) -> Callable[[], object]:
        article = blocks_of("97 people were killed. " + unit * (characters // len(unit)))
        return lambda: RULES.extract(told, article)

    read(500)()
    short, long = calls(read(3_000)), calls(read(12_000))
    assert long < 5 * short, (short, long)


@pytest.mark.parametrize(
    "unit", ["Velmora gave 97 people a vase and said , ", "killed 12 , ", "the toll of "]
)
def test_a_sentence_of_ten_thousand_words_is_read(unit: str) -> None:
    text = unit * (10_000 // len(unit.split()))
    for pack in PACKS:
        _check(text, RULES.extract(story(pack), blocks_of(text)))


def test_stories_that_read_in_turn_find_what_each_finds_alone() -> None:
    """What stories share of an article none of them may change."""
    found = {pack: alone(pack).extract(story(pack), reading(ARTICLE)) for pack in PACKS}
    assert sum(len(one.claims) for one in found.values()) > 8
    for pack in (*PACKS, *PACKS[::-1]):
        assert RULES.extract(story(pack), reading(ARTICLE)) == found[pack]


@given(st.lists(st.sampled_from(WORDS), max_size=40), st.permutations(PACKS))
@settings(max_examples=25, deadline=None)
def test_the_order_of_stories_changes_nothing(words: list[str], order: list[str]) -> None:
    text = " ".join(words)
    for pack in order:
        assert RULES.extract(story(pack), reading(text)) == alone(pack).extract(story(pack), reading(text))


def test_an_edited_text_is_read_anew() -> None:
    told = story("casualties")
    for number in ("97", "98", "97"):
        found = RULES.extract(told, reading(f"{number} people were killed in Aldor."))
        assert [claim.fields["value"] for claim in found.claims] == [int(number)]


SCRIPT = """
import locale
from tests.unit.test_extract_scaling import *
from archive.domain.canonical import sha256_hex
locale.setlocale(locale.LC_ALL, "")
extractor = RulesExtractor()
print(sha256_hex(repr([extractor.extract(story(pack), reading(ARTICLE)) for pack in PACKS]).encode()))
"""


def _available(name: str) -> bool:
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_ALL, before)
    return True


def test_the_same_whatever_the_hash_seed_locale_and_time_zone() -> None:
    turkish = "tr_TR.UTF-8" if _available("tr_TR.UTF-8") else "C.UTF-8"  # where I and i are no pair
    told = set()
    for seed, place, zone in (
        ("0", "C", "UTC"),
        ("1", turkish, "Asia/Tokyo"),
        ("2", "C.UTF-8", "America/Los_Angeles"),
    ):
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "LC_ALL": place,
                "TZ": zone,
                "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            },
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        told.add(run.stdout)
    assert len(told) == 1
