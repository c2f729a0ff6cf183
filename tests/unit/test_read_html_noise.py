"""What changes on a page though nobody edited the article leaves no trace in the text."""

from __future__ import annotations

import random

import pytest

from archive.readers.html_body import HtmlParagraph
from archive.readers.html_noise import without_noise
from tests.unit.html_pages import HEADLINE, PARAGRAPHS, body, page, paragraphs_of, read

EDITED = (
    *PARAGRAPHS[:3],
    "Shopkeepers on the east bank said they feared for their trade, and the council promised them help.",
    PARAGRAPHS[4],
)


def revision(day: int, headline: str, paragraphs: tuple[str, ...], chance: random.Random) -> str:
    """The page as it was served on `day`: other bytes each time."""
    nonce = f"{chance.getrandbits(64):x}"
    counter = chance.randint(2, 90_000)
    titles = [
        f"Story {chance.randint(1, 999)} of the {chance.choice(['harbour', 'market', 'council'])} quarter"
        for _ in range(6)
    ]
    teasers = "".join(f'<li><a href="/s/{n}?ref={nonce}">{title}</a></li>' for n, title in enumerate(titles))
    advert = f'<div class="ad-slot" id="ad-{nonce}"><p>Buy {chance.choice(["boats", "shoes", "hats"])} now, only today!</p></div>'
    related = f'<div class="related"><h3>Related stories</h3><ul>{teasers}</ul></div>'
    inline = f'<p>Read more: <a href="/s/{nonce}">{titles[0]}</a></p>'
    stamps = f'<div class="meta"><span>By Jan Orlec</span> <span class="time">{day + 1} days ago</span> <span class="shares">{counter} shares</span></div>'
    parts = [*(f"<p>{text}</p>" for text in paragraphs)]
    parts.insert(2, advert)
    parts.insert(4, inline)
    head = f'<meta name="csrf" content="{nonce}"><script nonce="{nonce}">window.t={counter};</script><style>.c{nonce}{{}}</style>'
    tail = f'<p class="comments-count">{counter} comments</p><p>{day + 1} hours ago</p>{related}<div class="most-read"><h2>Most read</h2><ol>{teasers}</ol></div>'
    markup = page(stamps + "".join(parts) + tail, head, title=headline)
    return markup.replace(
        "<footer>", f"<aside><ul>{teasers}</ul></aside><footer><p>Rendered in {counter} ms</p>"
    )


def test_sixty_revisions_with_two_edits_are_three_texts() -> None:
    chance = random.Random(4)
    texts: list[str] = []
    pages: set[str] = set()
    for day in range(60):
        headline = HEADLINE if day < 20 else "Old harbour bridge to close for three years"
        markup = revision(day, headline, PARAGRAPHS if day < 40 else EDITED, chance)
        pages.add(markup)
        texts.append(read(markup).text)
    assert len(pages) == 60
    assert [texts.index(text) for text in dict.fromkeys(texts)] == [0, 20, 40]
    assert len({*texts[:20]}) == len({*texts[20:40]}) == len({*texts[40:]}) == 1
    for paragraph in EDITED:
        assert paragraph in texts[-1]


@pytest.mark.parametrize(
    "line",
    [
        "2 hours ago", "Updated 5 minutes ago", "Published: 3 days ago", "an hour ago", "just now", "2h ago", "1,204 shares", "3.4K views",
        "12 comments", "Comments (12)", "Shares: 40", "Be the first to comment", "1 hour, 5 minutes ago", "Last updated just now",
    ],
)  # fmt: skip
def test_a_line_that_only_counts_or_tells_how_long_ago_is_no_text(line: str) -> None:
    assert without_noise([HtmlParagraph("body", line)], ()) == []


@pytest.mark.parametrize(
    "line",
    [
        "He sold 2,000 shares", "Two years ago", "Yesterday", "It was closed 2 years ago.", "Updated 3 May 2024", "More comments from the mayor",
        "12 dead | 3 missing", "Views differ",
    ],
)  # fmt: skip
def test_a_line_that_says_more_is_text(line: str) -> None:
    assert without_noise([HtmlParagraph("body", line)], ()) == [HtmlParagraph("body", line)]


def test_only_the_part_of_a_line_that_changes_is_left_out() -> None:
    lines = [HtmlParagraph("body", "By Jan Orlec | 2 hours ago | Aldor")]
    assert without_noise(lines, ()) == [HtmlParagraph("body", "By Jan Orlec | Aldor")]


def test_links_to_other_articles_go_with_their_heading_and_linked_words_of_the_text_stay() -> None:
    texts = [
        "Related stories",
        "A storm in the market",
        "The council met",
        "Read more: A storm",
        "An ordinary link",
    ]
    lines = [HtmlParagraph("headline" if n == 0 else "body", text) for n, text in enumerate(texts)]
    linked = {"a storm in the market", "read more a storm", "an ordinary link"}
    assert [line.text for line in without_noise(lines, linked)] == ["The council met", "An ordinary link"]


def test_text_between_the_noise_is_whole() -> None:
    markup = page(body(PARAGRAPHS[0]) + "<p>3 hours ago</p>" + body(*PARAGRAPHS[1:]))
    assert paragraphs_of(read(markup)) == [HEADLINE, *PARAGRAPHS]
