"""The log under several processes at once, and under processes that die in the middle of an append."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from archive.domain.event import StoryDefined
from archive.store.engine import connect
from archive.store.log import SqlLog
from archive.store.migrate import ensure_current
from archive.store.verify import verify_log

WRITER = """
import sys
import time
from itertools import count

from archive.domain.event import NewEvent, StoryDefined
from archive.ports import Unit
from archive.store.engine import connect
from archive.store.log import SqlLog
from archive.store.migrate import ensure_current

url, name, appends = sys.argv[1], sys.argv[2], int(sys.argv[3])
engine = connect(url)
ensure_current(engine)
log = SqlLog(engine, clock=lambda: time.time_ns() // 1000, actor=name)

def event(stream, number):
    source = f"{name} {number} " + "words " * 200
    return NewEvent(stream, StoryDefined(story="s", title="t", digest="d", source=source))

for number in count():
    if number == appends:
        break
    events = [event("shared", number), event(name, number), event("shared", number)]
    unit = Unit(events=events, expected={name: number}, producer=name, key=str(number))
    (appended,) = log.append([unit])
    print(*appended.positions, flush=True)
"""
FOR_EVER = -1


def start(url: str, name: str, appends: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, url, name, str(appends)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def acknowledged(output: str) -> list[tuple[int, ...]]:
    """The positions of each append that the writer was told had succeeded."""
    lines = output.splitlines(keepends=True)
    return [tuple(int(word) for word in line.split()) for line in lines if line.endswith("\n")]


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The database under test, with no schema yet: the writers race to create it."""
    engine = connect(database_url)
    yield engine
    engine.dispose()


def check(engine: Engine) -> SqlLog:
    assert [problem for problem in verify_log(engine) if problem[1]] == []
    return SqlLog(engine, clock=lambda: 0, actor="checker")


def test_several_writers_lose_nothing_and_a_reader_skips_nothing(engine: Engine, database_url: str) -> None:
    names, appends = ("one", "two", "three", "four"), 30
    writers = {name: start(database_url, name, appends) for name in names}
    ensure_current(engine)
    reader = SqlLog(engine, clock=lambda: 0, actor="reader")
    seen: list[int] = []
    polls = 0
    while any(writer.poll() is None for writer in writers.values()):
        # a position that is committed after a later one was read would be missing here, and LogCorrupt
        seen += [event.position for event in reader.read(after=len(seen))]
        polls += 1
    seen += [event.position for event in reader.read(after=len(seen))]
    total = len(names) * appends * 3
    assert seen == list(range(1, total + 1))
    assert polls > len(names)

    log = check(engine)
    told = [acknowledged(writer.communicate()[0]) for writer in writers.values()]
    assert {writer.returncode for writer in writers.values()} == {0}
    assert sorted(position for units in told for unit in units for position in unit) == seen
    assert all(unit == tuple(range(unit[0], unit[0] + 3)) for units in told for unit in units)
    streams = Counter(event.stream for event in log.read())
    assert streams == {"shared": 2 * len(names) * appends} | dict.fromkeys(names, appends)
    assert log.stream_version("shared") == 2 * len(names) * appends


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_killed_writer_leaves_a_log_that_goes_on(engine: Engine, database_url: str) -> None:
    ensure_current(engine)
    told: list[tuple[int, ...]] = []
    for turn in range(6):
        name = f"writer {turn}"
        writer = start(database_url, name, FOR_EVER)
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(0.013 * turn)  # somewhere in an append, each time elsewhere
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        assert writer.returncode == -signal.SIGKILL
        told += acknowledged(first + rest)

        positions = [event.position for event in check(engine).read()]
        assert positions == list(range(1, len(positions) + 1))
        assert {position for unit in told for position in unit} <= set(positions)
        assert len(positions) % 3 == 0
    survivor = start(database_url, "survivor", 2)
    output, _ = survivor.communicate(timeout=30)
    log = check(engine)
    assert [unit[-1] for unit in acknowledged(output)] == [log.head() - 3, log.head()]
    (last,) = log.read(after=log.head() - 1)
    assert isinstance(last.payload, StoryDefined)
    assert last.payload.source.startswith("survivor 1 ")
