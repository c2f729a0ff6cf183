"""Reading in several processes: the same articles in the same order, whatever happens to one of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from archive.bootstrap.parts import make_reader
from archive.domain.article import Article
from archive.domain.look import Look
from archive.errors import InputRefused
from archive.ports import Reader
from archive.service.read_many import ReadMany


def page(number: int) -> Look:
    told = f"Boat number {number} came in this morning with a full hold, the harbour master said. " * 4
    text = (
        f"<html><head><title>Boat {number}</title></head><body><article><p>{told}</p></article></body></html>"
    )
    return Look(name=f"boat {number}", data=text.encode())


class Fragile:
    """A reader whose process ends over one kind of look."""

    def read(self, look: Look, given: Mapping[str, str]) -> Article:
        if look.data == b"fatal":
            os._exit(1)
        return Article(text=look.name, blocks=())


def fragile() -> Reader:
    return Fragile()


def test_two_processes_read_what_one_does() -> None:
    looks = [page(number) for number in range(17)] + [Look(name="empty", data=b" ")]
    make = partial(make_reader, 2**20)
    here = list(ReadMany(make)(looks, {}))
    spread = ReadMany(make, jobs=2)
    apart = list(spread(looks, {}))
    spread.close()
    assert apart[:-1] == here[:-1]
    assert [str(read[-1]) for read in (here, apart)] == ["empty: holds no text"] * 2
    assert isinstance(apart[-1], InputRefused)


def test_a_look_that_ends_its_process_is_named_and_the_rest_is_read() -> None:
    looks = [Look(name=f"look {number}", data=b"x") for number in range(16)]
    looks[5] = Look(name="look 5", data=b"fatal")
    spread = ReadMany(fragile, jobs=2)
    reads = list(spread(looks, {}))
    spread.close()
    told = [read.text if isinstance(read, Article) else str(read) for read in reads]
    assert told == [
        *(f"look {number}" for number in range(5)),
        "look 5: cannot be read: its reader broke down over it",
        *(f"look {number}" for number in range(6, 16)),
    ]


KILLED = """
import os, signal
from archive.domain.look import Look
from archive.service.read_many import ReadMany
from tests.integration.test_read_many import sleepy

if __name__ == "__main__":
    reads = ReadMany(sleepy, jobs=2)([Look(name=str(n), data=b"x") for n in range(16)], {})
    print(next(reads).text, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


class Sleepy:
    """A reader that tells which process it is in, and takes its time but for the first few looks."""

    def read(self, look: Look, given: Mapping[str, str]) -> Article:
        if int(look.name) > 3:
            time.sleep(60)
        return Article(text=str(os.getpid()), blocks=())


def sleepy() -> Reader:
    return Sleepy()


def test_the_processes_end_with_the_one_that_started_them_even_if_that_is_killed(
    tmp_path: Path, root: Path
) -> None:
    program = tmp_path / "killed.py"
    program.write_text(KILLED)
    paths = os.pathsep.join([str(root / "src"), str(root)])
    done = subprocess.run(
        [sys.executable, str(program)],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=40,
    )
    assert done.returncode == -signal.SIGKILL
    worker = int(done.stdout)
    patience = time.monotonic() + 30
    while is_running(worker):
        assert time.monotonic() < patience
        time.sleep(0.05)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # One that ended and that nobody has asked about yet is still listed.
    status = Path(f"/proc/{process}/status")
    return not (status.is_file() and "\nState:\tZ" in status.read_text())
