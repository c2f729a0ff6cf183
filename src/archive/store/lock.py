"""A lock between processes, held on a file beside the database.

Invariant: at most one holder at a time, over all processes and threads of one machine, and the
operating system lets go of it when its holder dies, however it dies.

SQLite's own busy handler polls, so a writer that keeps coming back starves the others; a waiter
here sleeps in the kernel and is woken when the holder lets go.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import DatabaseUnusable

if sys.platform == "win32":
    import msvcrt
    import time

    def _acquire(descriptor: int) -> None:
        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            except OSError:
                time.sleep(0.005)
            else:
                return
else:
    import fcntl

    def _acquire(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock file at `path` for the length of the block, waiting for it as long as it takes.

    Not reentrant. The file stays where it is afterwards: removing it would let two processes lock
    two different files of the same name. Raises `DatabaseUnusable` where it cannot be opened.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    except OSError as problem:
        raise _unlockable(path, problem) from problem
    try:
        try:
            _acquire(descriptor)
        except OSError as problem:  # some network file systems have no locks
            raise _unlockable(path, problem) from problem
        yield
    finally:
        os.close(descriptor)


def _unlockable(path: Path, problem: OSError) -> DatabaseUnusable:
    return DatabaseUnusable(database=path, problem=f"cannot be locked: {problem.strerror}")
