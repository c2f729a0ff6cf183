"""Lines that are kept, to be given as plain text or as HTML.

Invariant: nothing of an article is taken for markup, and no character goes out that `lines.plain` leaves out.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from archive.telling.lines import plain

_BOLD: Final = frozenset({"title", "label", "added", "changed", "removed"})
_QUOTED: Final = 6
"""From this indent on lines are an article's words, and whose they are (`telling.fact_text`)."""
_LINK: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")


@dataclass(slots=True)
class Written:
    """Takes lines as a terminal does, and keeps them."""

    lines: list[tuple[int, str, str]] = field(default_factory=list)

    def line(self, text: str = "", kind: str = "", *, indent: int = 0, hang: int = 0) -> None:  # noqa: ARG002 - lines are not broken here
        """Keep a line; an empty one parts what stands before it from what comes after."""
        self.lines.append((indent, kind, plain(" ".join(text.split()))))

    @property
    def text(self) -> str:
        """The lines in plain text."""
        return "\n".join((" " * indent + text).rstrip() for indent, _, text in self.lines)

    @property
    def html(self) -> str:
        """The lines as paragraphs, an article's words as block quotations, addresses as links."""
        told = [line for line in self.lines if line[2]]
        parts = []
        for quoted, lines in groupby(told, key=lambda line: line[0] >= _QUOTED):
            paragraphs = "".join(f"<p>{_marked(text, kind)}</p>" for _, kind, text in lines)
            parts.append(f"<blockquote>{paragraphs}</blockquote>" if quoted else paragraphs)
        return "".join(parts)


def _marked(text: str, kind: str) -> str:
    parts, end = [], 0
    for link in _LINK.finditer(text):
        target = html.escape(link[0])
        parts += [html.escape(text[end : link.start()]), f'<a href="{target}">{target}</a>']
        end = link.end()
    marked = "".join([*parts, html.escape(text[end:])])
    return f"<strong>{marked}</strong>" if kind in _BOLD else marked
