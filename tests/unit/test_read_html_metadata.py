"""What a page says of its article, each value with its place, and who outranks whom."""

from __future__ import annotations

import pytest

from archive.domain.article import Basis, Sourced, SourcedDate
from archive.domain.moment import PartialDate
from archive.readers.html_meta import language_tag
from archive.readers.html_title import without_site
from tests.unit.html_pages import HEADLINE, PARAGRAPHS, URL, body, ld, meta, page, read

OTHER = "Bridge closed: what it means for the east bank"


@pytest.mark.parametrize(
    ("head", "title", "inner", "expected", "basis"),
    [
        ("", HEADLINE, "", HEADLINE, "page"),
        (ld(headline=OTHER), HEADLINE, "", HEADLINE, "page"),
        (ld(headline=OTHER), "Aldor Courier", "", OTHER, "json-ld"),
        (
            meta(og__title=f"{OTHER} - Aldor Courier", og__site_name="Aldor Courier"),
            "Aldor Courier",
            "",
            OTHER,
            "meta",
        ),
        (meta(og__title=f"{OTHER} | Aldor"), "Welcome", "", OTHER, "meta"),
    ],
)
def test_the_headline_is_taken_from_the_surest_place(
    head: str, title: str, inner: str, expected: str, basis: Basis
) -> None:
    markup = page(inner, head, title=title)
    if title != HEADLINE:
        markup = markup.replace(f"<h1>{title}</h1>", "<h1>Aldor Courier</h1>").replace(
            f"<title>{title} | Aldor Courier", "<title>News"
        )
    article = read(markup)
    assert article.title == Sourced(expected, basis)
    assert article.text.startswith(f"{expected}\n\n")


def test_the_name_of_the_site_in_an_h1_is_no_headline() -> None:
    markup = page(head=ld(headline=HEADLINE)).replace(
        "<main>", "<header><h1>Aldor Courier</h1></header><main>"
    )
    assert read(markup).title.value == HEADLINE


def test_a_page_called_by_its_outlets_name_alone_has_another_headline() -> None:
    markup = page(head=meta(og__site_name="Aldor Courier") + ld(headline=HEADLINE), title="Aldor Courier")
    assert read(markup.replace(" | Aldor Courier</title>", "</title>")).title == Sourced(HEADLINE, "json-ld")


def test_a_headline_that_only_trafilatura_finds_is_inferred_and_a_feeds_goes_before_it() -> None:
    markup = f"<html><body><article><h2>{OTHER}</h2>{body()}</article></body></html>"
    assert read(markup).title == Sourced(OTHER, "inferred")
    assert read(markup, stated={"title": HEADLINE}).title == Sourced(HEADLINE, "feed")


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("Bridge closed for two years | Courier", None, "Bridge closed for two years"),
        ("Bridge closed - Aldor Courier", "Aldor Courier", "Bridge closed"),
        ("Aldor Courier: Bridge closed", "Aldor Courier", "Bridge closed"),
        ("Bridge closed - for good", None, "Bridge closed - for good"),
        ("War | Peace", None, "War | Peace"),
    ],
)
def test_only_a_name_is_cut_off_a_title(title: str, site: str | None, expected: str) -> None:
    assert without_site(title, site) == expected


def test_outlet_author_section_and_language_have_their_places() -> None:
    head = meta(og__site_name="Aldor Courier", article__section="Harbour") + ld(
        headline=HEADLINE,
        author=[{"@type": "Person", "name": "Jan Orlec"}, {"@type": "Person", "name": "Ines Reyl"}],
        publisher={"@type": "Organization", "name": "Courier Media"},
        inLanguage="de",
    )
    article = read(page(head=head, lang="en_gb"))
    assert article.source == Sourced("Aldor Courier", "meta")
    assert article.details.author == Sourced("Jan Orlec; Ines Reyl", "json-ld")
    assert article.details.section == Sourced("Harbour", "meta")
    assert article.language == Sourced("en-GB", "page")
    assert [(doubt.field, doubt.value) for doubt in article.details.doubts] == [("language", "de")]


def test_references_inside_json_ld_are_followed_and_other_articles_are_not_taken() -> None:
    graph = {
        "@graph": [
            {
                "@type": "ItemList",
                "itemListElement": [
                    {"@type": "NewsArticle", "headline": "Another", "datePublished": "2020-01-02"}
                ],
            },
            {
                "@type": "NewsArticle",
                "headline": "Yesterday's story",
                "url": "https://courier.example/old",
                "datePublished": "2020-01-02",
            },
            {
                "@type": ["Thing", "https://schema.org/ReportageNewsArticle"],
                "headline": HEADLINE,
                "mainEntityOfPage": {"@id": URL + "?x=1"},
                "datePublished": "2024-05-03",
                "publisher": {"@id": "#org"},
            },
            {"@type": "Organization", "@id": "#org", "name": "Aldor Courier"},
        ]
    }
    article = read(page(head=ld(**graph).replace('"@type": "NewsArticle", "@graph"', '"@graph"')))
    assert article.source == Sourced("Aldor Courier", "json-ld")
    assert article.published.date is not None
    assert article.published.date.value == "2024-05-03"


@pytest.mark.parametrize("key", ["hasPart", "relatedLink", "comment", "liveBlogUpdate", "video"])
def test_what_json_ld_says_of_parts_and_others_is_not_the_articles(key: str) -> None:
    other = {"@type": "NewsArticle", "datePublished": "2020-01-02", "headline": HEADLINE}
    assert read(page(head=ld(headline="Bridge", **{key: [other]}))).published == SourcedDate()


@pytest.mark.parametrize(
    "block",
    [
        '<script type="application/ld+json"><!-- {"@type":"NewsArticle","datePublished":"2024-05-03",} --></script>',
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"a\nb","datePublished":"2024-05-03"};</script>',
        '<script type="application/ld+json">//<![CDATA[\n{"@type":"NewsArticle","datePublished":"2024-05-03"}\n//]]></script>',
        '<script type="application/ld+json">[[{"@type":"WebPage","datePublished":"2024-05-03"}]]</script>',
    ],
)
def test_json_ld_is_mended_where_that_is_plain(block: str) -> None:
    published = read(page(head=block)).published
    assert (published.date and published.date.value, published.basis) == ("2024-05-03", "json-ld")


def test_json_ld_that_cannot_be_read_is_said() -> None:
    article = read(page(head='<script type="application/ld+json">{"@type": "NewsArticle", oops</script>'))
    assert article.warnings == ("1 JSON-LD block(s) of the page cannot be read",)


def test_an_unknown_outlet_stays_unknown() -> None:
    assert read(page()).source == Sourced()


@pytest.mark.parametrize(
    ("named", "source"),
    [
        ("www.courier.example", Sourced("Aldor Courier", "json-ld")),
        ("https://courier.example", Sourced("Aldor Courier", "json-ld")),
        ("Courier.example", Sourced("Courier.example", "meta")),
    ],
)
def test_the_name_of_a_host_is_passed_over_for_that_of_the_outlet(named: str, source: Sourced) -> None:
    head = meta(og__site_name=named) + ld(publisher={"@type": "Organization", "name": "Aldor Courier"})
    assert read(page(head=head)).source == source


def test_a_page_saved_from_a_web_archive_is_the_original_as_it_was_then() -> None:
    copy = "https://web.archive.example/web/20240503101500/https://courier.example/news/bridge"
    head = f'<link rel="canonical" href="{copy}">'
    saved = read(page(head=head), url=None)
    assert saved.url == Sourced("https://courier.example/news/bridge", "meta")
    assert saved.captured == SourcedDate(PartialDate("2024-05-03T10:15:00Z"), "meta", copy)
    said = read(page(head=head), {"captured": "2024-05-02"}, url=None)
    assert said.captured.date == PartialDate("2024-05-02")
    looked = read(page(head=head), url="https://courier.example/news/bridge")
    assert looked.captured == SourcedDate()


@pytest.mark.parametrize("stamp", ["20241303101500", "2024", "20240503101500/courier.example"])
def test_what_is_no_copy_in_a_web_archive_stays_as_it_is(stamp: str) -> None:
    own = f"https://courier.example/web/{stamp}/news"
    article = read(page(head=f'<link rel="canonical" href="{own}">'), url=None)
    assert (article.url.value, article.captured) == (own, SourcedDate())


def test_the_address_is_where_the_page_came_from_and_the_canonical_one_is_its_claim() -> None:
    head = '<link rel="canonical" href="/news/bridge">'
    article = read(page(head=head), url="https://m.courier.example/x", landed="https://courier.example/y?a=1")
    assert article.url == Sourced("https://courier.example/y?a=1", "url")
    assert article.details.canonical == Sourced("https://courier.example/news/bridge", "meta")
    claimed = read(page(head=meta(og__url="https://courier.example/z")), url=None)
    assert claimed.url == Sourced("https://courier.example/z", "meta")
    assert read(page(head=head), url=None).url == Sourced()


def test_options_outrank_the_sidecar_which_outranks_the_page_which_outranks_the_listing() -> None:
    markup = page(head=meta(og__site_name="Page", article__published_time="2024-05-03"))
    listing = {"source": "Listing", "published": "2024-05-09", "author": "Listed Author", "section": "Listed"}
    plain = read(markup, stated=listing)
    assert (plain.source, plain.published.basis) == (Sourced("Page", "meta"), "meta")
    assert plain.details.author == Sourced("Listed Author", "feed")
    beside = read(markup, stated=listing, sidecar={"source": "Sidecar", "published": "2024-05-04"})
    assert (beside.source, beside.published.basis) == (Sourced("Sidecar", "sidecar"), "sidecar")
    given = read(markup, {"source": "Given"}, stated=listing, sidecar={"source": "Sidecar"})
    assert given.source == Sourced("Given", "given")
    bare = read(page(), stated=listing)
    assert (bare.source, bare.published.basis) == (Sourced("Listing", "feed"), "feed")


@pytest.mark.parametrize(
    ("head", "inner", "access", "rank"),
    [
        ("", "", None, "full"),
        (ld(isAccessibleForFree=True), "", "open", "full"),
        (ld(isAccessibleForFree="False"), "", "paywalled", "excerpt"),
        (
            ld(isAccessibleForFree=False),
            body(*PARAGRAPHS, *(text.replace("bridge", "pier") for text in PARAGRAPHS)),
            "paywalled",
            "full",
        ),
        (
            ld(isAccessibleForFree=False, wordCount=1200),
            body(*PARAGRAPHS, *(text.replace("bridge", "pier") for text in PARAGRAPHS)),
            "paywalled",
            "excerpt",
        ),
        (ld(isAccessibleForFree=False, wordCount=100), "", "paywalled", "full"),
        (meta(article__content_tier="locked"), "", "paywalled", "excerpt"),
        (meta(article__content_tier="metered"), "", None, "full"),
    ],
)
def test_a_paywalled_teaser_is_an_excerpt_and_a_whole_text_is_not(
    head: str, inner: str, access: str | None, rank: str
) -> None:
    article = read(page(inner, head))
    assert (article.details.access, article.rank) == (access, rank)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en_US", "en-US"),
        ("in-ID", "id-ID"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("PT-br,en", "pt-BR"),
        ("english", None),
        ("", None),
        (None, None),
        ("es-419", "es-419"),
    ],
)
def test_language_tags_are_written_one_way(text: str | None, tag: str | None) -> None:
    assert language_tag(text) == tag
