"""PDF: the text layer of a document, in paragraphs. What holds only pictures of text is refused.

Invariant: work is bounded (pages, characters, time between two steps), and whatever the parser raises for a
broken file is a refusal. The dates in a PDF tell when the file was made, which is no publication.
"""

from __future__ import annotations

import logging
import re
import time
import unicodedata
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from archive.domain.article import Article, Details, Doubt, Sourced, SourcedDate
from archive.domain.blocks import segment
from archive.domain.look import Look
from archive.errors import InputRefused, MissingExtra
from archive.readers.metadata import stated
from archive.readers.pdf_layout import Line, Page, paragraphs_of, without_running_heads
from archive.readers.text_metadata import told_by

if TYPE_CHECKING:
    from pypdf import PdfReader as Document

_MAX_PAGES: Final = 2000
_MAX_TEXT: Final = 20_000_000
_SECONDS: Final = 60.0
_MIN_LETTERS: Final = 20
"""Fewer letters than this in all of a document are a stamp on pictures, and no article."""
_MAX_STRANGE: Final = 0.05
"""The share of characters that are none, above which the fonts do not tell which letters they show."""
_FILE_NAME: Final = re.compile(
    r"(?:microsoft \w+ - |untitled|document\d*\Z|.*\.(?:docx?|odt|indd|qxp|pdf|rtf|xlsx?|pptx?)\Z)", re.I
)
_DATE: Final = re.compile(
    r"D:(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?(?:([+-]\d\d)'?(\d\d)?'?|(Z)[0']*)?)?"
)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class _Refused(Exception):
    """Why a document is not read any further."""


class PdfReader:
    """Reads PDF documents. `seconds` is the time after which one is given up."""

    name = "pdf"
    version = "1"

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds

    def read(self, look: Look, given: Mapping[str, str]) -> Article:
        """Read `look`; options and sidecar outrank the document information.

        Raises `InputRefused` for what is broken, locked, too large, or has no text layer, and `MissingExtra`
        where pypdf is not installed.
        """
        information, pages, warnings = self._document(look)
        pages, heads = without_running_heads(pages)
        text = "\n\n".join(paragraphs_of(pages))
        _refuse_unreadable(look.name, text)
        if heads:
            warnings.append(f"{heads} running heads or page numbers were left out")
        return self._article(look, given, text, information, warnings)

    def _document(self, look: Look) -> tuple[dict[str, str], list[Page], list[str]]:
        try:
            import pypdf
        except ImportError:
            raise MissingExtra(feature="reading PDF", extra="pdf") from None
        # It tells every oddity of a file on standard error; what cannot be read is said in the end.
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        until = time.monotonic() + self._seconds
        try:
            document = pypdf.PdfReader(BytesIO(look.data), strict=False)
            _check(document)
            return _information(document), *_pages(document, until)
        except pypdf.errors.DependencyError:
            raise InputRefused(
                name=look.name, reason="is encrypted in a way that cannot be read here"
            ) from None
        except _Refused as reason:
            raise InputRefused(name=look.name, reason=str(reason)) from None
        except Exception as error:
            # The parser fails on broken files in any way there is.
            problem = " ".join(str(error).split())[:200] or type(error).__name__
            raise InputRefused(name=look.name, reason=f"is a PDF that cannot be read: {problem}") from error

    def _article(
        self, look: Look, given: Mapping[str, str], text: str, told: Mapping[str, str], warnings: list[str]
    ) -> Article:
        said = stated(look.name, given, look.sidecar or {}, {})
        blocks = segment(text)
        captured = said.date("captured", SourcedDate())
        seen = told_by(text, blocks, said.date("published", SourcedDate()).date, captured.date)
        title, doubts = _title(told.get("/Title"))
        language = told.get("/Lang", "")
        author = told.get("/Author")
        return Article(
            text=text,
            blocks=blocks,
            title=said.value("title", title or seen.title),
            source=said.value("source", seen.source),
            url=said.value("url", Sourced()),
            language=said.value(
                "language", Sourced(language, "pdf") if _LANGUAGE.fullmatch(language) else Sourced()
            ),
            published=said.date("published", seen.published),
            modified=said.date("modified", seen.modified),
            captured=captured,
            in_body=seen.in_body,
            details=Details(
                author=Sourced(author, "pdf") if author else Sourced(), doubts=(*doubts, *_dates(told))
            ),
            reader=self.name,
            reader_version=self.version,
            options={"pypdf": _version()},
            warnings=(*said.warnings, *seen.warnings, *warnings),
        )


def _version() -> str:
    from importlib.metadata import version

    return version("pypdf")


def _check(document: Document) -> None:
    if document.is_encrypted and not document.decrypt(""):
        raise _Refused("is locked with a password")
    count = len(document.pages)
    if count > _MAX_PAGES:
        raise _Refused(f"has {count:,} pages, which no article has")


def _pages(document: Document, until: float) -> tuple[list[Page], list[str]]:
    """The lines of each page; a page that cannot be read is told, unless none can. Raises `_Refused`."""
    pages: list[Page] = []
    warnings: list[str] = []
    failed: Exception | None = None
    size = 0
    for number, page in enumerate(document.pages, start=1):
        collector = _Collector(until)
        collector.operation()
        try:
            page.extract_text(visitor_text=collector.text, visitor_operand_before=collector.operation)
        except _Refused:
            raise
        except Exception as error:  # noqa: BLE001 - see above: one page of many may be broken
            failed = error
            warnings.append(f"page {number} cannot be read in full: {' '.join(str(error).split())[:100]}")
        lines = collector.lines()
        size += sum(len(line.text) for line in lines)
        if size > _MAX_TEXT:
            raise _Refused("holds more text than an article has")
        pages.append(lines)
    if failed is not None and not size:
        raise failed
    return pages, warnings


class _Collector:
    """Puts the pieces of text that the parser meets on a page together to lines."""

    def __init__(self, until: float) -> None:
        self._until = until
        self._lines: list[Line] = []
        self._pieces: list[str] = []
        self._place: tuple[float, float, float] | None = None

    def operation(self, *_: Any) -> None:
        """Called before each operation of a page. Raises `_Refused` when the time is over."""
        if time.monotonic() > self._until:
            raise _Refused("takes too long to read, and was given up")

    def text(self, text: str, outer: Any, inner: Any, _font: Any, size: Any) -> None:
        """Called with each piece of text, and the matrices that say where it stands."""
        for piece in re.split(r"(?<=\n)", text):
            if piece.strip() and self._place is None:
                self._place = _place(outer, inner, size)
            self._pieces.append(piece)
            if piece.endswith("\n"):
                self._end()

    def lines(self) -> list[Line]:
        """The lines of the page."""
        self._end()
        return self._lines

    def _end(self) -> None:
        text = _plain("".join(self._pieces)).strip()
        if text and self._place is not None:
            self._lines.append(Line(text, *self._place))
        self._pieces, self._place = [], None


def _place(outer: Any, inner: Any, size: Any) -> tuple[float, float, float]:
    """Where a piece begins, and how high its letters are, in points (ISO 32000-1, 9.4.4)."""
    a, b, c, d, e, f = (float(number) for number in outer)
    x, y = float(inner[4]), float(inner[5])
    height = abs(float(size) * float(inner[3] or inner[1]) * (d or b)) or 1.0
    return a * x + c * y + e, b * x + d * y + f, height


def _plain(text: str) -> str:
    """`text` without what is no character that can be stored."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _information(document: Document) -> dict[str, str]:
    """What the document says of itself, as far as that can be read."""
    found: dict[str, str] = {}
    try:
        for key, value in (document.metadata or {}).items():
            found[str(key)] = " ".join(_plain(str(value)[:2000]).split())
        language = document.root_object.get("/Lang")
        found["/Lang"] = str(language or "")[:40]
    except Exception:  # noqa: BLE001 - the text can be read without it
        return found
    return {key: value for key, value in found.items() if value}


def _title(value: str | None) -> tuple[Sourced | None, tuple[Doubt, ...]]:
    """The title of the document; what a program put there for want of one is kept as a doubt."""
    if not value:
        return None, ()
    if _FILE_NAME.match(value):
        return None, (Doubt("title", value, "pdf", "is the name of a file"),)
    return Sourced(value, "pdf"), ()


def _dates(told: Mapping[str, str]) -> list[Doubt]:
    """The dates of the file, which say nothing of publication."""
    doubts = []
    for key, name, what in (("/CreationDate", "published", "made"), ("/ModDate", "modified", "changed")):
        match = _DATE.match(told.get(key, ""))
        if match:
            day = "-".join(part for part in match.group(1, 2, 3) if part)
            reason = f"is when the file was {what}, which is not when the article was {name}"
            doubts.append(Doubt(name, day, "pdf", reason))
    return doubts


def _refuse_unreadable(name: str, text: str) -> None:
    """Refuse pictures of text, and text in fonts that do not say which letters they show."""
    letters = sum(map(str.isalpha, text))
    if letters < _MIN_LETTERS:
        raise InputRefused(name=name, reason="has no text layer: it holds only pictures of text")
    strange = sum(unicodedata.category(mark) in {"Cc", "Co", "Cn"} or mark == "\ufffd" for mark in text)
    strange -= text.count("\n")
    if strange > _MAX_STRANGE * len(text):
        raise InputRefused(name=name, reason="has fonts that do not tell which letters they show")
