"""The links and the images of an article: those in the part of the page that its text came from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit

from archive.domain.article import Image, Link
from archive.readers.html_tree import Element, Passage, content_of, plain, squeezed

MAX_LINKS: Final = 200
MAX_IMAGES: Final = 50
_MAX_SEEN: Final = 5000
_MAX_URL: Final = 2000
_MIN_SIDE: Final = 100
"""Smaller images, in pixels, are icons and counters."""
_SAMPLE: Final = 500
"""Passages that are looked at to find what is around them all."""
_PICTURE: Final = re.compile(r"\.(?:avif|gif|jpe?g|png|webp)(?:[?#]|\Z)", re.I)
_FURNITURE: Final = ("nav", "aside", "footer", "form", "button")


def base_of(tree: Element, page: str | None) -> str | None:
    """Where the page's relative links start from: its `base` element, else its own URL."""
    stated = next((base.get("href") for base in tree.iter("base") if base.get("href")), None)
    return absolute(stated, page) or page if stated else page


def absolute(url: str | None, base: str | None) -> str | None:
    """`url` as an absolute http or https one, None where it is none and `base` makes none of it."""
    if not url or not url.strip():
        return None
    try:
        whole = urljoin(base or "", url.strip())
        parts = urlsplit(whole)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and len(whole) <= _MAX_URL
    except ValueError:
        return None
    return whole if usable else None


def passages_of(found: Iterable[Passage], paragraphs: Iterable[str]) -> list[Passage]:
    """The passages of the page that the article's `paragraphs` are made of."""
    wanted = {plain(text) for text in paragraphs}
    return [passage for passage in found if not passage.run and plain(passage.text) in wanted]


def links_in(found: Iterable[Passage], base: str | None) -> tuple[Link, ...]:
    """The links inside the article's passages, each address once, at most `MAX_LINKS`."""
    links: dict[str, Link] = {}
    for passage in found:
        for element in passage.element.iter("a"):
            url = absolute(element.get("href"), base)
            if url and len(links) < MAX_LINKS:
                links.setdefault(url, Link(url, content_of(element)))
    return tuple(links.values())


def container_of(found: list[Passage]) -> Element | None:
    """The smallest element around most of the article's passages, one or two strays left out."""
    found = found[:_SAMPLE]
    chains = [[*passage.element.iterancestors()] for passage in found]
    counts: dict[Element, int] = {}
    for chain in chains:
        for element in chain:
            counts[element] = counts.get(element, 0) + 1
    enough = max(1, len(found) - len(found) // 5)
    for element in max(chains, key=len, default=[]):
        if counts[element] >= enough:
            return element
    return None


def images_in(container: Element | None, base: str | None, lead: str | None) -> tuple[Image, ...]:
    """The page's `lead` image and those in the `container`, with their caption or else their alternative text."""
    images: dict[str, Image] = {}
    leading = absolute(lead, base)
    if leading:
        images[leading] = Image(leading, "")
    for element in islice(container.iter("img"), _MAX_SEEN) if container is not None else ():
        if len(images) >= MAX_IMAGES:
            break
        url = absolute(_source(element), base)
        if url and not _small(element) and not _is_others(element):
            text = _caption(element) or squeezed(element.get("alt"))
            if url not in images or not images[url].text:
                images[url] = Image(url, text)
    return tuple(images.values())


def _is_others(image: Element) -> bool:
    """Whether an image is furniture, or stands for another article that it links to."""
    if next(image.iterancestors(*_FURNITURE), None) is not None:
        return True
    link = next(image.iterancestors("a"), None)
    if link is None or next(image.iterancestors("figure"), None) is not None:
        return False
    return _PICTURE.search(link.get("href") or "") is None


def _source(image: Element) -> str | None:
    for name in ("data-src", "data-original", "data-lazy-src", "src"):
        value = (image.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return str(value)
    return None


def _small(image: Element) -> bool:
    sides = [image.get(side) or "" for side in ("width", "height")]
    return any(side.isdecimal() and len(side) < 6 and int(side) < _MIN_SIDE for side in sides)


def _caption(image: Element) -> str:
    figure = next(image.iterancestors("figure"), None)
    caption = next(figure.iter("figcaption"), None) if figure is not None else None
    return content_of(caption) if caption is not None else ""
