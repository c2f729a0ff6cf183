"""A story made ready for reading: its vocabulary, its names, and its frames as regular expressions.

Every token is one character: each word that a frame names has its own, each entity, item and small
ordinal too, and everything else shares the character of its kind. A sentence is then a string, a
frame a regular expression over it, and an offset in the string is the index of a token. All
quantifiers are bounded, so matching takes time linear in the length of the sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import Final

from archive.domain.pattern import Choice, End, Gap, Lexeme, Maybe, Node, Not, Slot, Start, Word
from archive.domain.story import FieldType, Frame, Story
from archive.extractors import english
from archive.extractors.count_words import CountWords
from archive.extractors.gazetteer import Gazetteer
from archive.extractors.number_words import ORDINALS
from archive.extractors.open_nouns import noun_entries, open_cues, open_nouns
from archive.extractors.state_words import StateWords
from archive.extractors.token import Token
from archive.extractors.words import phrase_words

_FIRST: Final = 0xE000
_MAX_ORDINAL: Final = 100
_PLAIN, _NAME, _CODE, _NUMBER, _MEASURE, _MONEY, _DATE, _MARK, _OTHER = "wNCnm$dp?"
_LIST: Final = 10
_JOINS: Final = ("and", "or", "plus", "including")
_LONG_JOINS: Final = ("as well as", "along with", "together with", "in addition to", "accompanied by")
_DASH: Final = "\u2014"
_MARKS: Final = ",;:.?!()[]\u2014\"'"

Fields = Mapping[str, FieldType]


@dataclass(frozen=True, slots=True)
class CompiledFrame:
    """A frame ready to match. `slots` maps group names to fields; `needs` are sets of characters of
    which the sentence must hold at least one each."""

    type: str
    frame: Frame
    order: int
    regex: re.Pattern[str]
    slots: tuple[tuple[str, str], ...]
    needs: tuple[frozenset[str], ...]
    unless: re.Pattern[str] | None
    only_if: re.Pattern[str] | None


class Lexis:
    """Vocabulary, names and frames of one story."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.names = Gazetteer(story)
        self._next = _FIRST
        self._chars: dict[str, str] = {}
        self._entities = {name: self._fresh() for name in story.entities}
        self._items = {name: self._fresh() for name in story.items}
        self._open, self._listed = self._fresh(), False
        self.open_nouns = open_nouns(story)
        self.open_cues = open_cues(story)
        self._ordinals = [self._fresh() for _ in range(_MAX_ORDINAL + 1)]
        nouns = noun_entries(story)
        self.lexicon = {
            name: tuple(
                sorted({phrase_words(phrase) for phrase in phrases} - {()}, key=lambda w: (-len(w), w))
            )
            for name, phrases in story.lexicon.items()
            if name not in nouns
        }
        self.counts = CountWords(story)
        self.states = StateWords(story)
        self.topic = self.counts.topic | frozenset(
            phrase[0] for phrases in self.lexicon.values() for phrase in phrases if len(phrase) == 1
        )
        for word in sorted(
            english.GAP_STOPS
            | frozenset(english.PERSONAL)
            | english.DETERMINERS
            | {"other", "more", "it", "one", "them", "by", "from", *_JOINS}
        ):
            self._char(word)
        for mark in _MARKS:
            self._char(mark)
        self.frames = tuple(self._frames())
        self._met: dict[str, int] = {}
        self._by_need = self._masked()

    def _fresh(self) -> str:
        self._next += 1
        code = self._next if self._next < 0xF8FF else self._next + (0xF0000 - 0xF8FF)
        return chr(code)

    def _char(self, word: str) -> str:
        if word not in self._chars:
            self._chars[word] = self._fresh()
        return self._chars[word]

    @cached_property
    def verbs(self) -> frozenset[str]:
        """Words of frames and lexicon entries: a noun phrase does not go across them."""
        return frozenset(word for phrases in self.lexicon.values() for phrase in phrases for word in phrase)

    @cached_property
    def agents(self) -> Mapping[str, frozenset[str]]:
        """By type, the field that stands after "by" or "from" in most frames: a stranger there has its part."""
        found = {}
        for fact in self.story.facts.values():
            tally = Counter(name for frame in fact.frames for name in set(_after_by(frame.nodes)))
            found[fact.type] = frozenset(sorted(tally, key=lambda name: (-tally[name], name))[:1])
        return found

    def knows(self, word: str) -> bool:
        """Whether `word` is one that the story's frames are made of, or that it counts by."""
        return word in self._chars or word in self.counts.words or word in self.states.words

    def encode(self, tokens: Sequence[Token]) -> str:
        """One character a token."""
        chars = self._chars
        return "".join(
            [
                (chars.get(token.word) or _plain(token.word)) if token.kind == "word" else self._encode(token)
                for token in tokens
            ]
        )

    def _encode(self, token: Token) -> str:
        kind = token.kind
        if kind == "punct":
            return self._chars.get(token.word, _MARK)
        if kind == "entity":
            return self._entities[token.id] if token.id else _OTHER
        if kind == "item":
            return self._items.get(token.item.item, self._open) if token.item else _PLAIN
        if kind == "name":
            return self._chars.get(token.word, _NAME)
        if kind == "number":
            if token.number and token.number.currency is not None and not token.number.conversion:
                return _MONEY
            return _MEASURE if token.number and token.number.measure else _NUMBER
        if kind == "ordinal":
            return self._ordinals[min(token.value, _MAX_ORDINAL)]
        return _DATE

    def _masked(self) -> tuple[tuple[int, CompiledFrame], ...]:
        """Every frame with one bit for each set of characters that it needs one of."""
        bits: dict[frozenset[str], int] = {}
        masked = []
        for compiled in self.frames:
            mask = 0
            for need in compiled.needs:
                mask |= bits.setdefault(need, 1 << len(bits))
            masked.append((mask, compiled))
        for need, bit in bits.items():
            for char in need:
                self._met[char] = self._met.get(char, 0) | bit
        return tuple(masked)

    def opens(self, tokens: Sequence[Token]) -> bool:
        """Whether a thing that no item is declared for would complete a frame of the sentence."""
        if self.open_nouns is None:
            return False
        facts = self.story.facts
        return any(
            any(facts[compiled.type].fields[name].open for _, name in compiled.slots)
            for compiled in self.frames_for(self.encode(tokens) + self._open)
        )

    def frames_for(self, encoded: str) -> list[CompiledFrame]:
        """The frames that the sentence `encoded` has all the parts of, in order."""
        met = 0
        for char in frozenset(encoded):
            met |= self._met.get(char, 0)
        return [compiled for mask, compiled in self._by_need if not mask & ~met]

    # --- frames -------------------------------------------------------------------------------

    def _frames(self) -> Iterable[CompiledFrame]:
        order = 0
        for fact in self.story.facts.values():
            for frame in fact.frames:
                if (
                    self.story.measures
                    and frame.set.get("measure", self.story.measures[0]) not in self.story.measures
                ):
                    continue
                order += 1
                slots: list[tuple[str, str]] = []
                self._listed = frame.listed
                source = self._sequence(frame.nodes, fact.fields, slots)
                yield CompiledFrame(
                    type=fact.type,
                    frame=frame,
                    order=order,
                    regex=re.compile(source),
                    slots=tuple(slots),
                    needs=tuple(self._needs(frame.nodes, fact.fields)),
                    unless=self._condition(frame.unless, fact.fields),
                    only_if=self._condition(frame.only_if, fact.fields),
                )

    def _condition(self, nodes: tuple[Node, ...] | None, fields: Fields) -> re.Pattern[str] | None:
        return None if nodes is None else self.regex_of(nodes, fields)

    def regex_of(self, nodes: Sequence[Node], fields: Fields) -> re.Pattern[str]:
        """A pattern, or a part of one, over sentences as `encode` writes them."""
        return re.compile(self._sequence(nodes, fields, []))

    def _sequence(self, nodes: Sequence[Node], fields: Fields, slots: list[tuple[str, str]]) -> str:
        parts: list[str] = []
        owns = self._literal("'s")
        for node, after in zip_longest(nodes, nodes[1:]):
            parts.append(self._node(node, fields, slots))
            if isinstance(node, Slot) and fields[node.field].kind == "entity" and after != Word("'s"):
                parts.append(f"(?!{owns})")  # "Berg's sister" is not Berg
        return "".join(parts)

    def _node(self, node: Node, fields: Fields, slots: list[tuple[str, str]]) -> str:
        match node:
            case Word(word):
                return "".join(self._literal(part) for part in phrase_words(word))
            case Lexeme(name):
                return self._lexeme(name)
            case Gap(limit, anything):
                return f".{{0,{limit}}}?" if anything else f"{self._plain_class}{{0,{limit}}}?"
            case Maybe(Gap()):
                return self._node(node.node, fields, slots)
            case Maybe(inner):
                return f"(?:{self._node(inner, fields, slots)})?"
            case Not(inner):
                return f"(?!{self._node(inner, fields, slots)})"
            case Choice(options):
                return "(?:" + "|".join(self._sequence(option, fields, slots) for option in options) + ")"
            case Start():
                marks = "".join(re.escape(self._char(mark)) for mark in ',;:.\u2014"')
                return f"(?:(?<![\\s\\S])|(?<=[{marks}]))"
            case End():
                marks = "".join(re.escape(self._char(mark)) for mark in ",;:.?!)\u2014")
                return f"(?![^{marks}])"
            case Slot(field, many):
                group = f"g{len(slots)}"
                slots.append((group, field))
                one = self._filler(fields[field])
                return f"(?P<{group}>{self._list(one, self._further(fields[field], one)) if many else one})"
        raise AssertionError(node)

    def _literal(self, word: str) -> str:
        if word in ORDINALS:
            return self._ordinals[ORDINALS[word]]
        return re.escape(self._char(word))

    def _lexeme(self, name: str) -> str:
        options = ["".join(self._literal(word) for word in phrase) for phrase in self.lexicon[name]]
        return "(?:" + "|".join(options) + ")"

    @cached_property
    def _plain_class(self) -> str:
        """Any character but marks, names of any sort, words that end a clause, forms of "be", "by", "of" and "'s".

        "Gave", "was given" and "given by", or "a car" and "a picture of a car", differ by those words
        alone: a gap that went across them would turn a sentence round.
        """
        stops = "".join(
            self._char(word) for word in sorted(english.GAP_STOPS | english.BE | {"by", "from", "of", "'s"})
        )
        marks = "".join(self._char(mark) for mark in ',;:.?!()[]\u2014"')
        known = "".join((*self._entities.values(), *self._items.values(), self._open))
        return f"[^{re.escape(stops + marks + known)}{_MARK}{_OTHER}{_NAME}]"

    def _filler(self, field: FieldType) -> str:
        """The characters that may fill a field."""
        kind = field.kind
        if kind in ("entity", "entities"):
            return f"[{self._entity_chars(field)}]"
        if kind == "item":
            articles = "".join(self._char(word) for word in ("a", "an", "another", "her", "his", "the"))
            one = f"[{articles}]?[{''.join(self._ordinals)}]?{self._char('one')}"
            return f"(?:[{self._item_chars(field)}]|{one})"
        if kind in ("number", "quantity"):
            return _NUMBER
        if kind == "amount":
            return f"[{_MONEY}]"
        if kind == "ordinal":
            return f"[{''.join(self._ordinals)}{_NUMBER}]"
        if kind == "ref":
            return f"[{_NUMBER}{_MEASURE}{_CODE}]"
        items = f"[{''.join((*self._items.values(), self._open))}]|"
        return f"(?:{items}{_NAME}{{1,5}}|[{_PLAIN}{_CODE}])"

    def _further(self, field: FieldType, one: str) -> str:
        named = self._named_items(field) if field.kind == "item" else ""
        return f"[{named}]" if named else one

    def _item_chars(self, field: FieldType) -> str:
        return "".join((self._named_items(field), self._char("it"), self._char("them")))

    def _named_items(self, field: FieldType) -> str:
        """The items that may fill a field, and the more general ones that may turn out to mean them."""
        allowed = set(field.items or self._items)
        for name in field.items:
            above = self.story.items[name].is_a
            while above is not None and above not in allowed:
                allowed.add(above)
                above = self.story.items[above].is_a
        named = "".join(char for name, char in self._items.items() if name in allowed)
        return named + self._open if field.open and not self._listed else named

    def _entity_chars(self, field: FieldType) -> str:
        fitting = [
            char
            for name, char in self._entities.items()
            if not field.entity_kinds or self.story.entities[name].kind in field.entity_kinds
        ]
        if not fitting:
            return self._char("\0")  # nobody of that kind: neither a name nor a pronoun fills the field
        if any(name in self.story.pair for name in self._entities if self._entities[name] in fitting):
            fitting.append(re.escape(_OTHER))
        return "".join((*fitting, *(self._char(word) for word in english.PERSONAL)))

    def _list(self, one: str, further: str) -> str:
        """Mentions with commas and "and" between them; things that the story does not know may stand among.

        `further` is what may come after the first: "it" begins a list and never goes on with one.
        Commas and joins are in none of the repeated classes, so there is one way to split a list.
        """
        comma = self._char(",")
        joins = f"[{''.join(self._char(word) for word in _JOINS)}]"
        pairs = "|".join("".join(map(self._char, words.split())) for words in _LONG_JOINS)
        separator = f"(?:{comma}?(?:{joins}|{pairs})|{comma})"
        ends = "".join((comma, joins[1:-1], *map(self._char, (".", _DASH, "by", "from", "to", "for"))))
        tail = f"(?:[^{re.escape(ends)}]{{1,6}}?(?={comma}|{joins}|{pairs}))?"
        starts = (
            "".join(self._char(word) for word in sorted(english.DETERMINERS | {"other", "more"})) + _NUMBER
        )
        stranger = f"[{starts}](?:{_NAME}|{self._plain_class}){{1,5}}?"
        stranger += f"(?:{self._char('of')}[{starts}]?(?:{_NAME}|{self._plain_class}){{1,4}}?)?"
        member = f"(?:{further}|{stranger})"
        return f"(?:{stranger}{separator}){{0,3}}{one}(?:{tail}{separator}{member}){{0,{_LIST}}}"

    def _needs(self, nodes: Sequence[Node], fields: Fields) -> Iterable[frozenset[str]]:
        """For each part that cannot be left out, the characters it may begin with."""
        for node in nodes:
            match node:
                case Word(word):
                    parts = phrase_words(word)
                    if parts:
                        yield frozenset(self._bare(part) for part in parts[:1])
                case Lexeme(name):
                    yield frozenset(self._bare(phrase[0]) for phrase in self.lexicon[name])
                case Slot(field, _) if fields[field].kind == "item":
                    yield frozenset((*self._item_chars(fields[field]), self._char("one")))
                case Slot(field, False) if fields[field].kind in ("entity", "number", "amount", "ordinal"):
                    yield frozenset(self._filler(fields[field]).strip("[]").replace("\\", ""))
                case Choice(options):
                    yield from self._choice_needs(options, fields)
                case _:
                    pass

    def _choice_needs(self, options: Sequence[Sequence[Node]], fields: Fields) -> Iterable[frozenset[str]]:
        firsts = [next(iter(self._needs(option, fields)), None) for option in options]
        if firsts and all(first is not None for first in firsts):
            yield frozenset().union(*(first for first in firsts if first is not None))

    def _bare(self, word: str) -> str:
        return self._ordinals[ORDINALS[word]] if word in ORDINALS else self._char(word)


def _after_by(nodes: Sequence[Node]) -> Iterable[str]:
    by = False
    for node in nodes:
        match node:
            case Slot(field, _):
                if by:
                    yield field
                by = False
            case Word(word):
                by = word in ("by", "from")
            case Lexeme():
                by = False
            case Choice(options):
                yield from (name for option in options for name in _after_by(option))
                by = any(option in ((Word("by"),), (Word("from"),)) for option in options)
            case Maybe(inner):
                yield from _after_by((inner,))
            case _:
                pass


@lru_cache(maxsize=16384)
def _plain(word: str) -> str:
    return _PLAIN if word.isalpha() or not any(char.isdigit() for char in word) else _CODE
