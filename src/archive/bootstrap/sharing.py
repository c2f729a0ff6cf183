"""What leaves an archive for others, and how what others gave is opened."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from archive.bootstrap.reads import Reads
from archive.config import Config
from archive.errors import InputRefused

if TYPE_CHECKING:
    from archive.service.exchange import Parcel
    from archive.service.export_events import Part, Shelf

_DATABASES: Final = ("postgresql:", "postgresql+psycopg:", "postgres:", "sqlite:")
_SQLITE: Final = b"SQLite format 3\0"
_ZIP: Final = b"PK"


class Shares(Reads):
    """What an open archive can give to others."""

    def export_lines(self, part: Part, out: BinaryIO, progress: Callable[[int, int], None]) -> int:
        """Write events to `out`, one a line, without what they name; returns how many."""
        from archive.service.export_events import write_lines

        return write_lines(self.log, part, out, progress)

    def export_parcel(
        self, part: Part, shelf: Shelf, progress: Callable[[int, int], None], *, with_blobs: bool = True
    ) -> int:
        """Write events to `shelf`, and what they name; returns how many events."""
        from archive.service.export_events import write_parcel

        return write_parcel(self.log, self.blobs, part, shelf, progress, with_blobs=with_blobs)


@contextmanager
def open_parcel(config: Config, name: str) -> Iterator[Parcel]:
    """What `name` is: another archive's database, or what one exported to a folder, a zip file or a file of events.

    Raises `InputRefused`, `DatabaseUnusable` and `NewerSchema`.
    """
    from archive.service.exchange import EVENTS, FileParcel, Folder, Zip

    if name.startswith(_DATABASES):
        with _database(config, name, name) as parcel:
            yield parcel
        return
    limit = 2 * config.max_bytes  # a text in another encoding takes more bytes in UTF-8
    path = Path(name)
    if path.is_dir():
        yield FileParcel(name, Folder(path), limit)
        return
    head = _head(path)
    if head == _SQLITE:
        with _database(config, name, str(path)) as parcel:
            yield parcel
    elif head.startswith(_ZIP):
        try:
            files = Zip(path)
        except (zipfile.BadZipFile, OSError, ValueError) as problem:
            raise InputRefused(name=name, reason=f"is damaged: {problem}") from problem
        with files:
            yield FileParcel(name, files, limit)
    else:
        yield FileParcel(name, Folder(path.parent, {EVENTS: path.name}), limit)


@contextmanager
def _database(config: Config, name: str, database: str) -> Iterator[Parcel]:
    from archive.bootstrap.opened import now, open_archive
    from archive.service.exchange import LogParcel
    from archive.service.export_events import first_commitment

    theirs = replace(config, database=database)
    if theirs.database_url == config.database_url or _same_file(theirs.database, config.database):
        raise InputRefused(name=name, reason="is this archive itself")
    with open_archive(theirs, write=False, clock=now) as archive:
        log = archive.log
        yield LogParcel(_without_password(name), first_commitment(log), log.records, archive.blobs)


def _same_file(one: str, other: str) -> bool:
    paths = [Path(name.removeprefix("sqlite:///")) for name in (one, other)]
    return all(path.is_file() for path in paths) and paths[0].samefile(paths[1])


def _without_password(name: str) -> str:
    """`name` as it may be written into the log: a URL without who asks, and by which password."""
    scheme, separator, rest = name.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if separator else name


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE))
    except OSError as problem:
        raise InputRefused(name=str(path), reason=(problem.strerror or str(problem)).lower()) from problem
