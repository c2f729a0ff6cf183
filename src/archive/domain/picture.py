"""Pictures of timelines: what is to be drawn, all in words and numbers, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Small multiples over one axis of time, which ends at `end` (microseconds) where that is given."""

    title: str
    subtitle: str
    panels: tuple[Panel, ...]
    start: int | None = None
    end: int | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Everybody who speaks, in the order in which they first do."""
        dots = sorted((dot for panel in self.panels for dot in panel.dots), key=lambda d: (d.at, d.source))
        return tuple(dict.fromkeys(dot.source for dot in dots))
