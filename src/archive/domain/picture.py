"""Pictures: what is to be drawn, all in words and numbers, before anything is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archive.domain.axis import Slots
from archive.domain.matrix import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What was held from `at` (reported time, microseconds) until the next stretch.

    `lane` is the value in words, `value` the number of a count. `low` and `high` are the ends of what live claims
    give. `doubtful` marks a value that is disputed or provisional; `gone` that nobody gives one any more.
    """

    at: int
    lane: str
    value: int | None = None
    low: int | None = None
    high: int | None = None
    doubtful: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One claim: who told what when. `dated` is false where only the time of our look is known."""

    at: int
    source: str
    lane: str
    value: int | None = None
    hedged: bool = False
    denied: bool = False
    dated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One fact: `numeric` where it is a number that is drawn to scale, else one lane for each value."""

    label: str
    numeric: bool
    stretches: tuple[Stretch, ...]
    dots: tuple[Dot, ...]

    @property
    def lanes(self) -> tuple[str, ...]:
        """The values that have a lane: those that were held, then others that were told; none for a number."""
        if self.numeric:
            return ()
        held = [stretch.lane for stretch in self.stretches if not stretch.gone]
        told = [dot.lane for dot in sorted(self.dots, key=lambda dot: dot.at)]
        return tuple(dict.fromkeys([*held, *told]))

    @property
    def told(self) -> str:
        """What was held, one after the other."""
        held = [
            (stretch.lane if not stretch.gone else "nobody says it")
            + (" (disputed)" if stretch.doubtful else "")
            for stretch in self.stretches
        ]
        return ", then ".join(dict.fromkeys(held)) or "no value"


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment (microseconds) that is marked in a picture, and what it is."""

    at: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsPicture:
    """Small multiples over one axis of time, which ends at `end` (microseconds) where that is given."""

    title: str
    subtitle: str
    panels: tuple[Panel, ...]
    start: int | None = None
    end: int | None = None
    instants: tuple[Instant, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Everybody who speaks, in the order in which they first do."""
        dots = sorted((dot for panel in self.panels for dot in panel.dots), key=lambda d: (d.at, d.source))
        return tuple(dict.fromkeys(dot.source for dot in dots))

    @property
    def told(self) -> str:
        """The picture in a sentence for each fact, for those who cannot see it."""
        return " ".join(f"{panel.label}: {panel.told}." for panel in self.panels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """One source on one fact. `value` is what it says where that is short enough to stand in a square."""

    answer: Answer
    value: str = ""
    hedged: bool = False
    copied: bool = False


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One fact: what it is about, what is held of it, and a square for each source."""

    label: str
    held: str
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixPicture:
    """Facts against sources, the facts in groups with a heading each. `left_out` says what is not shown."""

    title: str
    subtitle: str
    sources: tuple[str, ...]
    groups: tuple[tuple[str, tuple[MatrixRow, ...]], ...]
    left_out: str = ""

    @property
    def rows(self) -> tuple[MatrixRow, ...]:
        """The rows of all groups."""
        return tuple(row for _, rows in self.groups for row in rows)

    @property
    def told(self) -> str:
        """The picture in a sentence for each fact, for those who cannot see it."""
        return " ".join(filter(None, [*(self._told(row) for row in self.rows), self.left_out]))

    def _told(self, row: MatrixRow) -> str:
        answers = Counter(square.answer for square in row.squares)
        counts = ", ".join(f"{answers[each]} {ANSWERS[each]}" for each in ANSWERS if answers[each])
        return f"{row.label}: {row.held}: {counts}."


ANSWERS: Final[dict[Answer, str]] = {
    "agrees": "agrees",
    "differs": "differs",
    "both": "says both",
    "denies": "denies it",
    "excludes": "denies another value",
    "before": "said so before, replaced by newer reports",
    "rejected": "rejected by a reviewer",
    "silent": "silent",
}
"""What each answer is called, in the order in which it is explained."""

SIGNS: Final[dict[Answer, str]] = {
    "agrees": "=",
    "differs": "≠",
    "both": "±",
    "denies": "×",
    "excludes": "¬",
    "before": "←",
    "rejected": "/",
    "silent": "·",
}
"""One sign for each answer, so that none is told by its colour alone."""


@dataclass(frozen=True, slots=True)
class StripEdit:
    """One edit of an article: when (microseconds), how material (0 the least), and whether it was not made openly."""

    at: int
    level: int
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StripRow:
    """One article; `begins` is when it became public (microseconds), where that is known."""

    label: str
    edits: tuple[StripEdit, ...]
    begins: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StripPicture:
    """Edits of articles over time; `levels` are the words for how material an edit is, the least first."""

    title: str
    subtitle: str
    levels: tuple[str, ...]
    rows: tuple[StripRow, ...]
    start: int | None = None
    end: int | None = None
    left_out: str = ""

    @property
    def told(self) -> str:
        """The picture in a sentence for each article, for those who cannot see it."""
        return " ".join(filter(None, [*(self._told(row) for row in self.rows), self.left_out]))

    def _told(self, row: StripRow) -> str:
        most = max((edit.level for edit in row.edits), default=0)
        silent = sum(edit.silent for edit in row.edits)
        number = len(row.edits)
        return (
            f"{row.label}: {number} edit{'s' if number != 1 else ''}, "
            f"the most material {self.levels[most]}, {silent} not made openly."
        )

    def span(self) -> tuple[int, int]:
        """The time that the picture covers."""
        given = [row.begins for row in self.rows if row.begins is not None]
        times = given + [edit.at for row in self.rows for edit in row.edits]
        low, high = min(times, default=0), max(times, default=0)
        return (low if self.start is None else self.start), (high if self.end is None else self.end)


@dataclass(frozen=True, slots=True)
class Heat:
    """All edits of one article in one slot: their number, the most material of them, and whether any is silent."""

    row: int
    slot: int
    level: int
    number: int
    silent: bool


def heat(picture: StripPicture, axis: Slots) -> Iterator[Heat]:
    """What each slot of each row holds; nothing for slots without an edit."""
    for place, row in enumerate(picture.rows):
        by_slot: dict[int, list[StripEdit]] = {}
        for edit in row.edits:
            by_slot.setdefault(axis.of(edit.at), []).append(edit)
        for slot, edits in sorted(by_slot.items()):
            most = max(edit.level for edit in edits)
            yield Heat(place, slot, most, len(edits), any(edit.silent for edit in edits))


Picture = StepsPicture | MatrixPicture | StripPicture
"""What can be drawn."""
