"""Markdown for people who paste results into a page: headings, tables and lists, with nothing of the
articles taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from archive.telling.lines import plain

_MARKUP: Final = re.compile(r"([\\`*_\[\]<>|#~])")


def escaped(text: object) -> str:
    """`text` on one line, with every character that Markdown could take for markup escaped."""
    return _MARKUP.sub(r"\\\1", plain(" ".join(str(text).split())))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are Markdown already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
