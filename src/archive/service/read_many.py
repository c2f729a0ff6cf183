"""Looks into articles, each by the reader of its kind, in this process or in several.

Reading is pure, so that where it happens changes nothing: articles come back in the order of the looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, Final

from archive.domain.article import Article
from archive.domain.look import Look
from archive.errors import ArchiveError, InputRefused
from archive.ports import Reader
from archive.service.take import Read, is_readable

_CHUNK: Final = 4
"""Looks handed to a process at a time: a page takes some tens of milliseconds, so few are enough."""
_FEW: Final = 16
"""Fewer looks than this are read here: a process takes a second to start."""


class ReadMany:
    """Reads looks; `make_reader` is a function of a module, so that other processes can call it."""

    def __init__(self, make_reader: Callable[[], Reader], jobs: int = 1) -> None:
        self._make_reader = make_reader
        self._jobs = jobs
        self._reader: Reader | None = None
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self, looks: Sequence[Look], given: Mapping[str, str]) -> Iterator[Read]:
        """What the reader makes of each look that brought something, in order."""
        if self._jobs > 1 and (self._pool is not None or len(looks) >= _FEW):
            yield from self._spread(looks, given)
            return
        if self._reader is None:
            self._reader = self._make_reader()
        for look in looks:
            yield _read(self._reader, look, given)

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _spread(self, looks: Sequence[Look], given: Mapping[str, str]) -> Iterator[Read]:
        if self._pool is None:
            # Not forked: a child must not inherit open databases and threads.
            self._pool = ProcessPoolExecutor(
                self._jobs, get_context("spawn"), initializer=_begin, initargs=(self._make_reader,)
            )
        work = [(look, dict(given)) for look in looks]
        for read in self._pool.map(_read_apart, work, chunksize=_CHUNK):
            yield InputRefused(**read) if isinstance(read, dict) else read


def _read(reader: Reader, look: Look, given: Mapping[str, str]) -> Read:
    if not is_readable(look) and not look.data:
        return None
    try:
        return reader.read(look, given)
    except InputRefused as refusal:
        return refusal


_readers: list[Reader] = []
"""The reader of a process of the pool."""


def _begin(make_reader: Callable[[], Reader]) -> None:
    _readers.append(make_reader())


def _read_apart(work: tuple[Look, dict[str, str]]) -> Article | dict[str, Any] | None:
    """The same in a process of the pool; a refusal goes back as what it is made of, since errors do not travel."""
    read = _read(_readers[0], *work)
    return read.details if isinstance(read, ArchiveError) else read
