"""Claims on due work, on both databases: one winner, whoever asks at once, and none that is lost for good."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text

from archive.domain.event import NewEvent, watch_stream
from archive.domain.watch import WatchChanged
from archive.ports import Unit
from archive.store.log import SqlLog
from archive.store.watch_claims import WatchClaims
from tests.contract.conftest import Clock

STREAM = watch_stream("quay")
OVER = -1.0
"""A lease that is over when it begins."""


@pytest.fixture
def clock() -> Clock:
    return Clock(1_700_000_000_000_000)


@pytest.fixture
def owner(engine: Engine, log: SqlLog, clock: Clock) -> Callable[[str], WatchClaims]:
    """Makes somebody who claims; the watch `quay` is there and stands at version 1."""
    change(log)
    return lambda name: WatchClaims(engine, clock, name)


def change(log: SqlLog) -> None:
    event = WatchChanged(
        watch="quay", change="edited", kind="page", target="https://quay.example/", schedule="adaptive", due=5
    )
    log.append([Unit(events=[NewEvent(STREAM, event)])])


def holders(engine: Engine) -> list[tuple[str, int, str]]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT watch, slot, owner FROM watch_claims ORDER BY slot"))
        return [tuple(row) for row in rows]


def claimed(claims: WatchClaims, slot: int = 5, lease: float = 60, version: int = 1) -> bool:
    return claims.claim("quay", slot, STREAM, version, lease)


def test_a_slot_has_one_holder_until_it_is_let_go_of(
    engine: Engine, owner: Callable[[str], WatchClaims]
) -> None:
    ada, bo = owner("ada"), owner("bo")
    assert claimed(ada)
    assert not claimed(bo)
    assert not claimed(ada)
    assert claimed(bo, slot=6)
    bo.release([("quay", 5)])  # not his
    assert holders(engine) == [("quay", 5, "ada"), ("quay", 6, "bo")]
    ada.release([("quay", 5)])
    ada.release([])
    assert claimed(bo)


def test_a_lease_that_is_over_is_taken_over_by_one(
    engine: Engine, owner: Callable[[str], WatchClaims]
) -> None:
    ada, bo, cy = owner("ada"), owner("bo"), owner("cy")
    assert claimed(ada, lease=OVER)
    assert claimed(bo)
    assert not claimed(cy)
    assert ada.renew([("quay", 5)], 60) == 0  # hers no longer
    ada.release([("quay", 5)])
    assert holders(engine) == [("quay", 5, "bo")]
    assert bo.renew([("quay", 5), ("quay", 7)], OVER) == 1
    assert claimed(cy)
    assert bo.renew([], 60) == 0


def test_what_has_been_run_meanwhile_is_not_claimed_again(
    engine: Engine, log: SqlLog, owner: Callable[[str], WatchClaims]
) -> None:
    ada = owner("ada")
    change(log)
    assert not claimed(ada, version=1)
    assert holders(engine) == []
    assert claimed(ada, version=2)


def test_what_is_over_is_swept(engine: Engine, owner: Callable[[str], WatchClaims]) -> None:
    ada = owner("ada")
    assert claimed(ada, slot=5)
    assert claimed(ada, slot=6, lease=OVER)
    assert claimed(ada, slot=7, lease=9e8)  # of a clock that was decades ahead
    assert ada.sweep() == 2
    assert holders(engine) == [("quay", 5, "ada")]


def test_of_many_threads_one_wins_each_slot(engine: Engine, owner: Callable[[str], WatchClaims]) -> None:
    workers, slots = 6, 12
    for slot in range(0, slots, 2):
        assert claimed(owner("dead"), slot=slot, lease=OVER)  # every other slot has to be taken over
    together = threading.Barrier(workers)

    def compete(worker: int) -> list[int]:
        claims = owner_of[worker]
        won = []
        for slot in range(slots):
            together.wait(30)
            if claimed(claims, slot=slot):
                won.append(slot)
        return won

    owner_of = [owner(f"w{number}") for number in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        won = list(pool.map(compete, range(workers)))
    assert sorted(slot for slots_of_one in won for slot in slots_of_one) == list(range(slots))
    assert {who for _, _, who in holders(engine)} <= {f"w{number}" for number in range(workers)}


COMPETITOR = """
import sys
from archive.store.engine import connect
from archive.store.watch_claims import WatchClaims

url, name, slots = sys.argv[1], sys.argv[2], int(sys.argv[3])
claims = WatchClaims(connect(url), lambda: 1_700_000_000_000_000, name)
print("ready", flush=True)
sys.stdin.readline()
for slot in range(slots):
    if claims.claim("quay", slot, "watch:quay", 1, 60):
        print(slot, flush=True)
"""


def test_of_several_processes_one_wins_each_slot(
    database_url: str, engine: Engine, owner: Callable[[str], WatchClaims]
) -> None:
    slots = 12
    assert claimed(owner("dead"), slot=3, lease=OVER)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    competitors = [
        subprocess.Popen(
            [sys.executable, "-c", COMPETITOR, database_url, f"p{number}", str(slots)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for number in range(3)
    ]
    for each in competitors:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    won: list[int] = []
    for each in competitors:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in competitors:
        out, _ = each.communicate(timeout=60)
        assert each.returncode == 0
        won += map(int, out.split())
    assert sorted(won) == list(range(slots))
    assert len(holders(engine)) == slots
