"""Corrections and their kin: recognized as such, pointed at in the text, and never lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.article import Article
from archive.domain.notice_words import notice_kind
from tests.unit.html_pages import PARAGRAPHS, body, ld, page, read


def notices(article: Article) -> list[tuple[str, str]]:
    return [(notice.kind, article.text[notice.start : notice.end]) for notice in article.details.notices]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Correction: The bridge was built in 1871, not in 1817.", "correction"),
        ("Correction (3 May 2024): The bridge was built in 1871.", "correction"),
        ("CORRECTION, May 3, 2024: The bridge was built in 1871.", "correction"),
        (
            "This article was amended on 3 May 2024 to correct the year in which the bridge was built.",
            "correction",
        ),
        (
            "This article was amended on 3 May 2024. An earlier version said the bridge was built in 1817.",
            "correction",
        ),
        ("An earlier version of this article misstated the age of the bridge.", "correction"),
        ("A previous version of this story incorrectly said that the pier was closed.", "correction"),
        (
            "\u2022 This article was amended on 3 May 2024 to clarify who pays for the ferries.",
            "clarification",
        ),
        ("Clarification: The council pays for the ferries.", "clarification"),
        ("This story has been updated with comments from the port authority.", "update"),
        ("This article has been updated.", "update"),
        ("Update: The council has since withdrawn the plan.", "update"),
        ("UPDATE 2 (May 3): The council has since withdrawn the plan.", "update"),
        ("Retraction: The article on the bridge has been withdrawn.", "retraction"),
        ("This article has been retracted because its source could not be confirmed.", "retraction"),
        ("Editor\u2019s note: This article contains descriptions of the accident.", "editors-note"),
        ("Editor's Note: An earlier version of this article misstated the age of the bridge.", "correction"),
        ("The council corrected its figures on Tuesday.", None),
        ("This story of the bridge is old, and has been told many times before.", None),
        ("Updated: 3 May 2024", None),
        ("Corrections and clarifications", None),
        ("An earlier attempt to repair the bridge failed in 1990.", None),
        ("The bridge was amended.", None),
        ("", None),
    ],
)
def test_a_notice_is_known_by_how_it_begins(text: str, kind: str | None) -> None:
    assert notice_kind(text) == kind


@given(st.text(max_size=200))
def test_no_paragraph_breaks_the_recognition(text: str) -> None:
    notice_kind("Correction " + text)


CORRECTION = (
    "Correction: An earlier version of this article said the bridge was built in 1817. It was built in 1871."
)


def test_a_notice_in_the_text_is_pointed_at_where_it_stands() -> None:
    assert notices(read(page(body(CORRECTION, *PARAGRAPHS)))) == [("correction", CORRECTION)]


@pytest.mark.parametrize(
    "place",
    [
        '<aside class="correction"><p>{}</p></aside>',
        '<div class="article-footnote"><small>{}</small></div>',
        "<footer><p>{}</p></footer>",
        '<div class="note">{}<div>By Jan Orlec</div></div>',
        '<div class="note"><div>By Jan Orlec</div>Filed under harbour<br>{}<br>End</div>',
        '<div class="note"><a href="/corrections">Correction:</a> An earlier version of this article said the bridge was built in 1817. It was built in 1871.</div>',
    ],
)
def test_a_notice_outside_what_is_taken_for_the_article_is_added_to_the_text(place: str) -> None:
    article = read(page(body() + place.format(CORRECTION)))
    assert notices(article) == [("correction", CORRECTION)]
    assert article.text.count(CORRECTION) == 1


@pytest.mark.parametrize(
    "correction",
    [
        CORRECTION,
        {"@type": "CorrectionComment", "text": f"<p>{CORRECTION}</p>"},
        [{"text": CORRECTION}, {"text": CORRECTION}],
    ],
)
def test_a_notice_in_the_structured_data_alone_is_added_once(correction: object) -> None:
    article = read(page(head=ld(headline="x", correction=correction)))
    assert notices(article) == [("correction", CORRECTION)]


@pytest.mark.parametrize(
    "place",
    [
        "<nav><p>{}</p></nav>",
        '<div class="comments"><p>{}</p></div>',
        '<div class="related-stories"><p>{}</p></div>',
        '<p><a href="/other">{}</a></p>',
    ],
)
def test_what_belongs_to_others_is_no_notice_of_the_article(place: str) -> None:
    markup = page().replace("</main>", f"</main>{place.format(CORRECTION)}")
    assert notices(read(markup)) == []
