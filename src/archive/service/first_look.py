"""Which look at an address first showed a version of its article."""

from __future__ import annotations

from collections.abc import Iterable

from archive.store.rows import CaptureRow, Version


def first_look(looks: Iterable[CaptureRow], version: Version) -> CaptureRow | None:
    """The first of `looks` that showed `version`; looks of old logs do not name it."""
    showing = (
        look
        for look in looks
        if look.version_id == version.version_id
        or (look.version_id is None and look.shows_text and look.captured == version.captured)
    )
    return next(showing, None)
