"""When a page was published and changed: stated dates, guesses told apart from them, and contradictions kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.article import Article
from archive.domain.moment import PartialDate
from archive.readers.date_values import read_date
from archive.readers.html_dates import from_url
from tests.unit.html_pages import PARAGRAPHS, body, ld, meta, micros, page, read


def dated(article: Article, key: str = "published") -> tuple[str | None, str, str | None]:
    value = getattr(article, key)
    return (value.date.value if value.date else None, value.basis, value.text)


def doubts(article: Article) -> list[tuple[str, str, str]]:
    return [(doubt.field, doubt.value, doubt.basis) for doubt in article.details.doubts]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-05-03T10:00:00+02:00", "2024-05-03T08:00:00Z"),
        ("2024-05-03T10:00:00.123Z", "2024-05-03T10:00:00Z"),
        ("2024-05-03T10:00:00", "2024-05-03"),
        ("2024-05", "2024-05"),
        ("20240503", "2024-05-03"),
        ("Fri, 03 May 2024 10:00:00 GMT", "2024-05-03T10:00:00Z"),
        ("19-06-2024 13:59 IST", "2024-06-19"),
        ("Fri May 03 2024 10:00:00 GMT+0200 (CEST)", "2024-05-03T08:00:00Z"),
        ("1714730000", "2024-05-03T09:53:20Z"),
        ("1714730000000", "2024-05-03T09:53:20Z"),
        ("3.5.2024 12:00", "2024-05-03"),
        ("2024\u5e745\u67083\u65e5 10:11", "2024-05-03"),
        ("Published on May 3, 2024 at 10 am", "2024-05-03"),
        ("05/23/2024", "2024-05-23"),
        ("05/03/2024", None),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("2024-13-45", None),
        ("9" * 60, None),
        ("today", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_says_what_it_says_and_no_more(text: str | None, value: str | None) -> None:
    date = read_date(text)
    assert (date.value if date else None) == value


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    date = read_date(text)
    assert date is None or date.start <= date.end


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("https://a.example/2024/05/03/bridge", "2024-05-03"),
        ("https://a.example/news/2024-05-03-bridge.html", "2024-05-03"),
        ("https://a.example/20240503/bridge", "2024-05-03"),
        ("https://a.example/2024/may/3/bridge", "2024-05-03"),
        ("https://a.example/2024/5/3/1234/bridge", "2024-05-03"),
        ("https://a.example/2024/WORLD/05/03/bridge", "2024-05-03"),
        ("https://a.example/2024/part/5/3/bridge", None),
        ("https://a.example/2024/05/bridge", None),
        ("https://a.example/bridge?d=2024/05/03", None),
        ("https://a.example/120240503991", None),
        ("https://a.example/2024/13/45/x", None),
        (None, None),
    ],
)
def test_the_path_of_an_address_may_name_the_day(url: str | None, value: str | None) -> None:
    date = from_url(url).date
    assert (date.value if date else None) == value


def test_the_day_is_read_in_the_address_that_a_page_claims_wherever_it_does() -> None:
    article = read(page(head=meta(og__url="https://a.example/2024/05/03/bridge")), url=None)
    assert (article.published.date, article.published.basis) == (PartialDate("2024-05-03"), "url")


PUBLISHED = "2024-05-03T10:00:00+02:00"


@pytest.mark.parametrize(
    ("head", "look", "expected"),
    [
        (
            ld(datePublished=PUBLISHED) + meta(article__published_time="2024-05-03"),
            {},
            ("2024-05-03T08:00:00Z", "json-ld", PUBLISHED),
        ),
        (
            meta(article__published_time="2024-05-03", og__updated_time="2024-05-04"),
            {"stated": {"published": "2024-05-03T01:00:00Z"}},
            ("2024-05-03", "meta", "2024-05-03"),
        ),
        (
            "",
            {"stated": {"published": "2024-05-03T01:00:00Z"}},
            ("2024-05-03T01:00:00Z", "feed", "2024-05-03T01:00:00Z"),
        ),
        ("", {"stated": {"published": "2024-05-03"}, "via": "mail"}, ("2024-05-03", "mail", "2024-05-03")),
        ("", {"url": "https://courier.example/2024/05/03/bridge"}, ("2024-05-03", "url", "2024/05/03")),
        ("", {}, (None, "none", None)),
    ],
)
def test_the_surest_place_gives_the_publication_date(
    head: str, look: dict[str, object], expected: tuple[str | None, str, str | None]
) -> None:
    assert dated(read(page(head=head), {}, **look)) == expected


@pytest.mark.parametrize(
    "element",
    [
        '<time itemprop="datePublished" datetime="2024-05-03">3 May</time>',
        '<time class="entry-date published" datetime="2024-05-03">3 May</time>',
        '<time pubdate datetime="2024-05-03">3 May</time>',
        '<span property="datePublished" content="2024-05-03">3 May</span>',
        '<abbr class="published" title="2024-05-03">3 May</abbr>',
    ],
)
def test_a_marked_up_time_is_a_stated_date(element: str) -> None:
    assert dated(read(page(element + body())))[:2] == ("2024-05-03", "meta")
    assert dated(read(page(body()).replace("<footer>", f"<aside>{element}</aside><footer>")))[1] != "meta"


def test_a_date_in_the_frame_of_the_page_is_inferred() -> None:
    article = read(page('<div class="date">3 May 2024</div>' + body()), captured=micros("2024-06-01"))
    assert dated(article)[:2] == ("2024-05-03", "inferred")


@pytest.mark.parametrize(
    "inner",
    [
        body(
            *PARAGRAPHS,
            "The last inspection of the harbour bridge took place on 12 March 2019, and it was found to be sound, the council said then.",
        ),
        body()
        + "<figure><img src='/a.jpg'><figcaption>The bridge on 12 March 2019. Photo: A. Reyl</figcaption></figure>",
    ],
)
def test_captions_and_body_never_tell_when_an_article_appeared(inner: str) -> None:
    article = read(page(inner), captured=micros("2024-06-01"))
    assert dated(article) == (None, "none", None)


def test_the_latest_date_of_the_text_is_kept_beside() -> None:
    article = read(
        page(
            body(*PARAGRAPHS, "It was last repaired on 12 March 2019, the council said."),
            ld(datePublished=PUBLISHED),
        )
    )
    assert dated(article, "in_body") == ("2019-03-12", "in-body", "12 March 2019")


def test_a_year_alone_is_no_guess() -> None:
    markup = page().replace("Harbour Street 1", "\u00a9 2023 Aldor Courier")
    assert dated(read(markup, captured=micros("2024-06-01"))) == (None, "none", None)


def test_modified_before_published_is_kept_with_a_doubt() -> None:
    article = read(page(head=ld(datePublished="2024-05-03T10:00:00Z", dateModified="2024-05-01T10:00:00Z")))
    assert dated(article, "modified")[0] == "2024-05-01T10:00:00Z"
    assert doubts(article) == [("modified", "2024-05-01T10:00:00Z", "json-ld")]


def test_a_date_in_the_future_is_judged_by_the_look_and_never_by_the_clock() -> None:
    head = ld(datePublished="2199-05-03T10:00:00Z")
    assert doubts(read(page(head=head))) == []
    late = read(page(head=head), captured=micros("2024-05-03"))
    assert dated(late)[0] == "2199-05-03T10:00:00Z"
    assert doubts(late) == [("published", "2199-05-03T10:00:00Z", "json-ld")]
    answered = read(page(head=head), headers=(("Date", "Fri, 03 May 2024 10:00:00 GMT"),))
    assert doubts(answered) == doubts(late)
    ahead = read(page(head=ld(datePublished="2024-05-04")), captured=micros("2024-05-03T20:00Z"))
    assert doubts(ahead) == []


def test_places_that_differ_are_both_kept() -> None:
    head = ld(datePublished="2024-05-03T10:00:00Z") + meta(article__published_time="2024-05-20")
    article = read(page(head=head), url="https://courier.example/2024/04/01/bridge")
    assert dated(article)[0] == "2024-05-03T10:00:00Z"
    assert doubts(article) == [("published", "2024-05-20", "meta"), ("published", "2024/04/01", "url")]
    near = read(
        page(head=ld(datePublished="2024-05-03T23:30:00-05:00")), url="https://courier.example/2024/05/03/x"
    )
    assert doubts(near) == []


def test_a_stated_date_that_cannot_be_read_is_kept_as_it_stands() -> None:
    article = read(page(head=ld(datePublished="05/03/2024") + meta(article__modified_time="yesterday")))
    assert doubts(article) == [("published", "05/03/2024", "json-ld"), ("modified", "yesterday", "meta")]
    assert dated(article, "modified") == (None, "none", None)
