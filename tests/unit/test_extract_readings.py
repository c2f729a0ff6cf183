"""Readings of a sentence that are passed over: whatever the words, to read them would add nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.claim import Extraction
from archive.domain.story import Story
from archive.domain.story_parse import parse_story
from archive.extractors import count_candidates
from archive.extractors.count_words import CountWords
from archive.extractors.counted import CountSentence
from archive.extractors.lexis import Lexis
from archive.extractors.phrases import PlainSentence, mention_tokens
from archive.extractors.rules import RulesExtractor
from archive.extractors.words import searchable
from archive.service.packs import built_in_pack
from tests.unit.extraction import reading

PACKS = ("casualties", "headcount", "money")
NAMES = """
[[entity]]
id = "velmar"
kind = "party"
aliases = ["Velmar"]
[[entity]]
id = "aldor"
kind = "place"
aliases = ["Aldor"]
"""
PARTS = st.sampled_from(
    [
        "97 people were killed", "killed at least 12 people", "including 12 children", "including 12 km", "12 of them women",
        "among the dead were six officers", "five of the injured", "(about 2.6 billion euros)", ",", ", and", "(12 of 97)",
        "in 2019", ", on Monday,", ", who was 44,", "(60 miles away)", "12 km from Aldor", "12 out of 97 people", "of them",
        "the death toll rose from 80 to 97", "up from 80", "Velmar pledged $3m", "and Aldor 2m euros", "Aldor", "with 41",
        "\u2014 some 30 of whom were missing \u2014", "another 3 million", "40 per cent of the 300 residents", "six missing",
        "Velmar will cut 1,200 jobs", ", or 10 per cent of its staff,", "a 44-year-old", "than 80", "compared with",
    ]
)  # fmt: skip
SENTENCES = st.lists(PARTS, min_size=1, max_size=7).map(lambda parts: " ".join(parts) + ".")


@cache
def story(pack: str) -> Story:
    source = f'[story]\nid = "t"\ntitle = "T"\npacks = ["{pack}"]\n{NAMES}'
    return parse_story("t.toml", source, {pack: built_in_pack(pack) or ""})


def extraction(pack: str, text: str) -> Extraction:
    return RulesExtractor().extract(story(pack), reading(text))


class _AllRead:
    """In the place of what remembers which numbers have been read: every reading may add something."""

    def __init__(self, *_: object) -> None:
        pass

    def found(self, at: int) -> None:
        pass

    def may_add(self, view: Sequence[int]) -> bool:
        return True


@given(st.sampled_from(PACKS), st.lists(SENTENCES, min_size=1, max_size=3).map(" ".join))
@settings(deadline=None)
def test_a_reading_passed_over_would_have_added_nothing(pack: str, text: str) -> None:
    with patch.object(count_candidates, "_Unread", _AllRead):
        every = extraction(pack, text)
    assert extraction(pack, text) == every


@given(st.sampled_from(PACKS), SENTENCES)
@settings(deadline=None)
def test_the_last_currency_is_that_of_the_last_amount(pack: str, text: str) -> None:
    lexis = Lexis(story(pack))
    words: CountWords = lexis.counts
    plain = PlainSentence(searchable(text), 0, len(text), ())
    sentence = CountSentence(mention_tokens(plain, lexis), words, frozenset(), "XAU")
    told = [sentence.currency_of(group) for group in sentence.groups.values()]
    assert sentence.last_currency() == next((one for one in reversed(told) if one is not None), None)
