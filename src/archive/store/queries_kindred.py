"""Which wordings are copies of each other, directly or through others, as it was known at a position.

Invariant: a link counts from the position that showed it. Links are few more than wordings, so an answer
for the past follows those of the kindred asked for; the present is written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from sqlalchemy import Connection, and_, select

from archive.domain.copies import clusters
from archive.store.read_schema import checkpoint, copies, kindred

_CHUNK: Final = 400

IS_COPY: Final = and_(
    copies.c.common > 0,
    2 * copies.c.common >= copies.c.size_a,
    2 * copies.c.common >= copies.c.size_b,
)
"""The rule of `domain.copies.Overlap.copies`, for the database."""


def kindred_of(connection: Connection, prints: Iterable[str]) -> dict[str, str]:
    """The name of each wording's kindred as the read models hold it: the smallest wording in it."""
    asked = set(prints)
    found = {mark: mark for mark in asked}
    for chunk in _chunks(asked):
        query = select(kindred.c.print_id, kindred.c.kindred).where(kindred.c.print_id.in_(chunk))
        found |= {row.print_id: row.kindred for row in connection.execute(query)}
    return found


def kindreds(connection: Connection, prints: Iterable[str], known_at: int) -> dict[str, str]:
    """Every wording that is kindred with one of `prints` at `known_at`, by itself at least: its kindred's name."""
    now = kindred_of(connection, prints)
    members = dict(now)
    for chunk in _chunks(set(now.values())):
        query = select(kindred.c.print_id, kindred.c.kindred).where(kindred.c.kindred.in_(chunk))
        members |= {row.print_id: row.kindred for row in connection.execute(query)}
    if len(members) == len(set(members.values())) or known_at >= _position(connection):
        return members
    then = clusters(members, _links(connection, members, known_at))
    asked = {then[mark] for mark in now}
    return {mark: name for mark, name in then.items() if name in asked}


def kindreds_before(connection: Connection, known_at: int) -> dict[str, str]:
    """The kindred that each wording had at `known_at`, of those whose kindred has grown since."""
    later = select(copies.c.print_a).where(IS_COPY, copies.c.position > known_at).distinct()
    grown = set(kindred_of(connection, connection.execute(later).scalars()).values())
    members: set[str] = set()
    for chunk in _chunks(grown):
        query = select(kindred.c.print_id).where(kindred.c.kindred.in_(chunk))
        members.update(connection.execute(query).scalars())
    return clusters(members, _links(connection, members, known_at))


def _position(connection: Connection) -> int:
    return connection.execute(select(checkpoint.c.position)).scalar() or 0


def _links(connection: Connection, members: Iterable[str], known_at: int) -> Iterator[tuple[str, str]]:
    for chunk in _chunks(members):
        query = select(copies.c.print_a, copies.c.print_b).where(
            copies.c.print_a.in_(chunk), IS_COPY, copies.c.position <= known_at
        )
        for row in connection.execute(query):
            yield row.print_a, row.print_b


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted(values))
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
