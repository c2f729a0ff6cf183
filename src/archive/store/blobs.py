"""Content-addressed bytes: raw articles, their texts, snapshots.

Invariant: a blob's address is the SHA-256 of its content, and the content of an address never
changes. Blobs are stored before the events that name them, in a transaction of their own: a crash
in between leaves a blob that nothing names, which harms nothing, and never an event without its blob.
How a blob is stored (`packing`, `blob_patches`) is decided once, when it first comes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, select

from archive.domain.canonical import sha256_hex
from archive.store.blob_patches import PATCH, keyframe_for, patched, read_blob
from archive.store.bulk import insert_packed
from archive.store.engine import write
from archive.store.packing import pack
from archive.store.schema import blobs

_KNOWN: Final = select(blobs.c.address).where(blobs.c.address.in_(bindparam("addresses", expanding=True)))


class SqlBlobs:
    """The blobs in `engine`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, contents: Sequence[bytes], bases: Sequence[str | None] = ()) -> list[str]:
        """Store each of `contents` once, durably, and return their addresses in order.

        `bases` name, for each of them, a blob stored earlier that it resembles, such as the same page as
        it was before, so that it may be stored as a patch. One that is not stored yet is passed over.
        """
        addresses = [sha256_hex(content) for content in contents]
        missing = dict(zip(addresses, contents, strict=True))
        for address in self._known(list(missing)):
            del missing[address]
        if missing:
            resembled = {
                address: base
                for address, base in zip_longest(addresses, bases)
                if base and address in missing
            }
            rows = self._rows(missing, resembled)
            with write(self._engine) as connection:
                insert_packed(connection, blobs, rows, once=True)
        return addresses

    def get(self, address: str) -> bytes:
        """The bytes at `address`.

        Raises `NotFound`, and `DatabaseUnusable` where they are not what they were when stored.
        """
        with self._engine.connect() as connection:
            return read_blob(connection, address)

    def _known(self, addresses: Sequence[str]) -> Iterator[str]:
        with self._engine.connect() as connection:
            for start in range(0, len(addresses), 500):
                portion = addresses[start : start + 500]
                yield from connection.scalars(_KNOWN, {"addresses": portion}).all()

    def _rows(self, missing: Mapping[str, bytes], bases: Mapping[str, str]) -> list[tuple[Any, ...]]:
        """The rows of `missing`, in one order for all writers: two with the same contents must not wait for each other."""
        order = sorted(missing)
        if not bases:
            return [_alone(address, missing[address]) for address in order]
        spent: Counter[str] = Counter()
        with self._engine.connect() as connection:
            return [
                _row(connection, address, missing[address], bases.get(address), spent) for address in order
            ]


def _alone(address: str, content: bytes) -> tuple[Any, ...]:
    codec, data = pack(content)
    return (address, codec, len(content), None, data)


def _row(
    connection: Connection, address: str, content: bytes, base: str | None, spent: Counter[str]
) -> tuple[Any, ...]:
    """The row of `content`, patched from the keyframe of `base` if that pays; `spent` sums the patches of this call."""
    alone = _alone(address, content)
    keyframe = keyframe_for(connection, base) if base else None
    if keyframe is None or spent[keyframe.address] >= keyframe.left:
        return alone
    data = patched(content, keyframe, len(alone[-1]))
    if data is None:
        return alone
    spent[keyframe.address] += len(data)
    return (address, PATCH, len(content), keyframe.address, data)
