"""What crawlers call the fields of their records, and how the user says what another one calls them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "html": ("html", "raw_html", "rawHtml", "page_html", "html_content", "content_html", "body_html"),
    "text": (
        "text", "maintext", "main_text", "plaintext", "plain_text", "content_text", "article_text", "full_text",
        "fulltext", "cleaned_text", "articleBody", "article_body", "body", "content", "raw_text", "article",
    ),
    "url": ("url", "canonical_url", "canonicalUrl", "link", "permalink", "article_url", "page_url", "uri",
            "requested_url", "WARC-Target-URI", "source_url", "source"),
    "title": ("title", "headline", "head_line", "article_title", "title_page", "title_rss"),
    "source": ("source", "source.name", "source.title", "outlet", "publisher", "publisher.name", "site_name", "sitename",
               "source_name", "publication", "publication_name"),
    "published": (
        "published", "date_publish", "published_at", "publishedAt", "publish_date", "publishing_date",
        "date_published", "datePublished", "published_date", "publication_date", "published_time", "pubDate", "pubdate",
        "pub_date", "date",
    ),
    "modified": ("modified", "date_modify", "date_modified", "dateModified", "modified_at", "modified_date", "updated",
                 "updated_at", "updatedAt", "update_date", "lastmod"),
    "captured": ("captured", "captured_at", "date_download", "downloaded_at", "download_date", "crawled_at", "crawl_date",
                 "crawl_time", "fetched_at", "fetch_time", "fetch_date", "retrieved_at", "scraped_at", "WARC-Date"),
    "language": ("language", "lang", "inLanguage", "meta_lang", "language_code"),
    "author": ("author", "authors", "author.name", "byline", "creator"),
    "section": ("section", "articleSection"),
}  # fmt: skip
"""Our names, each with what it is called by Scrapy projects, news-please, Fundus, newspaper, trafilatura, NewsAPI,
schema.org and others, the surest first: the first that holds something usable is taken. `source` is an
address in some and a name in others, which the value tells. A bare `timestamp` is not in the list: it may
be when the page was published, or when it was fetched."""


_OF_OTHERS: Final = frozenset({"charset", "memento_server"})
"""Options of other formats, which come along where inputs are mixed."""


class Fields:
    """Finds values in records, by the user's names where the user gave any, else by the usual ones."""

    def __init__(self, options: Mapping[str, str]) -> None:
        """`options` map our names to theirs. Raises `ValueError` for a name that is not one of ours."""
        unknown = sorted(set(options) - set(NAMES) - _OF_OTHERS)
        if unknown:
            raise ValueError(f"no field is called {unknown[0]!r} here; there are: {', '.join(NAMES)}")
        self._named = {key: name.strip() for key, name in options.items() if key in NAMES and name.strip()}
        # Who names the field of the text does not want the page, and the other way round.
        self._unused = {"html"} if "text" in self._named and "html" not in self._named else set()
        if "html" in self._named and "text" not in self._named:
            self._unused = {"text"}

    def named(self, key: str) -> str | None:
        """What the user says that `key` is called, None where nothing was said."""
        return self._named.get(key)

    def values(self, record: Mapping[str, Any], key: str) -> list[Any]:
        """What may be the value of `key` in `record`, the likeliest first."""
        if key in self._unused:
            return []
        names = (self._named[key],) if key in self._named else NAMES[key]
        return [value for name in names if (value := _at(record, name)) is not None]


def _at(record: Mapping[str, Any], name: str) -> Any:
    """The value called `name`; `a.b` is `b` within `a`, where no field is called `a.b` itself."""
    if name in record:
        return record[name]
    value: Any = record
    for part in name.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value
