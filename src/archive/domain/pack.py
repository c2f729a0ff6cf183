"""A pack by itself: what it calls itself, and which types, measures and wordings a story gets from it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archive.domain.inflect import plural, verb_forms
from archive.domain.pattern_text import example
from archive.domain.story import Count, FactType, State, StateWording, Story
from archive.domain.story_parse import parse_story
from archive.domain.story_tables import Place, Problems, Table

_MEASURE: Final = "measure"
_NUMBER: Final = "N"
_AMOUNT: Final = "AMOUNT"
_SHOWN: Final = {"number": _NUMBER, "quantity": _NUMBER, "amount": _AMOUNT, "ordinal": "Nth"}
"""What stands in an example for a field of a kind; other fields stand as themselves, in braces."""
_ANY_STORY: Final = '[story]\nid = "any"\ntitle = "Any story"\npacks = ["{name}"]\n'


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack and its fact types."""

    name: str
    title: str
    description: str
    version: int
    story: Story

    @property
    def types(self) -> tuple[FactType, ...]:
        """The fact types, in the order of the file."""
        return tuple(self.story.facts.values())


def read_pack(name: str, source: str) -> Pack:
    """Read the pack `name`. Raises `StoryError`, also where its [pack] table is not whole."""
    story = parse_story(name, _ANY_STORY.format(name=name), {name: source})
    problems = Problems()
    table = Table(Place(name), tomllib.loads(source), problems).table("pack", required=True)
    if table is None:
        raise problems.found[0]
    table.only(("name", "title", "description", "version"))
    title, said = table.text("title", required=True), table.text("description", required=True)
    if table.text("name", required=True) not in (None, name):
        table.problem("name", f"is {table.raw('name')!r}. allowed: {name!r}, as the file is called")
    version = table.number("version", 1)
    if problems.found:
        raise problems.found[0]
    assert title is not None
    assert said is not None
    return Pack(name, title, said, version, story)


def measures(fact: FactType) -> tuple[str, ...]:
    """What claims of a type can measure, or which values the type's wordings imply, in order."""
    tells = _tells(fact)
    named = [count.measure for count in fact.counts]
    named += [state.value for state in fact.states] + [side.side for side in fact.sides]
    named += [str(frame.set[tells]) for frame in fact.frames if tells in frame.set]
    return tuple(dict.fromkeys(named))


def _tells(fact: FactType) -> str:
    """The field that tells the wordings of a type apart: its measure, else its value."""
    return _MEASURE if _MEASURE in fact.fields else fact.value or ""


def wordings(fact: FactType, story: Story, measure: str | None, limit: int = 3) -> tuple[str, ...]:
    """Example wordings of a type, of one of its measures where that is given."""
    found: list[str] = []
    for count in fact.counts:
        if measure in (None, count.measure):
            found += _count_wordings(count)
    for state in fact.states:
        if measure in (None, state.value) and fact.wording is not None:
            found += _state_wordings(state, fact.wording)
    for side in fact.sides:
        if measure in (None, side.side):
            found += [f"{_NUMBER} {words}" for words in side.words[:1]]
            found += [f"{_NUMBER} {_past(verb)}" for verb in side.verbs[:1]]
    shown = {name: _SHOWN[kind.kind] for name, kind in fact.fields.items() if kind.kind in _SHOWN}
    for frame in fact.frames:
        if measure is None or str(frame.set.get(_tells(fact))) == measure:
            found.append(example(frame.nodes, story.lexicon, shown))
    return tuple(dict.fromkeys(found))[:limit]


def _count_wordings(count: Count) -> Iterator[str]:
    """The commonest constructions that a count is read from, with its first words."""
    number = _AMOUNT if count.money else _NUMBER
    who = "" if count.money else f" {plural(count.of[0]) if count.of else 'people'}"
    for verb in count.subject_of[:1]:
        yield f"{number}{who} {_past(verb)}"
    for verb in count.object_of[:1]:
        yield f"{_past(verb)} {number}{who}"
    for state in count.state[:1]:
        yield f"{number}{who} {state}"
    for noun in count.noun[:1]:
        yield f"{noun} of {number}" if count.money else f"{number} {plural(noun)}"
    for total in count.total[:1]:
        yield f"{total} of {number}"


def _state_wordings(state: State, wording: StateWording) -> Iterator[str]:
    who = f"{{{wording.of}}}"
    for verb in state.subject_of[:1]:
        yield f"{who} {_past(verb, many=False)}"
    for verb in state.object_of[:1]:
        yield f"{_past(verb)} {who}"
    for noun in state.noun[:1]:
        yield f"{noun} of {who}"
    for office in state.office[:1]:
        yield f"{office} {{{wording.at or wording.of}}}"


def _past(verb: str, *, many: bool = True) -> str:
    """The past tense: people were, people went."""
    head, _, rest = verb.partition(" ")
    past = "were" if head == "be" and many else verb_forms(head).past
    return f"{past} {rest}".strip()
