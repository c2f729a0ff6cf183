"""Telling the first from the second: which occurrence of an event each claim speaks of.

Claims with one key ("A gave B a car") may speak of several occurrences once somebody numbers them
("a second car"). Numbered claims found the occurrences; the others join by date, then by the
occurrence their own article numbers, then by what was newest when they were published. Without any
number above one there is one occurrence, and dates that disagree are a dispute and not a second
event. One exception founds an occurrence without a number: a date long after the last one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from archive.domain.consolidate.attributes import settle_dates
from archive.domain.consolidate.voices import field_of, first_public, in_order
from archive.domain.fact import Voice
from archive.domain.moment import DAY, PartialDate, day_of

SAME_OCCURRENCE: Final = 14 * DAY
"""Dates of one occurrence may be told wrongly by this much before they point at another one."""


def event_date(voice: Voice) -> PartialDate | None:
    """When the claim says the event happened; a reviewer's correction comes first."""
    review = voice.review
    if review is not None and review.verdict == "corrected" and review.fields.get("date"):
        return _dated(str(review.fields["date"]))
    date = voice.claim.event_date
    return _dated(date.value) if date is not None and date.value else None


@lru_cache(maxsize=4096)
def _dated(value: str) -> PartialDate:
    """The date of `value`: few dates are told by many, and their intervals are worth keeping."""
    return PartialDate(value)


@dataclass(frozen=True, slots=True)
class _Founded:
    """What the claims that number an occurrence say of it.

    `date` is what they settle on, `dates` all that they give; `began` is when it began to be news.
    """

    number: int
    date: PartialDate | None
    dates: tuple[PartialDate, ...]
    began: int
    addresses: frozenset[str]


class Occurrences:
    """The occurrences of one event, numbered from 1, and the place of every voice among them."""

    def __init__(
        self, voices: Iterable[Voice], ordinal_field: str | None, others: Iterable[Voice] = ()
    ) -> None:
        """Assign every one of `voices`; `ordinal_field` is the field that numbers occurrences.

        `others` are voices that found no occurrence and may be placed among them.
        """
        self._ordinal_field = ordinal_field
        self._fitting: dict[str, list[_Founded]] = {}
        ordered = in_order(voices)
        # A copy speaks of what its original speaks of, also where it came out after another occurrence.
        self._public = first_public((_words(voice), voice) for voice in (*ordered, *others))
        numbered: dict[int, list[Voice]] = {}
        for voice in ordered:
            number = self.ordinal(voice)
            if number is not None:
                numbered.setdefault(number, []).append(voice)
        last = max(numbered, default=1)
        self._founded = [_found(n, numbered[n], last=n == last) for n in sorted(numbered)] if last > 1 else []
        members: dict[int, list[Voice]] = {}
        for voice in ordered:
            members.setdefault(self.place(voice), []).append(voice)
        self.members = dict(sorted(members.items()))

    def ordinal(self, voice: Voice) -> int | None:
        """The number that the voice itself gives, if any."""
        number = field_of(voice, self._ordinal_field) if self._ordinal_field else None
        return number if isinstance(number, int) and number > 0 else None

    def place(self, voice: Voice) -> int:
        """The number of the occurrence that a voice speaks of."""
        number = self.ordinal(voice)
        if number is not None:
            return number
        if not self._founded:
            return 1
        date = event_date(voice)
        if date is None:
            return _newest(voice, self._founded, 1, self._said(voice))
        return self._by_date(voice, date)

    def _by_date(self, voice: Voice, date: PartialDate) -> int:
        """The occurrence with that date; else one next to it in time; else the place in the sequence."""
        fitting = self._fitting.get(date.value)
        if fitting is None:
            fitting = self._fitting[date.value] = self._that_fit(date)
        if fitting:
            return _newest(voice, fitting, fitting[0].number, self._said(voice))
        later = [one.number for one in self._founded if one.date and one.date.start > date.end]
        if later:
            return max(1, min(later) - 1)
        # A date that is still to come when it is published is misread: it founds nothing.
        last = self._founded[-1].number
        return last if date.start > self._said(voice) + DAY else last + 1

    def _that_fit(self, date: PartialDate) -> list[_Founded]:
        """The occurrences with that date, else those that anybody dates so, else the closest in time."""
        fitting = [one for one in self._founded if one.date and one.date.compatible(date)] or [
            one for one in self._founded if any(date.compatible(other) for other in one.dates)
        ]
        dated = [(one, one.date) for one in self._founded if one.date is not None]
        if not fitting:
            gaps = {one.number: _gap(date, other) for one, other in dated}
            closest = min(gaps.values(), default=SAME_OCCURRENCE + 1)
            if closest <= SAME_OCCURRENCE:
                return [one for one, _ in dated if gaps[one.number] == closest]
        return fitting

    def _said(self, voice: Voice) -> int:
        """When these words became public (microseconds)."""
        public = self._public.get(_words(voice))
        return voice.reported if public is None else public.at


def _words(voice: Voice) -> tuple[str, str]:
    """What all copies of a text have in common where they say the same."""
    return (voice.cluster, voice.claim.assertion_key)


def _found(number: int, members: Sequence[Voice], *, last: bool) -> _Founded:
    told = [(member, date) for member in members if (date := event_date(member)) is not None]
    settled = settle_dates((member, date.value) for member, date in told)
    date = PartialDate(str(settled.value)) if settled is not None else None
    first_report = min(member.reported for member in members)
    if date is None and last:
        # The last occurrence was news when it was first numbered; earlier ones are only remembered.
        date = day_of(first_report)
    return _Founded(
        number,
        date,
        tuple({date.value: date for _, date in told}.values()),
        date.start if date is not None else first_report,
        frozenset(member.address for member in members),
    )


def _newest(voice: Voice, among: Collection[_Founded], otherwise: int, said: int) -> int:
    """The occurrence that the voice's own article numbers, else the newest begun when its words were said."""
    own = [one.number for one in among if voice.address in one.addresses]
    begun = [one.number for one in among if one.began <= said]
    return max(own or begun, default=otherwise)


def _gap(left: PartialDate, right: PartialDate) -> int:
    return max(left.start - right.end, right.start - left.end, 0)
