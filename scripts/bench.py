"""Measure the archive against a plain baseline in the same run, and print ratios.

Usage: .venv/bin/python scripts/bench.py [--articles N] [NAME ...]

Figures depend on the machine, ratios much less. Nothing here is an assertion: the numbers are for
people, before and after a change that claims to be fast. NAMEs choose measurements; all by default.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from archive.bootstrap import Archive, open_archive
from archive.compare import compare
from archive.config import Config
from archive.domain.event import ArticleCaptured, NewEvent
from archive.domain.look import Look
from archive.ports import Unit
from archive.service.diff import Side
from archive.service.gather import gather

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "putin-kim-gifts"
STORY = "putin-kim-gifts"


def timed(work: Callable[[], object], repeat: int = 1) -> float:
    """The best wall time of `repeat` runs, in seconds."""
    best = float("inf")
    for _ in range(repeat):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def report(name: str, figure: str, baseline: str = "", ratio: float | None = None) -> None:
    """One line of the outcome."""
    told = f"{ratio:.2f} x" if ratio is not None else ""
    print(f"{name:<28} {figure:>24}   {baseline:>32}   {told:>9}", flush=True)


def write_articles(folder: Path, number: int) -> None:
    """Made-up articles of about 4,000 characters, each of an outlet of its own, in order of publication.

    Two paragraphs come from the examples, so that there are claims; the rest is words of no meaning,
    so that no two articles are copies.
    """
    chance = random.Random(7)  # noqa: S311 - the same articles in every run
    texts = [
        path.read_text("utf-8").partition("\n---\n")[2]
        for path in sorted((EXAMPLE / "articles").glob("*.txt"))
    ]
    telling = [part.strip() for text in texts for part in text.split("\n\n") if len(part) > 80]
    words = sorted({word for part in telling for word in re.findall(r"[a-z]{3,}", part)})
    for index in range(number):
        day = (date(2024, 1, 1) + timedelta(days=index * 366 // number)).isoformat()
        filler = [" ".join(chance.choices(words, k=70)).capitalize() + "." for _ in range(7)]
        body = "\n\n".join(chance.sample(telling, 2) + filler)
        head = f"---\nurl: https://outlet{index}.example/{index}\nsource: Outlet {index}\npublished: {day}\ncaptured: {day}\n---\n"
        (folder / f"{index:06d}.txt").write_text(head + f"Leaders meet, part {index}\n\n" + body, "utf-8")


@contextmanager
def scratch() -> Iterator[tuple[Path, Archive]]:
    """A fresh SQLite archive in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="archive-bench-") as name:
        folder = Path(name)
        with open_archive(Config(database=str(folder / "archive.db")), write=True) as archive:
            yield folder, archive


def bench_append(articles: int) -> None:
    """Events of 4 KB, 64 in a transaction, against the same sealed bytes into a bare SQLite table.

    Sealing (encoding, hashing, packing) is the same work on both sides: what the log adds is places,
    guards, keys and indexes.
    """
    from archive.store.sealing import seal

    chance = random.Random(1)  # noqa: S311 - the same events in every run
    words = sorted(
        {word for path in (EXAMPLE / "articles").glob("*.txt") for word in path.read_text("utf-8").split()}
    )

    def batch(start: int) -> list[Unit]:
        return [
            Unit(
                events=[
                    NewEvent(
                        f"s{start + i}",
                        ArticleCaptured(
                            address=f"a{start + i}",
                            captured=1,
                            outcome="new",
                            name=" ".join(chance.choices(words, k=600)),
                            raw="0" * 64,
                            size=1,
                        ),
                    )
                ]
            )
            for i in range(64)
        ]

    batches = [batch(64 * n) for n in range(max(articles // 64, 8))]
    with scratch() as (folder, archive):
        archive.log.append(batch(10**9))
        seconds = timed(lambda: [archive.log.append(units) for units in batches])
        bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE t (p INTEGER PRIMARY KEY, s TEXT, c TEXT, d BLOB)")

        def raw() -> None:
            position = 0
            for units in batches:
                rows = []
                for unit in units:
                    (event,) = seal(unit).events
                    position += 1
                    rows.append((position, event.stream, event.commitment, event.data))
                bare.execute("BEGIN IMMEDIATE")
                bare.executemany("INSERT INTO t VALUES (?,?,?,?)", rows)
                bare.execute("COMMIT")

        baseline = timed(raw)
        bare.close()
    count = 64 * len(batches)
    report(
        "append",
        f"{count / seconds:,.0f} events/s",
        f"bare sqlite3, sealed {count / baseline:,.0f}/s",
        baseline / seconds,
    )


def bench_read(articles: int) -> None:
    """Text files into articles, against tokenizing the same text."""
    from archive.domain.article import Article
    from archive.readers.text import TextReader

    number = min(articles, 400)
    reader = TextReader()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_articles(folder, number)
        data = [path.read_bytes() for path in sorted(folder.iterdir())]
    parsed: list[Article] = []
    reading_time = timed(
        lambda: parsed.extend(reader.read(Look(name="a.txt", data=item), {}) for item in data)
    )
    baseline = timed(lambda: [re.findall(r"\w+|[^\w\s]", item.decode()) for item in data], 3)
    report(
        "read (text)",
        f"{number / reading_time:,.0f} articles/s",
        f"tokenize {number / baseline:,.0f}/s",
        reading_time / baseline,
    )


def bench_extract(articles: int) -> None:
    """Claims out of dense and mixed articles, for one story and for ten; growth with length, and memory."""
    import bench_extract as extracting  # type: ignore[import-not-found]  # beside this script

    extracting.measure(articles, report)


def bench_pages(articles: int) -> None:
    """Pages through one process and two, against the bare library, and into an archive."""
    import bench_pages as paging  # type: ignore[import-not-found]  # beside this script

    paging.measure_pages(articles, report)


def bench_revisions(_articles: int) -> None:
    """One page looked at on 300 days: how many versions, and how many bytes a look."""
    import bench_pages as paging

    paging.measure_revisions(report)


def bench_archive(articles: int) -> None:
    """Ingest, rebuild and diff on one archive; the diff against folding and comparing both sides whole."""
    with scratch() as (folder, archive):
        source = folder / "articles"
        source.mkdir()
        write_articles(source, articles)
        archive.add_story(EXAMPLE / "story.toml")
        seconds = timed(lambda: archive.ingest(gather([str(source)]), {}))
        read = timed(lambda: [path.read_bytes() for path in sorted(source.iterdir())])
        report(
            "ingest, end to end",
            f"{articles / seconds:,.0f} articles/s",
            f"reading the files {articles / read:,.0f}/s",
            seconds / read,
        )
        again = timed(lambda: archive.ingest(gather([str(source)]), {}))
        report("ingest again, unchanged", f"{articles / again:,.0f} articles/s")
        head = archive.log.head()
        rebuild = timed(archive.rebuild)
        report("rebuild", f"{head / rebuild:,.0f} events/s")
        start, end = archive.resolve("2024-06-20"), archive.resolve("2024-06-21")

        def whole() -> Any:
            return compare(archive.snapshot(STORY, start).facts, archive.snapshot(STORY, end).facts)

        staged = timed(lambda: archive.diff(STORY, Side(start), Side(end), support=True), 3)
        folded = timed(whole, 3)
        report(
            "diff of a day",
            f"{staged * 1000:,.0f} ms",
            f"whole fold {folded * 1000:,.0f} ms",
            staged / folded,
        )
        report("facts as of a day", f"{timed(lambda: archive.facts(STORY, start), 3) * 1000:,.0f} ms")


STARTS = {
    "archive --help": ("click", "--help"),
    "archive facts": ("sqlalchemy", "facts"),
    "archive diff": ("sqlalchemy, deepdiff", "diff", "2024-02-20..2024-06-21"),
    "archive claims": ("sqlalchemy", "claims"),
    "archive articles": ("sqlalchemy", "articles"),
    "archive sql": ("sqlalchemy", "sql", "select 1"),
}
"""Commands, each with the packages that it cannot do without and the words of it."""


def bench_start(_articles: int) -> None:
    """Whole processes against the bare imports that they cannot do without.

    The best of 15 runs, in turn; time of the processor (user and system), since others' work hides the rest.
    Sources are compiled once before, as an installation does, whatever the environment says of that.
    """
    archive = str(Path(sys.executable).with_name("archive"))
    with tempfile.TemporaryDirectory() as name:
        database = str(Path(name) / "archive.db")
        environment = {**os.environ, "ARCHIVE_DATABASE_URL": database, "PYTHONPYCACHEPREFIX": name}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        with open_archive(Config(database=database), write=True) as opened:
            opened.add_story(EXAMPLE / "story.toml")
            opened.ingest(gather([str(EXAMPLE / "articles")]), {})
        commands: dict[str, list[str]] = {}
        for label, (packages, *words) in STARTS.items():
            commands[label] = [archive, *words]
            commands[packages] = [sys.executable, "-c", f"import {packages}"]
        best = best_of(15, commands, environment)
    deepdiff = best["sqlalchemy, deepdiff"] - best["sqlalchemy"]
    for label, (packages, *_) in STARTS.items():
        level = 1.3 * best[packages.partition(",")[0]] + (deepdiff if "deepdiff" in packages else 0)
        report(
            label,
            f"{best[label] * 1000:,.0f} ms of {level * 1000:,.0f}",
            f"import {packages} {best[packages] * 1000:,.0f} ms",
            best[label] / best[packages],
        )


def best_of(
    number: int, commands: Mapping[str, Sequence[str]], environment: Mapping[str, str]
) -> dict[str, float]:
    """The least processor time of each of `commands` in `number` rounds, in seconds."""
    best: dict[str, float] = {}
    for _ in range(number + 1):
        for label, command in commands.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, check=True, capture_output=True, env=environment)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            took = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
            best[label] = min(took, best.get(label, took))
    return best


BENCHES = {
    "append": bench_append,
    "read": bench_read,
    "extract": bench_extract,
    "pages": bench_pages,
    "revisions": bench_revisions,
    "archive": bench_archive,
    "start": bench_start,
}


def main() -> None:
    """Run the chosen measurements."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}; all by default")
    parser.add_argument("--articles", type=int, default=1000, help="how many articles to make up (1000)")
    options = parser.parse_args()
    unknown = set(options.names) - BENCHES.keys()
    if unknown:
        parser.error(f"no measurement {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    for name in options.names or BENCHES:
        BENCHES[name](options.articles)


if __name__ == "__main__":
    main()
