"""Where words go, line by line: what a terminal, a message and a feed have in common."""

from __future__ import annotations

from typing import Protocol


class Lines(Protocol):
    """Takes lines of text, each with the kind of thing it is, and how far it is indented."""

    def line(self, text: str = "", kind: str = "", *, indent: int = 0, hang: int = 0) -> None:
        """Take a line; where it has to be broken, the further lines are indented by `hang` more."""


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 article`, `2 articles`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
