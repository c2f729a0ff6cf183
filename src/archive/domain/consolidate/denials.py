"""Denials (rule 7): a denial cancels only what is as old and no better supported; it is always shown."""

from __future__ import annotations

from collections.abc import Sequence

from archive.domain.claim import FieldValue
from archive.domain.consolidate.voices import effective_reported, field_of, in_order, publishers
from archive.domain.fact import Denial, Voice


def denials(denied: Sequence[Voice], value_field: str | None) -> tuple[Denial, ...]:
    """The denied values with those who deny them, in order of value."""
    by_value: dict[FieldValue, list[Voice]] = {}
    for voice in denied:
        value = field_of(voice, value_field) if value_field else None
        by_value.setdefault(value, []).append(voice)
    return tuple(Denial(value=value, voices=in_order(by_value[value])) for value in sorted(by_value, key=str))


def cancels(denying: Sequence[Voice], affirming: Sequence[Voice]) -> bool:
    """Whether a denial is as recent as what it denies, and at least as well supported."""
    if not denying or not affirming:
        return False
    return _newest(denying) >= _newest(affirming) and publishers(denying) >= publishers(affirming)


def _newest(voices: Sequence[Voice]) -> int:
    return max(effective_reported(voices).values())


def uncancelled(affirmed: Sequence[Voice], denied: Sequence[Voice], value_field: str) -> list[Voice]:
    """The affirmed voices whose value no denial cancels."""
    kept: list[Voice] = []
    for voice in affirmed:
        value = field_of(voice, value_field)
        denying = [other for other in denied if field_of(other, value_field) == value]
        backing = [other for other in affirmed if field_of(other, value_field) == value]
        if not cancels(denying, backing):
            kept.append(voice)
    return kept
