"""The attributes of an event: most independent texts win, whenever they were published (rule 5).

What happened does not change because a newer article says otherwise, so recency plays no part.
Dates told with different precision merge: 2024-02 covers 2024-02-18.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.domain.claim import FieldValue
from archive.domain.consolidate.voices import in_order, is_accepted, origins, publishers, rank
from archive.domain.fact import Voice
from archive.domain.moment import PartialDate

Told = tuple[Voice, FieldValue]


@dataclass(frozen=True, slots=True)
class Settled:
    """An attribute's preferred value, its rivals in order of support, and who contradicts it."""

    value: FieldValue
    rivals: tuple[FieldValue, ...]
    opposed: tuple[Voice, ...]

    @property
    def disputed(self) -> bool:
        """Whether two values stand that cannot both be right."""
        return bool(self.rivals)


Compatible = Callable[[FieldValue, FieldValue], bool]


def settle_dates(told: Iterable[Told]) -> Settled | None:
    """Settle ISO dates of reduced precision; None where nobody gives one."""
    given: list[Told] = [(voice, value) for voice, value in told if value is not None]
    dates = {value: _date(str(value)) for _, value in given}

    def compatible(left: FieldValue, right: FieldValue) -> bool:
        return left == right or dates[left].compatible(dates[right])

    return _settle(given, compatible, lambda value: len(str(value)))


@lru_cache(maxsize=4096)
def _date(value: str) -> PartialDate:
    # One for each value: a date works out its two ends once, and a story tells the same few days over and over.
    return PartialDate(value)


def settle_values(told: Iterable[Told]) -> Settled | None:
    """Settle values that agree only when they are equal; None where nobody gives one."""
    given = [(voice, value) for voice, value in told if value is not None]
    return _settle(given, lambda left, right: left == right, lambda _: 0)


def _settle(
    given: Sequence[Told], compatible: Compatible, precision: Callable[[FieldValue], int]
) -> Settled | None:
    if not given:
        return None
    givers = _givers(given, compatible)
    backers = {
        value: [voice for other, voices in givers.items() if compatible(value, other) for voice in voices]
        for value in givers
    }
    # A value never competes with a finer one it covers: the finer one has all its backers too.
    finest = [
        value
        for value in givers
        if not any(precision(other) > precision(value) and compatible(value, other) for other in givers)
    ]
    best, *others = sorted(
        finest, key=lambda value: (*_support(backers[value]), -precision(value), *_tie(value, givers))
    )
    rivals = tuple(value for value in others if not compatible(best, value))
    against = {value for _, value in given if not compatible(best, value)}
    return Settled(best, rivals, in_order(voice for voice, value in given if value in against))


def _givers(given: Sequence[Told], compatible: Compatible) -> dict[FieldValue, list[Voice]]:
    """Who gives each value, where an article that contradicts itself gives what rule 1 prefers."""
    by_article: dict[str, list[FieldValue]] = {}
    givers: dict[FieldValue, list[Voice]] = {}
    for voice, value in sorted(given, key=lambda each: (each[0].address, rank(each[0]))):
        says = by_article.setdefault(voice.address, [])
        if value not in says:
            if not all(compatible(value, other) for other in says):
                continue
            says.append(value)
        givers.setdefault(value, []).append(voice)
    return givers


def _support(voices: Sequence[Voice]) -> tuple[bool, int, int]:
    """Reviewed first, then most publishers, then most origins."""
    return (not any(map(is_accepted, voices)), -publishers(voices), -len(origins(voices)))


def _tie(value: FieldValue, givers: Mapping[FieldValue, Sequence[Voice]]) -> tuple[str, str]:
    return (min(voice.claim.claim_id for voice in givers[value]), str(value))
