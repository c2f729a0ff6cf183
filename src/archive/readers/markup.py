"""The beginning of a marked-up text: what its first element is, past all that may stand before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SPACE: Final = re.compile(r"[\s\ufeff]*")
_TAG: Final = re.compile(
    r"<(?:(?P<prefix>[\w.-]{1,60}):)?(?P<name>[A-Za-z_][\w.-]{0,60})(?P<rest>(?=[\s/>])[^>]{0,8000})?"
)
_SUBSET: Final = re.compile(r"[^<>\[]{0,2000}(?:\[(?:[^\]\"']|\"[^\"]*\"|'[^']*')*\]\s*)?>")
"""What a document type declaration holds after its keyword: a name, ids, and declarations in brackets."""
_DECLARED: Final = re.compile(r"<!doctype\s+(?P<name>[\w.:-]{1,60})", re.I)
_NAMESPACE: Final = re.compile(
    r"\sxmlns(?::(?P<prefix>[\w.-]{1,60}))?\s*=\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)')"
)


@dataclass(frozen=True, slots=True)
class Root:
    """The first element: its name without prefix in lower case, the namespace it is in, and where it begins.

    `namespaces` are all that the element declares. `doctype` is the name in the document type
    declaration, in lower case, and `declared` where that declaration stands; `xml` tells that the
    text says of itself that it is XML.
    """

    name: str
    namespace: str
    namespaces: frozenset[str]
    start: int
    doctype: str | None
    declared: tuple[int, int] | None
    xml: bool

    @property
    def is_xml(self) -> bool:
        """Whether this begins XML, and not a text or a fragment of a page that begins with an angle bracket."""
        return self.xml or bool(self.namespaces) or self.doctype is not None


def root_of(text: str) -> Root | None:
    """The first element of `text`, None where it does not begin with one.

    Blank space, a byte order mark, processing instructions, comments and a document type declaration
    may stand before it, as XML 1.0 allows in a prolog, and in any order.
    """
    at = _skip(text, 0)
    xml = text.startswith("<?xml", at)
    doctype: str | None = None
    declared: tuple[int, int] | None = None
    while text.startswith(("<?", "<!"), at):
        begin = at
        if text.startswith("<!--", at):
            at = _past(text, "-->", at + 4)
        elif text.startswith("<?", at):
            at = _past(text, "?>", at + 2)
        else:
            named = _DECLARED.match(text, at)
            end = _SUBSET.match(text, named.end()) if named else None
            if named is None:
                return None
            if end is None:
                return _named_by(named["name"], at, xml)
            doctype, at = named["name"].lower(), end.end()
            declared = (begin, at)
        at = _skip(text, at)
    match = _TAG.match(text, at)
    if match is None:
        return _named_by(doctype, at, xml) if doctype else None
    spaces = {
        found["prefix"]: found["a"] or found["b"] or "" for found in _NAMESPACE.finditer(match["rest"] or "")
    }
    namespace = spaces.get(match["prefix"], "")
    return Root(match["name"].lower(), namespace, frozenset(spaces.values()), at, doctype, declared, xml)


def _named_by(doctype: str, start: int, xml: bool) -> Root:
    """The first element as the document type declaration names it, where the element itself is not to be seen."""
    return Root(doctype.rpartition(":")[2].lower(), "", frozenset(), start, doctype.lower(), None, xml)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _past(text: str, mark: str, at: int) -> int:
    end = text.find(mark, at)
    return len(text) if end < 0 else end + len(mark)
