"""The article's own paragraphs in a page: which part of the page they are is what trafilatura judges.

Its comparison of documents (`deduplicate`) stays off: it remembers texts across calls, and a reader must
not. What it finds is turned into paragraphs here, by the structure that it kept.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Final, Literal

from archive.readers.html_tree import SILENT, Element, content_of, passages, squeezed

MAX_ELEMENTS: Final = 30_000
"""Larger pages are read by a plain rule: trafilatura's time grows with the square of the paragraphs."""

_BLOCKS: Final = frozenset(
    "p head item list quote code row cell table div figure figcaption body ul ol li blockquote pre section article main"
    " h1 h2 h3 h4 h5 h6 header footer aside dl dt dd tr td th tbody address center details summary form".split()
)
_INLINE: Final = frozenset(
    {"hi", "ref", "del", "graphic", "span", "code", "a", "b", "i", "em", "strong", "sub", "sup", "u", "q"}
)
_HEADS: Final = frozenset({"head", "h1", "h2", "h3", "h4", "h5", "h6"})
_CAPTIONS: Final = frozenset({"figcaption", "caption"})
_ENDED: Final = re.compile(r"[.!?:…。！？]['\"’”)\]]*\Z")
_LONG_DIV: Final = 150

ParagraphKind = Literal["headline", "body", "caption", "row"]


@dataclass(frozen=True, slots=True)
class HtmlParagraph:
    """One paragraph of the article, white space collapsed; a `row` is a table's, its cells parted by bars."""

    kind: ParagraphKind
    text: str


def whole_body(tree: Element) -> list[HtmlParagraph]:
    """All paragraphs of a page that holds nothing but its article: the text of a feed's entry."""
    body = next(tree.iter("body"), None)
    return _Walk().paragraphs(tree if body is None else body)


def body_of(tree: Element, url: str | None) -> tuple[list[HtmlParagraph], tuple[str, ...]]:
    """The paragraphs of the article in the page `tree`, and what the user should know of how they were found.

    The tree is left as it is. `url` makes nothing be fetched: it tells a site's own links from others.
    """
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        return _by_plain_rule(tree), (f"more than {MAX_ELEMENTS} elements: read by a plain rule",)
    from trafilatura import bare_extraction

    _quiet()
    try:
        found = bare_extraction(tree, url=url, favor_precision=True, include_comments=False)
    # Broken pages break it in many ways, and none of them is a reason to lose the page.
    except Exception as error:  # noqa: BLE001
        return _by_plain_rule(tree), (
            f"trafilatura failed on this page ({type(error).__name__}): read by a plain rule",
        )
    if found is None or isinstance(found, dict):  # a dict only where one is asked for
        return _by_plain_rule(tree), ("trafilatura found no article: read by a plain rule",)
    return _Walk().paragraphs(found.body), ()


def _quiet() -> None:
    """Keep what the library logs of a page from being printed where nobody set logging up."""
    for name in ("trafilatura", "htmldate", "readability", "justext"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def _by_plain_rule(tree: Element) -> list[HtmlParagraph]:
    """The page's paragraphs and headings outside its navigation, headers, footers and sidebars."""
    out: list[HtmlParagraph] = []
    for passage in passages(tree):
        tag = "p" if passage.run else passage.element.tag
        if (
            next(passage.element.iterancestors("nav", "aside", "header", "footer", "form", "button"), None)
            is None
        ):
            if tag in _HEADS:
                out.append(HtmlParagraph("headline", passage.text))
            elif _may_be_text(tag, passage.text) and (passage.run or _is_text(passage.element, passage.text)):
                out.append(HtmlParagraph("body", passage.text))
    while out and out[-1].kind == "headline":
        out.pop()
    return out


def _may_be_text(tag: str, text: str) -> bool:
    """Whether a passage is a paragraph: a plain `div` only where it is as long as one."""
    return tag in {"p", "blockquote", "li", "td", "pre"} or (tag == "div" and len(text) > _LONG_DIV)


def _is_text(element: Element, text: str) -> bool:
    """Whether less than half of the words are links."""
    linked = sum(len(content_of(link)) for link in element.iter("a"))
    return 2 * linked < len(text)


class _Walk:
    """Cuts the extracted tree into paragraphs, without recursion: pages nest as deep as they like."""

    def __init__(self) -> None:
        self._out: list[HtmlParagraph] = []
        self._parts: list[str] = []
        self._kind: ParagraphKind = "body"

    def paragraphs(self, body: Element) -> list[HtmlParagraph]:
        """The paragraphs under `body`, in order."""
        stack: list[tuple[Element, bool]] = [(body, False)]
        while stack:
            node, leaving = stack.pop()
            if not isinstance(node.tag, str):
                continue
            if leaving:
                self._leave(node)
                if node is not body and node.tail:
                    self._parts.append(node.tail)
            elif node.tag in SILENT:
                self._parts.append(node.tail or "")
            elif node.tag == "row" and not _holds_blocks(node):
                self._row(node)
                if node.tail:
                    self._parts.append(node.tail)
            else:
                self._enter(node)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(node))
        self._flush()
        return self._out

    def _enter(self, node: Element) -> None:
        if _is_block(node):
            self._flush()
            self._kind = _kind_of(node)
        elif node.tag in {"lb", "br"}:
            self._break()
        elif node.tag not in _INLINE:
            self._parts.append(" ")
        if node.text:
            self._parts.append(node.text)

    def _leave(self, node: Element) -> None:
        if _is_block(node):
            self._flush()
            parent = node.getparent()
            self._kind = _kind_of(parent) if parent is not None else "body"
        elif node.tag not in _INLINE:
            self._parts.append(" ")

    def _break(self) -> None:
        """A line break parts paragraphs where a sentence has ended, and else only words."""
        # Only the last words are looked at: thousands of breaks may stand in one paragraph.
        before = next((part for part in reversed(self._parts) if not part.isspace()), "")[-20:].rstrip()
        if self._kind == "body" and (not before or _ENDED.search(before)):
            self._flush()
        else:
            self._parts.append(" ")

    def _row(self, row: Element) -> None:
        self._flush()
        cells = [squeezed(" ".join(cell.itertext())) for cell in row.iter("cell", "td", "th")]
        text = " | ".join(cell for cell in cells if cell)
        if text:
            self._out.append(HtmlParagraph("row", text))

    def _flush(self) -> None:
        text = squeezed("".join(self._parts))
        self._parts.clear()
        if text:
            self._out.append(HtmlParagraph(self._kind, text))


def _is_block(node: Element) -> bool:
    """Whether `node` parts paragraphs; a piece of code within a sentence does not."""
    if node.tag != "code":
        return node.tag in _BLOCKS
    parent = node.getparent()
    return parent is None or parent.tag in {"body", "code", "list"} or node.find(".//lb") is not None


def _holds_blocks(row: Element) -> bool:
    """Whether the cells of `row` are laid out as columns of text rather than filled with values."""
    return next(row.iter("p", "head", "list", "quote"), None) is not None


def _kind_of(node: Element) -> ParagraphKind:
    if node.tag in _HEADS:
        return "headline"
    return "caption" if node.tag in _CAPTIONS else "body"
