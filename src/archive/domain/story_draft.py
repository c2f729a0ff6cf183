"""A new story in the few words that it needs where packs bring the rest, written as TOML."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_SEPARATOR: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the author says of a story.

    `names` are, for each kind of entity, the names of those there are, each with its aliases;
    `items` the things that are tracked, each with the nouns for it; `since` when it all began, as a date of
    any precision.
    """

    story: str
    title: str
    packs: tuple[str, ...]
    must_mention: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    since: str | None = None
    names: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    items: Sequence[tuple[str, ...]] = ()


def identifier(name: str, joint: str = "_") -> str:
    """An id made of a name: "Côte Nord Ltd." is `cote_nord_ltd`; of a name without letters, "x"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = _SEPARATOR.sub(joint, plain.replace("'", "")).strip(joint)
    return made if made[:1].isalpha() else f"x{joint}{made}".rstrip(joint)


def write_story(draft: Draft) -> str:
    """The story file, ready for `story check`."""
    lines = [
        "[story]",
        f"id = {_text(draft.story)}",
        f"title = {_text(draft.title)}",
        f"packs = {_list(draft.packs)}",
    ]
    if draft.must_mention:
        lines.append(f"must_mention = {_list(draft.must_mention)}")
    if draft.measures:
        lines.append(f"measures = {_list(draft.measures)}")
    if draft.since:
        lines.append(f"since = {_text(draft.since)}")
    taken: set[str] = set()
    for kind, named in draft.names.items():
        for aliases in named:
            lines += ["", "[[entity]]", f"id = {_text(_fresh(aliases[0], taken))}", f"kind = {_text(kind)}"]
            lines.append(f"aliases = {_list(aliases)}")
    taken = set()
    for heads in draft.items:
        lines += ["", "[[item]]", f"id = {_text(_fresh(heads[0], taken))}", f"heads = {_list(heads)}"]
    return "\n".join(lines) + "\n"


def _fresh(name: str, taken: set[str]) -> str:
    made = identifier(name)
    number = 1
    while made in taken:
        number += 1
        made = f"{identifier(name)}_{number}"
    taken.add(made)
    return made


def _text(value: str) -> str:
    """A TOML string; JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"
