"""Names for people: entities, items and fields as the story calls them, else their ids in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.domain.snapshot import Point
    from archive.domain.story import Story

ORDINAL = "ordinal"
"""The part of a key that tells one occurrence of an event from another (`domain.consolidate`)."""

_BRACED = re.compile(r"\{([^{}]*)\}")
_PARTS = ("party", "group", "place", "currency")
"""Fields of a key that make it a part of a whole, in the order in which they are told."""
_RELATIONS = {"eq": "", "ge": "at least ", "le": "at most ", "approx": "about ", "range": "between "}


class Labels:
    """Human labels for one story."""

    def __init__(self, story: Story) -> None:
        self._story = story

    def name(self, value: object) -> str:
        """An entity, item, number or flag in words."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, (list, tuple)):
            return ", ".join(self.name(part) for part in value)
        if isinstance(value, int):
            return f"{value:,}"  # 5000000 cannot be read
        if not isinstance(value, str):
            return "none" if value is None else f"{value}"
        entity, item = self._story.entities.get(value), self._story.items.get(value)
        if entity is not None:
            return entity.name or entity.aliases[0]
        if item is not None:
            spelled = {word.casefold(): word for head in item.heads for word in head.split()}
            return item.name or " ".join(spelled.get(word, word) for word in in_words(value).split())
        return value

    def key(self, fact_type: str, key: Mapping[str, Any]) -> str:
        """What a fact is about: in the wording of the story's label, else the fields in its order."""
        known = self._story.facts.get(fact_type)
        if known is not None and known.label is not None:
            numbered = f" · no. {key[ORDINAL]}" if ORDINAL in key else ""
            told = set(_BRACED.findall(known.label))
            parts = [
                self.name(key[name]) for name in _PARTS if name not in told and key.get(name) is not None
            ]
            labelled = _BRACED.sub(lambda named: self.name(key.get(named[1])), known.label)
            return " · ".join([labelled, *parts]) + numbered
        order = [name for name in known.key if name in key] if known else []
        order += [name for name in key if name not in order and name != ORDINAL]
        order = [name for name in order if name not in _PARTS or key[name] is not None]
        parts = [f"{in_words(name)} {self.name(key[name])}" for name in order]
        if ORDINAL in key:
            parts.append(f"no. {key[ORDINAL]}")
        return " · ".join(parts)

    def value_field(self, fact_type: str) -> str | None:
        """The field that a count or a state of this type takes its value from."""
        known = self._story.facts.get(fact_type)
        return known.value if known else None

    def fields(self, fact_type: str, fields: Mapping[str, Any]) -> str:
        """All that a claim says, wording left to its quote."""
        said = {
            name: value for name, value in fields.items() if not name.endswith("_text") and value is not None
        }
        known = self._story.facts.get(fact_type)
        order = [name for name in (known.fields if known else ()) if name in said]
        order += [name for name in said if name not in order]
        return " · ".join(f"{in_words(name)} {self.name(said[name])}" for name in order)

    def value(self, value: object, relation: str = "eq", to: object = None) -> str:
        """A fact's value: a number with its bound (a range with its end `to`), or the attributes of an event."""
        if isinstance(value, Mapping):
            parts = [
                f"{in_words(name)} {self.name(part)}"
                for name, part in value.items()
                if part is not None and name != ORDINAL
            ]
            return ", ".join(parts)
        if value is None:
            return "none stated"
        upper = f" and {self.name(to)}" if relation == "range" and to is not None else ""
        return _RELATIONS.get(relation, "") + self.name(value) + upper

    def order(self, fact_type: str, key: Mapping[str, Any]) -> tuple[Any, ...]:
        """Where a fact stands in a list: as the story orders its types and keys, then by occurrence."""
        types = list(self._story.facts)
        known = self._story.facts.get(fact_type)
        fields = [(name, str(key.get(name))) for name in (known.key if known else sorted(key))]
        place = types.index(fact_type) if fact_type in types else len(types)
        return (place, fact_type, fields, key.get(ORDINAL) or 0)

    def names(self, values: object) -> str:
        """Several of them, in order."""
        return ", ".join(self.name(value) for value in values) if isinstance(values, (list, tuple)) else ""


def moment_in_words(iso: str) -> str:
    """`2024-06-20T06:15:00Z` is "2024-06-20 06:15 UTC"; a day stays a day."""
    day, separator, time = iso.partition("T")
    return f"{day} {time[:5]} UTC" if separator else iso


def point_in_words(point: Point) -> str:
    """A point on both axes: "reported by 2024-06-20, known @41", "as of the latest report, known @41"."""
    reported = point.reported
    told = "as of the latest report" if reported == "latest" else f"reported by {moment_in_words(reported)}"
    return f"{told}, known @{point.known_at}"


def in_words(identifier: str) -> str:
    """An id as words: `lamp_count` is "lamp count"."""
    return identifier.replace("_", " ")
