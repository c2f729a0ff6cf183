"""Reading plain text: metadata with the place it was read from, in the order of trust."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.domain.article import Article, Basis
from archive.domain.look import Look
from archive.errors import InputRefused
from archive.readers.text import TextReader

PROSE = (
    "The council voted on Tuesday to close the old bridge, and the mayor said that repairs would take a year."
)


def read(text: str, sidecar: dict[str, object] | None = None, **given: str) -> Article:
    return TextReader().read(Look(name="a.txt", data=text.encode(), sidecar=sidecar), given)


def dated(article: Article, key: str) -> tuple[str | None, Basis]:
    value = getattr(article, key)
    return (value.date.value if value.date else None, value.basis)


@pytest.mark.parametrize(
    ("text", "published", "basis"),
    [
        (PROSE, None, "none"),
        (f" date 2025-03-03 {PROSE}", "2025-03-03", "prefix"),
        (f"date 2025-03-03T10:00:00Z {PROSE}", "2025-03-03T10:00:00Z", "prefix"),
        (f"Old bridge closed\n\nThe Gazette | @thegazette | 3 Mar 2025\n\n{PROSE}", "2025-03-03", "byline"),
        (f"Old bridge closed\n\nBy Jane Doe | March 3, 2025\n\n{PROSE}", "2025-03-03", "byline"),
        (f"Old bridge closed\n\nPublished: 3 March 2025\n\n{PROSE}", "2025-03-03", "header"),
        (
            f"Old bridge closed\n\nPublished 3 March 2025, 10:02 | Updated 5 March 2025\n\n{PROSE}",
            "2025-03-03",
            "header",
        ),
        (f"Old bridge closed\n\nPublished\n3 March 2025\n\n{PROSE}", "2025-03-03", "header"),
        (f"Old bridge closed\n\nBy Jane Doe\n\nMarch 3, 20259:14 AM UTC\n\n{PROSE}", "2025-03-03", "byline"),
        (
            f"Old bridge closed\n\nWire | Town | Updated: 19-03-2025 10:15 IST | Created: 18-03-2025 09:10 IST\n\n{PROSE}",
            "2025-03-18",
            "header",
        ),
        (f"Old bridge closed\n\nPublished on 2025-03-03\n\n{PROSE}", "2025-03-03", "header"),
        (f"Old bridge closed\n\nPublished 03/13/2025\n\n{PROSE}", "2025-03-13", "header"),
        (f"Old bridge closed\n\n3 March 2025\n\n{PROSE}", "2025-03-03", "byline"),
        (f"PARIS, March 3, 2025 (Agency) - {PROSE}", "2025-03-03", "byline"),
        (f"Monday, 3 March 2025\n\nOld bridge closed\n\n{PROSE}", None, "none"),
        (f"PARIS, March 3 (Agency) - {PROSE}", None, "none"),
        (f"PARIS, March 3 (Agency) - {PROSE} It opened on March 1, 2025.", "2025-03-03", "byline"),
        (f"PARIS, Jan 2 (Agency) - {PROSE} It opened on December 30, 2024.", "2025-01-02", "byline"),
        (f"{PROSE}\n\nThe bridge on March 3, 2025. (Jane Doe/Wire Images)", None, "none"),
        (f"{PROSE} It opened on March 3, 2025.", None, "none"),
        (f"Old bridge closed\n\nUpdated 5 March 2025\n\n{PROSE}", None, "none"),
    ],
)
def test_the_publication_date_is_read_only_from_where_publications_put_it(
    text: str, published: str | None, basis: Basis
) -> None:
    assert dated(read(text), "published") == (published, basis)


def test_a_date_line_long_after_the_text_is_the_page_s_and_is_reported() -> None:
    text = f"Old bridge closed\n\nNovember 23, 2025\n\n{PROSE} It happened on March 3, 2025."
    article = read(text)
    assert dated(article, "published") == (None, "none")
    assert dated(article, "in_body") == ("2025-03-03", "in-body")
    assert article.warnings == (
        "the date line 'November 23, 2025' is more than 14 days after the latest date in the text (2025-03-03):"
        " not taken as the publication date",
    )
    assert dated(read(text.replace("November 23", "March 17")), "published") == ("2025-03-17", "byline")
    assert dated(read(text.replace("November 23", "March 18")), "published") == (None, "none")
    assert dated(read(text.replace("November", "Published: November")), "published") == (
        "2025-11-23",
        "header",
    )


def test_an_update_is_a_modification() -> None:
    text = f"Old bridge closed\n\nBy Jane Doe\nPublished: 3 March 2025\nLast updated: 5 March 2025 09:10 GMT\n\n{PROSE}"
    article = read(text)
    assert dated(article, "published") == ("2025-03-03", "header")
    assert dated(article, "modified") == ("2025-03-05", "header")
    assert article.modified.text == "5 March 2025"


@pytest.mark.parametrize(
    ("text", "in_body"),
    [
        (PROSE, None),
        (f"{PROSE} It opened on June 1, 1920 and was mended on May 2, 2019.", "2019-05-02"),
        (f"{PROSE} It opened on June 1. The works began in May 2019.", None),
        (f"{PROSE}\n\nThe bridge on March 3, 2025. (Jane Doe/Wire Images)", "2025-03-03"),
        (f"{PROSE} They met on March 3-4, 2025.", "2025-03-04"),
        (f"Monday, 10 March 2025\n\nOld bridge closed\n\n{PROSE} It opened on March 3, 2025.", "2025-03-03"),
        (f"{PROSE} It opened on March 3, 2025 and will close on May 1, 2030.", "2025-03-03"),
        (f"{PROSE} It opened on March 3, 2025 and must be mended by May 1, 2030.", "2025-03-03"),
    ],
)
def test_the_latest_full_date_of_the_text(text: str, in_body: str | None) -> None:
    assert dated(read(text), "in_body") == (in_body, "in-body" if in_body else "none")


def test_dates_beyond_the_publication_are_no_date_of_the_text() -> None:
    text = f"{PROSE} It opened on March 3, 2025. The feast is on May 1, 2030."
    assert dated(read(text), "in_body")[0] == "2030-05-01"
    assert dated(read(text, published="2025-03-04"), "in_body")[0] == "2025-03-03"
    assert dated(read(text, published="2025"), "in_body")[0] == "2025-03-03"
    assert dated(read(text, captured="2025-06-01"), "in_body")[0] == "2025-03-03"


@pytest.mark.parametrize(
    ("byline", "source"),
    [
        ("The Gazette | @thegazette | 3 Mar 2025", "The Gazette"),
        ("Just So Stories | @justsostories | 3 Mar 2025", "Just So Stories"),
        ("Springfield Herald | 3 March 2025", "Springfield Herald"),
        ("By Jane Doe | Springfield Herald | 3 March 2025", "Springfield Herald"),
        ("Jane Doe | 3 March 2025", None),
        ("By Jane Doe", None),
        ("Watch Channel Nine News", None),
    ],
)
def test_the_source_is_read_from_the_byline_alone(byline: str, source: str | None) -> None:
    article = read(f"Old bridge closed\n\n{byline}\n\n{PROSE}")
    assert (article.source.value, article.source.basis) == (source, "byline" if source else "none")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (PROSE, None),
        (f"Old bridge closed\n\n{PROSE}", "Old bridge closed"),
        (f"Local\nOld bridge\n  closed by council\n\n{PROSE}", "closed by council"),
        (f"{PROSE}\n\nMayor worried\n\n{PROSE}", None),
        (
            f"Watch Nine News\n\n3 March 2025\n\nOld\u00a0bridge closed \u2013 at last\n\n{PROSE}",
            "Old bridge closed \u2013 at last",
        ),
    ],
)
def test_the_title_is_the_headline_above_the_body(text: str, title: str | None) -> None:
    article = read(text)
    assert (article.title.value, article.title.basis) == (title, "text" if title else "none")


FRONT = '---\ntitle: "Bridge: closed"\nsource: The Gazette\npublished: 2025-03-03\nurl: https://gazette.example/bridge\n---\n'


def test_front_matter_is_metadata_and_not_text() -> None:
    article = read(FRONT + f"\n{PROSE}\n")
    assert article.text == f"\n{PROSE}\n"
    assert (article.title.value, article.title.basis) == ("Bridge: closed", "front-matter")
    assert (article.source.value, article.url.value) == ("The Gazette", "https://gazette.example/bridge")
    assert dated(article, "published") == ("2025-03-03", "front-matter")
    assert [block.kind for block in article.blocks] == ["body"]


def test_front_matter_with_windows_line_ends_comments_and_unknown_keys() -> None:
    article = read(f"---\r\n# about\r\nlanguage: en\r\nauthor: Jane Doe\r\n  - list\r\n---\r\n{PROSE}")
    assert (article.language.value, article.text) == ("en", PROSE)
    assert len(article.warnings) == 2
    assert "unknown key 'author', ignored (known: url, title," in article.warnings[0]
    assert "not a `key: value` line, ignored: '- list'" in article.warnings[1]


@pytest.mark.parametrize(
    "text",
    [
        f"---\ntitle: never closed\n\n{PROSE}",
        f"---\nauthor: Jane Doe\n---\n{PROSE}",
        f"---\n{PROSE}\n---\n{PROSE}",
        f"\n---\ntitle: not at the top\n---\n{PROSE}",
        f"--- \u2014 ---\n{PROSE}",
        f"---{PROSE}",
    ],
)
def test_what_is_no_front_matter_stays_text(text: str) -> None:
    assert read(text).text == text


def test_options_outrank_the_sidecar_which_outranks_front_matter_which_outranks_the_text() -> None:
    text = FRONT + f"Old bridge closed\n\nThe Herald | @theherald | 5 Mar 2025\n\n{PROSE}"
    bare = text.removeprefix(FRONT)
    sidecar: dict[str, object] = {
        "source": "The Sidecar",
        "published": "2025-03-02",
        "title": None,
        "language": " ",
    }
    steps = [
        (read(bare), "The Herald", "byline", "2025-03-05"),
        (read(text), "The Gazette", "front-matter", "2025-03-03"),
        (read(text, sidecar), "The Sidecar", "sidecar", "2025-03-02"),
        (read(text, sidecar, source="The Option", published="2025"), "The Option", "given", "2025"),
    ]
    for article, source, basis, published in steps:
        assert (article.source.value, article.source.basis) == (source, basis)
        assert dated(article, "published") == (published, basis)
    assert steps[2][0].title.value == "Bridge: closed"
    assert steps[2][0].language.value is None


@pytest.mark.parametrize(
    ("text", "sidecar", "given", "reason"),
    [
        (
            PROSE,
            None,
            {"published": "soon"},
            "the option --published is not a date: 'soon'; write YYYY, YYYY-MM",
        ),
        (PROSE, None, {"published": "2025-02-30"}, "the option --published is not a date: '2025-02-30'"),
        (PROSE, None, {"captured": "2025-13"}, "the option --captured is not a date"),
        (PROSE, {"modified": "3 March"}, {}, "'modified' in its sidecar is not a date: '3 March'"),
        (PROSE, {"published": 2025}, {}, "'published' in its sidecar must be text in quotes, not 2025"),
        (PROSE, {"published": "x"}, {"published": "2025"}, "'published' in its sidecar is not a date"),
        (
            f"---\npublished: yesterday\n---\n{PROSE}",
            None,
            {},
            "'published' in its front matter is not a date",
        ),
        (
            f"---\nurl: ftp://x.example/a\n---\n{PROSE}",
            None,
            {},
            "'url' in its front matter is not an http or https",
        ),
        (PROSE, None, {"url": "gazette.example/a"}, "the option --url is not an http or https address"),
        (PROSE, None, {"url": "http://[::1/a"}, "the option --url is not an http or https address"),
        (f"---\ntitle: a\ntitle: b\n---\n{PROSE}", None, {}, "its front matter gives 'title' twice"),
        ("---\ntitle: a\n---\n \n", None, {}, "holds no text after its front matter"),
        ("", None, {}, "holds no text"),
        (PROSE, {"encoding": 8}, {}, "'encoding' in its sidecar must be text"),
    ],
)
def test_metadata_that_cannot_be_used_is_refused_never_dropped(
    text: str, sidecar: dict[str, object] | None, given: dict[str, str], reason: str
) -> None:
    with pytest.raises(InputRefused) as caught:
        read(text, sidecar, **given)
    assert str(caught.value).startswith("a.txt: ")
    assert reason in str(caught.value)


def test_unknown_keys_of_a_sidecar_are_reported() -> None:
    assert read(PROSE, {"author": "Jane", "language": "en"}).warnings == (
        "sidecar: unknown keys ignored: 'author'",
    )


def test_the_encoding_comes_from_the_option_or_the_sidecar() -> None:
    data = f"Caf\u00e9. {PROSE}".encode("latin-1")
    for given, sidecar in [({"encoding": "latin-1"}, None), ({}, {"encoding": "latin-1"})]:
        assert (
            TextReader()
            .read(Look(name="a.txt", data=data, sidecar=sidecar), given)
            .text.startswith("Caf\u00e9")
        )


def test_a_detected_encoding_is_reported() -> None:
    text = "\u201cWe\u2019re pleased,\u201d she said \u2013 and that \u201cnobody\u2019s interests\u201d were harmed on Tuesday in the capital.\n"
    article = TextReader().read(Look(name="a.txt", data=text.encode("cp1252")), {})
    assert article.text == text
    assert "read as" in article.warnings[0]


def test_the_text_is_kept_as_it_stands() -> None:
    text = f"\u00a0 Old bridge closed\r\n\r\n{PROSE}\r\n\n"
    assert TextReader().read(Look(name="a.txt", data=b"\xef\xbb\xbf" + text.encode()), {}).text == text


@pytest.mark.parametrize(
    ("seed", "published", "in_body", "source"),
    [
        ("000_c0b74ea997e4bcc8", ("2024-06-20", "prefix"), "2017-12-22", None),
        ("001_f9e6be4b0b6221bf", (None, "none"), "2024-06-20", None),
        ("002_3189f680fba333f5", (None, "none"), "2024-06-19", None),
        ("003_c4c0342e65e5f938", (None, "none"), "2024-06-19", None),
        ("004_45734b870bde0725", ("2024-02-19", "byline"), None, "Just Earth News"),
    ],
)
def test_the_reference_articles(
    shared: Path, seed: str, published: tuple[str | None, Basis], in_body: str | None, source: str | None
) -> None:
    article = TextReader().read(Look(name=seed, data=(shared / "seeds" / f"{seed}.txt").read_bytes()), {})
    assert dated(article, "published") == published
    assert dated(article, "in_body")[0] == in_body
    assert article.source.value == source
    assert dated(article, "modified") == (None, "none")
    assert article.warnings == ()
