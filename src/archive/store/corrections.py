"""Corrections that move claims: a reviewer who corrects a field of the key takes a claim to another fact.

Invariant: the rows of claims stay as their run found them. Which group a claim counts in follows from the
verdict in force on it at the position asked for, so a withdrawn correction brings it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, select

from archive.domain.claim import group_id
from archive.domain.correction import corrected_key
from archive.store.read_schema import claims, reviews

Corrected = Mapping[str, Mapping[str, Any]]
"""The corrected fields of claims, by claim id."""


@dataclass(frozen=True, slots=True)
class Move:
    """A claim that a correction, in force or not, takes from the group it was read in to `group`."""

    claim_id: str
    story: str
    type: str
    address: str
    position: int
    group: str
    key: Mapping[str, Any]


def corrections_in_force(connection: Connection, story: str, known_at: int) -> dict[str, Mapping[str, Any]]:
    """The corrected fields of every claim of `story` whose verdict in force is a correction."""
    last = (
        select(func.max(reviews.c.position))
        .where(reviews.c.story == story, reviews.c.position <= known_at)
        .group_by(reviews.c.claim_id)
    )
    query = select(reviews.c.claim_id, reviews.c.fields).where(
        reviews.c.position.in_(last), reviews.c.verdict == "corrected"
    )
    return {row.claim_id: msgspec.json.decode(row.fields) for row in connection.execute(query)}


def moves(connection: Connection, known_at: int, story: str | None = None) -> Iterator[Move]:
    """Every move that a correction ever made by `known_at`: few, as people make them."""
    query: Select[Any] = (
        select(
            claims.c.claim_id,
            claims.c.story,
            claims.c.type,
            claims.c.address,
            claims.c.position,
            claims.c.claim_key,
            claims.c.group_id,
            reviews.c.fields,
        )
        .join(claims, claims.c.claim_id == reviews.c.claim_id)
        .where(reviews.c.verdict == "corrected", reviews.c.position <= known_at)
    )
    if story is not None:
        query = query.where(reviews.c.story == story)
    for row in connection.execute(query):
        key = corrected_key(msgspec.json.decode(row.claim_key), msgspec.json.decode(row.fields))
        group = group_id(row.story, row.type, key)
        if group != row.group_id:
            yield Move(row.claim_id, row.story, row.type, row.address, row.position, group, key)
