"""What a mail (RFC 5322, MIME) holds: its decoded headers, the parts that are its text, and who received it.

Mails are broken in every way; what cannot be decoded stays as it is written, and nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import getaddresses
from typing import Final
from urllib.parse import quote

_RECIPIENTS: Final = (
    "To Cc Bcc Resent-To Resent-Cc Resent-Bcc Delivered-To X-Delivered-To X-Original-To Envelope-To "
    "X-Envelope-To X-Forwarded-To X-Forwarded-For Apparently-To X-Rcpt-To".split()
)
_RECEIVED_FOR: Final = re.compile(r"\bfor\s+<?([^\s<>;]+@[^\s<>;]+)>?", re.I)
_ADDRESS: Final = re.compile(r"[^\s<>@\"',;:]+@[^\s<>@\"',;:]+")
_ID: Final = re.compile(r"<([!-;=?-~]+@[!-;=?-~]+)>")
_MAX_HEADER: Final = 8000
_MAX_RECIPIENTS: Final = 200
_MAX_DEPTH: Final = 40
_ODD: Final = (ValueError, LookupError, MessageError, TypeError, AttributeError)
"""What the standard library raises over parameters and codings that are none."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a mail's text: its media type, its bytes without transfer coding, and the charset it states."""

    media: str
    data: bytes
    charset: str | None


def parsed(data: bytes) -> Message | None:
    """The mail in `data`; None where its parts are nested beyond measure."""
    try:
        return BytesParser().parsebytes(data)
    except (RecursionError, *_ODD):
        return None


def address_of(data: bytes) -> str | None:
    """The address of the mail in `data`: its Message-ID as a `mid:` URL (RFC 2392); None where it has none."""
    head, _, _ = data.partition(b"\n\n")
    head, _, _ = head.partition(b"\r\n\r\n")
    try:
        return mid_of(written(BytesHeaderParser().parsebytes(head + b"\n\n"), "Message-ID"))
    except _ODD:
        return None


def mid_of(identity: str) -> str | None:
    """The `mid:` URL of a Message-ID; None where it is none."""
    match = _ID.search(identity)
    return f"mid:{quote(match[1], safe='@!$*+-._~=')}" if match else None


def written(message: Message, name: str) -> str:
    """The first header called `name` as it is written; empty where there is none."""
    return next(iter(_all_written(message, name)), "")


def _all_written(message: Message, name: str) -> list[str]:
    """The headers called `name`, with bytes outside ASCII as surrogates; the parser's own `get` loses them."""
    wanted = name.lower()
    return [str(value)[:_MAX_HEADER] for key, value in message.raw_items() if key.lower() == wanted]


def header(message: Message, name: str) -> str | None:
    """The header called `name`, decoded (RFC 2047) and on one line; None where there is none, or it is blank."""
    return " ".join(readable(written(message, name)).split()) or None


def readable(value: str) -> str:
    """`value` with its encoded words decoded; one that cannot be stays as it is written."""
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return _printable(value)
    text = "".join(_word(piece, charset) for piece, charset in pieces)
    return _printable(text if text.strip() else value)


def _word(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    for name in (charset, "utf-8", "cp1252"):
        try:
            return piece.decode(name) if name else piece.decode("ascii")
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return piece.decode("latin-1")


def _printable(text: str) -> str:
    """`text` as characters that can be stored: bytes outside ASCII come as surrogates from the parser."""
    if any("\ud800" <= mark <= "\udfff" for mark in text):
        raw = text.encode("utf-8", "surrogateescape" if _escaped(text) else "replace")
        text = _word(raw, "utf-8")
    return "".join(mark if mark.isprintable() else " " for mark in text)


def _escaped(text: str) -> bool:
    return not any("\ud800" <= mark < "\udc80" or "\udcff" < mark <= "\udfff" for mark in text)


def texts(message: Message) -> tuple[list[Part], int]:
    """The parts that are the mail's own text, in order, and how many others there are (attachments, pictures)."""
    found: list[Part] = []
    others = 0
    for leaf in _leaves(message, 0):
        media = leaf.get_content_type()
        if media not in {"text/plain", "text/html"} or _is_attached(leaf):
            others += 1
            continue
        data = _bytes_of(leaf)
        if data.strip():
            found.append(Part(media, data, _charset(leaf)))
    return found, others


def _leaves(message: Message, depth: int) -> Iterator[Message]:
    """The parts that hold no others. A mail within the mail is an attachment, and not looked into."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload() if depth < _MAX_DEPTH else ():
            if isinstance(part, Message):
                yield from _leaves(part, depth + 1)
    else:
        yield message


def _is_attached(part: Message) -> bool:
    try:
        return part.get_content_disposition() == "attachment"
    except _ODD:
        return False


def _bytes_of(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except _ODD:
        return b""
    return data if isinstance(data, bytes) else b""


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except _ODD:
        return None


def recipients(message: Message) -> tuple[str, ...]:
    """The addresses of those whom the mail was sent to, as its headers give them, in small letters."""
    values = [value for name in _RECIPIENTS for value in _all_written(message, name)]
    found = {address for _, address in getaddresses(values)}
    found.update(match[0] for value in values for match in _ADDRESS.finditer(value))
    for value in _all_written(message, "Received"):
        found.update(match[1] for match in _RECEIVED_FOR.finditer(value))
    sender = {address.lower() for _, address in getaddresses([written(message, "From")])}
    whole = {address.lower() for address in found if _ADDRESS.fullmatch(address) and address.isascii()}
    return tuple(sorted(whole - sender)[:_MAX_RECIPIENTS])


def without(addresses: tuple[str, ...], data: bytes) -> tuple[bytes, int]:
    """`data` with `[recipient]` in place of each of `addresses`, however its @ is written, and how many there were."""
    if not addresses:
        return data, 0
    ways = "|".join(
        re.escape(address).replace("@", "(?:@|%40|&#64;|&#x40;|&commat;)") for address in addresses
    )
    return re.subn(rf"(?<![\w.+-])(?:{ways})(?![\w-])".encode(), b"[recipient]", data, flags=re.I)
