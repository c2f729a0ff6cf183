"""What a page says of its article in JSON-LD (schema.org), as far as pages really keep to it.

Broken JSON is mended where that is plain, and else passed over with a warning. Of several articles on a page
the one is taken whose address or headline is the page's; those of related links, comments and lists are not
looked at.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from archive.readers.html_tree import Element, plain, squeezed

_ARTICLES: Final = re.compile(
    r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|SocialMediaPosting|NewsItem|CreativeWork)\Z"
)
_PAGES: Final = re.compile(r"(?:WebPage|ItemPage|VideoObject|NewsPage)\Z")
_ASIDE: Final = frozenset(
    {
        "relatedLink",
        "hasPart",
        "isPartOf",
        "mentions",
        "itemListElement",
        "liveBlogUpdate",
        "comment",
        "review",
        "citation",
    }
    | {
        "image",
        "author",
        "publisher",
        "breadcrumb",
        "potentialAction",
        "video",
        "about",
        "associatedMedia",
        "subjectOf",
    }
)
"""Properties whose values are not the page's own article."""
_MAX_SCRIPT: Final = 2_000_000
_MAX_NODES: Final = 5_000
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_TAG: Final = re.compile(r"<[^<>]{1,500}>")
_PARTED: Final = re.compile(r"[\r\n]+|<(?:/p|br|/div|/h\d|/li)\b[^<>]{0,200}>", re.I)
_COMMENT: Final = re.compile(
    r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>|\]\]>|;)\s*\Z", re.S
)

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StructuredArticle:
    """What JSON-LD says of the article; None and empty where it says nothing.

    `free` is whether everybody can read all of it, `words` how many words it says it has, `corrections` are what the outlet corrected, in its own words, and `body` the paragraphs of `articleBody`.
    """

    headline: str | None = None
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    author: str | None = None
    section: str | None = None
    language: str | None = None
    url: str | None = None
    free: bool | None = None
    words: int | None = None
    corrections: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def structured_article(tree: Element, urls: tuple[str, ...], headline: str | None) -> StructuredArticle:
    """The article that the JSON-LD of the page `tree` describes.

    `urls` are the page's own addresses and `headline` its title, by which it is known among several.
    """
    roots, warnings = _roots(tree)
    nodes = list(_nodes(roots))
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    candidates = [node for node in nodes if _is_a(node, _ARTICLES)]
    pages = [node for node in nodes if _is_a(node, _PAGES)]
    if not candidates and not pages:
        return StructuredArticle(warnings=warnings)
    node = _own(candidates, urls, headline) if candidates else {}
    page = _own(pages, urls, headline) if pages else {}
    return StructuredArticle(
        headline=_text(node.get("headline")) or (_text(node.get("name")) if candidates else None),
        published=_first(node, page, "datePublished") or _text(page.get("uploadDate")),
        modified=_first(node, page, "dateModified"),
        publisher=_names(node.get("publisher"), named) or _names(page.get("publisher"), named),
        author=_names(node.get("author"), named) or _names(node.get("creator"), named),
        section=_joined(node.get("articleSection")),
        language=_language(node.get("inLanguage")) or _language(page.get("inLanguage")),
        url=_address(node) or _address(page),
        free=_flag(node.get("isAccessibleForFree"), page.get("isAccessibleForFree")),
        words=_number(node.get("wordCount")),
        corrections=tuple(_corrections(node.get("correction"))),
        body=tuple(_paragraphs(node.get("articleBody"))),
        warnings=warnings,
    )


def _roots(tree: Element) -> tuple[list[Any], tuple[str, ...]]:
    roots: list[Any] = []
    broken = 0
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            try:
                roots.append(_parsed(script.text[:_MAX_SCRIPT]))
            except (ValueError, RecursionError):
                broken += 1
    return roots, (f"{broken} JSON-LD block(s) of the page cannot be read",) if broken else ()


def _parsed(text: str) -> Any:
    text = _COMMENT.sub("", text).strip()
    try:
        return json.loads(text, strict=False)
    except ValueError:
        mended = _TRAILING_COMMA.sub(r"\1", html.unescape(text) if "&quot;" in text else text)
        return json.loads(mended, strict=False)


def _nodes(roots: list[Any]) -> Iterator[Node]:
    """The objects of the JSON-LD in order, without those that belong to something else."""
    stack = list(reversed(roots))
    seen = 0
    while stack and seen < _MAX_NODES:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            seen += 1
            yield value
            stack.extend(
                inner
                for key, inner in reversed(value.items())
                if key not in _ASIDE and isinstance(inner, dict | list)
            )


def _is_a(node: Node, kinds: re.Pattern[str]) -> bool:
    types = node.get("@type")
    return any(
        isinstance(kind, str) and kinds.match(kind.rpartition("/")[2].rpartition(":")[2])
        for kind in (types if isinstance(types, list) else [types])
    )


def _own(nodes: list[Node], urls: tuple[str, ...], headline: str | None) -> Node:
    """The page's own among `nodes`: by its address, by its headline, else the first that has a date."""
    known = {_bare(url) for url in urls}
    title = plain(headline or "")
    for node in nodes:
        address = _address(node)
        if address and _bare(address) in known:
            return node
    for node in nodes:
        if title and plain(_text(node.get("headline")) or "") == title:
            return node
    return next((node for node in nodes if node.get("datePublished")), nodes[0])


def _bare(url: str) -> str:
    """`url` without scheme, query, fragment and closing slash."""
    return re.split(r"[?#]", url.partition("://")[2] or url, maxsplit=1)[0].removeprefix("www.").rstrip("/")


def _address(node: Node) -> str | None:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            return value
    return None


def _first(node: Node, page: Node, key: str) -> str | None:
    return _text(node.get(key)) or _text(page.get(key))


def _text(value: Any) -> str | None:
    """A string, the first of several, or the value of a typed one; tags and entities taken out."""
    if isinstance(value, list):
        value = next((part for part in value if part), None)
    if isinstance(value, dict):
        value = value.get("@value")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    return squeezed(_TAG.sub(" ", html.unescape(value))) or None


def _paragraphs(value: Any) -> Iterator[str]:
    """The lines and the marked-up paragraphs of a text."""
    if isinstance(value, str):
        for part in _PARTED.split(html.unescape(value)):
            if text := squeezed(_TAG.sub(" ", part)):
                yield text


def _names(value: Any, named: Mapping[str, Node]) -> str | None:
    """The names of people or organizations, each once, joined by semicolons."""
    names: list[str] = []
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict):
            reference = part.get("@id")
            known = named.get(reference, part) if isinstance(reference, str) else part
            name = _text(part.get("name")) or _text(known.get("name"))
        else:
            name = _text(part)
        if name and not name.startswith(("http://", "https://")) and name not in names:
            names.append(name)
    return "; ".join(names) or None


def _joined(value: Any) -> str | None:
    parts = [text for part in (value if isinstance(value, list) else [value]) if (text := _text(part))]
    return "; ".join(dict.fromkeys(parts)) or None


def _language(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    return _text(value)


def _flag(*values: Any) -> bool | None:
    for value in values:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.rpartition("/")[2].lower() in {"true", "false"}:
            return value.rpartition("/")[2].lower() == "true"
    return None


def _number(value: Any) -> int | None:
    text = _text(value)
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else None


def _corrections(value: Any) -> Iterator[str]:
    for part in value if isinstance(value, list) else [value]:
        text = _text(part.get("text") or part.get("description")) if isinstance(part, dict) else _text(part)
        if text and not text.startswith(("http://", "https://")):
            yield text
