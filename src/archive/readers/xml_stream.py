"""XML in flat memory: elements as they come, without a tree, without entities, and without depths.

Invariant: what is held at a time is bounded, whatever the file: the path to the element, and the
first few thousand characters of its text.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from archive.errors import InputRefused

LIMIT: Final = 128 * 2**20
"""Bytes that a listing in XML may have, unpacked: the sitemap protocol allows 50 MB."""
_CHUNK: Final = 64 * 1024
_DEPTH: Final = 100
_ELEMENTS: Final = 3_000_000
"""A sitemap of 50,000 entries, the most that the protocol allows, with sixty elements each."""
_TEXT: Final = 8192


@dataclass(frozen=True, slots=True)
class Element:
    """The start or the end of an element. `path` are the names from the root down to it, without namespaces.

    `attributes` (their names without namespaces, in lower case) come with the start, `text` with the end.
    """

    event: Literal["start", "end"]
    path: tuple[str, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


def elements(
    name: str, stream: io.BufferedReader[Any], what: str, roots: Collection[str]
) -> Iterator[Element]:
    """The elements of the XML in `stream`, in order.

    Raises `InputRefused` naming `name` where the first is none of `roots` (no `what` then), and where it is not well-formed, declares entities, nests too deep or
    has more elements than any listing, after what stands before that place.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, XMLParser

    target = _Target()
    parser = XMLParser(target=target)
    chunk = _begun(stream)
    while True:
        try:
            if chunk:
                parser.feed(chunk)
            else:
                parser.close()
        except DefusedXmlException:
            yield from target.taken()
            raise InputRefused(
                name=name, reason="declares entities, which a listing has no use for"
            ) from None
        except (ParseError, LookupError, ValueError) as error:
            yield from _of(target, name, what, roots)
            raise InputRefused(name=name, reason=f"is not XML that can be read: {error}") from error
        yield from _of(target, name, what, roots)
        if not chunk:
            return
        chunk = stream.read1(_CHUNK)


def _of(target: _Target, name: str, what: str, roots: Collection[str]) -> Iterator[Element]:
    for element in target.taken():
        if element.path[0] not in roots:
            reason = f"is no {what}: its first element is <{element.path[0][:60]}>"
            raise InputRefused(name=name, reason=reason)
        yield element


def _begun(stream: io.BufferedReader[Any]) -> bytes:
    """The first bytes, without the blank space that some servers put before the XML declaration."""
    begun = b""
    while chunk := stream.read1(_CHUNK):
        begun = (begun + chunk).removeprefix(codecs.BOM_UTF8).lstrip()
        if begun:
            break
    return begun


class _Target:
    """What the parser calls."""

    def __init__(self) -> None:
        self._path: tuple[str, ...] = ()
        self._text: list[str] = []
        self._length = 0
        self._taken: list[Element] = []
        self._count = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self._path) >= _DEPTH:
            raise ValueError(f"elements nest over {_DEPTH} deep")
        self._count += 1
        if self._count > _ELEMENTS:
            raise ValueError(f"there are over {_ELEMENTS:,} elements")
        self._path = (*self._path, _local(tag))
        self._forget()
        bare = {_local(key).lower(): value for key, value in attributes.items()}
        self._taken.append(Element("start", self._path, bare))

    def data(self, text: str) -> None:
        if self._length < _TEXT:
            self._text.append(text)
            self._length += len(text)

    def end(self, _tag: str) -> None:
        self._taken.append(Element("end", self._path, text="".join(self._text)[:_TEXT].strip()))
        self._path = self._path[:-1]
        self._forget()

    def close(self) -> None:
        """Nothing is built, so nothing is handed over."""

    def taken(self) -> list[Element]:
        """What came since the last time."""
        taken, self._taken = self._taken, []
        return taken

    def _forget(self) -> None:
        self._text = []
        self._length = 0


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
