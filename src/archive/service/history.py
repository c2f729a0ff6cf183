"""What is known of one address, read as far as a decision needs it."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

from archive.store.rows import CaptureRow, Version


class Known(Protocol):
    """What is asked of the read models about an address."""

    def versions(self, address: str) -> list[Version]:
        """All versions, by number."""

    def looks_between(self, address: str, after: int, before: int) -> list[CaptureRow]:
        """The looks later than `after` and earlier than `before`, by capture time."""

    def latest_capture(self, address: str, *, by: int | None = None) -> CaptureRow | None:
        """The look with the latest capture time, of those captured by then."""

    def capture_of(self, address: str, raw: str, captured: int | None = None) -> CaptureRow | None:
        """The first look that brought these bytes, or the one at that time which did."""


class History:
    """The versions of and the looks at one address.

    A look that is later than all others needs the latest of them alone; an older one, from an archive, needs
    at the most those that show what stood before it.
    """

    def __init__(self, known: Known, address: str) -> None:
        self._known = known
        self.address = address

    @cached_property
    def versions(self) -> list[Version]:
        """All versions, by number."""
        return self._known.versions(self.address)

    @cached_property
    def latest(self) -> CaptureRow | None:
        """The look with the latest capture time."""
        return self._known.latest_capture(self.address)

    def shown_between(self, after: int, before: int) -> list[CaptureRow]:
        """The looks later than `after` and earlier than `before` that showed a version, by capture time."""
        return [look for look in self._known.looks_between(self.address, after, before) if look.shows_text]

    def by(self, captured: int) -> CaptureRow | None:
        """The last look at or before `captured`, whatever it found."""
        return self._known.latest_capture(self.address, by=captured)

    def holds(self, captured: int, raw: str | None) -> bool:
        """Whether this very look is recorded."""
        return self._known.capture_of(self.address, raw or "", captured) is not None
