"""Metadata that somebody stated, checked: options outrank the sidecar, which outranks front matter.

Invariant: what was stated is taken or refused by name, never dropped silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.domain.address import canonical_url
from archive.domain.article import Basis, Sourced, SourcedDate
from archive.domain.moment import PartialDate
from archive.errors import InputRefused
from archive.readers.front_matter import KEYS

DATES = ("published", "modified", "captured")
_PLACES: Mapping[Basis, str] = {
    "given": "the option --{key}",
    "sidecar": "{key!r} in its sidecar",
    "front-matter": "{key!r} in its front matter",
}


@dataclass(slots=True)
class Stated:
    """The metadata that was stated, by key, each with its basis."""

    values: dict[str, Sourced] = field(default_factory=dict)
    dates: dict[str, SourcedDate] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def value(self, key: str, otherwise: Sourced) -> Sourced:
        """What was stated for `key`, else what the text says."""
        return self.values.get(key, otherwise)

    def date(self, key: str, otherwise: SourcedDate) -> SourcedDate:
        """The date that was stated for `key`, else the text's own."""
        return self.dates.get(key, otherwise)


def stated(
    name: str, given: Mapping[str, str], sidecar: Mapping[str, object], front: Mapping[str, str]
) -> Stated:
    """Join what options, sidecar and front matter say of the input `name`.

    Raises `InputRefused` for a date that is none, a URL that is not http or https, and a value that
    is not text, wherever it stands, even where a higher place overrules it.
    """
    found = Stated()
    unknown = sorted(set(sidecar) - set(KEYS) - {"encoding"})
    if unknown:
        found.warnings.append(f"sidecar: unknown keys ignored: {', '.join(map(repr, unknown))}")
    places: tuple[tuple[Basis, Mapping[str, object]], ...] = (
        ("front-matter", front),
        ("sidecar", sidecar),
        ("given", given),
    )
    for basis, fields in places:
        for key in KEYS:
            place = _PLACES[basis].format(key=key)
            value = text_of(name, place, fields.get(key))
            if value is None:
                continue
            if key in DATES:
                found.dates[key] = SourcedDate(_date(name, place, value), basis, value)
            else:
                found.values[key] = Sourced(_url(name, place, value) if key == "url" else value, basis)
    return found


def text_of(name: str, place: str, value: object) -> str | None:
    """`value` as text, None where nothing was stated. Raises `InputRefused` where it is not text."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputRefused(name=name, reason=f"{place} must be text in quotes, not {value!r}")
    return value.strip() or None


def _date(name: str, place: str, value: str) -> PartialDate:
    try:
        return PartialDate.parse(value)
    except (ValueError, OverflowError):
        reason = f"{place} is not a date: {value!r}; write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM"
        raise InputRefused(name=name, reason=reason) from None


def _url(name: str, place: str, value: str) -> str:
    try:
        canonical_url(value)
    except ValueError:
        reason = f"{place} is not an http or https address: {value!r}"
        raise InputRefused(name=name, reason=reason) from None
    return value
