"""Reads the [[fact.count]] tables of a story: what a count counts, and the words that news reports use for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, cast, get_args

from archive.domain.claim import Role
from archive.domain.inflect import plural
from archive.domain.story import Count, FieldType
from archive.domain.story_tables import Table

_COUNT: Final = (
    "measure", "of", "not_of", "subject_of", "object_of", "state", "noun", "act", "total", "needs_unit",
    "money", "level", "others", "agent", "patient", "role",
)  # fmt: skip
_VERBS: Final = ("subject_of", "object_of")


def read_counts(
    tables: Iterable[Table], fields: Mapping[str, FieldType], lexicon: Mapping[str, tuple[str, ...]]
) -> tuple[Count, ...]:
    """The counts of one fact type; what is wrong with them goes to the tables' problems."""
    return tuple(count for table in tables if (count := _read_count(table, fields, lexicon)) is not None)


def _read_count(
    table: Table, fields: Mapping[str, FieldType], lexicon: Mapping[str, tuple[str, ...]]
) -> Count | None:
    table.only(_COUNT)
    measure = table.text("measure", required=True, form=r"[a-z][a-z0-9_]*")
    words = {
        name: listed_words(table, name, lexicon) for name in ("of", "not_of", "state", "noun", "act", "total")
    }
    verbs = {name: listed_words(table, name, lexicon) for name in _VERBS}
    whose = {name: table.text(name) for name in ("agent", "patient")}
    for name, field in whose.items():
        if field is not None and field not in fields:
            table.unknown(name, field, fields)
            whose[name] = None
    if not any((*verbs.values(), words["state"], words["noun"], words["total"])):
        table.problem(
            "measure", "has no words. needs at least one of: subject_of, object_of, state, noun, total"
        )
    role = table.choice("role", get_args(Role))
    if measure is None:
        return None
    return Count(
        measure=measure,
        of=both_numbers(words["of"]),
        not_of=both_numbers(words["not_of"]),
        subject_of=verbs["subject_of"],
        object_of=verbs["object_of"],
        state=words["state"],
        noun=both_numbers(words["noun"]),
        act=both_numbers(words["act"] + words["noun"]),
        total=both_numbers(words["total"]),
        needs_unit=table.flag("needs_unit", False),
        money=table.flag("money", False),
        level=table.flag("level", False),
        others=table.flag("others", False),
        agent=whose["agent"],
        patient=whose["patient"],
        role=cast("Role | None", role),
    )


def listed_words(table: Table, name: str, lexicon: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The entries of a list; `<name>` stands for those of the lexicon."""
    found: list[str] = []
    for entry in table.texts(name):
        if entry.startswith("<") and entry.endswith(">"):
            if entry[1:-1] not in lexicon:
                table.unknown(name, entry, [f"<{known}>" for known in lexicon])
            found += lexicon.get(entry[1:-1], ())
        else:
            found.append(entry)
    return tuple(dict.fromkeys(found))


def both_numbers(nouns: Sequence[str]) -> tuple[str, ...]:
    """Nouns in the singular and the plural."""
    return tuple(dict.fromkeys(form for noun in nouns for form in (noun, plural(noun))))
