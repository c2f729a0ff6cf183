"""Where words go, line by line: what a terminal, a message and a feed have in common."""

from __future__ import annotations

import json
import re
from typing import Final, Protocol

_UNFIT: Final = re.compile(
    # Control characters, of which ESC and CSI command a terminal; half surrogates; what XML 1.0 (section 2.2)
    # has no place for; and marks that show text in another order than it stands in (Unicode UAX 9, 2.1 and 2.2).
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_UNFIT_IN_JSON: Final = re.compile(f"{_UNFIT.pattern}|[\u2028\u2029]")
"""The separators of lines and paragraphs too: programs that read JSON line by line take them for ends of lines."""


class Lines(Protocol):
    """Takes lines of text, each with the kind of thing it is, and how far it is indented."""

    def line(self, text: str = "", kind: str = "", *, indent: int = 0, hang: int = 0) -> None:
        """Take a line; where it has to be broken, the further lines are indented by `hang` more."""


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 article`, `2 articles`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def plain(text: str) -> str:
    """`text` without what could act on whoever shows it: each such character becomes U+FFFD.

    Titles, addresses and problems are others' words, and a terminal, a mail or a chat would obey some of them.
    """
    return _UNFIT.sub("\ufffd", text)


def in_json(value: object, indent: int | None = None) -> str:
    """`value` as JSON in which such characters are written as escapes, so that nothing is lost."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNFIT_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
