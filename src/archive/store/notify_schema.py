"""The table of whom to tell and how far each was told.

It is no part of the log, which keeps everything for good: destinations hold secrets, and go when the
user removes a target. Nor is it a read model: what was delivered cannot be derived again.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text

from archive.store.schema import Big, metadata

targets: Final = Table(
    "notify_targets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("destination", Text, nullable=False, comment="may be secret; env:NAME where it is only named"),
    Column("secret", Text, nullable=True),
    Column("wanted", Text, nullable=False, comment="JSON: stories, watches, kinds"),
    Column("created", Big, nullable=False),
    Column("told", Big, nullable=False, comment="all up to this position was told or not wanted"),
    Column(
        "upto", Big, nullable=False, comment="the end of the stretch in hand; equal to told where none is"
    ),
    Column("failures", Integer, nullable=False),
    Column("due", Big, nullable=False),
    Column("succeeded", Big, nullable=True),
    Column("problem", Text, nullable=True),
    Column("holder", Text, nullable=False, comment="who delivers now; empty where nobody does"),
    Column("held_until", Big, nullable=False),
    CheckConstraint("told <= upto", name="stretch"),
)
