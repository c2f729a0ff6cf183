"""The service on both databases: what is due is run once, recorded once, and goes on as it should."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from archive.domain.event import watch_stream
from archive.domain.moment import DAY, SECOND
from archive.domain.schedule import HOUR, MINUTE, Adaptive, Cron, Every
from archive.domain.watch import WatchKind, WatchRan
from archive.errors import DatabaseUnusable, InputRefused, NotFound
from archive.ports import EventLog
from archive.service.cron import next_cron
from archive.service.record_run import MAX_ERRORS, record_run
from archive.service.visits import Pulse, Ran, Turn, Visited
from archive.service.watch_definitions import Defined, Wanted, WatchDefinitions
from archive.service.watch_loop import Pace, WatchLoop
from archive.store.log import SqlLog
from archive.store.rows import WatchRow
from archive.store.watch_claims import WatchClaims
from tests.contract.conftest import Clock
from tests.contract.histories import JANUARY, Archive, fresh

NOW = JANUARY + 500 * DAY
HALF_HOURLY = Every(30 * MINUTE)
FINE = Visited(counts={"new": 1}, changed=True)


@dataclass
class Ear:
    """Hears what the service does."""

    runs: list[Ran] = field(default_factory=list)
    pulses: list[Pulse] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    on_tick: Callable[[Pulse], None] = lambda pulse: None

    def ran(self, run: Ran) -> None:
        self.runs.append(run)

    def unexpected(self, watch: str, error: Exception) -> None:
        self.others.append(f"{watch}: {error}")

    def lost(self, watch: str) -> None:
        self.others.append(f"{watch}: lost")

    def ticked(self, pulse: Pulse) -> None:
        self.pulses.append(pulse)
        self.on_tick(pulse)


@dataclass
class Place:
    """One run's place of work; what a visit brings is told by the test."""

    log: EventLog
    catch_up: Callable[[], int]
    bring: Callable[[WatchRow], Visited]

    def visit(self, watch: WatchRow) -> Visited:
        return self.bring(watch)


@dataclass
class Desk:
    """An archive with watches and a service that runs them by a clock that the test turns."""

    archive: Archive
    clock: Clock
    ear: Ear = field(default_factory=Ear)
    visits: list[str] = field(default_factory=list)

    @property
    def definitions(self) -> WatchDefinitions:
        return WatchDefinitions(
            self.log(), self.archive.models, self.clock, self.archive.projection.catch_up, next_cron
        )

    def log(self) -> SqlLog:
        return SqlLog(self.archive.engine, clock=self.clock, actor="test")

    def place(self, bring: Callable[[WatchRow], Visited] = lambda watch: FINE) -> Place:
        return Place(self.log(), self.archive.projection.catch_up, bring)

    def add(self, *names: str, schedule: Any = HALF_HOURLY) -> list[Defined]:
        wanted = [
            Wanted(name=name, target=f"https://{name}.example/", kind="page", schedule=schedule)
            for name in names
        ]
        return [self.definitions.define([each])[0] for each in wanted]

    def claims(self, owner: str) -> WatchClaims:
        return WatchClaims(self.archive.engine, self.clock, owner)

    def held(self) -> int:
        """How many slots somebody has in hand."""
        with self.archive.engine.connect() as connection:
            return int(connection.scalar(text("SELECT count(*) FROM watch_claims")) or 0)

    def loop(
        self, bring: Callable[[WatchRow], Visited] = lambda watch: FINE, owner: str = "me", **pace: Any
    ) -> WatchLoop:
        def noted(watch: WatchRow) -> Visited:
            self.visits.append(watch.watch)
            return bring(watch)

        return WatchLoop(
            self.archive.models,
            self.claims(owner),
            lambda: self.place(noted),
            self.archive.projection.catch_up,
            self.clock,
            next_cron,
            self.ear,
            Pace(**{"jobs": 2, "poll": 0.05, "lease": 60, **pace}),
        )

    def row(self, name: str = "quay") -> WatchRow:
        self.archive.projection.catch_up()
        (row,) = self.archive.models.watches([name])
        return row

    def events(self) -> list[WatchRan]:
        return [e.payload for e in self.archive.log.read() if isinstance(e.payload, WatchRan)]


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    archive = Archive(database_url)
    yield Desk(archive, Clock(NOW))
    archive.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archives")


@pytest.fixture
def lite(folder: Path) -> Iterator[Desk]:
    """For what has nothing to do with the database."""
    archive = Archive(fresh(folder))
    yield Desk(archive, Clock(NOW))
    archive.close()


def test_what_is_due_is_run_once_and_is_due_again(desk: Desk) -> None:
    desk.add("quay", "tern")
    desk.add("later", schedule=Cron("0 0 1 1 *"))
    tally = desk.loop().run(once=True)
    assert (tally.ran, tally.failed, tally.unrecorded) == (2, 0, 0)
    assert sorted(desk.visits) == ["quay", "tern"]
    row = desk.row()
    assert row.due is not None
    assert (row.state, row.ran, row.counts) == ("ok", NOW, {"new": 1})
    assert NOW + 15 * MINUTE <= row.due < NOW + 45 * MINUTE
    assert desk.loop().run(once=True).ran == 0
    desk.clock.now = row.due
    desk.visits.clear()
    desk.loop().run(once=True)
    assert "quay" in desk.visits
    assert desk.held() == 0


def test_several_services_at_once_run_each_slot_once(desk: Desk) -> None:
    desk.add(*(f"w{number}" for number in range(10)))
    loops = [desk.loop(owner=f"o{number}") for number in range(3)]
    threads = [threading.Thread(target=loop.run, kwargs={"once": True}) for loop in loops]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(desk.visits) == sorted(f"w{number}" for number in range(10))
    assert len(desk.events()) == 10


def test_a_run_whose_lease_was_lost_is_not_recorded_twice(desk: Desk) -> None:
    desk.add("quay")
    turn = Turn(watch=desk.row(), slot=NOW)
    first, second = (
        record_run(
            turn,
            FINE,
            NOW,
            NOW + number,
            place=desk.place(),
            watches=desk.archive.models,
            cron=next_cron,
        )
        for number in (1, 2)
    )
    assert first is not None
    assert second is None
    assert [event.finished for event in desk.events()] == [NOW + 1]


def test_a_watch_that_is_changed_while_it_runs_goes_on_as_changed(desk: Desk) -> None:
    desk.add("paused", "removed", "edited")

    def meanwhile(watch: WatchRow) -> Visited:
        if watch.watch == "edited":
            desk.add("edited", schedule=Every(7 * DAY))
        elif watch.watch == "paused":
            desk.definitions.pause("paused")
        else:
            desk.definitions.remove("removed")
        return FINE

    assert desk.loop(meanwhile).run(once=True).ran == 3
    due = {event.watch: event.due for event in desk.events()}
    assert due["paused"] is due["removed"] is None
    assert due["edited"] is not None
    assert due["edited"] - NOW >= 3 * DAY
    assert {row.watch: row.due for row in desk.archive.models.watches()} == {
        "paused": None,
        "edited": due["edited"],
    }


def test_what_a_killed_service_had_in_hand_is_run_when_its_lease_is_over(lite: Desk) -> None:
    lite.add("quay")
    dead = lite.claims("dead")
    assert dead.claim("quay", NOW, watch_stream("quay"), 1, lease=60)
    assert lite.loop().run(once=True).ran == 0
    dead.renew([("quay", NOW)], -1)
    assert lite.loop().run(once=True).ran == 1


def test_an_error_turns_the_state_once_and_recovery_once(lite: Desk) -> None:
    lite.add("quay", schedule=Adaptive())
    bad = Visited(counts={"failed": 1}, errors=("timed\nout",) * 30)
    for visited in (FINE, bad, bad, Visited(counts={"unchanged": 1}, errors=("one entry",)), FINE):
        lite.loop(lambda watch, visited=visited: visited).run(once=True)  # type: ignore[misc]
        lite.clock.now = lite.row().due or 0
    assert [run.turned for run in lite.ear.runs] == [None, "failing", None, "recovered", None]
    assert [run.event.state for run in lite.ear.runs] == ["ok", "failing", "failing", "ok", "ok"]
    assert [run.event.failures for run in lite.ear.runs] == [0, 1, 2, 0, 0]
    first, second = lite.ear.runs[1].event, lite.ear.runs[2].event
    assert first.failing_since == second.failing_since == first.finished == lite.ear.runs[3].failing_since
    assert first.errors == (*["timed out"] * (MAX_ERRORS - 1), "and 11 more")
    assert lite.ear.runs[3].event.errors == ("one entry",)  # said, and no failure: something came


def test_a_listing_and_its_validators_stay_until_another_comes(lite: Desk) -> None:
    lite.add("quay")
    had = Visited(listing="a" * 64, etag='"1"', last_modified="Mon")
    for visited in (had, Visited(), Visited(errors=("no",)), Visited(listing="b" * 64)):
        lite.loop(lambda watch, visited=visited: visited).run(once=True)  # type: ignore[misc]
        lite.clock.now = lite.row().due or 0
    listings = [(event.listing, event.etag, event.last_modified) for event in lite.events()]
    assert listings == [("a" * 64, '"1"', "Mon")] * 3 + [("b" * 64, None, None)]


@pytest.mark.parametrize(
    ("kind", "counts", "state"),
    [
        ("page", {"blocked": 1}, "failing"),
        ("page", {"gone": 1}, "ok"),
        ("feed", {"blocked": 2}, "ok"),
        ("sitemap", {"failed": 1, "new": 1}, "ok"),
        ("feed", {}, "failing"),
        ("folder", {"failed": 1}, "failing"),
        ("folder", {"failed": 1, "unchanged": 1}, "ok"),
    ],
)
def test_a_watch_fails_where_nothing_came(
    lite: Desk, kind: WatchKind, counts: dict[str, int], state: str
) -> None:
    target = "/srv/cuttings" if kind == "folder" else "https://quay.example/"
    lite.definitions.define([Wanted(target=target, kind=kind, schedule=HALF_HOURLY)])
    lite.loop(lambda watch: Visited(counts=counts, errors=("no",))).run(once=True)
    (event,) = lite.events()
    assert (event.state, event.errors, event.counts) == (state, ("no",), counts)


def test_one_watch_that_goes_wrong_ends_nothing(lite: Desk) -> None:
    lite.add("bug", "quay", "refused")

    def bring(watch: WatchRow) -> Visited:
        if watch.watch == "bug":
            raise ZeroDivisionError("a bug")
        if watch.watch == "refused":
            raise InputRefused(name="page", reason="too big")
        return FINE

    tally = lite.loop(bring).run(once=True)
    assert (tally.ran, tally.failed) == (3, 2)
    assert lite.ear.others == ["bug: a bug"]
    assert {event.watch: event.errors for event in lite.events()} == {
        "bug": ("an error in the program: ZeroDivisionError: a bug",),
        "quay": (),
        "refused": ("page: too big",),
    }


def test_what_could_not_be_recorded_is_tried_again_when_its_lease_is_over(lite: Desk) -> None:
    lite.add("quay")

    def broken(watch: WatchRow) -> Visited:
        raise DatabaseUnusable(database="x", problem="gone")

    tally = lite.loop(broken).run(once=True)
    assert (tally.ran, tally.unrecorded, lite.visits) == (0, 1, ["quay"])
    assert lite.loop().run(once=True).ran == 0
    lite.clock.now += 61 * SECOND
    assert lite.loop().run(once=True).ran == 1


@pytest.mark.parametrize(
    ("seconds", "wait"),
    [(5400.0, 90 * MINUTE), (1e300, DAY), (float("inf"), DAY), (float("nan"), 0), (-5.0, 0)],
)
def test_a_server_that_asks_to_wait_is_left_alone(lite: Desk, seconds: float, wait: int) -> None:
    lite.add("quay", schedule=Every(MINUTE))
    lite.loop(lambda watch: Visited(errors=("busy",), retry_after=seconds)).run(once=True)
    due = lite.row().due
    assert due is not None
    assert wait <= due - NOW <= wait + 2 * MINUTE


def test_a_week_asleep_is_one_run_and_what_was_missed_is_counted(lite: Desk) -> None:
    lite.add("quay")
    lite.loop().run(once=True)
    lite.clock.now += 7 * DAY
    assert lite.loop().run(once=True).ran == 1
    assert lite.loop().run(once=True).ran == 0
    assert lite.events()[-1].missed in (334, 335)


def test_a_clock_that_was_a_year_ahead_does_no_harm(lite: Desk) -> None:
    lite.add("quay", schedule=Adaptive())
    lite.clock.now = NOW + 365 * DAY
    lite.loop().run(once=True)
    lite.clock.now = NOW
    lite.loop().run(once=True)
    assert len(lite.events()) == 2
    row = lite.row()
    assert row.due is not None
    assert NOW < row.due < NOW + HOUR
    assert lite.loop().run(once=True).ran == 0


def test_it_runs_until_it_is_stopped_and_finishes_what_is_in_hand(lite: Desk) -> None:
    lite.add(*(f"w{number}" for number in range(8)))
    loop = lite.loop(jobs=2)
    begun, finish = threading.Barrier(3), threading.Event()

    def slow(watch: WatchRow) -> Visited:
        begun.wait(30)
        finish.wait(30)
        return FINE

    loop = lite.loop(slow, jobs=2)
    service = threading.Thread(target=loop.run)
    service.start()
    begun.wait(30)
    loop.stop()
    finish.set()
    service.join(30)
    assert not service.is_alive()
    assert len(lite.events()) == 2
    assert len(lite.visits) == 2
    assert lite.ear.pulses[-1].stopping
    assert lite.held() == 0


def test_a_database_that_goes_away_is_waited_for(lite: Desk) -> None:
    lite.add("quay")
    problems = iter([DatabaseUnusable(database="x", problem="gone")])
    loop = lite.loop()
    catch_up = loop._catch_up

    def unreliable() -> int:
        for problem in problems:
            raise problem
        return catch_up()

    loop._catch_up = unreliable

    def stop_when_done(pulse: Pulse) -> None:
        if lite.ear.runs:
            loop.stop()

    lite.ear.on_tick = stop_when_done
    loop.run()
    assert [pulse.trouble for pulse in lite.ear.pulses if pulse.trouble] == ["x: gone"]
    assert len(lite.events()) == 1


def test_a_lease_is_renewed_as_long_as_a_visit_takes(lite: Desk) -> None:
    lite.add("quay")
    other = lite.claims("other")
    renewed: list[int] = []
    loop = lite.loop(lease=0.3)
    renew = loop._claims.renew
    twice = threading.Event()

    def noted(held: Any, lease: float) -> int:
        renewed.append(renew(held, lease))
        if len(renewed) == 2:
            twice.set()
        return renewed[-1]

    loop._claims.renew = noted  # type: ignore[method-assign]

    def slow() -> Place:
        assert twice.wait(30)
        assert not other.claim("quay", NOW, watch_stream("quay"), 1, lease=60)
        return lite.place()

    loop._workplace = slow
    assert loop.run(once=True).ran == 1
    assert renewed[:2] == [1, 1]


def test_watches_of_different_hosts_take_turns(lite: Desk) -> None:
    for number in range(4):
        for host in ("big", "small"):
            if host == "big" or number == 0:
                wanted = Wanted(target=f"https://{host}.example/{number}", kind="page", schedule=Every(HOUR))
                lite.definitions.define([wanted])
    lite.loop(jobs=2).run(once=True)
    assert sorted(lite.visits[:2]) == ["big.example-0", "small.example-0"]


def test_a_time_zone_that_is_not_known_here_stops_nothing(lite: Desk) -> None:
    lite.add("quay", schedule=Cron("5 * * * *"))
    lite.clock.now = lite.row().due or 0
    loop = lite.loop()

    def lost(schedule: Cron, now: int) -> int:
        raise ValueError("no time zone 'X' here")

    loop._cron = lost
    assert loop.run(once=True).ran == 1
    (event,) = lite.events()
    assert event.errors == ("no time zone 'X' here; it runs every 1h meanwhile",)
    assert event.due is not None
    assert event.finished < event.due < event.finished + 2 * HOUR


def test_run_by_hand_comes_now_and_paused_ones_stay_paused(lite: Desk) -> None:
    lite.add("quay", "tern")
    lite.loop().run(once=True)
    lite.definitions.pause("tern")
    tally = lite.loop().run_named(["quay", "tern"])
    assert (tally.ran, sorted(lite.visits[2:])) == (2, ["quay", "tern"])
    assert lite.row("tern").due is None
    assert [event.slot for event in lite.events() if event.watch == "tern"] == [NOW, NOW]
    due = lite.row("quay").due
    assert due is not None
    assert due >= NOW + 15 * MINUTE
    with pytest.raises(NotFound, match="no watch 'gull' in this archive; archive watch list"):
        lite.loop().run_named(["quay", "gull"])
    assert len(lite.visits) == 4


def test_what_another_has_in_hand_is_not_run_by_hand(lite: Desk) -> None:
    lite.add("quay")
    assert lite.claims("other").claim("quay", NOW, watch_stream("quay"), 1, lease=60)
    tally = lite.loop().run_named(["quay"])
    assert (tally.ran, tally.unrecorded, lite.ear.others) == (0, 1, ["quay: lost"])


def test_adding_again_changes_or_leaves_alone(lite: Desk) -> None:
    (first,) = lite.add("quay")
    assert (first.outcome, first.watch.due) == ("added", NOW)
    head = lite.archive.log.head()
    lite.clock.now += 5
    assert [defined.outcome for defined in lite.add("quay")] == ["unchanged"]
    assert lite.archive.log.head() == head
    (changed,) = lite.add("quay", schedule=Adaptive())
    assert (changed.outcome, changed.watch.change, changed.watch.due) == ("changed", "edited", NOW + 5)
    lite.definitions.pause("quay")
    (paused,) = lite.add("quay")
    assert (paused.outcome, paused.watch.due, lite.row().paused) == ("changed", None, True)


def test_a_target_has_one_watch_and_a_name_one_target(lite: Desk) -> None:
    wanted = Wanted(target="https://quay.example/", kind="page", schedule=Adaptive())
    lite.add("quay")
    (again,) = lite.definitions.define([wanted])
    assert (again.watch.watch, again.outcome) == ("quay", "changed")
    several = [Wanted(target=f"https://tern.example/{n}", kind="feed", schedule=Adaptive()) for n in "aab"]
    assert [each.watch.watch for each in lite.definitions.define(several)] == [
        "tern.example-a",
        "tern.example-b",
    ]
    for name, target, problem in [
        ("other", "https://quay.example/", "is watched already, as quay; to rename it: archive watch remove"),
        ("quay", "https://other.example/", "there is a watch quay of https://quay.example/ already"),
        ("a b", "https://other.example/", "not a name for a watch: 'a b'"),
    ]:
        with pytest.raises(InputRefused, match=problem):
            lite.definitions.define([Wanted(name=name, target=target, kind="page", schedule=Adaptive())])
    for odd in ({"target": "/srv/\udcff"}, {"target": "/srv/x", "given": {"source": "\udcff"}}):
        with pytest.raises(InputRefused, match="is not written in UTF-8"):
            lite.definitions.define([Wanted(kind="folder", schedule=Adaptive(), **odd)])
    with pytest.raises(InputRefused, match="Bad minute"):
        lite.add("gull", schedule=Cron("77 * * * *"))
    with pytest.raises(NotFound, match="no story 'boats' in this archive; define it first"):
        lite.definitions.define(
            [Wanted(target="https://x.example/", kind="page", schedule=Adaptive(), stories=("boats",))]
        )


def test_pausing_resuming_and_removing(lite: Desk) -> None:
    lite.add("quay")
    assert lite.definitions.pause("quay")
    assert not lite.definitions.pause("quay")
    assert lite.loop().run(once=True).ran == 0
    lite.clock.now += HOUR
    assert lite.definitions.resume("quay")
    assert not lite.definitions.resume("quay")
    assert lite.row().due == NOW + HOUR
    lite.definitions.remove("quay")
    with pytest.raises(NotFound, match="no watch 'quay'"):
        lite.definitions.remove("quay")
    assert lite.add("quay")[0].outcome == "added"
