"""What a story adds to the fact types of its packs.

A [[fact]] of the story whose type a pack defines is no second definition: its keys stand in place of
the pack's, its fields are joined to the pack's key by key, and its frames and counts come before the pack's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive.domain.story_tables import Place

Document = tuple[Place, dict[str, Any]]


def extended(documents: Sequence[Document]) -> list[Document]:
    """`documents`, the story first, with every fact type that story and pack share joined in the story."""
    (place, top), *packs = documents
    own = top.get("fact")
    if not isinstance(own, list):
        return list(documents)
    mine = {
        fact["type"]: fact for fact in own if isinstance(fact, dict) and isinstance(fact.get("type"), str)
    }
    joined: dict[str, dict[str, Any]] = {}
    left: list[Document] = []
    for where, pack in packs:
        facts = pack.get("fact", [])
        shared = [fact for fact in facts if isinstance(fact, dict) and fact.get("type") in mine]
        joined |= {fact["type"]: _joined(fact, mine[fact["type"]]) for fact in shared}
        left.append(
            (where, {**pack, "fact": [fact for fact in facts if fact not in shared]} if shared else pack)
        )
    facts = [joined.get(fact["type"], fact) if fact in mine.values() else fact for fact in own]
    return [(place, {**top, "fact": facts}), *left]


def _joined(pack: dict[str, Any], story: dict[str, Any]) -> dict[str, Any]:
    """A pack's fact type with what the story says of it."""
    fields = {**_tables(pack.get("fields"))}
    for name, values in _tables(story.get("fields")).items():
        before = fields.get(name)
        fields[name] = (
            {**before, **values} if isinstance(before, dict) and isinstance(values, dict) else values
        )
    words: dict[str, Any] = {
        key: [*_listed(story.get(key)), *_listed(pack.get(key))]
        for key in ("frame", "count")
        if key in {*pack, *story}
    }
    return {**pack, **story, "fields": fields, **words}


def _tables(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
