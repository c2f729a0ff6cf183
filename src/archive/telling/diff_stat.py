"""How much changed: facts by type, by what became of them, and by cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archive.domain.change import CAUSES, Cause
from archive.telling.diff_facts import SECTIONS, SIGNS, FactChange
from archive.telling.lines import counted


@dataclass(frozen=True, slots=True)
class Tally:
    """The facts of one type that changed: how many of each section, and of each main cause."""

    type: str
    sections: Mapping[str, int]
    causes: Mapping[Cause, int]

    @property
    def facts(self) -> int:
        """How many facts there are in all."""
        return sum(self.sections.values())

    def bar(self, scale: float) -> dict[str, str]:
        """The sign of each section as often as it has facts, `scale` times as often, at least once."""
        return {
            section: SIGNS[section] * max(1, round(self.sections[section] * scale))
            for section in SECTIONS
            if self.sections[section]
        }

    @property
    def because(self) -> str:
        """The causes, each with its number where there are several."""
        told = [cause for cause in CAUSES if self.causes[cause]]
        return ", ".join(cause if len(told) == 1 else f"{cause} {self.causes[cause]}" for cause in told)


def tallies(items: Iterable[FactChange]) -> list[Tally]:
    """One tally for each type, in the order in which the types come first in `items`."""
    by_type: dict[str, list[FactChange]] = {}
    for item in items:
        by_type.setdefault(item.fact["type"], []).append(item)
    return [
        Tally(
            type=fact_type,
            sections=Counter(item.section for item in members),
            causes=Counter(item.causes[0] for item in members),
        )
        for fact_type, members in by_type.items()
    ]


def total(told: Iterable[Tally]) -> str:
    """One line: how many facts were added, changed, removed, denied."""
    counts: Counter[str] = Counter()
    for tally in told:
        counts.update(tally.sections)
    parts = [f"{counts[section]:,} {section}" for section in SECTIONS if counts[section]]
    return f"{counted(counts.total(), 'fact')}: {', '.join(parts)}" if parts else "No difference."
