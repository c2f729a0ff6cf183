"""A story: the user's definition of what to track, read from TOML.

Everything particular to a subject lives here, and nothing particular to one lives in code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

FieldKind = Literal["entity", "entities", "item", "number", "ordinal", "quantity", "ref", "text"]
Consolidation = Literal["event", "count", "state"]
"""How a type's claims become facts: `event` is something that happened (a visit), its attributes
never age; `count` is a running number, the newest trusted report wins; `state` is a value that
holds until a newer report says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType:
    """One field of a fact type: its kind, and for entities which kinds of entity may fill it."""

    kind: FieldKind
    entity_kinds: tuple[str, ...] = ()
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactType:
    """One type of fact.

    `key` are the fields that say what a claim is about. `value` is the field that a count or a
    state takes its value from; `attributes` are the fields of an event that may agree or differ.
    `rising` marks a count that only a correction lowers. `frames` is left to the extractor.
    """

    type: str
    fields: Mapping[str, FieldType]
    key: tuple[str, ...]
    consolidate: Consolidation
    value: str | None = None
    attributes: tuple[str, ...] = ()
    rising: bool = True
    frames: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A whole story definition. `digest` is over its source and its packs."""

    story: str
    title: str
    version: int
    digest: str
    facts: Mapping[str, FactType] = field(default_factory=dict)
