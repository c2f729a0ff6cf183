"""What leads from one JSON document to another, as JSON Patch (RFC 6902).

Invariant: applying `patch_between(old, new)` to `old` gives `new`, and to no document that differs from `old`
in anything that the patch takes away or replaces: a `test` stands before each such step. Objects are walked by
their keys; lists have no ids, so a list that differs is replaced whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Operation = dict[str, Any]


def patch_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Operation]:
    """The operations that lead from `old` to `new`, both as JSON has them, in the order of their pointers."""
    return list(_inside("", old, new))


def _inside(pointer: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Operation]:
    for key in sorted(old.keys() | new.keys()):
        at = f"{pointer}/{_token(key)}"
        if key not in new:
            yield {"op": "test", "path": at, "value": old[key]}
            yield {"op": "remove", "path": at}
        elif key not in old:
            yield {"op": "add", "path": at, "value": new[key]}
        elif isinstance(old[key], Mapping) and isinstance(new[key], Mapping):
            yield from _inside(at, old[key], new[key])
        elif not _same(old[key], new[key]):
            yield {"op": "test", "path": at, "value": old[key]}
            yield {"op": "replace", "path": at, "value": new[key]}


def _token(key: str) -> str:
    """A key as a step of a JSON Pointer (RFC 6901, section 3): `~` first, since `/` is written with one."""
    return key.replace("~", "~0").replace("/", "~1")


def _same(old: Any, new: Any) -> bool:
    """Whether two values are the same JSON: to Python, true is 1 too."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return old.keys() == new.keys() and all(_same(old[key], new[key]) for key in old)
    if isinstance(old, (list, tuple)) and isinstance(new, (list, tuple)):
        return len(old) == len(new) and all(map(_same, old, new))
    return isinstance(old, bool) is isinstance(new, bool) and bool(old == new)
