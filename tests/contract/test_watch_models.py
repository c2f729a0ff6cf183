"""What the read models know of watches, on both databases: how each stands, which are due, and their runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from archive.domain.event import NewEvent, watch_stream
from archive.domain.moment import DAY, SECOND
from archive.domain.watch import WatchChanged, WatchRan
from archive.store.queries_watches import FUTURE
from archive.store.watch_claims import WatchClaims
from tests.contract.histories import JANUARY, Archive, fresh

NOW = JANUARY + 400 * DAY
NAMES = ("quay", "tern", "skerry")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("watches")


@pytest.fixture
def lite(folder: Path) -> Iterator[Archive]:
    """For what has nothing to do with the database."""
    archive = Archive(fresh(folder))
    yield archive
    archive.close()


@pytest.fixture
def archive(database_url: str) -> Iterator[Archive]:
    archive = Archive(database_url)
    yield archive
    archive.close()


def changed(watch: str, change: Any = "added", due: int | None = NOW, **given: Any) -> NewEvent:
    values: dict[str, Any] = {
        "kind": "page",
        "target": f"https://{watch}.example/",
        "schedule": "every 30m",
        "stories": ("harbour",),
        "given": {"source": "The Quay"},
    }
    return NewEvent(watch_stream(watch), WatchChanged(watch=watch, change=change, due=due, **values | given))


def ran(watch: str, slot: int, due: int | None, **given: Any) -> NewEvent:
    values: dict[str, Any] = {"started": slot, "finished": slot + SECOND, "state": "ok", "counts": {"new": 1}}
    return NewEvent(watch_stream(watch), WatchRan(watch=watch, slot=slot, due=due, **values | given))


def feed(archive: Archive, *events: NewEvent) -> None:
    archive.feed(events)
    archive.projection.catch_up()


def test_a_watch_stands_as_its_last_change_and_run_leave_it(archive: Archive) -> None:
    feed(archive, changed("quay"))
    (row,) = archive.models.watches()
    assert (row.watch, row.version, row.paused, row.state, row.due, row.ran) == (
        "quay",
        1,
        False,
        "new",
        NOW,
        None,
    )
    assert (row.kind, row.target, row.schedule) == ("page", "https://quay.example/", "every 30m")
    assert (row.stories, row.given, row.counts, row.errors) == (("harbour",), {"source": "The Quay"}, {}, ())
    failed = {
        "state": "failing",
        "counts": {"failed": 2},
        "errors": ("timed out",),
        "failures": 3,
        "failing_since": 7,
        "fresh": 5,
        "listing": "blob",
        "etag": '"x"',
        "last_modified": "then",
    }
    feed(archive, ran("quay", NOW, NOW + DAY, **failed))
    (row,) = archive.models.watches(["quay"])
    assert (row.version, row.due, row.ran) == (2, NOW + DAY, NOW + SECOND)
    assert {name: getattr(row, name) for name in failed} == failed
    feed(archive, changed("quay", "edited", NOW + 3 * DAY, schedule="adaptive"))
    (row,) = archive.models.watches(["quay"])
    assert (row.version, row.schedule, row.due, row.state) == (3, "adaptive", NOW + 3 * DAY, "failing")
    feed(archive, changed("quay", "paused", None))
    assert [(row.paused, row.due) for row in archive.models.watches()] == [(True, None)]
    feed(archive, ran("quay", NOW, None))
    assert [(row.paused, row.due, row.state) for row in archive.models.watches()] == [(True, None, "ok")]


def test_a_watch_that_was_removed_begins_anew_under_its_name(lite: Archive) -> None:
    feed(lite, changed("quay"), ran("quay", NOW, NOW + DAY), changed("quay", "removed", None))
    assert lite.models.watches() == []
    assert lite.models.due_watches(NOW + 9 * DAY, 9) == []
    feed(lite, ran("quay", NOW, None))  # it was in somebody's hand
    assert lite.models.watches() == []
    feed(lite, changed("quay"))
    (row,) = lite.models.watches()
    assert (row.version, row.state, row.ran, row.due) == (5, "new", None, NOW)
    assert [run.position for run in lite.models.watch_runs("quay", 9)] == [4, 2]


def test_the_longest_due_come_first_and_those_in_hand_not_at_all(archive: Archive) -> None:
    feed(
        archive,
        changed("quay", due=NOW - 5),
        changed("tern", due=NOW - 9),
        changed("skerry", due=NOW),
        changed("later", due=NOW + 1),
        changed("paused", "added", None),
    )

    def due(limit: int = 9) -> list[str]:
        return [row.watch for row in archive.models.due_watches(NOW, limit)]

    assert due() == ["tern", "quay", "skerry"]
    assert due(2) == ["tern", "quay"]
    totals = archive.models.watch_totals(NOW)
    assert (totals.states, totals.due, totals.oldest_due) == ({"new": 4, "paused": 1}, 3, NOW - 9)
    claims = WatchClaims(archive.engine, lambda: NOW, "me")
    assert claims.claim("tern", NOW - 9, watch_stream("tern"), 1, lease=60)
    if archive.engine.dialect.name == "sqlite":  # the other has a clock of its own
        assert due() == ["quay", "skerry"]
    feed(archive, ran("tern", NOW - 9, NOW - 1))
    assert due() == ["quay", "tern", "skerry"]  # another slot, and nobody has that


def test_what_a_clock_said_that_was_wrong_is_not_waited_for(lite: Archive) -> None:
    year = NOW + 365 * DAY
    feed(lite, changed("quay"), changed("tern"))
    feed(
        lite,
        ran("quay", NOW, year + DAY, finished=year),
        ran("tern", NOW, NOW + DAY, finished=NOW + FUTURE),
    )
    assert [row.watch for row in lite.models.due_watches(NOW, 9)] == ["quay"]
    feed(lite, ran("quay", year + DAY, NOW + DAY, finished=NOW))
    assert lite.models.due_watches(NOW, 9) == []


def test_runs_are_listed_the_newest_first_and_shown_in_views(archive: Archive) -> None:
    feed(archive, changed("quay"), changed("tern"))
    feed(
        archive,
        ran("quay", NOW, NOW + DAY, missed=4),
        ran("tern", NOW, NOW + DAY + SECOND),
        ran("quay", NOW + DAY, None, state="failing", errors=("gone",), counts={}, failures=1),
    )
    last, first = archive.models.watch_runs("quay", 9)
    assert (last.slot, last.state, last.errors, last.counts, last.failures, last.due) == (
        NOW + DAY,
        "failing",
        ("gone",),
        {},
        1,
        None,
    )
    assert (first.slot, first.started, first.finished, first.missed) == (NOW, NOW, NOW + SECOND, 4)
    assert archive.models.watch_runs("quay", 1) == [last]
    with archive.engine.connect() as connection:
        watch = connection.execute(
            text("SELECT watch, schedule, state, due, due_at, ran FROM watches WHERE watch = 'tern'")
        ).one()
        run = connection.execute(
            text("SELECT watch, slot, duration, counts, next_due FROM watch_runs WHERE watch = 'tern'")
        ).one()
    assert tuple(watch) == (
        "tern",
        "every 30m",
        "ok",
        "2025-02-05T00:00:01Z",
        NOW + DAY + SECOND,
        "2025-02-04T00:00:01Z",
    )
    assert tuple(run) == ("tern", "2025-02-04", SECOND, '{"new":1}', "2025-02-05T00:00:01Z")


_changes = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(["added", "edited", "paused", "resumed", "removed"]),
    st.none() | st.integers(0, 9),
).map(lambda drawn: changed(*drawn))
_runs = st.tuples(st.sampled_from(NAMES), st.integers(0, 9), st.none() | st.integers(0, 9)).map(
    lambda drawn: ran(*drawn)
)
_histories = st.lists(st.one_of(_changes, _runs), max_size=12).map(
    lambda events: [*(changed(name) for name in NAMES), *events]
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(events=_histories, batch=st.sampled_from([1, 2, 5]))
def test_however_the_log_is_cut_into_batches_the_watches_are_the_same(
    folder: Path, events: Sequence[NewEvent], batch: int
) -> None:
    whole, pieces = Archive(fresh(folder)), Archive(fresh(folder), batch)
    for archive in (whole, pieces):
        archive.feed(events)
        archive.projection.catch_up()
    assert pieces.writer.digest() == whole.writer.digest()
    whole.projection.rebuild()
    assert pieces.writer.digest() == whole.writer.digest()
    for archive in (whole, pieces):
        archive.close()
