"""What the services that look at edits ask of the read models; beside `read_models`, in the same way."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Engine

from archive.store import queries_edits, queries_versions
from archive.store.blob_patches import read_blobs
from archive.store.queries_edits import VersionClaims
from archive.store.rows import Version


class EditModels:
    """Read access to the versions of articles and to what each of them claims."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def edited(self) -> dict[str, str]:
        """The addresses of all articles with more than one version, each with its cluster of copies now."""
        with self._engine.connect() as connection:
            return queries_edits.edited_addresses(connection)

    def versions(self, addresses: Collection[str], known_at: int) -> dict[str, list[Version]]:
        """All versions of each of `addresses` that were known then, by number."""
        with self._engine.connect() as connection:
            return queries_versions.versions_of(connection, addresses, known_at)

    def claims(
        self, versions: Collection[str], known_at: int, stories: Collection[str] | None = None
    ) -> dict[tuple[str, str], VersionClaims]:
        """What each of `versions` (ids) claims for each story (of `stories`) that it was read for, by story and version."""
        with self._engine.connect() as connection:
            return queries_edits.claims_of_versions(connection, versions, known_at, stories)

    def last_showing(self, versions: Collection[str], known_at: int) -> dict[str, int]:
        """For each of `versions` (ids) the last look before it that showed its article (microseconds)."""
        with self._engine.connect() as connection:
            return queries_edits.last_showing(connection, versions, known_at)

    def supporters_now(self, groups: Collection[str]) -> dict[str, list[set[str]]]:
        """For each of `groups` the clusters that support each of its facts, as of the checkpoint."""
        with self._engine.connect() as connection:
            return queries_edits.supporters_now(connection, groups)

    def texts(self, addresses: Collection[str]) -> dict[str, str]:
        """The texts in the blobs at `addresses`. Raises `NotFound` and `DatabaseUnusable` as `Blobs.get` does."""
        with self._engine.connect() as connection:
            return {address: content.decode() for address, content in read_blobs(connection, addresses)}
