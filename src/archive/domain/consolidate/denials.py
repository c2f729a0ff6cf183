"""Denials (rule 7): a denial cancels only what is as old and no better supported; it is always shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from archive.domain.claim import FieldValue
from archive.domain.consolidate.voices import (
    in_order,
    is_accepted,
    newest_words,
    publishers,
)
from archive.domain.fact import Denial, Voice

ValueOf = Callable[[Voice], FieldValue]


def denials(denied: Sequence[Voice], value_of: ValueOf) -> tuple[Denial, ...]:
    """The denied values with those who deny them, in order of value; None is a denial of the whole."""
    by_value = _by_value(denied, value_of)
    return tuple(
        Denial(value=value, voices=in_order(by_value[value])) for value in sorted(by_value, key=_order)
    )


def _by_value(voices: Iterable[Voice], value_of: ValueOf) -> dict[FieldValue, list[Voice]]:
    by_value: dict[FieldValue, list[Voice]] = {}
    for voice in voices:
        by_value.setdefault(value_of(voice), []).append(voice)
    return by_value


def _order(value: FieldValue) -> tuple[bool, int, str]:
    """Numbers by size, before texts."""
    return (not isinstance(value, int), value if isinstance(value, int) else 0, str(value))


def cancels(denying: Sequence[Voice], affirming: Sequence[Voice]) -> bool:
    """Whether a denial is as recent as what it denies, and at least as well supported.

    A reviewer's acceptance of one side decides (rule 9); a hedged denial never cancels what is stated.
    """
    accepted = any(map(is_accepted, denying)), any(map(is_accepted, affirming))
    if accepted[0] != accepted[1]:
        return accepted[0]
    if any(voice.claim.certainty == "stated" for voice in affirming):
        denying = [voice for voice in denying if voice.claim.certainty == "stated"]
    if not denying or not affirming:
        return False
    return newest_words(denying) >= newest_words(affirming) and publishers(denying) >= publishers(affirming)


def cancelled(affirmed: Iterable[Voice], denied: Iterable[Voice], value_of: ValueOf) -> frozenset[FieldValue]:
    """The values that are affirmed as current and that a denial cancels."""
    backing = _by_value((voice for voice in affirmed if voice.claim.role == "current"), value_of)
    denying = _by_value(denied, value_of)
    return frozenset(
        value
        for value, voices in backing.items()
        if value is not None and value in denying and cancels(denying[value], voices)
    )
