"""JSON Lines: the records of crawlers, one a line, each a page or a text with its metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from archive.domain.address import canonical_url
from archive.domain.canonical import sha256_hex
from archive.domain.look import Look, Pointer
from archive.domain.moment import PartialDate, from_micros
from archive.errors import InputRefused
from archive.ports import Found, Source
from archive.readers.decode import looks_like_html
from archive.readers.feed_dates import feed_date
from archive.readers.json_fields import Fields
from archive.readers.lines import numbered_lines
from archive.readers.tally import Tally

_ESCAPED: Final = 3
"""How much longer than its bytes a text may be written: a letter of two bytes takes six characters in JSON."""
_DATES: Final = ("published", "modified", "captured")
_NAMES: Final = ("title", "source", "language", "author", "section")
_SECONDS: Final = range(100_000_000, 10_000_000_000)
"""Seconds since 1970 from 1973 to 2286; the same in milliseconds are other numbers, so that the two are told apart."""


class JsonLinesOpener:
    """Takes JSON Lines apart: a look for each record that holds a text or a page, a pointer for one with an address alone.

    The options say what fields are called: `text` = `articleBody`, `published` = `dates.first`. A text
    over `max_bytes` is refused, and a line that could hold nothing else is not read to its end.
    """

    def __init__(self, max_bytes: int = 20 * 2**20) -> None:
        self._max_bytes = max_bytes

    def open(self, source: Source) -> Iterator[Found]:
        """The records in their order, then what is to be remarked of them.

        A line that is no record is an `InputRefused` that names it. Raises `InputRefused` where an option
        names no field of ours, or where there is no record at all.
        """
        try:
            fields = Fields(source.options)
        except ValueError as error:
            raise InputRefused(name=source.name, reason=str(error)) from error
        tally = Tally()
        empty = True
        for number, line in numbered_lines(source, _ESCAPED * self._max_bytes):
            if isinstance(line, InputRefused):
                yield line
            elif line.strip():
                yield self._fitting(_found(f"{source.name}:{number}", line, fields, tally))
            else:
                continue
            empty = False
        if empty:
            raise InputRefused(name=source.name, reason="holds no record")
        yield from tally.remarks(source.name)

    def _fitting(self, found: Found) -> Found:
        if isinstance(found, Look) and len(found.data) > self._max_bytes:
            size, most = len(found.data) / 2**20, self._max_bytes / 2**20
            reason = f"too large for an article ({size:.0f} MiB, at most {most:.0f})"
            return InputRefused(name=found.name, reason=reason)
        return found


def _found(place: str, line: str, fields: Fields, tally: Tally) -> Found:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        return InputRefused(name=place, reason=f"is not JSON: {error.msg} (character {error.pos + 1})")
    except (ValueError, RecursionError) as error:
        return InputRefused(name=place, reason=f"is not JSON: {str(error) or 'nested too deep'}")
    if not isinstance(record, dict):
        return InputRefused(name=place, reason="is not a JSON object; a record has its fields in one")
    url = _url(record, fields, tally)
    kind, text = _body(record, fields, tally)
    said = _said(record, fields, tally)
    if not text:
        if url is None:
            return InputRefused(name=place, reason=_nothing(record))
        return Pointer(name=url, url=url, stated=said)
    data = text.encode("utf-8", "replace")
    sidecar: dict[str, object] = {
        key: value for key, value in said.items() if key not in {"author", "section"}
    }
    if url is not None:
        sidecar["url"] = url
    return Look(
        name=place,
        via="jsonl",
        data=data,
        address=None if url is not None else f"jsonl:{sha256_hex(data)[:16]}",
        url=url,
        kind=kind,
        sidecar=sidecar,
        stated={key: said[key] for key in ("author", "section") if key in said},
    )


def _nothing(record: Mapping[str, Any]) -> str:
    names = ", ".join(repr(str(name)[:40]) for name in list(record)[:12])
    return (
        f"holds no text and no address in any field that is known here (it has {names or 'none'});"
        " say which field holds it: --map text=NAME"
    )


def _url(record: Mapping[str, Any], fields: Fields, tally: Tally) -> str | None:
    values = [
        value.strip() for value in fields.values(record, "url") if isinstance(value, str) and value.strip()
    ]
    for value in values:
        try:
            canonical_url(value)
        except ValueError:
            continue
        return value
    # A `source` that is no address is a name, and is no fault.
    if values and (fields.named("url") or values[0] not in fields.values(record, "source")):
        tally.add("an address that is not http or https: left out", values[0])
    return None


def _body(record: Mapping[str, Any], fields: Fields, tally: Tally) -> tuple[str, str]:
    """The page, else the text, with its kind; "" where the record holds neither."""
    for key in ("html", "text"):
        texts = [text for value in fields.values(record, key) if (text := _joined(value)).strip()]
        if texts:
            kind = "html" if looks_like_html(texts[0]) else "text"
            # A field that is said to hold a page may hold a piece of one, with few tags.
            return ("html" if key == "html" else kind), texts[0]
        named = fields.named(key)
        if named is not None:
            tally.add(f"the field that was named for {key} holds nothing", named)
    return "text", ""


def _joined(value: Any) -> str:
    """A text, or the paragraphs of one."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n\n".join(value)
    return value if isinstance(value, str) else ""


def _said(record: Mapping[str, Any], fields: Fields, tally: Tally) -> dict[str, str]:
    said: dict[str, str] = {}
    for key in _NAMES:
        names = [name for value in fields.values(record, key) if (name := _name(value))]
        # What holds an address is not who published it.
        first = next((name for name in names if key != "source" or "://" not in name), None)
        if first is not None:
            said[key] = first
    for key in _DATES:
        for value in fields.values(record, key):
            date, doubt = _date(value)
            if doubt:
                tally.add(f"{key}: {doubt}", str(value))
            if date or doubt:
                if date:
                    said[key] = date
                break
    return said


def _name(value: Any) -> str:
    """A name, or several joined."""
    if isinstance(value, list):
        return ", ".join(name for part in value if (name := _name(part)))
    if isinstance(value, Mapping):
        return _name(value.get("name"))
    return " ".join(value.split()).encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _date(value: Any) -> tuple[str | None, str | None]:
    """An ISO 8601 date, and what is doubtful of it; neither where nothing was written."""
    if isinstance(value, list):
        value = value[0] if value else None
    if (
        isinstance(value, str)
        and value.strip().isascii()
        and value.strip().isdigit()
        and len(value.strip()) >= 9
    ):
        value = int(value) if len(value) < 20 else value
    if isinstance(value, bool) or value is None or value == "":
        return None, None
    if isinstance(value, int | float):
        return _moment(value)
    if not isinstance(value, str):
        return None, "not a date that can be read for certain: left out"
    if not value.strip():
        return None, None
    try:
        # A time without a zone is taken as UTC, as everywhere in metadata that is given.
        return PartialDate.parse(value).value, None
    except (ValueError, OverflowError):
        date = feed_date(value)
        return date.value, date.doubt


def _moment(number: float) -> tuple[str | None, str | None]:
    """The moment that is so many seconds, or milliseconds, after 1970."""
    if number != number or abs(number) > 1e15:  # noqa: PLR0124 - not a number
        return None, "not a date that can be read for certain: left out"
    seconds = number if int(number) in _SECONDS else number / 1000
    if int(seconds) not in _SECONDS:
        return None, "not a date that can be read for certain: left out"
    return from_micros(int(seconds) * 1_000_000).isoformat().replace("+00:00", "Z"), None
