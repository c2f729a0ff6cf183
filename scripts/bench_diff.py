"""Measure diffs and as-of facts on large made-up archives.

Usage: .venv/bin/python scripts/bench_diff.py [--folder DIR] [--articles N ...] [--database URL] [NAME ...]

Archives are built once for each number of articles and kept in `--folder`. Every article is an event like any
other and goes through the log and the projection; only reading and extraction are left out, since what a
diff costs does not depend on them. Stories have 400 articles each, spread over two years; an article makes
ten claims; one in twelve is edited a day later and one in sixteen is a copy. Texts are short: no diff reads them.
Figures are for people, and nothing here is an assertion. NAMEs choose measurements; all by default.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from archive.bootstrap import Archive, open_archive
from archive.config import Config
from archive.domain.article import Block, Sourced, SourcedDate, version_id
from archive.domain.canonical import sha256_hex
from archive.domain.claim import Claim, ClaimDate, Evidence, assertion_key, claim_id
from archive.domain.event import (
    STORIES,
    ArticleCaptured,
    ArticleParsed,
    ClaimsExtracted,
    NewEvent,
    StoryDefined,
    article_stream,
)
from archive.domain.moment import DAY, PartialDate, from_micros, iso
from archive.domain.scope import Scope
from archive.domain.snapshot import Point
from archive.ports import Unit
from archive.service.definitions import story_of
from archive.service.diff import Side
from archive.service.project import Projection
from archive.store.log import SqlLog
from archive.store.read_writer import ReadWriter

PER_STORY: Final = 400
CLAIMS: Final = 10
DAYS: Final = 730
BEGINNING: Final = PartialDate("2023-01-01").start
MINUTE: Final = 60_000_000

_STORY: Final = """
[story]
id = "{id}"
title = "{title}"
version = 1

[[fact]]
type = "toll"
label = "toll in {{place}}"
key = ["place"]
value = "value"
consolidate = "count"
[fact.fields]
place = {{ type = "ref", after = ["in"] }}
value = {{ type = "number" }}
[[fact.frame]]
name = "number-in-place"
pattern = "{{value}} ~2 in {{place}}"

[[fact]]
type = "owner"
label = "owner of {{thing}}"
key = ["thing"]
value = "holder"
consolidate = "state"
[fact.fields]
thing = {{ type = "ref", after = ["of"] }}
holder = {{ type = "ref", after = ["by"] }}
[[fact.frame]]
name = "owned-by"
pattern = "owner of {{thing}} ~2 by {{holder}}"

[[fact]]
type = "visit"
key = ["visitor", "place"]
[fact.fields]
visitor = {{ type = "ref", after = ["by"] }}
place = {{ type = "ref", after = ["to"] }}
[[fact.frame]]
name = "visit-by"
pattern = "visit by {{visitor}} ~2 to {{place}}"
"""

_WORDS: Final = [f"{a}{b}{c}" for a in "bdfglmnprst" for b in "aeiou" for c in "klmnrst"]


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up article: its events in the order in which ingestion records them, and its text."""

    moment: int
    text: str
    events: tuple[NewEvent, ...]


def story_id(number: int) -> str:
    """The id of the story of that number."""
    return f"story-{number:03d}"


def definitions(stories: int) -> Iterator[NewEvent]:
    """The definitions of all stories."""
    for number in range(stories):
        title = f"Story {number}"
        source = _STORY.format(id=story_id(number), title=title)
        yield NewEvent(
            STORIES,
            StoryDefined(
                story=story_id(number), title=title, digest=sha256_hex(source.encode()), source=source
            ),
        )


def articles(number: int) -> Iterator[Made]:
    """`number` articles and the edits of some, in order of the looks that brought them."""
    chance = random.Random(11)  # noqa: S311 - the same archive in every run
    stories = max(number // PER_STORY, 1)
    texts: dict[int, list[str]] = {}
    edits: list[Made] = []
    for index in range(number):
        story = index % stories
        moment = BEGINNING + index * DAYS * DAY // number
        while edits and edits[0].moment <= moment:
            yield edits.pop(0)
        told = texts.setdefault(story, [])
        copied = bool(told) and chance.random() < 1 / 16
        text = chance.choice(told[-8:]) if copied else " ".join(chance.choices(_WORDS, k=40))
        told.append(text)
        said = list(_said(chance, moment))
        yield _article(index, story, moment, moment, text, said)
        if chance.random() < 1 / 12:
            said[0] = next(_said(chance, moment + DAY))
            edited = f"{text} {chance.choice(_WORDS)} {chance.choice(_WORDS)}"
            edits.append(_article(index, story, moment, moment + DAY, edited, said))
    yield from edits


Said = tuple[str, dict[str, Any], dict[str, Any], str | None]


def _said(chance: random.Random, moment: int) -> Iterator[Said]:
    """What one article says: type, key, fields and date of each claim."""
    week = (moment - BEGINNING) // (7 * DAY)
    for _ in range(3):
        key: dict[str, Any] = {"place": f"town-{chance.randrange(40)}"}
        yield "toll", key, key | {"value": 100 + week + chance.randrange(3)}, None
    for _ in range(4):
        key = {"thing": f"house-{chance.randrange(120)}"}
        yield "owner", key, key | {"holder": f"party-{week // 26}-{chance.randrange(2)}"}, None
    for _ in range(CLAIMS - 7):
        key = {"visitor": f"guest-{chance.randrange(16)}", "place": f"town-{chance.randrange(16)}"}
        yield "visit", key, dict(key), from_micros(moment - DAY).date().isoformat()


def _article(index: int, story: int, published: int, seen: int, text: str, said: list[Said]) -> Made:
    address = f"https://outlet{index % 40}.example/{index}"
    captured = seen + 5 * MINUTE
    blob = sha256_hex(text.encode())
    version = version_id(address, captured, blob)
    day = SourcedDate(PartialDate(iso(published)), "json-ld", None)
    edited = SourcedDate() if seen == published else SourcedDate(PartialDate(iso(seen)), "json-ld", None)
    stream = article_stream(address)
    capture = ArticleCaptured(
        address=address,
        captured=captured,
        outcome="new" if seen == published else "changed",
        name=address,
        raw=blob,
        size=len(text),
        via="web",
        url=address,
        version=version,
        witnessed=True,
    )
    parsed = ArticleParsed(
        address=address,
        version_id=version,
        captured=captured,
        text=blob,
        length=len(text),
        blocks=(Block("body", 0, len(text)),),
        title=Sourced(f"Part {index}", "header"),
        source=Sourced(f"Outlet {index % 40}", "json-ld"),
        url=Sourced(address, "json-ld"),
        language=Sourced("en", "json-ld"),
        published=day,
        modified=edited,
        in_body=SourcedDate(),
        reader="html",
        reader_version="1",
    )
    run = ClaimsExtracted(
        address=address,
        version_id=version,
        story=story_id(story),
        story_digest="",
        extractor="rules",
        extractor_version="1",
        claims=tuple(_claim(story_id(story), address, blob, text, at, *each) for at, each in enumerate(said)),
    )
    return Made(captured, text, tuple(NewEvent(stream, each) for each in (capture, parsed, run)))


def _claim(
    story: str,
    address: str,
    blob: str,
    text: str,
    at: int,
    kind: str,
    key: Any,
    fields: Any,
    date: str | None,
) -> Claim:
    value = fields.get("value", fields.get("holder"))
    return Claim(
        claim_id=claim_id(address, blob, story, kind, fields, "affirmed", at, at + 30),
        assertion_key=assertion_key(story, kind, key, value, "affirmed"),
        story=story,
        type=kind,
        fields=fields,
        key=key,
        event_date=ClaimDate(date, "day", None, "explicit") if date else None,
        evidence=Evidence(text[at : at + 30], text[:at], text[at + 30 : at + 50], at, at + 30),
        frame="made-up",
    )


def build(url: str, number: int, batch: int) -> None:
    """Record `number` articles and project them; each day's are one command. Goes on where it was interrupted."""
    began = time.perf_counter()
    with open_archive(Config(database=url), write=True) as archive:
        projection = Projection(archive.log, archive.blobs, ReadWriter(archive.engine), story_of, 3 * batch)
        told = BEGINNING - 1
        for event in archive.log.read(max(archive.log.head() - 3, 0)):
            if isinstance(event.payload, ArticleCaptured):
                told = event.payload.captured
        if told < BEGINNING:
            first = SqlLog(archive.engine, clock=lambda: BEGINNING, actor="bench")
            first.append([Unit(events=list(definitions(max(number // PER_STORY, 1))))])
        projection.catch_up()
        days = groupby(
            (made for made in articles(number) if made.moment > told), lambda made: made.moment // DAY
        )
        waiting = 0
        for _, members in days:
            day = list(members)
            archive.blobs.put([made.text.encode() for made in day])
            recorded = day[-1].moment + MINUTE
            log = SqlLog(archive.engine, clock=partial(int, recorded), actor="bench")
            log.append([Unit(events=made.events) for made in day])
            waiting += len(day)
            if waiting >= batch:
                waiting = 0
                projection.catch_up()
                spent = time.perf_counter() - began
                print(f"{archive.log.head():>10,} events, {spent:6.0f} s", file=sys.stderr, flush=True)
        projection.catch_up()


def kept(folder: Path, number: int) -> str:
    """The archive of `number` articles in `folder`, built if it is not there or not whole."""
    folder.mkdir(parents=True, exist_ok=True)
    url, done = f"sqlite:///{folder / f'{number}.db'}", folder / f"{number}.done"
    if not done.exists():
        seconds = timed(lambda: build(url, number, 4096))[0]
        done.write_text(f"{number} articles in {seconds:.0f} s\n", encoding="utf-8")
    with open_archive(Config(database=url), write=True):
        pass  # brought to today's schema
    return url


def timed(work: Callable[[], object], repeat: int = 1) -> tuple[float, float]:
    """The best wall and processor time of `repeat` runs, in seconds; the second is for busy machines."""
    best = (float("inf"), float("inf"))
    for _ in range(repeat):
        wall, own = time.perf_counter(), time.process_time()
        work()
        best = min(best[0], time.perf_counter() - wall), min(best[1], time.process_time() - own)
    return best


def report(name: str, seconds: tuple[float, float], told: str) -> None:
    """One line of the outcome."""
    print(
        f"  {name:<34} {seconds[0] * 1000:>9,.0f} ms  (processor {seconds[1] * 1000:>9,.0f} ms)   {told}",
        flush=True,
    )


class Measured:
    """An archive, and the points that the measurements take in it: after so many of its articles."""

    def __init__(self, archive: Archive, number: int) -> None:
        self.archive = archive
        self.number = number
        self.known = archive.models.position()
        self.stories = [row.story for row in archive.models.stories()]

    def at(self, index: int) -> Side:
        """What had been reported just before the article of that index."""
        return Side(Point(BEGINNING + index * DAYS * DAY // self.number - 1, self.known))

    def day(self, number: int) -> Side:
        """The end of a day."""
        return Side(Point(BEGINNING + number * DAY - 1, self.known))

    def changed(self, count: int) -> tuple[int, int]:
        """Changed facts and stories between two points with `count` articles between them."""
        first = self.number * 6 // 10
        facts: set[str] = set()
        stories: set[str] = set()
        for diff in self.archive.diffs(
            self.stories, self.at(first), self.at(first + count), support=True, scope=Scope()
        ):
            facts |= {change.fact_id for change in diff.changes}
            stories.add(diff.story)
        return len(facts), len(stories)


def measure_story(measured: Measured) -> None:
    """Two days of one story, and its facts as of a day."""
    archive, story = measured.archive, measured.stories[1]
    start, end = measured.day(450), measured.day(452)
    found = archive.diff(story, start, end, support=True)
    report(
        "diff of two days, one story",
        timed(lambda: archive.diff(story, start, end, support=True), 5),
        f"{len({change.fact_id for change in found.changes})} facts changed",
    )
    report(
        "facts of one story as of a day",
        timed(lambda: archive.facts(story, start.point), 5),
        f"{len(archive.facts(story, start.point))} facts",
    )


def measure_curve(measured: Measured) -> None:
    """The diff of all stories by the number of facts that changed, and the memory that it takes."""
    for count in (1, 10, 100, 1000):
        tracemalloc.start()
        facts, stories = measured.changed(count)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        seconds = timed(partial(measured.changed, count), 3 if count < 1000 else 1)
        told = f"{facts:,} facts of {stories} stories changed, peak {peak / 2**20:.0f} MB"
        report(f"diff of all stories, {count:,} articles", seconds, told)


MEASUREMENTS: Final = {"story": measure_story, "curve": measure_curve}


def main() -> None:
    """Build what is missing and run the chosen measurements on each archive."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(MEASUREMENTS)}; all by default"
    )
    parser.add_argument("--folder", type=Path, default=Path("bench-archives"), help="where archives are kept")
    parser.add_argument(
        "--articles", type=int, nargs="+", default=[10_000, 100_000], help="how many; several"
    )
    parser.add_argument("--database", help="build in this (empty) database instead, as postgresql://...")
    options = parser.parse_args()
    unknown = set(options.names) - MEASUREMENTS.keys()
    if unknown:
        parser.error(f"no measurement {', '.join(sorted(unknown))}; there are {', '.join(MEASUREMENTS)}")
    for number in options.articles:
        if options.database:
            build(options.database, number, 4096)
        url = options.database or kept(options.folder, number)
        with open_archive(Config(database=url), write=False) as archive:
            claims = archive.query("SELECT count(*) FROM claims", time_limit=600, max_rows=1).rows[0][0]
            print(f"{number:,} articles, {claims:,} claims in force")
            for name in options.names or MEASUREMENTS:
                MEASUREMENTS[name](Measured(archive, number))


if __name__ == "__main__":
    main()
