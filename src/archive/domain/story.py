"""A story: the user's definition of what to track, read from TOML.

Everything particular to a subject lives here, and nothing particular to one lives in code.
`docs/stories.md` describes the format; `domain.story_parse` reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from archive.domain.claim import Certainty, FieldValue, Polarity, Role
from archive.domain.moment import PartialDate
from archive.domain.pattern import Node

FieldKind = Literal[
    "entity", "entities", "item", "number", "amount", "ordinal", "quantity", "ref", "text", "flag"
]
Consolidation = Literal["event", "count", "state"]
"""How a type's claims become facts: `event` is something that happened (a visit), its attributes
never age; `count` is a running number, the newest trusted report wins; `state` is a value that
holds until a newer report says otherwise."""

Fill = Literal["other", "context", "subject", "speaker"]
"""Where a field that the words leave out may come from: `other`, the other one of a pair;
`context`, the nearest earlier claim or mention; `subject`, the subject of the sentence (or of the
one before); `speaker`, the party that the speaker of a direct quotation speaks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType:
    """One field of a fact type: its kind, and for entities which kinds of entity may fill it.

    `default` is the last resort, and only in articles that mention it. `fill` is used in every
    frame of the type that leaves the field out. `after` are the words that a reference follows.
    `items` are those that may fill the field, however generally the words name them; all when empty.
    An `open` field also takes things that no item is declared for. `things`, `never` and `cues` name lexicon
    entries: nouns that surely are such a thing, nouns that never are, and words of a sentence in which
    any other noun may be one.
    """

    kind: FieldKind
    entity_kinds: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    default: str | None = None
    fill: Fill | None = None
    after: tuple[str, ...] = ()
    open: bool = False
    things: str | None = None
    never: str | None = None
    cues: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One wording that asserts a fact: a pattern over the tokens of a sentence.

    `set` are fields and values that the wording itself implies. `unless` and `only_if` are
    patterns that must not, or must, occur in the sentence. `blocks` limits the frame to kinds of
    block. `instead_of` are types whose claims give way where they read the same words. `unclear`
    marks wording that says that the exact item is not known. `item_has` names what the item's noun
    phrase must bring: an ordinal ("his second X"), which is then the value of a count, a quantity, or no "the".
    `listed`: only for declared items, also where the field is open.
    """

    name: str
    pattern: str
    nodes: tuple[Node, ...]
    set: Mapping[str, FieldValue] = field(default_factory=dict)
    fill: Mapping[str, Fill] = field(default_factory=dict)
    role: Role | None = None
    polarity: Polarity | None = None
    certainty: Certainty | None = None
    relation: Literal["eq", "ge", "le", "approx"] | None = None
    unless: tuple[Node, ...] | None = None
    only_if: tuple[Node, ...] | None = None
    blocks: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()
    unclear: bool = False
    item_has: Literal["ordinal", "quantity", "indefinite"] | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What is counted under one measure, and the words for it; the grammar around them is the extractor's.

    `of` are the nouns of those counted (workers); `not_of` nouns that never are. `subject_of` and
    `object_of` are verbs of which those counted are the subject (die) or the object (kill), as lemmas.
    `state` are words for the state they are in (missing), `noun` nouns that count themselves (deaths),
    `act` nouns of what happens to them ("the layoff of 80"), `total` nouns whose value is the count
    (toll). With `needs_unit` a number counts only where one of `of` is named with it, or was just
    before. `money`: amounts are counted. `level`: how many there are at a time, so that those counted can
    fall or rise to a number ("troops will be cut to 80"). `others`: "another 80 missing" are 80 beside those of
    other measures, and not 80 on top of some. `agent` is the field for who does it, `patient` that for whom it
    is done to (who is fined).
    """

    measure: str
    of: tuple[str, ...] = ()
    not_of: tuple[str, ...] = ()
    subject_of: tuple[str, ...] = ()
    object_of: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    noun: tuple[str, ...] = ()
    act: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    needs_unit: bool = False
    money: bool = False
    level: bool = False
    others: bool = False
    agent: str | None = None
    patient: str | None = None
    role: Role | None = None

    @property
    def whose(self) -> str | None:
        """The field for the party that the count is of: who does it, else whom it is done to."""
        return self.agent or self.patient


@dataclass(frozen=True, slots=True, kw_only=True)
class StateWording:
    """Whose states a type tells, and the nouns that stand for them.

    `of` is the field for what is in the state (a person, a treaty), `at` the one for what it holds there (a
    post), `by` the one for who brings it about. `nouns` and `at_nouns` mean the one spoken of ("the
    treaty", "the job"); `through` are nouns that a state reaches it by ("its obligations under the treaty").
    `other` are words that make another office of it ("deputy"). `outcome` is the type whose verbs say which
    side of a vote won, and `voters` are the nouns of those who vote.
    """

    of: str
    at: str | None = None
    by: str | None = None
    nouns: tuple[str, ...] = ()
    at_nouns: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    outcome: str | None = None
    voters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The words for one state; the grammar around them is the extractor's.

    `subject_of` are verbs whose subject comes into the state (resign), `object_of` those whose object does
    (dismiss), as lemmas; `noun` are nouns of what happens to it (resignation), `office` adjectives of the
    office that tell it (acting). With `needs_at` the office has to be named, and with `gives`
    it is what one gets, so that a post alone names nobody ("appointed a finance minister"). `after` is the state of the
    one whose place the subject takes. `only` are words of a name without which it is something else ("no
    confidence"). `ongoing`: only while it lasts ("are negotiating"). `agents` are nouns of those who alone
    can do it. `side` is the side of a vote that wins by it.
    """

    value: str
    subject_of: tuple[str, ...] = ()
    object_of: tuple[str, ...] = ()
    noun: tuple[str, ...] = ()
    office: tuple[str, ...] = ()
    needs_at: bool = False
    gives: bool = False
    after: str | None = None
    only: tuple[str, ...] = ()
    ongoing: bool = False
    agents: tuple[str, ...] = ()
    side: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a vote: `words` beside a number ("in favour"), and `verbs` of those who take it, as lemmas."""

    side: str
    words: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactType:
    """One type of fact.

    `key` are the fields that say what a claim is about. `value` is the field that a count or a
    state takes its value from; `attributes` are the fields of an event that may agree or differ.
    `rising` marks a count that only a correction lowers. `label` words what a fact is about, with the
    fields of its key in braces. `frames`, `counts`, `states` and `sides` are left to the extractor.
    """

    type: str
    fields: Mapping[str, FieldType]
    key: tuple[str, ...]
    consolidate: Consolidation
    label: str | None = None
    value: str | None = None
    attributes: tuple[str, ...] = ()
    rising: bool = True
    frames: tuple[Frame, ...] = ()
    counts: tuple[Count, ...] = ()
    wording: StateWording | None = None
    states: tuple[State, ...] = ()
    sides: tuple[Side, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Somebody or something with a name.

    `speaks_for` is the party whose side a person speaks for. `pronoun` is "he", "she" or "it", where
    that is known.
    """

    id: str
    kind: str
    aliases: tuple[str, ...]
    speaks_for: str | None = None
    pronoun: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A kind of thing. `heads` are the nouns that name it, in the singular or as they stand.

    `is_a` names the more general item that other wording may use for this one.
    """

    id: str
    heads: tuple[str, ...]
    is_a: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Derive:
    """Claims of one type that follow from another's: "gave a second X" says that there are two.

    A claim of type `source` whose `ordinal` field is 2 or more yields a `target` claim with at
    least that value, for the listed `items` (all when empty), carrying over the fields in `keep`.
    """

    source: str
    target: str
    ordinal: str
    items: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A whole story definition. `digest` is over its source and its packs.

    `must_mention` are words that an article has to contain, all of them. `pair` are the two
    entities that "his counterpart" and the like swing between; `coref` are those phrases.
    `elsewhere` are names of other affairs: a sentence that has one of them is not about the story.
    `measures` are the only ones that make claims; all when empty. `since` is when the story began: counts
    dated before are of other times.
    """

    story: str
    title: str
    version: int
    digest: str
    facts: Mapping[str, FactType] = field(default_factory=dict)
    language: str = "en"
    must_mention: tuple[str, ...] = ()
    entities: Mapping[str, Entity] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    decoys: tuple[str, ...] = ()
    pair: tuple[str, ...] = ()
    coref: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    lexicon: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    derive: tuple[Derive, ...] = ()
    packs: Mapping[str, str] = field(default_factory=dict)
    measures: tuple[str, ...] = ()
    since: PartialDate | None = None
