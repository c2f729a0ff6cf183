"""Diffs over made-up histories: what two stages find is what folding both sides whole and comparing them finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.compare import compare
from archive.domain.change import CAUSES, Cause
from archive.domain.claim import Claim
from archive.domain.event import STORIES, ClaimReviewed, ClaimsExtracted, NewEvent, StoryDefined
from archive.domain.moment import DAY, END_OF_TIME
from archive.domain.permalink import parse_change_id
from archive.domain.scope import Scope
from archive.domain.snapshot import Point, snapshot_of
from archive.errors import NotFound
from archive.service.changed_fact import changed_fact
from archive.service.definitions import story_at
from archive.service.diff import Diff, Side, diff, diffs
from archive.service.facts import facts_at
from archive.store.read_models import ReadModels
from tests.contract.histories import JANUARY, OTHER, STORY, Archive, Teller, fresh, histories, story_of

POINTS = [*(JANUARY + day * DAY for day in range(-1, 14, 2)), END_OF_TIME]
tried = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archives")


@pytest.fixture(autouse=True)
def made_up_stories(monkeypatch: pytest.MonkeyPatch) -> None:
    """Definitions of these histories are told by their digest, and have no source."""
    monkeypatch.setattr("archive.service.definitions.story_of", story_of)


@pytest.fixture
def archive(database_url: str) -> Iterator[Archive]:
    archive = Archive(database_url)
    yield archive
    archive.close()


def in_two_stories(events: Sequence[NewEvent]) -> list[NewEvent]:
    """The same history in which every second run, verdict and definition is one of another story too."""
    told: list[NewEvent] = []
    for number, event in enumerate(events):
        told.append(event)
        if number % 2:
            continue
        payload: Any = event.payload
        if isinstance(payload, ClaimsExtracted):
            claims = tuple(_of_other(claim) for claim in payload.claims)
            told.append(replace(event, payload=replace(payload, story=OTHER, claims=claims)))
        elif isinstance(payload, ClaimReviewed):
            told.append(replace(event, payload=replace(payload, story=OTHER, claim_id=_id(payload.claim_id))))
        elif isinstance(payload, StoryDefined):
            told.append(NewEvent(STORIES, replace(payload, story=OTHER)))
    return told


def _of_other(claim: Claim) -> Claim:
    return replace(claim, story=OTHER, claim_id=_id(claim.claim_id), assertion_key=_id(claim.assertion_key))


def _id(identity: str) -> str:
    return identity[::-1]


def whole(models: ReadModels, story: str, point: Point) -> dict[str, Any]:
    """All facts of the story at the point, as documents; none where it is not known yet."""
    try:
        definition = story_at(models, story, point.known_at)
    except NotFound:
        return {}
    return dict(snapshot_of(story, point, facts_at(models, definition, point)).facts)


def expected(models: ReadModels, story: str, start: Point, end: Point) -> set[tuple[str, str, str]]:
    differences = compare(whole(models, story, start), whole(models, story, end))
    return {(each.fact_id, ".".join(each.path), each.kind) for each in differences}


def told(found: Diff) -> set[tuple[str, str, str]]:
    return {(change.fact_id, change.path, change.kind) for change in found.changes}


@st.composite
def points(draw: st.DrawFn, head: int) -> tuple[Side, Side]:
    start = Point(draw(st.sampled_from(POINTS)), draw(st.just(head) | st.integers(0, head)))
    axis = draw(st.sampled_from(["reported", "known", "both"]))
    as_of = draw(st.sampled_from(POINTS)) if axis != "known" else start.as_of
    known_at = draw(st.integers(0, head)) if axis != "reported" else start.known_at
    return Side(start), Side(Point(as_of, known_at))


@tried
@given(history=histories, data=st.data())
def test_two_stages_find_what_two_whole_folds_and_deepdiff_find(
    folder: Path, history: list[NewEvent], data: st.DataObject
) -> None:
    events = in_two_stories(history)
    archive = Archive(fresh(folder))
    archive.feed(events)
    archive.projection.catch_up()
    models = archive.models
    for _ in range(3):
        start, end = data.draw(points(len(events)))
        together = {
            found.story: told(found)
            for found in diffs(models, [STORY, OTHER], start, end, support=True, scope=Scope())
        }
        for story in (STORY, OTHER):
            right = expected(models, story, start.point, end.point)
            alone = diff(models, story, start, end, support=True)
            assert told(alone) == right
            assert together.get(story, set()) == right
            tolls = diff(models, story, start, end, support=True, scope=Scope(frozenset({"toll"})))
            assert told(tolls) == {(c.fact_id, c.path, c.kind) for c in alone.changes if c.type == "toll"}
            town = diff(models, story, start, end, support=True, scope=Scope(key={"place": "town1"}))
            assert told(town) == {
                (c.fact_id, c.path, c.kind) for c in alone.changes if c.key.get("place") == "town1"
            }
    archive.close()


@tried
@given(history=histories, data=st.data())
def test_every_change_has_a_permalink_that_finds_it_again(
    folder: Path, history: list[NewEvent], data: st.DataObject
) -> None:
    archive = Archive(fresh(folder))
    archive.feed(history)
    archive.projection.catch_up()
    start, end = data.draw(points(len(history)))
    found = diff(archive.models, STORY, start, end, support=True)
    for change in found.changes[:3]:
        named = parse_change_id(str(found.permalink(change)))
        assert named is not None
        again = changed_fact(archive.models, named)
        assert change in again.changes
        assert {each.fact_id for each in again.changes} == {change.fact_id}
    archive.close()


def causes_between(archive: Archive, start: Point, end: Point) -> dict[str, tuple[Cause, tuple[Cause, ...]]]:
    """For each change that is more than support: the cause it is given, and all its causes."""
    found = diff(archive.models, STORY, Side(start), Side(end))
    return {change.path: (change.cause, change.causes) for change in found.changes}


NO_DATES = (None, None, None)


def at(archive: Archive, as_of: int = END_OF_TIME) -> Point:
    archive.projection.catch_up()
    return Point(as_of, archive.models.position())


def test_a_late_article_moves_the_past_as_reported_and_counts_as_reporting(archive: Archive) -> None:
    teller = Teller()
    teller.define(0)
    teller.article(0, 0, 8, (2, None, None), [("toll", 2, "affirmed")])
    archive.feed(teller.events)
    then = at(archive, JANUARY + 5 * DAY)
    late = Teller()
    late.article(1, 5, 9, (4, None, None), [("toll", 4, "affirmed")])
    archive.feed(late.events)
    now = at(archive, JANUARY + 5 * DAY)
    assert causes_between(archive, then, now)["value"] == ("reporting", ("reporting",))
    assert causes_between(archive, then, Point(now.as_of, then.known_at)) == {}


def test_an_edit_and_another_extractor_at_once_are_told_apart(archive: Archive) -> None:
    """Of two claims that the edited version makes, one was in the old words all along: we had missed it."""
    teller = Teller()
    teller.define(0)
    teller.article(0, 0, 1, (0, None, None), [])
    archive.feed(teller.events)
    before = at(archive)
    teller.extract(0, [("toll", 3, "affirmed")], 0)
    teller.article(0, 3, 5, (0, None, None), [("toll", 3, "affirmed"), ("toll", 2, "affirmed")])
    archive.feed(teller.events[3:])
    found = diff(archive.models, STORY, Side(before), Side(at(archive)))
    assert {change.key["place"]: change.cause for change in found.changes} == {
        "town1": "extractor",
        "town0": "source-edit",
    }


def test_a_reviewer_outranks_the_report_that_came_at_the_same_time(archive: Archive) -> None:
    teller = Teller()
    teller.define(0)
    teller.article(0, 0, 1, (0, None, None), [("toll", 2, "affirmed")])
    archive.feed(teller.events)
    before = at(archive)
    teller.review(0, 1)
    teller.article(1, 5, 3, (2, None, None), [("toll", 4, "affirmed")])
    archive.feed(teller.events[4:])
    assert causes_between(archive, before, at(archive))["value"] == ("review", ("review", "reporting"))


def test_another_definition_and_a_report_at_once_are_told_apart(archive: Archive) -> None:
    """The first definition holds the count at 6 against a later 4, the second lets the count fall."""
    teller = Teller()
    teller.define(0)
    teller.article(0, 0, 1, (0, None, None), [("toll", 6, "affirmed"), ("toll", 3, "affirmed")])
    teller.article(1, 5, 2, (2, None, None), [("toll", 4, "affirmed")])
    archive.feed(teller.events)
    before = at(archive)
    told_before = len(teller.events)
    teller.define(1)
    teller.article(2, 3, 4, (3, None, None), [("toll", 5, "affirmed")])
    archive.feed(teller.events[told_before:])
    found = diff(archive.models, STORY, Side(before), Side(at(archive)))
    assert {(change.key["place"], change.path): change.cause for change in found.changes} == {
        ("town0", "status"): "story",
        ("town0", "value"): "story",
        ("town1", "value"): "reporting",
    }


def test_a_date_that_we_read_anew_is_no_report(archive: Archive) -> None:
    """The same look, read again with a later publication date: the article leaves January's past."""
    teller = Teller()
    teller.define(0)
    teller.article(0, 0, 9, (2, None, None), [("toll", 2, "affirmed")])
    archive.feed(teller.events)
    before = at(archive, JANUARY + 5 * DAY)
    teller.read(0, 0, 9, (7, None, None))
    archive.feed(teller.events[4:])
    assert causes_between(archive, before, at(archive, before.as_of)) == {"": ("extractor", ("extractor",))}


def test_the_weightiest_cause_comes_first() -> None:
    assert CAUSES == ("review", "reporting", "source-edit", "story", "extractor")
