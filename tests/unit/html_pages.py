"""Made-up pages of made-up outlets, for the tests of the reader of pages."""

from __future__ import annotations

import json
from collections.abc import Mapping

from archive.domain.article import Article
from archive.domain.look import Look
from archive.domain.moment import PartialDate
from archive.readers.html import HtmlReader

HEADLINE = "Old harbour bridge to close for two years"
PARAGRAPHS = (
    "The council voted on Tuesday to close the old bridge near the harbour for two years, officials said in a statement.",
    "Engineers found cracks in four of the nine arches last winter, and the repair is expected to cost 14 million crowns.",
    "\u201cWe cannot wait any longer,\u201d said Rosa Finnley, who leads the works department, adding that ferries would run every ten minutes.",
    "Shopkeepers on the east bank said they feared for their trade, and asked the council to pay part of their rent.",
    "The bridge was built in 1871 and carries about 22,000 vehicles a day, according to figures of the port authority.",
)
URL = "https://courier.example/news/harbour-bridge"


def body(*paragraphs: str) -> str:
    """The paragraphs, or those of the made-up article, as HTML."""
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or PARAGRAPHS)


def page(inner: str = "", head: str = "", title: str = HEADLINE, lang: str = "en") -> str:
    """A page with an article whose `inner` HTML follows the headline."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | Aldor Courier</title>{head}</head>'
        f"<body><nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
        f"<main><article><h1>{title}</h1>{inner or body()}</article></main>"
        f"<footer><p>Aldor Courier, Harbour Street 1</p></footer></body></html>"
    )


def ld(**values: object) -> str:
    """A JSON-LD block of a news article."""
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **values})}</script>'


def meta(**values: str) -> str:
    """`meta` elements; two underscores stand for a colon."""
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in values.items()
    )


def read(markup: str | bytes, given: Mapping[str, str] | None = None, **look: object) -> Article:
    """The article that the reader makes of a page."""
    data = markup.encode() if isinstance(markup, str) else markup
    values = {"name": "page.html", "data": data, "url": URL, **look}
    return HtmlReader().read(Look(**values), given or {})  # type: ignore[arg-type]  # any field of a look may be given


def micros(text: str) -> int:
    """A moment in microseconds."""
    return PartialDate.parse(text).start


def paragraphs_of(article: Article) -> list[str]:
    """The paragraphs of the article's text."""
    return article.text.split("\n\n")
