"""How the archive stands now, asked at once, is what the log, the read models and a fold say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from archive.domain.event import NewEvent
from archive.domain.fact_document import fact_document, listed, ordered
from archive.domain.moment import END_OF_TIME
from archive.domain.snapshot import Point
from archive.service.facts import facts_at
from archive.store.present import Present
from tests.contract.histories import STORY, Archive, Teller, fresh, histories, story_of


@pytest.fixture
def archive(database_url: str) -> Iterator[Archive]:
    archive = Archive(database_url)
    yield archive
    archive.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archives")


def history() -> list[NewEvent]:
    """Copies, edits, verdicts, and a definition that drops a type of fact."""
    teller = Teller()
    teller.define(0)
    for day in range(6):
        teller.read(day % 4, day % 8, 12 - day % 5, (day if day % 3 else None, day, None))
        teller.extract(day, [("toll", 1 + day % 4, "affirmed"), ("rescue", day % 3, "affirmed")], day % 2)
    teller.review(1, 4)
    teller.review(3, 1)
    teller.define(5)
    return teller.events


def check_facts(archive: Archive) -> None:
    """What stands folded is what a fold gives, to the order in which it is read."""
    position = archive.models.position()
    point = Point(END_OF_TIME, position)
    defined: list[Any] = archive.models.stories(position)
    for story in map(story_of, defined):
        types = {name: kind.attributes for name, kind in story.facts.items()}
        folded = {
            fact.fact_id: listed(ordered(fact_document(fact), types[fact.type]))
            for fact in facts_at(archive.models, story, point)
        }
        stored = Present(archive.engine).facts(story.story, position)
        assert stored is not None
        shown = {fact_id: listed(ordered(fact, types[fact["type"]])) for fact_id, fact in stored.items()}
        # As text: dicts that differ in their order alone are equal, and are not the same to read.
        assert {key: json.dumps(fact) for key, fact in shown.items()} == {
            key: json.dumps(fact) for key, fact in folded.items()
        }


def test_every_answer_is_that_of_the_log_and_of_the_read_models(archive: Archive) -> None:
    present = Present(archive.engine)
    assert (present.head(), present.position(), present.stories()) == (0, 0, [])
    for event in history():
        archive.feed([event])
        assert present.head() == archive.log.head() == archive.models.position() + 1
        archive.projection.catch_up()
        assert present.position() == archive.models.position()
    for moment in (0, *(event.recorded_at for event in archive.log.read()), END_OF_TIME):
        assert present.position_at(moment) == archive.log.position_at(moment)
    for known_at in (None, *range(present.head() + 1)):
        assert present.stories(known_at) == archive.models.stories(known_at)
    assert {row.digest for row in present.stories()} == {"5"}
    check_facts(archive)


def test_facts_stand_folded_as_of_one_position_alone(archive: Archive) -> None:
    archive.feed(history())
    present = Present(archive.engine)
    assert present.facts(STORY, present.head()) is None
    archive.projection.catch_up()
    assert present.facts(STORY, present.head())
    assert present.facts(STORY, present.head() - 1) is None
    assert present.facts("none", present.head()) == {}


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=histories)
def test_facts_that_stand_folded_are_those_that_a_fold_gives(folder: Path, events: list[NewEvent]) -> None:
    archive = Archive(fresh(folder))
    archive.feed(events)
    archive.projection.catch_up()
    check_facts(archive)
    archive.close()


def test_an_article_of_the_far_future_is_among_the_latest(archive: Archive) -> None:
    teller = Teller()
    teller.define(0)
    teller.article(0, 0, 0, (400 * 365, None, None), [("toll", 3, "affirmed")])
    archive.feed(teller.events)
    archive.projection.catch_up()
    (fact,) = archive.models.facts(STORY)
    assert fact.reported == Point(END_OF_TIME, 0).as_of
    check_facts(archive)
