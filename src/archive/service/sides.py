"""The ends of a diff, from what the user calls them: points in time, snapshots by name or file, `previous`.

Invariant: what can be read as a point in time is one. A file of such a name is given with its folder
(`./2024-06`), and no snapshot is kept under one.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from archive.domain.moment import END_OF_TIME, SECOND, iso
from archive.domain.snapshot import Point, Snapshot, read_snapshot
from archive.errors import BadPoint, NotFound
from archive.service.diff import Side
from archive.service.points import (
    PREVIOUS,
    WrittenPoint,
    bad_point,
    read_point,
    resolve_as_of,
    resolve_known,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.ports import Blobs, EventLog, LogEnd
    from archive.store.read_models import ReadModels
    from archive.store.rows import SnapshotRow


class Sides:
    """Finds what the ends of diffs are, for one story after the other; each name is looked up once.

    `end` is that of the log. The log itself and the blobs are made when somebody asks for what they hold.
    """

    def __init__(
        self,
        models: ReadModels,
        end: LogEnd,
        blobs: Callable[[], Blobs],
        log: Callable[[], EventLog],
        now: int,
    ) -> None:
        self._models = models
        self._end = end
        self._blobs = blobs
        self._log = log
        self._now = now
        self.written = cache(self._written)
        self._file = cache(_load_file)
        self._kept = cache(self._load)

    def split(self, text: str) -> tuple[str, str] | None:
        """The two ends of `A..B`; None where `text` is one end. Raises `BadPoint`.

        A name may hold dots itself: the range is split where both halves name something.
        """
        if ".." not in text or self._is_one(text):
            return None
        places = [at for at in range(len(text)) if text.startswith("..", at)]
        halves = [(text[:at].strip(), text[at + 2 :].strip()) for at in places]
        told = [both for both in halves if all(both)]
        if not told:
            raise BadPoint(text=text, reason="a range has two ends: A..B")
        fitting = [both for both in told if all(self.is_named(half) for half in both)]
        if len(fitting) > 1:
            raise BadPoint(text=text, reason="it can be read as more than one range; write A B")
        return fitting[0] if fitting else told[0]

    def _is_one(self, text: str) -> bool:
        """Whether `text` is one point or name as it stands, dots and all; `2024@3..2024` only begins like one."""
        try:
            return self.written(text) is not None or self.is_snapshot(text)
        except BadPoint:
            return text in self._names

    def is_named(self, text: str) -> bool:
        """Whether `text` names anything: a point in time, a snapshot, a file."""
        return self.reads_as_point(text) or self.is_snapshot(text)

    def reads_as_point(self, text: str) -> bool:
        """Whether `text` is written like a point in time, or is the word for the last snapshot."""
        try:
            return text == PREVIOUS or self.written(text) is not None
        except BadPoint:
            return True

    def is_snapshot(self, text: str) -> bool:
        """Whether `text` names a snapshot, which fixes both axes."""
        if self.written(text) is not None:
            return False
        return text == PREVIOUS or text in self._names or _is_file(text)

    def as_of(self, text: str) -> int:
        """The reported time of an option. Raises `BadPoint`."""
        return resolve_as_of(text, self._now)

    def known_at(self, text: str) -> int:
        """The log position of an option. Raises `BadPoint`."""
        return resolve_known(text, self._end, self._now)

    def find(self, text: str, story: str, *, as_of: int | None = None, known_at: int | None = None) -> Side:
        """What `text` is for `story`; `as_of` and `known_at` fix what it leaves open.

        A snapshot may turn out to be of another story. Raises `BadPoint`, `NotFound`, `SnapshotUnreadable`.
        """
        written = self.written(text)
        if written is not None:
            open_as_of = as_of if written.as_of is None else written.as_of
            open_known = known_at if written.known_at is None else written.known_at
            return Side(WrittenPoint(open_as_of, open_known).point(self._end))
        if text != PREVIOUS and text not in self._names and _is_file(text):
            kept = self._file(Path(text))
            return Side(kept.point, kept, f"snapshot {text}")
        row = self._row(text, story)
        kept = self._kept(row.blob)
        return Side(kept.point, kept, f"snapshot {row.name}, kept @{row.position}")

    def eve_of_last_change(self, known_at: int | None = None) -> Side | None:
        """The point before the last command (by `known_at`) that could change facts; None where there was none.

        That is one that read an article, ran an extractor, gave a verdict or defined a story. Snapshots,
        watches, and looks that found nothing new are passed over.
        """
        position = self._models.last_change(known_at)
        if position is None:
            return None
        log = self._log()
        first = next(log.read(position - 1, position)).command
        began = next(log.read(first - 1, first))
        moment = iso(began.recorded_at // SECOND * SECOND).removesuffix("Z").replace("T", " ")
        name = f"before the command of {moment} UTC (@{first})"
        return Side(Point(END_OF_TIME, first - 1), None, name)

    def _written(self, text: str) -> WrittenPoint | None:
        return None if text == PREVIOUS else read_point(text, self._end, self._now)

    @cached_property
    def _rows(self) -> list[SnapshotRow]:
        return self._models.snapshots()

    @cached_property
    def _names(self) -> set[str]:
        return {row.name for row in self._rows}

    def _row(self, text: str, story: str) -> SnapshotRow:
        """The last snapshot of that name, of `story` if it has one."""
        named = [row for row in self._rows if text in (PREVIOUS, row.name)]
        mine = [row for row in named if row.story == story]
        if mine:
            return mine[-1]
        if text == PREVIOUS:
            hint = ": keep one with archive snapshot --name NAME"
            raise NotFound(kind="snapshot", name=PREVIOUS, hint=hint)
        if not named:
            raise bad_point(text, sorted(self._names))
        return named[-1]

    def _load(self, blob: str) -> Snapshot:
        return read_snapshot(self._blobs().get(blob))


def _load_file(path: Path) -> Snapshot:
    from archive.service.snapshots import load_file

    return load_file(path)


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # longer than any name, or with a null in it
        return False
