"""Plain text: an article as a crawler, a clipboard or a person saved it."""

from __future__ import annotations

from collections.abc import Mapping

from archive.domain.article import Article, Sourced, SourcedDate
from archive.domain.blocks import segment
from archive.domain.look import Look
from archive.errors import InputRefused
from archive.readers import front_matter
from archive.readers.decode import Decoded, decode
from archive.readers.metadata import stated, text_of
from archive.readers.text_metadata import told_by


class TextReader:
    """Reads plain text. Stateless, and pure: the same input gives the same article."""

    name = "text"
    version = "1"

    def read(self, look: Look, given: Mapping[str, str]) -> Article:
        """Read `look`; `given` is what options say of it.

        Keys: url, title, source, published, modified, captured, language, encoding. The article's
        text is what follows the front matter, else all of it, as it stands. Raises `InputRefused`.
        """
        name, beside = look.name, look.sidecar or {}
        encoding = given.get("encoding") or text_of(name, "'encoding' in its sidecar", beside.get("encoding"))
        decoded = decode(name, look.data, encoding)
        text = decoded.text
        front = front_matter.parse(name, text)
        if front is not None:
            text = text[front.end :]
            if not text.strip():
                raise InputRefused(name=name, reason="holds no text after its front matter")
        said = stated(name, given, beside, front.fields if front else {})
        blocks = segment(text)
        captured = said.date("captured", SourcedDate())
        told = told_by(text, blocks, said.date("published", SourcedDate()).date, captured.date)
        return Article(
            text=text,
            blocks=blocks,
            title=said.value("title", told.title),
            source=said.value("source", told.source),
            url=said.value("url", Sourced()),
            language=said.value("language", Sourced()),
            published=said.date("published", told.published),
            modified=said.date("modified", told.modified),
            captured=captured,
            in_body=told.in_body,
            reader=self.name,
            reader_version=self.version,
            warnings=(*_doubts(decoded), *(front.warnings if front else ()), *said.warnings, *told.warnings),
        )


def _doubts(decoded: Decoded) -> tuple[str, ...]:
    if decoded.detected is None:
        return ()
    return (f"not UTF-8; read as {decoded.detected}, which the text looks like; --encoding says otherwise",)
