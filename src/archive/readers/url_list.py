"""Lists of addresses, one a line; blank lines and lines that begin with # are passed over."""

from __future__ import annotations

from collections.abc import Iterator

from archive.domain.address import canonical_url
from archive.domain.look import Pointer
from archive.errors import InputRefused
from archive.ports import Found, Source
from archive.readers.lines import numbered_lines

_LONGEST = 16 * 1024
"""No server takes a longer address."""


class UrlListOpener:
    """Takes a list of addresses apart: a pointer for each line."""

    def open(self, source: Source) -> Iterator[Found]:
        """The addresses in their order; a line that holds something else is an `InputRefused` that names it.

        Raises `InputRefused` where there is no address at all.
        """
        bad: InputRefused | None = None
        found = False
        for number, line in numbered_lines(source, _LONGEST):
            if isinstance(line, InputRefused):
                piece: Found = line
            elif not line.strip() or line.lstrip().startswith("#"):
                continue
            else:
                piece = _pointer(f"{source.name}:{number}", line.strip())
            if isinstance(piece, InputRefused):
                bad = bad or piece
            found = found or isinstance(piece, Pointer)
            yield piece
        if not found and bad is None:
            raise InputRefused(name=source.name, reason="lists no address")


def _pointer(place: str, url: str) -> Pointer | InputRefused:
    try:
        canonical_url(url)
    except ValueError:
        return InputRefused(name=place, reason=f"not an http or https address: {url[:200]!r}")
    if len(url.split()) > 1:
        return InputRefused(name=place, reason=f"more than one address on a line: {url[:200]!r}")
    return Pointer(name=url, url=url)
