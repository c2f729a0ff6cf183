"""The lock between processes: one holder at a time, and none after a death."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive.errors import DatabaseUnusable
from archive.store import lock

HOLDER = """
import sys, time
from pathlib import Path
from archive.store import lock

with lock.held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_one_thread_at_a_time(tmp_path: Path) -> None:
    inside, most = 0, 0
    counted = threading.Lock()

    def work(_turn: int) -> None:
        nonlocal inside, most
        with lock.held(tmp_path / "lock"):
            with counted:
                inside += 1
                most = max(most, inside)
            time.sleep(0.002)
            with counted:
                inside -= 1

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(20)))
    assert most == 1


def test_a_holder_that_is_killed_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", HOLDER, str(path)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    taken = threading.Event()

    def take() -> None:
        with lock.held(path):
            taken.set()

    waiter = threading.Thread(target=take)
    waiter.start()
    assert not taken.wait(0.2)
    holder.kill()
    holder.communicate()
    assert taken.wait(10)
    waiter.join()


def test_an_exception_lets_go(tmp_path: Path) -> None:
    with pytest.raises(BlockingIOError), lock.held(tmp_path / "lock"):
        raise BlockingIOError
    with lock.held(tmp_path / "lock"):
        assert (tmp_path / "lock").stat().st_size == 0


def test_a_lock_that_cannot_be(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "lock"
    with (
        pytest.raises(DatabaseUnusable, match=f"{path}: cannot be locked: No such file or directory"),
        lock.held(path),
    ):
        pass
