"""The text of a page: its paragraphs and headings, the blocks of them, links, images, and nothing else."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.article import Article
from archive.domain.look import Look
from archive.errors import InputRefused
from archive.readers.html import HtmlReader
from tests.unit.html_pages import HEADLINE, PARAGRAPHS, URL, body, ld, page, paragraphs_of, read


def kinds(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


def test_the_headline_comes_first_and_paragraphs_follow() -> None:
    article = read(page())
    assert paragraphs_of(article) == [HEADLINE, *PARAGRAPHS]
    assert kinds(article) == [("headline", HEADLINE), *(("body", paragraph) for paragraph in PARAGRAPHS)]


def test_headings_are_headlines_and_lists_and_tables_keep_their_parts() -> None:
    table = "<table><tr><th>Year</th><th>Vehicles</th></tr><tr><td>2019</td><td>18,000</td></tr></table>"
    items = "<ul><li>Ferries every ten minutes until midnight, on all days</li><li>A free bus over the northern bridge</li></ul>"
    inner = (
        body(*PARAGRAPHS[:3])
        + "<h2>What happens now</h2>"
        + body(*PARAGRAPHS[3:])
        + items
        + table
        + body(*PARAGRAPHS[:1])
    )
    article = read(page(inner))
    parts = {text: kind for kind, text in kinds(article)}
    assert parts["What happens now"] == "headline"
    assert parts["Ferries every ten minutes until midnight, on all days"] == "body"
    assert parts["2019 | 18,000"] == "body"


def test_a_line_in_bold_alone_is_a_heading_and_a_break_after_a_sentence_a_new_paragraph() -> None:
    inner = (
        body(*PARAGRAPHS[:2])
        + "<p><strong>The cost</strong></p>"
        + f"<p>{PARAGRAPHS[2]}<br><br>{PARAGRAPHS[3]}</p>"
        + body(PARAGRAPHS[4])
    )
    article = read(page(inner))
    assert ("headline", "The cost") in kinds(article)
    assert PARAGRAPHS[2] in paragraphs_of(article)
    assert PARAGRAPHS[3] in paragraphs_of(article)


def test_white_space_and_invisible_characters_are_not_text() -> None:
    inner = body(
        "The&nbsp;har\u00adbour \n bridge\u200b is to <b>be</b>\tclosed<span> for</span> two years, the council said.",
        *PARAGRAPHS,
    )
    assert "The harbour bridge is to be closed for two years, the council said." in paragraphs_of(
        read(page(inner))
    )


def test_a_headline_that_the_page_repeats_stands_once() -> None:
    article = read(page(f"<h2>{HEADLINE}</h2>" + body()))
    assert article.text.count(HEADLINE) == 1


def test_a_feeds_entry_is_read_whole_as_an_excerpt() -> None:
    markup = f"<html><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1><p>Closed for two years.</p></article></body></html>"
    article = read(markup, via="feed", excerpt=True)
    assert (article.text, article.rank) == (f"{HEADLINE}\n\nClosed for two years.", "excerpt")


def test_a_feeds_entry_without_paragraphs_is_read_whole_too() -> None:
    markup = f"<html><body><article><h1>{HEADLINE}</h1>Closed for <b>two</b> years.<br>Ferries run.<ul><li>Daily</li></ul>So they say.<script>x()</script></article></body></html>"
    article = read(markup, via="feed", excerpt=True)
    assert paragraphs_of(article)[-4:] == ["Closed for two years.", "Ferries run.", "Daily", "So they say."]


def test_links_are_absolute_and_only_those_of_the_text() -> None:
    inner = body(
        'The council <a href="/council/vote">voted on Tuesday</a> to close the old bridge, the '
        '<a href="https://post.example/a?b=1">Varnby Post</a> and <a href="mailto:x@y.example">somebody</a> said.',
        *PARAGRAPHS,
    )
    links = read(page(inner)).details.links
    assert [(link.url, link.text) for link in links] == [
        ("https://courier.example/council/vote", "voted on Tuesday"),
        ("https://post.example/a?b=1", "Varnby Post"),
    ]


def test_images_are_those_of_the_article_with_their_captions() -> None:
    figure = '<figure><img src="/i/bridge.jpg" alt="A bridge"><figcaption>The bridge in 2019. Photo: A. Reyl</figcaption></figure>'
    inner = (
        body(*PARAGRAPHS[:2]) + figure + body(*PARAGRAPHS[2:]) + '<img src="/pixel.gif" width="1" height="1">'
    )
    inner += '<a href="/other"><img src="/i/teaser.jpg" alt="Another story"></a>'
    markup = page(inner).replace("<footer>", '<footer><img src="/logo.png" alt="Aldor Courier">')
    images = read(markup).details.images
    assert [(image.url, image.text) for image in images] == [
        ("https://courier.example/i/bridge.jpg", "The bridge in 2019. Photo: A. Reyl")
    ]


def test_a_number_of_links_is_kept_and_no_more() -> None:
    inner = "".join(
        f'<p>{PARAGRAPHS[0]} <a href="/{n}">case {n}</a> and more of the same.</p>' for n in range(300)
    )
    assert len(read(page(inner)).details.links) == 200


@pytest.mark.parametrize(
    "markup",
    [
        "<html><head><title>x</title></head><body><script>var text = 'The council voted';</script></body></html>",
        '<html><frameset cols="1,2"><frame src="a.html"></frameset></html>',
        "<html></html>",
        "<html><body><nav><a href='/a'>One story and its title</a></nav></body></html>",
    ],
)
def test_a_page_without_an_article_is_refused_by_name(markup: str) -> None:
    with pytest.raises(InputRefused, match=r"page\.html: holds no"):
        read(markup)


def test_text_that_stands_in_the_structured_data_alone_is_the_last_resort() -> None:
    head = ld(
        headline=HEADLINE, articleBody=f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}<br>&lt;p&gt;{PARAGRAPHS[2]}"
    )
    shell = f"<html><head>{head}</head><body><div id='app'></div><script>run()</script></body></html>"
    article = read(shell)
    assert paragraphs_of(article) == [HEADLINE, *PARAGRAPHS[:3]]
    assert article.warnings[0] == "the page shows no text: it is taken from the page's structured data"
    assert paragraphs_of(read(page(head=ld(articleBody="Something else.")))) == [HEADLINE, *PARAGRAPHS]


def test_the_reader_says_what_it_is_and_how_it_is_set() -> None:
    article = read(page())
    assert article.reader == "html"
    assert "trafilatura-" in article.reader_version
    assert article.options == {
        "extractor": "trafilatura",
        "favor_precision": "true",
        "include_comments": "false",
    }
    assert article.warnings == ()


def test_the_bulk_reader_takes_the_same_article_from_the_other_extractor() -> None:
    reader = HtmlReader(fast=True)
    article = reader.read(Look(name="a", data=page().encode(), url=URL), {})
    assert [text for text in paragraphs_of(article) if text in PARAGRAPHS] == list(PARAGRAPHS)
    assert article.options["extractor"] == "resiliparse"
    assert "resiliparse-" in article.reader_version


def test_two_extractors_that_disagree_are_a_warning() -> None:
    other = body(*(paragraph[::-1] for paragraph in PARAGRAPHS * 3))
    markup = page().replace("</main>", f'</main><section class="newsletter-signup">{other}</section>')
    assert any("two extractors disagree" in warning for warning in read(markup).warnings)


def test_what_was_read_before_changes_nothing() -> None:
    look = Look(name="a", data=page().encode(), url=URL)
    reader = pickle.loads(pickle.dumps(HtmlReader()))
    first = reader.read(look, {})
    for number in range(5):
        read(page(body(*PARAGRAPHS, f"Another sentence about the bridge, number {number}.")))
    assert HtmlReader().read(look, {}) == first


def test_another_process_reads_the_same() -> None:
    code = (
        "from tests.unit.html_pages import *; import hashlib;"
        "print(hashlib.sha256(repr(read(page(body() + '<h2>More</h2>' + body()))).encode()).hexdigest())"
    )
    root = Path(__file__).resolve().parents[2]
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": f"{root / 'src'}:{root}"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


_TEXT = st.text("abc .,\u00e4\u4e2d<>&;'\"\n|", max_size=60)
_TREE = st.recursive(
    _TEXT,
    lambda inner: st.tuples(
        st.sampled_from(
            "p div h2 li ul table tr td b a span br blockquote article figure time script".split()
        ),
        st.lists(inner, max_size=4),
    ).map(lambda node: f"<{node[0]}>{''.join(node[1])}</{node[0]}>"),
    max_leaves=25,
)


@settings(max_examples=60, deadline=None)
@given(_TREE)
def test_blocks_cover_all_that_is_not_blank_in_order(inner: str) -> None:
    try:
        article = read(page(body(*PARAGRAPHS[:2]) + inner + body(PARAGRAPHS[2])))
    except InputRefused:
        return
    covered = 0
    for block in article.blocks:
        assert covered <= block.start < block.end <= len(article.text)
        assert not article.text[covered : block.start].strip()
        covered = block.end
    assert not article.text[covered:].strip()
    for notice in article.details.notices:
        assert article.text[notice.start : notice.end].strip()
