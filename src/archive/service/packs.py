"""Built-in packs: which there are, and the text of one."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

_ROOM: Final = "archive.packs"
_ENDING: Final = ".toml"


def built_in_packs() -> tuple[str, ...]:
    """The names of the packs that come with the program, in order."""
    names = (entry.name for entry in files(_ROOM).iterdir())
    return tuple(sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING)))


def built_in_pack(name: str) -> str | None:
    """The text of the built-in pack `name`; None where there is none of that name."""
    if name not in built_in_packs():
        return None
    return files(_ROOM).joinpath(name + _ENDING).read_text(encoding="utf-8")
