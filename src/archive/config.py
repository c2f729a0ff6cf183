"""Settings, read once from the environment and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DEFAULT_DATABASE: Final = "archive.db"
"""The file in the current folder that holds the archive where nobody says otherwise."""

DEFAULT_MAX_BYTES: Final = 20 * 1024 * 1024
"""Largest input that is taken for an article, in bytes."""


@dataclass(frozen=True, slots=True)
class Config:
    """`database` is a path or a URL; `actor` is recorded with every event.

    `max_bytes` is the largest input that is taken for an article. `contact` is told to the servers that
    pages are fetched from (a mail address or a URL); `allowed_hosts` are private hosts, addresses or
    networks that may be fetched from all the same.
    """

    database: str = DEFAULT_DATABASE
    actor: str = "archive"
    max_bytes: int = DEFAULT_MAX_BYTES
    contact: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    obey_robots: bool = True

    @property
    def database_url(self) -> str:
        """The database as SQLAlchemy names it; a plain path is an SQLite file."""
        return self.database if "://" in self.database else f"sqlite:///{self.database}"


def from_environment(environment: Mapping[str, str], database: str | None = None) -> Config:
    """The settings in force; `database` (the `--db` option) wins over `ARCHIVE_DATABASE_URL`."""
    return Config(
        database=database or environment.get("ARCHIVE_DATABASE_URL") or DEFAULT_DATABASE,
        actor=environment.get("ARCHIVE_ACTOR") or "archive",
        contact=environment.get("ARCHIVE_CONTACT") or None,
        allowed_hosts=tuple(environment.get("ARCHIVE_ALLOW_HOSTS", "").replace(",", " ").split()),
    )
