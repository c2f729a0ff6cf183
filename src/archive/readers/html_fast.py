"""resiliparse, the second extractor (extra `fast`): a check on the first, and a reader for bulk.

It is several times faster than trafilatura and takes more of what surrounds an article.
"""

from __future__ import annotations

import re
from collections import Counter
from importlib import metadata
from typing import Final

from archive.errors import MissingExtra
from archive.readers.html_body import HtmlParagraph
from archive.readers.html_tree import parse_page, passages, squeezed

SUSPICIOUS: Final = 0.8
"""Two extractors that share less of their words than this do not agree on what the article is."""
_MAX_CHECKED: Final = 5_000_000
_WORD: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|\w+")


def fast_version() -> str:
    """The version of resiliparse. Raises `MissingExtra` where it is not installed."""
    try:
        return metadata.version("resiliparse")
    except metadata.PackageNotFoundError:
        raise MissingExtra(feature="reading pages in bulk", extra="fast") from None


def fast_body(text: str) -> list[HtmlParagraph]:
    """The article's paragraphs in the page `text` by resiliparse. Raises `MissingExtra`."""
    try:
        from resiliparse.extract.html2text import extract_plain_text
    except ImportError:
        raise MissingExtra(feature="reading pages in bulk", extra="fast") from None
    marked = extract_plain_text(
        text,
        preserve_formatting="minimal_html",
        main_content=True,
        alt_texts=False,
        comments=False,
        post_meta=False,
    )
    parsed = parse_page(f"<html><body>{_in_paragraphs(marked)}</body></html>")
    out: list[HtmlParagraph] = []
    for passage in passages(parsed.tree) if parsed is not None else ():
        headline = passage.element.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}
        out.append(HtmlParagraph("headline" if headline else "body", passage.text))
    return out


def _in_paragraphs(marked: str) -> str:
    """Lines outside any element become paragraphs, as they stand alone."""
    return "\n".join(
        f"<p>{line}</p>" if line and not line.lstrip().startswith("<") else line
        for line in marked.split("\n")
    )


def overlap(page: str, body: str) -> float | None:
    """The share of words (F1 of the bags) that resiliparse and `body` have in common, None without it.

    Pages beyond five million characters are not checked.

    `page` is the page's markup.
    """
    if len(page) > _MAX_CHECKED:
        return None
    try:
        from resiliparse.extract.html2text import extract_plain_text
    except ImportError:
        return None
    other = extract_plain_text(page, main_content=True, alt_texts=False, comments=False, list_bullets=False)
    return shared(body, other)


def shared(one: str, two: str) -> float:
    """The F1 of two bags of words; East Asian and Thai script counts by the character."""
    first, second = (Counter(_WORD.findall(squeezed(text).lower())) for text in (one, two))
    total = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / total if total else 1.0
