"""Each look to the reader of its kind: what the user says it is, else what its content tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from archive.domain.article import Article
from archive.domain.look import Look
from archive.errors import InputRefused
from archive.ports import Reader
from archive.readers.kinds import is_json, kind_of
from archive.readers.wrappers import HEAD, is_packed, unwrapped

ARTICLE_KINDS: Final = ("text", "html", "pdf", "mail")
"""The formats that hold one article."""


class ByKind:
    """Reads a look of any kind that is an article. Stateless but for the readers it has made."""

    def __init__(self, max_bytes: int, *, fast: bool = False) -> None:
        self._max_bytes = max_bytes
        self._fast = fast
        self._readers: dict[str, Reader] = {}

    def read(self, look: Look, given: Mapping[str, str]) -> Article:
        """Read `look` by its kind. Raises `InputRefused` naming it."""
        data = self._unpacked(look)
        kind = look.kind or kind_of(data[:HEAD], look.page or look.name, look.header("content-type"))
        if kind is not None and kind not in ARTICLE_KINDS:
            raise InputRefused(name=look.name, reason=f"is a list or a container ({kind}), not an article")
        if kind is None and is_json(data[:HEAD]):
            reason = "is JSON that is not read; records of articles go one to a line (JSON Lines)"
            raise InputRefused(name=look.name, reason=reason)
        # What is of no kind at all is for the reader of text to refuse: it says what it looks like.
        return self._reader(kind or "text").read(replace(look, data=data), given)

    def _unpacked(self, look: Look) -> bytes:
        if not is_packed(look.data):
            return look.data
        from io import BytesIO

        with unwrapped(look.name, BytesIO(look.data), self._max_bytes) as stream:
            return stream.read()

    def _reader(self, kind: str) -> Reader:
        if kind not in self._readers:
            self._readers[kind] = self._made(kind)
        return self._readers[kind]

    def _made(self, kind: str) -> Reader:
        """The reader of a kind; its parser is loaded now, and not before."""
        if kind == "html":
            from archive.readers.html import HtmlReader

            return HtmlReader(fast=self._fast)
        if kind == "pdf":
            from archive.readers.pdf import PdfReader

            return PdfReader()
        if kind == "mail":
            from archive.readers.mail import MailReader

            return MailReader()
        from archive.readers.text import TextReader

        return TextReader()
