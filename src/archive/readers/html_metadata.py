"""Outlet, author, section, language and address as the page tells them, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from archive.domain.address import canonical_url
from archive.domain.article import Basis, Doubt, Sourced, SourcedDate
from archive.domain.moment import PartialDate, iso
from archive.readers.html_links import absolute
from archive.readers.html_meta import Meta, language_tag
from archive.readers.html_tree import Element, content_of, plain, squeezed
from archive.readers.memento import replayed
from archive.readers.structured_data import StructuredArticle

_AUTHORS: Final = (
    "author",
    "article:author",
    "parsely-author",
    "byl",
    "sailthru.author",
    "dc.creator",
    "citation_author",
)
_SECTIONS: Final = (
    "article:section",
    "parsely-section",
    "section",
    "articlesection",
    "cxenseparse:recs:articlesection",
)
_SITES: Final = ("og:site_name",)
_APPLICATIONS: Final = ("application-name", "apple-mobile-web-app-title")
_BY: Final = re.compile(r"by\s*:?\s+", re.I)
_HOST: Final = re.compile(r"www\.\S+", re.I)
_MAX_NAME: Final = 200


def first_of(*candidates: tuple[str | None, Basis]) -> Sourced:
    """The first candidate that has a value."""
    return next((Sourced(value, basis) for value, basis in candidates if value), Sourced())


def site_of(meta: Meta, article: StructuredArticle) -> Sourced:
    """The outlet's name; a host name alone is not one."""
    return first_of(
        (_site(meta.first(_SITES)), "meta"),
        (_site(article.publisher), "json-ld"),
        (_site(meta.first(_APPLICATIONS)), "meta"),
    )


def _site(name: str | None) -> str | None:
    """`name` where it may be an outlet's: some are called after their host (`Post.example`), none with `www.`."""
    return None if name and (_HOST.fullmatch(name.strip()) or "://" in name) else name


def author_of(tree: Element, meta: Meta, article: StructuredArticle) -> Sourced:
    """Who wrote the article, several names parted by semicolons."""
    stated = next((name for key in _AUTHORS if (name := _name(meta.values.get(key)))), None)
    found = first_of((_name(article.author), "json-ld"), (stated, "meta"))
    return found if found.value else first_of((_shown(tree), "page"))


def _name(text: str | None) -> str | None:
    text = _BY.sub("", squeezed(text), count=1) if text and _BY.match(text) else squeezed(text)
    if not text or len(text) > _MAX_NAME or "://" in text or text.startswith(("@", "/", "www.")):
        return None
    return text


def _shown(tree: Element) -> str | None:
    """The names in elements marked as the author's."""
    marked: Iterable[Element] = tree.xpath("//*[@rel='author' or @itemprop='author']")
    names = [name for element in marked if (name := _name(content_of(element)))]
    return "; ".join(dict.fromkeys(names[:5])) or None


def section_of(meta: Meta, article: StructuredArticle) -> Sourced:
    """The part of the outlet that the article appeared in."""
    return first_of((meta.first(_SECTIONS), "meta"), (article.section, "json-ld"))


def language_of(
    meta: Meta, article: StructuredArticle, header: str | None
) -> tuple[Sourced, tuple[Doubt, ...]]:
    """The language tag, and the claims of other languages that the page makes; `header` is the server's."""
    claims: list[tuple[str | None, Basis]] = [
        (language_tag(meta.language), "page"),
        (language_tag(meta.values.get("og:locale")), "meta"),
        (language_tag(article.language), "json-ld"),
        (language_tag(meta.values.get("content-language")), "meta"),
        (language_tag(header), "http"),
    ]
    taken = first_of(*claims)
    others = {
        value.split("-")[0]: Doubt(
            "language", value, basis, f"another language than the one taken ({taken.value})"
        )
        for value, basis in claims
        if value and taken.value and value.split("-")[0] != taken.value.split("-")[0]
    }
    return taken, tuple(others.values())


def canonical_of(meta: Meta, article: StructuredArticle, base: str | None) -> Sourced:
    """The address that the page claims, where it is absolute or can be made so; of a copy, the original's."""
    claimed = _claimed(meta, article, base)
    return Sourced(replayed(claimed.value)[0], claimed.basis) if claimed.value else claimed


def replay_of(meta: Meta, article: StructuredArticle) -> SourcedDate:
    """When a web archive took the page, where it was saved from one and names itself as there."""
    claimed = _claimed(meta, article, None)
    moment = replayed(claimed.value)[1] if claimed.value else None
    if moment is None:
        return SourcedDate()
    return SourcedDate(PartialDate(iso(moment)), claimed.basis, claimed.value)


def _claimed(meta: Meta, article: StructuredArticle, base: str | None) -> Sourced:
    """The address that the page gives for its own, as it stands there."""
    return first_of(
        (_address(meta.canonical, base), "meta"),
        (_address(meta.values.get("og:url"), base), "meta"),
        (_address(article.url, base), "json-ld"),
    )


def _address(url: str | None, base: str | None) -> str | None:
    """`url` where it is one that an article can be known by."""
    whole = absolute(url, base)
    try:
        return whole and canonical_url(replayed(whole)[0]) and whole
    except ValueError:
        return None


def title_doubts(title: Sourced, headline: str | None) -> tuple[Doubt, ...]:
    """The JSON-LD headline, where it is quite another than the one on the page."""
    if not headline or not title.value or title.basis == "json-ld":
        return ()
    one, two = set(plain(title.value).split()), set(plain(headline).split())
    if 2 * len(one & two) >= min(len(one), len(two)):
        return ()
    return (Doubt("title", headline, "json-ld", "another headline than the one on the page"),)
