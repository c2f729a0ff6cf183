"""What leaves an archive for others, and how what others gave is opened."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from archive.bootstrap.reads import Reads
from archive.config import Config
from archive.errors import InputRefused, NotFound

if TYPE_CHECKING:
    from archive.domain.snapshot import Point
    from archive.service.exchange import Parcel
    from archive.service.export_events import Part, Shelf
    from archive.service.shelves import FolderShelf
    from archive.store.sql import Rows

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
    def table(self, view: str, story: str | None, point: Point | None) -> Iterator[Rows]:
        """All rows of a public view, in a settled order, as they come; of `story` alone, as they were at `point`.

        Raises `NotFound` where there is no such view, and `QueryRefused` where it is of no single story.
        """
        from archive.projections.facts import fact_rows
        from archive.service.definitions import story_of
        from archive.store.sql import Limits, open_asker
        from archive.store.sql_past import Past
        from archive.store.whole_views import whole_view

        columns = dict(self.views()).get(view)
        if columns is None:
            known = ", ".join(name for name, _ in self.views())
            raise NotFound(kind="table", name=view, hint=f" (tables: {known})")
        statement = whole_view(view, columns, of_story=story is not None)
        past = None if point is None else Past(point, story_of, fact_rows)
        with open_asker(self.config.database_url, past) as asker:
            yield asker.ask(statement, {"story": story} if story else {}, Limits(_A_WEEK, _ALL_ROWS))

    def export_story(
        self, story: str, point: Point, shelf: FolderShelf, tables: Iterable[str], *, with_texts: bool
    ) -> int:
        """Write what is known of a story at `point` to `shelf`, beside the `tables` that are there; returns how many versions.

        Raises `NotFound`.
        """
        from archive.service.definitions import story_at
        from archive.service.export_events import Part, addresses_of, first_commitment
        from archive.telling.story_folder import FolderContent, write_articles, write_sums, write_words

        definition = story_at(self.models, story, point.known_at)
        row = self.models.story(story, point.known_at)
        assert row is not None, "it was found just now"
        snapshot = self.snapshot(story, point)
        told = FolderContent(first_commitment(self.log), definition, row, snapshot, with_texts)
        write_words(shelf, told, tables)
        self.export_parcel(
            Part(point.known_at, story), shelf, lambda done, total: None, with_blobs=with_texts
        )
        written = 0
        if with_texts:
            articles = (
                [v for v in self.models.versions(address, point.known_at) if v.reported <= point.as_of]
                for address in sorted(addresses_of(self.log, story, point.known_at))
            )
            written = write_articles(shelf, articles, self.blobs.get)
        write_sums(shelf)
        return written


_A_WEEK: Final = 7 * 86_400.0
"""Seconds that the writing of a table may take."""
_ALL_ROWS: Final = 2**62


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
