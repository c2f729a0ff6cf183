"""How well and how fast pages are read, beside the bare library on the same pages in the same run.

Usage: bench_html.py FOLDER [--fast] [--repeat N] [--misses]

FOLDER holds pages (`NAME.html`, in UTF-8) and `gold.json`: for each NAME an object with what is known of it,
any of `url`, `text` (the article's body), `title`, `date` (YYYY-MM-DD, null where the page has none) and
`home` (true for a page that is no article: it counts for nothing but speed). No page is committed here:
use a set that you may use.

Text is scored by the F1 of the words (East Asian and Thai script by the character), the mean over pages, on
what the reader calls body and sub-headings, without the headline that it puts first. Titles are right where
their words are the same, dates where the day is, in UTC or as written. Times are those of the processor.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from time import process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from archive.domain.article import Article  # noqa: E402 - the path is set above
from archive.domain.look import Look  # noqa: E402
from archive.errors import InputRefused  # noqa: E402
from archive.readers.date_values import read_date  # noqa: E402
from archive.readers.html import HtmlReader  # noqa: E402
from archive.readers.html_fast import shared  # noqa: E402
from archive.readers.html_tree import plain  # noqa: E402


@dataclass(slots=True)
class Score:
    """What one way of reading came to."""

    texts: list[float] = field(default_factory=list)
    titles: list[bool] = field(default_factory=list)
    dates: list[bool] = field(default_factory=list)
    stated: list[bool] = field(default_factory=list)
    seconds: float = 0.0
    pages: int = 0
    misses: list[str] = field(default_factory=list)

    def judge(self, name: str, gold: Mapping[str, Any], read: Mapping[str, Any]) -> None:
        """Compare what was `read` of the page `name` with what is known of it."""
        if "text" in gold:
            self.texts.append(shared(read["text"], gold["text"]))
            if self.texts[-1] < 0.9:
                self.misses.append(f"text  {name}: {self.texts[-1]:.3f}")
        if "title" in gold:
            self.titles.append(plain(read["title"] or "") == plain(gold["title"] or ""))
            if not self.titles[-1]:
                self.misses.append(f"title {name}: {read['title']!r} for {gold['title']!r}")
        if "date" in gold:
            right = gold["date"] in read["days"] if gold["date"] else not read["days"]
            self.dates.append(right)
            if read["is_stated"]:
                self.stated.append(right)
            if not right:
                self.misses.append(f"date  {name}: {sorted(read['days'])} for {gold['date']}")

    def told(self, label: str) -> str:
        """One line of the table."""
        texts = f"{mean(self.texts):.4f}" if self.texts else "-"
        parts = [f"{label:<14} F1 {texts} ({len(self.texts)})"]
        for name, marks in (("titles", self.titles), ("dates", self.dates), ("stated dates", self.stated)):
            parts.append(f"{name} {sum(marks)}/{len(marks)}")
        parts.append(f"{self.pages / self.seconds:.1f} pages/s" if self.seconds else "")
        return "  ".join(parts)


def by_reader(reader: HtmlReader) -> Callable[[str, bytes, str | None], Mapping[str, Any]]:
    """A way of reading that is the project's."""

    def read(name: str, data: bytes, url: str | None) -> Mapping[str, Any]:
        try:
            article = reader.read(Look(name=name, data=data, url=url), {"encoding": "utf-8"})
        except InputRefused:
            return {"text": "", "title": None, "days": set(), "is_stated": False}
        return {
            "text": body_of(article),
            "title": article.title.value,
            "days": days_of(article),
            "is_stated": article.published.basis not in {"inferred", "none"},
        }

    return read


def body_of(article: Article) -> str:
    """The text without the headline that stands first."""
    first = article.blocks[0]
    return article.text[first.end :] if first.kind == "headline" else article.text


def days_of(article: Article) -> set[str]:
    """The day of the publication, in UTC and as the page writes it."""
    if article.published.date is None:
        return set()
    written = read_date((article.published.text or "").partition("T")[0])
    return {article.published.date.value[:10]} | ({written.value[:10]} if written else set())


def by_library(_: str, data: bytes, url: str | None) -> Mapping[str, Any]:
    """The bare library, as its manual shows it."""
    from trafilatura import extract_with_metadata

    found = extract_with_metadata(data.decode(), url=url, favor_precision=True, include_comments=False)
    if found is None:
        return {"text": "", "title": None, "days": set(), "is_stated": False}
    text = (found.text or "").partition("\n---\n")[2] or found.text or ""
    return {
        "text": text,
        "title": found.title,
        "days": {found.date} if found.date else set(),
        "is_stated": False,
    }


def main() -> None:
    """Read the pages both ways, in turn, and print what each came to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fast", action="store_true", help="read with resiliparse instead of trafilatura")
    parser.add_argument("--repeat", type=int, default=1, help="how often each page is read for its time")
    parser.add_argument("--misses", action="store_true", help="list what was read wrong")
    options = parser.parse_args()
    gold: dict[str, dict[str, Any]] = json.loads((options.folder / "gold.json").read_text(encoding="utf-8"))
    ways = {"bare library": by_library, "this reader": by_reader(HtmlReader(fast=options.fast))}
    scores = {label: Score() for label in ways}
    for number, (name, known) in enumerate(gold.items()):
        data = (options.folder / f"{name}.html").read_bytes()
        for turn in range(options.repeat):
            # Each goes first on every other page: what the one loads into the caches helps the other.
            order = list(ways)[:: 1 if (number + turn) % 2 else -1]
            for label in order:
                start = process_time()
                read = ways[label](name, data, known.get("url"))
                if number:
                    scores[label].seconds += process_time() - start
                    scores[label].pages += 1
                if turn == 0 and not known.get("home"):
                    scores[label].judge(name, known, read)
    for label, score in scores.items():
        print(score.told(label))
        if options.misses:
            print(*(f"    {miss}" for miss in score.misses), sep="\n")
    fast, bare = scores["this reader"], scores["bare library"]
    if bare.pages and bare.seconds and fast.seconds:
        print(f"speed: {bare.seconds / fast.seconds:.2f} of the bare library per core")


if __name__ == "__main__":
    main()
