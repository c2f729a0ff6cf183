"""The read models' promises, over made-up histories: one digest, true answers for any point, superset of moves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.domain.claim import group_id
from archive.domain.event import NewEvent
from archive.domain.fact import Voice
from archive.domain.fact_document import fact_document
from archive.domain.moment import DAY, END_OF_TIME, day_of
from archive.domain.snapshot import Point
from tests.contract.histories import JANUARY, STORY, Archive, Teller, fresh, histories, story_of

POINTS = [*(JANUARY + day * DAY for day in range(-1, 14)), END_OF_TIME]
tried = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archives")


@pytest.fixture
def archive(database_url: str) -> Iterator[Archive]:
    archive = Archive(database_url)
    yield archive
    archive.close()


def fed(folder: Path, events: list[NewEvent], batch: int = 256) -> Archive:
    archive = Archive(fresh(folder), batch)
    archive.feed(events)
    archive.projection.catch_up()
    return archive


def long_history() -> list[NewEvent]:
    """A history in which everything happens: copies, edits, a late capture, re-readings, reviews."""
    teller = Teller()
    teller.define(0)
    for day in range(12):
        teller.read(day % 4, day % 8, 12 - day % 5, (day if day % 3 else None, day, None))
        teller.extract(day, [("toll", 1 + day % 4, "affirmed"), ("rescue", day % 3, "affirmed")], day % 2)
        if day % 4 == 3:
            teller.review(day, (day + 1) % 5)
            teller.extract(day - 2, [("toll", 2, "denied" if day > 8 else "affirmed")], 1)
    teller.read(0, 1, 0, (None, 3, 2))
    teller.extract(12, [("toll", 4, "affirmed")], 1)
    teller.define(5)
    teller.read_all(5)
    teller.define(4)
    teller.watch("quay", 3)
    for day in range(0, 12, 3):
        teller.look(day % 4, day, "unchanged")
    return teller.events


@tried
@given(events=histories, batch=st.sampled_from([1, 2, 3, 7]), stop=st.integers(0, 30))
def test_the_digest_is_the_same_however_the_log_is_cut_into_batches(
    folder: Path, events: list[NewEvent], batch: int, stop: int
) -> None:
    whole, pieces = Archive(fresh(folder)), Archive(fresh(folder), batch)
    for part in (events[:stop], events[stop:]):
        whole.feed(part)
        pieces.feed(part)
        pieces.projection.catch_up()
    whole.projection.catch_up()
    assert pieces.project() == whole.writer.digest()
    whole.projection.rebuild()
    assert whole.writer.digest() == pieces.writer.digest()
    whole.close()
    pieces.close()


def test_after_every_single_event_the_digest_is_that_of_a_replay(folder: Path) -> None:
    stepped, replayed = Archive(fresh(folder)), Archive(fresh(folder))
    for event in long_history():
        stepped.feed([event])
        replayed.feed([event])
        digest = stepped.project()
        replayed.projection.rebuild()
        assert digest == replayed.writer.digest(), event
    stepped.close()
    replayed.close()


def test_what_was_said_at_every_position_is_still_the_answer_for_it(archive: Archive) -> None:
    said: dict[tuple[int, int], list[Voice]] = {}
    moments = POINTS[4::5]
    for known_at, event in enumerate(long_history(), start=1):
        archive.feed([event])
        archive.projection.catch_up()
        said |= {(as_of, known_at): archive.models.voices(STORY, as_of) for as_of in moments}
    for (as_of, known_at), voices in said.items():
        assert archive.models.voices(STORY, as_of, known_at) == voices


def test_both_databases_give_one_digest(fresh_sqlite: str, fresh_postgres: str) -> None:
    events = long_history()
    digests = set()
    for url, batch in ((fresh_sqlite, 256), (fresh_postgres, 5)):
        archive = Archive(url, batch)
        archive.feed(events)
        digests.add(archive.project())
        archive.projection.rebuild()
        digests.add(archive.writer.digest())
        archive.close()
    assert len(digests) == 1


def test_the_digest_depends_on_every_table(archive: Archive) -> None:
    archive.feed(long_history())
    seen = {archive.project()}
    from sqlalchemy import delete, func, select

    from archive.store.engine import write
    from archive.store.read_schema import READ_TABLES

    for table in READ_TABLES:
        with write(archive.engine) as connection:
            if connection.scalar(select(func.count()).select_from(table)):
                connection.execute(delete(table))
        seen.add(archive.writer.digest())
    # rm_snapshots is empty in this history
    assert len(seen) == len(READ_TABLES)


@tried
@given(events=histories, cut=st.integers(0, 30))
def test_an_answer_for_the_past_is_what_an_archive_of_that_time_said(
    folder: Path, events: list[NewEvent], cut: int
) -> None:
    known = min(cut, len(events))
    today, then = fed(folder, events), fed(folder, events[:known])
    for as_of in POINTS[::3]:
        asked = today.models.voices(STORY, as_of, known)
        assert asked == then.models.voices(STORY, as_of)
        assert today.models.articles(as_of, known) == then.models.articles(as_of)
        assert today.models.sightings(STORY, as_of, known) == then.models.sightings(STORY, as_of)
    assert [row.digest for row in today.models.stories(known)] == [
        row.digest for row in then.models.stories()
    ]
    today.close()
    then.close()


@st.composite
def pairs_of_points(draw: st.DrawFn, head: int) -> tuple[Point, Point]:
    """Two points, mostly apart on one axis only: there a missed move has nothing to hide behind."""
    start = Point(draw(st.sampled_from(POINTS)), draw(st.just(head) | st.integers(0, head)))
    axis = draw(st.sampled_from(["reported", "known", "both"]))
    as_of = draw(st.sampled_from(POINTS)) if axis != "known" else start.as_of
    known_at = draw(st.integers(0, head)) if axis != "reported" else start.known_at
    return start, Point(as_of, known_at)


def groups_of(voices: list[Voice]) -> dict[str, list[Voice]]:
    grouped: dict[str, list[Voice]] = {}
    for voice in voices:
        grouped.setdefault(group_id(STORY, voice.claim.type, voice.claim.key), []).append(voice)
    return grouped


@tried
@given(events=histories, data=st.data())
def test_every_group_that_differs_between_two_points_is_among_the_moved(
    folder: Path, events: list[NewEvent], data: st.DataObject
) -> None:
    archive = fed(folder, events)
    for _ in range(8):
        start, end = data.draw(pairs_of_points(len(events)))
        before, after = (
            groups_of(archive.models.voices(STORY, point.as_of, point.known_at)) for point in (start, end)
        )
        differing = {group for group in before.keys() | after.keys() if before.get(group) != after.get(group)}
        moved = archive.models.moved_groups(STORY, start, end)
        assert differing <= moved
        for group in differing:
            assert archive.models.voices(STORY, end.as_of, end.known_at, {group}) == after.get(group, [])
    archive.close()


def test_an_article_that_leaves_its_copies_moves_those_that_stay(archive: Archive) -> None:
    teller = Teller()
    teller.define(0)
    teller.article(0, 3, 0, (0, None, None), [("toll", 2, "affirmed")])
    teller.article(1, 3, 0, (0, None, None), [("toll", 1, "affirmed")])
    teller.article(0, 6, 5, (0, 5, None), [("toll", 2, "affirmed")])  # its words are nobody else's now
    archive.feed(teller.events)
    archive.projection.catch_up()
    head = archive.models.position()
    before, after = Point(JANUARY + 2 * DAY, head), Point(JANUARY + 9 * DAY, head)
    stayed = [
        voice
        for point in (before, after)
        for voice in archive.models.voices(STORY, point.as_of)
        if voice.address == "beta"
    ]
    assert [voice.cluster for voice in stayed] == ["alpha", "beta"]
    assert groups_of(stayed).keys() <= archive.models.moved_groups(STORY, before, after)


def test_nothing_moves_between_a_point_and_itself(archive: Archive) -> None:
    archive.feed(long_history())
    archive.projection.catch_up()
    now = Point(END_OF_TIME, archive.models.position())
    assert archive.models.moved_groups(STORY, now, now) == set()
    # A correction that was withdrawn may add the group that it had led to.
    moved = archive.models.moved_groups(STORY, Point(0, 0), now)
    assert moved >= groups_of(archive.models.voices(STORY)).keys()
    assert len(moved) <= len(groups_of(archive.models.voices(STORY))) + 1


@tried
@given(events=histories)
def test_the_history_of_facts_agrees_with_the_voices_of_each_moment(
    folder: Path, events: list[NewEvent]
) -> None:
    from archive.domain.consolidate import consolidate

    archive = fed(folder, events)
    definition = archive.writer.definitions()[STORY]
    types = story_of(definition).facts
    states: dict[str, list[Any]] = {}
    from sqlalchemy import select

    from archive.store.read_schema import fact_history

    with archive.engine.connect() as connection:
        for row in connection.execute(select(fact_history).order_by(fact_history.c.since)):
            states.setdefault(row.fact_id, []).append(row)
    for as_of in POINTS:
        facts = [
            fact
            for voices in groups_of(archive.models.voices(STORY, as_of)).values()
            if voices[0].claim.type in types
            for fact in consolidate(types[voices[0].claim.type], voices)
        ]
        said = {f.fact_id: (f.status, f.relation, len(f.origins), f.publishers) for f in facts}
        latest = {
            fact_id: [row for row in rows if row.since <= as_of][-1:] for fact_id, rows in states.items()
        }
        told = {
            fact_id: (row.status, row.relation, row.origins, row.publishers)
            for fact_id, rows in latest.items()
            for row in rows
            if row.status != "absent"
        }
        assert told == said
    now = {row.fact_id: json.loads(row.document) for row in archive.models.facts(STORY)}
    assert now == {fact.fact_id: json.loads(json.dumps(fact_document(fact))) for fact in facts}
    archive.close()


def test_a_copy_that_says_nothing_joins_two_texts_into_one_voice(archive: Archive) -> None:
    teller = Teller()
    teller.define(0)
    teller.article(0, 0, 5, (0, None, None), [("toll", 2, "affirmed")])
    teller.article(1, 8, 5, (1, None, None), [("toll", 2, "affirmed")])
    archive.feed(teller.events)
    archive.projection.catch_up()
    assert [json.loads(row.document)["publishers"] for row in archive.models.facts(STORY)] == [2]
    assert [row.shares for row in archive.models.articles()] == [("beta",), ("alpha",)]
    start = Point(END_OF_TIME, archive.models.position())

    bridge = Teller()
    bridge.read(2, 9, 6, (3, None, None))
    archive.feed(bridge.events)
    digest = archive.project()
    assert [json.loads(row.document)["publishers"] for row in archive.models.facts(STORY)] == [1]
    assert archive.models.clusters({"beta"}) == dict.fromkeys(("alpha", "beta", "gamma"), "alpha")
    assert [row.copies for row in archive.models.articles(addresses={"alpha"})] == [("beta", "gamma")]
    end = Point(END_OF_TIME, archive.models.position())
    assert len(archive.models.moved_groups(STORY, start, end)) == 1
    archive.projection.rebuild()
    assert archive.writer.digest() == digest


def test_words_count_from_the_version_that_first_said_them(archive: Archive) -> None:
    """Three versions: the toll of 2 stands through an edit of something else, then 3, then 2 again."""
    teller = Teller()
    teller.define(0)
    for day, (text, toll) in enumerate([(0, 2), (3, 2), (4, 3), (5, 2)]):
        teller.article(0, text, day, (None, None, None), [("toll", toll, "affirmed")])
    archive.feed(teller.events)
    archive.project()
    told = [
        (voice.version, voice.claim.fields["value"], day_of(voice.reported).value)
        for day in range(4)
        for voice in archive.models.voices(STORY, JANUARY + day * DAY)
    ]
    assert told == [(1, 2, "2024-01-01"), (2, 2, "2024-01-01"), (3, 3, "2024-01-03"), (4, 2, "2024-01-04")]
