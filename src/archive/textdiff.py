"""Text against text, word by word: the only module that imports rapidfuzz.

Invariant: the pieces that are `same` or `gone` are the text before, those that are `same` or `came` the text after.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from archive.domain.text_change import Piece

_WORD: Final = re.compile(r"\w+|\s+|[^\w\s]")


def changed_words(before: str, after: str) -> tuple[Piece, ...]:
    """What became of `before`, word by word; marks and blanks count as words of their own."""
    # Importing rapidfuzz costs tens of milliseconds: only where texts are compared.
    from rapidfuzz.distance import Indel

    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[Piece] = []
    gone = came = ""
    for step in Indel.opcodes(old, new):
        words = "".join(old[step.src_start : step.src_end])
        if step.tag == "equal":
            pieces += _exchanged(gone, came)
            pieces.append(Piece("same", words))
            gone = came = ""
        else:
            gone += words
            came += "".join(new[step.dest_start : step.dest_end])
    return (*pieces, *_exchanged(gone, came))


def _exchanged(gone: str, came: str) -> Iterator[Piece]:
    if gone:
        yield Piece("gone", gone)
    if came:
        yield Piece("came", came)
