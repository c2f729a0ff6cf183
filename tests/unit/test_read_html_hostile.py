"""Broken and hostile pages: an article or a refusal by name, never a traceback, never a look outside."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import InputRefused
from archive.readers import html_body
from tests.unit.html_pages import PARAGRAPHS, body, page, read

ENTITIES = (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "file:///etc/hosts" ['
    '<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>'
    f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body><p>&x; &b; caf&eacute;</p>{body()}</body></html>'
)


def test_entities_are_not_resolved_and_those_of_html_are() -> None:
    text = read(ENTITIES).text
    assert "root:" not in text
    assert "localhost" not in text
    assert "lollol" not in text
    assert "caf\u00e9" in text


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "article", "x-y"])
def test_a_page_nested_ten_thousand_deep_keeps_its_words(tag: str) -> None:
    closing = "".join(f"</{part}>" for part in reversed(tag.split("><")))
    markup = f"<html><body>{f'<{tag}>' * 10_000}{body()}{closing * 10_000}<p>{PARAGRAPHS[0][::-1]}</p></body></html>"
    article = read(markup)
    assert all(paragraph in article.text for paragraph in PARAGRAPHS)
    assert article.warnings[0] == "nested deeper than any page: read without its nesting"


@pytest.mark.parametrize(
    "markup",
    [
        page(body("A null \x00 in the text of the harbour bridge article.", *PARAGRAPHS)),
        page(body("&#x110000; &#0; &#xD800; &#99999999999999999; the bridge", *PARAGRAPHS)),
        page(head='<link rel="canonical" href="http://[::1"><base href="http://[bad"><meta property="og:url" content="http://a:99999/x">'),
        page(body(f'<a href="http://[x">{PARAGRAPHS[0]}</a>', *PARAGRAPHS)),
        page(head=f'<script type="application/ld+json">{"[" * 50_000}</script>'),
        page(head='<script type="application/ld+json">{"@type":"NewsArticle","wordCount":"' + "9" * 10_000 + '"}</script>'),
        page(head='<script type="application/ld+json">{"@type":["NewsArticle",7,null],"author":[1,null,{"name":[]}],"publisher":[[]],"@id":{}}</script>'),
        page(head='<meta property="article:published_time" content="99999999999999"><meta name="date" content="2024-99-99">'),
        page(body() + f"<img src='/a.jpg' width='{'9' * 6000}'>"),
        page(body() + "<!-- " + "x" * 10_000),
        page(title=" | " * 5_000),
        page(lang="en" + "_a" * 40 + "!"),
        page(head="<title>" + "ab " * 20_000 + "</title>", inner="<h1>zz</h1>" * 500 + body()),
        page(body() + "<a rel=author>Jo</a>" * 500 + "<time class=published datetime=xx></time>" * 500),
        page(body("editor note " * 200, "an earlier version of this " * 80, "Correction " + "(a " * 500, *PARAGRAPHS)),
        "<" * 5_000 + body(),
        f"<p {'a' * 50_000}>" + body(),
        page().replace("<main>", "<main" + " x=y" * 20_000 + ">"),
    ],
)  # fmt: skip
def test_broken_pages_are_read(markup: str) -> None:
    assert PARAGRAPHS[2] in read(markup).text


def test_many_notices_are_found_without_reading_the_text_anew_for_each() -> None:
    notices = [f"Correction: the number {n} of this list was wrong, and is right now." for n in range(500)]
    inside = read(page(body(*PARAGRAPHS, *notices)))
    assert [inside.text[one.start : one.end] for one in inside.details.notices] == notices
    beside = read(
        page().replace("</main>", "</main>" + "".join(f"<aside><p>{text}</p></aside>" for text in notices))
    )
    assert len(beside.details.notices) == 200


def test_scripts_that_never_end_are_no_text_to_detect_an_encoding_by() -> None:
    with pytest.raises(InputRefused, match=r"page\.html: its encoding cannot be told"):
        read(b"<html><body>" + b"<script>" * 20_000 + b"\xe9" * 9)


def test_a_page_of_many_elements_is_read_by_a_plain_rule_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_body, "MAX_ELEMENTS", 20)
    article = read(page(body() + "<h2>Last</h2>"))
    assert article.text.split("\n\n")[1:] == [*PARAGRAPHS]
    assert article.warnings[0] == "more than 20 elements: read by a plain rule"


def test_a_library_that_breaks_on_a_page_loses_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("trafilatura.bare_extraction", broken)
    article = read(page())
    assert article.text.split("\n\n")[1:] == [*PARAGRAPHS]
    assert article.warnings[0] == "trafilatura failed on this page (RecursionError): read by a plain rule"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 800))
def test_a_page_with_any_bytes_in_it_is_read_or_refused(rubbish: bytes, place: int) -> None:
    whole = page().encode()
    try:
        article = read(whole[:place] + rubbish + whole[place:])
    except InputRefused:
        return
    assert article.blocks


def test_links_that_are_no_addresses_hurt_no_image() -> None:
    article = read(page(body() + '<a href="http://[x"><img src="/i/a.jpg"></a><img src="http://[y">'))
    assert article.details.images == ()
