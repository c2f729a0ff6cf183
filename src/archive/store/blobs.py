"""Content-addressed bytes: raw articles, their texts, snapshots.

Invariant: a blob's address is the SHA-256 of its content, and the content of an address never
changes. Blobs are stored before the events that name them, in a transaction of their own: a crash
in between leaves a blob that nothing names, which harms nothing, and never an event without its blob.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from archive.domain.canonical import sha256_hex
from archive.errors import DatabaseUnusable, NotFound
from archive.store.engine import name_of, write
from archive.store.packing import pack, unpack
from archive.store.schema import blobs

PORTION_BYTES: Final = 4_000_000
"""Most packed bytes in one statement; a single larger blob still goes in one."""

_INSERTS: Final = {
    "sqlite": sqlite.insert(blobs).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(blobs).on_conflict_do_nothing(),
}
_KNOWN: Final = select(blobs.c.address).where(blobs.c.address.in_(bindparam("addresses", expanding=True)))


class SqlBlobs:
    """The blobs in `engine`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, contents: Sequence[bytes]) -> list[str]:
        """Store each of `contents` once, durably, and return their addresses in order."""
        addresses = [sha256_hex(content) for content in contents]
        missing = dict(zip(addresses, contents, strict=True))
        for address in self._known(list(missing)):
            del missing[address]
        if missing:
            rows = [_row(address, content) for address, content in missing.items()]
            with write(self._engine) as connection:
                _insert(connection, rows)
        return addresses

    def get(self, address: str) -> bytes:
        """The bytes at `address`.

        Raises `NotFound`, and `DatabaseUnusable` where they are not what they were when stored.
        """
        query = select(blobs.c.codec, blobs.c.data).where(blobs.c.address == address)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFound(kind="blob", name=address, hint="")
        try:
            content = unpack(row.codec, row.data)
        except ValueError:
            content = b""
        if sha256_hex(content) != address:
            raise DatabaseUnusable(database=name_of(self._engine.url), problem=f"blob {address} is damaged")
        return content

    def _known(self, addresses: Sequence[str]) -> Iterator[str]:
        with self._engine.connect() as connection:
            for start in range(0, len(addresses), 500):
                portion = addresses[start : start + 500]
                yield from connection.scalars(_KNOWN, {"addresses": portion}).all()


def _row(address: str, content: bytes) -> dict[str, Any]:
    codec, data = pack(content)
    return {"address": address, "codec": codec, "size": len(content), "data": data}


def _insert(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    statement = _INSERTS[connection.dialect.name]
    portion: list[Mapping[str, Any]] = []
    size = 0
    for row in rows:
        size += len(row["data"])
        if portion and size > PORTION_BYTES:
            connection.execute(statement, portion)
            portion, size = [], len(row["data"])
        portion.append(row)
    connection.execute(statement, portion)
