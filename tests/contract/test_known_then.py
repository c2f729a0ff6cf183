"""What was known then is what an archive of that time says: every verb that reads, over made-up histories.

An archive that is asked for a position of its past is compared with one that was fed only what the first
had been fed by that position. Ids, positions, order and texts are equal, and so is what is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.bootstrap import Archive as Opened
from archive.cli.blame_text import blame_form
from archive.cli.history_text import Answers, History
from archive.config import Config
from archive.domain.event import NewEvent, StoryDefined
from archive.domain.moment import DAY, END_OF_TIME
from archive.domain.snapshot import Point
from archive.domain.story import Story
from archive.errors import NotFound, QuoteBroken
from archive.ports import Unit
from archive.service.review_queue import Wanted
from archive.service.timeline import Window
from archive.store.log import SqlLog
from archive.telling.citation import Cited, csl
from tests.contract.histories import JANUARY, STORY, TEXTS, Archive, Teller, fresh, histories, story_of
from tests.contract.test_read_models import long_history

MOMENTS = (JANUARY - DAY, JANUARY + 2 * DAY, JANUARY + 5 * DAY, JANUARY + 9 * DAY, END_OF_TIME)

Verb = Callable[[Opened, Point], Any]


@pytest.fixture(autouse=True)
def _made_up_stories(monkeypatch: pytest.MonkeyPatch) -> None:
    """The source of a made-up definition is its digest, which stands for what it defines."""

    def parsed(story: str, source: str, _: object) -> Story:
        return story_of(StoryDefined(story=story, title="Flood", digest=source, source="", packs={}))

    monkeypatch.setattr("archive.service.definitions._parsed", parsed)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archives")


def fed(archive: Archive, events: Sequence[NewEvent], command: int = 3) -> Opened:
    """The archive, fed `command` events in each command."""
    archive.blobs.put([text.encode() for text in TEXTS])
    ticks = iter(range(JANUARY + 400 * DAY, JANUARY + 500 * DAY, 1000))
    log = archive.log
    for at, each in enumerate(map(with_source, events)):
        if at % command == 0:
            log = SqlLog(archive.engine, clock=lambda: next(ticks), actor="test")
        log.append([Unit(events=[each])])
    archive.projection.catch_up()
    return Opened(Config(archive.url), archive.engine, lambda: JANUARY + 600 * DAY)


def with_source(event: NewEvent) -> NewEvent:
    payload = event.payload
    return (
        replace(event, payload=replace(payload, source=payload.digest))
        if isinstance(payload, StoryDefined)
        else event
    )


def facts_of(archive: Opened, point: Point) -> list[str]:
    """The ids of everything that is told of at `point`, and some that may not be yet."""
    latest = Point(END_OF_TIME, point.known_at)
    window = Window(support=True)
    return sorted({line.fact_id for line in archive.timelines(STORY, latest, window)})


def of_each_fact(verb: Callable[[Opened, Any, Point], Any]) -> Verb:
    def asked(archive: Opened, point: Point) -> Any:
        found = {}
        for fact_id in facts_of(archive, point):
            place = archive.place(fact_id, point.known_at)
            found[fact_id] = outcome(lambda place=place: verb(archive, place, point))  # type: ignore[misc]
        return found

    return asked


def of_each(kind: str, verb: Callable[[Opened, str, Point], Any]) -> Verb:
    def asked(archive: Opened, point: Point) -> Any:
        names = {
            "address": ("alpha", "beta", "gamma", "delta"),
            "claim": sorted(
                {v.claim.claim_id for v in archive.models.voices(STORY, END_OF_TIME, point.known_at)}
            ),
        }[kind]
        return {name: outcome(lambda name=name: verb(archive, name, point)) for name in names}  # type: ignore[misc]

    return asked


def outcome(ask: Callable[[], Any]) -> Any:
    """What is answered, or the words of the refusal."""
    try:
        return plain(ask())
    except (NotFound, QuoteBroken) as refusal:
        return str(refusal)


def plain(value: Any) -> Any:
    """A value without what is only how it is held."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


VERBS: dict[str, Verb] = {
    "stories": lambda archive, point: archive.models.stories(point.known_at),
    "articles": lambda archive, point: archive.models.articles(point.as_of, point.known_at),
    "copies": lambda archive, point: archive.copies(point),
    "claims": lambda archive, point: archive.models.voices(STORY, point.as_of, point.known_at),
    "sightings": lambda archive, point: archive.models.sightings(STORY, point.as_of, point.known_at),
    "facts": lambda archive, point: archive.facts(STORY, point),
    "snapshot": lambda archive, point: archive.snapshot(STORY, point).document(),
    "conflicts": lambda archive, point: archive.conflicts(STORY, point, superseded=True),
    "timeline": lambda archive, point: archive.timelines(STORY, point, Window(support=True)),
    "residue": lambda archive, point: archive.residue(STORY, point).wordings,
    "review": lambda archive, point: archive.review_queue([story_at(archive, point)], point, Wanted()),
    "versions": of_each("address", lambda archive, name, point: archive.models.versions(name, point.known_at)),
    "captures": of_each("address", lambda archive, name, point: archive.models.captures(name, point.known_at)),
    "runs": of_each("address", lambda archive, name, point: archive.models.runs(name, point.known_at)),
    "find": of_each("address", lambda archive, name, point: archive.find(name[:2], point.known_at)),
    "claim": of_each("claim", lambda archive, name, point: archive.models.claim(name, point.known_at)),
    "reviews": of_each("claim", lambda archive, name, point: archive.models.reviews(name, point.known_at)),
    "found": of_each("claim", lambda archive, name, point: archive.find(name[:20], point.known_at)),
    "cited": of_each("claim", lambda archive, name, point: archive.citer(point).claim(name)),
    "cited article": of_each("address", lambda archive, name, point: archive.citer(point).article(name)),
    "found fact": of_each_fact(lambda archive, place, point: archive.find(place.fact_id, point.known_at)),
    "fact": of_each_fact(lambda archive, place, point: archive.fact(place, point)),
    "states": of_each_fact(lambda archive, place, point: archive.fact_states(place, point)),
    "blame": of_each_fact(lambda archive, place, point: blame_form(archive.blame(place, point))),
    "history": of_each_fact(
        lambda archive, place, point: History(place, point, archive.reported_history(place, point)).document()
    ),
    "history --known": of_each_fact(
        lambda archive, place, point: Answers(place, point, archive.known_history(place, point)).document()
    ),
    "cited fact": of_each_fact(
        lambda archive, place, point: csl(
            Cited("fact", place.fact_id, "", None, archive.citer(point).fact(archive.blame(place, point), every=True), point)
        )
    ),
}  # fmt: skip


def story_at(archive: Opened, point: Point) -> Any:
    (row,) = archive.models.stories(point.known_at)
    return story_of(row)  # type: ignore[arg-type]  # it has the parts of a definition that count


def check(today: Opened, then: Opened, known: int, moments: Sequence[int]) -> None:
    for as_of in moments:
        point = Point(as_of, known)
        for name, verb in VERBS.items():
            assert outcome(lambda: verb(today, point)) == outcome(lambda: verb(then, point)), (name, point)  # noqa: B023


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=histories, cut=st.integers(1, 30), as_of=st.sampled_from(MOMENTS))
def test_whatever_is_asked_of_the_past_is_what_an_archive_of_that_time_said(
    folder: Path, events: list[NewEvent], cut: int, as_of: int
) -> None:
    known = min(cut, len(events))
    whole, part = Archive(fresh(folder)), Archive(fresh(folder))
    check(fed(whole, events), fed(part, events[:known]), known, (as_of,))
    whole.close()
    part.close()


@pytest.fixture
def archives(database_url: str, folder: Path) -> Iterator[tuple[Archive, Archive]]:
    whole, part = Archive(database_url), Archive(fresh(folder))
    yield whole, part
    whole.close()
    part.close()


def test_it_is_so_on_either_database_whichever_answered_then(archives: tuple[Archive, Archive]) -> None:
    """The whole history on the one under test, its first two thirds in SQLite."""
    whole, part = archives
    events = long_history()
    known = len(events) * 2 // 3
    check(fed(whole, events), fed(part, events[:known]), known, MOMENTS[3:4])


def test_a_fact_that_a_new_definition_took_away_is_found_at_the_positions_before(folder: Path) -> None:
    archive = Archive(fresh(folder))
    teller = Teller()
    teller.define(0)
    teller.article(0, 0, 5, (0, None, None), [("rescue", 1, "affirmed")])
    teller.define(2)  # a definition without rescues
    opened = fed(archive, teller.events, 1)
    last = opened.log.head()
    (line,) = opened.timelines(STORY, Point(END_OF_TIME, last - 1), Window())
    assert opened.find(line.fact_id, last) == []
    assert opened.find(line.fact_id[:10], last - 1) == [("fact", line.fact_id)]
    place = opened.place(line.fact_id, last - 1)
    answers = opened.known_history(place, Point(END_OF_TIME, last))
    assert [(each.last.position, each.after is None) for each in answers] == [(last - 1, False), (last, True)]
    assert "story" in answers[-1].causes
    archive.close()
