"""The JSON form of a change, as `docs/json.md` promises it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archive.domain.change import Change, Moved
from archive.domain.fact_document import listed
from archive.telling.diff_facts import standing

Form = dict[str, Any]

_OF_A_CHANGED_FACT = frozenset(
    {
        "value",
        "value_to",
        "relation",
        "role",
        "status",
        "reported",
        "publishers",
        "origins",
        "variants",
        "disputed",
        "denied",
    }
)
"""What a change says of its whole fact; the claims that moved it are its evidence."""


def change_form(change: Change) -> Form:
    """One change with its cause and the words that made it."""
    return {
        "kind": change.kind,
        "type": change.type,
        "key": dict(change.key),
        "path": change.path,
        "before": change.before,
        "after": change.after,
        "cause": change.cause,
        "causes": list(change.causes),
        "fact": {name: part for name, part in listed(change.fact).items() if name in _OF_A_CHANGED_FACT},
        "evidence": [_evidence(moved, change.fact) for moved in change.evidence],
    }


def _evidence(moved: Moved, fact: Mapping[str, Any]) -> Form:
    claim = moved.document
    return {
        "quote": claim["quote"],
        "source": claim["source"],
        "published": claim["published"],
        "address": claim["address"],
        "version": claim["version"],
        "position": moved.position,
        "claim_id": moved.claim_id,
        "came": moved.came,
        "standing": standing(moved.claim_id, fact),
        "cause": moved.cause,
    }
