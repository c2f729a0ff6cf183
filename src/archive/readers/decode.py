"""From bytes to text, or a clear refusal: nothing is ever decoded on a guess that could be wrong.

Order: what the user says, a byte order mark, strict UTF-8, and only then detection, which must be
unambiguous. Offsets into the result are evidence, so a byte decoded wrongly is worse than a refusal.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from archive.errors import InputRefused
from archive.readers.markup import root_of

_MAGIC: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh9", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"ID3\x03", "an MP3 recording"),
    (b"ID3\x04", "an MP3 recording"),
    (b"OggS\x00", "an Ogg recording"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "an RTF document"),
)
BOMS: Final = (
    # UTF-32 first: its mark begins with that of UTF-16.
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The byte order marks, and what they tell."""
_CONTROL: Final = re.compile(r"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_HTML_START: Final = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype|html|head|body)\b", re.I | re.S
)
_HTML_TAG: Final = re.compile(
    r"</?(?:html|head|body|div|p|span|a|script|style|article|section|h[1-6]|ul|li|br|meta|link)\b[^<>]{0,300}>",
    re.I,
)
_HEAD: Final = 4096
_MIN_HTML_TAGS: Final = 6
_SAMPLE: Final = 32 * 1024
_MIN_HIGH_BYTES: Final = 4
"""Fewer bytes outside ASCII than this say nothing about the encoding."""
_MAX_CHAOS: Final = 0.1
_MIN_COHERENCE: Final = 0.15
"""How much the letters must look like some language's: 0.4 and more for Latin and Cyrillic scripts, and
0.17 for Chinese, while the wrong East Asian encoding scores 0."""
_WESTERN: Final = "cp1252"
_MOSTLY_ASCII: Final = 8
"""With fewer than one byte in this many outside ASCII, the text is in a Western language or a name or
two are not: Western is always likely then, however few letters there are to judge by."""
_MARGIN: Final = 0.02
"""Scores this close to the best are as likely."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, and the encoding where it had to be detected."""

    text: str
    detected: str | None = None


def decode(name: str, data: bytes, encoding: str | None = None) -> Decoded:
    """The text of `data`, without a byte order mark and otherwise as it stands.

    `encoding` is what the user says it is. Raises `InputRefused` naming `name` where `data` is
    empty, binary, HTML, damaged, or in an encoding that cannot be told.
    """
    if not data.strip():
        raise InputRefused(name=name, reason="holds no text")
    kind = binary_kind(data)
    if kind:
        raise InputRefused(name=name, reason=f"looks like {kind}, not text")
    decoded = _as_told(name, data, encoding) if encoding else _as_marked(name, data) or _as_found(name, data)
    _check(name, decoded.text)
    return decoded


def binary_kind(data: bytes) -> str | None:
    """What `data` is by its first bytes (`a PNG image`), None where they are of nothing that is known."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] in {b"WEBP", b"WAVE", b"AVI "}:
        return "a WebP image" if data[8:12] == b"WEBP" else "a recording"
    return "a video" if data[4:8] == b"ftyp" else None


def _as_told(name: str, data: bytes, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding)
        text.encode()
    except LookupError:
        raise InputRefused(
            name=name, reason=f"{encoding!r} is not a text encoding that is known here"
        ) from None
    except UnicodeError as error:
        raise InputRefused(name=name, reason=f"is not {encoding}: {_problem(error)}") from error
    return Decoded(text.removeprefix("\ufeff"))


def _as_marked(name: str, data: bytes) -> Decoded | None:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding))
            except UnicodeDecodeError as error:
                reason = f"begins as {encoding.removesuffix('-le').removesuffix('-be').upper()} but is damaged: {_problem(error)}"
                raise InputRefused(name=name, reason=reason) from error
    return None


def _problem(error: UnicodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start + 1} of {len(error.object)} does not fit ({error.reason})"
    return str(error)


def _as_found(name: str, data: bytes) -> Decoded:
    if b"\x00" in data:
        reason = (
            "looks like binary data, not text (it holds NUL bytes); if it is UTF-16, say --encoding utf-16"
        )
        raise InputRefused(name=name, reason=reason)
    try:
        return Decoded(data.decode())
    except UnicodeDecodeError as error:
        _refuse_damaged(name, data, error)
    return _as_detected(name, data)


def _refuse_damaged(name: str, data: bytes, error: UnicodeDecodeError) -> None:
    """Refuse what is UTF-8 for the most part, or may be: cut off, or with stray bytes in it."""
    if error.reason == "unexpected end of data":
        reason = "ends in the middle of a UTF-8 character: it is cut off (or in another encoding: then say --encoding)"
        raise InputRefused(name=name, reason=reason) from error
    mended = data.decode(errors="replace")
    stray = mended.count("\ufffd")
    if len(_NOT_ASCII.findall(mended)) - stray >= 4 * stray:
        reason = f"is damaged UTF-8: {_problem(error)}; mend it or say --encoding"
        raise InputRefused(name=name, reason=reason) from error


def _as_detected(name: str, data: bytes) -> Decoded:
    """Decode by detection, where all likely encodings agree on every character."""
    from charset_normalizer import from_bytes

    high = len(_HIGH.findall(data))
    matches = from_bytes(_sample(data)) if high >= _MIN_HIGH_BYTES else None
    best = matches.best() if matches else None
    if matches is None or best is None or best.chaos > _MAX_CHAOS or best.coherence < _MIN_COHERENCE:
        reason = (
            "is not UTF-8, and its encoding cannot be told; say --encoding, for example --encoding cp1252"
        )
        raise InputRefused(name=name, reason=reason)
    readings: dict[str, str] = {}
    for match in matches:
        if match.chaos <= best.chaos + _MARGIN and match.coherence >= best.coherence - _MARGIN:
            text = _try(data, match.encoding)
            if text is not None:
                readings.setdefault(text, match.encoding)
    western = _try(data, _WESTERN) if high * _MOSTLY_ASCII <= len(data) else None
    if western is not None:
        readings.setdefault(western, _WESTERN)
    if len(readings) != 1:
        names = ", ".join(sorted(readings.values())) or "none"
        reason = f"is not UTF-8, and its encoding is doubtful (likely ones: {names}); say --encoding"
        raise InputRefused(name=name, reason=reason)
    ((text, encoding),) = readings.items()
    return Decoded(text, encoding)


def _sample(data: bytes) -> bytes:
    """The lines that hold bytes outside ASCII, up to a size that detection handles fast."""
    if len(data) <= _SAMPLE:
        return data
    lines: list[bytes] = []
    size = 0
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            lines.append(line[:_SAMPLE])
            size += len(line)
            if size >= _SAMPLE:
                break
    return b"".join(lines)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _check(name: str, text: str) -> None:
    """Refuse what decodes but is no article: blank, binary, HTML or XML."""
    if not text.strip("\ufeff \t\r\n\f\v\u200b\u00a0"):
        raise InputRefused(name=name, reason="holds no text")
    head = text[:_HEAD]
    if "\x00" in text or 50 * len(_CONTROL.findall(head)) > len(head):
        raise InputRefused(name=name, reason="looks like binary data, not text")
    root = root_of(head)
    if root is not None and root.is_xml and root.name != "html":
        reason = f"looks like XML of a kind that is not read (its first element is <{root.name}>), not text"
        raise InputRefused(name=name, reason=reason)
    if looks_like_html(text):
        raise InputRefused(name=name, reason="looks like HTML, not text; to read it as a page say --as html")


def looks_like_html(text: str) -> bool:
    """Whether `text` begins as a page does, or is full of a page's tags from its beginning."""
    head = text[:_HEAD]
    tags = len(_HTML_TAG.findall(head))
    return _HTML_START.match(head) is not None or (tags >= _MIN_HTML_TAGS and 300 * tags > len(head))
