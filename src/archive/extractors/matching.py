"""Matches a story's frames and counts against one sentence and settles which of them explains which words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from archive.domain.story import FactType
from archive.extractors.candidate import Candidate
from archive.extractors.count_candidates import match_counts
from archive.extractors.count_places import last_place
from archive.extractors.count_scope import focus_of
from archive.extractors.counting import counts_anything
from archive.extractors.lexis import CompiledFrame, Lexis
from archive.extractors.recent import Recent
from archive.extractors.state_candidates import states_in
from archive.extractors.token import Token
from archive.extractors.views import long_asides, views

ITEM_PRONOUNS: Final = ("it", "one", "them")
"""Pronouns that may stand for an item."""
_ANCHORS: Final = ("item", "number", "ordinal", "ref")
"""Kinds of field whose token a claim belongs to: one token supports one claim of a type."""


def found_in(tokens: Sequence[Token], block: str, lexis: Lexis, recent: Recent) -> list[Candidate]:
    """Everything that matches, before it is settled what explains which words."""
    found = _match_frames(tokens, block, lexis)
    if counts_anything(tokens, lexis.counts):
        found += match_counts(tokens, views(tokens), lexis, recent)
    else:
        recent.skip()
    if lexis.states.types:
        found += states_in(tokens, views, lexis, recent.states)
    recent.focus = focus_of(tokens, lexis.story, recent.names) or recent.focus
    recent.place = last_place(tokens, lexis.story) or recent.place
    return found


def _match_frames(tokens: Sequence[Token], block: str, lexis: Lexis) -> list[Candidate]:
    if not lexis.frames:
        return []
    encoded = lexis.encode(tokens)
    frames = [
        compiled
        for compiled in lexis.frames_for(encoded)
        if (not compiled.frame.blocks or block in compiled.frame.blocks)
        and (compiled.unless is None or not compiled.unless.search(encoded))
        and (compiled.only_if is None or compiled.only_if.search(encoded))
    ]
    if not frames:
        return []
    found: list[Candidate] = []
    for number, view in enumerate(views(tokens)):
        asides = long_asides(tokens, view) if number else frozenset()
        text = encoded if len(view) == len(encoded) else "".join(encoded[index] for index in view)
        for compiled in frames:
            fact = lexis.story.facts[compiled.type]
            for candidate in _matches(compiled, text, view, number):
                candidate.asides = asides
                found += _spread(candidate, tokens, fact)
    return found


def _matches(compiled: CompiledFrame, text: str, view: Sequence[int], number: int) -> Iterator[Candidate]:
    position = 0
    while (match := compiled.regex.search(text, position)) is not None:
        position = match.start() + 1
        slots: dict[str, tuple[int, ...]] = {}
        for group, name in compiled.slots:
            start, end = match.span(group)
            if start >= 0:
                slots[name] = (*slots.get(name, ()), *view[start:end])
        if match.end() > match.start():
            yield Candidate(compiled, slots, view[match.start()], view[match.end() - 1] + 1, number)


def _spread(candidate: Candidate, tokens: Sequence[Token], fact: FactType) -> Iterator[Candidate]:
    """One candidate for each item, or each entity, of a list."""
    spread = [candidate]
    for name, indexes in candidate.slots.items():
        kind = fact.fields[name].kind
        if kind == "item":
            chosen = [
                index
                for index in indexes
                if tokens[index].item is not None
                or (tokens[index].word in ITEM_PRONOUNS and tokens[index].kind == "word")
            ]
        elif kind == "entity" and len(indexes) > 1:
            chosen = [index for index in indexes if tokens[index].kind == "entity"]
        else:
            continue
        spread = [
            Candidate(one.compiled, {**one.slots, name: (index,)}, one.first, one.last, one.view)
            for one in spread
            for index in chosen
        ]
    for one in spread:
        if candidate.compiled.frame.item_has is not None and not _item_has(one, tokens, fact):
            continue
        one.anchor, one.asides = _anchor(one, fact), candidate.asides
        yield one


def _item_has(candidate: Candidate, tokens: Sequence[Token], fact: FactType) -> bool:
    """Whether the item's noun phrase brings the ordinal, or the number, that the frame rests on."""
    for name, indexes in candidate.slots.items():
        item = tokens[indexes[0]].item if fact.fields[name].kind == "item" else None
        if item is not None and candidate.compiled.frame.item_has == "ordinal":
            return item.ordinal is not None
        if item is not None and candidate.compiled.frame.item_has == "indefinite":
            return not item.definite
        if item is not None:  # "a car" says less than "one car"
            return item.ordinal is None and item.quantity is not None and item.quantity_text is not None
    return False


def _anchor(candidate: Candidate, fact: FactType) -> int | None:
    """The token of the value, else of the item or number in the key, that the claim is about."""
    named = [name for name in (fact.value, *fact.key) if name is not None and name in candidate.slots]
    for kind in ("value", *_ANCHORS):
        for name in named:
            if (
                name == fact.value if kind == "value" else fact.fields[name].kind == kind
            ) and candidate.slots[name]:
                return candidate.slots[name][0]
    return None


def settled(found: list[Candidate]) -> list[Candidate]:
    """The candidates that stand, in the order of the words.

    For each type and token the best candidate; where there is no such token, the best that do not overlap.
    """
    best: list[Candidate] = []
    taken: set[tuple[str, int, int]] = set()
    for candidate in sorted(found, key=Candidate.rank):
        if candidate.anchor is not None:
            if (candidate.type, candidate.anchor, candidate.apart) in taken:
                continue
            taken.add((candidate.type, candidate.anchor, candidate.apart))
            taken.update((candidate.type, index, 0) for index in candidate.slots.get("previous", ()))
        elif any(
            other.type == candidate.type and candidate.first < other.last and other.first < candidate.last
            for other in best
        ):
            continue
        best.append(candidate)
    stronger = [other for other in best if other.compiled.frame.instead_of]
    standing = [one for one in best if not any(gives_way(one, other) for other in stronger)]
    return sorted(standing, key=lambda one: (one.first, one.anchor or 0, one.compiled.order))


def gives_way(one: Candidate, other: Candidate) -> bool:
    """Whether `other` reads the words of `one` as something else."""
    if one.type not in other.compiled.frame.instead_of or one is other:
        return False
    if one.anchor is not None:
        return (
            any(one.anchor in indexes for indexes in other.slots.values())
            or other.first <= one.anchor < other.last
        )
    return one.first < other.last and other.first < one.last
