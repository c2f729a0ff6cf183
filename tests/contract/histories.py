"""Small made-up archives for the tests of the read models: every step is an event, nothing is extracted.

Four addresses carry ten wordings, of which some are copies of each other, some share passages and some
have nothing in common; texts, dates, edits, late arrivals, re-readings, re-extractions, reviews and
story definitions come in any order.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from hypothesis import strategies as st
from sqlalchemy import event

from archive.domain.article import Block, Sourced, SourcedDate, version_id
from archive.domain.canonical import sha256_hex
from archive.domain.claim import Claim, ClaimDate, Evidence, Sighting, assertion_key, claim_id
from archive.domain.event import (
    STORIES,
    ArticleCaptured,
    ArticleParsed,
    ClaimReviewed,
    ClaimsExtracted,
    NewEvent,
    Outcome,
    Payload,
    StoryDefined,
    StoryRead,
    Verdict,
    article_stream,
    claim_stream,
    story_stream,
    watch_stream,
)
from archive.domain.moment import DAY, PartialDate, day_of
from archive.domain.story import FactType, FieldType, Story
from archive.domain.watch import WatchChanged, WatchRan
from archive.ports import Unit
from archive.service.project import Projection
from archive.store.blobs import SqlBlobs
from archive.store.engine import connect
from archive.store.log import SqlLog
from archive.store.migrate import ensure_current
from archive.store.read_models import ReadModels
from archive.store.read_writer import ReadWriter

STORY = "flood-town"
OTHER = "ferry"
ADDRESSES = ("alpha", "beta", "gamma", "delta")
JANUARY = PartialDate("2024-01-01").start


def _window(first: int, last: int) -> str:
    return " ".join(f"word{number}" for number in range(first, last))


TEXTS = (
    _window(0, 40),
    _window(5, 45),  # a copy of the first: 31 of 36 shingles
    _window(25, 65),  # shares passages with both
    _window(40, 80),
    _window(36, 76),
    _window(100, 140),
    "a brief",
    _window(200, 700),  # long enough to be sampled
    _window(20, 60),  # shares passages with the first
    _window(10, 50),  # a copy of both the one above and the first
)


def story_of(definition: StoryDefined) -> Story:
    """The definition that the digest stands for: the odd ones let the count fall."""
    toll = FactType(
        type="toll",
        fields={"place": FieldType(kind="ref"), "value": FieldType(kind="number")},
        key=("place",),
        consolidate="count",
        value="value",
        rising=int(definition.digest) % 2 == 0,
    )
    rescue = FactType(
        type="rescue",
        fields={"who": FieldType(kind="text"), "item": FieldType(kind="item")},
        key=("who",),
        consolidate="event",
        attributes=("item",),
    )
    facts = {"toll": toll, "rescue": rescue}
    if int(definition.digest) % 3 == 2:
        del facts["rescue"]
    return Story(
        story=definition.story, title=definition.title, version=1, digest=definition.digest, facts=facts
    )


@dataclass
class Archive:
    """An archive with everything that the tests need of it. The clock ticks once per append."""

    url: str
    batch: int = 256

    def __post_init__(self) -> None:
        self.engine = connect(self.url)
        if self.engine.dialect.name == "sqlite":
            # The tests kill programs, not the machine: flushing to disk would only cost time.
            event.listen(self.engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous = OFF"))
        ensure_current(self.engine)
        ticks = count(JANUARY + 400 * DAY, 1000)
        self.log = SqlLog(self.engine, clock=lambda: next(ticks), actor="test")
        self.blobs = SqlBlobs(self.engine)
        self.writer = ReadWriter(self.engine)
        self.models = ReadModels(self.engine)
        self.projection = Projection(self.log, self.blobs, self.writer, story_of, self.batch)

    def feed(self, events: Sequence[NewEvent]) -> None:
        """Append `events` in one transaction."""
        self.blobs.put([text.encode() for text in TEXTS])
        self.log.append([Unit(events=[each]) for each in events])

    def project(self) -> str:
        """Catch up, and give the digest."""
        self.projection.catch_up()
        return self.writer.digest()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def fresh(folder: Path, number: Iterator[int] = count()) -> str:  # noqa: B008 - one counter for all
    """The URL of a new SQLite archive in `folder`, migrated once and copied from then on."""
    template = folder / "template.db"
    if not template.exists():
        engine = connect(f"sqlite:///{template}")
        ensure_current(engine)
        engine.dispose()
    path = folder / f"{next(number)}.db"
    shutil.copy(template, path)
    return f"sqlite:///{path}"


@dataclass
class Teller:
    """Turns drawn steps into events that make sense one after the other."""

    events: list[NewEvent] = field(default_factory=list)
    readings: list[ArticleParsed] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def add(self, stream: str, payload: Payload) -> None:
        self.events.append(NewEvent(stream, payload))

    def read(self, address: int, text: int, captured: int, dates: Sequence[int | None]) -> None:
        """A look at an address and what was read there; the same look may be read anew.

        Texts of odd numbers come from the address itself, and the last text is only an excerpt.
        """
        where, content = ADDRESSES[address], TEXTS[text]
        blob, moment = sha256_hex(content.encode()), JANUARY + captured * DAY
        published, modified, in_body = (_date(day) for day in dates)
        parsed = ArticleParsed(
            address=where,
            version_id=version_id(where, moment, blob),
            captured=moment,
            text=blob,
            length=len(content),
            blocks=(Block("body", 0, len(content)),),
            title=Sourced(f"Title {text}", "header"),
            source=Sourced(f"Paper {address % 3}", "given"),
            url=Sourced(),
            language=Sourced("en", "given"),
            published=published,
            modified=modified,
            in_body=in_body,
            reader="text",
            reader_version="1",
            rank="excerpt" if text == len(TEXTS) - 1 else "full",
        )
        capture = ArticleCaptured(
            address=where,
            captured=moment,
            outcome="new",
            name=where,
            raw=blob,
            size=len(content),
            via="web" if text % 2 else "file",
            witnessed=bool(text % 2),
        )
        self.add(article_stream(where), capture)
        self.add(article_stream(where), parsed)
        self.readings.append(parsed)

    def look(self, address: int, captured: int, outcome: Outcome) -> None:
        """A look from a web archive, however late it comes in, that showed nothing to be read anew."""
        where = ADDRESSES[address]
        moment = JANUARY + captured * DAY
        look = ArticleCaptured(
            address=where,
            captured=moment,
            outcome=outcome,
            name=where,
            raw=None,
            size=0,
            via="warc",
            witnessed=True,
        )
        self.add(article_stream(where), look)

    def extract(self, reading: int, values: Sequence[tuple[str, int, str]], digest: int) -> None:
        """A run over one of the versions read so far."""
        if not self.readings:
            return
        parsed = self.readings[reading % len(self.readings)]
        claims = tuple(_claim(parsed, at, *value) for at, value in enumerate(values))
        run = ClaimsExtracted(
            address=parsed.address,
            version_id=parsed.version_id,
            story=STORY,
            story_digest=str(digest),
            extractor="rules",
            extractor_version="1",
            claims=claims,
            sightings=(Sighting(STORY, "number", "7", 0, 1, "7 more"),) if digest == 1 else (),
        )
        self.add(article_stream(parsed.address), run)
        self.claims.extend(claims)

    def article(
        self,
        address: int,
        text: int,
        captured: int,
        dates: Sequence[int | None],
        values: Sequence[tuple[str, int, str]],
    ) -> None:
        """A look, and a run over what was read, as ingestion does it."""
        self.read(address, text, captured, dates)
        self.extract(len(self.readings) - 1, values, 0)

    def review(self, claim: int, verdict: int) -> None:
        """A verdict on one of the claims made so far; a correction of the key takes it to another fact."""
        if not self.claims:
            return
        chosen = self.claims[claim % len(self.claims)].claim_id
        verdicts: tuple[Verdict, ...] = ("accepted", "rejected", "withdrawn", "corrected", "corrected")
        payload = ClaimReviewed(
            claim_id=chosen,
            story=STORY,
            verdict=verdicts[verdict],
            fields=({}, {}, {}, {"value": 9}, {"place": "town1", "who": "divers"})[verdict],
        )
        self.add(claim_stream(chosen), payload)

    def define(self, digest: int) -> None:
        """A definition of the story."""
        self.add(STORIES, StoryDefined(story=STORY, title="Flood", digest=str(digest), source="", packs={}))

    def read_all(self, digest: int) -> None:
        """A reading of everything that found nothing new."""
        read = StoryRead(
            story=STORY,
            story_digest=str(digest),
            extractor="rules",
            extractor_version="1",
            gate="g",
            upto=len(self.events),
            silent=1,
        )
        self.add(story_stream(STORY), read)

    def watch(self, name: str, day: int) -> None:
        """A watch that is added on a day, and fails at once."""
        slot = JANUARY + day * DAY
        added = WatchChanged(
            watch=name,
            change="added",
            kind="page",
            target=f"https://{name}.example/",
            schedule="every 1d",
            due=slot,
        )
        ran = WatchRan(
            watch=name,
            slot=slot,
            started=slot,
            finished=slot + 2_000_000,
            state="failing",
            counts={"failed": 1},
            errors=("no answer",),
            failures=1,
            failing_since=slot,
            due=slot + DAY,
        )
        self.add(watch_stream(name), added)
        self.add(watch_stream(name), ran)


def _date(day: int | None) -> SourcedDate:
    if day is None:
        return SourcedDate()
    return SourcedDate(day_of(JANUARY + day * DAY), "given", str(day))


def _claim(parsed: ArticleParsed, at: int, kind: str, number: int, polarity: str) -> Claim:
    if kind == "toll":
        key: dict[str, str | int | bool | tuple[str, ...] | None] = {"place": f"town{number % 2}"}
        fields = key | {"value": number}
        date = None
    else:
        key = {"who": "crew"}
        fields = key | {"item": f"boat{number % 2}"}
        date = ClaimDate(f"2024-01-{10 + number}", "day", None, "explicit")
    return Claim(
        claim_id=claim_id(parsed.address, parsed.text, STORY, kind, fields, polarity, at, at + 1),
        assertion_key=assertion_key(STORY, kind, key, number, polarity),
        story=STORY,
        type=kind,
        fields=fields,
        key=key,
        polarity="denied" if polarity == "denied" else "affirmed",
        event_date=date,
        evidence=Evidence("w", "", "", at, at + 1),
        frame="made-up",
    )


_days = st.none() | st.integers(0, 9)
_dates = st.tuples(_days, _days, _days)
_addresses = st.integers(0, len(ADDRESSES) - 1)
_texts = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
_said = st.lists(
    st.tuples(
        st.sampled_from(["toll", "toll", "rescue"]),
        st.integers(1, 4),
        st.sampled_from(["affirmed", "affirmed", "denied"]),
    ),
    min_size=1,
    max_size=3,
)
_articles = st.tuples(st.just("article"), _addresses, _texts, st.integers(0, 12), _dates, _said)
_reads = st.tuples(st.just("read"), _addresses, _texts, st.integers(0, 12), _dates)
_looks = st.tuples(
    st.just("look"), _addresses, st.integers(0, 12), st.sampled_from(["unchanged", "unchanged", "gone"])
)
_extracts = st.tuples(st.just("extract"), st.integers(0, 9), st.just([]) | _said, st.integers(0, 2))
_reviews = st.tuples(st.just("review"), st.integers(0, 9), st.integers(0, 4))
_defines = st.tuples(st.just("define"), st.integers(0, 5))
_reads_all = st.tuples(st.just("read_all"), st.integers(0, 5))
_usual = st.one_of(_articles, _articles, _articles, _reads, _looks, _extracts, _reviews, _defines, _reads_all)
_steps = st.tuples(
    st.lists(_articles, min_size=2, max_size=4), st.lists(_usual, min_size=1, max_size=10)
).map(lambda parts: [*parts[0], *parts[1]])


def tell(steps: Sequence[tuple[object, ...]]) -> list[NewEvent]:
    """The events of drawn steps; the story is defined first."""
    teller = Teller()
    teller.define(0)
    for verb, *arguments in steps:
        getattr(teller, str(verb))(*arguments)
    return teller.events


histories = _steps.map(tell)
"""Histories of an archive, as events in the order of the log."""
