"""Bringing the read models forward: by several at once, after a kill, and past events that cannot be read."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from archive.domain.event import ArticleParsed, NewEvent, StoryDefined
from archive.domain.story import Story
from archive.errors import ProjectionError
from archive.ports import Unit
from archive.service.project import Projection
from tests.contract.histories import STORY, Archive, Teller, story_of


@pytest.fixture
def archive(database_url: str) -> Iterator[Archive]:
    archive = Archive(database_url)
    teller = Teller()
    teller.define(0)
    for day in range(10):
        teller.article(day % 4, day % 8, day, (day, None, None), [("toll", 1 + day % 4, "affirmed")])
    archive.feed(teller.events)
    yield archive
    archive.close()


def test_catching_up_twice_does_nothing_more(archive: Archive) -> None:
    told: list[tuple[int, int]] = []
    assert archive.projection.catch_up(lambda reached, head: told.append((reached, head))) == 31
    digest = archive.writer.digest()
    assert archive.projection.catch_up(lambda reached, head: told.append((reached, head))) == 31
    assert told == [(31, 31)]
    assert (archive.models.position(), archive.writer.digest()) == (31, digest)


def test_a_batch_that_begins_elsewhere_is_not_written(archive: Archive) -> None:
    archive.projection.catch_up()
    digest = archive.writer.digest()
    for after in (0, 5, 30):
        assert not archive.writer.apply(after, 31, [], [], lambda *_: [])
    assert archive.writer.digest() == digest


def test_several_at_once_do_no_harm(archive: Archive, database_url: str) -> None:
    others = [Archive(database_url, batch) for batch in (1, 2, 3)]
    with ThreadPoolExecutor(3) as pool:
        reached = list(pool.map(lambda other: other.projection.catch_up(), others))
    digest = archive.writer.digest()
    archive.projection.rebuild()
    for other in others:
        other.close()
    assert reached == [31, 31, 31]
    assert archive.writer.digest() == digest


def test_an_event_that_cannot_be_projected_stops_there_and_keeps_all_before(archive: Archive) -> None:
    bad = StoryDefined(story="odd", title="Odd", digest="not a number", source="", packs={})
    archive.feed([NewEvent("stories", bad), *more()])

    with pytest.raises(ProjectionError) as caught:
        archive.projection.catch_up()
    assert (caught.value.details["position"], caught.value.details["type"]) == (32, "StoryDefined")
    assert "position 32 (StoryDefined)" in str(caught.value)
    assert archive.models.position() == 31
    assert len(archive.models.voices(STORY)) == 4

    def patient(definition: StoryDefined) -> Story:
        return story_of(definition) if definition is not bad and definition.story != "odd" else ODD

    mended = Projection(archive.log, archive.blobs, archive.writer, patient)
    assert mended.catch_up() == archive.log.head()


ODD = Story(story="odd", title="Odd", version=1, digest="x")


def more() -> list[NewEvent]:
    teller = Teller()
    teller.article(2, 6, 11, (11, None, None), [("toll", 4, "affirmed")])
    return teller.events


def test_a_text_that_is_missing_is_said_with_the_event_that_names_it(archive: Archive) -> None:
    import dataclasses

    _, reading, _ = more()
    assert isinstance(reading.payload, ArticleParsed)
    lost = dataclasses.replace(reading.payload, text="0" * 64)
    archive.log.append([Unit(events=[NewEvent(reading.stream, lost)])])
    with pytest.raises(ProjectionError, match=r"position 32 \(ArticleParsed\): no blob '0000"):
        archive.projection.catch_up()
    assert archive.models.position() == 31


@pytest.mark.parametrize("kill_after", [1, 4, 11])
def test_a_rebuild_that_was_killed_goes_on_where_it_was(
    archive: Archive, database_url: str, kill_after: int
) -> None:
    archive.projection.catch_up()
    digest = archive.writer.digest()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_rebuild_and_die, args=(database_url, kill_after))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert 0 < archive.models.position() < 31
    archive.projection.catch_up()
    assert archive.writer.digest() == digest


def _rebuild_and_die(url: str, kill_after: int) -> None:
    """Rebuild event by event, and be killed in the middle of a transaction."""
    archive = Archive(url, 1)
    done: list[int] = []

    def progress(reached: int, _: int) -> None:
        done.append(reached)
        if len(done) == kill_after:
            import archive.store.read_writer as writer

            writer._refold = lambda *_: os.kill(os.getpid(), signal.SIGKILL)

    archive.projection.rebuild(progress)
