"""From a page's bytes to its characters, as browsers tell them, and without believing a declaration that is wrong.

Order: what the user says, a byte order mark, the server's header, the page's own `meta`, detection. A page
that is valid UTF-8 with letters outside ASCII is UTF-8 whatever it declares: text in another encoding is
practically never valid UTF-8. Labels mean what the WHATWG Encoding Standard says, so that "iso-8859-1"
is cp1252 and "gb2312" is GB 18030.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from archive.errors import InputRefused
from archive.readers.decode import BOMS, binary_kind

_LABELS: Final = {
    **dict.fromkeys(
        ("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "ansi"),
        "cp1252",
    ),
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "chinese", "gb18030", "hz-gb-2312"), "gb18030"),
    **dict.fromkeys(
        ("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji", "ms932"), "cp932"
    ),
    **dict.fromkeys(
        ("euc-kr", "ks_c_5601-1987", "ksc5601", "ks_c_5601-1989", "korean", "windows-949"), "cp949"
    ),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-9", "latin5", "windows-1254", "turkish"), "cp1254"),
    **dict.fromkeys(("tis-620", "iso-8859-11", "windows-874"), "cp874"),
    **dict.fromkeys(("koi8-r", "koi", "koi8", "koi8_r"), "koi8_r"),
    **dict.fromkeys(("koi8-u", "koi8-ru"), "koi8_u"),
    **dict.fromkeys(("windows-1251", "win-1251", "x-cp1251", "cp-1251", "win1251"), "cp1251"),
    **dict.fromkeys(("x-mac-cyrillic", "x-mac-ukrainian"), "mac_cyrillic"),
    **dict.fromkeys(("utf8", "unicode-1-1-utf-8", "utf-8", "utf_8", "utf8mb4"), "utf-8"),
    **dict.fromkeys(("utf-16", "utf-16le", "unicode"), "utf-16-le"),
}
"""Labels whose meaning on the web is another than in Python (https://encoding.spec.whatwg.org/#names-and-labels)."""
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:+-]{2,40})", re.I)
_META: Final = re.compile(
    rb"<meta\b[^<>]{0,300}?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_.:+-]{2,40})"
    rb"|<\?xml\b[^<>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9_.:+-]{2,40})",
    re.I,
)
_HEAD: Final = 16 * 1024
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_SCRIPT: Final = re.compile(rb"<(?:script|style)\b", re.I)
_SCRIPT_END: Final = re.compile(rb"</(?:script|style)\s*>", re.I)
_TAG: Final = re.compile(rb"<[^<>]*>")
_SAMPLE: Final = 24 * 1024
_MIN_HIGH: Final = 4
"""With fewer bytes outside ASCII than this nothing can be detected, and browsers take cp1252."""
_MAX_CHAOS: Final = 0.1
_STRAY: Final = 0.02
"""The share of characters outside ASCII that may be damaged in a page that else fits its encoding."""
_LETTERS: Final = re.compile(r"[^\W\d_]")
_WESTERN: Final = re.compile(r"[\u00c0-\u00ff]{4,}")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")


@dataclass(frozen=True, slots=True)
class DecodedPage:
    """The characters of a page, the encoding they were read in, and what the user should know of it."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode_page(
    name: str, data: bytes, encoding: str | None = None, content_type: str | None = None
) -> DecodedPage:
    """The characters of the page `data`; NUL characters are left out, as browsers do.

    `encoding` is what the user says, `content_type` the server's header. Raises `InputRefused` naming
    `name` where `data` is blank, is binary, or is in an encoding that cannot be told.
    """
    if not data.strip(b"\x00 \t\r\n\f"):
        raise InputRefused(name=name, reason="holds no text")
    kind = binary_kind(data)
    if kind:
        raise InputRefused(name=name, reason=f"looks like {kind}, not a page")
    page = (
        _as_told(name, data, encoding)
        if encoding
        else _as_marked(data) or _as_declared(name, data, content_type)
    )
    return DecodedPage(page.text.replace("\x00", ""), page.encoding, page.warnings)


def codec_of(label: str) -> str | None:
    """The Python codec that a web page's encoding `label` means, None for an unknown one."""
    plain = label.strip().lower()
    try:
        found = codecs.lookup(_LABELS.get(plain, plain))
    except LookupError:
        return None
    # Codecs such as base64 and rot13 are no text encodings.
    return found.name if getattr(found, "_is_text_encoding", True) else None


def _as_told(name: str, data: bytes, encoding: str) -> DecodedPage:
    codec = codec_of(encoding)
    if codec is None:
        raise InputRefused(name=name, reason=f"{encoding!r} is not a text encoding that is known here")
    try:
        return DecodedPage(data.decode(codec).removeprefix("\ufeff"), codec)
    except UnicodeError as error:
        raise InputRefused(name=name, reason=f"is not {encoding}: {error}") from error


def _as_marked(data: bytes) -> DecodedPage | None:
    for mark, codec in BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], codec)
    head = data[:400]
    if head.count(b"\x00") * 3 > len(head):
        return _lenient(data, "utf-16-be" if head.startswith(b"\x00") else "utf-16-le")
    return None


def _lenient(data: bytes, codec: str) -> DecodedPage | None:
    """`data` in `codec`, None where more than a few stray bytes of it do not fit."""
    try:
        return DecodedPage(data.decode(codec), codec)
    except UnicodeDecodeError:
        text = data.decode(codec, "replace")
    stray = text.count("\ufffd")
    if stray > max(3, _STRAY * sum(1 for char in text if char > "\x7f")):
        return None
    return DecodedPage(text, codec, (f"{stray} bytes do not fit {codec}: they are shown as \ufffd",))


def _as_declared(name: str, data: bytes, content_type: str | None) -> DecodedPage:
    declared = _declarations(data, content_type)
    high = len(_HIGH.findall(data))
    strict = _strict_utf8(data) if high else None
    wrong: list[str] = []
    for label in declared:
        codec = codec_of(label)
        page = _lenient(data, codec) if codec else None
        if (
            page is None
            or (strict is not None and codec != "utf-8")
            or not _plausible(page.text, page.encoding)
        ):
            wrong.append(label)
            continue
        return DecodedPage(page.text, page.encoding, (*_lies(wrong, page.encoding), *page.warnings))
    page = strict or _detected(name, data, high)
    return DecodedPage(page.text, page.encoding, (*_lies(wrong, page.encoding), *page.warnings))


def _declarations(data: bytes, content_type: str | None) -> list[str]:
    """What the server's header and the page itself declare, in this order, each once."""
    labels: list[str] = []
    header = _CHARSET.search(content_type or "")
    if header:
        labels.append(header[1].lower())
    meta = _META.search(data, 0, _HEAD)
    if meta:
        label = (meta[1] or meta[2]).decode("ascii").lower()
        # A page that can be read as ASCII up to its declaration is not in UTF-16.
        labels.append("utf-8" if label.startswith("utf-16") else label)
    return list(dict.fromkeys(labels))


def _lies(wrong: list[str], codec: str) -> tuple[str, ...]:
    if not wrong:
        return ()
    return (f"declared as {' and as '.join(wrong)}, which does not fit; read as {codec}",)


def _strict_utf8(data: bytes) -> DecodedPage | None:
    try:
        return DecodedPage(data.decode(), "utf-8")
    except UnicodeDecodeError:
        return None


def _plausible(text: str, codec: str) -> bool:
    """Whether single-byte letters look like a language: any bytes decode, in the wrong script or case too."""
    if codec == "cp1252":
        runs = sum(len(run) for run in _WESTERN.findall(text))
        return 4 * runs < sum(1 for char in text if char >= "\x80") or runs < 2 * _MIN_HIGH
    if codec in {"cp1251", "koi8-r", "koi8-u", "iso8859-5"}:
        letters = _CYRILLIC.findall(text)
        return len(letters) < 50 or 2 * sum(1 for char in letters if char.isupper()) < len(letters)
    return True


def _detected(name: str, data: bytes, high: int) -> DecodedPage:
    """Decode by what the words between the tags look like."""
    if not high:
        return DecodedPage(data.decode("ascii"), "ascii")
    damaged = _lenient(data, "utf-8")
    if damaged is not None:
        return damaged
    if high < _MIN_HIGH:
        return DecodedPage(data.decode("cp1252", "replace"), "cp1252")
    from charset_normalizer import from_bytes

    for match in from_bytes(_sample(data)):
        if match.chaos <= _MAX_CHAOS:
            codec = codec_of(match.encoding) or match.encoding
            page = _lenient(data, codec)
            if page is not None and _plausible(page.text, codec):
                told = f"its encoding is not declared; read as {codec}, which the text looks like"
                return DecodedPage(page.text, codec, (told, *page.warnings))
    reason = "its encoding cannot be told; say --encoding, for example --encoding cp1251"
    raise InputRefused(name=name, reason=reason)


def _sample(data: bytes) -> bytes:
    """Lines outside ASCII without their markup, as many as detection handles fast."""
    lines: list[bytes] = []
    size = 0
    for line in _TAG.sub(b" ", _without_scripts(data[: 64 * _SAMPLE])).splitlines():
        if not line.isascii():
            lines.append(line.strip()[:_SAMPLE])
            size += len(lines[-1])
            if size >= _SAMPLE:
                break
    return b"\n".join(lines)


def _without_scripts(data: bytes) -> bytes:
    parts: list[bytes] = []
    start = 0
    while opened := _SCRIPT.search(data, start):
        parts.append(data[start : opened.start()])
        closed = _SCRIPT_END.search(data, opened.end())
        if closed is None:
            return b" ".join(parts)
        start = closed.end()
    return b" ".join((*parts, data[start:]))
