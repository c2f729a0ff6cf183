"""The attributes of an event: most independent texts win, whenever they were published (rule 5).

What happened does not change because a newer article says otherwise, so recency plays no part.
Dates told with different precision merge: 2024-02 covers 2024-02-18.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive.domain.claim import FieldValue
from archive.domain.consolidate.voices import in_order, is_accepted, origins, publishers
from archive.domain.fact import Voice
from archive.domain.moment import PartialDate


@dataclass(frozen=True, slots=True)
class Settled:
    """An attribute's preferred value, its rivals in order of support, and who holds a rival."""

    value: FieldValue
    rivals: tuple[FieldValue, ...]
    opposed: tuple[Voice, ...]

    @property
    def disputed(self) -> bool:
        """Whether two values stand that cannot both be right."""
        return bool(self.rivals)


Compatible = Callable[[FieldValue, FieldValue], bool]


def settle_dates(told: Sequence[tuple[Voice, FieldValue]]) -> Settled | None:
    """Settle ISO dates of reduced precision; None where nobody gives one."""
    return _settle(told, _compatible_dates, lambda value: len(str(value)))


def settle_values(told: Sequence[tuple[Voice, FieldValue]]) -> Settled | None:
    """Settle values that agree only when they are equal; None where nobody gives one."""
    return _settle(told, lambda left, right: left == right, lambda _: 0)


def _compatible_dates(left: FieldValue, right: FieldValue) -> bool:
    return PartialDate(str(left)).compatible(PartialDate(str(right)))


def _settle(
    told: Sequence[tuple[Voice, FieldValue]],
    compatible: Compatible,
    precision: Callable[[FieldValue], int],
) -> Settled | None:
    told = [(voice, value) for voice, value in told if value is not None]
    if not told:
        return None
    values = sorted({value for _, value in told}, key=str)
    backers = {
        value: [voice for voice, other in told if compatible(value, other)] for value in values
    }

    def preference(value: FieldValue) -> tuple[int, int, int, int, str, str]:
        """Reviewed, then most publishers, most origins, most precise; ties on claim id, value."""
        voices = backers[value]
        return (
            -sum(is_accepted(voice) for voice in voices),
            -publishers(voices),
            -len(origins(voices)),
            -precision(value),
            min(voice.claim.claim_id for voice in voices),
            str(value),
        )

    # A value never competes with a finer one it covers: the finer one has all its backers too.
    finest = [
        value
        for value in values
        if not any(
            other != value and compatible(value, other) and precision(other) > precision(value)
            for other in values
        )
    ]
    ordered = sorted(finest, key=preference)
    best = ordered[0]
    rivals = tuple(value for value in ordered[1:] if not compatible(best, value))
    opposed = in_order(voice for voice, value in told if not compatible(best, value))
    return Settled(best, rivals, opposed)
