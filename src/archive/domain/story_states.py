"""Reads what a story says of states: [fact.wording], and the words in [[fact.state]] and [[fact.side]]."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from archive.domain.story import FieldType, Side, State, StateWording
from archive.domain.story_counts import both_numbers, listed_words
from archive.domain.story_tables import Table

_FIELDS: Final = ("of", "at", "by")
_NOUNS: Final = ("nouns", "at_nouns", "through", "other", "voters")
_STATE: Final = (
    "value", "subject_of", "object_of", "noun", "office", "needs_at", "gives", "after", "only", "ongoing", "agents", "side",
)  # fmt: skip
_WORDS: Final = ("subject_of", "object_of", "noun", "office")

Lexicon = Mapping[str, tuple[str, ...]]


def read_wording(
    table: Table | None, fields: Mapping[str, FieldType], lexicon: Lexicon, types: Sequence[str]
) -> StateWording | None:
    """The [fact.wording] of a type; None where it has none, or none that can be read."""
    if table is None:
        return None
    table.only((*_FIELDS, *_NOUNS, "outcome"))
    named: dict[str, str | None] = {}
    for name in _FIELDS:
        field = table.text(name, required=name == "of")
        if field is not None and field not in fields:
            table.unknown(name, field, fields)
            field = None
        named[name] = field
    outcome = table.text("outcome")
    if outcome is not None and outcome not in types:
        table.unknown("outcome", outcome, types)
    of = named["of"]
    if of is None:
        return None
    words = {name: listed_words(table, name, lexicon) for name in _NOUNS}
    return StateWording(
        of=of,
        at=named["at"],
        by=named["by"],
        nouns=words["nouns"],
        at_nouns=words["at_nouns"],
        through=both_numbers(words["through"]),
        other=words["other"],
        outcome=outcome,
        voters=both_numbers(words["voters"]),
    )


def read_states(tables: Iterable[Table], lexicon: Lexicon) -> tuple[State, ...]:
    """The states of one fact type; what is wrong with them goes to the tables' problems."""
    return tuple(state for table in tables if (state := _read_state(table, lexicon)) is not None)


def _read_state(table: Table, lexicon: Lexicon) -> State | None:
    table.only(_STATE)
    value = table.text("value", required=True, form=r"[a-z][a-z0-9_]*")
    words = {name: listed_words(table, name, lexicon) for name in _WORDS}
    if not any(words.values()):
        table.problem("value", f"has no words. needs at least one of: {', '.join(_WORDS)}")
    if value is None:
        return None
    return State(
        value=value,
        subject_of=words["subject_of"],
        object_of=words["object_of"],
        noun=words["noun"],
        office=words["office"],
        needs_at=table.flag("needs_at", False),
        gives=table.flag("gives", False),
        after=table.text("after"),
        only=listed_words(table, "only", lexicon),
        ongoing=table.flag("ongoing", False),
        agents=both_numbers(listed_words(table, "agents", lexicon)),
        side=table.text("side"),
    )


def read_sides(tables: Iterable[Table], lexicon: Lexicon) -> tuple[Side, ...]:
    """The sides of a vote."""
    found: list[Side] = []
    for table in tables:
        table.only(("side", "words", "verbs"))
        side = table.text("side", required=True, form=r"[a-z][a-z0-9_]*")
        words, verbs = listed_words(table, "words", lexicon), listed_words(table, "verbs", lexicon)
        if not words and not verbs:
            table.problem("side", "has no words. needs at least one of: words, verbs")
        if side is not None:
            found.append(Side(side=side, words=words, verbs=verbs))
    return tuple(found)
