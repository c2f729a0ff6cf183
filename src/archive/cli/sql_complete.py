"""What may stand at a place in a statement: views after FROM, columns after a view's name, words of SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from archive.cli.sql_talk import COMMANDS
from archive.store.sql_words import Word, words
from archive.telling.tabular import FORMS

Views = Mapping[str, Sequence[str]]

KEYWORDS: Final = tuple(
    "SELECT FROM WHERE AND OR NOT IN IS NULL LIKE BETWEEN EXISTS JOIN LEFT CROSS ON USING AS DISTINCT ALL "
    "GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET UNION EXCEPT INTERSECT WITH RECURSIVE VALUES CASE WHEN THEN "
    "ELSE END CAST OVER PARTITION count sum min max avg coalesce length lower upper substr round".split()
)
_BEFORE_VIEW: Final = frozenset({"from", "join", ",from"})
_ENDING: Final = re.compile(r"[\w$]*\Z")
_NO_ALIAS: Final = frozenset(word.lower() for word in KEYWORDS)


def candidates(before: str, after: str, views: Views, dialect: str) -> tuple[list[str], int]:
    """What may stand at the end of `before`, in order of likelihood, and how many letters of it are there."""
    if before.lstrip().startswith("."):
        return _commands(before.lstrip(), views)
    typed = _ENDING.search(before)
    start = typed[0] if typed else ""
    lead = before[: len(before) - len(start)]
    found = list(words(lead, dialect))
    if found and found[-1].kind in ("text", "comment") and found[-1].end == len(lead):
        return [], 0
    named = _named(list(words(f"{lead} {after}", dialect)), views)
    if lead.endswith("."):
        owner = found[-2].name if len(found) > 1 else ""
        return _fitting(named.get(owner, ()), start), len(start)
    if found and found[-1].name in _BEFORE_VIEW:
        return _fitting([*views], start), len(start)
    columns = [column for view in dict.fromkeys(named) for column in named[view]]
    aliases = [name for name in named if name not in views]
    return _fitting([*columns, *aliases, *KEYWORDS, *views], start), len(start)


def _named(found: Sequence[Word], views: Views) -> dict[str, Sequence[str]]:
    """The columns of the views in a statement, by the view's name and by the alias that follows it."""
    named: dict[str, Sequence[str]] = {}
    for at, word in enumerate(found):
        if word.kind not in ("word", "quoted") or word.name not in views:
            continue
        columns = views[word.name]
        named[word.name] = columns
        rest = [each for each in found[at + 1 : at + 3] if each.name != "as"]
        if rest and rest[0].kind == "word" and rest[0].name not in _NO_ALIAS:
            named[rest[0].name] = columns
    return named


def _commands(before: str, views: Views) -> tuple[list[str], int]:
    name, space, rest = before.partition(" ")
    if not space:
        return _fitting([command.split()[0] for command in COMMANDS], name), len(name)
    options: Sequence[str] = {
        ".schema": [*views],
        ".format": FORMS[:-1],
        ".timer": ("on", "off"),
    }.get(name, ())
    return _fitting(options, rest), len(rest)


def _fitting(options: Sequence[str], start: str) -> list[str]:
    """Those that begin with `start`, each once; words of SQL in small letters where the user writes such."""
    small = start.islower()
    fitting = [option for option in dict.fromkeys(options) if option.lower().startswith(start.lower())]
    return [option.lower() if small and option.isupper() else option for option in fitting]
