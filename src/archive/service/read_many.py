"""Looks into articles, each by the reader of its kind, in this process or in several.

Reading is pure, so that where it happens changes nothing: articles come back in the order of the looks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, Final

from archive.domain.article import Article
from archive.domain.look import Look
from archive.domain.storable import storable
from archive.errors import ArchiveError, InputRefused
from archive.ports import Reader
from archive.service.take import Read, is_readable

_CHUNK: Final = 4
"""Looks handed to a process at a time: a page takes some tens of milliseconds, so few are enough."""
_FEW: Final = 16
"""Fewer looks than this are read here: a process takes a second to start."""

_Travels = Article | dict[str, Any] | None
"""What a process of the pool gives back."""


class ReadMany:
    """Reads looks; `make_reader` is a function of a module, so that other processes can call it."""

    def __init__(self, make_reader: Callable[[], Reader], jobs: int = 1) -> None:
        self._make_reader = make_reader
        self._jobs = jobs
        self._reader: Reader | None = None
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self, looks: Sequence[Look], given: Mapping[str, str]) -> Iterator[Read]:
        """What the reader makes of each look that brought something, in order.

        Other processes begin at once; this one when somebody asks.
        """
        if self._jobs > 1 and len(looks) >= _FEW:
            return self._spread(looks, dict(given))
        return self._here(looks, given)

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _here(self, looks: Sequence[Look], given: Mapping[str, str]) -> Iterator[Read]:
        if self._reader is None:
            self._reader = self._make_reader()
        for look in looks:
            yield _read(self._reader, look, given)

    def _spread(self, looks: Sequence[Look], given: dict[str, str]) -> Iterator[Read]:
        chunks = [looks[at : at + _CHUNK] for at in range(0, len(looks), _CHUNK)]
        pool = self._processes()
        begun = [(chunk, pool.submit(_read_apart, chunk, given)) for chunk in chunks]
        return chain.from_iterable(self._came(chunk, future, given) for chunk, future in begun)

    def _processes(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Not forked: a child must not inherit open databases and threads.
            self._pool = ProcessPoolExecutor(
                self._jobs, get_context("spawn"), initializer=_begin, initargs=(self._make_reader,)
            )
        return self._pool

    def _came(
        self, chunk: Sequence[Look], future: Future[list[_Travels]], given: dict[str, str]
    ) -> Iterator[Read]:
        try:
            yield from map(_arrived, future.result())
        except BrokenProcessPool:
            yield from self._one_by_one(chunk, given)

    def _one_by_one(self, chunk: Sequence[Look], given: dict[str, str]) -> Iterator[Read]:
        """The looks of a chunk each by itself, as one of those that were being read ended its process."""
        for look in chunk:
            # The first try may meet processes that another look has ended.
            reads = self._alone(look, given) or self._alone(look, given)
            reason = "cannot be read: its reader broke down over it"
            yield _arrived(reads[0]) if reads else InputRefused(name=look.name, reason=reason)

    def _alone(self, look: Look, given: dict[str, str]) -> list[_Travels] | None:
        try:
            return self._processes().submit(_read_apart, [look], given).result()
        except BrokenProcessPool:
            self.close()
            return None


def _read(reader: Reader, look: Look, given: Mapping[str, str]) -> Read:
    if not is_readable(look) and not look.data:
        return None
    try:
        return storable(reader.read(look, given))
    except InputRefused as refusal:
        return refusal


_readers: list[Reader] = []
"""The reader of a process of the pool."""


def _begin(make_reader: Callable[[], Reader]) -> None:
    _readers.append(make_reader())
    Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    """End with the process that reads are for, however that ends: a killed one cannot say so."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_apart(looks: Sequence[Look], given: dict[str, str]) -> list[_Travels]:
    """The same in a process of the pool; a refusal goes back as what it is made of, since errors do not travel."""
    reads = (_read(_readers[0], look, given) for look in looks)
    return [read.details if isinstance(read, ArchiveError) else read for read in reads]


def _arrived(read: _Travels) -> Read:
    return InputRefused(**read) if isinstance(read, dict) else read
