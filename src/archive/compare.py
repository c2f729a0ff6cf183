"""Snapshot against snapshot, by deepdiff: the only module that imports it.

Invariant: `patch(old, compare(old, new)) == new`. Three settings of deepdiff are fixed on purpose:
`threshold_to_diff_deeper=0`, since the default reports a dict that grew as one replaced value;
`ignore_order=False`, since documents are keyed by ids and hold no lists compared by position; and
`ignore_private_variables=False`, since a key that begins with two underscores is a key like any other.
deepdiff is given nothing but what differs: it takes a hundred times as long as Python to see that two
claims are equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from itertools import takewhile
from typing import Any

from archive.domain.change import Difference
from archive.loading import loading

Facts = Mapping[str, Mapping[str, Any]]

_ABSENT: Any = object()


def compare(old: Facts, new: Facts) -> list[Difference]:
    """The differences that lead from `old` to `new`, ordered by fact and path.

    Both map fact ids to fact documents. Facts equal on both sides never reach deepdiff.
    """
    differences = [
        Difference("added", fact_id, (), None, new[fact_id]) for fact_id in new.keys() - old.keys()
    ]
    differences += [
        Difference("removed", fact_id, (), old[fact_id], None) for fact_id in old.keys() - new.keys()
    ]
    for fact_id in old.keys() & new.keys():
        if old[fact_id] != new[fact_id]:
            differences += _inside(fact_id, old[fact_id], new[fact_id])
    return sorted(differences, key=lambda difference: (difference.fact_id, difference.path))


def _inside(fact_id: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    # Importing deepdiff costs a quarter of a second: only where facts differ.
    with loading("deepdiff"):
        from deepdiff import DeepDiff

    report = DeepDiff(
        *_differing(old, new),
        view="tree",
        threshold_to_diff_deeper=0,
        ignore_order=False,
        ignore_private_variables=False,
    )
    paths = {_dict_path(level.path(output_format="list")) for levels in report.values() for level in levels}
    for path in sorted(paths):
        before, after = _walk(old, path), _walk(new, path)
        if before is _ABSENT:
            yield Difference("added", fact_id, path, None, after)
        elif after is _ABSENT:
            yield Difference("removed", fact_id, path, before, None)
        else:
            yield Difference("changed", fact_id, path, before, after)


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two without what is equal in them, however deep: a fact may hold hundreds of claims, of which one came."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for key in old.keys() & new.keys():
        one, other = old[key], new[key]
        if one == other:
            continue
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            one, other = _differing(one, other)
        before[key], after[key] = one, other
    # Of what is on one side only, that it is there is enough.
    before |= dict.fromkeys(old.keys() - new.keys(), True)
    after |= dict.fromkeys(new.keys() - old.keys(), True)
    return before, after


def _dict_path(path: Iterable[Any]) -> tuple[str, ...]:
    """The path down to the last dict key: a list inside a document changes as one value."""
    return tuple(takewhile(lambda step: isinstance(step, str), path))


def _walk(document: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        if not isinstance(document, Mapping) or step not in document:
            return _ABSENT
        document = document[step]
    return document


def patch(old: Facts, differences: Iterable[Difference]) -> dict[str, Any]:
    """Apply `differences` to `old`."""
    facts: dict[str, Any] = deepcopy({fact_id: dict(fact) for fact_id, fact in old.items()})
    for difference in differences:
        _apply(facts, (difference.fact_id, *difference.path), difference)
    return facts


def _apply(facts: dict[str, Any], path: tuple[str, ...], difference: Difference) -> None:
    *parents, last = path
    holder: Any = facts
    for step in parents:
        holder = holder[step]
    if difference.kind == "removed":
        del holder[last]
    else:
        holder[last] = deepcopy(difference.after)
