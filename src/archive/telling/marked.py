"""Pieces of a text with the words that differ in marks, in every form: the marks hold words, never blanks alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from archive.domain.text_change import Piece
from archive.telling import html_page
from archive.telling.markdown import escaped

_PLAIN: Final = {"same": ("", ""), "gone": ("[-", "-]"), "came": ("{+", "+}")}
"""The marks of `git diff --word-diff`."""
_MARKDOWN: Final = {"same": ("", ""), "gone": ("~~", "~~"), "came": ("**", "**")}
_HTML: Final = {"same": html_page.text, "gone": html_page.gone, "came": html_page.came}


def in_plain(pieces: Iterable[Piece]) -> str:
    """The text on one line, `[-gone-]` and `{+came+}`."""
    return " ".join("".join(part.text.join(_PLAIN[part.kind]) for part in _edged(pieces)).split())


def in_markdown(pieces: Iterable[Piece]) -> str:
    """The text on one line of Markdown, `~~gone~~` and `**came**`."""
    written = "".join(_spaced(part.text).join(_MARKDOWN[part.kind]) for part in _edged(pieces))
    return " ".join(written.split())


def in_html(pieces: Iterable[Piece]) -> str:
    """The text as HTML, with `del` and `ins`."""
    return "".join(_HTML[part.kind](part.text) for part in _edged(pieces))


def _spaced(text: str) -> str:
    """`text` escaped, with the blanks at its ends, which escaping takes away."""
    before, after = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' * before}{escaped(text)}{' ' * after}"


def _edged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces with the blanks at the ends of marked words, and blanks alone, outside of the marks."""
    for piece in pieces:
        words = piece.text.strip()
        if piece.kind == "same":
            yield piece
        elif words:
            start = piece.text.index(words[0])
            yield Piece("same", piece.text[:start])
            yield Piece(piece.kind, words)
            yield Piece("same", piece.text[start + len(words) :])
        elif piece.kind == "came":
            yield Piece("same", piece.text)
