"""Statements that read a public view from its first row to its last, for whoever copies it elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.errors import QueryRefused

_ORDERS: Final = {
    "articles": ("address",),
    "versions": ("address", "version"),
    "captures": ("position",),
    "claims": ("story", "address", "start", "stop", "claim_id"),
    "claim_history": ("story", "address", "version", "claim_id"),
    "facts": ("story", "type", "fact_id"),
    "fact_history": ("story", "type", "fact_id", "since_at"),
    "events": ("position",),
}
"""What tells the rows of a view apart, in the order in which people look for them."""
_OF_STORY: Final = "address IN (SELECT address FROM claims WHERE story = :story)"


def whole_view(view: str, columns: Sequence[str], *, of_story: bool) -> str:
    """All rows of `view`, which has `columns`, in a settled order; with `of_story` those of the story `:story`.

    Raises `QueryRefused` where nothing in the view is of one story.
    """
    where = ""
    if of_story:
        if "story" in columns:
            where = " WHERE story = :story"
        elif "address" in columns and "claim_id" not in columns:
            where = f" WHERE {_OF_STORY}"
        else:
            raise QueryRefused(problem=f"the rows of {view} are of no single story; leave --story out")
    order = _ORDERS.get(view) or (("claim_id",) if "claim_id" in columns else columns[:3])
    return f"SELECT * FROM {view}{where} ORDER BY {', '.join(order)}"
