#!/usr/bin/env python3
"""Compare how feeds are read here with how feedparser itself reads them.

    python scripts/check_feeds.py FOLDER [--differences]

FOLDER holds feeds; the `tests` folder of feedparser's source distribution is meant, whose files give the
server's headers in a comment. Entries are compared one by one: how many, their addresses, titles and dates.
Dates that are deliberately read to less than feedparser claims are counted apart from those that differ.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import warnings
from calendar import timegm
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import feedparser

from archive.domain.look import Pointer
from archive.domain.moment import SECOND, PartialDate
from archive.readers.feed_dates import feed_date
from archive.readers.feed_entry import found_in, plain
from archive.readers.feed_text import decoded
from archive.readers.feed_xml import NotXml, read_xml
from archive.readers.tally import Tally

_HEADER: Final = re.compile(rb"^Header:\s*([\w-]+)\s*:\s*(.*?)\s*$", re.M)
_CHARSET: Final = re.compile(r"charset=['\"]?([\w-]+)")
_PLACE: Final = "http://127.0.0.1:8097/"
_PARSED: Final = ("published_parsed", "updated_parsed", "created_parsed")
_AGREED: Final = frozenset({"number of entries", "address", "title", "date"})
_UNEQUAL: Final = "OTHER: "


def compare(path: Path, root: Path) -> Iterator[tuple[str, str]]:
    """What agrees and what differs in the feed at `path`: each a heading and the values."""
    data = path.read_bytes()
    headers = {key.decode().lower(): value.decode() for key, value in _HEADER.findall(data[:2000])}
    url = headers.setdefault("content-location", f"{_PLACE}{path.relative_to(root)}")
    if "content-type" not in headers:
        headers["content-type"] = "application/xml"
    theirs = feedparser.parse(io.BytesIO(data), response_headers=headers)
    charset = _CHARSET.search(headers["content-type"])
    tally = Tally()
    try:
        feed, entries = read_xml(decoded(data, charset[1] if charset else None, tally), url, tally)
    except NotXml as error:
        yield ("no feed for both" if not theirs.entries else f"{_UNEQUAL}refused"), str(error)
        return
    ours = list(entries)
    if len(ours) != len(theirs.entries):
        yield f"{_UNEQUAL}number of entries", f"{len(ours)} here, {len(theirs.entries)} there"
        return
    yield "number of entries", str(len(ours))
    for mine, other in zip(ours, theirs.entries, strict=True):
        found = found_in(mine, feed, path.name, Tally())
        yield from _same("address", found.url if isinstance(found, Pointer) else "", _address(other))
        yield from _same("title", plain(mine.title), plain(other.get("title", "")))
        yield from _dates((mine.published, mine.modified), other)


def _same(what: str, ours: str, theirs: str) -> Iterator[tuple[str, str]]:
    if ours == theirs:
        yield what, ours
    elif "\ufffd" in ours:
        yield (
            f"{what} in an encoding that is not told: its letters are shown as U+FFFD",
            f"{ours!r} here, {theirs!r} there",
        )
    else:
        yield f"{_UNEQUAL}{what}", f"{ours!r} here, {theirs!r} there"


def _address(entry: Mapping[str, Any]) -> str:
    link: str = entry.get("feedburner_origlink") or entry.get("link") or ""
    return (
        link.strip().replace(" ", "%20") if link.strip().lower().startswith(("http://", "https://")) else ""
    )


def _dates(texts: tuple[str, str], entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Dates are compared where either side has one."""
    # `items`, for what feedparser looks up under one name it may find under another.
    theirs = {key: value for key, value in entry.items() if key in _PARSED}
    moments = [timegm(value) * SECOND for value in theirs.values() if value]
    ours = [PartialDate.parse(value) for text in texts if text and (value := feed_date(text).value)]
    text = " / ".join(filter(None, texts))
    for moment in moments:
        if any(date.precision == "time" and date.start == moment for date in ours):
            yield "date", ""
        elif any(
            date.precision != "time" and date.start - 86_400 * SECOND <= moment <= date.end + 86_400 * SECOND
            for date in ours
        ):
            yield "date to the day (or month, or year), for nothing more is certain", text
        elif not ours:
            yield "date left out, for it is not certain", f"{text!r} here none, {moment // SECOND} there"
        else:
            yield (
                f"{_UNEQUAL}date",
                f"{text!r}: {[date.value for date in ours]} here, {moment // SECOND} there",
            )
    if ours and not moments:
        yield "date that feedparser does not read", text


def main() -> int:
    """Print the figures; the exit code is 1 where something differs that no rule explains."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--differences", action="store_true", help="show each difference with its file")
    options = parser.parse_args()
    warnings.simplefilter("ignore", DeprecationWarning)
    counts: Counter[str] = Counter()
    for path in sorted(path for path in options.folder.rglob("*.xml") if path.is_file()):
        counts["files"] += 1
        for heading, values in compare(path, options.folder):
            counts[heading] += 1
            if options.differences and heading not in _AGREED:
                print(f"{path.relative_to(options.folder)}: {heading}: {values}")
    for heading, count in sorted(counts.items()):
        print(f"{count:6d}  {heading}")
    return int(any(heading.startswith(_UNEQUAL) for heading in counts))


if __name__ == "__main__":
    sys.exit(main())
