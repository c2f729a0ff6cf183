"""The `meta`, `link` and `html` elements of a page: what it says of itself where no reader looks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from archive.readers.html_tree import Element, content_of, squeezed

_TAG: Final = re.compile(r"<[^<>]{1,500}>")
_LANGUAGE: Final = re.compile(
    r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_][A-Za-z0-9]{1,8}){0,4}\Z"
)

_RENAMED: Final = {"in": "id", "iw": "he", "ji": "yi"}
"""Codes that were withdrawn (ISO 639-1, 1989) and that programs still write."""


@dataclass(frozen=True, slots=True)
class Meta:
    """The names and contents of the page's `meta` elements, in lower case and in order, each once."""

    values: dict[str, str]
    canonical: str | None
    title: str | None
    language: str | None

    def first(self, names: Iterable[str]) -> str | None:
        """The content of the first of `names` that the page gives."""
        return next((self.values[name] for name in names if name in self.values), None)


def read_meta(tree: Element) -> Meta:
    """What the page `tree` says of itself."""
    values: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = squeezed(_TAG.sub("", element.get("content") or ""))
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            for name in (element.get(attribute) or "").lower().split():
                if content:
                    values.setdefault(name, content)
    canonical = next(
        (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"),
        None,
    )
    title = next((content_of(element) for element in tree.iter("title") if _is_heads(element)), None)
    return Meta(values, (canonical or "").strip() or None, title or None, tree.get("lang"))


def _is_heads(title: Element) -> bool:
    """Whether a `title` is the page's and not that of a drawing."""
    return next(title.iterancestors("svg"), None) is None


def language_tag(text: str | None) -> str | None:
    """`text` as a language tag (BCP 47: `en`, `pt-BR`, `zh-Hans-CN`), None where it is none."""
    match = _LANGUAGE.match((text or "").split(",")[0].strip())
    if match is None:
        return None
    script = match[2].title() if match[2] else None
    region = match[3].upper() if match[3] else None
    language = _RENAMED.get(match[1].lower(), match[1].lower())
    return "-".join(part for part in (language, script, region) if part)
