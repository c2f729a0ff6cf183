"""Which format an input is in, told by its content.

Order: magic bytes and structure first; the media type and the ending of the name decide only between
formats that the same words could be in. A text is taken for another format only where all of what is
seen of it fits: an article that holds URLs, braces or angle brackets stays a text.
"""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import Final

from archive.domain.look import Kind
from archive.readers.decode import BOMS, binary_kind, looks_like_html
from archive.readers.markup import Root, root_of
from archive.readers.wrappers import HEAD, peeled

_WARC: Final = re.compile(rb"WARC/\d")
_WARC_DICTIONARY: Final = b"\x5d\x2a\x4d\x18"
"""The skippable zstd frame in which a compressed WARC begins with its dictionary (WARC/zstd, 0.1)."""
_ZIP: Final = b"PK\x03\x04"
_WACZ: Final = re.compile(rb"PK\x03\x04.{26}(?:archive/|indexes/|pages/|datapackage(?:-digest)?\.json)", re.S)
"""The header of a file in a ZIP whose name is one of those that WACZ 1.1.1 prescribes."""
_UNMARKED: Final = (
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
"""Markup in UTF-16 that has no byte order mark, as XML 1.0 tells it in its appendix F."""

_MBOX: Final = re.compile(r"From \S{1,300} .{0,80}\d{2}:\d{2}.{0,80}\r?\n[A-Za-z][\w-]*:", re.A)
_HEADER: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]?.*|[ \t]+\S.*")
_MAIL: Final = frozenset(
    {"from", "to", "subject", "date", "message-id", "mime-version", "received", "return-path"}
)
_ONLY_MAIL: Final = frozenset({"message-id", "mime-version", "received", "return-path"})
_CDX: Final = re.compile(r" CDX [A-Za-z](?: [A-Za-z])+\s*(?:\n|\Z)|!OpenWayback-CDXJ")
_CDX_LINE: Final = re.compile(r"[^\s()]+\)\S* \d{14} \S")
_CDX_JSON: Final = re.compile(r'\s*\[\s*\[\s*"[^\]]{0,400}"timestamp"')
_LINKS: Final = re.compile(
    r"\s*<[^<>\s]+>\s*;[^<]{0,400}\brel\s*=\s*\"?[^\"<]*\b(?:original|memento|timemap|timegate|self)\b"
)
_TIMEMAP_JSON: Final = re.compile(r'\s*\{[^\[]{0,4000}"(?:timemap_uri|original_uri)"\s*:')
_JSON_FEED: Final = re.compile(
    r'\s*\{.*?"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version', re.S
)
_JSON_OBJECT: Final = re.compile(r'\s*\{\s*"(?:[^"\\]|\\.){0,200}"\s*:')
_JSON_BEGINS: Final = re.compile(r'\s*(?:\[\s*)*\{\s*"(?:[^"\\]|\\.){0,200}"\s*:')
_URL: Final = re.compile(r"https?://[^\s<>\"]+", re.I)
_FEED_TAG: Final = re.compile(r"<(?:rss|feed|rdf:RDF)\b[^<>]*>", re.I)

_BY_TYPE: Final[dict[str, Kind]] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "message/rfc822": "mail",
    "application/mbox": "mbox",
    "text/uri-list": "urls",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/x-jsonlines": "jsonl",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
}
_BY_ENDING: Final[dict[str, Kind]] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".eml": "mail",
    ".mbox": "mbox",
    ".urls": "urls",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jl": "jsonl",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
}
_PACKED_ENDINGS: Final = frozenset({".gz", ".gzip", ".bz2", ".zst", ".zstd"})


def kind_of(head: bytes, name: str, media_type: str | None = None) -> Kind | None:
    """The format of an input that begins with `head` and is called `name`.

    `head` is its first `HEAD` bytes, or all of it where it has fewer. A gzip, bzip2 or zstd wrapper is
    looked through. None where it is nothing that can be read as an article or taken apart: a picture, a
    program, XML of a kind that is not known.
    """
    if head.startswith(_WARC_DICTIONARY):
        return "warc"
    whole = len(head) < HEAD
    inner = peeled(head)
    binary = _binary(inner)
    if binary is not None:
        return binary
    if binary_kind(inner) or (head and not inner):
        return None
    text = _lenient(inner)
    if text is None:
        return None
    return _told(text, whole and len(inner) < HEAD, _hint(name, media_type))


def _binary(head: bytes) -> Kind | None:
    if _WARC.match(head):
        return "warc"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(_ZIP) and _WACZ.search(head):
        return "wacz"
    return None


def _lenient(head: bytes) -> str | None:
    """`head` as text to look at, whatever its encoding; None for binary data."""
    for mark, encoding in (*BOMS, *_UNMARKED):
        if head.startswith(mark):
            begins = 0 if mark.strip(b"\x00") == b"<" else len(mark)
            return head[begins:].decode(encoding, "replace")
    return None if b"\x00" in head else head.decode("utf-8", "replace")


def _hint(name: str, media_type: str | None) -> Kind | None:
    """What the media type says, else the ending; a media type of plain text or bytes says nothing."""
    by_type = _BY_TYPE.get((media_type or "").partition(";")[0].strip().lower())
    path = PurePosixPath(name.replace("\\", "/").lower())
    if path.suffix in _PACKED_ENDINGS:
        path = path.with_suffix("")
    return by_type or _BY_ENDING.get(path.suffix)


def _told(text: str, whole: bool, hint: Kind | None) -> Kind | None:
    """The format of a text that begins so; `whole` where nothing follows."""
    if _LINKS.match(text):
        return "timemap"
    root = root_of(text)
    if root is not None:
        return _marked(root, text, hint)
    kind = _structured(text) or _listed(text, whole)
    if kind is not None:
        return kind
    return None if _is_json(text, whole) else _ambiguous(text, hint)


def _marked(root: Root, text: str, hint: Kind | None) -> Kind | None:
    """The format of what begins with an element, by its name and namespace."""
    name, namespace = root.name, root.namespace
    kind: Kind | None = None
    if name in {"rss", "feed"} or (name == "rdf" and _is_rss_1(root)):
        kind = "feed"
    elif name in {"urlset", "sitemapindex"}:
        kind = "sitemap"
    elif name == "opml":
        kind = "opml"
    elif name == "html" or root.doctype == "html" or namespace == "http://www.w3.org/1999/xhtml":
        kind = "html"
    elif name == "entry" and "atom" in namespace.lower():
        kind = "feed"
    if kind is not None or root.is_xml:
        return kind
    # A fragment of a page, or a text that begins with an angle bracket.
    return _ambiguous(text, hint)


def _is_rss_1(root: Root) -> bool:
    return any("rss" in space.lower() or "netscape.com/rdf" in space for space in root.namespaces)


def _structured(text: str) -> Kind | None:
    """Formats with a beginning of their own."""
    if _MBOX.match(text):
        return "mbox"
    if _is_mail(text):
        return "mail"
    if _CDX.match(text) or _CDX_JSON.match(text):
        return "cdx"
    if _JSON_FEED.match(text):
        return "feed"
    return "timemap" if _TIMEMAP_JSON.match(text) else None


def _is_mail(text: str) -> bool:
    """Whether the lines down to the first blank one are the header of a mail (RFC 5322)."""
    names: set[str] = set()
    for line in _lines(text):
        if not line.strip():
            break
        match = _HEADER.fullmatch(line)
        if match is None or (match[1] is None and not names):
            return False
        if match[1]:
            names.add(match[1].lower())
    known = names & _MAIL
    return "from" in names and len(known) >= 3 and bool(known & _ONLY_MAIL)


def _listed(text: str, whole: bool) -> Kind | None:
    """Formats of one record a line: all lines that are seen whole must be of it."""
    lines = _lines(text)
    if not whole and len(lines) > 1:
        lines.pop()
    filled = [line.strip() for line in lines if line.strip()]
    if not filled:
        return None
    if all(_CDX_LINE.match(line) for line in filled):
        return "cdx"
    urls = [line for line in filled if not line.startswith("#")]
    if urls and all(_URL.fullmatch(line) for line in urls):
        return "urls"
    if filled[0].startswith("{"):
        if not whole and len(lines) == 1:
            return "jsonl" if _JSON_OBJECT.match(filled[0]) else None
        # A line that is broken is named by the reader; a text would not have most lines in braces.
        if _is_object(filled[0]) and 2 * sum(map(_is_object, filled)) > len(filled):
            return "jsonl"
    return None


def _lines(text: str) -> list[str]:
    """Lines as files have them; `splitlines` also parts them at characters that a line may hold."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def is_json(head: bytes) -> bool:
    """Whether what begins with `head` is a document of JSON, and no article for all that its words say."""
    inner = peeled(head)
    text = _lenient(inner)
    return text is not None and _is_json(text, len(head) < HEAD and len(inner) < HEAD)


def _is_json(text: str, whole: bool) -> bool:
    """Whether all of `text` is a list or an object; of a longer one, whether its beginning has the form."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    if not whole:
        return _JSON_BEGINS.match(text) is not None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _ambiguous(text: str, hint: Kind | None) -> Kind:
    """A text of no form that is known: what media type or ending say, where the words do not speak against it."""
    # A feed with something before it that does not belong there: a server's warning, mostly.
    if hint == "feed" and _FEED_TAG.search(text):
        return "feed"
    if looks_like_html(text):
        return "html"
    if hint == "jsonl":
        return "jsonl" if any(_JSON_OBJECT.match(line) for line in _lines(text)) else "text"
    if hint == "mail":
        return "mail" if _HEADER.match(text) else "text"
    return hint if hint and hint != "feed" else "text"
