"""Built-in packs: which there are, the text of one, and what it offers."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from archive.domain.pack import Pack, read_pack
from archive.errors import InputRefused

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


def described_pack(name: str) -> Pack:
    """The built-in pack `name`. Raises `InputRefused` naming those there are."""
    text = built_in_pack(name)
    if text is None:
        known = ", ".join(built_in_packs())
        raise InputRefused(name=name, reason=f"no built-in pack of this name; there are: {known}")
    return read_pack(name, text)
