"""The change that a permalink names, found again."""

from __future__ import annotations

from dataclasses import replace

from archive.domain.permalink import ChangeId
from archive.errors import NotFound
from archive.service.diff import Diff, Side, diff
from archive.service.fact_place import Place, places
from archive.store.read_models import ReadModels


def changed_fact(models: ReadModels, change: ChangeId) -> Diff:
    """The changes of the fact that `change` names, between its points: of the named part, if it names one.

    Only the claims of that fact are read. Raises `NotFound`, also where the fact is the same at both points.
    """
    last = models.position()
    if max(change.start.known_at, change.end.known_at) > last:
        raise NotFound(kind="change", name=str(change), hint=f": the log ends at @{last}")
    place = _place(models, change)
    found = diff(
        models, place.story.story, Side(change.start), Side(change.end), support=True, groups={place.group}
    )
    told = tuple(
        each for each in found.changes if each.fact_id == change.fact_id and change.path in ("", each.path)
    )
    if not told:
        what = f"its {change.path} is" if change.path else "the fact is"
        raise NotFound(kind="change", name=str(change), hint=f": {what} the same at both points")
    return replace(found, changes=told, hidden=0)


def _place(models: ReadModels, change: ChangeId) -> Place:
    for known_at in sorted({change.start.known_at, change.end.known_at}, reverse=True):
        found = [
            place for place in places(models, change.fact_id, known_at) if place.fact_id == change.fact_id
        ]
        if found:
            return found[0]
    raise NotFound(kind="fact", name=change.fact_id, hint="; archive facts lists them")
