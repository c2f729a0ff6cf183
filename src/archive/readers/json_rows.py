"""The values of a large JSON text, one after the other: the elements of an array, or one a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, Protocol

_PIECE: Final = 64 * 1024
_MAX_VALUE: Final = 1 << 20
"""More characters than this are no row of a listing."""
_BETWEEN: Final = " \t\r\n,"


class NoJson(ValueError):
    """What stands here is no JSON, or breaks off."""


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes, none at the end."""


def json_rows(stream: Readable) -> Iterator[object]:
    """The elements of the array that `stream` holds, or its values one after the other, in flat memory.

    Raises `NoJson` where the text goes wrong; what stands before that was given.
    """
    import codecs

    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    decoder = json.JSONDecoder()
    text, at, first, ended = "", 0, True, False
    while True:
        while at < len(text) and text[at] in _BETWEEN:
            at += 1
        if first and text.startswith("[", at):
            at, first = at + 1, False
            continue
        if not first and text.startswith("]", at):
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            if ended and at == len(text) and first:
                return
            if ended or len(text) - at > _MAX_VALUE:
                raise NoJson("breaks off" if ended else "holds something that is no row") from error
        else:
            # A number at the end of what was read may go on.
            if end < len(text) or ended:
                yield value
                at = end
                continue
        piece = stream.read(_PIECE)
        ended = not piece
        text, at = text[at:] + decode(piece, final=ended), 0
