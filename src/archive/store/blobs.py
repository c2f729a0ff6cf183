"""Content-addressed bytes: raw articles, their texts, snapshots.

Invariant: a blob's address is the SHA-256 of its content, and the content of an address never
changes. Blobs are stored before the events that name them, in a transaction of their own: a crash
in between leaves a blob that nothing names, which harms nothing, and never an event without its blob.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import Engine, bindparam, select

from archive.domain.canonical import sha256_hex
from archive.errors import DatabaseUnusable, NotFound
from archive.store.bulk import insert_packed
from archive.store.engine import name_of, write
from archive.store.packing import pack, unpack
from archive.store.schema import blobs

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
            # in one order for all writers: two that store the same contents must not wait for each other
            rows = [_row(address, missing[address]) for address in sorted(missing)]
            with write(self._engine) as connection:
                insert_packed(connection, blobs, rows, once=True)
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


def _row(address: str, content: bytes) -> tuple[str, str, int, bytes]:
    codec, data = pack(content)
    return (address, codec, len(content), data)
