"""The bytes of a feed as text, and its XML made safe to hand to a parser."""

from __future__ import annotations

import re
from typing import Final

from archive.readers.decode import BOMS
from archive.readers.markup import root_of
from archive.readers.tally import Tally

_DECLARED: Final = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_DECLARATION: Final = re.compile(r"<\?xml\b[^>]{0,400}\?>")
_UNMARKED: Final = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
"""How XML begins without a byte order mark (XML 1.0, appendix F)."""
_SAME: Final = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
}
"""What is meant by what is declared, as browsers hold it (WHATWG Encoding, 4.2)."""
_UNBROKEN: Final = re.compile(r"[A-Za-z0-9_.+-]{2000}")
_MOST_UNBROKEN: Final = 200
"""The parser of feeds looks for mail addresses in names by a search that takes the square of a word's length:
a million letters took it longer than anybody waits. The ids in some addresses have hundreds."""
_WIDE: Final = re.compile(r"(?:utf|ucs|iso-10646)[-_]?(?:16|32|2|4|ucs)", re.I)
_ENTITIES: Final = re.compile("<!ENTITY", re.I)
_PROLOG: Final = 64 * 1024
_INVALID: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def decoded(data: bytes, charset: str | None, tally: Tally) -> str:
    """`data` as text: by its byte order mark, by `charset` (what the server said), by its declaration, else UTF-8.

    What does not fit is shown as U+FFFD and remarked: the addresses of a feed are plain ASCII, and
    are had all the same. A second encoding is never guessed.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding, tally)
    for mark, encoding in _UNMARKED:
        if data.startswith(mark):
            return _lenient(data, encoding, tally)
    declared = _DECLARED.match(data)
    for name in (charset, declared[1].decode() if declared else None, "utf-8"):
        # A declaration that can be read as plain bytes is not in an encoding of two or four bytes a letter.
        if name is None or _WIDE.match(name):
            continue
        try:
            return data.decode(_SAME.get(name.lower(), name))
        except UnicodeError:
            tally.add(f"is not in the encoding that it says ({name})")
        except LookupError:
            tally.add("says an encoding that is not known", name or "")
    return _lenient(data, "utf-8", tally)


def _lenient(data: bytes, encoding: str, tally: Tally) -> str:
    text = data.decode(encoding, "replace")
    if "\ufffd" in text:
        tally.add(f"holds bytes that are not {encoding.upper()}; they are shown as \ufffd")
    return text


def safe_xml(text: str) -> bytes:
    """`text` in UTF-8, without a declaration that says otherwise, and without entities of its own.

    An entity can be made to grow without bounds or to name a file, and feeds have no need of one.
    Characters that XML does not know (control characters) are blanks then. Raises `ValueError` where it
    is made to wear a parser out.
    """
    text, breaks = _UNBROKEN.subn(r"\g<0> ", text)
    if breaks > _MOST_UNBROKEN:
        raise ValueError("it is full of words of thousands of letters")
    text = _INVALID.sub(" ", text).lstrip("\ufeff \t\r\n")
    declaration = _DECLARATION.match(text)
    if declaration is not None:
        text = text[declaration.end() :].lstrip()
    root = root_of(text[:_PROLOG])
    if root is not None and root.declared is not None:
        start, end = root.declared
        if "[" in text[start:end]:
            text = text[:start] + text[end:]
    elif _ENTITIES.search(text[:_PROLOG]):
        # A document type declaration whose end cannot be told.
        text = _ENTITIES.sub("<!-", text)
    return text.encode("utf-8", "replace")
