"""Sentences, where they end and where they do not."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.article import Block
from archive.domain.text import MAX_SENTENCE, SplitText, sentences


def split(text: str, kind: str = "body") -> list[str]:
    blocks = (Block(kind, 0, len(text)),)  # type: ignore[arg-type]
    return [text[one.start : one.end] for one in sentences(text, blocks)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One came. Two went.", ["One came.", "Two went."]),
        ("Mr. Berg met Ms. Roe. They spoke.", ["Mr. Berg met Ms. Roe.", "They spoke."]),
        ("The U.N. Council met. It voted.", ["The U.N. Council met.", "It voted."]),
        ("Anna K. Berg spoke. Nobody left.", ["Anna K. Berg spoke.", "Nobody left."]),
        ("“Good,” he said. “We left.” It rained.", ["“Good,” he said.", "“We left.”", "It rained."]),
        ("It cost 4.5 million. Really?  Yes!", ["It cost 4.5 million.", "Really?", "Yes!"]),
        ("“Why?” she asked. No answer.", ["“Why?” she asked.", "No answer."]),
        ("Gen. Roe left on Jan. 5 at noon. Rain fell.", ["Gen. Roe left on Jan. 5 at noon.", "Rain fell."]),
        ("No full stop\n\nNext paragraph", ["No full stop", "Next paragraph"]),
        ("A line that was\nwrapped goes on. Then more.", ["A line that was\nwrapped goes on.", "Then more."]),
    ],
)
def test_split(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_only_blocks_that_carry_claims_are_read() -> None:
    assert split("Read more. Subscribe.", "chrome") == []
    assert split("By A. Berg", "byline") == []
    assert split("Two dogs in a garden.", "caption") == ["Two dogs in a garden."]


def test_what_is_no_sentence_is_cut() -> None:
    parts = split("word " * 2000)
    assert len(parts) > 5
    assert max(map(len, parts)) < MAX_SENTENCE + 10


@pytest.mark.parametrize(
    ("start", "end", "around"),
    [
        (0, 3, "One came."),
        (8, 9, "One came."),
        (9, 10, ""),  # the blank between two sentences
        (4, 15, "One came. Two went on."),
        (10, 22, "Two went on."),
        (24, 27, ""),
    ],
)
def test_words_with_the_sentences_that_they_stand_in(start: int, end: int, around: str) -> None:
    text = SplitText("One came. Two\nwent on. By A. Berg", (Block("body", 0, 22), Block("byline", 22, 34)))
    assert text.around(start, end) == around
    assert text.lines() == ["One came.", "Two went on."]


@given(st.text(alphabet="Aab .!?\"'“”’\n\u00a0M1,r", max_size=200))
def test_sentences_are_in_order_and_lose_no_word(text: str) -> None:
    blocks = (Block("body", 0, len(text)),)
    found = sentences(text, blocks)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
    covered = set().union(*(range(one.start, one.end) for one in found)) if found else set()
    assert all(at in covered for at, char in enumerate(text) if not char.isspace())
