"""Snapshots: keep one in the log, and read one from a file."""

from __future__ import annotations

from pathlib import Path

from archive.domain.event import SNAPSHOTS, NewEvent, SnapshotTaken
from archive.domain.snapshot import Snapshot, read_snapshot
from archive.errors import SnapshotUnreadable
from archive.ports import Blobs, EventLog, Unit


def keep(log: EventLog, blobs: Blobs, name: str, snapshot: Snapshot) -> int:
    """Record `snapshot` under `name` and return its position. A name may be used again: the last counts."""
    (blob,) = blobs.put([snapshot.canonical()])
    taken = SnapshotTaken(
        name=name,
        story=snapshot.story,
        as_of=snapshot.point.as_of,
        known_at=snapshot.point.known_at,
        digest=snapshot.digest,
        blob=blob,
    )
    (appended,) = log.append([Unit(events=[NewEvent(SNAPSHOTS, taken)])])
    return appended.positions[-1]


def load_file(path: Path) -> Snapshot:
    """Read a snapshot file. Raises `SnapshotUnreadable`, also where it was changed by hand."""
    try:
        return read_snapshot(path.read_bytes())
    except OSError as error:
        raise SnapshotUnreadable(file=path, problem=(error.strerror or str(error)).lower()) from error
    except ValueError as error:
        raise SnapshotUnreadable(file=path, problem=str(error)) from error
