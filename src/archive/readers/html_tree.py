"""A page as a tree, parsed once, and its passages: the smallest blocks that hold words.

Nothing is resolved from outside: the parser reads HTML, which knows no entities of its own, and has no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

Element = Any
"""An lxml element; lxml ships no types."""

_BLOCKS: Final = (
    *("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "th", "figcaption", "dd", "dt"),
    *("div", "section", "article", "main", "aside", "header", "footer", "nav", "form", "address", "pre"),
    *("center", "figure", "ul", "ol", "dl", "table", "tbody", "tr", "small", "details", "summary", "body"),
)
SILENT: Final = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "select",
        "button",
        "textarea",
    }
)
_NESTING: Final = re.compile(
    r"</?(?!(?:html|head|body|title|meta|link|script|style|p|br)\b)[A-Za-z][^<>]*>", re.I
)
"""Tags that may nest: what is left without them is flat, since each `p` ends the one before."""
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u2060\ufeff]")
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of one block of the page, white space collapsed, and the element that holds them.

    A `run` stands between other blocks inside the element, which then holds more than these words.
    """

    element: Element
    text: str
    run: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tree of a page, the markup that it was made from, and what the user should know of it."""

    tree: Element
    markup: str
    warnings: tuple[str, ...] = ()


def parse_page(text: str) -> Parsed | None:
    """Parse the page `text`; None where it holds no element.

    A page that is nested deeper than the parser follows (256 elements) is flattened first, so that its
    words are kept; the time that some readers of its tree take grows with the square of its depth.
    """
    from trafilatura.utils import repair_faulty_html

    markup = repair_faulty_html(text, text[:50].lower())
    tree, trouble = _tree(markup, huge=False)
    if "depth" in trouble:
        markup = _NESTING.sub("\n", markup)
        tree, _ = _tree(markup, huge=True)
        return (
            Parsed(tree, markup, ("nested deeper than any page: read without its nesting",))
            if tree is not None
            else None
        )
    if "huge" in trouble:
        tree, _ = _tree(markup, huge=True)
    return Parsed(tree, markup) if tree is not None else None


def _tree(markup: str, *, huge: bool) -> tuple[Element | None, str]:
    """The tree, and which of the parser's limits it ran into."""
    from lxml.etree import ParserError, XMLSyntaxError
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        huge_tree=huge,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (ParserError, XMLSyntaxError, ValueError):
        tree = None
    limits = (error.message.lower() for error in parser.error_log)
    return tree, next((message for message in limits if "huge" in message), "")


def squeezed(text: str | None) -> str:
    """`text` as a browser shows it on one line: white space collapsed, invisible characters left out."""
    if not text:
        return ""
    return " ".join(_INVISIBLE.sub("", text).split())


def words_of(text: str) -> list[str]:
    """The words of `text` in lower case, without punctuation."""
    return _WORD.findall(text.lower())


def plain(text: str) -> str:
    """The words of `text` alone, for comparing what differs in case, quotes and punctuation."""
    return " ".join(words_of(text))


def content_of(element: Element) -> str:
    """The visible words inside `element`; a block or line break inside separates words."""
    parts: list[str] = []
    _gather(element, parts)
    return squeezed("".join(parts))


def _gather(root: Element, parts: list[str]) -> None:
    stack: list[tuple[Element, bool]] = [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            if node.tag in _BLOCKS:
                parts.append(" ")
            if node is not root and node.tail:
                parts.append(node.tail)
            continue
        if node.tag in SILENT:
            if node is not root and node.tail:
                parts.append(node.tail)
            continue
        if node.tag in _BLOCKS or node.tag == "br":
            parts.append(" ")
        if node.text:
            parts.append(node.text)
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))


def passages(tree: Element) -> Iterator[Passage]:
    """The passages of the page in order, each of them once."""
    blocks = list(tree.iter(*_BLOCKS))
    holding: set[Element] = set()
    for block in blocks:
        parent = block.getparent()
        while parent is not None and parent not in holding:
            holding.add(parent)
            parent = parent.getparent()
    for block in blocks:
        if block in holding:
            yield from (Passage(block, text, run=True) for text in _runs(block, holding))
        elif text := content_of(block):
            yield Passage(block, text)


def _runs(block: Element, holding: set[Element]) -> Iterator[str]:
    """The words that stand in `block` itself, between the blocks and line breaks in it."""
    parts = [block.text or ""]
    for child in block:
        if child.tag in _BLOCKS or child.tag == "br" or child in holding:
            if text := squeezed("".join(parts)):
                yield text
            parts = []
        elif child.tag not in SILENT:
            _gather(child, parts)
        parts.append(child.tail or "")
    if text := squeezed("".join(parts)):
        yield text
