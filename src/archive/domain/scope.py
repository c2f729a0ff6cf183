"""Which changes of a diff are asked for: by type, by what the fact is about, by outlet, by condition.

A type and a key are known before anything is folded, and narrow what is; an outlet and a condition look at
the change itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from archive.domain.change import CAUSES, Change, ChangeKind
from archive.domain.condition import Condition, parse_condition
from archive.domain.fact import Status

FIELDS: Final = (
    "story", "type", "fact", "key.FIELD", "kind", "path", "before", "after", "value", "status", "cause",
    "causes", "source", "address", "reported",
)  # fmt: skip
"""What a condition can ask of a change; `key.FIELD` stands for every field of the fact's key.

`value` and `status` are those of the fact as it is (or was before it went); `before` and `after` those of what
changed. `causes`, `source`, `address` and `reported` are those of the claims that moved.
"""
_KEY: Final = "key."
_VALUES: Final[Mapping[str, Sequence[str]]] = {
    "kind": get_args(ChangeKind),
    "status": get_args(Status),
    "cause": CAUSES,
    "causes": CAUSES,
}
"""What fields hold that can hold nothing else."""


@dataclass(frozen=True)
class Scope:
    """What is asked for; all of it has to fit. An empty part asks for nothing in particular."""

    types: frozenset[str] = frozenset()
    key: Mapping[str, str] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()
    where: Condition | None = None

    @property
    def narrows(self) -> bool:
        """Whether it tells facts apart before they are folded."""
        return bool(self.types or self.key)

    @property
    def looks_inside(self) -> bool:
        """Whether the change itself has to be looked at."""
        return bool(self.sources) or self.where is not None

    def covers(self, fact_type: str, key: Mapping[str, Any]) -> bool:
        """Whether facts of this type and key are asked for; of a list of ids one has to be the one."""
        if self.types and fact_type not in self.types:
            return False
        return all(wanted in _ids(key.get(name)) for name, wanted in self.key.items())

    def fits(self, change: Change) -> bool:
        """Whether the change is asked for, as far as `covers` does not tell."""
        if self.sources and not self.sources & {str(each).casefold() for each in values_of(change, "source")}:
            return False
        return self.where is None or self.where(lambda name: values_of(change, name))


def condition_on_changes(text: str) -> Condition:
    """The condition that `text` puts on a change. Raises `BadCondition`."""
    return parse_condition(text, is_field, FIELDS, _VALUES)


def is_field(name: str) -> bool:
    """Whether a condition may ask for `name`."""
    return name in FIELDS or (name.startswith(_KEY) and len(name) > len(_KEY))


def values_of(change: Change, name: str) -> Sequence[Any]:
    """The values of a field of a change, without those that are not there."""
    if name.startswith(_KEY):
        return list(_leaves(change.key.get(name.removeprefix(_KEY))))
    if name in ("source", "address", "reported"):
        return list(_leaves([moved.document[name] for moved in change.evidence]))
    simple: Mapping[str, Any] = {
        "story": change.story,
        "type": change.type,
        "fact": change.fact_id,
        "kind": change.kind,
        "path": change.path or None,
        "before": change.before,
        "after": change.after,
        "value": change.fact["value"],
        "status": change.fact["status"],
        "cause": change.cause,
        "causes": change.causes,
    }
    return list(_leaves(simple[name]))


def _leaves(value: Any) -> Iterable[Any]:
    """Single values: what is inside lists and dicts, in order."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _leaves(each)
    elif value is not None:
        yield value


def _ids(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, (list, tuple)) else [str(value)]
