"""What differs though nobody edited it, by class."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.noise import bare, noise_alone, noise_between


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("A lamp came.", "A  lamp\ncame.", "white-space"),
        ("A lamp\u00a0came.", "A lamp came.", "white-space"),
        ('"Yes," he said - twice.', "“Yes,” he said — twice.", "typography"),
        ("It's here...", "It’s here…", "typography"),
        ("co\u00adoperation", "cooperation", "typography"),
        ("Lamps Arrive At The Island", "Lamps arrive at the island", "capitals"),
        ("Updated 3 hours ago", "Updated 5 hours ago", "date-line"),
        ("Published: 19 June 2024 10:32", "Published: 20 June 2024 08:15", "date-line"),
        ("Last updated on June 20, 2024", "Last updated on June 21, 2024", "date-line"),
        ("By Imke Sandvold | 3 hours ago", "By Imke Sandvold | 4 hours ago", "date-line"),
        ("By Imke Sandvold | 3 hours ago | 12 comments", "By Imke Sandvold | 1 day ago | 14 comments", "date-line"),
        ("24 comments", "1,204 comments", "counter"),
        ("Shares: 12", "Shares: 13", "counter"),
        ("By Imke Sandvold | 12 comments", "By Imke Sandvold", "counter"),
        ("A lamp came.", "A lamp came.", None),
        ("The school has 2 lamps.", "The school has 3 lamps.", None),
        ("By Imke Sandvold | 3 hours ago", "By Ada Lund | 3 hours ago", None),
        ("By Imke Sandvold | 3 hours ago", "By Ada Lund | 4 hours ago", None),
        ("He said 'yes'.", "He said yes.", None),
        ("10² lamps", "102 lamps", None),
        ("Published: the names of 19 men", "Published: the names of 20 men", None),
        ("It was 24 comments " + "long " * 40, "It was 25 comments " + "long " * 40, None),
    ],
)  # fmt: skip
def test_between_two_wordings(before: str, after: str, kind: str | None) -> None:
    assert noise_between(before, after) == kind
    assert noise_between(after, before) == kind


@pytest.mark.parametrize(
    ("text", "block", "kind"),
    [
        ("Updated 3 hours ago", "body", "date-line"),
        ("10:32 GMT", "body", "date-line"),
        ("24 comments", "body", "counter"),
        ("3 hours ago | 24 comments", "body", "date-line"),
        ("Related stories:", "body", "related-links"),
        ("What the tide tables say", "body", "related-links"),
        ("What the tide tables do not say", "body", None),
        ("Share this", "body", "furniture"),
        ("Harbour reopens after a storm", "chrome", "furniture"),
        ("The school has 3 lamps.", "body", None),
        ("Correction: it has 2.", "body", None),
    ],
)
def test_of_a_paragraph_alone(text: str, block: str, kind: str | None) -> None:
    assert noise_alone(text, block, {bare("What the Tide Tables say")}) == kind


@given(st.text(), st.text())
def test_equal_texts_are_no_noise_and_none_fails(before: str, after: str) -> None:
    assert noise_between(before, before) is None
    noise_between(before, after)
    noise_alone(before, "body", set())
