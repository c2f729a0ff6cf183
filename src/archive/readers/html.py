"""HTML: an article as a page of the web, from a server, an archive, a feed or a file.

What is taken from where, and in which order, is told in docs/html.md; each part has a module of its own
beside this one. No part opens a connection or reads a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Final

from archive.domain.article import (
    Article,
    Basis,
    Block,
    Details,
    Doubt,
    Rank,
    Sourced,
    SourcedDate,
)
from archive.domain.look import Look
from archive.domain.moment import PartialDate, day_of
from archive.domain.notice_words import notices_in
from archive.errors import InputRefused
from archive.readers import html_fast
from archive.readers.date_values import read_date
from archive.readers.html_access import access_of, rank_of
from archive.readers.html_body import HtmlParagraph, body_of, whole_body
from archive.readers.html_charset import decode_page
from archive.readers.html_dates import doubts_of, from_meta, from_url, guessed, stated_date
from archive.readers.html_links import absolute, base_of, container_of, images_in, links_in, passages_of
from archive.readers.html_meta import Meta, language_tag, read_meta
from archive.readers.html_metadata import (
    author_of,
    canonical_of,
    language_of,
    replay_of,
    section_of,
    site_of,
    title_doubts,
)
from archive.readers.html_noise import linked_texts, without_noise
from archive.readers.html_notices import lost_notices
from archive.readers.html_text import composed, headed, with_subheads
from archive.readers.html_title import title_of
from archive.readers.html_tree import Element, Passage, parse_page, passages, plain, words_of
from archive.readers.metadata import Stated, stated, text_of
from archive.readers.structured_data import StructuredArticle, structured_article
from archive.readers.text_metadata import Told, told_by

_OWN: Final = "1"
"""Raised whenever this package reads a page otherwise than before; the libraries' versions stand beside it."""
_LEAD_IMAGE: Final = ("og:image", "og:image:url", "twitter:image")
_LISTING: Final[Mapping[str, Basis]] = {"mail": "mail"}


@cache
def _versions(*packages: str) -> str:
    return "+".join((_OWN, *(f"{package}-{metadata.version(package)}" for package in packages)))


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that was parsed: what every part of the reading looks at."""

    look: Look
    markup: str
    tree: Element
    meta: Meta
    article: StructuredArticle
    base: str | None
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...]


class HtmlReader:
    """Reads pages. Stateless, and pure: the same look gives the same article, whatever was read before."""

    name = "html"

    def __init__(self, *, fast: bool = False) -> None:
        """`fast` takes the text from resiliparse (extra `fast`): for bulk, where speed counts more.

        Raises `MissingExtra` where that is not installed.
        """
        if fast:
            html_fast.fast_version()
        self._fast = fast

    @property
    def version(self) -> str:
        """Changes whenever a page may be read otherwise: our own number, and the libraries' versions."""
        return _versions("resiliparse" if self._fast else "trafilatura", "lxml", "htmldate")

    @property
    def options(self) -> dict[str, str]:
        """What the extractor of the text is set to."""
        if self._fast:
            return {"extractor": "resiliparse", "main_content": "true"}
        return {"extractor": "trafilatura", "favor_precision": "true", "include_comments": "false"}

    def read(self, look: Look, given: Mapping[str, str]) -> Article:
        """Read `look`; `given` is what options say of it.

        Keys: url, title, source, published, modified, captured, language, encoding. Raises
        `InputRefused` naming the look where it holds no article or its characters cannot be told.
        """
        said = stated(look.name, given, look.sidecar or {}, {})
        page = _parsed(look, given)
        site = site_of(page.meta, page.article)
        shown = title_of(page.tree, page.meta, page.article.headline, site.value)
        paragraphs, warnings = self._paragraphs(page, shown.value)
        text, blocks = composed(paragraphs)
        words = sum(len(words_of(one.text)) for one in paragraphs if one.kind != "headline")
        access = access_of(page.meta, page.article)
        rank: Rank = "excerpt" if look.excerpt else rank_of(access, page.article, words)
        dates = _dates(page, said, text, blocks)
        found = passages_of(page.passages, (one.text for one in paragraphs))
        language, doubts = language_of(page.meta, page.article, look.header("content-language"))
        title = shown if shown.basis != "inferred" else _or_listed(look, "title", Sourced(), shown)
        return Article(
            text=text,
            blocks=blocks,
            title=said.value("title", title),
            source=said.value("source", _or_listed(look, "source", site)),
            url=said.value("url", _url_of(page)),
            language=said.value("language", _or_listed(look, "language", language)),
            published=dates.published,
            modified=dates.modified,
            captured=said.date("captured", _replayed(page)),
            in_body=dates.told.in_body,
            details=Details(
                author=_or_listed(look, "author", author_of(page.tree, page.meta, page.article)),
                section=_or_listed(look, "section", section_of(page.meta, page.article)),
                canonical=canonical_of(page.meta, page.article, page.base),
                access=access,
                notices=notices_in(text, blocks),
                doubts=(*dates.doubts, *title_doubts(shown, page.article.headline), *doubts),
                links=links_in(found, page.base),
                images=images_in(container_of(found), page.base, page.meta.first(_LEAD_IMAGE)),
            ),
            rank=rank,
            reader=self.name,
            reader_version=self.version,
            options=self.options,
            warnings=(
                *page.warnings,
                *said.warnings,
                *page.article.warnings,
                *warnings,
                *dates.told.warnings,
            ),
        )

    def _paragraphs(self, page: _Page, title: str | None) -> tuple[list[HtmlParagraph], list[str]]:
        """The article's paragraphs under its headline, and what the user should know of them."""
        warnings: tuple[str, ...] = ()
        if page.look.excerpt:
            found = whole_body(page.tree)
        elif self._fast:
            found = html_fast.fast_body(page.markup)
        else:
            found, warnings = body_of(page.tree, page.look.page)
        linked = linked_texts(page.passages)
        kept = with_subheads(without_noise(found, linked), page.passages)
        lost = lost_notices(page.passages, page.article.corrections, [one.text for one in kept])
        kept += [HtmlParagraph("body", text) for text in lost]
        if all(one.kind == "headline" or plain(one.text) in linked for one in kept):
            kept = [HtmlParagraph("body", text) for text in page.article.body]
            warnings = ("the page shows no text: it is taken from the page's structured data",)
        if not kept:
            reason = "holds no article: no text was found outside its scripts, menus and lists of links"
            raise InputRefused(name=page.look.name, reason=reason)
        return headed(title, kept), [*warnings, *self._disagreement(page, kept)]

    def _disagreement(self, page: _Page, kept: list[HtmlParagraph]) -> list[str]:
        """What the second extractor says against the first, where it is installed."""
        if self._fast or page.look.excerpt:
            return []
        share = html_fast.overlap(page.markup, "\n".join(one.text for one in kept))
        if share is None or share >= html_fast.SUSPICIOUS:
            return []
        return [f"two extractors disagree about what is the article: they share {share:.0%} of their words"]


def _parsed(look: Look, given: Mapping[str, str]) -> _Page:
    encoding = given.get("encoding") or text_of(
        look.name, "'encoding' in its sidecar", (look.sidecar or {}).get("encoding")
    )
    decoded = decode_page(look.name, look.data, encoding, look.header("content-type"))
    parsed = parse_page(decoded.text)
    if parsed is None:
        raise InputRefused(name=look.name, reason="holds no text")
    tree = parsed.tree
    meta = read_meta(tree)
    base = base_of(tree, look.page)
    urls = tuple(url for url in (look.url, look.landed, absolute(meta.canonical, base)) if url)
    return _Page(
        look,
        parsed.markup,
        tree,
        meta,
        structured_article(tree, urls, meta.values.get("og:title") or meta.title),
        base,
        tuple(passages(tree)),
        (*decoded.warnings, *parsed.warnings),
    )


def _or_listed(look: Look, key: str, own: Sourced, otherwise: Sourced | None = None) -> Sourced:
    """The page's `own` value, else what the listing that led to it states, else `otherwise`."""
    if own.value:
        return own
    told = look.stated.get(key)
    if key == "language":
        told = language_tag(told)
    return Sourced(told, _LISTING.get(look.via, "feed")) if told else otherwise or own


def _url_of(page: _Page) -> Sourced:
    own = absolute(page.look.page, None)
    return Sourced(own, "url") if own else canonical_of(page.meta, page.article, None)


@dataclass(frozen=True, slots=True)
class _Dates:
    """The dates taken, what the text itself tells, and what contradicts them."""

    published: SourcedDate
    modified: SourcedDate
    told: Told
    doubts: tuple[Doubt, ...]


def _dates(page: _Page, said: Stated, text: str, blocks: tuple[Block, ...]) -> _Dates:
    look = page.look
    looked = _looked(page, said)
    listing = _LISTING.get(look.via, "feed")
    marked = from_meta(page.tree, page.meta)
    published = [
        stated_date(page.article.published, "json-ld"),
        marked[0],
        stated_date(look.stated.get("published"), listing),
        from_url(look.page or canonical_of(page.meta, page.article, page.base).value),
    ]
    known = said.date("published", _first(published))
    told = told_by(text, blocks, known.date, day_of(looked) if looked is not None else None)
    if known.date is None:
        known = told.published
    if known.date is None:
        known = guessed(page.tree, looked, json_read=not page.article.warnings)
    changed = [
        stated_date(page.article.modified, "json-ld"),
        marked[1],
        stated_date(look.stated.get("modified"), listing),
        told.modified,
    ]
    modified = said.date("modified", _first(changed))
    others = [*(("published", one) for one in published), *(("modified", one) for one in changed[:3])]
    return _Dates(known, modified, told, doubts_of(known, modified, others, looked))


def _first(dates: list[SourcedDate]) -> SourcedDate:
    return next((dated for dated in dates if dated.date), SourcedDate())


def _replayed(page: _Page) -> SourcedDate:
    """When a page was taken that was saved from a web archive, where nobody looked at an address of the web for it."""
    if page.look.captured is not None or page.look.page is not None:
        return SourcedDate()
    return replay_of(page.meta, page.article)


def _looked(page: _Page, said: Stated) -> int | None:
    """When the page was looked at, in microseconds, as far as that is stated."""
    look = page.look
    given: PartialDate | None = said.date("captured", _replayed(page)).date
    if given is not None:
        return given.end
    if look.captured is not None:
        return look.captured
    answered = read_date(look.header("date"))
    return answered.end if answered else None
