"""Markdown for people who paste results into a page: headings, tables and lists, with nothing of the
articles taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from archive.telling.lines import plain

_MARKUP: Final = re.compile(r"([\\`*_\[\]<>|#~]|&(?=#?\w+;)|^[-+](?= |$))")
_NUMBERED: Final = re.compile(r"^(\d{1,9})([.)])(?= |$)")
_URL: Final = re.compile(r"https?://[^\s<>\x00-\x20]+", re.IGNORECASE)


def escaped(text: object) -> str:
    """`text` on one line, with every character that Markdown could take for markup escaped."""
    words = plain(" ".join(str(text).split()))
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", words))


def code(text: object) -> str:
    """`text` as code on one line, between as many backticks as it needs (CommonMark 6.1)."""
    words = plain(" ".join(str(text).split()))
    fence = "`" * (max(map(len, re.findall("`+", words)), default=0) + 1)
    edge = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{edge}{words}{edge}{fence}"


def address(text: str, version: int) -> str:
    """An article's version as `ADDRESS#VERSION`: a link where it is one of the web."""
    told = f"{text}#{version}"
    return f"<{told}>" if _URL.fullmatch(told) and plain(told) == told else escaped(told)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are Markdown already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
