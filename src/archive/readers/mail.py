"""Mail: a newsletter as it was sent. Its text is its HTML part, or else its plain one.

Recipients are nobody's business: their addresses get into no metadata and no text. The raw bytes keep them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from email.message import Message
from email.utils import parseaddr
from typing import Final

from archive.domain.address import canonical_url
from archive.domain.article import Article, Details, Doubt, Sourced, SourcedDate
from archive.domain.blocks import segment
from archive.domain.look import Look
from archive.domain.moment import PartialDate
from archive.errors import InputRefused
from archive.readers.decode import decode
from archive.readers.mail_parts import (
    Part,
    header,
    mid_of,
    parsed,
    readable,
    recipients,
    texts,
    without,
    written,
)
from archive.readers.metadata import stated
from archive.readers.text_metadata import told_by

_DATE: Final = re.compile(
    r"(?:(?P<weekday>Mon|Tue|Wed|Thu|Fri|Sat|Sun),\s*)?(?P<day>\d{1,2})\s+(?P<month>[A-Z][a-z]{2})\s+(?P<year>\d{4})"
    r"\s+(?P<time>\d{2}:\d{2}(?::\d{2})?)\s+(?P<zone>[+-]\d{4}|[A-Z]{1,3})(?:\s*\(.*\))?",
    re.A,
)
"""RFC 5322, 3.3; of its obsolete forms (4.3) only the zones with a meaning of their own are taken."""
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_WEEKDAYS: Final = "Mon Tue Wed Thu Fri Sat Sun".split()
_ZONES: Final = {
    "UT": "+0000", "GMT": "+0000", "UTC": "+0000", "Z": "+0000", "EST": "-0500", "EDT": "-0400", "CST": "-0600",
    "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}  # fmt: skip
_STATED: Final = frozenset({"given", "sidecar"})
_LIST_NAME: Final = re.compile(r"\s*\"?([^<>\"]+?)\"?\s*<[^<>]*>\s*\Z")
_CP1252: Final = frozenset({"us-ascii", "ascii", "iso-8859-1", "iso8859-1", "latin-1", "latin1"})
"""Charsets under whose name mail programs send cp1252, which is the same but for 27 characters."""


class MailReader:
    """Reads one mail. Stateless, and pure: the same input gives the same article."""

    name = "mail"
    version = "1"

    def read(self, look: Look, given: Mapping[str, str]) -> Article:
        """Read `look`; options and sidecar outrank the mail's headers, which outrank its text.

        Raises `InputRefused` where it holds no text, or none that can be decoded.
        """
        message = parsed(look.data)
        if message is None or not message.keys():
            raise InputRefused(name=look.name, reason="is no mail")
        parts, others = texts(message)
        if not parts:
            reason = "holds no text: it is encrypted, or all of it is attachments"
            raise InputRefused(name=look.name, reason=reason)
        article, notes = _body(look, given, parts, recipients(message))
        if others:
            notes.append(f"{others} attachments or pictures were passed over")
        return self._told(message, article, notes)

    def _told(self, message: Message, article: Article, notes: list[str]) -> Article:
        """`article` with what the mail's headers say of it."""
        published, doubts = _date_of(message, notes)
        source, author = _senders(message)
        archived, identity = _archived_at(message), mid_of(written(message, "Message-ID"))
        details = replace(
            article.details,
            author=_better(article.details.author, author),
            canonical=Sourced(archived or identity, "mail") if archived or identity else Sourced(),
            doubts=(*article.details.doubts, *doubts),
        )
        inner = {"body": article.reader, "body_version": article.reader_version}
        if article.published.basis in _STATED or published.date is None:
            published = article.published
        return replace(
            article,
            title=_better(article.title, header(message, "Subject")),
            source=_better(article.source, source),
            url=article.url if article.url.basis in _STATED else _better(Sourced(), archived),
            language=_better(article.language, _language(message)),
            published=published,
            details=details,
            reader=self.name,
            reader_version=self.version,
            options={**article.options, **inner},
            warnings=(*article.warnings, *notes),
        )


def _better(known: Sourced, told: str | None) -> Sourced:
    """What the mail's header told, but for what the user stated."""
    return known if known.basis in _STATED or told is None else Sourced(told, "mail")


def _body(
    look: Look, given: Mapping[str, str], parts: list[Part], received: tuple[str, ...]
) -> tuple[Article, list[str]]:
    """The article in the HTML part, or else, or where that has no text, in the plain ones; and what to say of it."""
    pages = [part for part in parts if part.media == "text/html"]
    plain = [part for part in parts if part.media == "text/plain"]
    notes: list[str] = []
    if pages:
        page = max(pages, key=lambda part: len(part.data))
        if len(pages) > 1:
            notes.append(f"{len(pages) - 1} shorter HTML parts were passed over")
        data, count = without(received, page.data)
        try:
            article = _read_page(look, given, replace(page, data=data))
        except InputRefused:
            if not plain:
                raise
            notes.append("its HTML part holds no article; the plain one was read")
        else:
            return article, [*_left_out(count), *notes]
    texts_and_counts = [without(received, part.data) for part in plain]
    count = sum(number for _, number in texts_and_counts)
    pieces = [
        _decoded(look.name, data, part.charset, given.get("encoding"))
        for part, (data, _) in zip(plain, texts_and_counts, strict=True)
    ]
    return _read_plain(look, given, "\n\n".join(pieces)), [*_left_out(count), *notes]


def _left_out(count: int) -> list[str]:
    if not count:
        return []
    return [f"the address of a recipient, which stood in the text {count} times, was left out"]


def _read_page(look: Look, given: Mapping[str, str], page: Part) -> Article:
    from archive.readers.html import HtmlReader

    media = f"text/html; charset={page.charset}" if page.charset else "text/html"
    inner = replace(look, kind="html", data=page.data, headers=(("Content-Type", media),))
    return HtmlReader().read(inner, given)


def _read_plain(look: Look, given: Mapping[str, str], text: str) -> Article:
    said = stated(look.name, given, look.sidecar or {}, {})
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
        details=Details(),
        reader="text",
        reader_version="1",
        warnings=(*said.warnings, *told.warnings),
    )


def _decoded(name: str, data: bytes, charset: str | None, given: str | None) -> str:
    """The text of a plain part: as told, and where it is not what it says, by detection.

    Text in another encoding is practically never valid UTF-8, so that what is, is that, whatever it says.
    """
    if given is None and charset is not None:
        marked = () if data.isascii() else ("utf-8",)
        for encoding in (*marked, "cp1252" if charset in _CP1252 else charset):
            try:
                text = data.decode(encoding)
                text.encode()
            except (UnicodeError, LookupError, ValueError):
                continue
            return _lines(text)
    return _lines(decode(name, data, given).text)


def _lines(text: str) -> str:
    """`text` with the ends of lines as files have them, not as mail is sent."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd").strip("\n")


def _senders(message: Message) -> tuple[str | None, str | None]:
    """The source and the author that the headers name.

    A name is a statement, an address is none. A mail to the readers of a list comes from its publisher; on a
    list that everybody writes to (it has a List-Post) the sender is one of them, and so he is without a list.
    """
    sender = _name_in(message, "From") or _name_in(message, "Sender")
    of_list = _LIST_NAME.match(header(message, "List-Id") or "")
    listed = of_list[1] if of_list else None
    post = (header(message, "List-Post") or "no").strip().lower()
    if post != "no":
        return listed, sender
    if written(message, "List-Id") or written(message, "List-Unsubscribe"):
        return sender or listed, None
    return None, sender


def _name_in(message: Message, name: str) -> str | None:
    # Taken apart before it is decoded: a comma in an encoded word is no comma of the header.
    shown = " ".join(readable(parseaddr(written(message, name))[0]).split()).strip("'\" ")
    return shown if shown and "@" not in shown else None


def _archived_at(message: Message) -> str | None:
    """Where the mail itself can be read on the web (RFC 5064); a List-Archive is that of all mails."""
    value = (header(message, "Archived-At") or "").strip("<> ")
    try:
        canonical_url(value)
    except ValueError:
        return None
    return value


def _language(message: Message) -> str | None:
    value = (header(message, "Content-Language") or "").partition(",")[0].strip()
    return value if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", value) else None


def _date_of(message: Message, notes: list[str]) -> tuple[SourcedDate, tuple[Doubt, ...]]:
    """The date of the mail, with its exact wording; what is no such date is said and not guessed at."""
    text = header(message, "Date")
    if text is None:
        return SourcedDate(), ()
    match = _DATE.fullmatch(text)
    zone = _ZONES.get(match["zone"], match["zone"]) if match else ""
    if match is None or match["month"] not in _MONTHS or not re.fullmatch(r"[+-]\d{4}", zone):
        notes.append(f"its Date cannot be read: {text[:60]!r}")
        return SourcedDate(), ()
    month = _MONTHS.index(match["month"]) + 1
    day = f"{match['year']}-{month:02d}-{int(match['day']):02d}"
    try:
        date = PartialDate.parse(f"{day}T{match['time']}{zone[:3]}:{zone[3:]}")
        weekday = _WEEKDAYS[_weekday(day)]
    except (ValueError, OverflowError):
        notes.append(f"its Date names no real moment: {text[:60]!r}")
        return SourcedDate(), ()
    doubts: tuple[Doubt, ...] = ()
    if match["weekday"] and match["weekday"] != weekday:
        doubts = (Doubt("published", text[:100], "mail", f"that day is a {weekday}"),)
    return SourcedDate(date, "mail", text[:100]), doubts


def _weekday(day: str) -> int:
    from datetime import date

    return date.fromisoformat(day).weekday()
