"""The search for copies: which wordings in the archive overlap with a newly read one.

Invariant: a pair of different wordings is recorded exactly if they overlap notably and stand at two
different addresses, whichever came first and however the events were batched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache

from sqlalchemy import Connection, and_, exists, func, or_, select

from archive.domain.copies import Print, overlap, print_of, worth_comparing
from archive.store.packing import unpack
from archive.store.read_schema import copies, prints, readings, shingles
from archive.store.schema import blobs


def record_copies(connection: Connection, places: Iterable[tuple[str, str]]) -> None:
    """Compare the wordings of `places` (address, print id) with all others, and record the pairs.

    Only candidates that share indexed shingles are counted exactly, from their texts.
    """

    @lru_cache(maxsize=128)
    def load(print_id: str) -> Print:
        query = select(prints.c.text, prints.c.spans).where(prints.c.print_id == print_id)
        row = connection.execute(query).one()
        return print_of(_text_at(connection, row.text), json.loads(row.spans))

    compared: set[tuple[str, str]] = set()
    for address, mark in places:
        for other in _candidates(connection, address, mark):
            pair = (min(mark, other), max(mark, other))
            if pair in compared:
                continue
            compared.add(pair)
            found = overlap(load(pair[0]), load(pair[1]))
            if found.notable:
                connection.execute(
                    copies.insert(),
                    {
                        "print_a": pair[0],
                        "print_b": pair[1],
                        "common": found.common,
                        "size_a": found.size_a,
                        "size_b": found.size_b,
                    },
                )


def _text_at(connection: Connection, address: str) -> str:
    """The text in the blob at `address`, read within this transaction."""
    row = connection.execute(select(blobs.c.codec, blobs.c.data).where(blobs.c.address == address)).one()
    return unpack(row.codec, row.data).decode("utf-8")


def _candidates(connection: Connection, address: str, mark: str) -> Iterator[str]:
    """Other wordings, standing elsewhere, that share enough indexed shingles; no recorded pair."""
    own, other = shingles.alias("own"), shingles.alias("other")
    shared = (
        select(other.c.print_id, func.count().label("shared"))
        .join(own, own.c.hash == other.c.hash)
        .where(own.c.print_id == mark, other.c.print_id != mark)
        .group_by(other.c.print_id)
        .subquery()
    )
    recorded = exists().where(
        or_(
            and_(copies.c.print_a == mark, copies.c.print_b == shared.c.print_id),
            and_(copies.c.print_b == mark, copies.c.print_a == shared.c.print_id),
        )
    )
    elsewhere = exists().where(readings.c.print_id == shared.c.print_id, readings.c.address != address)
    size = select(prints.c.size).where(prints.c.print_id == mark).scalar_subquery()
    query = (
        select(shared.c.print_id, shared.c.shared, prints.c.size, size.label("own_size"))
        .join(prints, prints.c.print_id == shared.c.print_id)
        .where(elsewhere, ~recorded)
        .order_by(shared.c.print_id)
    )
    for row in connection.execute(query).all():
        if worth_comparing(row.shared, row.size, row.own_size):
            yield row.print_id
