"""Which nouns may name a thing that a story declares no item for.

A story's `open` field says by two entries of its lexicon which nouns surely do and which never do. Of
the others nothing is known but their form: those that end like abstract nouns, or that name a person,
do not, and the rest do only where the sentence speaks of giving outright.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from archive.domain.inflect import plural
from archive.domain.story import Story
from archive.extractors import english

_ABSTRACT: Final = (
    "tion", "sion", "ment", "ness", "ity", "ance", "ence", "ship", "ism", "cy", "dom", "hood", "age", "al", "ure",
    "ing", "ed", "made", "ist", "er", "or", "ee", "ant", "ent", "ory", "ogy", "ics", "sis", "ty", "th", "ly", "ive", "ous",
)  # fmt: skip
"""Endings of nouns for what cannot be wrapped, and for persons; the things among them are listed."""
_NUMBERLESS: Final = ("ss", "us", "is")

MATERIALS: Final = frozenset(
    "gold silver bronze brass copper iron steel wood wooden glass crystal porcelain china ceramic clay marble jade"
    " ivory leather silk wool woollen cotton linen velvet lace fur paper stone granite amber pearl diamond ruby emerald"
    " sapphire enamel lacquer bamboo ebony mahogany oak walnut cedar straw plastic metal platinum titanium bone horn"
    " lapis turquoise malachite cashmere denim ceramic terracotta filigree".split()
)
"""What things are made of: "a gold watch" is a watch and no gold_watch."""
_COMPOUNDING: Final = frozenset(
    "tea coffee dinner dining chess football baseball basketball golf tennis cricket rugby hockey ice-hockey polo"
    " hunting fishing walking riding boxing racing rocking drinking writing sewing shaving photo record music oil water"
    " fountain coffee-table cowboy baby sports racing toy scale postage bath bed night judo karate martial space moon"
    " picture prayer guard sheep police family christmas teddy totem snow sun wrist pocket grandfather wall party tool"
    " jewellery jewelry jewel cigar cigarette letter card board video game mobile sleeping cooking carving steak pepper"
    " salt sugar milk cheese soup champagne wine beer whisky whiskey vodka".split()
)
"""Nouns and gerunds that make one name with a vague noun behind them, beside the things themselves."""
_VAGUE: Final = frozenset("set service kit book bag ball board card stick".split())
"""Nouns that say little alone. Any other names the thing by itself, so that outlets agree on what was given."""


@dataclass(frozen=True, slots=True)
class OpenNouns:
    """The nouns of a story's open fields in both numbers. `single` maps a known plural to its noun."""

    things: frozenset[str]
    never: frozenset[str]
    single: dict[str, str]

    def lemma(self, word: str) -> str:
        """The noun that `word` is a form of."""
        known = self.single.get(word)
        if known is not None or word in self.things:
            return known or word
        if not word.endswith("s") or word.endswith(_NUMBERLESS) or len(word) < 4:
            return word
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        return word[:-2] if word.endswith(("ches", "shes", "xes", "sses", "zes")) else word[:-1]

    def surely(self, word: str) -> bool:
        """Whether `word` is listed as a thing."""
        return word in self.things or ("-" in word and word.rpartition("-")[2] in self.things)

    def possibly(self, word: str) -> bool:
        """Whether `word`, of which nothing is known, may be a thing by its form."""
        lemma = self.lemma(word)
        return (
            len(lemma) > 2
            and lemma.replace("-", "").isalpha()
            and word not in self.never
            and lemma not in self.never
            and lemma not in english.TITLES
            and not lemma.endswith(_ABSTRACT)
        )

    def joins(self, word: str, noun: str) -> bool:
        """Whether `word` before `noun` is part of its name: a tea set is no set, a rose bowl is a bowl."""
        vague = self.lemma(noun) in _VAGUE
        return vague and word not in MATERIALS and (word in _COMPOUNDING or word in self.things)


def noun_entries(story: Story) -> frozenset[str]:
    """The lexicon entries that are lists of nouns for open fields, and not words that steer a sentence."""
    fields = [kind for fact in story.facts.values() for kind in fact.fields.values()]
    return frozenset(name for kind in fields for name in (kind.things, kind.never) if name is not None)


def open_cues(story: Story) -> frozenset[str]:
    """The words of a sentence in which a noun that is not listed may name a thing given."""
    fields = [kind for fact in story.facts.values() for kind in fact.fields.values() if kind.open]
    return _listed(story, (kind.cues for kind in fields))


def open_nouns(story: Story) -> OpenNouns | None:
    """The nouns of the story's open fields; None where it has none."""
    fields = [kind for fact in story.facts.values() for kind in fact.fields.values() if kind.open]
    if not fields:
        return None
    things = _listed(story, (kind.things for kind in fields))
    never = _listed(story, (kind.never for kind in fields)) - things
    many = {plural(noun): noun for noun in sorted(things)}
    return OpenNouns(
        things=things | many.keys(),
        never=frozenset((*never, *(plural(noun) for noun in never))) - things - many.keys(),
        single={word: noun for word, noun in many.items() if word != noun},
    )


def _listed(story: Story, entries: Iterable[str | None]) -> frozenset[str]:
    return frozenset(word.lower() for name in entries if name is not None for word in story.lexicon[name])
