"""Lines of a text input with their numbers, in flat memory however long they are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

from archive.errors import InputRefused
from archive.ports import Source
from archive.readers.decode import BOMS
from archive.readers.wrappers import unwrapped

_MARK: Final = 4
"""Bytes of the longest byte order mark."""
"""Bytes of the longest byte order mark."""


def numbered_lines(source: Source, longest: int) -> Iterator[tuple[int, str | InputRefused]]:
    """The lines of `source` without their ends, numbered from 1.

    The text is UTF-8, or what its byte order mark says. A line over `longest` characters, or with bytes
    that are not of the encoding, is an `InputRefused` that names it; the wrapper's damage ends the lines
    with one.
    """
    with unwrapped(source.name, source.open()) as stream:
        try:
            mark, encoding = _marked(stream.peek(_MARK))
            stream.read(len(mark))
            text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape")
            number = 0
            while line := text.readline(longest + 1):
                number += 1
                place = f"{source.name}:{number}"
                if len(line) > longest and not line.endswith("\n"):
                    while (more := text.readline(longest)) and not more.endswith("\n"):
                        pass
                    reason = f"longer than {longest:,} characters, which is more than a line of this may have"
                    yield number, InputRefused(name=place, reason=reason)
                elif _stray(line):
                    reason = f"holds bytes that are not {encoding.upper()}"
                    yield number, InputRefused(name=place, reason=reason)
                else:
                    yield number, line.removesuffix("\n")
        except InputRefused as refusal:
            yield 0, refusal
        except UnicodeError as error:
            yield 0, InputRefused(name=source.name, reason=f"is cut off or damaged: {error}")


def _marked(head: bytes) -> tuple[bytes, str]:
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return mark, encoding
    return b"", "utf-8"


def _stray(line: str) -> bool:
    """Whether a byte of the line could not be decoded: it stands as a lone surrogate then."""
    if line.isascii():
        return False
    try:
        line.encode()
    except UnicodeEncodeError:
        return True
    return False
