"""Which one story a statement asks about, where that is beyond doubt.

What the past looked like is worked out when it is asked for, story by story; so it pays to know that all others
would be left out anyway. Whatever is not of the plainest form is taken to ask about all stories.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from archive.store.sql_words import Word, words

_BY_STORY: Final = frozenset({"facts", "fact_history", "disagreements", "stories", "claims"})
_DOUBTFUL: Final = frozenset(
    "or not union except intersect case between left right full outer natural using with values filter over having".split()
)
"""Words with which a condition may stand for more, or for less, than every row has to fulfil."""
_AFTERWARDS: Final = frozenset({"group", "order", "limit", "offset", "fetch", "for", "window"})
"""Words that end the conditions: what stands behind them, rows need not fulfil."""
_ENDS: Final = _AFTERWARDS | {"and", ";"}


def story_asked(sql: str, dialect: str, values: Mapping[str, object]) -> str | None:
    """The story of `WHERE story = 'X' AND ...` in a single SELECT over one of the views that are told by story."""
    found = [word for word in words(sql, dialect) if word.kind != "comment"]
    names = [word.name if word.kind in ("word", "quoted", "sign") else "" for word in found]
    views = [
        at for at, name in enumerate(names) if name in _BY_STORY and names[at - 1] in ("from", "join", ",")
    ]
    if names.count("select") != 1 or len(views) != 1 or _DOUBTFUL & set(names):
        return None
    if sum(name in _BY_STORY or name.startswith("rm_") for name in names) != names.count(names[views[0]]):
        return None
    owners = {names[views[0]], _alias(names, views[0]), None}
    depth = 0
    for at, name in enumerate(names):
        depth += (name == "(") - (name == ")")
        if depth == 0 and name in _AFTERWARDS:
            return None
        if depth == 0 and name == "story" and names[at + 1 : at + 2] == ["="]:
            owner, begin = (names[at - 2], at - 2) if names[at - 1] == "." else (None, at)
            ended = at + 3 >= len(names) or names[at + 3] in _ENDS
            if owner in owners and names[begin - 1] in ("where", "and") and ended and "where" in names[:at]:
                return _text(found[at + 2 : at + 3], values)
    return None


def _alias(names: Sequence[str], at: int) -> str:
    """What the view at `at` is called in the statement."""
    after = at + 2 if names[at + 1 : at + 2] == ["as"] else at + 1
    return names[after] if after < len(names) else ""


def _text(found: Sequence[Word], values: Mapping[str, object]) -> str | None:
    for word in found:
        if word.kind == "text" and word.text.startswith("'") and word.text.endswith("'"):
            return word.text[1:-1].replace("''", "'")
        value = values.get(word.text[1:]) if word.kind == "parameter" else None
        return value if isinstance(value, str) else None
    return None
