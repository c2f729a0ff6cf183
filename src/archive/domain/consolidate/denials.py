"""Denials (rule 7): a denial cancels only what is as old and no better supported; it is always shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from archive.domain.claim import FieldValue
from archive.domain.consolidate.figures import UPPER_END, leaves_room
from archive.domain.consolidate.voices import (
    field_of,
    in_order,
    is_accepted,
    newest_words,
    publishers,
    undecided,
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
    said, denied = newest_words(affirming), newest_words(denying)
    recent = denied >= said or undecided(denied, said)
    return recent and publishers(denying) >= publishers(affirming)


def cancelled(affirmed: Iterable[Voice], denied: Iterable[Voice], value_of: ValueOf) -> frozenset[FieldValue]:
    """The affirmed values that a denial cancels: of the same value, or of bounds that take it in.

    "Denied that more than 100 died" denies 120 too. Voices are of the roles that deny each other.
    """
    exactly: dict[FieldValue, list[Voice]] = {}
    widely: dict[tuple[str, FieldValue, FieldValue], list[Voice]] = {}
    for voice in denied:
        exactly.setdefault(value_of(voice), []).append(voice)
        if voice.claim.relation != "eq":
            told = (voice.claim.relation, value_of(voice), field_of(voice, UPPER_END))
            widely.setdefault(told, []).append(voice)
    if not exactly:
        return frozenset()
    gone: set[FieldValue] = set()
    for value, voices in _by_value(affirmed, value_of).items():
        denying = list(exactly.get(value, ())) if value is not None else []
        for (relation, bound, top), wide in widely.items():
            if bound != value and leaves_room(relation, bound, top, value):
                denying += wide
        if denying and cancels(denying, voices):
            gone.add(value)
    return frozenset(gone)
