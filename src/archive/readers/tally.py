"""Remarks on an input, each said once with how often it holds: a thousand entries of a feed may share a fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.ports import Remark

_SHOWN = 60


@dataclass(slots=True)
class Tally:
    """What is to be remarked, in the order in which it was first seen, with its first example."""

    seen: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, text: str, example: str = "") -> None:
        """Count `text`; `example` is shown where it is the first. `text` must be one of a few."""
        count, first = self.seen.get(text, (0, example))
        self.seen[text] = (count + 1, first)

    def remarks(self, name: str) -> Iterator[Remark]:
        """All of it, said of `name`."""
        for text, (count, first) in self.seen.items():
            shown = first if len(first) <= _SHOWN else first[:_SHOWN] + "..."
            times = f" ({count} times" if count > 1 else ""
            example = f"{', first: ' if times else ' ('}{shown!r}" if shown else ""
            yield Remark(name, text + times + example + (")" if times or example else ""))
