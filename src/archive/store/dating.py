"""When the words of a claim became public: with the version that first made it, not with the latest.

Invariant: editing the rest of an article does not make an old figure look new. A claim that was given
up and taken up again counts from when it was taken up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, select

from archive.store.queries_versions import chunks
from archive.store.read_schema import claims
from archive.store.rows import RunRow, Version

Asserted = Mapping[str, Collection[str]]
"""The assertion keys that each version (by id) makes."""


def first_making(key: str, version: Version, held: Sequence[Version], asserted: Asserted) -> Version:
    """The earliest version that asserts `key`, going back from `version` without a gap.

    `held` are the article's versions by number. A version that became public later than its
    successor is no help in dating it, and ends the search.
    """
    first = version
    for earlier in reversed(held):
        if earlier.number >= version.number:
            continue
        if key not in asserted.get(earlier.version_id, ()) or earlier.reported > first.reported:
            break
        first = earlier
    return first


def asserted_by(connection: Connection, runs: Iterable[RunRow]) -> dict[str, set[str]]:
    """The assertion keys found by each of `runs`, by the version they read."""
    versions = {run.position: run.version_id for run in runs if run.claim_count}
    found: dict[str, set[str]] = {}
    for chunk in chunks(versions):
        query = select(claims.c.position, claims.c.assertion_key).where(claims.c.position.in_(chunk))
        for position, key in connection.execute(query):
            found.setdefault(versions[position], set()).add(key)
    return found
