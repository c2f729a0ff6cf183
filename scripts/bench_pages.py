"""The measurements of `bench.py pages` and `revisions`: pages through one process and two, and one page for a year.

Made-up pages of a site's usual kind: an article among navigation, related stories, scripts and styles.
"""

from __future__ import annotations

import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from archive.bootstrap import open_archive
from archive.bootstrap.parts import make_reader
from archive.config import Config
from archive.domain.look import Look
from archive.domain.moment import DAY
from archive.service.read_many import ReadMany

Report = Callable[[str, str, str, float | None], None]

MAX_BYTES = 20 * 1024 * 1024
BATCH = 64
REVISIONS = 300
_WORDS = sorted(set(re.findall(r"[a-z]{3,}", Path(__file__).with_name("bench.py").read_text("utf-8"))))


def page(number: int, links: int = 240, edits: tuple[str, ...] = ()) -> bytes:
    """A page; the same number gives the same article, and every call other adverts, counters and nonces."""
    chance, noise = random.Random(number), random.Random()  # noqa: S311 - words of no meaning
    paragraphs = [" ".join(chance.choices(_WORDS, k=70)).capitalize() + "." for _ in range(12)]
    told = "".join(f"<p>{text}</p>" for text in [*edits, *paragraphs])
    title = " ".join(chance.choices(_WORDS, k=9)).capitalize()
    navigation = "".join(
        f'<a class="c{at % 7}" data-k="{at * 7919 % 100003}" href="/s/{at}">Section {at}</a>'
        for at in range(links)
    )
    cards = "".join(
        f'<div class="card"><a href="/r/{noise.random()}"><h3>Other story {noise.random()}</h3></a>'
        f"<span>{noise.randint(1, 59)} minutes ago</span></div>"
        for _ in range(30)
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Outlet</title>'
        f'<meta property="article:published_time" content="2024-01-{number % 28 + 1:02}T08:00:00Z">'
        f'<meta name="nonce" content="{noise.random()}"><script>{"var x=1;" * 2000}</script></head><body>'
        f"<nav>{navigation}</nav><article><h1>{title}</h1>{told}</article><aside>{cards}</aside>"
        f"<footer>{noise.randint(1, 9999)} readers</footer></body></html>"
    ).encode()


def looks(number: int) -> list[Look]:
    """Looks at that many different pages."""
    return [
        Look(
            name=f"{at}",
            via="warc",
            data=page(at),
            url=f"https://outlet.example/{at}",
            captured=at,
            status=200,
        )
        for at in range(number)
    ]


def measure_pages(number: int, report: Report) -> None:
    """Reading in one process and in two, and ingesting, against the bare library's extraction of the same pages."""
    import trafilatura

    number = min(number, 400)
    pages = looks(number)
    began = time.perf_counter()
    for look in pages:
        trafilatura.extract(
            look.data.decode(),
            favor_precision=True,
            include_comments=False,
            with_metadata=True,
            output_format="json",
        )
    bare = time.perf_counter() - began
    told = f"bare library {number / bare:,.0f}/s"
    for name, jobs, fast in (
        ("read pages", 1, False),
        ("read pages, two processes", 2, False),
        ("read pages, --fast", 1, True),
    ):
        seconds = _reading(pages, jobs, fast=fast)
        report(name, f"{number / seconds:,.0f} pages/s", told, bare / seconds)
    for jobs in (1, 2):
        seconds = _ingesting(pages, jobs)
        report(f"ingest pages, --jobs {jobs}", f"{number / seconds:,.0f} pages/s", told, bare / seconds)


def _reading(pages: list[Look], jobs: int, *, fast: bool) -> float:
    read_many = ReadMany(partial(make_reader, MAX_BYTES, fast=fast), jobs)
    list(read_many(pages[: BATCH // 2], {}))  # what is imported and started once
    began = time.perf_counter()
    for batch in _batches(pages):
        list(read_many(batch, {}))
    seconds = time.perf_counter() - began
    read_many.close()
    return seconds


def _ingesting(pages: list[Look], jobs: int) -> float:
    with (
        tempfile.TemporaryDirectory(prefix="archive-bench-") as name,
        open_archive(Config(database=str(Path(name) / "archive.db")), write=True) as archive,
    ):
        began = time.perf_counter()
        archive.take_in(pages, {}, jobs=jobs)
        return time.perf_counter() - began


def _batches(pages: list[Look]) -> Iterator[list[Look]]:
    for at in range(0, len(pages), BATCH):
        yield pages[at : at + BATCH]


def measure_revisions(report: Report) -> None:
    """A page looked at on 300 days: other bytes every time, two edits."""
    edits = (
        "The council moved the vote to the last week of the month, its clerk said.",
        "The council moved the vote to the first week of the month, its clerk said.",
    )
    size = 0
    with tempfile.TemporaryDirectory(prefix="archive-bench-") as name:
        database = Path(name) / "archive.db"
        with open_archive(Config(database=str(database)), write=True) as archive:
            for day in range(REVISIONS):
                told = () if day < 100 else (edits[day >= 200],)
                data = page(1, links=3000, edits=told)
                size += len(data)
                look = Look(
                    name="look",
                    via="web",
                    data=data,
                    url="https://outlet.example/1",
                    captured=(19_000 + day) * DAY,
                    status=200,
                )
                archive.take_in([look], {})
            versions = len(archive.models.versions("https://outlet.example/1"))
            kept = len(archive.models.captures("https://outlet.example/1"))
        whole = database.stat().st_size
    report(
        "a page on 300 days",
        f"{versions} versions of {kept} looks",
        f"{size / REVISIONS / 1000:,.0f} KB a page",
        None,
    )
    report("the archive of it", f"{whole / REVISIONS / 1000:,.1f} KB a look", "", whole / size)
