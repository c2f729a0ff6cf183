"""Keeps the lexicons of several packs apart, so that any two of them can be used in one story.

Invariant: a pack's patterns and counts mean the words of its own lexicon, whatever other packs call theirs.
Where a later pack has other words under the same name, its entry is renamed to `NAME_of_PACK`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from archive.domain.story_tables import Place

Document = tuple[Place, dict[str, Any]]


def words_apart(documents: Sequence[Document]) -> list[Document]:
    """`documents`, the story first, with the lexicon entries of its packs under different names."""
    story, *packs = documents
    taken: dict[str, Any] = {}
    own = _table(story[1].get("lexicon"))
    kept = [story]
    for place, pack in packs:
        words = _table(pack.get("lexicon"))
        renamed = {
            name: f"{name}_of_{_plain(place.file)}"
            for name, phrases in words.items()
            if name not in own and taken.get(name, phrases) != phrases
        }
        kept.append((place, _renamed(pack, words, renamed) if renamed else pack))
        taken |= {renamed.get(name, name): phrases for name, phrases in words.items()}
    return kept


def _renamed(pack: dict[str, Any], words: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    used = re.compile("<(" + "|".join(map(re.escape, names)) + ")>")

    def written(value: Any) -> Any:
        if isinstance(value, str):
            return used.sub(lambda found: f"<{names[found[1]]}>", value)
        if isinstance(value, list):
            return [written(part) for part in value]
        if isinstance(value, dict):
            return {key: written(part) for key, part in value.items()}
        return value

    lexicon = {names.get(name, name): phrases for name, phrases in words.items()}
    return {key: written(value) if key == "fact" else value for key, value in pack.items()} | {
        "lexicon": lexicon
    }


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _plain(file: str) -> str:
    """The name of a pack's file as a part of a name in patterns."""
    return re.sub(r"[^a-z0-9]+", "_", PurePosixPath(file).stem.lower()).strip("_") or "pack"
