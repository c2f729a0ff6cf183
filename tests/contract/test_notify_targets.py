"""Targets on both databases: one sender at a time, and a position that moves only past what was delivered."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine

from archive.domain.news import Wanted
from archive.domain.target import Progress, Stretch, Target
from archive.store.engine import connect
from archive.store.targets import SqlTargets

Claim = Callable[..., Stretch | None]


def target(name: str = "desk", **values: object) -> Target:
    known = {"kind": "webhook", "destination": "https://hooks.example/x", "wanted": Wanted(), "created": 5}
    return Target(name=name, **{**known, **values})  # type: ignore[arg-type]


@pytest.fixture
def targets(engine: Engine) -> SqlTargets:
    return SqlTargets(engine)


@pytest.fixture
def claim(targets: SqlTargets) -> Claim:
    """Claims `desk` up to position 10, at the moment 100, until 200."""

    def take(holder: str = "a", head: int = 10, now: int = 100, *, early: bool = False) -> Stretch | None:
        return targets.claim("desk", holder, head, now, now + 100, early=early)

    return take


def progress(targets: SqlTargets, name: str = "desk") -> Progress:
    return {each.name: told for each, told in targets.all()}[name]


def test_what_is_kept_comes_back(targets: SqlTargets) -> None:
    wanted = Wanted(stories=("lamps", "lîle"), watches=("post",), kinds=("facts", "conflicts"))
    kept = target("ünï", secret="env:KEY", wanted=wanted)
    assert targets.add(kept, 3)
    assert targets.add(target("desk", kind="atom", destination="/feeds/a.xml"), 0)
    assert not targets.add(target("desk"), 9)
    assert [each.name for each, _ in targets.all()] == ["desk", "ünï"]
    assert targets.all()[1] == (kept, Progress(told=3))
    assert progress(targets).told == 0
    assert targets.remove("desk")
    assert not targets.remove("desk")
    assert [each.name for each, _ in targets.all()] == ["ünï"]


def test_nothing_is_claimed_where_there_is_nothing_new(targets: SqlTargets, claim: Claim) -> None:
    assert claim() is None, "no such target"
    targets.add(target(), 10)
    assert claim(head=10) is None
    assert claim(head=11) == Stretch(after=10, upto=11, holder="a")


def test_a_claim_keeps_others_off_until_it_runs_out_and_its_stretch_stays(
    targets: SqlTargets, claim: Claim
) -> None:
    targets.add(target(), 2)
    assert claim("a", head=10, now=100) == Stretch(after=2, upto=10, holder="a")
    assert claim("b", head=15, now=199) is None
    assert claim("b", head=15, now=200) == Stretch(after=2, upto=10, holder="b")
    assert not targets.settle("desk", Stretch(after=2, upto=10, holder="a"), 201), "a's claim ran out"
    assert progress(targets).told == 2
    assert targets.settle("desk", Stretch(after=2, upto=10, holder="b"), 202)
    assert progress(targets) == Progress(told=10, succeeded=202)
    assert claim("a", head=15, now=203) == Stretch(after=10, upto=15, holder="a")


def test_a_failure_waits_for_its_time_and_is_forgotten_once_it_arrives(
    targets: SqlTargets, claim: Claim
) -> None:
    targets.add(target(), 2)
    first = claim("a")
    assert first is not None
    assert targets.fail("desk", first, "answered 500", 500)
    assert progress(targets) == Progress(told=2, failures=1, due=500, problem="answered 500")
    assert claim("b", now=499) is None
    early = claim("b", now=499, early=True)
    assert early == Stretch(after=2, upto=10, holder="b", failures=1)
    assert targets.fail("desk", early, "answered 502", 900)
    again = claim("c", now=900)
    assert again == Stretch(after=2, upto=10, holder="c", failures=2)
    assert targets.settle("desk", again, None)
    assert progress(targets) == Progress(told=10)


def test_what_was_removed_meanwhile_is_not_moved(targets: SqlTargets, claim: Claim) -> None:
    targets.add(target(), 2)
    stretch = claim()
    assert stretch is not None
    targets.remove("desk")
    assert not targets.settle("desk", stretch, 1)
    assert not targets.fail("desk", stretch, "x", 1)


def test_of_many_at_once_one_wins(database_url: str, targets: SqlTargets) -> None:
    targets.add(target(), 2)
    engines = [connect(database_url) for _ in range(4)]
    ready = Barrier(4)

    def take(number: int) -> Stretch | None:
        ready.wait()
        return SqlTargets(engines[number]).claim("desk", f"holder{number}", 9, 100, 200, early=False)

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, range(4)))
    for engine in engines:
        engine.dispose()
    assert sum(stretch is not None for stretch in taken) == 1
